package ui

import (
	"time"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/pane"
)

// progress is how far the reading is as a whole.
type progress struct {
	loading bool
	percent int           // of all calls, never 100 while something is still being read; zero while that cannot be told
	left    time.Duration // zero while that cannot be told
	at      time.Time     // the latest completion
	saved   time.Time     // the age of the oldest part that is not read again; zero if there is none
}

// foresee takes what is foreseen of the reading. The percentage never falls,
// though more calls may turn out to be needed.
func (s *session) foresee(f model.ForecastFact) {
	s.progressSoFar.left = f.Left
	if f.Total > 0 {
		s.progressSoFar.percent = max(s.progressSoFar.percent, min(99, phrase.PercentOf(f.Done, f.Total)))
	}
}

// progress adds up the parts of the reading.
func (s *session) progress() progress {
	p := s.progressSoFar
	r := s.env.Reading
	for _, k := range pane.WholeReading() {
		st := r.Status(k.Part, k.Target)
		p.loading = p.loading || st.Progress == model.Waiting || st.Progress == model.Partial || s.awaited(k, st)
		if st.At.After(p.at) {
			p.at = st.At
		}
		if st.Progress == model.Saved && (p.saved.IsZero() || st.At.Before(p.saved)) {
			p.saved = st.At
		}
	}
	if r.Organization.ID == "" && r.Status(model.PartOrganization, "").Gap == nil {
		p.loading = true
	}
	return p
}

// loading reports whether anything is being read.
func (s *session) loading() bool { return s.progress().loading }

// awaited reports whether policies are to be read whose reading has not started.
func (s *session) awaited(k pane.ReadingPart, st model.Status) bool {
	r := s.env.Reading
	if !s.policies || st.Progress != model.Unread || !pane.Expected(r, k) {
		return false
	}
	return k.Part == model.PartPolicies ||
		k.Part == model.PartTargets && r.Status(model.PartPolicies, k.Target).Progress == model.Complete
}

// settled reports whether every part of this run was read or has failed, and
// enough of it was read to be worth keeping.
func (s *session) settled() bool {
	r := s.env.Reading
	for _, k := range pane.WholeReading() {
		switch r.Status(k.Part, k.Target).Progress {
		case model.Complete, model.Failed:
		case model.Unread:
			if pane.Expected(r, k) {
				return false
			}
		default:
			return false
		}
	}
	return r.Status(model.PartAccounts, "").Progress == model.Complete
}

// nodesComing reports whether the tree may still get nodes.
func (s *session) nodesComing() bool {
	for _, p := range []model.Part{model.PartOUs, model.PartAccounts} {
		if st := s.env.Reading.Status(p, ""); !st.Known() && st.Progress != model.Failed {
			return true
		}
	}
	return false
}

// policiesComing reports whether policies may still come: their lists are read
// after the tree, unless the saved reading is young enough.
func (s *session) policiesComing() bool {
	if s.options.Offline || s.decided && !s.policies {
		return false
	}
	for _, t := range model.Evaluated() {
		if st := s.env.Reading.Status(model.PartPolicies, string(t)); !st.Known() && st.Progress != model.Failed {
			return true
		}
	}
	return false
}
