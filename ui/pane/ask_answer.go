package pane

import (
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// View draws the form above and the answer below it.
func (a *Ask) View(s kit.Size, focused bool) []string {
	t := a.env.Theme
	a.caret = nil
	n := a.env.Reading.Node(a.node)
	head := widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Strong, "Do SCPs and RCPs block this?")
	if n != nil {
		head.Right(theme.Plain, widget.Cut(widget.Clean(nameOf(n)), max(8, s.W-48), t.Marks.Ellipsis)+" "+string(n.ID)+" ")
	}
	lines := []string{head.String()}
	a.form.Resize(len(a.fields), min(len(a.fields), max(askKeys+1, s.H/2-1)))
	a.form.To(a.focus)
	for i := a.form.Top; i < a.form.End(); i++ {
		lines = append(lines, a.field(i, s.W, focused))
	}
	a.choices.room = (s.H - len(lines)) / 3
	lines = append(lines, a.list(s.W)...)
	foot := widget.NewLine(t, theme.Page, s.W)
	if hidden := len(a.fields) - a.form.Height; hidden > 0 {
		foot.Space(2).Put(theme.Muted, count(hidden, "more field", "more fields"))
	}
	lines = append(lines, foot.Right(theme.Muted, "identity policies are not considered ").String())
	a.updateAnswer(s.W)
	room := max(1, s.H-len(lines))
	a.answer.fold(room)
	a.window.Resize(len(a.answer.lines), room)
	for i := a.window.Top; i < a.window.End(); i++ {
		lines = append(lines, a.row(i, s.W))
	}
	return kit.Pad(t, lines, s)
}

// hints say what each field takes while it is empty.
var hints = map[string]string{
	"action":    "service:Action, or paste an AccessDenied text, a decoded message or a CloudTrail event",
	"resource":  "an ARN; * for an action without resource types; empty is not known",
	"owner":     "whose it is, where the ARN does not say: an ID, name or e-mail address",
	"Region":    "empty is not known",
	"principal": "role/NAME, user/NAME, root, sso/PERMISSION-SET, service-linked/NAME or an ARN",
	"key":       "aws:TagKeys = team; a line for each value; !aws:SourceIp: absent",
}

// field draws one line of the form.
func (a *Ask) field(i, width int, focused bool) string {
	t, f, on := a.env.Theme, &a.fields[i], a.focus == i
	cursor := on && a.choices.at < 0
	l := widget.NewLine(t, kit.Ground(cursor, focused), width).Put(theme.Accent, a.env.CursorMark(cursor)).Space(1)
	l.Cell(theme.Muted, f.label, askIndent-2)
	if on {
		typed := f.input.Value()
		if wide := widget.Width(widget.Clean(typed)); f.input.AtEnd() && wide < l.Left() {
			l.Put(theme.Strong, typed) // the caret stands on what completes it
			a.caret = &tea.Position{X: l.Used(), Y: i - a.form.Top + 1}
		} else {
			a.caret = &tea.Position{X: f.input.Draw(l, theme.Strong, min(l.Left()-1, wide+1)), Y: i - a.form.Top + 1}
		}
		a.drawCompletion(l, typed)
		return l.String()
	}
	if f.input.Value() == "" {
		return l.Put(theme.Muted, a.env.Theme.Marks.Dot).String()
	}
	return l.Put(theme.Plain, f.input.Value()).String()
}

// updateAnswer makes the answer again if the question, the reading or the width
// changed.
func (a *Ask) updateAnswer(width int) {
	q, r := a.Question(), a.env.Reading
	a.startCounts(q)
	lacking, err := a.incompleteKeys(), a.wrong(q)
	made := fmt.Sprintf("%p %s %d %+v %+v %v %t %s %d %d %d %d %d %t %d", a.pasted, a.whatIfWords(), a.whatIfVersion(), q, lacking, err, a.actionUnfinished(), a.node,
		r.Generation(model.PartDocument), r.Generation(model.PartTargets), r.Generation(model.PartLadder), r.Generation(model.PartRoots),
		r.Generation(model.PartAccounts), a.counts.ready, a.counts.runs)
	if a.answer.made == made && a.answer.width == width {
		return
	}
	a.answer = answer{made: made, width: width}
	if s := a.whatIfWords(); s != "" {
		a.say(theme.Accent, a.env.Theme.Marks.Depends+" Asked as "+s+". "+onlyAQuestion)
	}
	for _, row := range lacking {
		a.say(row.m, row.text)
	}
	if err != nil || q.Account == "" {
		a.notes(q)
	}
	switch {
	case q.Action == "":
		a.say(theme.Muted, "Type an action, such as s3:PutBucketPolicy.")
	case a.actionUnfinished():
		a.say(theme.Muted, "Type on, or choose an action.")
	case errors.Is(err, errOwnerUnfinished):
		a.say(theme.Muted, "Type on, or choose an account.")
	case err != nil:
		a.say(theme.Warning, err.Error())
	case q.Account == "":
		a.answerForUnit(q)
	default:
		a.answerForAccount(q)
	}
}

// say appends a text to the answer. Its further lines are indented like the
// first.
func (a *Ask) say(m theme.Meaning, text string) {
	said := strings.TrimLeft(text, " ")
	in := text[:len(text)-len(said)]
	for _, line := range widget.Wrap(widget.Clean(said), max(10, a.answer.width-4-len(in))) {
		a.answer.rows = append(a.answer.rows, answerRow{m: m, text: in + line})
	}
}

// startCounts begins to ask the question for all accounts below a unit.
func (a *Ask) startCounts(q verdict.Question) {
	if q.Account == "" && q.Check() == nil && !a.actionUnfinished() {
		a.counts.begin(a.env, fmt.Sprintf("%s %d %s %+v", a.whatIfWords(), a.whatIfVersion(), a.node, q), a.reading, a.node, q)
	}
}

// answerForUnit appends how many accounts below a unit have each ruling.
func (a *Ask) answerForUnit(q verdict.Question) {
	a.warn(verdict.UnknownAction(q.Action))
	switch c := &a.counts; {
	case c.err != nil:
		a.say(theme.Warning, c.err.Error())
		return
	case !c.ready:
		a.say(theme.Muted, a.env.Theme.Marks.Unknown+" "+count(a.env.Reading.AccountCount(a.node), "account is", "accounts are")+" being asked.")
		return
	}
	for _, c := range rulingCounts(a.env.Theme, a.counts.result.Counts) {
		a.answer.rows = append(a.answer.rows, answerRow{mark: c.Mark, marked: c.Marked, text: c.Text})
	}
	a.say(theme.Muted, "Choose one account to see why.")
}

// warn appends a warning; nothing for an empty text.
func (a *Ask) warn(text string) {
	if text != "" {
		a.say(theme.Warning, a.env.Theme.Marks.Gap+" "+text)
	}
}

// answerForAccount appends the verdict on one account, level by level.
func (a *Ask) answerForAccount(q verdict.Question) {
	v, err := verdict.Ask(a.reading(), q)
	if err != nil {
		a.say(theme.Warning, err.Error())
		return
	}
	mark, m := rulingMark(a.env.Theme, v.Ruling)
	a.answer.rows = append(a.answer.rows, answerRow{mark: mark, marked: m, m: theme.Strong, text: v.Headline(a.reading()), whole: true})
	a.warn(v.Warning)
	a.sayDisagreement(&v)
	a.notes(q)
	if v.Ruling == verdict.Depends {
		for _, s := range v.Sentences() {
			a.say(theme.Plain, "  "+s)
		}
	}
	for _, g := range v.Gaps {
		a.say(theme.Warning, a.env.Theme.Marks.Gap+" "+g.Sentence())
	}
	a.levels(&v, v.SCP)
	if len(v.RCP) > 0 {
		a.say(theme.Muted, "RCPs of the resource's owner "+string(v.Owner))
		a.levels(&v, v.RCP)
	}
	for _, x := range verdict.Alternatives(a.reading(), v) {
		a.say(theme.Plain, x.Sentence())
	}
	for _, d := range v.Derived {
		a.say(theme.Muted, d.Text())
	}
	for _, n := range v.Notes {
		a.say(theme.Muted, n)
	}
}

// levels appends what each policy of each level made of the request. A
// condition that could go either way appears in full unless a sentence above
// explains it.
func (a *Ask) levels(v *verdict.Verdict, levels []verdict.RungVerdict) {
	t := a.env.Theme
	for i := range levels {
		level := levels[i].Rung.Name
		for _, b := range levels[i].Contributions() {
			row := answerRow{level: level, policy: b.Policy, span: b.Span, text: b.Name + numbered(b.Index) + "  " + b.Text}
			if b.Name == "" { // the level itself, where nothing allows
				row.text = b.Text
			}
			switch {
			case b.Effect == scp.Deny && b.Match == scp.True:
				row.mark, row.marked, row.whole = t.Marks.Denied, theme.Danger, true
			case b.Match == scp.Unknown:
				row.mark, row.marked, row.whole = t.Marks.Depends, theme.Warning, v.Ruling != verdict.Depends
			case b.Effect == scp.Allow:
				row.mark, row.marked, row.text = t.Marks.Allowed, theme.Good, b.Text
			default:
				row.mark, row.m = " ", theme.Muted
			}
			a.answer.rows = append(a.answer.rows, row)
			level = " "
		}
		if levels[i].Rung.Incomplete && levels[i].Rung.Gap == nil {
			a.answer.rows = append(a.answer.rows, answerRow{level: level, mark: t.Marks.Unknown, marked: theme.Muted, text: "not all that is attached here has been read"})
		}
	}
}

// numbered returns a statement's number in brackets; empty for 0.
func numbered(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf(" [%d]", i)
}
