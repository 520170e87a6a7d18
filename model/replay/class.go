package replay

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Two values of a condition key are of one class if every comparison of every policy
// has the same outcome for both. Requests whose values are of the same classes have
// the same verdict, so that a year of addresses and sessions comes to few requests.
// Where a policy variable may compare two values with each other, there are no classes.

// kind is a kind of values that are sorted into classes: those of certain keys.
type kind uint8

const (
	kindAddress kind = iota
	kindAgent
	kindTime
	kindToken
	kindUser
	kindSource
	kindPrincipal
	kindAccount
	kindCount
)

// kindKeys are the condition keys of each kind.
var kindKeys = [kindCount][]string{
	kindAddress:   {"aws:SourceIp", "aws:VpcSourceIp"},
	kindAgent:     {"aws:UserAgent"},
	kindTime:      {"aws:CurrentTime", "aws:EpochTime"},
	kindToken:     {"aws:TokenIssueTime"},
	kindUser:      {"aws:userid"},
	kindSource:    {"aws:SourceIdentity"},
	kindPrincipal: {"aws:PrincipalArn", "aws:PrincipalType", "aws:username"},
	kindAccount:   {"aws:PrincipalAccount", "aws:ResourceAccount"},
}

// classes sorts the values of one kind.
type classes struct {
	keys       []string
	statements []*scp.Statement // that compare the keys, without policy variables

	named    map[string]bool // accounts that comparisons of principals name
	accounts bool            // comparisons of principals may tell any accounts apart
	standIn  string          // for an account that no comparison names

	lock  sync.RWMutex
	known map[string]string
}

// maxClasses is how many values of a kind are remembered.
const maxClasses = 1 << 15

// newClasses returns the classes of a kind in policies.
func newClasses(k kind, documents []*scp.Document) *classes {
	c := &classes{keys: kindKeys[k], known: map[string]string{}}
	for _, d := range documents {
		for i := range d.Statements {
			s := &d.Statements[i]
			if slices.ContainsFunc(c.keys, s.UsesKey) && !s.Broken && !hasVariables(d, s) {
				c.statements = append(c.statements, s)
			}
		}
	}
	if k == kindPrincipal {
		c.nameAccounts()
	}
	return c
}

// roleOfAny matches a pattern of principals in any account, or in one: what stands
// behind the account has no colon, so that no wildcard but its own meets the account.
// A pattern of another form meets an account's digits only with digits or ?, or with
// * which takes any.
var roleOfAny = regexp.MustCompile(`^arn:[a-z*-]*:iam::(\*|\d{12}):[^:]*$`)

// nameAccounts finds out which accounts the comparisons of principals tell apart.
func (c *classes) nameAccounts() {
	c.named = map[string]bool{}
	for _, s := range c.statements {
		for i := range s.Comparisons {
			if !strings.EqualFold(s.Comparisons[i].Key.Value, "aws:PrincipalArn") {
				continue
			}
			for _, v := range s.Comparisons[i].Values {
				m := roleOfAny.FindStringSubmatch(v.Value)
				switch {
				case m == nil && strings.ContainsAny(v.Value, "0123456789?"):
					c.accounts = true
				case m != nil && m[1] != "*":
					c.named[m[1]] = true
				}
			}
		}
	}
	for n := 0; c.standIn == "" || c.named[c.standIn]; n++ {
		c.standIn = fmt.Sprintf("%012d", n)
	}
}

// anyAccount appends a principal's ARN in which another account stands in for one that
// no comparison tells apart from others: it has the same class.
func (c *classes) anyAccount(b []byte, arn string) []byte {
	const service = ":iam::"
	at := strings.Index(arn, service) + len(service)
	end := at + len(c.standIn)
	if c.accounts || at < len(service) || end >= len(arn) || arn[end] != ':' || strings.IndexByte(arn[end+1:], ':') >= 0 || c.named[arn[at:end]] || !model.IsAccountID(arn[at:end]) {
		return append(b, arn...)
	}
	return append(append(append(b, arn[:at]...), c.standIn...), arn[end:]...)
}

// hasVariables reports whether a statement has a policy variable, also one that is
// written with escapes.
func hasVariables(d *scp.Document, s *scp.Statement) bool {
	text := d.Text[s.Span.Start:s.Span.End]
	return strings.Contains(text, "${") || strings.Contains(text, `\u`)
}

// class returns the class of a value. set gives a request the value.
func (c *classes) class(value string, set func(q *scp.Request)) string {
	if value == "" || len(c.statements) == 0 {
		return ""
	}
	c.lock.RLock()
	class, ok := c.known[value]
	c.lock.RUnlock()
	if ok {
		return class
	}
	q := scp.NewRequest("any:Any", scp.OpenResource(), scp.Open)
	set(q)
	b := []byte{'c'}
	for _, s := range c.statements {
		o := s.Explain(q)
		for i := range o.Tests {
			if key := o.Tests[i].Comparison.Key.Value; slices.ContainsFunc(c.keys, func(k string) bool { return strings.EqualFold(k, key) }) {
				b = append(b, byte(o.Tests[i].Result))
			}
		}
	}
	class = string(b)
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(c.known) >= maxClasses {
		c.known = map[string]string{}
	}
	c.known[strings.Clone(value)] = class
	return class
}

// classOf returns the class of a text that all keys of its kind have.
func (p *Replayer) classOf(k kind, value string) string {
	c := p.classes[k]
	return c.class(value, func(q *scp.Request) {
		for _, key := range c.keys {
			q.Set(key, value)
		}
	})
}

// principalClass returns the class of a principal. Sessions whose role has a path
// that is not known, and whoever is no role or user, are classes of their own.
func (p *Replayer) principalClass(caller string) string {
	c := p.classes[kindPrincipal]
	name, lossy := verdict.PrincipalOf(caller)
	arn, err := model.ParseARN(name)
	kind, _, _ := strings.Cut(arn.Resource, "/")
	switch {
	case verdict.IsServiceLinkedRole(caller):
		return "linked" // No policy applies to it.
	case lossy || err != nil || kind != "role" && kind != "user":
		return caller
	}
	return kind + c.class(caller, func(q *scp.Request) {
		q.Set("aws:PrincipalArn", name)
		if kind == "user" {
			q.Set("aws:PrincipalType", "User")
			q.Set("aws:username", name[strings.LastIndexByte(name, '/')+1:])
			return
		}
		q.Set("aws:PrincipalType", "AssumedRole")
		q.SetAbsent("aws:username")
	})
}

// accountClass returns the class of an account: its place in the organization, before
// the edits and after them. One to which policies are attached that others do not
// have, or that is not in the organization, is a class of its own.
func (p *Replayer) accountClass(id model.AccountID) string {
	if id == "" {
		return ""
	}
	p.lock.RLock()
	class, ok := p.accounts[id]
	p.lock.RUnlock()
	if ok {
		return class
	}
	class = p.findAccountClass(id)
	p.lock.Lock()
	defer p.lock.Unlock()
	if len(p.accounts) >= maxClasses {
		p.accounts = map[model.AccountID]string{}
	}
	p.accounts[model.AccountID(strings.Clone(string(id)))] = class
	return class
}

func (p *Replayer) findAccountClass(id model.AccountID) string {
	own := strings.Clone(string(id))
	class := p.classOf(kindAccount, own)
	for _, a := range []*verdict.Asker{p.now, p.then} {
		r := a.Reading()
		path := r.Path(id.Node())
		if id == r.Organization.Management || len(path) < 2 || path[0].Kind != model.KindRoot {
			return own
		}
		class += " " + string(path[len(path)-2].ID)
		for _, t := range model.Evaluated() {
			rungs := a.Rungs(id.Node(), t)
			last := rungs[len(rungs)-1]
			if last.Gap != nil || last.Incomplete || slices.ContainsFunc(last.Policies, func(p verdict.AttachedPolicy) bool { return p.Text == nil || p.Policy != t.Full() }) ||
				t == model.ServiceControlPolicy && len(last.Policies) == 0 {
				return own
			}
		}
	}
	return class
}

// place returns what accounts have in common to which the same policies apply that say
// something of a scope's action. Accounts of classes of their own have nothing.
func (p *Replayer) place(s *scope, id model.AccountID) string {
	class := p.accountClass(id)
	if s.orgPaths || class == string(id) {
		return class
	}
	s.lock.RLock()
	place, ok := s.places[class]
	s.lock.RUnlock()
	if ok {
		return place
	}
	place = p.classOf(kindAccount, string(id))
	for _, a := range []*verdict.Asker{p.now, p.then} {
		for _, t := range model.Evaluated() {
			for _, r := range a.Rungs(id.Node(), t) {
				place += s.level(t, &r, id)
			}
		}
		place += ";"
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.places == nil {
		s.places = map[string]string{}
	}
	s.places[class] = place
	return place
}

// level returns what a level contributes to verdicts on a scope's action: nothing, if
// it allows everything and no other policy there says something of the action.
func (s *scope) level(t model.PolicyType, r *verdict.Rung, id model.AccountID) (out string) {
	if r.Level == string(id) {
		return "" // Only policies that every account has are attached to it.
	}
	full := t == model.ResourceControlPolicy
	for _, a := range r.Policies {
		if a.Policy == t.Full() && a.Text != nil {
			full = true
		} else if a.Text == nil || a.Text.Broken() || slices.ContainsFunc(a.Text.Statements, func(st scp.Statement) bool { return st.Concerns(s.request) }) {
			out += " " + string(a.Policy)
		}
	}
	if out != "" || !full || r.Gap != nil || r.Incomplete {
		out += "@" + r.Level
	}
	return out
}

// parametersOf appends the condition keys that a call's parameters have and that
// policies compare.
func (s *scope) parametersOf(b []byte, e *cloudtrail.Event) []byte {
	if s.everyParameter {
		return text(b, e.Parameters)
	}
	r := e.ParametersOf(s.action, s.known)
	r.Complete(s.tagKeys)
	for _, key := range s.parameters {
		value, given := r.Key(key)
		b = flags(text(b, value...), given)
	}
	return b
}
