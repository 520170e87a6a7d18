package verdict

import (
	"slices"
	"strconv"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// openStatements are the statements of ladders that are open, as far as all else of
// the ladders is settled: a decision turns on them together.
type openStatements struct {
	up     *openStatements // those of the levels above, which count too
	denies []*scp.Statement
	levels [][]*scp.Statement // open Allows of each level that needs one of them

	// What they come to, however what is open turns out to be.
	weighed  bool
	explicit bool         // a Deny matches
	blocked  bool         // the request is denied
	passed   bool         // it is not
	way      *scp.Request // past all of them; nil if there is none
}

// gather adds the open statements of more rungs. Of a level that is not wholly
// known nothing can be said but what its Denies do.
func (o *openStatements) gather(rungs []Rung, rules ladderRules, q *scp.Request) {
	for i := range rungs {
		r := &rungs[i]
		allow, allows, gap := scp.False, []*scp.Statement(nil), r.Gap != nil || r.Short
		for k := range r.Bound {
			text := r.Bound[k].Text
			if text == nil || text.Broken() {
				gap = true
				continue
			}
			allow = max(allow, text.Decide(q).Allow)
			for _, s := range text.UnknownStatements(q) {
				if s.Effect == scp.Deny {
					o.denies = append(o.denies, s)
				} else {
					allows = append(allows, s)
				}
			}
		}
		if rules.needsAllow && allow == scp.Unknown && !gap {
			o.levels = append(o.levels, allows)
		}
	}
}

// weigh finds out what the openings come to, once for one request.
func (o *openStatements) weigh(q *scp.Request) {
	if o.weighed {
		return
	}
	o.weighed, o.passed = true, true
	if o.up != nil {
		o.up.weigh(q)
		o.blocked, o.explicit, o.passed, o.way = o.up.blocked, o.up.explicit, o.up.passed, o.up.way
	}
	if !o.blocked {
		o.blocked = !o.pass(q)
	}
	if o.blocked && !o.explicit {
		denies, _ := o.all()
		_, avoided := scp.Possible(denies, nil, q)
		o.explicit = !avoided
	}
	o.passed = o.passed && !o.blocked && !o.stop(q)
}

// pass looks for a way past all openings: on from one past the levels above
// first, which mostly is enough. Where that is not sure to lead on, since what
// the levels above left open is closed on it, all are asked together.
func (o *openStatements) pass(q *scp.Request) (possible bool) {
	if o.way != nil {
		if o.way, _ = scp.Possible(o.denies, o.levels, o.way); o.way != nil {
			return true
		}
	}
	denies, levels := o.all()
	o.way, possible = scp.Possible(denies, levels, q)
	return possible
}

// stop tells whether one of the own openings can deny.
func (o *openStatements) stop(q *scp.Request) bool {
	can := func(avoid []*scp.Statement, need ...[]*scp.Statement) bool {
		_, possible := scp.Possible(avoid, need, q)
		return possible
	}
	return slices.ContainsFunc(o.denies, func(s *scp.Statement) bool { return can(nil, []*scp.Statement{s}) }) ||
		slices.ContainsFunc(o.levels, func(allows []*scp.Statement) bool { return can(allows) })
}

// all are the openings of all levels.
func (o *openStatements) all() (denies []*scp.Statement, levels [][]*scp.Statement) {
	if o.up != nil {
		denies, levels = o.up.all()
	}
	return append(slices.Clip(denies), o.denies...), append(slices.Clip(levels), o.levels...)
}

// settle gives the ruling that follows where the statements one by one leave it
// open. Unknown stays so unless the request is denied whatever was not read.
func (o *openStatements) settle(r Ruling, q *scp.Request) Ruling {
	switch o.weigh(q); {
	case o.explicit:
		return ExplicitlyDenied
	case o.blocked:
		return ImplicitlyDenied
	case o.passed && r == Depends:
		return Allowed
	}
	return r
}

// rule decides over ladders, without reasons.
func rule(d decision, scps, rcps []Rung, q *scp.Request) Ruling {
	d.decide(scps, scpRules, q)
	d.decide(rcps, rcpRules, q)
	if !d.open() {
		return d.ruling()
	}
	var o openStatements
	o.gather(scps, scpRules, q)
	o.gather(rcps, rcpRules, q)
	return o.settle(d.ruling(), q)
}

// weigh settles what the open statements come to together, and keeps those
// that it takes for a denial.
func (j *Judgement) weigh(q *scp.Request) {
	parts, was := j.parts(), j.Ruling
	o := join(parts)
	if j.Ruling = o.settle(was, q); j.Ruling == was || !j.Ruling.Denied() {
		return
	}
	if j.Ruling == ExplicitlyDenied {
		parts = slices.DeleteFunc(parts, func(p []OpenReason) bool { return p[0].Effect == scp.Allow })
	}
	left := checksMost
	parts = fewest(nil, parts, nil, func(fewer [][]OpenReason) bool {
		if left--; left < 0 {
			return false
		}
		o := join(fewer)
		_, possible := scp.Possible(o.denies, o.levels, q)
		return !possible
	})
	j.Together = slices.Concat(parts...)
}

// checksMost bounds how often it is asked whether fewer reasons are enough.
const checksMost = 64

// fewest leaves out, of what stands between two lists, what is not needed to be
// enough, the last first.
func fewest(before, between, after [][]OpenReason, enough func([][]OpenReason) bool) [][]OpenReason {
	if len(between) == 0 || enough(slices.Concat(before, after)) {
		return after
	}
	if len(between) == 1 {
		return slices.Concat(between, after)
	}
	half := len(between) / 2
	after = fewest(slices.Concat(before, between[:half]), between[half:], after, enough)
	return fewest(before, between[:half], after, enough)
}

// parts are the open reasons of which each can deny by itself: a Deny, or all
// Allows of a level.
func (j *Judgement) parts() [][]OpenReason {
	var parts [][]OpenReason
	for _, x := range j.Open {
		same := -1
		if x.Effect == scp.Allow {
			if j.SCP[x.rung].Allow != scp.Unknown || j.SCP[x.rung].partial() {
				continue
			}
			same = slices.IndexFunc(parts, func(p []OpenReason) bool { return p[0].Effect == scp.Allow && p[0].rung == x.rung })
		}
		if same < 0 {
			same, parts = len(parts), append(parts, nil)
		}
		parts[same] = append(parts[same], x)
	}
	return parts
}

// join gives what the parts leave open together.
func join(parts [][]OpenReason) openStatements {
	var o openStatements
	for _, p := range parts {
		if p[0].Effect == scp.Deny {
			o.denies = append(o.denies, p[0].statement)
			continue
		}
		var allows []*scp.Statement
		for _, x := range p {
			allows = append(allows, x.statement)
		}
		o.levels = append(o.levels, allows)
	}
	return o
}

// together tells what denies where several reasons only together make it sure:
// "whatever the Region is: by NoEurope, statement 1, at Root, or by OnlyEurope,
// statement 1, at Test".
func (j *Judgement) together() string {
	var subjects, reasons []string
	for _, key := range needsOf(j.Together) {
		subjects = append(subjects, ConditionKeyName(key))
	}
	for i := range j.Together {
		if text := j.Together[i].denial(); !slices.Contains(reasons, text) {
			reasons = append(reasons, text)
		}
	}
	verb := " is: "
	if len(subjects) > 1 {
		verb = " are: "
	}
	return "whatever " + phrase.Join(subjects, " and ") + verb + phrase.Join(reasons, ", or ")
}

// denial tells how an open reason denies.
func (o *OpenReason) denial() string {
	if o.Effect == scp.Allow {
		return "since nothing allows it at " + o.Place
	}
	return "by " + o.Name + ", statement " + strconv.Itoa(o.Index) + ", at " + o.Place
}
