package verdict

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// Guarded is whether a request is denied but for exemptions that are accepted: a
// verdict over everything that the question leaves open, but without the requests
// that an accepted exemption is about.
//
// The exemptions are a policy themselves, which denies what they exempt. If the
// request is always denied by that policy and those that apply together, nothing
// but the accepted exemptions gets past those that apply.
type Guarded struct {
	Verdict            // without the policy of exemptions
	Deciding []Reason  // the Deny statements each of which denies all that is not exempt
	Exempt   bool      // the exemptions cover all that the question asks about: nothing is decided
	Passing  []KeyText // the values of one request that is not denied, for a verdict that is not a denial; may be empty
}

// KeyText is a condition key and its value in words; Value is empty for a key that is
// not in the request.
type KeyText struct{ Key, Value string }

// exemptionsID is the ID of the policy of exemptions, which no policy of AWS has.
const exemptionsID = model.PolicyID("exemptions")

// AskBut answers a question as Ask does, but for what a policy of exemptions denies;
// nil for none.
func (a *Asker) AskBut(q Question, exemptions *scp.Document) (Guarded, error) {
	if err := q.Check(); err != nil {
		return Guarded{}, err
	}
	e := newEvaluation(a, q)
	e.noteReference()
	g := Guarded{Verdict: Verdict{Question: q, Warning: UnknownAction(q.Action), Owner: e.owner, OwnerUnknown: e.ownerUnknown}}
	g.judge(e.scps, e.rcps, e.request, e.callParts, exemptions)
	if owners := e.ownerReasons(); len(owners) > 0 {
		g.Open, g.Ruling = append(g.Open, owners...), e.considerOwner(g.Ruling)
	}
	g.Notes = e.notes
	return g, nil
}

// JudgeBut decides a line that brings its own policies as Judge does, but for what a
// policy of exemptions denies; nil for none.
func (l *BatchLine) JudgeBut(known *BatchDocuments, exemptions *scp.Document) (Guarded, error) {
	scps, rcps, request, err := l.prepare(known)
	if err != nil {
		return Guarded{}, err
	}
	var g Guarded
	g.judge(scps, rcps, request, nil, exemptions)
	return g, nil
}

// judge decides a request with the exemptions beside the policies that apply.
func (g *Guarded) judge(scps, rcps []Rung, q *scp.Request, parts []part, exemptions *scp.Document) {
	if exemptions != nil && len(scps)+len(rcps) > 0 {
		own := Rung{Policies: []AttachedPolicy{{exemptionsID, "", exemptions}}}
		if len(scps) > 0 {
			scps = append(slices.Clip(scps), own)
		} else {
			rcps = append(slices.Clip(rcps), own)
		}
	}
	g.Judgement = judgeCall(scps, rcps, q, parts)
	g.Deciding, g.Exempt = g.deciding(q, parts)
	if !g.Ruling.Denied() && len(parts) == 0 {
		g.Passing = g.passing(q)
	}
	g.By = slices.DeleteFunc(g.By, Reason.exemption)
	g.Open = slices.DeleteFunc(g.Open, func(o OpenReason) bool { return o.exemption() })
	g.Together = slices.DeleteFunc(g.Together, func(o OpenReason) bool { return o.exemption() })
	g.SCP, g.RCP = withoutExemptions(g.SCP), withoutExemptions(g.RCP)
}

// exemption reports whether the reason is an exemption and no policy that applies.
func (r Reason) exemption() bool { return r.Policy == exemptionsID }

// withoutExemptions returns a ladder without the level of exemptions.
func withoutExemptions(rungs []RungVerdict) []RungVerdict {
	return slices.DeleteFunc(rungs, func(v RungVerdict) bool {
		return slices.ContainsFunc(v.Rung.Policies, func(p AttachedPolicy) bool { return p.Policy == exemptionsID })
	})
}

// deciding returns the Deny statements each of which denies all that is not exempt. It
// reports whether everything is exempt, so that none of them decides.
func (j *Judgement) deciding(q *scp.Request, parts []part) (out []Reason, exempt bool) {
	out = slices.DeleteFunc(slices.Clone(j.By), Reason.exemption)
	if !j.Ruling.Denied() || len(out)+len(j.Missing) == 0 && slices.ContainsFunc(j.By, Reason.exemption) {
		return out, j.Ruling.Denied()
	}
	var exemptions []*scp.Statement
	for _, o := range j.Open {
		if o.exemption() {
			exemptions = append(exemptions, o.statement)
		}
	}
	denied := deniedBy(exemptions, q, parts)
	if len(exemptions) > 0 && denied(nil) {
		return out, len(out)+len(j.Missing) == 0
	}
	for _, o := range j.Open {
		if o.Effect == scp.Deny && !o.exemption() && o.statement != nil && !slices.Contains(out, o.Reason) && denied(o.statement) {
			out = append(out, o.Reason)
		}
	}
	return out, false
}

// deniedBy returns a function that reports whether each request is denied by a
// statement or the exemptions: of a call on several resources, on a part that each
// call has.
func deniedBy(exemptions []*scp.Statement, q *scp.Request, parts []part) func(*scp.Statement) bool {
	requests := []*scp.Request{q}
	if len(parts) > 0 {
		requests = requests[:0]
		for i := range parts {
			if parts[i].sure {
				requests = append(requests, parts[i].request(q))
			}
		}
	}
	return func(s *scp.Statement) bool {
		avoid := exemptions
		if s != nil {
			avoid = append(slices.Clip(exemptions), s)
		}
		return slices.ContainsFunc(requests, func(q *scp.Request) bool {
			_, avoided := scp.Possible(avoid, nil, q)
			return !avoided
		})
	}
}

// passing returns the values of a request that is not denied; nothing if none is
// known for sure.
func (j *Judgement) passing(q *scp.Request) []KeyText {
	open := combine(j.openParts())
	way, _ := scp.Possible(open.denies, open.levels, q)
	if way == nil {
		return nil
	}
	var out []KeyText
	for _, key := range way.Keys() {
		was, _ := q.Key(key)
		is, values := way.Key(key)
		if was == scp.Open && is != scp.Open {
			out = append(out, KeyText{j.spelled(key), strings.Join(values, ", ")})
		}
	}
	slices.SortStableFunc(out, func(a, b KeyText) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// spelled returns a condition key as a policy spells it.
func (j *Judgement) spelled(key string) string {
	for i := range j.Open {
		if j.Open[i].statement == nil {
			continue
		}
		for k := range j.Open[i].statement.Comparisons {
			if text := j.Open[i].statement.Comparisons[k].Key.Value; strings.EqualFold(text, key) {
				return text
			}
		}
	}
	return key
}
