package pane

import (
	"strings"

	"deputy/model"
	"deputy/ui/theme"
)

// isAboutPasted reports whether a question is about what the pasted text tells: walking
// the tree asks about other accounts, and what is supposed never happened.
func (a *Ask) isAboutPasted(q model.Question) bool {
	return a.pasted != nil && a.whatIfWords() == "" && (a.pasted.Account == "" || a.pasted.Account == q.Account)
}

// notes tell what the pasted text says besides the question, and what it could
// not tell and nobody told since.
func (a *Ask) notes(q model.Question) {
	if !a.isAboutPasted(q) {
		return
	}
	p := a.pasted
	p.Given = q.Given
	p.Corrected(false)
	for _, n := range p.Notes {
		a.say(theme.Muted, n)
	}
	if len(p.Blames) > 0 {
		a.say(theme.Muted, "The text blames: "+strings.Join(p.Blames, ", ")+".")
	}
}

// sayDisagreement tells where the pasted text and a verdict disagree.
func (a *Ask) sayDisagreement(v *model.Verdict) {
	if a.isAboutPasted(v.Question) {
		a.warn(a.pasted.Disagreement(*v))
	}
}
