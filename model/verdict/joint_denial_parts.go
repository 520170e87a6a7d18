package verdict

import (
	"slices"
	"strings"

	"deputy/model/scp"
)

// Statements that are open on different parts of a call may leave no way out
// together: "deny an instance outside eu-west-1" and "deny an image in eu-west-1".
// Most global keys have one value in all parts of a call; the resource, its tags and
// the keys of services may differ. So a call is denied if no values let each part
// that it has for certain get past the policies at once.

// jointDenial finds out whether the parts that each call has are denied together.
type jointDenial struct {
	parts   []*part
	demands []scp.Demand // how each part would not be denied
}

// add adds the open statements of a part, given its request.
func (d *jointDenial) add(p *part, o openStatements, request *scp.Request) {
	if len(o.denies)+len(o.levels) > 0 {
		d.parts, d.demands = append(d.parts, p), append(d.demands, scp.Demand{Avoid: o.denies, Need: o.levels, Request: request})
	}
}

// ruling returns the ruling of the call, given the one that its parts leave when
// looked at one by one.
func (d *jointDenial) ruling(r Ruling) Ruling {
	if len(d.demands) < 2 || scp.PossibleTogether(d.demands, d.shares) {
		return r
	}
	explicit := slices.Clone(d.demands)
	for i := range explicit {
		explicit[i].Need = nil
	}
	if scp.PossibleTogether(explicit, d.shares) {
		return ImplicitlyDenied
	}
	return ExplicitlyDenied
}

// shares reports whether a key, in lower case, has one value in all parts of a call.
func (d *jointDenial) shares(key string) bool {
	if !strings.HasPrefix(key, "aws:") || strings.HasPrefix(key, "aws:resource") {
		return false
	}
	return !slices.ContainsFunc(d.parts, func(p *part) bool { return p.differs(key) })
}

// openReasons are open statements of one part of a call that can deny by themselves.
type openReasons struct {
	part    int
	reasons []OpenReason
}

// openOf returns the open reasons of the parts that each call has, given the
// judgements of all parts.
func openOf(all []Judgement, parts []part) []openReasons {
	var out []openReasons
	for i := range all {
		if !parts[i].sure || all[i].Ruling != Depends && all[i].Ruling != Unknown {
			continue
		}
		for _, g := range all[i].openParts() {
			out = append(out, openReasons{i, g})
		}
	}
	return out
}

// settleParts replaces the ruling of a call by what the open reasons of its parts
// come to together, and keeps in Together those that a denial needs.
func (j *Judgement) settleParts(open []openReasons, parts []part, q *scp.Request) {
	together := func(open []openReasons) *jointDenial {
		d := &jointDenial{}
		for i := range parts {
			var mine [][]OpenReason
			for _, o := range open {
				if o.part == i {
					mine = append(mine, o.reasons)
				}
			}
			d.add(&parts[i], combine(mine), parts[i].request(q))
		}
		return d
	}
	if j.Ruling = together(open).ruling(j.Ruling); !j.Ruling.Denied() {
		return
	}
	if j.Ruling == ExplicitlyDenied {
		open = slices.DeleteFunc(open, func(o openReasons) bool { return o.reasons[0].Effect == scp.Allow })
	}
	left := maxChecks
	open = minimal(nil, open, nil, func(fewer []openReasons) bool {
		left--
		return left >= 0 && together(fewer).ruling(Depends).Denied()
	})
	for _, o := range open {
		j.Together = append(j.Together, o.reasons...)
	}
}
