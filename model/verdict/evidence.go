package verdict

import (
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
)

// Evidence is what AWS itself says of a request in an error message or an event:
// that it was denied, by which kind of policy, and perhaps by which policy and
// statement. It is a claim, for the text may have been written by anybody.
type Evidence struct {
	Denied    bool
	Explicit  bool             // a Deny denied it, and not that no Allow matched
	Type      model.PolicyType // of the policy; empty if AWS does not say, or if deputy does not evaluate its kind
	PolicyARN string           // empty if AWS does not name the policy
	Matched   []MatchedStatement
	At        time.Time // of the request; zero if not known

	// What AWS says was asked. A question about something else has no evidence.
	Action, Principal, Resource string
}

// MatchedStatement is a statement that a decoded authorization message says
// matched.
type MatchedStatement struct {
	Sid     string
	Actions []string // of the statement; empty if not said
}

// Policy returns the ID of the policy that AWS names; empty if it names none.
func (e *Evidence) Policy() model.PolicyID {
	return model.PolicyID(e.PolicyARN[strings.LastIndexByte(e.PolicyARN, '/')+1:])
}

// organization returns the ID of the organization whose policy AWS names.
func (e *Evidence) organization() string {
	arn, err := model.ParseARN(e.PolicyARN)
	parts := strings.Split(arn.Resource, "/")
	if err != nil || len(parts) < 2 || !strings.HasPrefix(parts[1], "o-") {
		return ""
	}
	return parts[1]
}

// isAbout reports whether a question is the one that AWS answered. The path of
// the principal's role may have been added to it.
func (e *Evidence) isAbout(q Question) bool {
	return strings.EqualFold(q.Action, e.Action) && (e.Resource == "" || q.Resource == e.Resource) &&
		(e.Principal == "" || q.Principal == e.Principal || roleName(q.Principal) == roleName(e.Principal))
}

// roleName returns the name of a role without its path, or another principal's ARN.
func roleName(principal string) string {
	principal, _ = PrincipalOf(principal)
	if _, path, ok := strings.Cut(principal, ":role/"); ok {
		return path[strings.LastIndexByte(path, '/')+1:]
	}
	return principal
}

// decides reports whether the evidence says something of SCPs and RCPs.
func (e *Evidence) decides() bool { return e.Denied && (e.Type != "" || len(e.Matched) > 0) }

// Explained is a verdict with what AWS's own words add to it.
type Explained struct {
	Verdict
	Evidence   Evidence
	Candidates []Reason // the statements of which, according to AWS's message, one denied the request
	Levels     []string // or the names of the levels of which one did not allow it
	Concluded  []Conclusion
	Unused     string   // why nothing is concluded from AWS's words, in a sentence; empty if something is
	Story      []string // what AWS's words come to, and what else would deny the request, in sentences

	evaluation *evaluation
	before     Judgement // without the evidence
}

// Conclusion is what the request must have been like, according to AWS's message.
type Conclusion struct {
	Key       string `json:"key"`
	Condition string `json:"condition"`
	Because   string `json:"because"`
}

// Explain answers a question as Ask does, and adds what AWS says of the request:
// if one statement only can have denied it, that statement did, and what it
// compares was as it says.
func Explain(r *model.Reading, q Question, ev Evidence) (Explained, error) {
	v, err := Ask(r, q)
	x := Explained{Verdict: v, Evidence: ev}
	if err != nil || !ev.decides() || !ev.isAbout(q) {
		return x, err
	}
	x.evaluation = newEvaluation(NewAsker(r), q)
	if x.Unused = x.stale(); x.Unused != "" {
		return x, nil
	}
	x.before = v.Judgement
	if ev.Explicit {
		x.explainDeny()
	} else {
		x.explainMissing()
	}
	return x, nil
}

// stale says why AWS's words are not about the policies that have been read;
// empty if they may be.
func (x *Explained) stale() string {
	r, ev := x.evaluation.reading, &x.Evidence
	now := r.Organization.ID
	foreign := ev.organization()
	for _, id := range x.given("aws:PrincipalOrgID") {
		if ev.Type != model.ResourceControlPolicy {
			foreign = id
		}
	}
	if foreign != "" && now != "" && foreign != now {
		return "AWS's message is about organization " + foreign + ", and this is " + now + ": deputy draws no conclusion from it."
	}
	if gap := r.Status(model.PartAccounts, string(x.Question.Account)).Gap; gap != nil && !x.evaluation.outside {
		return "deputy could not read where account " + string(x.Question.Account) + " is in the organization: it draws no conclusion from AWS's message."
	}
	path := r.OrgPath(x.Question.Account)
	if then := x.given("aws:PrincipalOrgPaths"); len(then) > 0 && path != "" && !slices.Contains(then, path) {
		return "Account " + string(x.Question.Account) + " was at " + phrase.Join(then, " and ") + " and is at " + path + " now: deputy draws no conclusion from AWS's message."
	}
	if ev.Type == model.ResourceControlPolicy && x.OwnerUnknown {
		return "deputy does not know which account owns the resource, and so which RCPs apply. Give the owner, and it can conclude more."
	}
	id := ev.Policy()
	if id == "" || x.attached(id) {
		return ""
	}
	if x.unread() {
		return "AWS names " + r.PolicyName(id) + ", but deputy has not read all policies above the account: it draws no conclusion from AWS's message."
	}
	return r.PolicyName(id) + ", which AWS names, no longer applies to this: it was detached, or the account was moved. deputy draws no conclusion from AWS's message."
}

// given returns the values that the question gives for a key.
func (x *Explained) given(key string) []string {
	for k, values := range x.Question.Given {
		if strings.EqualFold(k, key) {
			return values
		}
	}
	return nil
}

// ladder is one of the two ladders of a verdict, with its rules.
type ladder struct {
	rungs []RungVerdict
	rules ladderRules
}

// ladders returns the ladders of the policies that AWS may mean.
func (x *Explained) ladders() []ladder {
	var out []ladder
	for _, l := range []ladder{{x.SCP, scpRules}, {x.RCP, rcpRules}} {
		if x.Evidence.Type == "" || x.Evidence.Type == l.rules.policyType {
			out = append(out, l)
		}
	}
	return out
}

// attached reports whether a policy is attached to a level that applies.
func (x *Explained) attached(id model.PolicyID) bool {
	return slices.ContainsFunc(x.ladders(), func(l ladder) bool {
		return slices.ContainsFunc(l.rungs, func(v RungVerdict) bool {
			return slices.ContainsFunc(v.Policies, func(p PolicyVerdict) bool { return p.Policy == id })
		})
	})
}

// unread reports whether something that AWS may mean could not be evaluated.
func (x *Explained) unread() bool {
	return slices.ContainsFunc(x.ladders(), func(l ladder) bool {
		return slices.ContainsFunc(l.rungs, func(v RungVerdict) bool { return v.incomplete() })
	})
}

// candidate is a statement that can have denied the request.
type candidate struct {
	Reason
	statement *scp.Statement
	outcome   scp.Outcome
}

// candidates returns the statements that can have denied the request by what is
// known and by what AWS says, each once. unread reports that there may be more.
func (x *Explained) candidates() (found []candidate, unread bool) {
	id := x.Evidence.Policy()
	for _, l := range x.ladders() {
		for i := range l.rungs {
			rung := &l.rungs[i]
			for k := range rung.Policies {
				p := &rung.Policies[k]
				if id != "" && p.Policy != id {
					continue
				}
				unread = unread || p.Text == nil || p.Broken
				found = x.addCandidates(found, p, rung, l.rules.policyType)
			}
		}
	}
	return found, unread || id == "" && x.unread()
}

// addCandidates appends the statements of a policy that can have denied the
// request.
func (x *Explained) addCandidates(found []candidate, p *PolicyVerdict, v *RungVerdict, t model.PolicyType) []candidate {
	for _, o := range p.Outcomes {
		c := candidate{v.Rung.Reason(t, p.AttachedPolicy, o.Statement), o.Statement, o}
		if x.canBe(&c) && !contains(found, o.Statement) {
			found = append(found, c)
		}
	}
	return found
}

func contains(list []candidate, s *scp.Statement) bool {
	return slices.ContainsFunc(list, func(c candidate) bool { return c.statement == s })
}

// canBe reports whether a statement can have denied the request.
func (x *Explained) canBe(c *candidate) bool {
	s := c.statement
	if s.Broken || s.Effect != scp.Deny || c.outcome.Match == scp.False || !x.Evidence.matches(s) {
		return false
	}
	_, possible := scp.Possible(nil, [][]*scp.Statement{{s}}, x.evaluation.request)
	return possible
}

// matches reports whether a statement is one of those that AWS says matched. If
// AWS does not say which kind of policy they are of, a statement without Sid may
// be that of an identity policy.
func (e *Evidence) matches(s *scp.Statement) bool {
	if len(e.Matched) == 0 {
		return true
	}
	return slices.ContainsFunc(e.Matched, func(m MatchedStatement) bool {
		if m.Sid != s.Sid.Value || m.Sid == "" && e.Type == "" {
			return false
		}
		has := func(action string) bool {
			return slices.ContainsFunc(s.Action.Values, func(v scp.Text) bool { return strings.EqualFold(v.Value, action) })
		}
		return s.Action.Not || !slices.ContainsFunc(m.Actions, func(a string) bool { return !has(a) })
	})
}
