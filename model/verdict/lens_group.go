package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
)

// LensGroup is the accounts that a lens answers alike, for the same reason.
type LensGroup struct {
	Ruling   Ruling
	Reason   string   // what decides: the first statement, level or gap
	More     []string // what else a ruling of Depends turns on
	Accounts []*model.Node
}

// Groups gives the accounts of a lens by ruling and what decides, denials first,
// larger groups before smaller ones, accounts by name.
func Groups(r *model.Reading, l *Lens) []LensGroup {
	type key struct {
		ruling Ruling
		reason string
	}
	at := map[key]int{}
	var groups []LensGroup
	for n := range r.Accounts() {
		a := l.answers[n.ID]
		if a == nil {
			continue // came after the lens was made
		}
		k := key{a.ruling, a.why(r, l)}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			reasons := strings.Split(k.reason, reasonEnd)
			groups = append(groups, LensGroup{Ruling: k.ruling, Reason: reasons[0], More: reasons[1:]})
		}
		groups[i].Accounts = append(groups[i].Accounts, n)
	}
	for _, g := range groups {
		slices.SortFunc(g.Accounts, func(a, b *model.Node) int { return cmp.Or(model.CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	}
	order := [...]int{ExplicitlyDenied: 0, ImplicitlyDenied: 1, Depends: 2, Unknown: 3, Allowed: 4}
	slices.SortFunc(groups, func(a, b LensGroup) int {
		return cmp.Or(cmp.Compare(order[a.Ruling], order[b.Ruling]), cmp.Compare(len(b.Accounts), len(a.Accounts)), cmp.Compare(a.Reason, b.Reason), slices.Compare(a.More, b.More))
	})
	return groups
}

// reasonEnd stands between the reasons of one ruling.
const reasonEnd = "\x1f"

// why tells what decides, in a few words; all that a ruling of Depends turns on.
func (a *sharedRuling) why(r *model.Reading, l *Lens) string {
	if a.reason == "" {
		a.reason = a.decider(r, l)
	}
	return a.reason
}

func (a *sharedRuling) decider(r *model.Reading, l *Lens) string {
	j := Judge(a.level.scps, a.level.rcps, a.request)
	j.itself()
	gaps := slices.Concat(a.level.gaps, j.Gaps)
	switch {
	case a.ruling == ExplicitlyDenied && len(j.By) > 0:
		by := j.By[0]
		return fmt.Sprintf("%s, statement %d, at %s", by.Name, by.Index, by.Place)
	case a.ruling == ImplicitlyDenied && len(j.Missing) > 0:
		place := r.NodeName(model.NodeID(j.Missing[0].Level))
		if model.IsAccountID(j.Missing[0].Level) {
			place = accountItself
		}
		return "nothing allows it at " + place
	case a.ruling.Denied() && len(j.Together) > 0:
		return "denied " + j.together()
	case a.ruling == Depends:
		if a.owners {
			j.Open = append(j.Open, l.owners...)
		}
		return strings.Join(j.Sentences(), reasonEnd)
	case a.ruling == Unknown && len(gaps) > 0:
		return gaps[0].Sentence()
	case a.ruling == Unknown:
		return "not everything has been read yet"
	case len(a.level.scps)+len(a.level.rcps) == 0:
		return "no policy binds it"
	default:
		return "nothing blocks it"
	}
}

// accountItself stands for the account's own name in what several accounts share.
const accountItself = "the account itself"

// itself leaves the account's own name out of where statements stand.
func (j *Judgement) itself() {
	leave := func(r *Reason) {
		if model.IsAccountID(r.Level) {
			r.Place = accountItself
		}
	}
	for i := range j.By {
		leave(&j.By[i])
	}
	for i := range j.Open {
		leave(&j.Open[i].Reason)
	}
	for i := range j.Together {
		leave(&j.Together[i].Reason)
	}
}
