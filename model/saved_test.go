package model_test

import (
	"errors"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// TestSavedReadingIsWhatWasFrozen ensures that a reading, complete or with gaps, is
// the same after it was frozen, saved, loaded and frozen again.
func TestSavedReadingIsWhatWasFrozen(t *testing.T) {
	whole := func(r *model.Reading) { modeltest.Apply(r, modeltest.Completed(time.Time{})...) }
	for name, prepare := range map[string]func(*model.Reading){
		"whole":   whole,
		"nothing": func(*model.Reading) {},
		"the tree only": func(r *model.Reading) {
			modeltest.Apply(r, modeltest.Status(model.PartRoots, "", model.Complete), modeltest.Status(model.PartOUs, "", model.Complete), modeltest.Status(model.PartAccounts, "", model.Complete))
		},
		"denied": func(r *model.Reading) {
			whole(r)
			modeltest.Apply(r, modeltest.Failed(model.PartTargets, modeltest.RCPAt, "ListTargetsForPolicy"), modeltest.Failed(model.PartTrustedAccess, "", "ListAWSServiceAccessForOrganization"),
				modeltest.Failed(model.PartDocument, "p-FullAWSAccess", "DescribePolicy"), modeltest.Failed(model.PartDelegations, string(modeltest.Payments), "ListDelegatedServicesForAccount"),
				modeltest.Failed(model.PartOUs, "ou-4x9a-5kl9f8yy", "ListOrganizationalUnitsForParent"), modeltest.Failed(model.PartTags, "r-4x9a", "ListTagsForResource"),
				modeltest.Failed(model.PartAttached, model.AttachedTarget("r-4x9a", model.ServiceControlPolicy), "ListPoliciesForTarget"),
				modeltest.Failed(model.PartFresh, "look 1", "DescribeOrganization"), modeltest.Failed(model.PartJournal, "", "open the journal"))
		},
		"a ladder looked at while the rest arrives": func(r *model.Reading) {
			modeltest.Apply(r, modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Partial),
				modeltest.Status(model.PartAttached, model.AttachedTarget("r-4x9a", model.ServiceControlPolicy), model.Complete))
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := model.NewReading()
			for _, list := range modeltest.FactsOf(sample.Demo()) {
				modeltest.Apply(r, list...)
			}
			prepare(r)
			first := r.Freeze(modeltest.Noon)
			again := modeltest.Saved(modeltest.Decode(t, modeltest.Encode(t, first))).Freeze(modeltest.Noon)
			if diff := cmp.Diff(first, again, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-frozen +saved and frozen:\n%s", diff)
			}
			if first.Complete != (len(first.Shortfalls()) == 0) || first.Complete != (name == "whole") {
				t.Errorf("complete is %v, and it lacks %q", first.Complete, first.Shortfalls())
			}
			for _, sentence := range first.Shortfalls() {
				if strings.Contains(sentence, "look 1") || strings.Contains(sentence, "journal") {
					t.Errorf("the organization is said to lack %q", sentence)
				}
			}
		})
	}
}

// TestSavedGapsStay ensures that what is missing from a saved reading is a gap
// again, and that nothing is concluded from its absence.
func TestSavedGapsStay(t *testing.T) {
	s := sample.Demo()
	s.Complete = false
	s.TrustedAccess, s.Attachments = nil, nil
	s.Gaps = []model.Gap{
		{Operation: "organizations:ListAWSServiceAccessForOrganization", Cause: "denied by an SCP"}, // as another program writes it
		{Operation: "organizations:ListTargetsForPolicy", Target: "", Cause: "throttled"},
		{Operation: "organizations:ListDelegatedServicesForAccount", Target: string(modeltest.Payments), Cause: "denied"},
		{Operation: "sts:AssumeRole", Cause: "expired", Missing: model.PartKey{Part: model.PartDocument, Target: "p-FullAWSAccess"}},
	}
	r := modeltest.Saved(s)
	if _, _, status := r.TrustedAccess("config.amazonaws.com"); status.Progress != model.Failed || status.Gap.Cause != "denied by an SCP" {
		t.Errorf("trusted access is %+v", status)
	}
	for _, policyType := range model.Evaluated() {
		for _, n := range s.Accounts {
			if policies, status := r.Attached(n.ID, policyType); status.Known() || status.Gap == nil {
				t.Fatalf("%s of %s: %v, %+v", policyType, n.ID, policies, status)
			}
		}
	}
	if _, status := r.Document("p-FullAWSAccess"); status.Progress != model.Failed || status.Gap.Cause != "expired" {
		t.Errorf("the document is %+v", status)
	}
	if !r.IsAdministrator(modeltest.Payments) {
		t.Error("an administrator whose services could not be read is none any more")
	}
	if got := len(r.Gaps()); got != 4 {
		t.Errorf("%d gaps are left of 4: %v", got, r.Gaps())
	}
	if status := r.Status(model.PartAccounts, ""); status.Progress != model.Saved || !status.At.Equal(s.Taken) {
		t.Errorf("the accounts are %+v", status)
	}
}

// TestSavedGapsAreClosed ensures that a gap of the saved reading is gone once this
// run has read the part.
func TestSavedGapsAreClosed(t *testing.T) {
	s := sample.Demo()
	s.Gaps = []model.Gap{
		{Operation: "a", Missing: model.PartKey{Part: model.PartOUs, Target: "ou-gone-11111111"}},
		{Operation: "b", Missing: model.PartKey{Part: model.PartTargets, Target: "p-0ce9uvw5"}},
		{Operation: "c", Missing: model.PartKey{Part: model.PartAttached, Target: "r-4x9a " + modeltest.SCPAt}},
		{Operation: "d", Missing: model.PartKey{Part: model.PartDocument, Target: "p-gone0000"}},
		{Operation: "e", Missing: model.PartKey{Part: model.PartTags, Target: "r-4x9a"}},
	}
	r := modeltest.Saved(s)
	for _, list := range modeltest.FactsOf(sample.Demo()) {
		modeltest.Apply(r, list...)
	}
	modeltest.Apply(r, modeltest.Completed(modeltest.Noon)...)
	if gaps := r.Gaps(); len(gaps) != 1 || gaps[0].Operation != "e" {
		t.Errorf("of the saved gaps are left: %v", gaps)
	}
	if policies, status := r.Attached("r-4x9a", model.ServiceControlPolicy); status.Progress != model.Complete || len(policies) == 0 {
		t.Errorf("the root's SCPs: %v, %+v", policies, status)
	}
}

// TestSavedComesLate ensures that a saved reading does not replace what this run has
// read already.
func TestSavedComesLate(t *testing.T) {
	r := model.NewReading()
	fresh := sample.Demo().Organization
	fresh.ManagementEmail = "new@example.com"
	modeltest.Apply(r, model.CallerFact{Caller: model.Caller{Account: modeltest.Tooling, ARN: "me"}}, model.OrganizationFact{Organization: fresh},
		modeltest.Status(model.PartOrganization, "", model.Complete), modeltest.Status(model.PartAccounts, "", model.Waiting))
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	if r.Organization != fresh || r.Caller.ARN != "me" {
		t.Errorf("%+v, %+v", r.Organization, r.Caller)
	}
	if got := r.Status(model.PartOrganization, "").Progress; got != model.Complete {
		t.Errorf("the organization is %v", got)
	}
	if got := r.Status(model.PartAccounts, "").Progress; got != model.Waiting {
		t.Errorf("the accounts are %v, and arriving", got)
	}
	if r.AccountCount("r-4x9a") == 0 {
		t.Error("nothing of the saved reading is there")
	}
}

// TestRestored ensures that a saved reading which was restored beforehand gives the
// same reading: an empty one, one in use, and a second one, which shares nothing with
// the first.
func TestRestored(t *testing.T) {
	s := sample.Demo()
	s.Gaps = []model.Gap{{Operation: "a", Missing: model.PartKey{Part: model.PartTags, Target: "r-4x9a"}}}
	used := func() *model.Reading {
		r := model.NewReading()
		modeltest.Apply(r, model.SizeFact{Accounts: 7}, model.CallerFact{Caller: model.Caller{Account: modeltest.Tooling, ARN: "me"}},
			modeltest.Status(model.PartAccounts, "", model.Waiting))
		return r
	}
	same := func(what string, got, want *model.Reading) {
		t.Helper()
		for range 2 { // as it was saved, and when it is read again
			if diff := cmp.Diff(want.Freeze(modeltest.Noon), got.Freeze(modeltest.Noon)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", what, diff)
			}
			if diff := cmp.Diff(maps.Collect(want.Statuses()), maps.Collect(got.Statuses())); diff != "" {
				t.Errorf("%s: statuses (-want +got):\n%s", what, diff)
			}
			for p := range model.PartServiceAccess {
				if got.Generation(p) != want.Generation(p) {
					t.Errorf("%s: the generation of %v is %d, not %d", what, p, got.Generation(p), want.Generation(p))
				}
			}
			for _, r := range []*model.Reading{got, want} {
				r.Begin()
				modeltest.Apply(r, model.AccountsFact{Accounts: s.Accounts[:9]}, modeltest.Status(model.PartAccounts, "", model.Complete))
			}
		}
	}
	for what, begin := range map[string]func() *model.Reading{"an empty reading": model.NewReading, "one in use": used} {
		fact, first, second := model.Restored(s), begin(), begin()
		want, wantSecond := begin(), begin()
		modeltest.Apply(want, model.SavedFact{Snapshot: s})
		modeltest.Apply(wantSecond, model.SavedFact{Snapshot: s})
		modeltest.Apply(first, fact)
		same(what, first, want)
		modeltest.Apply(second, fact)
		same(what+", the second time", second, wantSecond)
	}
	begun := model.NewReading()
	modeltest.Apply(begun, model.SizeFact{Accounts: 7})
	if begun.Apply(model.Restored(sample.Large(0, 0, 0))); begun.Status(model.PartRoots, "").Progress != model.Saved {
		t.Error("what is known of the size keeps a saved reading off")
	}
	if size, known := begun.Size(); !known || size == 0 {
		t.Error("the size is forgotten")
	}
}

// TestLoadSaved ensures that what is opened is handed over or why it was not, and that
// memory is collected again as before, also when several open at once.
func TestLoadSaved(t *testing.T) {
	percent, limit := debug.SetGCPercent(70), debug.SetMemoryLimit(1<<40)
	defer func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}()
	gone := errors.New("it is gone")
	fact, err := model.LoadSaved(func() (*model.Snapshot, error) {
		if _, err := model.LoadSaved(func() (*model.Snapshot, error) { return nil, gone }); !errors.Is(err, gone) {
			t.Errorf("the error of opening is %v", err)
		}
		if during := debug.SetMemoryLimit(-1); during > 1<<30 {
			t.Errorf("a file may take %d bytes", during)
		}
		return sample.Demo(), nil
	})
	if err != nil || fact == nil || len(fact.Snapshot.Accounts) == 0 {
		t.Fatalf("got %v, %v", fact, err)
	}
	if fact, err := model.LoadSaved(func() (*model.Snapshot, error) { return nil, nil }); fact != nil || err != nil {
		t.Errorf("nothing is %v, %v", fact, err)
	}
	if after := debug.SetGCPercent(70); after != 70 {
		t.Errorf("memory is collected at %d per cent afterwards", after)
	}
	if after := debug.SetMemoryLimit(-1); after != 1<<40 {
		t.Errorf("the limit is %d afterwards", after)
	}
}

// TestASnapshotHoldsThePoliciesItNames ensures that a policy which is attached by
// AWS's rule is in the snapshot, and that one which was dropped since is not
// named: what is attached to its node is not read.
func TestASnapshotHoldsThePoliciesItNames(t *testing.T) {
	r := modeltest.Saved(modeltest.PlainSnapshot())
	r.Begin()
	root := r.Freeze(modeltest.Noon).Roots[0].ID
	target := model.AttachedTarget(root, model.ServiceControlPolicy)
	modeltest.Apply(r,
		model.AttachedFact{Node: root, Type: model.ServiceControlPolicy, Policies: []model.PolicyID{"p-gone0001"}},
		modeltest.Status(model.PartAttached, target, model.Complete),
		modeltest.Status(model.PartPolicies, modeltest.SCPAt, model.Complete)) // the list is empty now
	s := r.Freeze(modeltest.Noon)
	held := map[model.PolicyID]bool{}
	for _, p := range s.Policies {
		held[p.ID] = true
	}
	for _, a := range s.Attachments {
		if !held[a.Policy] {
			t.Errorf("the snapshot names %s and does not hold it", a.Policy)
		}
	}
	if piece := (model.PartKey{Part: model.PartAttached, Target: target}); !slices.Contains(s.Unread, piece) {
		t.Errorf("unread are %v, want %v among them", s.Unread, piece)
	}
}

// TestASnapshotHoldsWhatIsAttachedByRule ensures that FullAWSAccess is in a
// snapshot that says it is attached, though no list of policies had it.
func TestASnapshotHoldsWhatIsAttachedByRule(t *testing.T) {
	root := model.Node{ID: "r-4x9a", Kind: model.KindRoot, PolicyTypes: []model.PolicyTypeStatus{{Type: model.ServiceControlPolicy, Status: "ENABLED"}}}
	r := model.NewReading()
	modeltest.Apply(r, model.RootsFact{Roots: []model.Node{root}}, modeltest.Status(model.PartTargets, modeltest.SCPAt, model.Complete))
	s := r.Freeze(modeltest.Noon)
	want := []model.Policy{{ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true}}
	if diff := cmp.Diff(want, s.Policies); diff != "" || len(s.Attachments) != 1 {
		t.Errorf("attached are %v; policies (-want +held):\n%s", s.Attachments, diff)
	}
}

// BenchmarkSaved restores a large saved reading, and applies it.
func BenchmarkSaved(b *testing.B) {
	s := sample.Large(50_000, 2_000, 2_000)
	b.Run("restore", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			model.Restored(s)
		}
	})
	b.Run("apply", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			r, fact := model.NewReading(), model.Restored(s)
			b.StartTimer()
			r.Apply(fact)
		}
	})
}
