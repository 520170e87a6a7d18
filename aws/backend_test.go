package aws

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/plan"
	"deputy/model/sample"
)

// savedStore keeps one reading and a journal.
type savedStore struct {
	memoryStore
	saved  *model.Snapshot
	broken error
}

func (s *savedStore) Load(context.Context, Place) (*model.Snapshot, error) { return s.saved, s.broken }

func (s *savedStore) Save(_ Place, saved *model.Snapshot) error {
	s.saved = saved
	return s.broken
}

// first returns where the first fact of the type of f is.
func first(facts []model.Fact, f model.Fact) int {
	return slices.IndexFunc(facts, func(g model.Fact) bool { return reflect.TypeOf(g) == reflect.TypeOf(f) })
}

func TestSavedReadingComesFirstAndOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		kept := &savedStore{saved: demo}
		b := New(Options{Transport: emulator.New(demo).Transport(), Demo: true, Store: kept, Resume: true})
		_, facts := read(t, b, model.WantTree{})
		saved := first(facts, model.SavedFact{})
		if saved < 0 {
			t.Fatal("there is no saved reading")
		}
		for _, fresh := range []model.Fact{model.CallerFact{}, model.OrganizationFact{}, model.RootsFact{}, model.AccountsFact{}} {
			if i := first(facts, fresh); i < saved {
				t.Errorf("a %T came before the saved reading", fresh)
			}
		}
		if first(facts, plan.JournalFact{}) < 0 {
			t.Error("nothing was said of the journal")
		}
		if _, facts := read(t, b, model.WantTree{}); first(facts, model.SavedFact{}) >= 0 {
			t.Error("the second run sent the saved reading again")
		}
	})
}

func TestSave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		kept := &savedStore{}
		b := New(Options{Transport: emulator.New(demo).Transport(), Demo: true, Store: kept, Resume: true})
		read(t, b, model.WantSave{Snapshot: demo})
		if kept.saved != demo {
			t.Error("the reading was not saved")
		}
		kept.broken = errors.New("disk is full")
		_, facts := read(t, b, model.WantSave{Snapshot: demo})
		told := slices.ContainsFunc(facts, func(f model.Fact) bool {
			c, ok := f.(model.CallFact)
			return ok && c.Call.Failure != nil && c.Call.Failure.Kind == model.FailureLocal && c.Call.Failure.Cause == "disk is full"
		})
		if !told {
			t.Error("nothing was said of the full disk")
		}
	})
}

func TestFreshLook(t *testing.T) {
	want := model.WantFresh{Token: "7", Accounts: []model.AccountID{demoTooling}, Principals: []model.Principal{"guardduty.amazonaws.com", "macie.amazonaws.com"}}
	for operation, progress := range map[string]model.Progress{
		"": model.Complete, "DescribeAccount": model.Failed, "GetCallerIdentity": model.Failed, "DescribeOrganization": model.Failed,
		"ListDelegatedAdministrators": model.Failed, "ListAWSServiceAccessForOrganization": model.Failed,
	} {
		t.Run("denied "+operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := emulator.New(sample.Demo())
				b := unpaced(s)
				read(t, b)
				if operation != "" {
					s.SetFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: operation}}})
				}
				r, facts := read(t, b, want)
				status := r.Status(model.PartFresh, "7")
				if status.Progress != progress || (progress == model.Failed) != (status.Gap != nil) {
					t.Errorf("fresh look %+v", status)
				}
				if last, ok := facts[len(facts)-1].(model.StatusFact); !ok || last.Part != model.PartFresh {
					t.Errorf("it ends with %+v", facts[len(facts)-1])
				}
				if operation != "" {
					return
				}
				held, _ := r.DelegatedAdministrators("guardduty.amazonaws.com")
				none, _ := r.DelegatedAdministrators("macie.amazonaws.com")
				_, on, trust := r.TrustedAccess("guardduty.amazonaws.com")
				if len(held) != 1 || held[0].Account != demoTooling || len(none) != 0 || !on || trust.Progress != model.Complete ||
					r.Node(demoTooling.Node()).State != model.StateActive || r.Caller.Account != demoManagement {
					t.Errorf("holders %v and %v, trusted %v, %+v", held, none, on, r.Node(demoTooling.Node()))
				}
			})
		})
	}
}

func TestOneAccountIsReadWithoutTheOrganization(t *testing.T) {
	for name, faults := range map[string]emulator.Faults{
		"with paths": {}, "without paths": {NoPaths: true}, "without DescribeAccount": {Deny: []emulator.Denial{{Operation: "DescribeAccount"}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				demo := sample.Demo()
				s := emulator.New(demo, emulator.WithFaults(faults))
				whole, _ := read(t, unpaced(emulator.New(demo)), everything...)
				r, _ := read(t, unpaced(s), model.WantLadder{Node: "444455556666"})
				for _, policyType := range model.Evaluated() {
					inheritance, want := r.Ladder("444455556666", policyType), whole.Ladder("444455556666", policyType)
					if len(faults.Deny) > 0 {
						want = want[:len(want)-1] // the account itself stays unknown
						inheritance = r.Ladder(want[len(want)-1].Node.ID, policyType)
					}
					if len(inheritance) != len(want) {
						t.Fatalf("%d levels, want %d", len(inheritance), len(want))
					}
					for i, level := range inheritance {
						if level.Node.Name != want[i].Node.Name || !slices.Equal(level.Policies, want[i].Policies) || level.Status.Progress != model.Complete {
							t.Errorf("level %d: %s %v %v, want %s %v", i, level.Node.Name, level.Policies, level.Status.Progress, want[i].Node.Name, want[i].Policies)
						}
						for _, p := range level.Policies {
							if d, _ := r.Document(p); d.Text == "" {
								t.Errorf("%s has no text", p)
							}
						}
					}
				}
				calls := operations(s)
				for _, operation := range []string{"ListAccounts", "ListOrganizationalUnitsForParent", "ListPolicies", "ListTargetsForPolicy"} {
					if calls[operation] > 0 {
						t.Errorf("%s was called", operation)
					}
				}
			})
		})
	}
}

func TestUnknownAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := read(t, unpaced(emulator.New(sample.Demo())), model.WantLadder{Node: "999988887777"})
		gaps := r.Gaps()
		if len(gaps) != 1 || gaps[0].Kind != model.FailureNotFound || gaps[0].Target != "999988887777" {
			t.Errorf("gaps %+v", gaps)
		}
	})
}

func TestTagsAndDocument(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		var target string
		for target = range demo.Tags {
			break
		}
		r, _ := read(t, unpaced(emulator.New(demo)), model.WantTags{Target: target}, model.WantDocument{Policy: model.FullAWSAccess})
		tags, status := r.Tags(target)
		if !slices.Equal(tags, demo.Tags[target]) || status.Progress != model.Complete {
			t.Errorf("tags %v %v, want %v", tags, status.Progress, demo.Tags[target])
		}
		if d, _ := r.Document(model.FullAWSAccess); d.Text != demo.Documents[model.FullAWSAccess].Text || d.Taken.IsZero() {
			t.Errorf("document %+v", d)
		}
	})
}

func TestMovedNodeIsLookedAtAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		demo := sample.Demo()
		was := *demo
		was.Accounts = slices.Clone(demo.Accounts)
		i := slices.IndexFunc(was.Accounts, func(n model.Node) bool { return n.ID == "444455556666" })
		was.Accounts[i].Parent = was.Roots[0].ID // where the saved reading had it
		s := emulator.New(demo, emulator.WithFaults(emulator.Faults{Latency: 50 * time.Millisecond}))
		b := New(Options{Transport: s.Transport(), Demo: true, Store: &savedStore{saved: &was}, Resume: true})
		r, _ := read(t, b, model.WantTree{}, model.WantLadder{Node: "444455556666"})
		for _, level := range r.Ladder("444455556666", model.ServiceControlPolicy) {
			if level.Status.Progress != model.Complete {
				t.Errorf("%s is %v", level.Node.Name, level.Status.Progress)
			}
		}
	})
}

func TestProgressTellsCallsAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, facts := read(t, paced(emulator.New(sample.Demo()), 50), everything...)
		seen := map[model.Part]bool{}
		for _, f := range facts {
			if s, ok := f.(model.StatusFact); ok && s.Status.Progress == model.Partial && s.Status.Total > 0 {
				if s.Status.Done > s.Status.Total || s.Status.Done < s.Status.Total && s.Status.Left <= 0 {
					t.Errorf("part %d: %+v", s.Part, s.Status)
				}
				seen[s.Part] = true
			}
		}
		for _, p := range []model.Part{model.PartOUs, model.PartTargets, model.PartDocument, model.PartDelegations} {
			if !seen[p] {
				t.Errorf("part %d told no progress", p)
			}
		}
	})
}

func BenchmarkReadDemo(b *testing.B) { benchmarkRead(b, sample.Demo()) }

func BenchmarkRead50000(b *testing.B) { benchmarkRead(b, sample.Large(50_000, 2_000, 2_000)) }

// benchmarkRead reads an organization whole, without limits or latency: what is
// measured is the SDK, the emulator and deputy.
func benchmarkRead(b *testing.B, organization *model.Snapshot) {
	b.Helper()
	s := emulator.New(organization)
	b.ReportAllocs()
	for b.Loop() {
		read(b, unpaced(s), everything...)
		b.StopTimer()
		s.Reset()
		b.StartTimer()
	}
}

// screens keeps what the screen remembers.
type screens struct{ text []byte }

func (s *screens) LoadScreen(Place) ([]byte, error) { return s.text, nil }

func (s *screens) SaveScreen(_ Place, text []byte) error { s.text = text; return nil }

// What the screen remembers is sent before the organization is read, saved when it
// asks for that, and no command is sent it.
func TestScreenIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &screens{text: []byte(`{"screen":"Policies"}`)}
		for _, resume := range []bool{true, false} {
			b := New(Options{Transport: emulator.New(sample.Demo()).Transport(), Demo: true, Screens: kept, Resume: resume})
			_, facts := read(t, b, model.WantTree{})
			at := first(facts, model.ScreenFact{})
			if resume != (at >= 0) || at > first(facts, model.RootsFact{}) {
				t.Errorf("resume %t: sent as fact %d", resume, at)
			}
		}
		b := New(Options{Transport: emulator.New(sample.Demo()).Transport(), Demo: true, Screens: kept, Resume: true})
		done := make(chan struct{})
		read(t, b, model.WantSave{Screen: []byte("{}"), Done: done})
		<-done
		if string(kept.text) != "{}" {
			t.Errorf("kept %q", kept.text)
		}
		read(t, b, model.WantSave{})
		if string(kept.text) != "{}" {
			t.Errorf("saving nothing leaves %q", kept.text)
		}
	})
}
