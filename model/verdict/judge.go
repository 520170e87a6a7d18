package verdict

import (
	"slices"
	"strconv"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// Ruling is the outcome of a verdict.
type Ruling uint8

// The rulings. Allowed means that no SCP and no RCP blocks the request: these
// policies never grant, and identity policies are not read.
const (
	RulingNone Ruling = iota
	Allowed
	ExplicitlyDenied // a Deny matches
	ImplicitlyDenied // at some level nothing allows it
	Depends          // it turns on something that was not given
	Unknown          // a gap: something could not be read
)

var rulingNames = [...]string{"", "Allowed", "ExplicitlyDenied", "ImplicitlyDenied", "Depends", "Unknown"}

// String gives the ruling in one word.
func (r Ruling) String() string { return rulingNames[r] }

// Denied tells whether the request is denied, one way or the other.
func (r Ruling) Denied() bool { return r == ExplicitlyDenied || r == ImplicitlyDenied }

// Rung is one level of a ladder, ready to be judged.
type Rung struct {
	Level string // the node's ID, or the level's ID in a batch
	Name  string
	Bound []Bound
	Gap   *model.Gap // set if the policies, or one's text, could not be read
	Short bool       // not everything has been read yet
}

// Bound is a policy that is attached to a rung.
type Bound struct {
	Policy model.PolicyID
	Name   string
	Text   *scp.Document // nil while it is not read
}

// Reason is one statement that bears on a verdict.
type Reason struct {
	Type   model.PolicyType
	Level  string // the level's ID
	Place  string // the level's name
	Policy model.PolicyID
	Name   string
	Sid    string
	Index  int // of the statement, from 1
	Span   scp.Span
}

// Judgement is the decision of a ladder, or of two, on one request.
type Judgement struct {
	Ruling  Ruling
	By      []Reason // every matching Deny of every level, SCPs before RCPs, root first
	Missing []LevelOf
	Open    []OpenReason // what a verdict of Depends turns on
	// Together are, of a denial that no statement and no level makes sure by
	// itself, those of which always one denies, whatever is not given.
	Together []OpenReason
	Gaps     []model.Gap
	SCP      []RungVerdict
	RCP      []RungVerdict
}

// LevelOf names a level of one of the two ladders.
type LevelOf struct {
	Type  model.PolicyType
	Level string
}

// OpenReason is a statement whose match is open, with what is left to be known.
type OpenReason struct {
	Reason
	Effect   scp.Effect
	Residual []scp.Residual

	statement *scp.Statement
	rung      int           // of its ladder
	owners    []*model.Node // at or below which the resource's owner must be; none if that is known
}

// RungVerdict tells what one level makes of the request.
type RungVerdict struct {
	Rung     Rung
	Allow    scp.Truth
	Deny     scp.Truth
	Policies []PolicyVerdict
}

// PolicyVerdict tells what one policy makes of the request, statement by
// statement.
type PolicyVerdict struct {
	Bound
	scp.Explanation
}

// ladderRules are the rules by which a ladder of one type decides.
type ladderRules struct {
	policyType model.PolicyType
	needsAllow bool // an SCP ladder needs an Allow at each level; RCPs have one that cannot be detached
}

var (
	scpRules = ladderRules{model.ServiceControlPolicy, true}
	rcpRules = ladderRules{model.ResourceControlPolicy, false}
)

// decision gathers the truth about a request over ladders.
type decision struct {
	deny    scp.Truth // over every statement of every level
	allow   scp.Truth // the least of the levels
	unknown bool      // a gap bears on it
}

func undecided() decision { return decision{deny: scp.False, allow: scp.True} }

// add folds one level in.
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

// ruling gives what follows: an explicit Deny is final; so is a level where
// nothing can allow; a gap leaves everything else open.
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

// open tells whether something that is not given bears on it.
func (d *decision) open() bool {
	return d.deny == scp.Unknown || d.deny == scp.False && d.allow == scp.Unknown
}

// decide judges without reasons and without allocating.
func (d *decision) decide(rungs []Rung, rules ladderRules, q *scp.Request) {
	for i := range rungs {
		r := &rungs[i]
		deny, allow, gap := scp.False, scp.False, r.Gap != nil || r.Short
		for k := range r.Bound {
			text := r.Bound[k].Text
			if text == nil {
				gap = true
				continue
			}
			result := text.Decide(q)
			if result.Broken {
				deny, allow, gap = max(deny, brokenDeny(text, q)), max(allow, result.Allow), true
				continue
			}
			deny, allow = max(deny, result.Deny), max(allow, result.Allow)
		}
		d.add(deny, allow, gap, rules)
	}
}

// brokenDeny tells whether a sound Deny of a damaged document matches all the
// same: a deny is final, whatever the rest of the text may mean.
func brokenDeny(d *scp.Document, q *scp.Request) scp.Truth {
	deny := scp.False
	for i := range d.Statements {
		s := &d.Statements[i]
		if s.Broken || s.Effect != scp.Deny {
			continue
		}
		if o := s.Explain(q); o.Match == scp.True {
			deny = scp.True
		}
	}
	return deny
}

// Judge decides a request by an SCP ladder and an RCP ladder, either of which
// may be empty, with every reason in a stable order: SCPs before RCPs, levels
// from the root down, policies and statements as they stand.
func Judge(scps, rcps []Rung, q *scp.Request) Judgement {
	var j Judgement
	d := undecided()
	j.SCP = j.ladder(&d, scps, scpRules, q)
	j.RCP = j.ladder(&d, rcps, rcpRules, q)
	j.Ruling = d.ruling()
	if d.open() {
		j.weigh(q)
	}
	return j
}

func (j *Judgement) ladder(d *decision, rungs []Rung, rules ladderRules, q *scp.Request) []RungVerdict {
	verdicts := make([]RungVerdict, len(rungs))
	for i, r := range rungs {
		before := len(j.Open)
		v := j.rung(r, rules, q)
		verdicts[i] = v
		for k := range j.Open[before:] {
			j.Open[before+k].rung = i
		}
		if v.Allow == scp.True { // Then nothing turns on what else allows there.
			j.Open = append(j.Open[:before], slices.DeleteFunc(j.Open[before:], func(o OpenReason) bool { return o.Effect == scp.Allow })...)
		}
		gap := v.partial()
		d.add(v.Deny, v.Allow, gap, rules)
		if rules.needsAllow && v.Allow == scp.False && !gap {
			j.Missing = append(j.Missing, LevelOf{rules.policyType, r.Level})
		}
	}
	return verdicts
}

// partial tells whether not all that the level has could be evaluated.
func (v *RungVerdict) partial() bool {
	return v.Rung.Gap != nil || v.Rung.Short ||
		slices.ContainsFunc(v.Policies, func(p PolicyVerdict) bool { return p.Text == nil || p.Broken })
}

// rung explains one level and gathers its reasons.
func (j *Judgement) rung(r Rung, rules ladderRules, q *scp.Request) RungVerdict {
	v := RungVerdict{Rung: r, Allow: scp.False, Deny: scp.False}
	if r.Gap != nil {
		j.Gaps = append(j.Gaps, *r.Gap)
	}
	for _, b := range r.Bound {
		p := PolicyVerdict{Bound: b}
		if b.Text != nil {
			p.Explanation = b.Text.Explain(q)
			v.Allow, v.Deny = max(v.Allow, p.Allow), max(v.Deny, j.policy(&p, r, rules))
		}
		v.Policies = append(v.Policies, p)
	}
	return v
}

// policy gathers the reasons of one policy and gives whether it denies.
func (j *Judgement) policy(p *PolicyVerdict, r Rung, rules ladderRules) scp.Truth {
	deny := scp.False
	for i := range p.Outcomes {
		o := &p.Outcomes[i]
		s := o.Statement
		reason := Reason{rules.policyType, r.Level, r.Name, p.Policy, p.Name, s.Sid.Value, s.Index, s.Span}
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
		j.Gaps = append(j.Gaps, UnreadableGap(p.Bound))
	}
	return deny
}

// UnreadableGap is a document that cannot be evaluated as a whole.
func UnreadableGap(b Bound) model.Gap {
	return model.Gap{
		Kind: model.FailureInvalid, Operation: "evaluation", Target: b.Name, Cause: brokenCause(b.Text),
		Fix: "Correct the policy; until then what it allows or denies cannot be told.",
	}
}

// brokenCause tells the first error of a document and where it stands.
func brokenCause(d *scp.Document) string {
	for _, p := range d.Problems {
		if p.Severity() == scp.Error {
			return phrase.TrimStop(p.Sentence) + " (character " + strconv.Itoa(p.Span.Start+1) + ")"
		}
	}
	return "the document has errors"
}
