package export

import (
	"strings"

	"deputy/model/plan"
)

// Plan returns the steps of a change and all that one should know before it.
func Plan(p *plan.Plan) *Document {
	steps := Section{Key: "steps", Title: "Steps", Columns: []Column{
		{"step", "step"},
		{"caller", "caller's account ID"},
		{"service", "service"},
		{"operation", "operation"},
		{"region", "Region"},
		{"irreversible", "destroys data"},
		{"cli", "AWS CLI"},
	}}
	for i, s := range p.Steps {
		steps.Rows = append(steps.Rows, []any{i + 1, string(s.Caller), s.API, s.Operation, string(s.Region), s.Irreversible, s.CLI()})
	}
	d := &Document{Name: "plan", Title: p.Title, Sections: []Section{steps}}
	var blockers, warnings []string
	for _, b := range p.Blockers {
		blockers = append(blockers, b.Text)
	}
	for _, w := range p.Warnings {
		warnings = append(warnings, w.Text)
	}
	if p.Loss != "" {
		d.Say("lost", "Lost", []string{p.Loss})
	}
	d.Say("blockers", "Blocked", blockers)
	d.Say("warnings", "Warnings", warnings)
	d.Say("consequences", "Consequences", p.Consequences)
	d.Say("grants", "What it grants", p.Grants)
	d.Say("unchecked", "Not checked", p.Unchecked)
	d.Sections = append(d.Sections, Section{Key: "cli", Title: "AWS CLI", Text: strings.Join(p.CLI(), "\n")})
	if p.Terraform != "" {
		d.Sections = append(d.Sections, Section{Key: "terraform", Title: "Terraform", Text: p.Terraform})
	}
	return d
}
