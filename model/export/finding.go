package export

import (
	"slices"
	"strconv"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/plan"
)

// Findings returns findings in the order in which they come.
func Findings(r *model.Reading, findings []*finding.Finding) Section {
	s := Section{Key: "findings", Head: 3, Columns: []Column{
		{"severity", "severity"},
		{"code", "code"},
		{"title", "finding"},
		{"evidence", "evidence"},
		{"fix", "how to fix it"},
		{"plan", "plan"},
		{"nodeId", "node ID"},
		{"policyId", "policy ID"},
		{"serviceId", "service ID"},
		{"principal", "service principal"},
	}}
	for _, f := range findings {
		s.Rows = append(s.Rows, []any{
			f.Severity.String(), f.Code, f.Title, f.Evidence, f.Fix, planTitle(r, f),
			string(f.Place.Node), string(f.Place.Policy), string(f.Place.Service), string(f.Place.Principal),
		})
	}
	return s
}

// planTitle returns what the plan does that fixes a finding; nil if deputy has none.
func planTitle(r *model.Reading, f *finding.Finding) any {
	if f.Order == nil || f.Order.Account == "" {
		return nil
	}
	return plan.New(r, *f.Order).Title
}

// Finding returns one finding with its evidence and sources.
func Finding(r *model.Reading, f *finding.Finding) *Document {
	d := &Document{Name: f.Code, Title: f.Title, About: []string{f.Evidence}, Sections: []Section{Findings(r, []*finding.Finding{f})}}
	d.Say("details", "Details", f.Details)
	d.Sections = append(d.Sections, Proposals([]*finding.Finding{f})...)
	d.Say("documentation", "Documentation", f.Sources)
	return d
}

// Proposals returns the policies that fix findings, each once.
func Proposals(findings []*finding.Finding) []Section {
	var sections []Section
	for _, f := range findings {
		for _, x := range f.Drafts {
			title := "Proposed policy " + x.Name
			if !slices.ContainsFunc(sections, func(s Section) bool { return s.Title == title && s.Text == x.Text }) {
				sections = append(sections, Section{Key: "proposal" + strconv.Itoa(len(sections)+1), Title: title, Text: x.Text})
			}
		}
	}
	return sections
}
