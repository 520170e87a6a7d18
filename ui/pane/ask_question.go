package pane

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// Question returns the question as typed. A key in several fields has several
// values, as with --set on the command line: a comma is part of a value.
func (a *Ask) Question() verdict.Question {
	q := verdict.Question{
		Account: a.env.Reading.Node(a.node).Account(), Action: a.text(askAction), Resource: a.text(askResource),
		ResourceAccount: a.ownerAccount(), Given: map[string][]string{},
	}
	if q.ResourceAccount == "" {
		q.ResourceAccount = model.AccountID(a.text(askOwner)) // which is no whole question, unless it is empty
	}
	q.Principal = verdict.PrincipalARN(a.env.Reading.Caller.Partition, q.Account, a.text(askPrincipal))
	if region := a.text(askRegion); region != "" {
		q.Given[regionKey] = []string{region}
	}
	for i := askKeys; i < len(a.fields); i++ {
		switch k := readKey(a.text(i)); {
		case k.key == "" || k.incomplete:
		case k.absent:
			q.Absent = append(q.Absent, k.key)
		default:
			key := sameKey(q.Given, k.key)
			q.Given[key] = append(q.Given[key], k.value)
		}
	}
	return q
}

// keyField is the content of a condition key's field.
type keyField struct {
	key, value string
	absent     bool
	incomplete bool // its key or its value is not typed yet
}

// emptyValue is what users type for an empty value.
const emptyValue = `""`

// readKey parses KEY = VALUE, or !KEY for a key that is absent.
func readKey(text string) keyField {
	key, value, given := strings.Cut(text, "=")
	if key, absent := strings.CutPrefix(text, "!"); absent {
		key = strings.TrimSpace(key)
		return keyField{key: key, absent: true, incomplete: key == ""}
	}
	k := keyField{key: strings.TrimSpace(key), value: strings.TrimSpace(value)}
	k.incomplete = text != "" && (k.key == "" || !given || k.value == "")
	if k.value == emptyValue {
		k.value = ""
	}
	return k
}

// incompleteKeys returns rows for the keys that the question leaves out because
// they are not complete. The one with the focus is muted, and left out while it
// has choices.
func (a *Ask) incompleteKeys() []answerRow {
	var rows []answerRow
	for i := askKeys; i < len(a.fields); i++ {
		text := a.text(i)
		k := readKey(text)
		if !k.incomplete || i == a.focus && len(a.choices.items) > 0 {
			continue
		}
		said := k.key + " is not given yet: write " + k.key + " = VALUE, or !" + k.key + " if it is absent."
		if k.key == "" {
			said = text + " names no key: write KEY = VALUE, or !KEY if it is absent."
		}
		m := theme.Warning
		if i == a.focus {
			m = theme.Muted
		}
		rows = append(rows, answerRow{m: m, text: said})
	}
	return rows
}

// regionKey is the condition key that has a field of its own.
const regionKey = "aws:RequestedRegion"

// sameKey returns the key as it is spelled in given, since the case of keys
// does not matter.
func sameKey(given map[string][]string, key string) string {
	for k := range given {
		if strings.EqualFold(k, key) {
			return k
		}
	}
	return key
}

// Fill fills in the form from a pasted question, with a field for each value.
func (a *Ask) Fill(p denial.Denial) {
	if p.Account != "" && a.env.Reading.Node(p.Account.Node()) != nil {
		a.node = p.Account.Node()
	}
	a.fields = a.fields[:askKeys]
	a.fields[askAction].input.Set(p.Action)
	a.fields[askResource].input.Set(p.Resource)
	a.fields[askOwner].input.Set(string(p.ResourceAccount))
	a.fields[askPrincipal].input.Set(a.shortPrincipal(p.Principal))
	a.fields[askRegion].input.Set("")
	keys := make([]string, 0, len(p.Given))
	for k := range p.Given {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		values := p.Given[k]
		if strings.EqualFold(k, regionKey) && len(values) > 0 {
			a.fields[askRegion].input.Set(values[0])
			values = values[1:]
		}
		for _, v := range values {
			if v == "" {
				v = emptyValue
			}
			a.addKey(k + " = " + v)
		}
	}
	a.addKey("")
	a.pasted = &p
	a.moveTo(askAction)
}

// shortPrincipal returns a principal of the account in question without its
// account, such as role/Deployer, so that the user can ask the same for other
// accounts.
func (a *Ask) shortPrincipal(principal string) string {
	r := a.env.Reading
	if n := r.Node(a.node); n != nil && n.Account() != "" {
		const name = "role/x"
		head := strings.TrimSuffix(verdict.PrincipalARN(r.Caller.Partition, n.Account(), name), name)
		return strings.TrimPrefix(strings.TrimPrefix(principal, head), strings.Replace(head, ":iam:", ":sts:", 1))
	}
	return principal
}

// addKey appends a field for a condition key.
func (a *Ask) addKey(text string) {
	f := askField{"key", kit.NewInput()}
	f.input.Set(text)
	a.fields = append(a.fields, f)
}
