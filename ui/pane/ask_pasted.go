package pane

import (
	"slices"
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

// readAgain asks for the policies above the accounts that the pasted text is about,
// and for where these are, also if all that was read: what AWS says is held against
// what there is now. One account is read after the other.
func (a *Ask) readAgain() kit.Intent {
	q := a.Question()
	a.reread = nil
	for _, id := range []model.AccountID{q.Account, q.Owner()} {
		if n := a.env.Reading.Node(id.Node()); n != nil && !slices.Contains(a.reread, n.ID) {
			a.reread = append(a.reread, n.ID)
		}
	}
	if len(a.reread) == 0 {
		return nil
	}
	return Wanted{a.nextReread()}
}

// nextReread returns the request for the first of the accounts that are left.
func (a *Ask) nextReread() model.Want {
	a.rereadSince = a.env.Reading.Generation(model.PartAttached)
	return model.WantLadder{Node: a.reread[0], Again: true}
}

// Needs implements Needy: it asks for the next account once the one before is read.
func (a *Ask) Needs() []model.Want {
	if len(a.reread) < 2 || !a.rereadBegan() || a.readsNow() {
		return nil
	}
	a.reread = a.reread[1:]
	return []model.Want{a.nextReread()}
}

// rereadBegan reports whether something has come since it was asked for. Nothing
// comes if a saved reading is open.
func (a *Ask) rereadBegan() bool {
	return a.env.Reading.Generation(model.PartAttached) != a.rereadSince
}

// readsNow reports whether the policies above an account are being read again.
func (a *Ask) readsNow() bool {
	return len(a.reread) > 0 && a.env.Reading.Status(model.PartAttached, string(a.reread[0])).Progress == model.Waiting
}

// waits reports whether policies that AWS may mean are still to be read again.
func (a *Ask) waits() bool { return a.readsNow() || len(a.reread) > 1 && a.rereadBegan() }

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
		a.answer.say(theme.Muted, "According to AWS, this denied the request: "+strings.Join(p.DeniedBy, ", ")+".")
	}
}

// ask answers a question about an account, with what the pasted text says of it.
func (a *Ask) ask(q verdict.Question) (verdict.Explained, error) {
	var said verdict.Evidence
	if a.isAboutPasted(q) && !a.waits() {
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
	case a.isAboutPasted(x.Question) && a.waits():
		a.answer.say(theme.Muted, "deputy is reloading the policies to compare them with what AWS says.")
	case x.Unused != "":
		a.answer.warn(x.Unused)
	case a.isAboutPasted(x.Question):
		a.answer.warn(a.pasted.Disagreement(x.Verdict))
	}
}
