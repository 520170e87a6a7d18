package delegation

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// ServiceAPIView is what a service that keeps its administrators itself says of them:
// Region by Region, or once where a setting holds for all.
type ServiceAPIView struct {
	Status  model.Status                 // of the service as a whole: how far its Regions are read
	Barred  bool                         // only the management account may list them, and the caller is another one: nobody asks
	Regions []model.RegionAdministrators // by Region
}

// newServiceAPIView gives what a service says of its administrators; nil for one that
// has no list of them.
func newServiceAPIView(r *model.Reading, s *catalog.Service) *ServiceAPIView {
	if s == nil || s.List.Mechanism != catalog.MechanismServiceAPI {
		return nil
	}
	caller, management := r.Caller.Account, r.Organization.Management
	v := &ServiceAPIView{Barred: s.List.Call.Caller == catalog.PartyManagement && caller != management && caller != "" && management != ""}
	_, v.Status = r.Settings(s.ID)
	regions := []model.Region{""}
	if s.Regions.Regional {
		usable, _ := r.Regions(r.Organization.Management)
		regions = slices.Concat(r.SettingRegions(s.ID), usable)
		slices.Sort(regions)
		regions = slices.Compact(regions)
	}
	for _, region := range regions {
		settings, status := r.SettingsIn(s.ID, region)
		seat := model.RegionAdministrators{Region: region, Status: status, NotOffered: r.NotOffered(s.ID, region)}
		for _, setting := range settings {
			if setting.IsAdministrator() {
				seat.Administrators = append(seat.Administrators, setting)
			}
		}
		v.Regions = append(v.Regions, seat)
	}
	return v
}

// Asked tells whether anything of the service's own list was read or tried.
func (v *ServiceAPIView) Asked() bool {
	return v.Status.Progress != model.Unread || slices.ContainsFunc(v.Regions, func(s model.RegionAdministrators) bool { return s.Status.Progress != model.Unread })
}

// Reading tells whether the list is being read just now.
func (v *ServiceAPIView) Reading() bool {
	return v.Status.Progress == model.Waiting || v.Status.Progress == model.Partial
}

// Whole tells whether all is read: every Region that is enabled, none of them
// from a saved reading.
func (v *ServiceAPIView) Whole() bool {
	return v.Status.Progress == model.Complete && !slices.ContainsFunc(v.Regions, func(s model.RegionAdministrators) bool { return !s.Status.Known() })
}

// Unread gives the places whose list could not be read, or was not.
func (v *ServiceAPIView) Unread() []model.RegionAdministrators {
	return slices.DeleteFunc(slices.Clone(v.Regions), func(s model.RegionAdministrators) bool { return s.Status.Known() })
}

// regionsOperation lists the Regions of an account.
const regionsOperation = "account:ListRegions"

// Lost gives what could not be read, each cause once, with the Regions that it
// is about as its target.
func (v *ServiceAPIView) Lost() []model.Gap {
	var gaps []model.Gap
	note := func(g *model.Gap, region model.Region) {
		if g == nil {
			return
		}
		same := func(h model.Gap) bool {
			return h.Kind == g.Kind && h.Operation == g.Operation && h.Cause == g.Cause && h.Fix == g.Fix
		}
		i := slices.IndexFunc(gaps, same)
		if i < 0 {
			gaps, i = append(gaps, *g), len(gaps)
			gaps[i].Target = string(region)
			return
		}
		if region != "" {
			gaps[i].Target = strings.TrimPrefix(gaps[i].Target+", "+string(region), ", ")
		}
	}
	if g := v.Status.Gap; g != nil && g.Operation == regionsOperation {
		note(g, "")
	}
	for _, s := range v.Regions {
		note(s.Status.Gap, s.Region)
	}
	return gaps
}

// Absences gives where AWS does not have the service, and how that is known.
func (v *ServiceAPIView) Absences() []model.Absence {
	return model.GatherAbsences(v.Regions)
}

// Accounts gives the accounts that the service names.
func (v *ServiceAPIView) Accounts() []model.AccountID {
	var accounts []model.AccountID
	for _, seat := range v.Regions {
		for _, h := range seat.Administrators {
			accounts = append(accounts, h.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// Where gives the Regions in which the service names an account, for one of its
// parts or, with an empty feature, for any.
func (v *ServiceAPIView) Where(account model.AccountID, feature string) []model.Region {
	var regions []model.Region
	for _, seat := range v.Regions {
		if slices.ContainsFunc(seat.Administrators, func(h model.Setting) bool { return h.Account == account && (feature == "" || h.Feature == feature) }) {
			regions = append(regions, seat.Region)
		}
	}
	return regions
}

// newMechanism gives what a seat says of an account.
func newMechanism(s model.RegionAdministrators, name string, account model.AccountID) Mechanism {
	m := Mechanism{Name: name, Region: s.Region, State: MechanismUnread}
	i := slices.IndexFunc(s.Administrators, func(h model.Setting) bool { return h.Account == account })
	switch {
	case s.NotOffered != "":
		m.State = MechanismNotOffered
	case i >= 0 && s.Administrators[i].State == model.SettingDisabling:
		m.State = MechanismRemoving
	case i >= 0:
		m.State = MechanismRegistered
	case s.Status.Known():
		m.State = MechanismAbsent
	}
	return m
}

// readServiceAPI fills in what the service says itself: of those that AWS
// Organizations has, and of others.
func (row *Row) readServiceAPI(r *model.Reading) {
	row.ServiceAPI = newServiceAPIView(r, row.Service)
	if row.ServiceAPI == nil {
		return
	}
	for _, account := range row.ServiceAPI.Accounts() {
		if slices.Contains(row.Accounts(), account) {
			continue
		}
		h := row.administrator(r, model.Delegation{Account: account, Principal: row.Principals[0]})
		if h.Mechanisms[0].State = MechanismAbsent; !row.Certain {
			h.Mechanisms[0].State = MechanismUnread
		}
		row.Administrators = append(row.Administrators, h)
	}
	name := row.Service.List.Call.Service
	for i := range row.Administrators {
		h := &row.Administrators[i]
		for _, seat := range row.ServiceAPI.Regions {
			h.Mechanisms = append(h.Mechanisms, newMechanism(seat, name, h.Account))
		}
		if len(row.ServiceAPI.Regions) == 0 {
			h.Mechanisms = append(h.Mechanisms, Mechanism{Name: name, State: MechanismUnread})
		}
	}
}

// serviceAPIDisagreements are what a service and AWS Organizations say differently,
// and Regions that were left out.
func serviceAPIDisagreements(r *model.Reading, row *Row) []Disagreement {
	if row.ServiceAPI == nil || !row.Certain {
		return nil
	}
	var listed, strangers []model.AccountID
	for _, h := range row.Administrators {
		if h.Mechanisms[0].State == MechanismRegistered {
			listed = append(listed, h.Account)
		} else if h.Account != r.Organization.Management || !row.Service.Regions.ManagementBeside && len(listed) > 0 {
			strangers = append(strangers, h.Account)
		}
	}
	w := disagreementWriter{r, row}
	if row.Service.Quota.Number != 1 || len(listed) == 0 {
		return append(w.unlisted(strangers), w.unnamed(listed, strangers)...)
	}
	if len(strangers) > 0 {
		return w.contended(listed[0], strangers)
	}
	return append(w.unnamed(listed, nil), w.leftOut(listed[0])...)
}

// disagreementWriter says what a service and AWS Organizations have differently.
type disagreementWriter struct {
	r   *model.Reading
	row *Row
}

// order is a registration that mends something.
func (w disagreementWriter) order(account model.AccountID, regions []model.Region) *plan.Order {
	o := &plan.Order{Direction: catalog.Register, Service: w.row.Service.ID, Account: account}
	if w.row.Service.Regions.Regional {
		o.Regions = regions
	}
	return o
}

// names says whom the service names where.
func (w disagreementWriter) names(account model.AccountID) string {
	return w.r.AccountLabel(account) + w.in(w.row.ServiceAPI.Where(account, ""))
}

// in names Regions in a sentence; empty for a service without Regions.
func (w disagreementWriter) in(regions []model.Region) string {
	if !w.row.Service.Regions.Regional || len(regions) == 0 {
		return ""
	}
	return " in " + phrase.Commas(regions)
}

// unlisted are accounts that the service names and AWS Organizations does not.
func (w disagreementWriter) unlisted(accounts []model.AccountID) []Disagreement {
	var all []Disagreement
	for _, account := range accounts {
		all = append(all, Disagreement{
			Text: fmt.Sprintf("%s names %s; AWS Organizations does not have it.", w.row.Name, w.names(account)),
			Fix:  w.order(account, w.row.ServiceAPI.Where(account, "")),
		})
	}
	if len(accounts) > 1 && w.row.Service.Quota.Number == 1 {
		for i := range all {
			all[i].Fix = nil // which of them it is to be, a person has to say
		}
	}
	return all
}

// unnamed are accounts that AWS Organizations has and the service names
// nowhere. Only where all is read that is known.
func (w disagreementWriter) unnamed(accounts, others []model.AccountID) []Disagreement {
	var all []Disagreement
	for _, account := range accounts {
		if !w.row.ServiceAPI.Whole() || len(w.row.ServiceAPI.Where(account, "")) > 0 {
			continue
		}
		text := fmt.Sprintf("AWS Organizations has %s; %s itself names nobody", w.r.AccountLabel(account), w.row.Name)
		if len(others) > 0 {
			text = fmt.Sprintf("AWS Organizations has %s; %s itself does not name it", w.r.AccountLabel(account), w.row.Name)
		}
		if w.row.Service.Regions.Regional {
			text += fmt.Sprintf(" in any of %s", phrase.Count(len(w.offered()), "Region"))
		}
		all = append(all, Disagreement{Text: text + ".", Fix: w.order(account, nil)})
	}
	return all
}

// contended tells of a service that has room for one account and names another
// than AWS Organizations.
func (w disagreementWriter) contended(listed model.AccountID, strangers []model.AccountID) []Disagreement {
	words := make([]string, 0, len(strangers)+1)
	if len(w.row.ServiceAPI.Where(listed, "")) > 0 {
		words = append(words, w.names(listed))
	}
	var regions []model.Region
	for _, account := range strangers {
		words = append(words, w.names(account))
		regions = append(regions, w.row.ServiceAPI.Where(account, "")...)
	}
	d := Disagreement{Text: fmt.Sprintf("AWS Organizations has %s; %s names %s.",
		w.r.AccountLabel(listed), w.row.Name, strings.Join(words, ", and "))}
	if len(strangers) == 1 {
		d.Fix = w.order(listed, regions)
		d.Fix.Replace = true
	}
	return []Disagreement{d}
}

// offered are the places that the service is offered in and that are read.
func (w disagreementWriter) offered() []model.RegionAdministrators {
	return slices.DeleteFunc(slices.Clone(w.row.ServiceAPI.Regions), func(s model.RegionAdministrators) bool { return !s.Status.Known() || s.NotOffered != "" })
}

// leftOut tells of Regions in which an account does not administer the service
// that it administers in others, for each part of it.
func (w disagreementWriter) leftOut(account model.AccountID) []Disagreement {
	var told []Disagreement
	features := w.row.Service.Features
	if len(features) == 0 {
		features = []catalog.Feature{{}}
	}
	for _, f := range features {
		there, offered := w.row.ServiceAPI.Where(account, f.Value), w.offered()
		var missing []model.Region
		for _, seat := range offered {
			if !slices.Contains(there, seat.Region) {
				missing = append(missing, seat.Region)
			}
		}
		if len(there) == 0 || len(missing) == 0 || !w.row.Service.Regions.Regional {
			continue
		}
		name := w.row.Name
		if f.Name != "" {
			name = f.Name
		}
		all := phrase.Count(len(offered), "Region")
		if len(w.row.ServiceAPI.Unread()) > 0 {
			all = "the " + all + " that could be read"
		}
		d := Disagreement{Partial: true, Fix: w.order(account, nil), Text: fmt.Sprintf("%s administers %s in %d of %s: not in %s.",
			w.r.AccountLabel(account), name, len(there), all, phrase.Commas(missing))}
		if f.Value != "" {
			d.Fix.Features = []string{f.Value}
		}
		told = append(told, d)
	}
	return told
}
