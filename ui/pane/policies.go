package pane

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Policies is the list of all SCPs and RCPs, with the other policy types named
// below it.
type Policies struct {
	env    *Env
	window widget.Window
	shelf  shelf
	shown  []*model.Policy
	filter
	asked string // what shown was filtered by
}

// NewPolicies gives a list of the environment's reading.
func NewPolicies(env *Env) *Policies {
	return &Policies{env: env, shelf: shelf{env: env, by: policiesByName}, filter: newFilter()}
}

// Selected gives the policy under the cursor; empty if there is none.
func (p *Policies) Selected() model.PolicyID {
	p.gather()
	if len(p.shown) == 0 {
		return ""
	}
	return p.shown[p.window.Cursor].ID
}

// gather sorts and filters anew if the policies, the order or the filter
// changed. The cursor stays on its policy.
func (p *Policies) gather() {
	var on model.PolicyID
	if p.window.Cursor < len(p.shown) {
		on = p.shown[p.window.Cursor].ID
	}
	if !p.shelf.sort() && p.asked == p.filter.input.value() {
		return
	}
	p.asked, p.shown = p.filter.input.value(), p.shown[:0]
	at := -1
	for _, x := range p.shelf.rows {
		if p.filter.matches(strings.ToLower(x.Name + "\n" + string(x.ID) + "\n" + shortType(x.Type) + "\n" + x.Description)) {
			if x.ID == on {
				at = len(p.shown)
			}
			p.shown = append(p.shown, x)
		}
	}
	p.window.Len = len(p.shown)
	if at >= 0 {
		p.window.Keep(at)
	} else {
		p.window.To(0)
	}
}

// Place gives the policy under the cursor.
func (p *Policies) Place() Place { return Place{Policy: p.Selected()} }

// GoTo puts the cursor on a policy, and lets go of a filter that hides it.
func (p *Policies) GoTo(to Place) bool {
	if to.Policy == "" || p.env.Reading.Policy(to.Policy) == nil {
		return false
	}
	p.gather()
	if p.find(to.Policy) {
		return true
	}
	p.filter.clear()
	p.gather()
	return p.find(to.Policy)
}

func (p *Policies) find(id model.PolicyID) bool {
	for i, x := range p.shown {
		if x.ID == id {
			p.window.To(i)
			return true
		}
	}
	return false
}

// View draws the summary, the visible rows and the other types.
func (p *Policies) View(s Size, focused bool) []string {
	p.gather()
	c := policyWidths(s.W)
	head := &page{env: p.env, width: s.W}
	head.add(p.summary(s.W))
	p.gaps(head)
	head.add(p.head(c, s.W))
	others := p.others(s)
	p.window.Resize(len(p.shown), max(0, s.H-len(head.lines)-len(others)))
	p.shelf.above = len(head.lines)
	for i := p.window.Top; i < p.window.End(); i++ {
		head.add(p.line(i, c, s.W, focused))
	}
	if len(p.shown) == 0 && p.filter.active() {
		head.say(theme.Muted, "", "No policy has this in its name, ID, type or description. Esc clears the filter.")
	}
	lines := pad(p.env.Theme, head.lines, Size{s.W, max(0, s.H-len(others))})
	return pad(p.env.Theme, append(lines, others...), s)
}

// summary counts the policies, or shows the filter.
func (p *Policies) summary(width int) *widget.Line {
	l := widget.NewLine(p.env.Theme, theme.Page, width).Space(1)
	if p.filter.open() {
		p.filter.draw(l, width-36)
		return l.Put(theme.Muted, strconv.Itoa(len(p.shown))+" of "+strconv.Itoa(len(p.shelf.rows)))
	}
	if len(p.shelf.rows) == 0 {
		return l.Put(theme.Strong, "Policies")
	}
	counts := map[model.PolicyType]int{}
	for _, x := range p.shelf.rows {
		counts[x.Type]++
	}
	for _, t := range model.Evaluated() {
		if counts[t] > 0 {
			l.Put(theme.Strong, plural(counts[t], shortType(t))).Space(2)
		}
	}
	if s := p.env.Reading.Status(model.PartDocument, ""); s.Progress == model.Partial || s.Progress == model.Waiting {
		text := spinner(p.env) + " documents are arriving"
		if s.Total > 0 {
			text = spinner(p.env) + " documents " + strconv.Itoa(s.Done) + " of " + strconv.Itoa(s.Total)
		}
		l.Put(theme.Muted, text)
	}
	return l
}

// gaps writes why policies of a type are missing.
func (p *Policies) gaps(head *page) {
	var told []model.Gap
	for _, t := range model.Evaluated() {
		if why := absent(p.env.Reading, t); why != "" {
			head.say(theme.Warning, p.env.Theme.Marks.Gap, why)
			continue
		}
		for _, part := range []model.Part{model.PartPolicies, model.PartTargets} {
			switch s := p.env.Reading.Status(part, string(t)); {
			case s.Progress == model.Failed && !knownCause(told, *gapOf(s)):
				told = append(told, *gapOf(s))
				head.gap(gapOf(s))
			case part == model.PartPolicies && (s.Progress == model.Waiting || s.Progress == model.Unread):
				head.state(s, typeName(t))
			}
		}
	}
}

// others names the policy types that are not evaluated, at the pane's bottom.
func (p *Policies) others(s Size) []string {
	if st := p.env.Reading.Status(model.PartRoots, ""); s.H < 12 || !st.Known() {
		return nil
	}
	enabled, changing, off := typesByStatus(p.env.Reading)
	foot := &page{env: p.env, width: s.W}
	notEvaluated := func(names []string) string {
		var others []string
		for _, n := range names {
			if n != typeName(model.ServiceControlPolicy) && n != typeName(model.ResourceControlPolicy) {
				others = append(others, n)
			}
		}
		if len(others) == 0 {
			return "none"
		}
		return strings.Join(others, ", ")
	}
	foot.add(foot.line().Put(theme.Muted, "Other policy types, not evaluated"))
	foot.say(theme.Plain, "", "enabled: "+notEvaluated(append(enabled, changing...)))
	foot.say(theme.Muted, "", "not enabled: "+notEvaluated(off))
	return foot.lines
}

// Do moves, sorts, filters and opens.
func (p *Policies) Do(c Command) Intent {
	was := p.Selected()
	switch c {
	case Open, Right:
		return Many{Entered{}, PolicyMoved{was}}
	case Sort:
		p.shelf.turn()
		p.gather()
		p.window.To(0)
	case Filter:
		p.filter.typing = true
	case Close:
		p.filter.clear()
	case Reread:
		return Wanted{model.WantPolicies{Documents: true}}
	default:
		if !move(&p.window, c) {
			return doPolicy(p.env, was, c)
		}
	}
	return p.settled(was)
}

// settled tells if the cursor has come to another policy.
func (p *Policies) settled(was model.PolicyID) Intent {
	if now := p.Selected(); now != "" && now != was {
		return PolicyMoved{now}
	}
	return nil
}

// Can tells which commands make sense.
func (p *Policies) Can(c Command) (ok bool, reason string) {
	p.gather()
	switch c {
	case Sort, Filter, Reread:
		return true, ""
	case Close:
		return p.filter.open(), ""
	case Up, Down, PageUp, PageDown, Home, End, Open, Right:
		return len(p.shown) > 0, ""
	default:
		return canPolicy(p.env, p.Selected(), c)
	}
}

// Mouse chooses a policy; a second click opens its document.
func (p *Policies) Mouse(m Mouse) Intent {
	p.gather()
	if m.Wheel != 0 {
		p.window.Scroll(m.Wheel)
		return nil
	}
	was, i := p.Selected(), p.window.Top+m.Y-p.shelf.above
	switch {
	case m.Y < p.shelf.above || i >= p.window.End():
		return nil
	case m.Twice:
		return p.Do(Open)
	}
	p.window.To(i)
	return p.settled(was)
}

// Key types into the filter.
func (p *Policies) Key(k tea.KeyPressMsg) (Intent, bool) {
	was := p.Selected()
	changed, taken := p.filter.key(k)
	if !changed {
		return nil, taken
	}
	return p.settled(was), taken
}

// Paste pastes into the filter.
func (p *Policies) Paste(text string) Intent {
	was := p.Selected()
	p.filter.paste(text)
	return p.settled(was)
}
