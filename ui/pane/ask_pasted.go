package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// isAboutPasted reports whether a question is still about the event in the
// pasted text. It is not if the user moved to another account or added what-if
// changes.
func (a *Ask) isAboutPasted(q verdict.Question) bool {
	return a.pasted != nil && a.whatIfWords() == "" && (a.pasted.Account == "" || a.pasted.Account == q.Account)
}

// readAgain asks for the policies above the account that the pasted text is
// about, also if they were read: what AWS says is held against what there is now.
func (a *Ask) readAgain() kit.Intent {
	return Wanted{model.WantLadder{Node: a.form.node, Again: true}}
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
		a.answer.say(theme.Muted, "Denied, the text says, by: "+strings.Join(p.DeniedBy, ", ")+".")
	}
}

// ask answers a question about an account, with what the pasted text says of it.
func (a *Ask) ask(q verdict.Question) (verdict.Explained, error) {
	var said verdict.Evidence
	if a.isAboutPasted(q) {
		said = a.pasted.Evidence
	}
	return verdict.Explain(a.reading(), q, said)
}

// sayEvidence appends what AWS's words come to, or where they and the verdict
// disagree.
func (a *Ask) sayEvidence(x *verdict.Explained) {
	for _, text := range x.Story {
		a.answer.say(theme.Plain, "  "+text)
	}
	switch {
	case x.Unused != "":
		a.answer.warn(x.Unused)
	case a.isAboutPasted(x.Question):
		a.answer.warn(a.pasted.Disagreement(x.Verdict))
	}
}
