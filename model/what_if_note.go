package model

import (
	"fmt"
	"unicode/utf8"

	"deputy/model/phrase"
)

// maxOULevels is how many levels of OUs an organization has below its root.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const maxOULevels = 5

// Notes tell what AWS would have against the change, in sentences: a node keeps
// at least one SCP and bears no more policies than its quota.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (h *Edits) Notes(to *Reading) []string {
	var out []string
	note := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, m := range h.Moves {
		if n := to.Node(m.Node); n.Kind == KindOU {
			// https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
			note("AWS moves accounts, not OUs: to come to this, make an OU in %s and move the accounts of %s there.", to.NodeName(m.Parent), n.Name)
			if depth := len(to.Path(m.Node)) - 1 + to.ouLevelsBelow(m.Node, 0); depth > maxOULevels {
				note("There would be %d levels of OUs; AWS allows %d below the root.", depth, maxOULevels)
			}
		}
	}
	for _, id := range h.Touched() {
		for _, t := range Evaluated() {
			on, status := to.Attached(id, t)
			_, most := t.Quota()
			switch {
			case !status.Known():
			case len(on) > most:
				note("%s would carry %s; AWS allows %d.", to.NodeName(id), phrase.Count(len(on), t.Abbreviation()), most)
			case len(on) == 0 && t == ServiceControlPolicy && to.PolicyTypeStatus(t) != "":
				note("%s would carry no SCP; AWS keeps at least one on every node.", to.NodeName(id))
			}
		}
	}
	for _, d := range h.Drafts {
		length := utf8.RuneCountInString(d.Text)
		if characters, _ := d.Type.Quota(); length > characters && characters > 0 {
			note("%s has %d characters; AWS stores %d of an %s.", d.Name, length, characters, d.Type.Abbreviation())
		}
	}
	return out
}
