package pane

import (
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// asOf returns from when a saved part is; empty for what was read in this run.
func asOf(env *Env, s model.Status) string {
	switch {
	case s.Progress != model.Saved:
		return ""
	case s.At.IsZero():
		return "saved"
	default:
		return "as of " + moment(env, s.At)
	}
}

// moment returns a time in UTC, with its date if that is not today.
func moment(env *Env, t time.Time) string {
	if phrase.Date(t) == phrase.Date(env.Now) {
		return phrase.Clock(t)
	}
	return phrase.DateTime(t)
}
