package aws

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// watch reads in the background. What is wanted is sent with the function that
// it gives; each takes a fact as it comes.
func watch(t *testing.T, b *Backend, each func(model.Fact)) (want func(model.Want), stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	wants := make(chan model.Want, 16)
	facts := b.Read(ctx, wants)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for f := range facts {
			each(f)
		}
	}()
	return func(w model.Want) { wants <- w }, func() { cancel(); <-done }
}

func TestInheritanceComesFirstWhileTheBackgroundLoads(t *testing.T) {
	const latency = 100 * time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		large := sample.Large(5_000, 400, 400)
		s := emulator.New(large, emulator.WithFaults(emulator.Faults{Latency: latency, Limits: emulator.Limits{Documented: true}}))
		account := deepest(large)
		named := map[model.NodeID]time.Time{}
		treeDone := make(chan struct{})
		want, stop := watch(t, paced(s, 50), func(f model.Fact) {
			switch f := f.(type) {
			case model.AttachedFact:
				if f.Type == model.ServiceControlPolicy {
					named[f.Node] = time.Now()
				}
			case model.StatusFact:
				if f.Part == model.PartAccounts && f.Target == "" && f.Status.Progress == model.Complete {
					close(treeDone)
				}
			}
		})
		defer stop()
		want(model.WantTree{})
		want(model.WantPolicies{Documents: true})
		<-treeDone
		for range 3 {
			want(model.WantLadder{Node: account.ID})
			time.Sleep(2*latency + time.Millisecond)
			synctest.Wait()
			if _, ok := named[account.ID]; !ok {
				t.Errorf("the chosen account's policies were not there after two round trips")
			}
			if _, ok := named[account.Parent]; !ok {
				t.Errorf("its parent's policies were not there after two round trips")
			}
			account = sibling(large, account)
			time.Sleep(10 * time.Second) // until the reserve is there again
		}
	})
}

func deepest(s *model.Snapshot) model.Node {
	parents := map[model.NodeID]model.NodeID{}
	for _, u := range s.OUs {
		parents[u.ID] = u.Parent
	}
	depth := func(n model.Node) (d int) {
		for at := n.Parent; at != ""; at = parents[at] {
			d++
		}
		return d
	}
	return slices.MaxFunc(s.Accounts, func(a, b model.Node) int { return depth(a) - depth(b) })
}

func sibling(s *model.Snapshot, of model.Node) model.Node {
	i := slices.IndexFunc(s.Accounts, func(n model.Node) bool { return n.Parent == of.Parent && n.ID > of.ID })
	return s.Accounts[max(i, 0)]
}

func TestLaterInheritanceCancelsWhatTheEarlierHasNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		large := sample.Large(200, 40, 40)
		s := emulator.New(large)
		b := paced(s, 1) // a call of ListPoliciesForTarget every 20 seconds
		reading := model.NewReading()
		want, stop := watch(t, b, reading.Apply)
		want(model.WantTree{})
		time.Sleep(2 * time.Hour)
		first, second := large.Accounts[3], large.Accounts[8]
		for i := range 60 { // use up what the row allows at once
			want(model.WantLadder{Node: large.Accounts[20+i].ID})
			synctest.Wait()
		}
		before := len(s.Journal())
		want(model.WantLadder{Node: first.ID})
		time.Sleep(time.Second)
		want(model.WantLadder{Node: second.ID})
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		stop()
		for _, c := range s.Journal()[before:] {
			if c.Operation == "ListPoliciesForTarget" && strings.Contains(string(c.Parameters), string(first.ID)) {
				t.Errorf("the account that was left behind was asked for: %s", c.Parameters)
			}
		}
		if _, s := reading.Attached(second.ID, model.ServiceControlPolicy); s.Progress != model.Complete {
			t.Errorf("the chosen account's policies are %v", s.Progress)
		}
		if s := reading.Status(model.PartAttached, model.AttachedTarget(first.ID, model.ServiceControlPolicy)); s.Progress != model.Unread {
			t.Errorf("the account that was left behind is %v, want unread", s.Progress)
		}
	})
}

func TestCancelledRunCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Large(5_000, 400, 400), emulator.WithFaults(emulator.Faults{Latency: time.Second}))
		ctx, cancel := context.WithCancel(t.Context())
		wants := make(chan model.Want, 8)
		for _, w := range everything {
			wants <- w
		}
		facts := paced(s, 50).Read(ctx, wants)
		time.AfterFunc(10*time.Second, cancel)
		start := time.Now()
		for range facts {
		}
		if took := time.Since(start); took > 11*time.Second {
			t.Errorf("the facts were closed after %v", took)
		}
	})
}

func TestRowsWithinThreeRoundTrips(t *testing.T) {
	const latency = 100 * time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		s := emulator.New(sample.Large(50_000, 2_000, 10), emulator.WithFaults(emulator.Faults{Latency: latency}))
		reading := model.NewReading()
		want, stop := watch(t, paced(s, 50), reading.Apply)
		want(model.WantTree{})
		time.Sleep(3*latency + time.Millisecond)
		synctest.Wait()
		rows := 0
		for root := range reading.Roots() {
			for range reading.Children(root.ID) {
				rows++
			}
		}
		stop()
		if rows == 0 {
			t.Error("there are no rows after three round trips")
		}
	})
}
