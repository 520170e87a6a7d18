package pane

import (
	"strings"

	"deputy/model/verdict"
	"deputy/ui/theme"
)

// isAboutPasted reports whether a question is still about the event in the
// pasted text. It is not if the user moved to another account or added what-if
// changes.
func (a *Ask) isAboutPasted(q verdict.Question) bool {
	return a.pasted != nil && a.whatIfWords() == "" && (a.pasted.Account == "" || a.pasted.Account == q.Account)
}

// notes appends what the pasted text says besides the question, and what it
// does not say and the user did not add.
func (a *Ask) notes(q verdict.Question) {
	if !a.isAboutPasted(q) {
		return
	}
	p := a.pasted
	p.Given = q.Given
	p.DropNotes(false)
	for _, n := range p.Notes {
		a.answer.say(theme.Muted, n)
	}
	if len(p.DeniedBy) > 0 {
		a.answer.say(theme.Muted, "The text blames: "+strings.Join(p.DeniedBy, ", ")+".")
	}
}

// sayDisagreement appends where the pasted text and the verdict disagree.
func (a *Ask) sayDisagreement(v *verdict.Verdict) {
	if a.isAboutPasted(v.Question) {
		a.answer.warn(a.pasted.Disagreement(*v))
	}
}
