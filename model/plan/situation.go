package plan

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// situation is what a reading knows about the service and the account of one
// order. Its methods look things up and add nothing to a plan.
type situation struct {
	r       *model.Reading
	order   Order
	service catalog.Service
}

// newSituation returns the situation of an order for one service.
func newSituation(r *model.Reading, o Order) situation {
	return situation{r: r, order: o, service: o.CatalogService()}
}

// accountName returns the name and ID of the order's account.
func (s situation) accountName() string { return s.r.AccountLabel(s.order.Account) }

// names lists accounts in a sentence, each with its name and ID.
func (s situation) names(accounts []model.AccountID) string {
	words := make([]string, len(accounts))
	for i, a := range accounts {
		words[i] = string(a)
		if n := s.r.Node(a.Node()); n != nil && n.Name != "" {
			words[i] = n.Name + " " + string(a)
		}
	}
	return strings.Join(words, ", ")
}

// word returns the order's service as the command line takes it.
func (s situation) word() string {
	if s.service.ID != "" {
		return string(s.service.ID)
	}
	return string(s.principal())
}

// principal returns the principal that stands for the service in AWS
// Organizations.
func (s situation) principal() model.Principal { return s.order.principals(s.service)[0] }

// quotaOf returns how many administrators a principal may have.
func (s situation) quotaOf(principal model.Principal) catalog.Quota {
	for _, sp := range s.service.Principals {
		if sp.Name == principal {
			return sp.Quota
		}
	}
	return catalog.Quota{}
}

// missingAccess returns the principals that need trusted access before the
// given one can be registered, and that are not known to have it. Trusted access
// of an earlier reading does not count once reading it failed.
func (s situation) missingAccess(principal model.Principal) []model.Principal {
	needed := s.service.AccessNeeded(principal)
	if s.service.ID == "" {
		needed = []model.Principal{principal} // a service outside the catalogue needs access by the same name
	}
	off := slices.DeleteFunc(slices.Clone(needed), func(n model.Principal) bool {
		_, on, status := s.r.TrustedAccess(n)
		return on && status.Known()
	})
	if half, _ := s.accessHalfOn(); half && s.service.TrustedAccess.ManualSteps(needed[0]) == "" {
		return needed[:1]
	}
	return off
}

// accessHalfOn reports whether AWS Organizations has the trusted access on that the
// service itself says is off: it was switched on without the service's own call,
// which leaves the service without its part. said is the service's word.
func (s situation) accessHalfOn() (half bool, said string) {
	said, status := s.r.ServiceAccess(s.service.ID)
	if !status.Known() || s.service.TrustedAccess.IsOn(said) != catalog.AnswerNo {
		return false, said
	}
	return slices.ContainsFunc(s.service.TrustedAccess.Principals, func(p catalog.AccessPrincipal) bool {
		_, on, status := s.r.TrustedAccess(p.Name)
		return on && status.Known() && p.Weight != catalog.AccessExtra
	}), said
}

// mayBeRegistered reports whether AWS Organizations lists the account for the
// service, or could: it does not know who is registered.
func (s situation) mayBeRegistered(account model.AccountID) bool {
	delegated, status := s.r.DelegatedAdministrators(s.principal())
	return !status.Known() || hasAccount(delegated, account)
}

// isUnregistered reports whether AWS Organizations is known not to list the
// account of the order, although it should.
func (s situation) isUnregistered() bool {
	delegated, status := s.r.DelegatedAdministrators(s.principal())
	return status.Known() && s.order.Account != s.r.Organization.Management && !hasAccount(delegated, s.order.Account)
}

// hasAccount reports whether one of the delegations is the account's.
func hasAccount(delegated []model.Delegation, account model.AccountID) bool {
	return slices.ContainsFunc(delegated, func(d model.Delegation) bool { return d.Account == account })
}

// administers reports whether the service names the account as administrator in
// a Region, for one of its features or, with an empty feature, for any. known is
// false if that Region was not read: the account may administer it there.
func (s situation) administers(region model.Region, account model.AccountID, feature string) (yes, known bool) {
	if s.service.List.Mechanism != catalog.MechanismServiceAPI {
		delegated, status := s.r.DelegatedAdministrators(s.service.Principals[0].Name)
		return hasAccount(delegated, account), status.Known()
	}
	settings, status := s.r.SettingsIn(s.service.ID, region)
	return slices.ContainsFunc(settings, func(t model.Setting) bool {
		return t.Account == account && t.IsAdministrator() && (feature == "" || t.Feature == feature)
	}), status.Known()
}

// hasAdministrator reports whether any account administers a feature of the
// service in a Region. known is false if that was not read.
func (s situation) hasAdministrator(region model.Region, feature string) (has, known bool) {
	settings, status := s.r.SettingsIn(s.service.ID, region)
	return slices.ContainsFunc(settings, func(t model.Setting) bool {
		return t.IsAdministrator() && (feature == "" || t.Feature == feature)
	}), status.Known()
}

// administeredIn returns the Regions in which the account administers any of
// the features, and the Regions in which that is not known.
func (s situation) administeredIn(account model.AccountID, features []string) (in, unread []model.Region) {
	for _, region := range s.regions() {
		here, read := false, true
		for _, feature := range features {
			yes, known := s.administers(region, account, feature)
			here, read = here || yes, read && known
		}
		switch {
		case here:
			in = append(in, region)
		case !read:
			unread = append(unread, region)
		}
	}
	return in, unread
}

// hasDefaultAdministrator reports whether another account already is the
// default administrator, in a service that distinguishes it from the others.
func (s situation) hasDefaultAdministrator(region model.Region) bool {
	settings, _ := s.r.SettingsIn(s.service.ID, region)
	return slices.ContainsFunc(settings, func(t model.Setting) bool {
		return t.Feature == model.FeatureDefaultAdmin && t.Account != s.order.Account
	})
}

// refusesRemoval reports whether the service is known to refuse the removal of
// the account through its API, because the account configures it centrally.
func (s situation) refusesRemoval(account model.AccountID) bool {
	if s.service.Remove.Instead == nil {
		return false
	}
	settings, _ := s.r.Settings(s.service.ID)
	return slices.ContainsFunc(settings, func(t model.Setting) bool {
		return t.Account == account && t.Feature == model.FeatureCentralConfiguration
	})
}

// refusesManagement reports whether the management account cannot administer what
// the order is about.
func (s situation) refusesManagement() bool {
	return s.service.ManagementAccount == catalog.AnswerNo || slices.ContainsFunc(s.service.Features, func(f catalog.Feature) bool {
		return f.ManagementAccount == catalog.AnswerNo && slices.Contains(s.features(), f.Value)
	})
}

// features returns the features that the order is about; one empty string for a
// service without features. Without a choice a registration is for the main
// feature, as at AWS, and a removal for all of them.
func (s situation) features() []string {
	switch all := s.service.Features; {
	case len(all) == 0:
		return []string{""}
	case len(s.order.Features) > 0:
		return s.order.Features
	case s.order.Direction == catalog.Remove:
		return s.allFeatures()
	default:
		return []string{all[0].Value}
	}
}

// allFeatures returns every feature of the service; one empty string for a
// service without features.
func (s situation) allFeatures() []string {
	if len(s.service.Features) == 0 {
		return []string{""}
	}
	values := make([]string, len(s.service.Features))
	for i, f := range s.service.Features {
		values[i] = f.Value
	}
	return values
}

// removedFeatures returns the features that an account loses. An account that
// is replaced loses all of them.
func (s situation) removedFeatures() []string {
	if s.order.Direction == catalog.Remove {
		return s.features()
	}
	return s.allFeatures()
}

// regions returns the Regions in which the service may have administrators, as
// far as known; one empty Region for a service that is not regional.
func (s situation) regions() []model.Region {
	if !s.service.Regions.Regional {
		return []model.Region{""}
	}
	management := s.r.Organization.Management
	enabled, _ := s.r.Regions(management)
	return sortedRegions(enabled, s.r.UnsettledRegions(management), s.r.SettingRegions(s.service.ID), s.order.Regions)
}

// sortedRegions returns the Regions of several lists in order, each once.
func sortedRegions(lists ...[]model.Region) []model.Region {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

// regionsKnown reports whether it is known in which Regions the service may have
// administrators.
func (s situation) regionsKnown() bool {
	_, status := s.r.Regions(s.r.Organization.Management)
	return status.Known() || !s.service.Regions.Regional
}

// wasReadNow reports whether a Region was read in this run of the program, not
// taken from a saved reading.
func (s situation) wasReadNow(region model.Region) bool {
	_, status := s.r.SettingsIn(s.service.ID, region)
	return status.Progress == model.Complete
}

// globalRegion returns the Region whose endpoint takes the calls of a service
// that is not regional; empty if any does. AWS documents it for partition aws
// only.
func (s situation) globalRegion() model.Region {
	if partition := s.r.Caller.Partition; partition != "" && partition != "aws" {
		return ""
	}
	return s.service.Regions.GlobalRegion
}

// inRegions names Regions in a sentence about a regional service; empty for
// another service.
func (s situation) inRegions(regions []model.Region) string {
	if !s.service.Regions.Regional || len(regions) == 0 {
		return ""
	}
	return " in " + phrase.Commas(regions)
}

// in names a Region in a sentence; empty if there is none.
func in(region model.Region) string {
	if region == "" {
		return ""
	}
	return " in " + string(region)
}

// whyUnread says why a part of the reading is not known.
func whyUnread(s model.Status) string {
	if s.Gap == nil {
		return "deputy has not read it"
	}
	return phrase.TrimStop(s.Gap.Cause)
}
