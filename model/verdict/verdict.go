package verdict

import (
	"fmt"

	"deputy/model"
	"deputy/model/phrase"
)

// Verdict is the answer to a question with all its reasons.
type Verdict struct {
	Question Question
	Judgement
	Warning string   // that AWS's reference has no such action; empty if it has
	Notes   []string // why a ladder does not apply, and what was assumed
	Derived []Derived
	Owner   model.AccountID // the resource's owner, whose RCPs apply; empty if not known
	// OwnerUnknown reports that RCPs would apply, but it is not known which account
	// owns the resource.
	OwnerUnknown bool
}

// Ask answers a question from what has been read. The error says what is wrong
// with the question; gaps in the reading are in the verdict.
func Ask(r *model.Reading, q Question) (Verdict, error) { return NewAsker(r).Ask(q) }

// Ask answers a question as the function Ask does.
func (a *Asker) Ask(q Question) (Verdict, error) {
	if err := q.Check(); err != nil {
		return Verdict{}, err
	}
	e := newEvaluation(a, q)
	e.noteReference()
	v := Verdict{Question: q, Warning: UnknownAction(q.Action), Owner: e.owner, OwnerUnknown: e.ownerUnknown}
	if a.brief && len(e.callParts) == 0 {
		v.Judgement = briefly(e.scps, e.rcps, e.request, &a.ways)
	} else {
		v.Judgement = judgeCall(e.scps, e.rcps, e.request, e.callParts)
	}
	if !a.brief {
		v.Derived = e.relevantDerived()
	}
	if owners := e.ownerReasons(); len(owners) > 0 {
		v.Open, v.Ruling = append(v.Open, owners...), e.considerOwner(v.Ruling)
	}
	e.doubtKey(&v.Judgement)
	v.Notes = e.notes
	return v, nil
}

// Rule returns the ruling of Ask without the reasons, at a fraction of the
// cost.
func Rule(r *model.Reading, q Question) (Ruling, error) {
	if err := q.Check(); err != nil {
		return RulingNone, err
	}
	return NewAsker(r).Rule(q), nil
}

// Headline returns the verdict in one line, with the first place that decides
// it.
func (v *Verdict) Headline(r *model.Reading) string {
	if len(v.Parts) > 0 {
		return v.headline(r) + ", on " + phrase.Join(v.Parts, " and ")
	}
	return v.headline(r)
}

// headline is Headline without the parts of a call.
func (v *Verdict) headline(r *model.Reading) string {
	switch {
	case v.Ruling == ExplicitlyDenied && len(v.By) > 0:
		by := v.By[0]
		text := fmt.Sprintf("Denied at %s by %s, statement %d", by.Place, by.Name, by.Index)
		if more := len(v.By) - 1; more > 0 {
			text += ", and by " + phrase.Count(more, "more statement")
		}
		return text
	case v.Ruling == ImplicitlyDenied && len(v.Missing) > 0:
		var places []string
		for _, m := range v.Missing {
			places = append(places, r.NodeName(model.NodeID(m.Level)))
		}
		return "Denied at " + phrase.Join(places, " and ") + ": nothing allows it there"
	case v.Ruling.Denied() && len(v.Together) > 0:
		return "Denied " + v.togetherClause()
	default:
		return v.Ruling.Heading()
	}
}
