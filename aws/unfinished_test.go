package aws

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// readUntil reads everything under AWS's limits and returns what is known after
// some time.
func readUntil(t *testing.T, s *emulator.Server, after time.Duration) *model.Snapshot {
	t.Helper()
	reading := model.NewReading()
	want, stop := watch(t, paced(s, 50), reading.Apply)
	for _, w := range everything {
		want(w)
	}
	time.Sleep(after)
	synctest.Wait()
	stop()
	return reading.Freeze(time.Now())
}

// TestUnfinishedReadingSaysNothingFalse saves a reading at every stage. What the
// saved one claims to know is so, and what it lacks it calls unread.
func TestUnfinishedReadingSaysNothingFalse(t *testing.T) {
	large := sample.Large(1_000, 50, 40)
	whole := model.NewReading()
	whole.Apply(model.SavedFact{Snapshot: large})
	for after := 300 * time.Millisecond; after < time.Minute; after = after * 5 / 3 {
		synctest.Test(t, func(t *testing.T) {
			s := emulator.New(large, emulator.WithFaults(emulator.Faults{Latency: 80 * time.Millisecond, Limits: emulator.Limits{Documented: true}}))
			frozen := readUntil(t, s, after)
			if finished := after > 45*time.Second; frozen.Complete != finished {
				t.Fatalf("after %v it is complete: %t", after, frozen.Complete)
			}
			opened := saveAndOpen(t, frozen)
			if opened.Status(model.PartAccounts, "").Known() && len(frozen.Accounts) != len(large.Accounts) {
				t.Errorf("after %v it claims to know all accounts and has %d", after, len(frozen.Accounts))
			}
			for _, n := range slices.Concat(frozen.Roots, frozen.OUs, frozen.Accounts) {
				is := whole.Node(n.ID)
				if n.Parent != is.Parent {
					t.Errorf("after %v %s is below %q, not %q", after, n.ID, n.Parent, is.Parent)
				}
				got, status := opened.Attached(n.ID, model.ServiceControlPolicy)
				want, _ := whole.Attached(n.ID, model.ServiceControlPolicy)
				if status.Known() && !cmp.Equal(got, want, cmpopts.SortSlices(func(a, b model.PolicyID) bool { return a < b })) {
					t.Errorf("after %v %s has %v, and not %v", after, n.ID, got, want)
				}
			}
			for id, d := range frozen.Documents {
				if d.Text != large.Documents[id].Text {
					t.Errorf("after %v the document of %s is another one", after, id)
				}
			}
		})
	}
}

// TestBrokenOffReadingGoesOn reads on where an earlier reading was broken off, at
// every stage: it does not read documents and attachments again that are younger
// than an hour.
func TestBrokenOffReadingGoesOn(t *testing.T) {
	const listed, levels, documents = "ListTargetsForPolicy", "ListPoliciesForTarget", "DescribePolicy"
	large := sample.Large(1_000, 50, 40)
	begin := func() *emulator.Server {
		return emulator.New(large, emulator.WithFaults(emulator.Faults{Latency: 80 * time.Millisecond, Limits: emulator.Limits{Documented: true}}))
	}
	var whole map[string]int
	synctest.Test(t, func(t *testing.T) {
		s := begin()
		read(t, paced(s, 50), everything...)
		whole = operations(s)
	})
	for _, c := range []struct {
		after, pause time.Duration
		again        bool
	}{
		{8 * time.Second, 10 * time.Minute, false},
		{14 * time.Second, 10 * time.Minute, false},
		{24 * time.Second, 10 * time.Minute, false},
		{24 * time.Second, 2 * time.Hour, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := begin()
			half := reopened(t, readUntil(t, s, c.after))
			before := operations(s)
			time.Sleep(c.pause)
			b := New(Options{Transport: s.Transport(), Keys: &demoKeys, Store: &savedStore{saved: half}, Resume: true})
			r, _ := read(t, b, everything...)
			sameOrganization(t, r, large)
			for _, operation := range []string{listed, levels, documents} {
				all, known, then := whole[operation], before[operation], operations(s)[operation]-before[operation]
				if c.again && then != all || !c.again && then != all-known {
					t.Errorf("after %v, broken off at %v: %s was called %d times before and %d times then, %d are a whole reading", c.pause, c.after, operation, known, then, all)
				}
			}
		})
	}
}
