package pane

import (
	"slices"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/sample"
)

// finish does all that is to be done for the rows.
func finish(r *accountRows) {
	for job := r.work(); job != nil; job = r.work() {
		job()()
	}
	r.update()
}

// ids returns the accounts of rows in their order.
func ids(rows []*accountRow) (all []model.NodeID) {
	for _, x := range rows {
		all = append(all, x.id)
	}
	return all
}

// TestRowsAreMerged changes some accounts of a large organization. The rows are as
// if all had been made again, in every order, and those of the other accounts were
// not.
func TestRowsAreMerged(t *testing.T) {
	large := sample.Large(manyAccounts+500, 20, 5)
	for order := byName; order <= byDelegations; order++ {
		env := testEnv(large)
		rows := &accountRows{env: env, order: order}
		finish(rows)
		before := map[*accountRow]bool{}
		for _, x := range rows.rows {
			before[x] = true
		}
		renamed, moved, fresh := large.Accounts[7], large.Accounts[99], large.Accounts[1234]
		renamed.Name, renamed.Email = "Aardvark", "zebra@example.com"
		moved.Parent, moved.State = large.OUs[3].ID, model.StateSuspended
		fresh.ID, fresh.Name, fresh.Joined = "999999999999", "mmm", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
		held := large.Accounts[2000].Account()
		env.Reading.Apply(model.AccountsFact{Accounts: []model.Node{renamed, moved, fresh}})
		env.Reading.Apply(model.DelegationsFact{Account: held, Delegations: []model.Delegation{{Account: held, Principal: "macie.amazonaws.com"}, {Account: held, Principal: "guardduty.amazonaws.com"}}})
		env.Now = env.Now.Add(manyFor)
		finish(rows)
		again := &accountRows{env: env, order: order}
		finish(again)
		if !slices.Equal(ids(rows.rows), ids(again.rows)) {
			t.Errorf("order %d: merged rows are others than those made again", order)
		}
		made := 0
		for i, x := range rows.rows {
			if !before[x] {
				made++
			}
			if x.searchText != again.rows[i].searchText || x.delegations != again.rows[i].delegations || rows.byID[x.id] != x {
				t.Errorf("order %d: the row of %s is %q, and should be %q", order, x.id, x.searchText, again.rows[i].searchText)
			}
		}
		if made != 4 || len(rows.byID) != len(rows.rows) {
			t.Errorf("order %d: %d rows were made for 4 changes, %d of %d are known", order, made, len(rows.byID), len(rows.rows))
		}
	}
}

// TestRowsOfLostAccountsGo ensures that an account that is gone has no row.
func TestRowsOfLostAccountsGo(t *testing.T) {
	large := sample.Large(manyAccounts+500, 20, 5)
	env := testEnv(large)
	rows := &accountRows{env: env, order: byName}
	finish(rows)
	env.Reading.Begin()
	env.Reading.Apply(model.AccountsFact{Accounts: large.Accounts[1:]})
	env.Reading.Apply(model.StatusFact{Part: model.PartAccounts, Status: model.Status{Progress: model.Complete}})
	env.Now = env.Now.Add(manyFor)
	finish(rows)
	if len(rows.rows) != len(large.Accounts)-1 || slices.Contains(ids(rows.rows), large.Accounts[0].ID) {
		t.Errorf("%d rows of %d accounts", len(rows.rows), len(large.Accounts)-1)
	}
}
