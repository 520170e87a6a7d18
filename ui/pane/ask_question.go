package pane

import (
	"slices"
	"strings"

	"deputy/model"
)

// Question gives the question as it is typed.
func (a *Ask) Question() model.Question {
	text := func(i int) string { return strings.TrimSpace(a.fields[i].input.value()) }
	q := model.Question{
		Account: a.env.Reading.Node(a.node).Account(), Action: text(askAction), Resource: text(askResource),
		ResourceAccount: model.AccountID(text(askOwner)), Given: map[string][]string{},
	}
	q.Principal = model.PrincipalARN(a.env.Reading.Caller.Partition, q.Account, text(askPrincipal))
	if region := text(askRegion); region != "" {
		q.Given["aws:RequestedRegion"] = []string{region}
	}
	for i := askKeys; i < len(a.fields); i++ {
		key, value, given := strings.Cut(text(i), "=")
		switch key = strings.TrimSpace(key); {
		case key == "":
		case strings.HasPrefix(key, "!"):
			q.Absent = append(q.Absent, strings.TrimSpace(key[1:]))
		case given:
			q.Given[key] = splitValues(value)
		}
	}
	return q
}

// splitValues cuts values apart at commas.
func splitValues(text string) []string {
	var out []string
	for _, v := range strings.Split(text, ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// Fill fills the form from a question that was pasted.
func (a *Ask) Fill(p model.Pasted) {
	if p.Account != "" && a.env.Reading.Node(p.Account.Node()) != nil {
		a.node = p.Account.Node()
	}
	a.fields = a.fields[:askKeys]
	a.fields[askAction].input.set(p.Action)
	a.fields[askResource].input.set(p.Resource)
	a.fields[askOwner].input.set(string(p.ResourceAccount))
	a.fields[askPrincipal].input.set(p.Principal)
	a.fields[askRegion].input.set("")
	keys := make([]string, 0, len(p.Given))
	for k := range p.Given {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		if strings.EqualFold(k, "aws:RequestedRegion") {
			a.fields[askRegion].input.set(strings.Join(p.Given[k], ","))
			continue
		}
		a.addKey(k + " = " + strings.Join(p.Given[k], ", "))
	}
	a.addKey("")
	a.notes = p.Notes
	if len(p.Blames) > 0 {
		a.notes = append(a.notes, "The text blames: "+strings.Join(p.Blames, ", ")+".")
	}
	a.moveTo(askAction)
}

func (a *Ask) addKey(text string) {
	f := askField{"key", newInput()}
	f.input.set(text)
	a.fields = append(a.fields, f)
}
