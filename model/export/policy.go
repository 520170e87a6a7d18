package export

import (
	"cmp"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/lint"
)

// Policies returns policies in the order in which they come, with the size of
// their texts as AWS counts it and how many accounts they apply to.
func Policies(r *model.Reading, policies []*model.Policy) Section {
	s := Section{Key: "policies", Columns: []Column{
		{"policyId", "policy ID"},
		{"type", "type"},
		{"name", "name"},
		{"description", "description"},
		{"awsManaged", "AWS managed"},
		{"characters", "characters"},
		{"quota", "quota"},
		{"attachedTo", "attached to"},
		{"accounts", "applies to accounts"},
	}}
	for _, p := range policies {
		targets, accounts := reach(r, p)
		var size, quota any
		if d, status := r.Document(p.ID); status.Known() {
			size = utf8.RuneCountInString(d.Text)
		}
		if q, _ := p.Type.Quota(); q > 0 {
			quota = q
		}
		s.Rows = append(s.Rows, []any{string(p.ID), p.Type.Abbreviation(), p.Name, p.Description, p.AWSManaged, size, quota, targets, accounts})
	}
	return s
}

// reach returns the names of the nodes that a policy is attached to and how many
// accounts it applies to; nil if that is not known. AWS attaches its own policies
// to every node: these are not counted.
func reach(r *model.Reading, p *model.Policy) (targets, accounts any) {
	ids, status := r.Targets(p.ID)
	if p.ID == p.Type.Full() || !status.Known() {
		return nil, nil
	}
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = cmp.Or(r.NodeName(id), string(id))
	}
	return names, r.Reach(p.ID)
}

// Policy returns what is known of a policy: where it is attached, the problems of
// its text, and the text as it is stored.
func Policy(r *model.Reading, p *model.Policy) *Document {
	facts := Policies(r, []*model.Policy{p})
	facts.Key, facts.Title = "policy", "About"
	targets := Section{Key: "attachedTo", Title: "Attached to", Columns: []Column{{"id", "ID"}, {"kind", "kind"}, {"path", "path"}, {"accounts", "accounts"}}}
	ids, status := r.Targets(p.ID)
	for _, id := range ids {
		row := []any{string(id), nil, nil, nil}
		if n := r.Node(id); n != nil {
			row = []any{string(id), kindNames[n.Kind], r.PathName(id), r.AccountCount(id)}
		}
		targets.Rows = append(targets.Rows, row)
	}
	problems := Section{Key: "problems", Title: "Problems", Columns: []Column{{"severity", "severity"}, {"rule", "rule"}, {"statement", "statement"}, {"problem", "problem"}}}
	text, read := r.Document(p.ID)
	if d := r.ParsedDocument(p.ID, p.Type); d != nil {
		for _, x := range lint.Check(d) {
			problems.Rows = append(problems.Rows, []any{x.Severity.String(), x.Rule.ID, x.Statement, x.Text()})
		}
	}
	if p.Type.IsManagement() { // deputy does not check these
		problems.Lines = []string{"deputy does not check " + p.Type.Plural() + "."}
	}
	document := Section{Key: "document", Title: "Policy document", Text: text.Text}
	return &Document{
		Name: cmp.Or(p.Name, string(p.ID)), Title: p.Type.Singular() + " " + cmp.Or(p.Name, string(p.ID)) + " (" + string(p.ID) + ")",
		Sections: []Section{facts, targets.noted(status), problems, document.noted(read)},
	}
}
