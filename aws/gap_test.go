package aws

import (
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// parts lists where the data of each read operation would be, and so its gap.
var parts = map[string]struct {
	part   model.Part
	target string
}{
	"GetCallerIdentity":                   {model.PartCaller, ""},
	"DescribeOrganization":                {model.PartOrganization, ""},
	"ListRoots":                           {model.PartRoots, ""},
	"ListOrganizationalUnitsForParent":    {model.PartOUs, ""},
	"ListPolicies":                        {model.PartPolicies, string(model.ServiceControlPolicy)},
	"ListTargetsForPolicy":                {model.PartTargets, string(model.ServiceControlPolicy)},
	"DescribePolicy":                      {model.PartDocument, ""},
	"ListAWSServiceAccessForOrganization": {model.PartTrustedAccess, ""},
	"ListDelegatedAdministrators":         {model.PartAdministrators, ""},
	"ListDelegatedServicesForAccount":     {model.PartDelegations, ""},
	"DescribeResourcePolicy":              {model.PartResourcePolicy, ""},
}

func TestOneOperationDeniedLeavesItsGapAndTheRest(t *testing.T) {
	whole := map[string]int{}
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		read(t, unpaced(s), everything...)
		whole = operations(s)
	})
	const words = "User: arn:aws:iam::111122223333:user/op is not authorized to perform this because no identity-based policy allows it"
	for operation, at := range parts {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				demo := sample.Demo()
				s := emulator.New(demo, emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: operation, Message: words}}}))
				r, _ := read(t, unpaced(s), everything...)
				status := r.Status(at.part, at.target)
				if status.Progress != model.Failed || status.Gap == nil {
					t.Fatalf("the part is %v, want failed with a gap", status.Progress)
				}
				if g := status.Gap; g.Kind != model.FailureDenied || !strings.HasSuffix(g.Operation, ":"+operation) ||
					g.Cause != words || !strings.Contains(g.Fix, "The caller's identity policies") {
					t.Errorf("gap %+v", *g)
				}
				for other := range maps.Keys(parts) {
					p := r.Status(parts[other].part, parts[other].target).Progress
					follows := operation == "ListDelegatedAdministrators" && other == "ListDelegatedServicesForAccount" ||
						operation == "ListPolicies" && other == "ListTargetsForPolicy"
					if other != operation && !follows && p != model.Complete {
						t.Errorf("%s is %v besides", other, p)
					}
				}
				if n := len(r.Freeze(demo.Taken).Accounts); n != len(demo.Accounts) {
					t.Errorf("%d accounts, want %d", n, len(demo.Accounts))
				}
				if calls := operations(s)[operation]; calls > enoughDenials+workers && calls < whole[operation] {
					t.Errorf("the denied operation was called %d times", calls)
				}
			})
		})
	}
}

func TestAccountsWithoutListAccounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		s := emulator.New(demo, emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "ListAccounts"}}}))
		r, _ := read(t, unpaced(s), everything...)
		sameOrganization(t, r, demo)
	})
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		s := emulator.New(demo, emulator.WithFaults(emulator.Faults{
			Deny: []emulator.Denial{{Operation: "ListAccounts"}, {Operation: "ListAccountsForParent"}},
		}))
		r, _ := read(t, unpaced(s), everything...)
		gaps := r.Gaps()
		if len(gaps) != 1 || gaps[0].Operation != "organizations:ListAccounts" {
			t.Errorf("gaps %+v, want one, of ListAccounts", gaps)
		}
		if ous := len(r.Freeze(demo.Taken).OUs); ous != len(demo.OUs) {
			t.Errorf("%d units", ous)
		}
	})
}

func TestThrottledForGoodIsAGapAndNotAnEternity(t *testing.T) {
	for operation, at := range parts {
		if operation == "GetCallerIdentity" {
			continue
		}
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				demo := sample.Demo()
				s := emulator.New(demo, emulator.WithFaults(emulator.Faults{
					Fail: []emulator.Failure{{Operation: operation, Code: "TooManyRequestsException"}},
				}))
				r, _ := read(t, paced(s, 100), everything...)
				status := r.Status(at.part, at.target)
				if status.Progress != model.Failed || status.Gap.Kind != model.FailureThrottled || status.Gap.Fix == "" {
					t.Errorf("the part is %+v", status)
				}
				if took := time.Since(start); took > 10*time.Minute {
					t.Errorf("it took %v", took)
				}
				if n := len(r.Freeze(demo.Taken).Accounts); n != len(demo.Accounts) {
					t.Errorf("%d accounts, want %d", n, len(demo.Accounts))
				}
			})
		})
	}
}

func TestMemberReadsWhatItMay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Demo())
		b := New(Options{Transport: s.Transport(), Keys: &Keys{ID: "AKIA444455556666DEMO", Secret: "x"}, Pace: 100})
		r, _ := read(t, b, everything...)
		if r.Caller.Role != model.CallerMember || r.Organization.ID != "o-4x9acme2k7" {
			t.Errorf("caller %+v in %s, want a member", r.Caller, r.Organization.ID)
		}
		for _, p := range []model.Part{model.PartRoots, model.PartOUs, model.PartAccounts, model.PartAdministrators, model.PartTrustedAccess} {
			if s := r.Status(p, ""); s.Progress != model.Failed || !strings.Contains(s.Gap.Fix, "management account or of a delegated administrator") {
				t.Errorf("part %d: %+v", p, s)
			}
		}
	})
}

func TestDelegatedAdministratorReadsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		b := New(Options{Transport: emulator.New(demo).Transport(), Keys: &Keys{ID: "AKIA" + string(demoTooling) + "DEMO", Secret: "x"}})
		r, _ := read(t, b, everything...)
		sameOrganization(t, r, demo)
		if r.Caller.Role != model.CallerDelegated {
			t.Errorf("role %v", r.Caller.Role)
		}
	})
}

func TestOddOrganizations(t *testing.T) {
	// JSON has no place for bytes that are not UTF-8.
	valid := cmp.Transformer("valid", func(s string) string { return string([]rune(s)) })
	for _, v := range sample.Hostile() {
		t.Run(v.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, _ := read(t, unpaced(emulator.New(v.Snapshot)), everything...)
				got, is := r.Freeze(v.Snapshot.Taken), v.Snapshot
				for _, part := range []struct{ got, want any }{
					{got.Roots, is.Roots},
					{got.OUs, is.OUs},
					{got.Accounts, is.Accounts},
					{got.TrustedAccess, is.TrustedAccess},
					{got.Delegations, is.Delegations},
					{len(got.Gaps), 0},
					{len(got.Unread), 0},
				} {
					if diff := cmp.Diff(part.want, part.got, valid); diff != "" {
						t.Errorf("(-is +read):\n%s", diff)
					}
				}
				for _, p := range is.Policies {
					if r.PolicyTypeStatus(p.Type) == "" {
						continue
					}
					d, _ := r.Document(p.ID)
					if diff := cmp.Diff(is.Documents[p.ID].Text, d.Text, valid); diff != "" {
						t.Errorf("%s (-is +read):\n%s", p.ID, diff)
					}
				}
			})
		})
	}
}
