package aws

import (
	"maps"
	"runtime/debug"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // each test leaves an organization behind
	goleak.VerifyTestMain(m)
}

// everything is what a complete reading wants.
var everything = []model.Want{model.WantTree{}, model.WantDelegations{}, model.WantPolicies{Documents: true}, model.WantManagementPolicies{}}

// paced returns a backend that keeps to the limits, against the server.
func paced(s *emulator.Server, pace int) *Backend {
	return New(Options{Transport: s.Transport(), Keys: &demoKeys, Pace: pace})
}

// unpaced returns a backend without limits, against the server.
func unpaced(s *emulator.Server) *Backend { return New(Options{Transport: s.Transport(), Demo: true}) }

// read reads what is wanted to the end.
func read(t testing.TB, b *Backend, ws ...model.Want) (*model.Reading, []model.Fact) {
	t.Helper()
	wants := make(chan model.Want, len(ws))
	for _, w := range ws {
		wants <- w
	}
	close(wants)
	r := model.NewReading()
	var facts []model.Fact
	for f := range b.Read(t.Context(), wants) {
		if p, ok := f.(model.PromptFact); ok {
			t.Errorf("unexpected prompt: %s", p.Prompt.Text)
			b.Answer(model.Reply{Prompt: p.Prompt.ID, Cancelled: true})
		}
		r.Apply(f)
		facts = append(facts, f)
	}
	return r, facts
}

// evaluated leaves out the management policies.
func evaluated(s *model.Snapshot) *model.Snapshot {
	c := *s
	c.Documents = maps.Clone(s.Documents)
	other := map[model.PolicyID]bool{}
	c.Policies = slices.DeleteFunc(slices.Clone(s.Policies), func(p model.Policy) bool {
		if slices.Contains(model.Evaluated(), p.Type) {
			return false
		}
		other[p.ID] = true
		delete(c.Documents, p.ID)
		return true
	})
	c.Attachments = slices.DeleteFunc(slices.Clone(s.Attachments), func(a model.Attachment) bool { return other[a.Policy] })
	return &c
}

// sameOrganization compares all that a reading learned with what the
// organization is.
func sameOrganization(t *testing.T, r *model.Reading, is *model.Snapshot) {
	t.Helper()
	got := r.Freeze(is.Taken)
	documents := func(s *model.Snapshot) map[model.PolicyID]string {
		texts := map[model.PolicyID]string{}
		for id, d := range s.Documents {
			texts[id] = d.Text
		}
		return texts
	}
	for _, part := range []struct {
		name      string
		got, want any
	}{
		{"organization", got.Organization, is.Organization},
		{"roots", got.Roots, is.Roots},
		{"units", got.OUs, is.OUs},
		{"accounts", got.Accounts, is.Accounts},
		{"policies", got.Policies, is.Policies},
		{"documents", documents(got), documents(is)},
		{"attachments", got.Attachments, is.Attachments},
		{"trusted access", got.TrustedAccess, is.TrustedAccess},
		{"delegations", got.Delegations, is.Delegations},
		{"resource policy", got.ResourcePolicy, is.ResourcePolicy},
		{"invalid effective policies", got.InvalidPolicies, is.InvalidPolicies},
		{"gaps", len(got.Gaps), 0},
		{"unread", len(got.Unread), 0},
	} {
		if diff := cmp.Diff(part.want, part.got); diff != "" {
			t.Errorf("%s (-is +read):\n%s", part.name, diff)
		}
	}
}

func TestReadsTheDemoOrganizationWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		r, _ := read(t, unpaced(emulator.New(demo)), everything...)
		sameOrganization(t, r, demo)
		want := model.Caller{
			Account: demo.Organization.Management, ARN: r.Caller.ARN, UserID: r.Caller.UserID,
			Role: model.CallerManagement, Partition: "aws", Demo: true,
		}
		if diff := cmp.Diff(want, r.Caller); diff != "" || r.Caller.ARN == "" {
			t.Errorf("caller (-want +got):\n%s", diff)
		}
	})
}

func TestServersThatSendLess(t *testing.T) {
	for name, faults := range map[string]emulator.Faults{
		"empty pages":      {EmptyPages: true},
		"no paths":         {NoPaths: true},
		"no paths, ragged": {NoPaths: true, EmptyPages: true},
		// Seldom enough that chance never makes one call fail four times in a row, or
		// be throttled eight times: it would be a gap then.
		"one call in fifty fails": {Fail: []emulator.Failure{
			{Operation: "*", Share: 0.02, Code: "503"},
		}},
		"one call in fifty is reset": {Fail: []emulator.Failure{
			{Operation: "*", Share: 0.02, Code: "reset"},
		}},
		"one call in six is throttled": {Fail: []emulator.Failure{
			{Operation: "*", Share: 0.17, Code: "TooManyRequestsException"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				demo := sample.Demo()
				r, _ := read(t, paced(emulator.New(demo, emulator.WithFaults(faults)), 100), everything...)
				sameOrganization(t, r, demo)
			})
		})
	}
}

func TestStatusWhereThereIsNoState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		r, _ := read(t, unpaced(emulator.New(demo, emulator.WithFaults(emulator.Faults{StatusOnly: true}))), model.WantTree{})
		for _, is := range demo.Accounts {
			want := is.State
			if want == model.StateClosed {
				want = model.StateSuspended // Status knows no CLOSED
			}
			if want == model.StatePendingActivation {
				continue // and no PENDING_ACTIVATION
			}
			if got := r.Node(is.ID).State; got != want {
				t.Errorf("%s is %v, want %v", is.Name, got, want)
			}
		}
	})
}

func TestPoliciesAttachedToLevels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		r, _ := read(t, unpaced(emulator.New(demo)), everything...)
		for n := range r.Nodes() {
			if _, status := r.Attached(n.ID, model.ServiceControlPolicy); status.Progress != model.Complete {
				t.Errorf("%s: the SCPs attached are %v after everything was read", n.Name, status.Progress)
			}
		}
	})
}

// operations counts the calls that the server got.
func operations(s *emulator.Server) map[string]int {
	n := map[string]int{}
	for _, c := range s.Journal() {
		n[c.Operation]++
	}
	return n
}

func TestCallsOfAWholeReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		s := emulator.New(demo)
		read(t, unpaced(s), everything[:3]...)
		got := operations(s)
		administrators := map[model.AccountID]bool{}
		for _, d := range demo.Delegations {
			administrators[d.Account] = true
		}
		for operation, want := range map[string]int{
			"GetCallerIdentity": 1, "DescribeOrganization": 1, "ListRoots": 1, "ListAccounts": 4, "DescribePolicy": len(evaluated(demo).Policies),
			"ListOrganizationalUnitsForParent": len(demo.OUs) + 1, "ListTargetsForPolicy": len(evaluated(demo).Policies) - 2 + 5, // five pages of FullAWSAccess are less than each node's list

			"ListDelegatedAdministrators": 1, "ListDelegatedServicesForAccount": len(administrators), "ListAWSServiceAccessForOrganization": 2,
			"DescribeResourcePolicy": 1,
		} {
			if got[operation] != want {
				t.Errorf("%s was called %d times, want %d", operation, got[operation], want)
			}
		}
		if calls := slices.Sorted(maps.Keys(got)); slices.Contains(calls, "ListAccountsForParent") {
			t.Errorf("the accounts were walked by parent though they have Paths: %v", calls)
		}
	})
}
