package pane

import (
	"slices"
	"time"

	"deputy/model/management"
	"deputy/ui/kit"
)

// SavedUse is the use of the management account as it is remembered from one start to
// the next.
type SavedUse struct {
	Taken   time.Time         `json:"taken"` // when it was read
	Days    int               `json:"days"`
	Until   string            `json:"until"`
	Lacking []string          `json:"lacking,omitempty"`
	Use     *management.Saved `json:"use"`
}

// maxSavedRows is how many rows of calls are remembered.
const maxSavedRows = 2000

// KeepUse returns the use of the management account to be remembered; nil if nothing
// is known of it.
func (e *Env) KeepUse() *SavedUse {
	u := &e.use
	switch r := u.result; {
	case r == nil:
		return u.saved // perhaps not shown yet
	case u.progress == useSaved, u.progress == useFiles:
		return u.saved
	case r.report.Events == 0:
		return nil
	default:
		return &SavedUse{u.want.To, r.days, r.until, slices.Clone(e.useInput().Lacking), management.Save(r.report, r.daily, maxSavedRows)}
	}
}

// TakeUse takes the use of the management account that was remembered.
func (e *Env) TakeUse(was *SavedUse) {
	if was != nil && was.Use != nil && e.use.count == nil {
		e.use.saved, e.use.progress, e.use.days = was, useSaved, was.Days
	}
}

// restoreJob makes what was remembered ready to be shown, once it is known which
// account is the management account; nil before. What cannot be used is forgotten.
func (e *Env) restoreJob() kit.Job {
	u := &e.use
	if u.saved == nil || e.Reading.Organization.Management == "" {
		return nil
	}
	judge, judged, was := management.NewJudge(e.Reading), e.delegationGeneration(), u.saved
	return func() func() {
		tally, err := was.Use.Tally(judge)
		return func() {
			switch {
			case u.saved != was || u.count != nil:
			case err != nil:
				e.ForgetEvents()
			default:
				u.count, u.judged = newUseCount(judge), judged
				u.count.tally = tally
				u.version++
			}
		}
	}
}
