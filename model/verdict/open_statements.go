package verdict

import (
	"slices"

	"deputy/model/scp"
)

// openStatements finds out what several open statements come to together.
//
// A statement is open if its match depends on keys that the question does not
// give. Looked at one by one, such statements leave the answer open; together
// they may settle it. "Deny unless the Region is eu-west-1" and "deny if the
// Region is eu-west-1" are both open while the Region is not given, yet one of
// them always denies.
//
// So the question is what all completions of the request have in common, a
// completion being the request with a value, or absence, for each open key.
// Package scp searches for a completion with wanted properties (scp.Possible).
// If no completion gets past all Denies with an Allow at each level, the
// request is denied; if none gets past the Denies alone, explicitly so. If no
// single Deny can match and no level can lack its Allow, the request is
// allowed. Otherwise it depends.
//
// The levels form a chain, each with those above it, because accounts share the
// levels above them: what was found out for an OU is the starting point for
// everything below it.
type openStatements struct {
	above  *openStatements // the levels above, which count too; may be nil
	denies []*scp.Statement
	levels [][]*scp.Statement // the open Allows of each level that has no other Allow

	ways *knownWays // may be nil

	settled        bool         // findOut has set what follows
	alwaysExplicit bool         // in every completion a Deny matches
	alwaysDenied   bool         // every completion is denied
	neverDenied    bool         // no completion is denied
	undenied       *scp.Request // a completion that is not denied; nil if none is known
}

// gather adds the open statements of more levels. Of a level with a gap only
// the Denies count: the missing policies may allow anything.
func (o *openStatements) gather(rungs []Rung, rules ladderRules, q *scp.Request) {
	for i := range rungs {
		r := &rungs[i]
		allow, allows, gap := scp.False, []*scp.Statement(nil), r.Gap != nil || r.Incomplete
		for k := range r.Policies {
			text := r.Policies[k].Text
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

// findOut searches the completions of a request. Later calls do nothing: the
// result holds for one request.
func (o *openStatements) findOut(q *scp.Request) {
	if o.settled {
		return
	}
	o.settled, o.neverDenied = true, true
	if o.above != nil {
		o.above.findOut(q)
		o.alwaysDenied, o.alwaysExplicit, o.neverDenied, o.undenied = o.above.alwaysDenied, o.above.alwaysExplicit, o.above.neverDenied, o.above.undenied
	}
	if !o.alwaysDenied {
		o.alwaysDenied = !o.findUndenied(q)
	}
	if o.alwaysDenied && !o.alwaysExplicit {
		denies, _ := o.all()
		_, avoided := o.ways.possible(denies, nil, q)
		o.alwaysExplicit = !avoided
	}
	o.neverDenied = o.neverDenied && !o.alwaysDenied && !o.canDeny(q)
}

// findUndenied reports whether a completion is not denied. It first continues
// from one that gets past the levels above, which usually suffices. Where that
// fails it proves nothing, since that completion has settled keys that others
// leave open; so it searches again with the statements of all levels.
func (o *openStatements) findUndenied(q *scp.Request) (possible bool) {
	if o.undenied != nil {
		if o.undenied, _ = o.ways.possible(o.denies, o.levels, o.undenied); o.undenied != nil {
			return true
		}
	}
	denies, levels := o.all()
	o.undenied, possible = o.ways.possible(denies, levels, q)
	return possible
}

// canDeny reports whether one of these statements, those above aside, denies in
// some completion: a Deny matches, or a level has no Allow.
func (o *openStatements) canDeny(q *scp.Request) bool {
	can := func(avoid []*scp.Statement, need ...[]*scp.Statement) bool {
		_, possible := o.ways.possible(avoid, need, q)
		return possible
	}
	return slices.ContainsFunc(o.denies, func(s *scp.Statement) bool { return can(nil, []*scp.Statement{s}) }) ||
		slices.ContainsFunc(o.levels, func(allows []*scp.Statement) bool { return can(allows) })
}

// all returns the open statements of all levels.
func (o *openStatements) all() (denies []*scp.Statement, levels [][]*scp.Statement) {
	if o.above != nil {
		denies, levels = o.above.all()
	}
	return append(slices.Clip(denies), o.denies...), append(slices.Clip(levels), o.levels...)
}

// ruling returns the ruling that all completions have in common, given the
// ruling r that the statements leave when looked at one by one. Unknown stays
// unless every completion is denied.
func (o *openStatements) ruling(r Ruling, q *scp.Request) Ruling {
	switch o.findOut(q); {
	case o.alwaysExplicit:
		return ExplicitlyDenied
	case o.alwaysDenied:
		return ImplicitlyDenied
	case o.neverDenied && r == Depends:
		return Allowed
	}
	return r
}

// rulingOf returns the ruling of two ladders without reasons, starting from the
// decision d.
func rulingOf(d decision, scps, rcps []Rung, q *scp.Request) Ruling {
	d.decide(scps, scpRules, q)
	d.decide(rcps, rcpRules, q)
	if !d.open() {
		return d.ruling()
	}
	var o openStatements
	o.gather(scps, scpRules, q)
	o.gather(rcps, rcpRules, q)
	return o.ruling(d.ruling(), q)
}
