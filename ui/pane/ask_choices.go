package pane

import (
	"strings"
	"time"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/search"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// choices is the list of what the field with the focus could hold. It appears
// below the form while the user types or asks for it.
type choices struct {
	items     []search.Completion
	at        int  // the chosen one, from 0; -1 while none is
	requested bool // asked for: an empty field and a finished one have a list too

	listed     bool // listed for what is typed now
	vocabulary *search.Vocabulary
	building   *search.VocabularyBuilder // the next one; nil while none is made
	reading    *model.Reading            // that the vocabulary is of
	asOf       uint64                    // generation of the documents
	made       time.Time
	room       int // rows that the list may take
}

// choicesMost and choicesFew are the bounds of how many choices are listed.
const choicesMost, choicesFew = 10, 4

// fieldOf returns what a field of the form holds.
func fieldOf(i int) search.Field {
	return search.FieldAction + search.Field(min(i, askKeys))
}

// updateChoices lists again what the field with the focus could hold.
func (f *askForm) updateChoices() {
	c := &f.choices
	c.items, c.at, c.listed = nil, -1, true
	if f.inAnswer() || c.vocabulary == nil {
		return
	}
	typed := f.input().Value()
	if strings.TrimSpace(typed) == "" && !c.requested {
		return
	}
	c.vocabulary.Accounts = f.env.index.whole()
	c.items = c.vocabulary.Complete(f.env.Reading, fieldOf(f.focus), f.question(), typed, min(choicesMost, max(choicesFew, c.room)))
	if !c.requested && c.has(typed) {
		c.items = nil
	}
}

// work returns the next job that collects what fields are completed from; nil if
// all is collected.
func (f *askForm) work() kit.Job {
	if f.inAnswer() {
		return nil
	}
	if job := f.choices.buildVocabulary(f.env, f.refreshChoices); job != nil {
		return job
	}
	if f.focus != askOwner {
		return nil
	}
	job := f.env.index.work(f.env)
	if job == nil {
		return nil
	}
	return func() func() {
		take := job()
		return func() { take(); f.refreshChoices() }
	}
}

// perGather is the number of policies that one job looks for actions, keys and
// ARNs in.
const perGather = 100

// buildVocabulary returns the next job that collects the words of the policy
// documents; nil if none changed. While documents still arrive, it begins again
// every few seconds. The job calls then when the words are there.
func (c *choices) buildVocabulary(env *Env, then func()) kit.Job {
	r, of := env.Reading, env.Reading.Generation(model.PartDocument)
	if c.reading != r || c.building == nil && c.asOf != of && env.Now.Sub(c.made) >= indexLifetime {
		c.building = search.NewVocabularyBuilder(r)
		c.reading, c.asOf, c.made = r, of, env.Now
	}
	if c.building == nil {
		return nil
	}
	return kit.ShortJob(func() {
		if c.building.Next(r, perGather) {
			c.vocabulary, c.building = c.building.Vocabulary(), nil
			then()
		}
	})
}

// refreshChoices lists the choices again if some are listed, unless the user is
// choosing one.
func (f *askForm) refreshChoices() {
	if c := &f.choices; c.listed && c.at < 0 {
		f.updateChoices()
	}
}

// has reports whether the text is one of the choices.
func (c *choices) has(typed string) bool {
	for _, x := range c.items {
		if !x.Open && strings.EqualFold(x.Text, strings.TrimSpace(typed)) {
			return true
		}
	}
	return false
}

// closeChoices closes the list. It reports whether the user had asked for it or
// was choosing.
func (f *askForm) closeChoices() bool {
	was := f.choices.requested || f.choices.at >= 0
	f.choices.requested = false
	f.updateChoices()
	return was
}

// step moves the cursor in the list. It reports whether there was something to
// move to.
func (c *choices) step(by int) bool {
	if len(c.items) == 0 || by < 0 && c.at < 0 {
		return false
	}
	c.at = min(c.at+by, len(c.items)-1)
	return true
}

// take puts a choice into the field, and reports whether that finishes the
// field.
func (f *askForm) take(x search.Completion) bool {
	f.input().Set(x.Text)
	f.choices.requested = false
	f.updateChoices()
	return !x.Open
}

// takes returns the index of the choice that leaving the field takes: the chosen
// one, or the best if what is typed is nothing by itself; -1 for none.
func (f *askForm) takes() int {
	c := &f.choices
	switch {
	case f.inAnswer() || c.at >= 0:
		return c.at
	case len(c.items) == 0 || c.requested || f.isWhole():
		return -1
	}
	return 0
}

// isWhole reports whether what is typed in the field with the focus needs no
// completion.
func (f *askForm) isWhole() bool {
	text := f.text(f.focus)
	switch {
	case text == "" || f.choices.has(text):
		return true
	case f.focus == askAction:
		_, known := iam.Lookup(text)
		return known
	case f.focus == askResource:
		arn, err := model.ParseARN(text)
		return text == "*" || err == nil && strings.Trim(arn.Resource[max(0, len(arn.Resource)-1):], "/:") != ""
	case f.focus == askOwner:
		return f.ownerAccount() != "" || len(f.choices.items) > 1 // which account is not guessed
	case f.focus == askPrincipal:
		_, name, kind := strings.Cut(text, "/")
		return kind && name != "" || !kind && !f.onlyBegins(text)
	case f.focus == askRegion:
		return strings.Contains(text, "-") && strings.Trim(text[len(text)-1:], "0123456789") == ""
	default: // which value a key has is not guessed
		return strings.Contains(text, "=") || text == "!" || !readKey(text).incomplete && !f.onlyBegins(text)
	}
}

// onlyBegins reports whether the best choice goes on where the text ends.
func (f *askForm) onlyBegins(text string) bool {
	_, begins := cutFold(f.choices.items[0].Text, text)
	return begins
}

// complete takes the best choice, or lists the choices if none are listed. It
// reports whether it did; if not, the key is for the text.
func (f *askForm) complete() bool {
	c, in := &f.choices, f.input()
	if !in.AtEnd() {
		return false
	}
	if len(c.items) == 0 {
		c.requested = true
		if f.updateChoices(); len(c.items) == 0 {
			c.requested = false
			return false
		}
		c.at = 0
		return true
	}
	f.take(c.items[max(0, c.at)])
	return true
}

// actionUnfinished reports whether the user is still typing the action: known
// actions begin with it, and it is none itself.
func (f *askForm) actionUnfinished() bool {
	return f.focus == askAction && len(f.choices.items) > 0 && !f.choices.has(f.fields[askAction].input.Value())
}

// drawCompletion draws, behind the text, what the completing key would make of
// it.
func (f *askForm) drawCompletion(l *widget.Line, typed string) {
	c := &f.choices
	if len(c.items) == 0 {
		if typed == "" {
			l.Put(theme.Muted, hints[f.fields[f.focus].label])
		}
		return
	}
	best, key := c.items[max(0, c.at)].Text, f.env.Theme.Marks.Right
	switch rest, begins := cutFold(best, typed); {
	case begins && rest == "":
	case begins:
		l.Put(theme.Muted, rest+"   "+key+" completes")
	default:
		l.Put(theme.Muted, "   "+key+" "+best)
	}
}

// cutFold cuts off the beginning of a text, in upper or lower case. It reports
// whether the text began so.
func cutFold(text, begin string) (rest string, ok bool) {
	if len(text) < len(begin) || !strings.EqualFold(text[:len(begin)], begin) {
		return text, false
	}
	return text[len(begin):], true
}

// view draws the choices.
func (c *choices) view(env *Env, width int) []string {
	var lines []string
	wide := 0
	for _, x := range c.items {
		wide = max(wide, min(widget.Width(widget.Clean(x.Text)), width/2))
	}
	for i, x := range c.items {
		l := env.Row(i == c.at, true, width)
		l.To(askIndent).Cell(theme.Plain, x.Text, wide).Space(2).Put(theme.Muted, x.Note)
		lines = append(lines, l.String())
	}
	return lines
}

// askIndent is the column in which the texts of the form begin.
const askIndent = 13
