package history

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// Change is a change in the event history, and what it is about.
type Change struct {
	Event     *model.ChangeEvent
	Kind      Kind
	Account   model.AccountID // empty if it is about none, or AWS does not say which
	Node      model.NodeID    // the account, OU or root that it is about
	Policy    model.PolicyID
	Service   model.ServiceID // of the catalogue
	Principal model.Principal
	Plan      string // the digest of deputy's plan that made it; empty if deputy did not, as far as its journal says
	Reason    string // that was given for that plan

	off bool // removes, or switches off
}

// Off reports whether a change removes an administrator, or switches trusted access off.
func (c *Change) Off() bool { return c.off }

// About reports whether a change is about the delegations or the trusted access of a
// service principal; a service's own call is about the service.
func (c *Change) About(p model.Principal) bool {
	if c.Principal == p {
		return true
	}
	s, ok := catalog.ByPrincipal(p)
	if !ok {
		s, ok = catalog.MistakenFor(p)
	}
	return ok && c.Event.Service != organizations && s.ID == c.Service
}

// Who returns who made a change, in words, and the service that called for them.
func (c *Change) Who() string {
	if c.Event.Via != "" {
		return c.Event.By + " through " + c.Event.Via
	}
	return c.Event.By
}

// Log is what happened in the organization, the newest change first.
type Log struct {
	From, To time.Time
	Changes  []Change
	Gaps     []model.Gap // Regions that could not be read

	names   map[string]string          // of policies and OUs, as calls gave them
	types   map[model.PolicyID]string  // of policies
	invited map[string]string          // accounts, by the handshake
	created map[string]model.AccountID // by the request to create them
}

// Unseen says what the event history of the management account cannot have.
const Unseen = "Calls made in other accounts, such as those of delegated administrators, are not here: they are in the event histories of these accounts."

// Cut returns a history without what is older than so many days.
func Cut(h model.History, days int) model.History {
	from := h.To.AddDate(0, 0, -days)
	if h.From.Before(from) {
		h.From = from
		h.Events = slices.DeleteFunc(slices.Clone(h.Events), func(e model.ChangeEvent) bool { return e.At.Before(from) })
	}
	return h
}

// Unnamed returns the policies whose name neither the reading nor a call has, each once,
// without those that were deleted.
func (l *Log) Unnamed(r *model.Reading) []model.PolicyID {
	var ids []model.PolicyID
	gone := map[model.PolicyID]bool{"": true}
	for i := range l.Changes {
		c := &l.Changes[i]
		if c.Event.Operation == "DeletePolicy" {
			gone[c.Policy] = true
		}
		if p := r.Policy(c.Policy); !gone[c.Policy] && (p == nil || p.Name == "") && l.names[string(c.Policy)] == "" {
			gone[c.Policy] = true
			ids = append(ids, c.Policy)
		}
	}
	return ids
}

// New returns what happened by an event history and deputy's journal: its successful
// steps. Calls that failed in the background are left out.
func New(h model.History, journal []plan.JournalEntry) *Log {
	l := &Log{
		From: h.From, To: h.To, Gaps: h.Gaps, names: map[string]string{}, types: map[model.PolicyID]string{}, invited: map[string]string{},
		created: map[string]model.AccountID{},
	}
	failed, steps := l.learn(h.Events), map[operation][]*plan.JournalEntry{}
	for i := range journal {
		of := operation{journal[i].Service, journal[i].Operation}
		steps[of] = append(steps[of], &journal[i])
	}
	for i := range h.Events {
		e := &h.Events[i]
		m, ok := meanings()[operation{e.Service, e.Operation}]
		if !ok || e.Operation == createResult || e.Operation == closeResult || failed[e.Value("createAccountStatus.id")] ||
			e.Operation == "CloseAccount" && failed[e.Value("accountId")] {
			continue
		}
		c := Change{Event: e, Kind: m.kind, off: m.off}
		l.fill(&c, &m)
		if entry := entryOf(steps[operation{e.Service, e.Operation}], e); entry != nil {
			c.Plan, c.Reason = entry.Plan, entry.Reason
		}
		l.Changes = append(l.Changes, c)
	}
	return l
}

// learn takes what events say of others, and returns the requests to create accounts
// and the accounts to close that came to nothing.
func (l *Log) learn(events []model.ChangeEvent) (failed map[string]bool) {
	failed = map[string]bool{}
	for i := range slices.Backward(events) { // the newest name wins
		e := &events[i]
		switch e.Operation {
		case createResult:
			request, state := e.Value("createAccountStatus.id"), e.Value("createAccountStatus.state")
			l.created[request] = model.AccountID(e.Value("createAccountStatus.accountId"))
			failed[request] = state == "FAILED"
		case closeResult:
			failed[e.Value("closeAccountStatus.accountId")] = e.Value("closeAccountStatus.state") == "FAILED"
		case "InviteAccountToOrganization":
			l.invited[e.Value("handshake.id")] = e.Value("target.id")
		case "CreatePolicy", "UpdatePolicy":
			id := e.Value("policyId", "policySummary.id")
			if name := e.Value("policySummary.name", "name"); name != "" {
				l.names[id] = name
			}
			l.types[model.PolicyID(id)] = e.Value("policySummary.type", "type")
		case "CreateOrganizationalUnit", "UpdateOrganizationalUnit":
			if name := e.Value("name"); name != "" {
				l.names[e.Value("organizationalUnitId", "organizationalUnit.id")] = name
			}
		}
	}
	delete(failed, "")
	return failed
}

// fill finds out what a change is about.
func (l *Log) fill(c *Change, m *meaning) {
	e := c.Event
	if m.call != nil {
		c.Service, c.Account = m.of.ID, model.AccountID(e.Value(valueAccount))
		if c.Kind == Delegation {
			c.Principal = m.of.Principals[0].Name
		}
		if strings.EqualFold(e.Value(valueAction), "DISABLE") || e.Value(valueAction) == "false" {
			c.off = true
		}
		c.Node = c.Account.Node()
		return
	}
	c.off = e.Operation == "DeregisterDelegatedAdministrator" || e.Operation == "DisableAWSServiceAccess"
	c.Principal = model.Principal(e.Value("servicePrincipal"))
	if s, ok := catalog.ByPrincipal(c.Principal); ok {
		c.Service = s.ID
	} else if s, ok := catalog.MistakenFor(c.Principal); ok && c.Kind == TrustedAccess {
		c.Service = s.ID
	}
	c.Policy = model.PolicyID(e.Value("policyId", "policySummary.id"))
	account := model.AccountID(e.Value("accountId"))
	if account == "" && e.Value("createAccountStatus.id") != "" {
		account = l.created[e.Value("createAccountStatus.id")]
	}
	if target := e.Value("target.id"); account == "" && model.IsAccountID(target) {
		account = model.AccountID(target)
	}
	c.Node = model.NodeID(cmp.Or(string(account), e.Value("organizationalUnitId", "organizationalUnit.id", "targetId", "rootId")))
	if model.IsAccountID(string(c.Node)) {
		c.Account = model.AccountID(c.Node)
	}
}

// Registration returns the newest registration of a delegation that the history has;
// nil if it has none. One that was made after the delegation began is not its own.
func (l *Log) Registration(d model.Delegation) *Change {
	return l.delegation(d, false)
}

// Deregistration returns the newest removal of a delegation that the history has; nil
// if it has none.
func (l *Log) Deregistration(d model.Delegation) *Change {
	d.Since = time.Time{}
	return l.delegation(d, true)
}

// near is how far the time of a registration, as a service has it, may be from that of
// the call.
const near = 24 * time.Hour

func (l *Log) delegation(d model.Delegation, off bool) *Change {
	var found *Change
	for i := range l.Changes {
		c := &l.Changes[i]
		if c.Kind != Delegation || c.off != off || c.Account != d.Account || c.Principal != d.Principal ||
			!d.Since.IsZero() && c.Event.At.Sub(d.Since).Abs() > near {
			continue
		}
		if c.Event.Service == organizations && c.Event.Via == "" {
			return c
		}
		if found == nil { // a service's own call says more than the one that the service made
			found = c
		}
	}
	return found
}

// soon is how far the times of a call in the journal and in its event may be apart.
const soon = 5 * time.Minute

// entryOf returns the one of the steps with an operation that made a call; nil if there
// is none.
func entryOf(steps []*plan.JournalEntry, e *model.ChangeEvent) *plan.JournalEntry {
	for _, j := range slices.Backward(steps) {
		if j.RequestID != "" && e.Request != "" {
			if j.RequestID == e.Request {
				return j
			}
			continue
		}
		if j.Time.Sub(e.At).Abs() <= soon && (j.Region == "" || j.Region == e.Region) && sameParameters(j.Parameters, e) {
			return j
		}
	}
	return nil
}

// sameParameters reports whether every value of an event that a call has as well is the
// same there.
func sameParameters(p catalog.Parameters, e *model.ChangeEvent) bool {
	for _, v := range p {
		for _, of := range e.Values {
			if strings.EqualFold(of.Name, v.Name) && of.Value != v.Value {
				return false
			}
		}
		if model.IsAccountID(v.Value) && e.Value("accountId", valueAccount) != v.Value {
			return false
		}
	}
	return true
}
