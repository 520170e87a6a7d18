package finding_test

import (
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// Services that delegates never used are found only from reports that were read, and not of
// young delegations.
func TestUnusedDelegations(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	with := func(age time.Duration, services ...model.ServiceAccess) *finding.Inspection {
		s := sample.Demo()
		for i := range s.Delegations {
			if s.Delegations[i].Principal == "fms.amazonaws.com" {
				s.Delegations[i].Since = now.Add(-age)
			}
		}
		s.AccessReports = []model.AccessReport{{Node: modeltest.Tooling.Node(), Generated: now, Services: services}}
		return inspect(s)
	}
	const old = 400 * 24 * time.Hour
	used := model.ServiceAccess{Namespace: "guardduty", Last: now.Add(-time.Hour)}
	place := finding.Place{Node: modeltest.Tooling.Node()}
	f := one(t, with(old, used, model.ServiceAccess{Namespace: "fms"}), "delegation-unused", place)
	if f.Title != "security-tooling has not used AWS Firewall Manager that it administers" || !strings.Contains(f.Evidence, "report of 2026-12-01 lists no attempt to use AWS Firewall Manager") || f.Order == nil || f.Order.Service != "firewall-manager" {
		t.Errorf("it says %q, %q, %+v", f.Title, f.Evidence, f.Order)
	}
	f = one(t, with(old, model.ServiceAccess{Namespace: "guardduty"}, model.ServiceAccess{Namespace: "fms"}), "delegation-unused", place)
	if !strings.Contains(f.Title, "2 services that it administers") || f.Order != nil {
		t.Errorf("it says %q, %+v", f.Title, f.Order)
	}
	for name, x := range map[string]*finding.Inspection{
		"without a report":   inspect(sample.Demo()),
		"used":               with(old, used),
		"not listed":         with(old),
		"a young delegation": with(10*24*time.Hour, used, model.ServiceAccess{Namespace: "fms"}),
	} {
		if found := only(x, "delegation-unused"); len(found) > 0 {
			t.Errorf("%s: it finds %q", name, brief(found))
		}
	}
}
