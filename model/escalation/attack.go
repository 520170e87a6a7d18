package escalation

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// attackerName is the name of the attacker's role: one that no policy names.
const attackerName = "q7zx-w0jv-k3yh"

// attack is what an ordinary role of one account tries.
type attack struct {
	asker     *verdict.Asker
	lore      *lore
	account   model.AccountID
	partition string
	attacker  string       // the ARN of its role
	request   *scp.Request // of the attacker, for what conditions say of it
	scps      []verdict.Rung
	rcps      []verdict.Rung
	gap       bool     // not all that applies is known
	missing   []string // condition keys that an ordinary role's requests lack
	regions   []string // that policies name, and one that is always there

	ways map[string]result       // by principal
	open map[string]*scp.Request // on any resource, by action and what is given
}

// result is what came out of the ways to one target.
type result struct {
	ways    []Way
	blocked []string // actions that are blocked, of the ways that are
	unknown bool     // something that may matter has not been read
}

// forwarded are the keys of calls that an AWS service makes, or makes in a
// caller's name.
var forwarded = []string{
	"aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths",
	"aws:PrincipalServiceName", "aws:PrincipalServiceNamesList",
}

// newAttack returns the attack of an ordinary role of an account.
func newAttack(a *verdict.Asker, r *model.Reading, account model.AccountID, l *lore) *attack {
	x := &attack{
		asker: a, lore: l, account: account, partition: cmp.Or(r.Caller.Partition, "aws"), missing: slices.Clone(forwarded),
		scps: a.Documents(account, model.ServiceControlPolicy), rcps: a.Documents(account, model.ResourceControlPolicy),
		ways: map[string]result{}, open: map[string]*scp.Request{},
	}
	x.attacker = verdict.PrincipalARN(x.partition, account, "role/"+attackerName)
	for _, rung := range slices.Concat(x.scps, x.rcps) {
		x.gap = x.gap || rung.Gap != nil || rung.Incomplete
		for _, p := range rung.Policies {
			if x.gap = x.gap || p.Text == nil || p.Text.Broken(); p.Text != nil {
				known := l.learn(p.Text)
				x.missing, x.regions = appendNew(x.missing, known.keys...), appendNew(x.regions, known.regions...)
			}
		}
	}
	x.request = x.requestOf(call{action: "iam:CreateRole"}).WithResource(scp.ResourceOf("*"))
	x.regions = appendNew(x.regions[:min(maxRegions, len(x.regions))], "us-east-1")
	return x
}

// policies returns the policies that apply to the account.
func (a *attack) policies() []model.PolicyID {
	var out []model.PolicyID
	for _, rung := range slices.Concat(a.scps, a.rcps) {
		for _, p := range rung.Policies {
			out = append(out, p.Policy)
		}
	}
	return out
}

// maxRegions is in how many of the Regions that policies name a call is tried.
const maxRegions = 3

// question asks whether the attacker may make a call on a resource of the account,
// whatever that is.
func (a *attack) question(c call) verdict.Question {
	q := verdict.Question{
		Account: a.account, Action: c.action, ResourceAccount: a.account, Principal: a.attacker, Absent: a.missing,
		Given: map[string][]string{"aws:ViaAWSService": {"false"}, "aws:SecureTransport": {"true"}},
	}
	for key, value := range c.given {
		q.Given[key] = []string{value}
	}
	return q
}

// requestOf returns the attacker's request for a call on any resource of the
// account.
func (a *attack) requestOf(c call) *scp.Request {
	key := c.action
	for _, k := range slices.Sorted(maps.Keys(c.given)) {
		key += " " + k + "=" + c.given[k]
	}
	q := a.open[key]
	if q == nil {
		q = a.asker.Request(a.question(c))
		a.open[key] = q
	}
	return q
}

// as returns a request of the attacker as the target of an exemption would make
// it.
func (a *attack) as(q *scp.Request, e *Exemption, t target) *scp.Request {
	q = q.Clone()
	if t.arn == "" {
		q.Set(e.Key, t.value)
		return q
	}
	q.Set("aws:PrincipalArn", t.arn)
	if _, user, ok := strings.Cut(t.arn, ":user/"); ok {
		q.Set("aws:PrincipalType", "User")
		q.Set("aws:username", user[strings.LastIndexByte(user, '/')+1:])
	}
	return q
}

// try returns the ruling on the attacker's call. One that depends on the Region is
// made where it is not blocked.
func (a *attack) try(c call) verdict.Ruling {
	rcps := a.rcps
	if !scp.RCPCovers(c.action) {
		rcps = nil
	}
	q := a.requestOf(c).WithResource(scp.ResourceOf(c.resource))
	ruling := verdict.Decide(a.scps, rcps, q)
	for _, r := range a.regions {
		if ruling != verdict.Depends {
			break
		}
		q.Set(requestedRegion, r)
		if there := verdict.Decide(a.scps, rcps, q); there == verdict.Allowed {
			ruling = there
		}
	}
	return ruling
}

// requestedRegion is the condition key of the Region.
const requestedRegion = "aws:RequestedRegion"

// take tries the ways to a target.
func (a *attack) take(plans []plan) (out result) {
	for _, p := range plans {
		way, open := Way{Kind: p.kind}, true
		for _, s := range p.steps {
			actions, ruling := a.do(s)
			switch {
			case ruling == verdict.Allowed:
				way.Actions = appendNew(way.Actions, actions...)
				continue
			case ruling == verdict.Unknown:
				out.unknown = true
			default:
				out.blocked = appendNew(out.blocked, actions...)
			}
			open = false
			break
		}
		if open {
			out.ways = append(out.ways, way)
		}
	}
	return out
}

// do tries the alternatives of a step. It returns the actions of the one that is
// open, or those that block the others.
func (a *attack) do(s step) (actions []string, ruling verdict.Ruling) {
	ruling = verdict.ExplicitlyDenied
	var blocked []string
	for _, calls := range s {
		actions = actions[:0:0]
		open := true
		for _, c := range calls {
			one := a.try(c)
			if actions = append(actions, c.action); one == verdict.Allowed {
				continue
			}
			if open = false; one == verdict.Unknown {
				ruling = verdict.Unknown
			}
			blocked = appendNew(blocked, c.action)
			break
		}
		if open {
			return actions, verdict.Allowed
		}
	}
	return blocked, ruling
}

// toPrincipal returns what comes out of becoming a principal.
func (a *attack) toPrincipal(arn string) result {
	out, known := a.ways[arn]
	if !known {
		out = a.take(a.plansFor(arn))
		if slices.ContainsFunc(out.ways, func(w Way) bool { return w.Kind == Retrust }) {
			out.ways = slices.DeleteFunc(out.ways, func(w Way) bool { return w.Kind == Recreate })
		}
		a.ways[arn] = out
	}
	return out
}

// appendNew appends the texts that are not in the list yet.
func appendNew(so []string, more ...string) []string {
	for _, text := range more {
		if !slices.Contains(so, text) {
			so = append(so, text)
		}
	}
	return so
}
