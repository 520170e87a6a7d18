package verdict

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/scp"
)

// A call on several resources, such as ec2:RunInstances, is denied if it is on one
// of them. It is split into its parts if iam.CallOf knows them and the question
// names no resource.

// Keys of the request's tags.
const (
	requestTag = "aws:RequestTag/"
	tagKeys    = "aws:TagKeys"
)

// isRequestTag reports whether a key has the request's tags.
func isRequestTag(key string) bool {
	return strings.EqualFold(key, tagKeys) || len(key) > len(requestTag) && strings.EqualFold(key[:len(requestTag)], requestTag)
}

// part is a part of a question's call.
type part struct {
	name     string // as it stands in a sentence
	sure     bool   // each call has it; others have it or not
	resource scp.Resource
	ownTags  bool                // the tags in its request may not be those of other parts
	untagged bool                // it has neither aws:RequestTag nor aws:TagKeys
	given    map[string][]string // what the question gives that holds for the part only
	open     []string            // keys that are open for the part, whatever the call has
}

// differs reports whether a key may have another value for the part than for others.
func (p *part) differs(key string) bool {
	same := func(k string) bool { return strings.EqualFold(k, key) }
	return p.ownTags && isRequestTag(key) || slices.ContainsFunc(p.open, same) || slices.ContainsFunc(slices.Collect(maps.Keys(p.given)), same)
}

// request returns the part's request, given the call's.
func (p *part) request(call *scp.Request) *scp.Request {
	q := call.WithResource(p.resource)
	if p.untagged {
		q.SetMissing(requestTag)
		q.SetAbsent(tagKeys)
	}
	for key, values := range p.given {
		q.Set(key, values...)
	}
	for _, key := range p.open {
		q.SetOpen(key)
	}
	return q
}

// differs reports whether a key's value differs between the parts of the
// question's call, so that the call's request leaves it open.
func (e *evaluation) differs(key string) bool {
	if e.question.InferenceProfile() != "" {
		return strings.EqualFold(key, requestedRegion)
	}
	c, split := e.splitCall()
	return split && c.TagsByPart() && isRequestTag(key)
}

// splitCall returns the call that the question asks about, if its parts are known
// and the question names no resource.
func (e *evaluation) splitCall() (iam.Call, bool) {
	if e.question.Resource != "" {
		return iam.Call{}, false
	}
	return iam.CallOf(e.question.Action)
}

// parts returns the parts of the question's call; none if it is not split.
func (e *evaluation) parts() []part {
	if profile := e.question.InferenceProfile(); profile != "" {
		return e.profileParts(profile)
	}
	c, split := e.splitCall()
	if !split {
		return nil
	}
	tags := maps.Clone(e.question.Given)
	maps.DeleteFunc(tags, func(key string, _ []string) bool { return !isRequestTag(key) })
	types, byPart := iam.Resources(e.question.Action), c.TagsByPart()
	var out []part
	for _, p := range c.Parts {
		i := slices.IndexFunc(types, func(t iam.Resource) bool { return t.Type == p.Type })
		made := part{name: p.Name, sure: p.Sure, resource: e.resourceLike(types[i:i+1], false), ownTags: byPart, untagged: byPart && !types[i].TakesTags()}
		if p.Created {
			made.given = tags
		}
		out, types = append(out, made), slices.Delete(types, i, i+1)
	}
	if len(types) > 0 {
		out = append(out, part{name: "another resource", resource: e.resourceLike(types, false)})
	}
	return out
}

// rulingOfCall returns the ruling of a call, as rulingOf does; of one without
// parts it is that of its request.
func rulingOfCall(d decision, scps, rcps []Rung, q *scp.Request, parts []part) Ruling {
	if len(parts) == 0 {
		return rulingOf(d, scps, rcps, q)
	}
	sum, together := callRuling{}, jointDenial{}
	for i := range parts {
		p, request := &parts[i], parts[i].request(q)
		ruling := rulingOf(d, scps, rcps, request)
		if sum.add(ruling, p.sure); p.sure && (ruling == Depends || ruling == Unknown) {
			var o openStatements
			o.gather(scps, scpRules, request)
			o.gather(rcps, rcpRules, request)
			together.add(p, o, request)
		}
	}
	ruling := sum.ruling()
	if ruling == Depends || ruling == Unknown {
		return together.ruling(ruling)
	}
	return ruling
}

// callRuling accumulates the rulings of a call's parts.
type callRuling struct {
	denied    Ruling // of the parts that each call has
	unknown   bool
	somewhere bool // a part is not certainly allowed
}

// add adds a part's ruling.
func (c *callRuling) add(r Ruling, sure bool) {
	switch {
	case sure && r.Denied():
		if c.denied == RulingNone || r == ExplicitlyDenied {
			c.denied = r
		}
	case r == Unknown:
		c.unknown = true
	case r != Allowed:
		c.somewhere = true
	}
}

// ruling returns the call's ruling: it is denied if a part that it has is.
func (c *callRuling) ruling() Ruling {
	switch {
	case c.denied != RulingNone:
		return c.denied
	case c.unknown:
		return Unknown
	case c.somewhere:
		return Depends
	}
	return Allowed
}

// judgeCall decides a call as Judge does, with the reasons of its parts. Of one
// that is denied it has those of the parts that are.
func judgeCall(scps, rcps []Rung, q *scp.Request, parts []part) Judgement {
	if len(parts) == 0 {
		return Judge(scps, rcps, q)
	}
	sum, all := callRuling{}, make([]Judgement, len(parts))
	for i := range parts {
		all[i] = Judge(scps, rcps, parts[i].request(q))
		sum.add(all[i].Ruling, parts[i].sure)
	}
	ruling := sum.ruling()
	for i := range all {
		all[i].namePart(&parts[i])
	}
	open := openOf(all, parts)
	var j *Judgement
	for i := range all {
		if ruling.Denied() && !(parts[i].sure && all[i].Ruling == ruling) {
			continue
		}
		if j == nil {
			j = &all[i]
		} else {
			j.merge(&all[i])
		}
	}
	if j.Ruling = ruling; !ruling.Denied() {
		j.Together = nil
	}
	j.forgetParts(parts)
	if ruling == Depends || ruling == Unknown {
		j.settleParts(open, parts, q)
	}
	return *j
}

// namePart names the part of the call in the reasons.
func (j *Judgement) namePart(p *part) {
	j.Parts = []string{p.name}
	for i := range j.Open {
		j.Open[i].parts = j.Parts
	}
	if j.Ruling.Denied() && !p.sure { // Whether it is denied depends on whether the call has the part.
		for _, r := range j.By {
			j.Open = append(j.Open, OpenReason{Reason: r, Effect: scp.Deny, parts: j.Parts})
		}
		j.By = nil
	}
}

// forgetParts takes the names of parts from what holds for all of them, and
// sorts the open reasons of all parts by their levels.
func (j *Judgement) forgetParts(all []part) {
	for i := range j.Open {
		if len(j.Open[i].parts) == len(all) {
			j.Open[i].parts = nil
		}
	}
	slices.SortStableFunc(j.Open, func(a, b OpenReason) int {
		return cmp.Or(cmp.Compare(typeRank(a.Type), typeRank(b.Type)), cmp.Compare(a.rung, b.rung))
	})
	sure := slices.DeleteFunc(slices.Clone(all), func(p part) bool { return !p.sure })
	if !j.Ruling.Denied() || len(j.Parts) == len(sure) {
		j.Parts = nil
	}
}

// typeRank orders the reasons of the two ladders.
func typeRank(t model.PolicyType) int { return slices.Index(model.Evaluated(), t) }

// merge adds the reasons of another part of the same call.
func (j *Judgement) merge(o *Judgement) {
	j.Parts = append(slices.Clip(j.Parts), o.Parts...)
	for _, r := range o.By {
		if !slices.Contains(j.By, r) {
			j.By = append(j.By, r)
		}
	}
	for _, r := range o.Missing {
		if !slices.Contains(j.Missing, r) {
			j.Missing = append(j.Missing, r)
		}
	}
	for _, r := range o.Open {
		same := slices.IndexFunc(j.Open, func(x OpenReason) bool { return x.Reason == r.Reason && x.Condition() == r.Condition() })
		if same < 0 {
			j.Open = append(j.Open, r)
		} else {
			j.Open[same].parts = append(slices.Clip(j.Open[same].parts), r.parts...)
		}
	}
	mergeRungs(j.SCP, o.SCP)
	mergeRungs(j.RCP, o.RCP)
}

// mergeRungs makes of each statement what the part does of which it comes
// nearest to a denial.
func mergeRungs(rungs, others []RungVerdict) {
	for i := range rungs {
		r, o := &rungs[i], &others[i]
		r.Allow, r.Deny = min(r.Allow, o.Allow), max(r.Deny, o.Deny)
		for k := range r.Policies {
			p, of := &r.Policies[k], &o.Policies[k]
			p.Allow, p.Deny = min(p.Allow, of.Allow), max(p.Deny, of.Deny)
			for n := range p.Outcomes {
				mine, theirs := &p.Outcomes[n], &of.Outcomes[n]
				if deny := mine.Statement.Effect == scp.Deny; deny && theirs.Match > mine.Match || !deny && theirs.Match < mine.Match {
					*mine = *theirs
				}
			}
		}
	}
}
