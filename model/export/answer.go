package export

import (
	"cmp"
	"maps"
	"slices"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// Answer returns the answer to a question: the headline and what stands below it,
// then what each policy of each level contributes to the exact verdict.
func Answer(r *model.Reading, q verdict.Question, headline string, lines []string, v *verdict.Verdict) *Document {
	d := &Document{Name: "answer", Title: headline, Sections: []Section{question(r, q)}}
	d.Say("answer", "Answer", lines)
	d.Sections = append(d.Sections, contributions("scps", "SCPs", v.SCP), contributions("rcps", "RCPs of the resource's owner", v.RCP))
	return d
}

// question returns what was asked.
func question(r *model.Reading, q verdict.Question) Section {
	s := Section{Key: "question", Title: "Question", Columns: []Column{{"field", "field"}, {"value", "value"}}}
	add := func(field, value string) {
		if value != "" {
			s.Rows = append(s.Rows, []any{field, value})
		}
	}
	add("action", q.Action)
	add("account", string(q.Account))
	add("account name", r.NodeName(q.Account.Node()))
	add("principal", q.Principal)
	add("resource", q.Resource)
	add("resource's owner", string(q.ResourceAccount))
	for _, key := range slices.Sorted(maps.Keys(q.Given)) {
		s.Rows = append(s.Rows, []any{key, q.Given[key]})
	}
	for _, key := range q.Absent {
		add(key, "(not in the request)")
	}
	return s
}

// contributions returns what the policies of each level make of a request.
func contributions(key, title string, rungs []verdict.RungVerdict) Section {
	s := Section{Key: key, Title: title, Columns: []Column{
		{"level", "level"}, {"policy", "policy"}, {"statement", "statement"}, {"effect", "effect"}, {"matches", "matches"}, {"why", "why"},
	}}
	for i := range rungs {
		for _, c := range rungs[i].Contributions() {
			var index, effect any
			if c.Index > 0 {
				index, effect = c.Index, c.Effect.String()
			}
			s.Rows = append(s.Rows, []any{rungs[i].Rung.Name, cmp.Or(c.Name, string(c.Policy)), index, effect, truthNames[c.Match], c.Text})
		}
	}
	return s
}

var truthNames = map[scp.Truth]string{scp.True: "yes", scp.False: "no", scp.Unknown: "depends"}

// Lens returns the answer to one question for each account, by the groups of a
// lens.
func Lens(r *model.Reading, groups []typical.LensGroup) Section {
	s := Section{Key: "accounts", Columns: []Column{{"accountId", "account ID"}, {"name", "name"}, {"path", "OU path"}, {"answer", "answer"}, {"reason", "reason"}}}
	for i := range groups {
		g := &groups[i]
		for _, n := range g.Accounts {
			s.Rows = append(s.Rows, []any{string(n.ID), n.Name, r.PathName(n.Parent), g.Kind.Short(), g.Reason})
		}
	}
	return s
}
