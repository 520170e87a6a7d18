package model

import (
	"fmt"
	"slices"
)

// blocked finds active delegates whose administrative work SCPs or RCPs block,
// whoever of the account asks: what was delegated to them cannot be done there.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func (w *inspector) blocked() {
	for _, account := range w.delegates() {
		if n := w.r.Node(account.Node()); n != nil && n.State.OutOfUse() != "" {
			continue
		}
		told := map[ServiceID]bool{}
		for _, h := range w.holds(account).Held {
			if h.Service == nil || told[h.Service.ID] {
				continue
			}
			told[h.Service.ID] = true
			w.blockedIn(*h.Service, account)
		}
	}
}

// blockedIn looks at one duty of a delegate: in the Regions where the service
// says that it has it, as far as that was read.
func (w *inspector) blockedIn(s Service, account AccountID) {
	regions := w.r.administers(s, account)
	if !w.r.mayBeBlocked(s, account, regions) {
		return
	}
	fitness := w.r.Fitness(s, account, regions)
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
		Severity: SeverityMedium, Place: FindingPlace{Node: account.Node()}, Sources: []string{pageDelegation},
		Title: fmt.Sprintf("%s administers %s, and policies keep it from that", w.name(account), s.Name),
		Mend:  "Exempt what the administrator needs in these policies, or delegate to an account that they do not bind.",
	}
	f.Evidence, f.Details = firm[0], firm[1:]
	w.add(f)
}

// administers gives the Regions in which the service names the account; none
// where that was not read, or where it has no Regions.
func (r *Reading) administers(s Service, account AccountID) []Region {
	var regions []Region
	settings, _ := r.Settings(s.ID)
	for _, x := range settings {
		if x.Account == account && x.Region != "" && x.isAdministrator() {
			regions = append(regions, x.Region)
		}
	}
	slices.Sort(regions)
	return slices.Compact(regions)
}

// mayBeBlocked tells cheaply whether any administrative action is denied to
// whoever asks: most delegates need no closer look.
func (r *Reading) mayBeBlocked(s Service, account AccountID, regions []Region) bool {
	if len(regions) == 0 {
		regions = []Region{""}
	}
	for _, action := range s.AdminActions {
		for _, region := range regions {
			if ruling, err := r.Rule(administrative(r, account, action, region)); err == nil && ruling.Denied() {
				return true
			}
		}
	}
	return false
}
