package pane

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/phrase"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// askForm is the form that a question is typed into: a line for each field, and
// below them the choices for the field with the focus.
type askForm struct {
	env    *Env
	node   model.NodeID // the account asked about, or an OU for all below it
	fields []askField
	focus  int           // a field, or len(fields) for the answer below the form
	window widget.Window // of the fields
	caret  *tea.Position

	choices choices
	owner   resourceOwner
}

// askField is one line of the question.
type askField struct {
	label string
	input kit.Input
}

// The fields that every question has. The fields from askKeys on hold condition
// keys.
const (
	askAction = iota
	askResource
	askOwner
	askRegion
	askPrincipal
	askKeys
)

// newAskForm returns an empty form about a node.
func newAskForm(env *Env, node model.NodeID) askForm {
	f := askForm{env: env, node: node, choices: choices{at: -1}}
	for _, label := range []string{"action", "resource", "owner", "Region", "principal", "key"} {
		f.fields = append(f.fields, askField{label, kit.NewInput()})
	}
	return f
}

// inAnswer reports whether the focus is on the answer and not on a field.
func (f *askForm) inAnswer() bool { return f.focus == len(f.fields) }

// input returns the input with the focus.
func (f *askForm) input() *kit.Input { return &f.fields[f.focus].input }

// text returns the content of a field.
func (f *askForm) text(i int) string { return strings.TrimSpace(f.fields[i].input.Value()) }

// move moves the focus to another field, or to the answer behind the last one.
func (f *askForm) move(by int) {
	f.moveTo((f.focus + by + len(f.fields) + 1) % (len(f.fields) + 1))
}

// moveTo moves the focus to a field or to the answer. It lists no choices
// before the user types.
func (f *askForm) moveTo(focus int) {
	if !f.inAnswer() {
		f.input().Deselect()
	}
	f.focus = focus
	f.choices.items, f.choices.at, f.choices.requested, f.choices.listed = nil, -1, false, false
}

// view draws the heading, the fields and the choices.
func (f *askForm) view(s kit.Size, focused bool) []string {
	t := f.env.Theme
	f.caret = nil
	head := widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Strong, "Do SCPs and RCPs block this?")
	if n := f.env.Reading.Node(f.node); n != nil {
		about := ""
		if f.foreign() {
			about = "resources of "
		}
		head.Right(theme.Plain, about+widget.Cut(widget.Clean(nameOf(n)), max(8, s.W-48-len(about)), t.Marks.Ellipsis)+" "+string(n.ID)+" ")
	}
	lines := []string{head.String()}
	f.window.Resize(len(f.fields), min(len(f.fields), max(askKeys+1, s.H/2-1)))
	if f.window.To(f.focus); f.inAnswer() {
		f.window.To(0) // what is asked matters more than its last keys
	}
	for i := f.window.Top; i < f.window.End(); i++ {
		lines = append(lines, f.field(i, s.W, focused))
	}
	f.choices.room = (s.H - len(lines)) / 3
	lines = append(lines, f.choices.view(f.env, s.W)...)
	foot := widget.NewLine(t, theme.Page, s.W)
	if hidden := len(f.fields) - f.window.Height; hidden > 0 {
		foot.Space(2).Put(theme.Muted, phrase.Count(hidden, "more field"))
	}
	return append(lines, foot.Right(theme.Muted, "identity policies are not considered ").String())
}

// hints say what each field takes while it is empty.
var hints = map[string]string{
	"action":    "service:Action, or paste an AccessDenied text or CloudTrail event",
	"resource":  "an ARN; * for an action without resource types; blank = unknown",
	"owner":     "the account, if the ARN does not say: ID, name or e-mail",
	"Region":    "blank = unknown",
	"principal": "role/NAME, user/NAME, root, sso/PERMISSION-SET, service-linked/NAME, an ARN; none: no account",
	"key":       "aws:TagKeys = team; one line per value; !aws:SourceIp if absent",
}

// field draws one line of the form.
func (f *askForm) field(i, width int, focused bool) string {
	x, on := &f.fields[i], f.focus == i
	cursor := on && f.choices.at < 0
	l := f.env.Row(cursor, focused, width).Space(1)
	l.Cell(theme.Muted, x.label, askIndent-2)
	if on {
		typed := x.input.Value()
		if wide := widget.Width(widget.Clean(typed)); x.input.AtEnd() && wide < l.Left() {
			f.putTyped(l, typed) // the caret stands on what completes it
			f.caret = &tea.Position{X: l.Used(), Y: i - f.window.Top + 1}
		} else {
			f.caret = &tea.Position{X: x.input.Draw(l, theme.Strong, min(l.Left()-1, wide+1)), Y: i - f.window.Top + 1}
		}
		f.drawCompletion(l, typed)
		return l.String()
	}
	if x.input.Value() == "" {
		return l.Put(theme.Muted, f.env.Theme.Marks.Dot).String()
	}
	return l.Put(theme.Plain, x.input.Value()).String()
}

// fill fills in the form from a pasted question, with a field for each value.
func (f *askForm) fill(p denial.Denial) {
	// A caller from elsewhere is asked about at the account that owns the resource.
	for _, a := range []model.AccountID{p.Account, p.Owner()} {
		if n := f.env.Reading.Node(a.Node()); a != "" && n != nil {
			f.node = n.ID
			break
		}
	}
	f.fields = f.fields[:askKeys]
	f.fields[askAction].input.Set(p.Action)
	f.fields[askResource].input.Set(p.Resource)
	f.fields[askOwner].input.Set(string(p.ResourceAccount))
	f.fields[askPrincipal].input.Set(f.shortPrincipal(p.Principal))
	if p.WithoutAccount {
		f.fields[askPrincipal].input.Set(noAccount)
	}
	f.fields[askRegion].input.Set("")
	for _, k := range slices.Sorted(maps.Keys(p.Given)) {
		values := p.Given[k]
		if strings.EqualFold(k, regionKey) && len(values) > 0 {
			f.fields[askRegion].input.Set(values[0])
			values = values[1:]
		}
		for _, v := range values {
			if v == "" {
				v = emptyValue
			}
			f.addKey(k + " = " + v)
		}
	}
	for _, k := range p.Absent {
		f.addKey("!" + k)
	}
	f.addKey("")
	f.moveTo(askAction)
}

// putTyped puts the text with the focus on its line, on another ground if it is
// selected.
func (f *askForm) putTyped(l *widget.Line, typed string) {
	if f.input().Selected() {
		l.PutOn(theme.Strong, theme.Lit, typed)
		return
	}
	l.Put(theme.Strong, typed)
}

// shortPrincipal returns a principal of the account in question without its
// account, such as role/Deployer, so that the user can ask the same for other
// accounts.
func (f *askForm) shortPrincipal(principal string) string {
	r := f.env.Reading
	if n := r.Node(f.node); n != nil && n.Account() != "" {
		const name = "role/x"
		head := strings.TrimSuffix(verdict.PrincipalARN(r.Caller.Partition, n.Account(), name), name)
		return strings.TrimPrefix(strings.TrimPrefix(principal, head), strings.Replace(head, ":iam:", ":sts:", 1))
	}
	return principal
}

// addKey appends a field for a condition key.
func (f *askForm) addKey(text string) {
	x := askField{"key", kit.NewInput()}
	x.input.Set(text)
	f.fields = append(f.fields, x)
}

// prefill fills in the ARN of a principal or of a resource, with all else empty.
func (f *askForm) prefill(arn string, role bool) {
	f.fill(denial.Denial{})
	if role {
		principal, _ := verdict.PrincipalOf(arn)
		f.fields[askPrincipal].input.Set(f.shortPrincipal(principal))
		return
	}
	f.fields[askResource].input.Set(arn)
}
