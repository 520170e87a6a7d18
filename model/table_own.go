package model

import (
	"fmt"
	"slices"
	"strings"
)

// OwnView is what a service that keeps its administrators itself says of them:
// Region by Region, or once where a setting holds for all.
type OwnView struct {
	Status Status // of the service as a whole: how far its Regions are read
	Barred bool   // only the management account may list them, and the caller is another one: nobody asks
	Seats  []Seat // by Region
}

// Seat is where a service keeps an administrator.
type Seat struct {
	Region     Region // empty where one setting holds for all Regions
	Status     Status
	Holders    []Setting // the administrators; nobody if it is read and there are none
	NotOffered string    // how it is known that AWS does not have the service there; empty where it may
}

// ownView gives what a service says of its administrators; nil for one that
// has no list of them.
func ownView(r *Reading, s *Service) *OwnView {
	if s == nil || s.List.Road != RoadService {
		return nil
	}
	caller, management := r.Caller.Account, r.Organization.Management
	v := &OwnView{Barred: s.List.Call.Caller == PartyManagement && caller != management && caller != "" && management != ""}
	_, v.Status = r.Settings(s.ID)
	regions := []Region{""}
	if s.Regions.Regional {
		usable, _ := r.Regions(r.Organization.Management)
		regions = slices.Concat(r.SettingRegions(s.ID), usable)
		slices.Sort(regions)
		regions = slices.Compact(regions)
	}
	for _, region := range regions {
		settings, status := r.SettingsIn(s.ID, region)
		seat := Seat{Region: region, Status: status, NotOffered: r.NotOffered(s.ID, region)}
		for _, setting := range settings {
			if setting.isAdministrator() {
				seat.Holders = append(seat.Holders, setting)
			}
		}
		v.Seats = append(v.Seats, seat)
	}
	return v
}

// Asked tells whether anything of the service's own list was read or tried.
func (v *OwnView) Asked() bool {
	return v.Status.Progress != Unread || slices.ContainsFunc(v.Seats, func(s Seat) bool { return s.Status.Progress != Unread })
}

// Reading tells whether the list is being read just now.
func (v *OwnView) Reading() bool { return v.Status.Progress == Waiting || v.Status.Progress == Partial }

// Whole tells whether all is read: every Region that is enabled, none of them
// from a saved reading.
func (v *OwnView) Whole() bool {
	return v.Status.Progress == Complete && !slices.ContainsFunc(v.Seats, func(s Seat) bool { return !s.Status.Known() })
}

// Unread gives the places whose list could not be read, or was not.
func (v *OwnView) Unread() []Seat {
	return slices.DeleteFunc(slices.Clone(v.Seats), func(s Seat) bool { return s.Status.Known() })
}

// regionsOperation lists the Regions of an account.
const regionsOperation = "account:ListRegions"

// Lost gives what could not be read, each cause once, with the Regions that it
// is about as its target.
func (v *OwnView) Lost() []Gap {
	var gaps []Gap
	note := func(g *Gap, region Region) {
		if g == nil {
			return
		}
		same := func(h Gap) bool {
			return h.Kind == g.Kind && h.Operation == g.Operation && h.Cause == g.Cause && h.Mend == g.Mend
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
	for _, s := range v.Seats {
		note(s.Status.Gap, s.Region)
	}
	return gaps
}

// Absences gives where AWS does not have the service, and how that is known.
func (v *OwnView) Absences() []Absence {
	return gatherAbsences(v.Seats)
}

// Accounts gives the accounts that the service names.
func (v *OwnView) Accounts() []AccountID {
	var accounts []AccountID
	for _, seat := range v.Seats {
		for _, h := range seat.Holders {
			accounts = append(accounts, h.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// Where gives the Regions in which the service names an account, for one of its
// parts or, with an empty feature, for any.
func (v *OwnView) Where(account AccountID, feature string) []Region {
	var regions []Region
	for _, seat := range v.Seats {
		if slices.ContainsFunc(seat.Holders, func(h Setting) bool { return h.Account == account && (feature == "" || h.Feature == feature) }) {
			regions = append(regions, seat.Region)
		}
	}
	return regions
}

// mechanism gives what a seat says of an account.
func (s Seat) mechanism(name string, account AccountID) Mechanism {
	m := Mechanism{Name: name, Region: s.Region, State: MechanismUnread}
	i := slices.IndexFunc(s.Holders, func(h Setting) bool { return h.Account == account })
	switch {
	case s.NotOffered != "":
		m.State = MechanismNotOffered
	case i >= 0 && s.Holders[i].State == SettingDisabling:
		m.State = MechanismRemoving
	case i >= 0:
		m.State = MechanismRegistered
	case s.Status.Known():
		m.State = MechanismAbsent
	}
	return m
}

// readOwn fills in what the service says itself: of those that AWS
// Organizations has, and of others.
func (row *DelegationRow) readOwn(r *Reading) {
	row.Own = ownView(r, row.Service)
	if row.Own == nil {
		return
	}
	for _, account := range row.Own.Accounts() {
		if slices.Contains(row.Accounts(), account) {
			continue
		}
		h := row.holder(r, Delegation{Account: account, Principal: row.Principals[0]})
		if h.Mechanisms[0].State = MechanismAbsent; !row.Certain {
			h.Mechanisms[0].State = MechanismUnread
		}
		row.Holders = append(row.Holders, h)
	}
	name := row.Service.List.Call.Service
	for i := range row.Holders {
		h := &row.Holders[i]
		for _, seat := range row.Own.Seats {
			h.Mechanisms = append(h.Mechanisms, seat.mechanism(name, h.Account))
		}
		if len(row.Own.Seats) == 0 {
			h.Mechanisms = append(h.Mechanisms, Mechanism{Name: name, State: MechanismUnread})
		}
	}
}

// ownDisagreements are what a service and AWS Organizations say differently,
// and Regions that were left out.
func ownDisagreements(r *Reading, row *DelegationRow) []Disagreement {
	if row.Own == nil || !row.Certain {
		return nil
	}
	var listed, strangers []AccountID
	for _, h := range row.Holders {
		if h.Mechanisms[0].State == MechanismRegistered {
			listed = append(listed, h.Account)
		} else if h.Account != r.Organization.Management || !row.Service.Regions.ManagementBeside && len(listed) > 0 {
			strangers = append(strangers, h.Account)
		}
	}
	w := ownWords{r, row}
	if row.Service.Quota.Number != 1 || len(listed) == 0 {
		return append(w.unlisted(strangers), w.unnamed(listed, strangers)...)
	}
	if len(strangers) > 0 {
		return w.contended(listed[0], strangers)
	}
	return append(w.unnamed(listed, nil), w.leftOut(listed[0])...)
}

// ownWords says what a service and AWS Organizations have differently.
type ownWords struct {
	r   *Reading
	row *DelegationRow
}

// order is a registration that mends something.
func (w ownWords) order(account AccountID, regions []Region) *Order {
	o := &Order{Direction: Register, Service: w.row.Service.ID, Account: account}
	if w.row.Service.Regions.Regional {
		o.Regions = regions
	}
	return o
}

// names says whom the service names where.
func (w ownWords) names(account AccountID) string {
	return w.r.accountLabel(account) + w.in(w.row.Own.Where(account, ""))
}

// in names Regions in a sentence; empty for a service without Regions.
func (w ownWords) in(regions []Region) string {
	if !w.row.Service.Regions.Regional || len(regions) == 0 {
		return ""
	}
	return " in " + strings.Join(wordsOf(regions), ", ")
}

// unlisted are accounts that the service names and AWS Organizations does not.
func (w ownWords) unlisted(accounts []AccountID) []Disagreement {
	var all []Disagreement
	for _, account := range accounts {
		all = append(all, Disagreement{
			Text: fmt.Sprintf("%s names %s; AWS Organizations does not have it.", w.row.Name, w.names(account)),
			Mend: w.order(account, w.row.Own.Where(account, "")),
		})
	}
	if len(accounts) > 1 && w.row.Service.Quota.Number == 1 {
		for i := range all {
			all[i].Mend = nil // which of them it is to be, a person has to say
		}
	}
	return all
}

// unnamed are accounts that AWS Organizations has and the service names
// nowhere. Only where all is read that is known.
func (w ownWords) unnamed(accounts, others []AccountID) []Disagreement {
	var all []Disagreement
	for _, account := range accounts {
		if !w.row.Own.Whole() || len(w.row.Own.Where(account, "")) > 0 {
			continue
		}
		text := fmt.Sprintf("AWS Organizations has %s; %s itself names nobody", w.r.accountLabel(account), w.row.Name)
		if len(others) > 0 {
			text = fmt.Sprintf("AWS Organizations has %s; %s itself does not name it", w.r.accountLabel(account), w.row.Name)
		}
		if w.row.Service.Regions.Regional {
			text += fmt.Sprintf(" in any of %s", counted(len(w.offered()), "Region"))
		}
		all = append(all, Disagreement{Text: text + ".", Mend: w.order(account, nil)})
	}
	return all
}

// contended tells of a service that has room for one account and names another
// than AWS Organizations.
func (w ownWords) contended(listed AccountID, strangers []AccountID) []Disagreement {
	words := make([]string, 0, len(strangers)+1)
	if len(w.row.Own.Where(listed, "")) > 0 {
		words = append(words, w.names(listed))
	}
	var regions []Region
	for _, account := range strangers {
		words = append(words, w.names(account))
		regions = append(regions, w.row.Own.Where(account, "")...)
	}
	d := Disagreement{Text: fmt.Sprintf("AWS Organizations has %s; %s names %s.",
		w.r.accountLabel(listed), w.row.Name, strings.Join(words, ", and "))}
	if len(strangers) == 1 {
		d.Mend = w.order(listed, regions)
		d.Mend.Replace = true
	}
	return []Disagreement{d}
}

// offered are the places that the service is offered in and that are read.
func (w ownWords) offered() []Seat {
	return slices.DeleteFunc(slices.Clone(w.row.Own.Seats), func(s Seat) bool { return !s.Status.Known() || s.NotOffered != "" })
}

// leftOut tells of Regions in which an account does not administer the service
// that it administers in others, for each part of it.
func (w ownWords) leftOut(account AccountID) []Disagreement {
	var told []Disagreement
	features := w.row.Service.Features
	if len(features) == 0 {
		features = []Feature{{}}
	}
	for _, f := range features {
		there, offered := w.row.Own.Where(account, f.Value), w.offered()
		var missing []Region
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
		all := counted(len(offered), "Region")
		if len(w.row.Own.Unread()) > 0 {
			all = "the " + all + " that could be read"
		}
		d := Disagreement{Partial: true, Mend: w.order(account, nil), Text: fmt.Sprintf("%s administers %s in %d of %s: not in %s.",
			w.r.accountLabel(account), name, len(there), all, strings.Join(wordsOf(missing), ", "))}
		if f.Value != "" {
			d.Mend.Features = []string{f.Value}
		}
		told = append(told, d)
	}
	return told
}
