package plan_test

import (
	"slices"
	"testing"

	"deputy/model/plan"
)

// TestAPlanCarriedOutTwiceIsTwoChanges ensures that the steps of one plan that
// was carried out again are distinguished from those of the first time.
func TestAPlanCarriedOutTwiceIsTwoChanges(t *testing.T) {
	once := steps("d1")
	one := []plan.JournalEntry{
		intent(once[0]), outcome(once[0], plan.ResultDone), intent(once[1]), outcome(once[1], plan.ResultDone),
	}
	twice := slices.Concat(one, one)
	if last := plan.LastChange(twice); len(last) != 2 || last[0].Step != 1 || last[1].Step != 2 {
		t.Errorf("the last change has the steps %+v", last)
	}
	if earlier := plan.EarlierChanges(twice); len(earlier) != 1 || len(earlier[0]) != 2 || len(plan.EarlierChanges(one)) != 0 {
		t.Errorf("the changes before it are %+v", earlier)
	}
	// The second time ends in the first step, done: the other is left.
	if left := plan.Unfinished(twice[:6]); len(left) != 1 || left[0].Step != 1 || left[0].Phase != plan.Settled {
		t.Errorf("unfinished are %+v", left)
	}
	single := once[0]
	single.Of = 1
	again := []plan.JournalEntry{intent(single), outcome(single, plan.ResultDone), intent(single), outcome(single, plan.ResultDone)}
	if last := plan.LastChange(again); len(last) != 1 {
		t.Errorf("the last change of a plan of one step has %d steps", len(last))
	}
	for n, want := range map[int]int{2: 0, 3: 1, 4: 0} {
		if left := plan.Unfinished(again[:n]); len(left) != want {
			t.Errorf("after %d lines unfinished are %+v", n, left)
		}
	}
}

// TestAStepKeepsItsOutcome ensures that a later line about a step whose outcome
// is known changes nothing, and one about a step whose outcome is not known
// settles it.
func TestAStepKeepsItsOutcome(t *testing.T) {
	s := steps("d1")[0]
	s.Of = 1
	late := []plan.JournalEntry{intent(s), outcome(s, plan.ResultDone), outcome(s, plan.ResultFailed)}
	if last := plan.LastChange(late); len(last) != 1 {
		t.Errorf("a step that was done counts as failed: %+v", last)
	}
	late[2] = outcome(s, plan.ResultUnknown)
	if left := plan.Unfinished(late); len(left) > 0 {
		t.Errorf("a step that was done counts as open: %+v", left)
	}
	late[1], late[2] = late[2], late[1]
	if left := plan.Unfinished(late); len(left) > 0 {
		t.Errorf("a step that was settled later counts as open: %+v", left)
	}
}

// TestBegunNamesEachStepOnce ensures that a step which is both done and the last
// before others that are left is one step of what was begun.
func TestBegunNamesEachStepOnce(t *testing.T) {
	s := steps("d1")
	entries := []plan.JournalEntry{intent(s[0]), outcome(s[0], plan.ResultDone)}
	if begun := plan.Begun(plan.LastChange(entries), plan.Unfinished(entries)); len(begun) != 1 {
		t.Errorf("one step was begun, and these are named: %+v", begun)
	}
	entries = append(entries, intent(s[1]))
	begun := plan.Begun(plan.LastChange(entries), plan.Unfinished(entries))
	if len(begun) != 2 || begun[0].Step != 1 || begun[1].Step != 2 {
		t.Errorf("two steps were begun, and these are named: %+v", begun)
	}
}
