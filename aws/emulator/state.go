package emulator

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"deputy/model"
)

// state is the part of the organization that operations change.
type state struct {
	delegations map[model.Delegation]time.Time // by account and principal; Since is zero in the key
	trusted     map[model.Principal]time.Time
	half        map[model.Principal]bool // switched on without the call of the service, which has a state of its own
	tags        map[string][]model.Tag
	settings    map[model.Setting]settingState // by what identifies them
	removed     map[model.Setting]time.Time    // the settings of a service that remembers them for a while
}

// settingState is the state of a setting, since when it exists, and its rank.
type settingState struct {
	state    model.SettingState
	since    time.Time
	priority int
}

// pendingChange is a change that reads do not show before it is due.
type pendingChange struct {
	due   time.Time
	apply func(*state)
}

func newState(s *model.Snapshot) *state {
	l := &state{
		map[model.Delegation]time.Time{},
		map[model.Principal]time.Time{},
		map[model.Principal]bool{},
		maps.Clone(s.Tags),
		map[model.Setting]settingState{},
		map[model.Setting]time.Time{},
	}
	for _, t := range s.Settings {
		l.settings[t.Key()] = settingState{t.State, t.Since, t.Priority}
	}
	for _, d := range s.Delegations {
		l.delegations[delegationKey(d.Account, d.Principal)] = d.Since
	}
	for _, t := range s.TrustedAccess {
		l.trusted[t.Principal] = t.Since
	}
	if l.tags == nil {
		l.tags = map[string][]model.Tag{}
	}
	return l
}

func delegationKey(a model.AccountID, p model.Principal) model.Delegation {
	return model.Delegation{Account: a, Principal: p}
}

// writeTo writes the state into a snapshot, in the order of a saved reading.
func (l *state) writeTo(s *model.Snapshot) {
	s.Delegations = l.delegationsWhere(func(model.Delegation) bool { return true })
	s.TrustedAccess = l.trustedAccess()
	s.Tags = maps.Clone(l.tags)
	s.Settings = l.settingsWhere(func(model.Setting) bool { return true })
}

// delegationsWhere returns the matching delegations, by account and principal.
func (l *state) delegationsWhere(fits func(model.Delegation) bool) []model.Delegation {
	var ds []model.Delegation
	for d, since := range l.delegations {
		if fits(d) {
			d.Since = since
			ds = append(ds, d)
		}
	}
	slices.SortFunc(ds, func(a, b model.Delegation) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Principal, b.Principal))
	})
	return ds
}

// settingsWhere returns the matching settings, by service, Region, feature and
// account.
func (l *state) settingsWhere(fits func(model.Setting) bool) []model.Setting {
	var all []model.Setting
	for s, h := range l.settings {
		if fits(s) {
			s.State, s.Since, s.Priority = h.state, h.since, h.priority
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b model.Setting) int {
		return cmp.Or(
			cmp.Compare(a.Service, b.Service), cmp.Compare(a.Region, b.Region),
			cmp.Compare(a.Feature, b.Feature), cmp.Compare(a.Account, b.Account),
		)
	})
	return all
}

// administers reports whether the account administers a service in any Region.
func (l *state) administers(service model.ServiceID, a model.AccountID) bool {
	for s := range l.settings {
		if s.Service == service && s.Account == a && !isNoAdministrator(s.Feature) {
			return true
		}
	}
	return false
}

// trustedAccess returns trusted access by principal.
func (l *state) trustedAccess() []model.TrustedAccess {
	var ts []model.TrustedAccess
	for p, since := range l.trusted {
		ts = append(ts, model.TrustedAccess{Principal: p, Since: since})
	}
	slices.SortFunc(ts, func(a, b model.TrustedAccess) int { return cmp.Compare(a.Principal, b.Principal) })
	return ts
}

// delegationsOf returns the delegations of one account.
func (l *state) delegationsOf(a model.AccountID) []model.Delegation {
	return l.delegationsWhere(func(d model.Delegation) bool { return d.Account == a })
}

// administratorsOf returns the delegations for one principal.
func (l *state) administratorsOf(p model.Principal) []model.Delegation {
	return l.delegationsWhere(func(d model.Delegation) bool { return d.Principal == p })
}

// hasAccess reports whether trusted access is on for the principal.
func (l *state) hasAccess(p model.Principal) bool {
	_, ok := l.trusted[p]
	return ok
}

// change makes a change, which reads show when the lag is over.
func (s *Server) change(now time.Time, apply func(*state)) {
	apply(s.current)
	s.pending = append(s.pending, pendingChange{now.Add(s.faults.Lag), apply})
}

// applyDue shows reads the changes that are due, in the order in which they were
// made.
func (s *Server) applyDue(now time.Time) {
	for len(s.pending) > 0 && !s.pending[0].due.After(now) {
		s.pending[0].apply(s.visible)
		s.pending = s.pending[1:]
	}
}
