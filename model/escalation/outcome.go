package escalation

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Taking is whether an ordinary role can take an exemption.
type Taking uint8

// The answers, from the one that matters least.
const (
	Blocked       Taking = iota + 1 // an SCP or RCP blocks a call of each way to take it
	Reserved                        // only AWS makes such principals
	Unknown                         // something that may matter has not been read
	SometimesOpen                   // no SCP or RCP blocks it, if the exempt principal exists, or does not exist
	Open                            // no SCP or RCP blocks it
)

// Outcome is what an attack on an exemption comes to in an account.
type Outcome struct {
	Exemption
	Taking  Taking
	Example string   // the principal or value that was tried, if the pattern has wildcards
	Ways    []Way    // that are open
	Blocked []string // the actions that are blocked
	Owner   string   // of Reserved: who makes such principals
	Grave   bool     // the statement protects identities, logging or the organization
}

// Taken reports whether the exemption can be taken.
func (o *Outcome) Taken() bool { return o.Taking == Open || o.Taking == SometimesOpen }

// Sentence returns the outcome in a sentence.
func (o *Outcome) Sentence() string {
	who := o.Who()
	switch o.Taking {
	case Open, SometimesOpen:
		kinds := make([]string, len(o.Ways))
		for i, w := range o.Ways {
			kinds[i] = phrases[w.Kind]
		}
		return who + " can be " + phrase.Join(appendNew(nil, kinds...), " or ") + " by any role whose identity policies allow it" + o.when() + "."
	case Reserved:
		return "Only " + o.Owner + " creates roles like " + who + "."
	case Unknown:
		return "deputy cannot tell whether a role that is not exempt can gain the exemption of " + who + ": it has not read all policies."
	default:
		but := ""
		if identityOf(o.Key) == byName && !slices.Contains(o.Blocked, "iam:CreateRole") && !strings.HasPrefix(who, "user/") {
			but = "it can be created, but "
		}
		return "No role that is not exempt can gain the exemption of " + who + ": " + but + are(o.Blocked) + " blocked."
	}
}

// are returns the actions with the verb that agrees with them.
func are(actions []string) string {
	if len(actions) == 1 {
		return actions[0] + " is"
	}
	return phrase.Join(actions, " and ") + " are"
}

// phrases are the participles of the ways.
var phrases = map[Kind]string{
	Create: "created", Retrust: "given another trust policy", Recreate: "created", Credentials: "given new credentials", TagItself: "set", SessionTag: "set", SourceIdentity: "set",
}

// when returns what the way takes beside the calls, if it is not always there.
func (o *Outcome) when() string {
	if o.Taking == Open {
		return ""
	}
	if slices.ContainsFunc(o.Ways, func(w Way) bool { return w.Kind == Create }) {
		return ", if the account does not have it yet"
	}
	return ", if the account has it"
}

// outcomes returns what the attack on each exemption of the account's policies
// comes to, SCPs before RCPs, root first.
func (a *attack) outcomes() []Outcome {
	var out []Outcome
	for i, rungs := range [][]verdict.Rung{a.scps, a.rcps} {
		for _, rung := range rungs {
			for _, p := range rung.Policies {
				for k := range statementsOf(p.Text) {
					s := &p.Text.Statements[k]
					if s.Effect == scp.Deny && !s.Broken {
						of := Exemption{Type: model.Evaluated()[i], Policy: p.Policy, Name: p.Name, Statement: s.Index}
						out = append(out, a.statement(p.Text, s, of)...)
					}
				}
			}
		}
	}
	return out
}

func statementsOf(d *scp.Document) []scp.Statement {
	if d == nil {
		return nil
	}
	return d.Statements
}

// statement returns the outcomes of a statement's exemptions.
func (a *attack) statement(d *scp.Document, s *scp.Statement, of Exemption) (out []Outcome) {
	for k := range s.Comparisons {
		c := &s.Comparisons[k]
		if !exempts(c) {
			continue
		}
		if o := s.Explain(a.request); o.Tests[k].Result != scp.True {
			continue // An ordinary role is exempt, or does not exist for this policy.
		}
		all := exemptionsOf(c, of)
		targets := make([][]target, len(all))
		for i := range all {
			targets[i] = a.targetsOf(&all[i], d, c)
		}
		for i, e := range all {
			x := exemptionCase{a, s, k, Outcome{Exemption: e, Grave: a.lore.of(s).grave}}
			// What was made for another value may match this one: role/Admin is
			// an example of role/Adm* as well. Its own come first.
			if x.run(slices.Concat(targets[i], slices.Concat(targets[:i]...), slices.Concat(targets[i+1:]...))) {
				out = append(out, x.outcome)
			}
		}
	}
	return out
}

// exemptionCase is an exemption that is being attacked.
type exemptionCase struct {
	*attack
	statement  *scp.Statement
	comparison int
	outcome    Outcome
}

// run attacks the exemption. It returns false if there is nothing to take: nobody
// in this account is exempt by it, or to be exempt does not help. A target that is
// exempt by another value of the comparison only is none of this exemption.
func (x *exemptionCase) run(targets []target) bool {
	for _, t := range targets {
		if x.statement.TestValue(x.comparison, x.outcome.Pattern, t.request) != scp.False || !x.helps(t) {
			continue
		}
		if x.note(t); x.outcome.Taking == Open {
			break
		}
	}
	return x.outcome.Taking != 0
}

// note tries to become a target and keeps what comes out if it is worse than what
// did before.
func (x *exemptionCase) note(t target) {
	if owner := reservedFor(t.arn); owner != "" {
		if x.outcome.Taking < Reserved {
			x.outcome.Taking, x.outcome.Owner = Reserved, owner
		}
		return
	}
	var r result
	if t.arn != "" {
		r = x.toPrincipal(t.arn)
	} else {
		r = x.take(x.plansForSession(&x.outcome.Exemption, t.value))
	}
	taking := Blocked
	switch {
	case len(r.ways) > 0 && (t.fresh || t.arn == "" || certain(r.ways)):
		taking = Open
	case len(r.ways) > 0:
		taking = SometimesOpen
	case r.unknown:
		taking = Unknown
	}
	if taking > x.outcome.Taking {
		x.outcome.Taking, x.outcome.Ways, x.outcome.Blocked, x.outcome.Example = taking, r.ways, r.blocked, ""
		if strings.ContainsAny(x.outcome.Pattern, "*?") && t.arn != "" {
			arn, _ := model.ParseARN(t.arn)
			x.outcome.Example = arn.Resource
		}
	}
}

// certain reports whether the ways to an exempt principal lead there whether or
// not the account has it already.
func certain(ways []Way) bool {
	var has [SourceIdentity + 1]bool
	for _, w := range ways {
		has[w.Kind] = true
	}
	return has[Create] && (has[Retrust] || has[Recreate] || has[Credentials])
}

// helps reports whether who is exempt can do something that the statement denies
// to the attacker. It looks for a request that the statement denies to the
// attacker, and asks all policies what they make of it from the exempt principal.
func (x *exemptionCase) helps(t target) bool {
	for _, action := range x.lore.of(x.statement).examples {
		if x.outcome.Type == model.ResourceControlPolicy && !scp.RCPCovers(action) {
			continue
		}
		way, possible := x.lore.denial(x.statement, action, x.requestOf(call{action: action}))
		if !possible {
			continue
		}
		q := x.as(x.requestOf(call{action: action}), &x.outcome.Exemption, t)
		if way != nil {
			if filled := scp.Refill(way, nil, nil, q); filled != nil {
				q = filled
			}
		}
		if !denied(x.scps, true, q) && !(scp.RCPCovers(action) && denied(x.rcps, false, q)) {
			return true
		}
	}
	return false
}

// denied reports whether a ladder certainly denies a request.
func denied(rungs []verdict.Rung, needsAllow bool, q *scp.Request) bool {
	for _, rung := range rungs {
		allow := rung.Gap != nil || rung.Incomplete || !needsAllow
		for _, p := range rung.Policies {
			if p.Text == nil {
				allow = true
				continue
			}
			result := p.Text.Decide(q)
			if result.Deny == scp.True {
				return true
			}
			allow = allow || result.Allow != scp.False
		}
		if !allow {
			return true
		}
	}
	return false
}

// Of returns those of the outcomes that are about a statement of a policy.
func Of(all []Outcome, s verdict.Reason) []Outcome {
	return slices.DeleteFunc(slices.Clone(all), func(o Outcome) bool { return o.Policy != s.Policy || o.Statement != s.Index })
}
