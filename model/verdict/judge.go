package verdict

import (
	"slices"

	"deputy/model"
	"deputy/model/scp"
)

// Judgement is the outcome of the two ladders for one request, with its
// reasons.
type Judgement struct {
	Ruling  Ruling
	By      []Reason     // every Deny that matches, at every level: SCPs before RCPs, root first
	Missing []LevelRef   // levels where nothing allows the request
	Open    []OpenReason // what a ruling of Depends depends on
	// Together are open statements of which one always denies, whatever the values
	// of the open keys. They are set for a denial that no single statement or level
	// makes certain by itself.
	Together []OpenReason
	Parts    []string // of a call on several resources: those that are denied, if it is
	Gaps     []model.Gap
	SCP      []RungVerdict // level by level, root first
	RCP      []RungVerdict

	brief bool // SCP and RCP have no outcomes but those that are reasons
	ways  *knownWays
}

// RungVerdict is what one level makes of a request.
type RungVerdict struct {
	Rung     Rung
	Allow    scp.Truth
	Deny     scp.Truth
	Policies []PolicyVerdict
}

// PolicyVerdict is what one policy makes of a request, statement by statement.
type PolicyVerdict struct {
	AttachedPolicy
	scp.Explanation
}

// ladderRules are the rules by which a ladder of one policy type decides.
type ladderRules struct {
	policyType model.PolicyType
	needsAllow bool // each SCP level needs an Allow; RCP levels always have one that cannot be detached
}

// The rules of SCPs and of RCPs.
var (
	scpRules = ladderRules{model.ServiceControlPolicy, true}
	rcpRules = ladderRules{model.ResourceControlPolicy, false}
)

// decision accumulates what the levels of the ladders make of a request.
type decision struct {
	deny    scp.Truth // the greatest over all statements: one Deny is enough
	allow   scp.Truth // the least over all levels: each must allow
	unknown bool      // something that may matter has not been read
}

// undecided returns the decision before any level is added.
func undecided() decision { return decision{deny: scp.False, allow: scp.True} }

// add adds one level to the decision.
func (d *decision) add(deny, allow scp.Truth, gap bool, rules ladderRules) {
	d.deny = max(d.deny, deny)
	if rules.needsAllow {
		if gap && allow == scp.False {
			allow = scp.Unknown
		}
		d.allow = min(d.allow, allow)
	}
	d.unknown = d.unknown || gap
}

// ruling returns the outcome. An explicit Deny is final, and so is a level
// where nothing can allow the request; otherwise a gap makes it unknown.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
func (d *decision) ruling() Ruling {
	switch {
	case d.deny == scp.True:
		return ExplicitlyDenied
	case d.allow == scp.False:
		return ImplicitlyDenied
	case d.unknown:
		return Unknown
	case d.deny == scp.Unknown || d.allow == scp.Unknown:
		return Depends
	default:
		return Allowed
	}
}

// open reports whether the outcome depends on something that the question does
// not give.
func (d *decision) open() bool {
	return d.deny == scp.Unknown || d.deny == scp.False && d.allow == scp.Unknown
}

// decide adds the levels of a ladder without collecting reasons and without
// allocating memory.
func (d *decision) decide(rungs []Rung, rules ladderRules, q *scp.Request) {
	for i := range rungs {
		r := &rungs[i]
		deny, allow, gap := scp.False, scp.False, r.Gap != nil || r.Incomplete
		for k := range r.Policies {
			text := r.Policies[k].Text
			if text == nil {
				gap = true
				continue
			}
			result := text.Decide(q)
			if result.Broken {
				if allow, gap = max(allow, result.Allow), true; text.CertainDeny(q) != nil {
					deny = scp.True
				}
				continue
			}
			deny, allow = max(deny, result.Deny), max(allow, result.Allow)
		}
		d.add(deny, allow, gap, rules)
	}
}

// Judge decides a request by an SCP ladder and an RCP ladder, either of which
// may be empty. It collects every reason in a stable order: SCPs before RCPs,
// levels from the root down, policies and statements as they stand.
func Judge(scps, rcps []Rung, q *scp.Request) Judgement {
	return new(Judgement).judge(scps, rcps, q)
}

// briefly judges as Judge does, with no outcomes but those that are reasons.
func briefly(scps, rcps []Rung, q *scp.Request, ways *knownWays) Judgement {
	d := undecided()
	d.decide(scps, scpRules, q)
	d.decide(rcps, rcpRules, q)
	if d.ruling() == Allowed {
		return Judgement{Ruling: Allowed} // There is nothing to explain.
	}
	return (&Judgement{brief: true, ways: ways}).judge(scps, rcps, q)
}

func (j *Judgement) judge(scps, rcps []Rung, q *scp.Request) Judgement {
	d := undecided()
	j.SCP = j.judgeLadder(&d, scps, scpRules, q)
	j.RCP = j.judgeLadder(&d, rcps, rcpRules, q)
	j.Ruling = d.ruling()
	if d.open() {
		j.settleOpen(q)
	}
	return *j
}

// judgeLadder evaluates one ladder, adds it to the decision and collects its
// reasons.
func (j *Judgement) judgeLadder(d *decision, rungs []Rung, rules ladderRules, q *scp.Request) []RungVerdict {
	verdicts := make([]RungVerdict, len(rungs))
	for i, r := range rungs {
		before := len(j.Open)
		v := j.judgeRung(r, rules, q)
		verdicts[i] = v
		for k := range j.Open[before:] {
			j.Open[before+k].rung = i
		}
		if v.Allow == scp.True { // Then it does not matter what else may allow there.
			j.Open = append(j.Open[:before], slices.DeleteFunc(j.Open[before:], func(o OpenReason) bool { return o.Effect == scp.Allow })...)
		}
		gap := v.incomplete()
		d.add(v.Deny, v.Allow, gap, rules)
		if rules.needsAllow && v.Allow == scp.False && !gap {
			j.Missing = append(j.Missing, LevelRef{rules.policyType, r.Level})
		}
	}
	return verdicts
}

// incomplete reports whether some of the level's policies could not be
// evaluated.
func (v *RungVerdict) incomplete() bool {
	return v.Rung.Gap != nil || v.Rung.Incomplete ||
		slices.ContainsFunc(v.Policies, func(p PolicyVerdict) bool { return p.Text == nil || p.Broken })
}

// judgeRung evaluates one level and collects its reasons.
func (j *Judgement) judgeRung(r Rung, rules ladderRules, q *scp.Request) RungVerdict {
	v := RungVerdict{Rung: r, Allow: scp.False, Deny: scp.False, Policies: make([]PolicyVerdict, 0, len(r.Policies))}
	if r.Gap != nil {
		j.Gaps = append(j.Gaps, *r.Gap)
	}
	for _, attached := range r.Policies {
		p := PolicyVerdict{AttachedPolicy: attached}
		if attached.Text != nil {
			p.Explanation = j.explain(attached.Text, q)
			v.Allow, v.Deny = max(v.Allow, p.Allow), max(v.Deny, j.judgePolicy(&p, r, rules))
		}
		v.Policies = append(v.Policies, p)
	}
	return v
}

func (j *Judgement) explain(d *scp.Document, q *scp.Request) scp.Explanation {
	if j.brief {
		return d.Reasons(q)
	}
	return d.Explain(q)
}

// judgePolicy collects the reasons of one policy and returns whether it denies.
func (j *Judgement) judgePolicy(p *PolicyVerdict, r Rung, rules ladderRules) scp.Truth {
	deny := scp.False
	for i := range p.Outcomes {
		o := &p.Outcomes[i]
		s := o.Statement
		reason := r.Reason(rules.policyType, p.AttachedPolicy, s)
		switch {
		case s.Broken:
		case s.Effect == scp.Deny && o.Match == scp.True:
			deny = scp.True
			j.By = append(j.By, reason)
		case o.Match == scp.Unknown && (s.Effect == scp.Deny || rules.needsAllow):
			if s.Effect == scp.Deny {
				deny = max(deny, scp.Unknown)
			}
			j.Open = append(j.Open, OpenReason{Reason: reason, Effect: s.Effect, Residual: o.Residual, statement: s})
		}
	}
	if p.Broken {
		j.Gaps = append(j.Gaps, UnreadableGap(p.AttachedPolicy))
	}
	return deny
}
