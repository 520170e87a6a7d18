package pane

import (
	"strconv"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/phrase"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// effect is what a policy or a level does to what is allowed, in words.
type effect struct {
	meaning theme.Meaning
	mark    effectMark
	text    string
	aside   string // muted, behind the text
	old     string // from when it is, if it was saved
}

// effectMark is the mark before the words of an effect.
type effectMark uint8

// The marks; the theme has the characters.
const (
	markNone effectMark = iota
	markArriving
	markUnread
	markGap
	markDenied
)

// draw puts the effect on a line; old says whether to add its age.
func (e *effect) draw(l *widget.Line, env *Env, old bool) {
	switch e.mark {
	case markArriving:
		l.Put(theme.Muted, env.Spinner()+" ")
	case markUnread:
		l.Put(theme.Muted, env.Theme.Marks.Unknown+" ")
	case markGap:
		l.Put(theme.Warning, env.Theme.Marks.Gap+" ")
	case markDenied:
		l.Put(theme.Danger, env.Theme.Marks.Denied+" ")
	case markNone:
	}
	l.Put(e.meaning, e.text)
	if e.aside != "" {
		l.Put(theme.Muted, "  "+e.aside)
	}
	if old && e.old != "" {
		l.Put(theme.Muted, "  "+e.old)
	}
}

// policyEffect returns what a policy's document does.
func (e *Env) policyEffect(id model.PolicyID) effect {
	_, status := e.Reading.Document(id)
	d := e.policySummary(id)
	if d == nil {
		return unreadEffect(status)
	}
	x := d.effect()
	if errors, warnings, _ := lint.Count(d.problems()); errors == 0 && warnings > 0 {
		x.aside = phrase.Count(warnings, "warning")
	} else if errors > 0 && !d.document.Broken() {
		x.aside = phrase.Count(errors, "error")
	}
	x.old = asOf(e, status)
	return x
}

// unreadEffect returns why a document's effect is unknown.
func unreadEffect(s model.Status) effect {
	switch s.Progress {
	case model.Failed:
		return effect{theme.Warning, markGap, "could not be read", "", ""}
	case model.Waiting, model.Partial:
		return effect{theme.Muted, markArriving, "loading", "", ""}
	default:
		return effect{theme.Muted, markUnread, "not read yet", "", ""}
	}
}

// effect returns what the document does.
func (d *policySummary) effect() effect {
	errors, _, _ := lint.Count(d.problems())
	switch {
	case d.document.Broken():
		return effect{theme.Danger, markDenied, "cannot be evaluated: " + phrase.Count(errors, "error"), "", ""}
	case d.denials == 0 && d.allows == allowsAll:
		return effect{theme.Muted, markNone, "allows everything", "", ""}
	case d.denials == 0 && d.allows == allowsSome:
		return effect{theme.Plain, markNone, "allows only what it lists", "", ""}
	case d.denials == 0:
		return effect{theme.Plain, markNone, "has no effect", "", ""}
	case d.allows == allowsSome:
		return effect{theme.Plain, markNone, denials(d.denials, d.conditional) + ", and an allow list", "", ""}
	default:
		return effect{theme.Plain, markNone, denials(d.denials, d.conditional), "", ""}
	}
}

// denials returns the number of denials in words.
func denials(n, conditional int) string {
	text := phrase.Count(n, "denial")
	switch {
	case conditional == 0:
		return text
	case n == 1:
		return text + " with conditions"
	default:
		return text + ", " + strconv.Itoa(conditional) + " with conditions"
	}
}

// levelEffect returns what the policies of one level add to what the levels
// above forbid.
func (e *Env) levelEffect(level model.Level, kind model.PolicyType) effect {
	var sum policySummary
	unread, broken, failed := 0, 0, 0
	for _, p := range level.Policies {
		switch d := e.policySummary(p); {
		case d == nil && p == kind.Full():
			sum.allows = allowsAll // AWS's own: its text never changes
		case d == nil && e.Reading.Status(model.PartDocument, string(p)).Progress == model.Failed:
			failed++
		case d == nil:
			unread++
		case d.document.Broken():
			broken++
		default:
			sum.denials += d.denials
			sum.conditional += d.conditional
			sum.allows = max(sum.allows, d.allows)
		}
	}
	x := levelWords(level, &sum, unread, broken, kind)
	if failed > 0 && level.Status.Progress != model.Failed {
		x = effect{theme.Warning, markGap, "unknown: " + phrase.Count(failed, "document") + " could not be read", "", ""}
	}
	x.old = asOf(e, level.Status)
	return x
}

// levelWords returns the effect of a level whose documents add up to sum.
func levelWords(level model.Level, sum *policySummary, unread, broken int, kind model.PolicyType) effect {
	switch p := level.Status.Progress; {
	case p == model.Failed:
		return effect{theme.Warning, markGap, "could not be read", "", ""}
	case p == model.Waiting:
		return effect{theme.Muted, markArriving, "loading", "", ""}
	case p == model.Unread:
		return effect{theme.Muted, markUnread, "not read yet", "", ""}
	case broken > 0:
		return effect{theme.Danger, markDenied, "unknown: a document cannot be evaluated", "", ""}
	case unread > 0:
		return effect{theme.Muted, markUnread, "unknown: " + phrase.Count(unread, "document") + " not read yet", "", ""}
	case p == model.Partial && sum.denials == 0:
		return effect{theme.Muted, markUnread, "unknown: more may be attached", "", ""}
	case p == model.Partial:
		return effect{theme.Muted, markUnread, "at least " + denials(sum.denials, sum.conditional), "more may be attached", ""}
	case sum.allows <= allowsNothing && kind == model.ServiceControlPolicy:
		return effect{theme.Danger, markDenied, "everything: no policy here allows anything", "", ""}
	case sum.allows == allowsSome:
		return effect{theme.Warning, markNone, sum.words(), "", ""}
	case sum.denials == 0:
		return effect{theme.Muted, markNone, "nothing", "", ""}
	default:
		return effect{theme.Plain, markNone, sum.words(), "", ""}
	}
}

// words returns the sum of a level in words.
func (d *policySummary) words() string {
	switch {
	case d.denials == 0 && d.allows == allowsSome:
		return "an allow list"
	case d.denials == 0:
		return "nothing"
	case d.allows == allowsSome:
		return denials(d.denials, d.conditional) + ", and an allow list"
	default:
		return denials(d.denials, d.conditional)
	}
}
