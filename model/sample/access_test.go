package sample_test

import (
	"testing"
	"time"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/sample"
)

// The demo's accounts use services that exist, within the tracking period, and no
// service twice at the same account without its latest use counting.
func TestLastAccessed(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	accounts := map[model.AccountID]bool{}
	for _, a := range sample.Demo().Accounts {
		accounts[a.Account()] = true
	}
	for account, services := range sample.LastAccessed(now) {
		if !accounts[account] {
			t.Errorf("%s is no account of the demo", account)
		}
		for _, s := range services {
			if iam.ServiceName(s.Namespace) == "" || s.Last.After(now) || s.Last.Before(now.AddDate(0, 0, -model.TrackingDays)) || s.Region == "" {
				t.Errorf("%s uses %+v", account, s)
			}
		}
	}
}
