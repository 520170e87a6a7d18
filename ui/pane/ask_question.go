package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/verdict"
	"deputy/ui/theme"
)

// question returns the question as typed. A key in several fields has several
// values, as with --set on the command line: a comma is part of a value.
func (f *askForm) question() verdict.Question {
	q := verdict.Question{
		Account: f.env.Reading.Node(f.node).Account(), Action: f.text(askAction), Resource: f.text(askResource),
		ResourceAccount: f.ownerAccount(), Given: map[string][]string{},
	}
	if q.ResourceAccount == "" {
		q.ResourceAccount = model.AccountID(f.text(askOwner)) // which is no whole question, unless it is empty
	}
	q.Account = f.callerAccount(q.Account)
	if f.text(askPrincipal) != noAccount {
		q.Principal = verdict.PrincipalARN(f.env.Reading.Caller.Partition, q.Account, verdict.RoleNamed(f.text(askPrincipal)))
	}
	if region := f.text(askRegion); region != "" {
		q.Given[regionKey] = []string{region}
	}
	for i := askKeys; i < len(f.fields); i++ {
		switch k := readKey(f.text(i)); {
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

// noAccount is what users type for a caller that has no AWS account: a web identity,
// a SAML assertion or an AWS service.
const noAccount = "none"

// callerAccount returns the account of the principal: that of the node asked about,
// unless the principal field says that the caller is outside the organization or has
// none. RCPs apply to such callers.
func (f *askForm) callerAccount(asked model.AccountID) model.AccountID {
	arn, err := model.ParseARN(f.text(askPrincipal))
	switch {
	case f.text(askPrincipal) == noAccount:
		return ""
	case err == nil && model.IsAccountID(arn.Account) && f.env.Reading.Outside(model.AccountID(arn.Account)):
		return model.AccountID(arn.Account)
	}
	return asked
}

// foreign reports whether the caller is no principal of the node asked about.
func (f *askForm) foreign() bool {
	return f.text(askPrincipal) == noAccount || f.callerAccount("") != ""
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
func (f *askForm) incompleteKeys() []answerRow {
	var rows []answerRow
	for i := askKeys; i < len(f.fields); i++ {
		text := f.text(i)
		k := readKey(text)
		if !k.incomplete || i == f.focus && len(f.choices.items) > 0 {
			continue
		}
		said := k.key + " has no value yet: write " + k.key + " = VALUE, or !" + k.key + " if it is absent."
		if k.key == "" {
			said = text + " names no key: write KEY = VALUE, or !KEY if it is absent."
		}
		m := theme.Warning
		if i == f.focus {
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
