package finding

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/model/verdict"
)

// findBlocked finds active administrators whose administrative actions SCPs or
// RCPs deny to every principal of the account: what was delegated to them
// cannot be done there.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func findBlocked(w *inspector) {
	for _, account := range w.administrators() {
		if n := w.r.Node(account.Node()); n != nil && n.State.OutOfUse() != "" {
			continue
		}
		seen := map[model.ServiceID]bool{}
		for _, h := range w.delegationsOf(account).Held {
			if h.Service == nil || seen[h.Service.ID] {
				continue
			}
			seen[h.Service.ID] = true
			checkBlocked(w, *h.Service, account)
		}
	}
}

// checkBlocked judges one service of an administrator, in the Regions in which
// the service names the account, as far as they were read.
func checkBlocked(w *inspector, s catalog.Service, account model.AccountID) {
	regions := administers(w.r, s, account)
	if !mayBeBlocked(w.r, s, account, regions) {
		return
	}
	fitness := plan.AssessFitness(w.r, s, account, regions)
	var firm []string
	for _, o := range fitness.Obstacles {
		if o.Firm {
			firm = append(firm, o.Text)
		}
	}
	if len(firm) == 0 {
		return
	}
	f := Finding{
		Severity: SeverityMedium, Place: Place{Node: account.Node()}, Sources: []string{pageDelegation},
		Title: fmt.Sprintf("%s administers %s, but policies block it", w.accountName(account), s.Name),
		Fix:   "Exempt the administrator's roles in these policies, or delegate to an account to which they do not apply.",
	}
	f.Evidence, f.Details = firm[0], firm[1:]
	w.add(f)
}

// administers returns the Regions in which the service names the account as
// administrator; none if that was not read, or if the service is not regional.
func administers(r *model.Reading, s catalog.Service, account model.AccountID) []model.Region {
	var regions []model.Region
	settings, _ := r.Settings(s.ID)
	for _, x := range settings {
		if x.Account == account && x.Region != "" && x.IsAdministrator() {
			regions = append(regions, x.Region)
		}
	}
	slices.Sort(regions)
	return slices.Compact(regions)
}

// mayBeBlocked reports, faster than plan.AssessFitness, whether any
// administrative action is denied to every principal. Most administrators need
// no closer look.
func mayBeBlocked(r *model.Reading, s catalog.Service, account model.AccountID, regions []model.Region) bool {
	if len(regions) == 0 {
		regions = []model.Region{""}
	}
	for _, action := range s.AdminActions {
		for _, region := range regions {
			if ruling, err := verdict.Rule(r, plan.AdministrativeQuestion(r, account, action, region)); err == nil && ruling.Denied() {
				return true
			}
		}
	}
	return false
}
