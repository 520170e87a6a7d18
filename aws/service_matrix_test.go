package aws

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	gocmp "github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// here are the Regions in which the matrix acts; the demo organization has two
// more enabled.
var here = []model.Region{"eu-central-1", "eu-west-1"}

// cell is a state that a service can be in, or a thing that can go wrong, and
// what comes of it in each direction.
type cell struct {
	name    string
	where   func(catalog.Service) bool   // has it any meaning for the service; nil for all
	admin   model.AccountID              // who administers it before; empty for nobody, or whom it is to be removed from
	before  func(*model.Snapshot, scene) // alters the organization in its stead
	account model.AccountID              // whom the order is about; empty for security-tooling
	access  bool                         // the order may switch trusted access on
	look    func(scene) emulator.Faults  // while the plan is made, and later
	act     func(scene) emulator.Faults  // while it is carried out
	want    func(scene) end
}

// nobody administers a service in either direction.
const nobody model.AccountID = "nobody"

// scene is one test of the matrix.
type scene struct {
	catalog.Service
	facts     documentedService
	direction catalog.Direction
	account   model.AccountID
}

// end is what is true when all is over.
type end struct {
	blocked string      // the code of the plan's blocker: then nothing is sent
	calls   []string    // all changing calls that the server got, in their order
	result  plan.Result // of the last step that was begun
	says    []string    // parts of what it says
	left    leaves
}

// leaves is what a plan leaves behind.
type leaves uint8

const (
	unchanged leaves = iota
	nothing          // the account administers the service nowhere
	whole            // in all Regions of the order, and in AWS Organizations
	listed           // in AWS Organizations alone
	half             // in one of the Regions, and in AWS Organizations
)

// TestMatrix puts each of the 42 services into each state, in both directions:
// the plan is blocked as it has to be and nothing is sent, or exactly the
// documented calls are sent and leave what they have to. What belongs to other
// services never changes. With -short each state meets one in four services.
func TestMatrix(t *testing.T) {
	all := documentedServices(t)
	for i, c := range matrix {
		for k, service := range catalog.Services() {
			if testing.Short() && (i+k)%4 > 0 {
				continue
			}
			for name, direction := range directions {
				sc := scene{service, all[service.ID], direction, cmp.Or(c.account, demoTooling)}
				if c.where != nil && !c.where(service) {
					continue
				}
				t.Run(c.name+"/"+string(service.ID)+"/"+name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { c.play(t, sc) })
				})
			}
		}
	}
}

func (c *cell) play(t *testing.T, sc scene) {
	t.Helper()
	o := withoutService(sc.Service)
	if admin := c.administrator(sc); admin != "" {
		addAdministrator(o, sc.Service, admin, here...)
	}
	if c.before != nil {
		c.before(o, sc)
	}
	s := emulator.New(o)
	if c.look != nil {
		s.SetFaults(c.look(sc))
	}
	b := delegateBackend(s)
	p := c.plan(t, b, sc)
	want := c.want(sc)
	before := organizationState(s)
	if want.blocked != "" {
		if !blockedBy(p, want.blocked) || len(made(s)) > 0 {
			t.Errorf("blockers %+v, want %s; calls %q", p.Blockers, want.blocked, made(s))
		}
		return
	}
	if c.act != nil {
		s.SetFaults(c.act(sc))
	}
	outcomes := executePlan(t, b, p)
	if diff := gocmp.Diff(want.calls, made(s)); diff != "" {
		t.Errorf("the changing calls (-want +got):\n%s", diff)
	}
	if last := outcomes[len(outcomes)-1]; last.Result != cmp.Or(want.result, plan.ResultDone) || !containsAll(outcomeText(last), want.says) {
		t.Errorf("the last of %d steps ended as %v, %q; want %v, %q", len(outcomes), last.Result, outcomeText(last), want.result, want.says)
	}
	s.SetFaults(emulator.Faults{})
	after := organizationState(s)
	if diff := gocmp.Diff(before.others(sc.Service), after.others(sc.Service)); diff != "" {
		t.Errorf("of other services (-before +after):\n%s", diff)
	}
	want.left.check(t, sc, before, after)
}

func containsAll(text string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(text, p) })
}

// administrator returns who administers the service before: nobody where it is registered,
// and whom the order is about where it is removed, unless the cell says so.
func (c *cell) administrator(sc scene) model.AccountID {
	switch {
	case c.admin == nobody || c.before != nil:
		return ""
	case c.admin == "" && sc.direction == catalog.Remove:
		return sc.account
	default:
		return c.admin
	}
}

// plan reads what the order needs, and no more, and plans.
func (c *cell) plan(t *testing.T, b *Backend, sc scene) *plan.Plan {
	t.Helper()
	o := orderFor(sc.direction, sc.Service, sc.account, here...)
	o.EnableAccess = c.access
	r, _ := read(t, b, o.Needs("look"))
	return plan.New(r, o)
}

// standing is what stands in the organization, a line each.
type standing []string

// organizationState returns all that stands in the server's organization and can be changed.
func organizationState(s *emulator.Server) (all standing) {
	now := s.Snapshot()
	for _, t := range now.Settings {
		all = append(all, strings.Join([]string{"own", string(t.Service), string(t.Account), string(t.Region), t.Feature}, " "))
	}
	for _, d := range now.Delegations {
		all = append(all, strings.Join([]string{"registered", string(d.Principal), string(d.Account)}, " "))
	}
	for _, a := range now.TrustedAccess {
		all = append(all, "trusted "+string(a.Principal))
	}
	slices.Sort(all)
	return all
}

// others leaves out what a service has.
func (all standing) others(s catalog.Service) standing {
	return slices.DeleteFunc(slices.Clone(all), func(line string) bool {
		f := strings.Fields(line)
		access := func(p catalog.AccessPrincipal) bool { return string(p.Name) == f[1] }
		return f[1] == string(s.ID) || isOf(s, model.Principal(f[1])) || f[0] == "trusted" && slices.ContainsFunc(s.TrustedAccess.Principals, access)
	})
}

// of keeps what makes the account an administrator of a service.
func (all standing) of(sc scene) (kept standing) {
	for _, line := range all {
		f := strings.Fields(line)
		if (f[0] == "own" && f[1] == string(sc.ID) || f[0] == "registered" && isOf(sc.Service, model.Principal(f[1]))) && f[2] == string(sc.account) {
			kept = append(kept, line)
		}
	}
	return kept
}

func (l leaves) check(t *testing.T, sc scene, before, after standing) {
	t.Helper()
	switch got := after.of(sc); l {
	case unchanged:
		if diff := gocmp.Diff(before, after); diff != "" {
			t.Errorf("it is not as before (-before +after):\n%s", diff)
		}
	case nothing:
		if len(got) > 0 {
			t.Errorf("%s still has %q", sc.account, got)
		}
	case listed, half:
		if n := 1 + int(l-listed); len(got) != n || !strings.HasPrefix(got[n-1], "registered") {
			t.Errorf("%s has %q", sc.account, got)
		}
	case whole:
		o := withoutService(sc.Service)
		n := len(sc.facts.principals)
		if sc.account == o.Organization.Management {
			n = 0
		}
		if sc.facts.api != "organizations" {
			n += len(sc.facts.calls["register"].in(here))
		}
		if len(got) != n {
			t.Errorf("%s has %q, want %d of them", sc.account, got, n)
		}
	}
}

// made returns the changing calls that the server took, as callFacts spells them,
// with the error that was answered.
func made(s *emulator.Server) []string {
	var all []string
	for _, c := range s.Journal() {
		if !c.Changes() || c.Service == "sts" {
			continue
		}
		sent := map[string]string{}
		_ = json.Unmarshal(c.Parameters, &sent) // what is no string is shown by its absence
		words := []string{c.Service + ":" + c.Operation, c.Region}
		for name, value := range sent {
			if !strings.EqualFold(name, "clientToken") && name != "Feature" {
				words = append(words, value)
			}
		}
		slices.Sort(words[2:])
		if c.Account != demoManagement {
			words = append(words, "as "+string(c.Account))
		}
		all = append(all, strings.Join(slices.DeleteFunc(append(words, c.Code), func(w string) bool { return w == "" }), " "))
	}
	return all
}

// allCalls returns the documented calls of a scene: all that register the account,
// or remove it.
func (sc scene) allCalls() []string {
	if sc.direction == catalog.Remove {
		return append(sc.callsOf("remove"), sc.then()...)
	}
	first := []string{}
	if sc.Register.OrganizationsFirst && sc.account != demoManagement {
		first = sc.organizations("RegisterDelegatedAdministrator")
	}
	return append(first, sc.callsOf("register")...)
}

// callsOf returns the calls of a verb, Region by Region or principal by principal.
func (sc scene) callsOf(verb string) []string {
	call := sc.facts.calls[verb]
	var all []string
	for _, region := range call.in(here) {
		for _, p := range sc.facts.principals {
			all = append(all, call.made(region, sc.account, p))
		}
	}
	return all
}

// then returns what follows a removal in AWS Organizations.
func (sc scene) then() []string {
	if sc.Remove.FollowUp == catalog.FollowUpNone || sc.account == demoManagement {
		return nil
	}
	return sc.organizations("DeregisterDelegatedAdministrator")
}

func (sc scene) organizations(operation string) []string {
	call := documentedCall{api: "organizations", operation: operation, parameters: map[string]documentedParameter{"AccountId": {value: "ACCOUNT"}, "ServicePrincipal": {value: "PRINCIPAL"}}}
	return []string{call.made("us-east-1", sc.account, sc.facts.principals[0])}
}

// operations returns the names of the documented operations, as knobs take them.
func (sc scene) operations() (all []string) {
	for _, call := range sc.allCalls() {
		if o := strings.Fields(call)[0]; !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	return all
}

// failing lets every documented operation fail, the nth time or always.
func failing(code func(api string) string, nth int) func(scene) emulator.Faults {
	return func(sc scene) (f emulator.Faults) {
		for _, o := range sc.operations() {
			api, _, _ := strings.Cut(o, ":")
			f.Fail = append(f.Fail, emulator.Failure{Operation: o, Nth: nth, Code: code(api)})
		}
		return f
	}
}

// ours returns one code to AWS Organizations and another to the services.
func ours(organizations, others string) func(string) string {
	return func(api string) string {
		if api == "organizations" {
			return organizations
		}
		return others
	}
}

// does wants all documented calls to be made, and what they are for.
func does(sc scene) end {
	e := end{calls: sc.allCalls(), left: whole}
	if sc.direction == catalog.Remove {
		e.left = nothing
	}
	return e
}

// blocked wants the plan to be blocked, in each direction by another code;
// empty for a plan that does what is documented.
func blocked(register, remove string) func(scene) end {
	return func(sc scene) end {
		code := register
		if sc.direction == catalog.Remove {
			code = remove
		}
		if code == "" {
			return does(sc)
		}
		return end{blocked: code}
	}
}

// late wants everything to be done, and nothing to be seen of it.
func late(sc scene) end {
	e := does(sc)
	e.result = plan.ResultNotVisible
	return e
}

// refused wants the first call to be answered with an error, and nothing else
// to be sent.
func refused(sc scene, code string, says ...string) end {
	return end{calls: []string{sc.allCalls()[0] + " " + code}, result: plan.ResultFailed, says: says}
}

// twice wants each operation to be sent a second time after its first was
// throttled.
func twice(sc scene, code func(string) string) end {
	e := does(sc)
	seen := map[string]bool{}
	calls := e.calls
	e.calls = nil
	for _, c := range calls {
		o := strings.Fields(c)[0]
		if api, _, _ := strings.Cut(o, ":"); !seen[o] {
			e.calls = append(e.calls, c+" "+code(api))
		}
		seen[o] = true
		e.calls = append(e.calls, c)
	}
	return e
}

// documentedQuota reports whether AWS prints how many administrators one of the
// service's principals can have.
func documentedQuota(s catalog.Service) bool {
	return slices.ContainsFunc(s.Principals, func(p catalog.DelegationPrincipal) bool { return p.Quota.Documented })
}

// largestQuota is the largest number of administrators that is known.
func largestQuota(s catalog.Service) (n int) {
	for _, p := range s.Principals {
		n = max(n, p.Quota.Number)
	}
	return n
}
