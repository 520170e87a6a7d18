package command

import (
	"fmt"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// progressEvery is how often a terminal shows how far reading is.
const progressEvery = 200 * time.Millisecond

// progress shows a person who waits how far reading is.
func (l *loader) progress(f model.StatusFact) {
	now := l.s.Now()
	if f.Target != "" && f.Part != model.PartPolicies && f.Part != model.PartTargets && f.Part != model.PartAccessReport ||
		!l.s.isTerminal(l.s.Stderr) || now.Sub(l.shown) < progressEvery || partNames[f.Part] == "" {
		return
	}
	l.shown = now
	words := []string{"reading " + partNames[f.Part]}
	switch {
	case f.Part == model.PartEvents:
		words = append(words, fmt.Sprintf("%d %%", f.Status.Done))
	case f.Part == model.PartAccessReport && f.Status.Done > 0:
		words = append(words, phrase.Duration(time.Duration(f.Status.Done)*time.Second)+" so far")
	case f.Status.Total > 0:
		words = append(words, fmt.Sprintf("%d of %d", f.Status.Done, f.Status.Total))
	}
	if f.Status.Left > 0 {
		words = append(words, phrase.Duration(f.Status.Left)+" left")
	}
	l.s.tell("\r\x1b[K%s", strings.Join(words, ", "))
}

// clear takes the progress away.
func (l *loader) clear() {
	if !l.shown.IsZero() {
		l.s.tell("\r\x1b[K")
		l.shown = time.Time{}
	}
}

var partNames = map[model.Part]string{
	model.PartOUs: "OUs", model.PartAccounts: "accounts", model.PartPolicies: "policies",
	model.PartTargets: "attachments", model.PartDocument: "policy documents", model.PartDelegations: "delegations",
	model.PartEvents: "CloudTrail events", model.PartHistory: "the event history",
	model.PartAccessReport: "last accessed information",
}
