package access

import (
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// DelegationUse says whether a delegated administrator used the service that it administers,
// as far as a report about its account says.
type DelegationUse struct {
	Known     bool // whether a report about the account lists the service
	Last      model.ServiceAccess
	Generated time.Time // when AWS had finished the report
}

// Never reports whether the account has not used the service in the tracking period.
func (d DelegationUse) Never() bool { return d.Known && d.Last.Last.IsZero() }

// UseOfDelegation returns whether an account used the service that a delegation is about.
// Where a service has actions under several prefixes, any of them counts.
func UseOfDelegation(r *model.Reading, d model.Delegation) DelegationUse {
	report := ReportOn(r, d.Account.Node())
	if report == nil {
		return DelegationUse{}
	}
	use := DelegationUse{Generated: report.Generated}
	prefixes := prefixesOf(d.Principal)
	for _, s := range report.Services {
		if !slices.Contains(prefixes, s.Namespace) {
			continue
		}
		if !s.Last.IsZero() && !report.here(s) {
			return DelegationUse{} // another account used it last: whether this one did, nothing says
		}
		use.Known = true
		if use.Last.Namespace == "" || s.Last.After(use.Last.Last) {
			use.Last = s
		}
	}
	return use
}

// prefixesOf returns the prefixes of the actions that a delegated administrator of a
// service principal has.
func prefixesOf(p model.Principal) []string {
	s, ok := catalog.ByPrincipal(p)
	if !ok {
		return nil
	}
	var all []string
	for _, rule := range catalog.ActionRules(s.ID) {
		if rule.Place != catalog.PlaceDelegate {
			continue
		}
		for _, pattern := range rule.Actions {
			prefix, _, _ := strings.Cut(pattern, ":")
			if !slices.Contains(all, prefix) {
				all = append(all, prefix)
			}
		}
	}
	return all
}
