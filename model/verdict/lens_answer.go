package verdict

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// sharedRuling is the answer for all accounts of one OU that have the same
// policies attached.
type sharedRuling struct {
	scps, rcps     []model.PolicyID // attached to the account itself
	ruling         Ruling
	above          *lensLevel   // without the policies of the account itself; nil if none applies to it
	level          *lensLevel   // with the policies of the account itself
	request        *scp.Request // the lens's, or one with the account's own keys
	ownRequest     bool         // the request has the keys of one account, which others may be like
	dependsOnOwner bool         // if nothing else blocks it, the answer depends on who owns the resource
	first          model.NodeID // the account that it was made for
	reason         string       // made on demand
}

// validFor reports whether the answer also holds for another account with the
// same policies.
func (a *sharedRuling) validFor(id model.AccountID) bool {
	return !a.ownRequest || a.level.accountSpecific.alike(id)
}

// considerOwner turns Allowed into Depends if the answer depends on an owner
// that is not known.
func (a *sharedRuling) considerOwner(r Ruling) Ruling {
	if r == Allowed && a.dependsOnOwner {
		return Depends
	}
	return r
}

// withoutOwnPolicies returns the ruling on the same request without the
// account's own policies.
func (a *sharedRuling) withoutOwnPolicies(l *Lens) Ruling {
	if a.request == l.request {
		return a.considerOwner(a.above.rulingOfCall(l.request, l.parts))
	}
	return a.considerOwner(rulingOfCall(a.above.startDecision(), a.above.scps, a.above.rcps, a.request, l.parts))
}

// reasonText returns what decides the ruling, in a few words. A ruling of
// Depends has several reasons, separated by reasonEnd.
func (a *sharedRuling) reasonText(r *model.Reading, l *Lens) string {
	if a.reason == "" {
		a.reason = a.findReason(r, l)
	}
	return a.reason
}

// findReason evaluates the request again, this time with reasons.
func (a *sharedRuling) findReason(r *model.Reading, l *Lens) string {
	j := judgeCall(a.level.scps, a.level.rcps, a.request, l.parts)
	j.HideAccountName()
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
		return "denied " + j.togetherClause()
	case a.ruling == Depends:
		if a.dependsOnOwner {
			j.Open = append(j.Open, l.ownerReasons...)
		}
		return strings.Join(j.Sentences(), reasonEnd)
	case a.ruling == Unknown && len(gaps) > 0:
		return gaps[0].Sentence()
	case a.ruling == Unknown:
		return "deputy has not read everything yet"
	case len(a.level.scps)+len(a.level.rcps) == 0:
		return "no policy applies to it"
	default:
		return "nothing blocks it"
	}
}

// accountItself replaces the account's name in reasons that several accounts
// share.
const accountItself = "the account itself"

// HideAccountName removes the account's name from the places of the reasons, so
// that they hold for all accounts that share them.
func (j *Judgement) HideAccountName() {
	hide := func(r *Reason) {
		if model.IsAccountID(r.Level) {
			r.Place = accountItself
		}
	}
	for i := range j.By {
		hide(&j.By[i])
	}
	for i := range j.Open {
		hide(&j.Open[i].Reason)
	}
	for i := range j.Together {
		hide(&j.Together[i].Reason)
	}
}
