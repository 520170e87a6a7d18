package recorded

import (
	"strings"
	"sync"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/denial"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Denials counts the calls that AWS denied, by the statement that denied them: what
// AWS's message names, else what denies such a request by the policies as they are.
type Denials struct {
	Calls int // that AWS denied
	Other int // of them, those that no known statement of an SCP or RCP denied

	reading    *model.Reading
	lock       sync.Mutex
	seen       map[string]bool
	explained  map[denialKey]explanation
	statements map[Statement]*Use
}

// Statement is a statement of a policy where it is attached. Without a policy it is
// a level that allows only what it lists.
type Statement struct {
	Policy model.PolicyID
	Index  int
	Level  string // the node's ID
}

// Use is how often a statement denied calls.
type Use struct {
	Calls       int
	Perhaps     int // further calls that this statement or another one denied
	First, Last time.Time
	accounts    map[model.AccountID]map[string]int // by account and principal
}

// explanation is the statements that denied a request; several if one of them did.
type explanation struct {
	statements []Statement
	certain    bool
}

// denialKey is what denials have in common that have one explanation.
type denialKey struct {
	request [2]uint64
	reason  string // as far as AWS's message says it
}

// maxRemembered is how many denials and explanations are remembered.
const maxRemembered = 1 << 18

func newDenials(r *model.Reading) *Denials {
	return &Denials{reading: r, seen: map[string]bool{}, explained: map[denialKey]explanation{}, statements: map[Statement]*Use{}}
}

// StatementOf returns the statement that a reason names.
func StatementOf(r *verdict.Reason) Statement { return Statement{r.Policy, r.Index, r.Level} }

// add counts a denied event, whose request has a key.
func (x *Denials) add(e *cloudtrail.Event, key [2]uint64) {
	d := denial.OfEvent(e)
	principal, _ := verdict.PrincipalOf(e.CallerARN())
	x.lock.Lock()
	defer x.lock.Unlock()
	if id := e.CallID(); id != "" && e.Count == 1 {
		if x.seen[id] {
			return
		}
		if len(x.seen) >= maxRemembered {
			x.seen = map[string]bool{}
		}
		x.seen[strings.Clone(id)] = true
	}
	x.Calls += e.Count
	found := x.explain(&d, denialKey{key, strings.Join(append(d.DeniedBy, d.Action, d.Evidence.Resource), "\n")})
	if len(found.statements) == 0 {
		x.Other += e.Count
	}
	for _, s := range found.statements {
		use := x.statements[s]
		if use == nil {
			use = &Use{accounts: map[model.AccountID]map[string]int{}}
			x.statements[s] = use
		}
		use.add(e, d.Account, principal, found.certain)
	}
}

// explain returns the statements that denied a request.
func (x *Denials) explain(d *denial.Denial, key denialKey) explanation {
	known, ok := x.explained[key]
	if ok {
		return known
	}
	if len(x.explained) >= maxRemembered {
		x.explained = map[denialKey]explanation{}
	}
	made := x.find(d)
	key.reason = strings.Clone(key.reason)
	x.explained[key] = made
	return made
}

func (x *Denials) find(d *denial.Denial) (out explanation) {
	if len(d.DeniedBy) > 0 && d.Evidence.Type == "" || d.Account == "" && !d.WithoutAccount {
		return out // AWS names another kind of policy, or the event nobody.
	}
	explained, err := verdict.Explain(x.reading, d.Question, d.Evidence)
	reasons := explained.Candidates
	switch {
	case err != nil:
		return out
	case explained.Ruling == verdict.ImplicitlyDenied:
		for _, level := range explained.Missing {
			out.statements = append(out.statements, Statement{Level: level.Level})
		}
		out.certain = true
		return out
	case len(reasons) == 0 && explained.Ruling == verdict.ExplicitlyDenied:
		reasons, out.certain = explained.By, true
	default:
		out.certain = len(reasons) == 1
	}
	for i := range reasons {
		out.statements = append(out.statements, StatementOf(&reasons[i]))
	}
	return out
}

// add counts an event of a principal.
func (u *Use) add(e *cloudtrail.Event, account model.AccountID, principal string, certain bool) {
	if !certain {
		u.Perhaps += e.Count
		return
	}
	u.Calls += e.Count
	if at := e.At(); !at.IsZero() {
		if u.First.IsZero() || at.Before(u.First) {
			u.First = at
		}
		if last := e.LastAt(); last.After(u.Last) {
			u.Last = last
		}
	}
	of := u.accounts[account]
	if of == nil {
		of = map[string]int{}
		u.accounts[model.AccountID(strings.Clone(string(account)))] = of
	}
	if _, ok := of[principal]; !ok {
		principal = strings.Clone(principal)
	}
	of[principal] += e.Count
}

// merge adds another use.
func (u *Use) merge(o *Use) {
	u.Calls, u.Perhaps = u.Calls+o.Calls, u.Perhaps+o.Perhaps
	if u.First.IsZero() || !o.First.IsZero() && o.First.Before(u.First) {
		u.First = o.First
	}
	if o.Last.After(u.Last) {
		u.Last = o.Last
	}
	for id, principals := range o.accounts {
		of := u.accounts[id]
		if of == nil {
			of = map[string]int{}
			u.accounts[id] = of
		}
		for p, n := range principals {
			of[p] += n
		}
	}
}

// Of returns how often statements denied calls: those for which want is true.
func (x *Denials) Of(want func(Statement) bool) *Use {
	sum := &Use{accounts: map[model.AccountID]map[string]int{}}
	for s, use := range x.statements {
		if want(s) {
			sum.merge(use)
		}
	}
	return sum
}

// finish forgets what only counting needs.
func (x *Denials) finish() { x.reading, x.seen, x.explained = nil, nil, nil }

// None reports whether no call was denied, not even perhaps.
func (u *Use) None() bool { return u.Calls == 0 && u.Perhaps == 0 }

// Principals returns how many principals had calls denied.
func (u *Use) Principals() int {
	names := map[string]bool{}
	for _, of := range u.accounts {
		for p := range of {
			names[p] = true
		}
	}
	return len(names)
}

// Accounts returns how many accounts had calls denied.
func (u *Use) Accounts() int {
	if _, without := u.accounts[""]; without { // an AWS service, a web identity
		return len(u.accounts) - 1
	}
	return len(u.accounts)
}

// In returns how many calls of an account were denied.
func (u *Use) In(id model.AccountID) (n int) {
	for _, calls := range u.accounts[id] {
		n += calls
	}
	return n
}

// Words returns the use as a clause, such as "denied 14 of the 1,204 calls in these
// events: by 3 principals, from 2026-09-14 to 2026-09-25". read is how many events
// there are.
func (u *Use) Words(read int) string {
	number := "none"
	if u.Calls > 0 {
		number = phrase.Thousands(u.Calls)
	}
	text := "denied " + number + " of the " + phrase.Count(read, "call") + " in these events"
	if u.Perhaps > 0 {
		text += " for certain and perhaps " + phrase.Thousands(u.Perhaps) + " more"
	}
	if u.Calls == 0 {
		return text
	}
	text += ": by " + phrase.Count(u.Principals(), "principal")
	if n := u.Accounts(); n > 1 {
		text += " in " + phrase.Count(n, "account")
	}
	switch {
	case u.First.IsZero():
	case phrase.Date(u.First) == phrase.Date(u.Last):
		text += ", on " + phrase.Date(u.First)
	default:
		text += ", from " + phrase.Date(u.First) + " to " + phrase.Date(u.Last)
	}
	return text
}
