package model_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
)

// frozen returns a snapshot as Freeze would return it.
func frozen(s *model.Snapshot) *model.Snapshot {
	c := *s
	c.Complete = true
	c.Gaps, c.Unread = nil, nil
	return &c
}

func TestFactsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := modeltest.Organization(t)
		r := model.NewReading()
		modeltest.Apply(r, modeltest.Shuffled(t, modeltest.FactsOf(s))...)
		modeltest.Apply(r, modeltest.Completed(s.Taken)...)
		if diff := cmp.Diff(frozen(s), r.Freeze(s.Taken), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("the reading differs from what was read (-was +read):\n%s", diff)
		}
	})
}

// withSCP attaches FullAWSAccess where a node has no SCP, as AWS does.
func withSCP(s *model.Snapshot) *model.Snapshot {
	scp := map[model.PolicyID]bool{}
	for _, p := range s.Policies {
		scp[p.ID] = p.Type == model.ServiceControlPolicy
	}
	has := map[model.NodeID]bool{}
	for _, a := range s.Attachments {
		has[a.Target] = has[a.Target] || scp[a.Policy]
	}
	if !scp[model.FullAWSAccess] || len(s.Attachments) == 0 {
		return s
	}
	for _, n := range slices.Concat(s.Roots, s.OUs, s.Accounts) {
		if !has[n.ID] {
			s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n.ID})
		}
	}
	slices.SortFunc(s.Attachments, func(a, b model.Attachment) int {
		return strings.Compare(string(a.Target)+" "+string(a.Policy), string(b.Target)+" "+string(b.Policy))
	})
	return s
}

// TestReadAgain ensures that nothing of a first run or a saved reading is left after
// a second run, in whatever order its facts come.
func TestReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := modeltest.Organization(t)
		after := withSCP(modeltest.Changed(t, before))
		r := model.NewReading()
		if rapid.Bool().Draw(t, "saved") {
			r.Apply(model.SavedFact{Snapshot: before})
		} else {
			modeltest.Apply(r, modeltest.Shuffled(t, modeltest.FactsOf(before))...)
			modeltest.Apply(r, modeltest.Completed(before.Taken)...)
			r.Begin()
		}
		modeltest.Apply(r, modeltest.Shuffled(t, modeltest.FactsOf(after))...)
		modeltest.Apply(r, modeltest.Completed(after.Taken)...)
		if diff := cmp.Diff(tagless(frozen(after)), tagless(r.Freeze(after.Taken)), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("the second run differs from what it read (-was +read):\n%s", diff)
		}
	})
}

// tagless leaves out the tags: a reading keeps those of removed nodes.
func tagless(s *model.Snapshot) *model.Snapshot { s.Tags = nil; return s }
