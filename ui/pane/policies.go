package pane

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Policies is the list of all SCPs and RCPs, with the other policy types named
// below it.
type Policies struct {
	env    *Env
	window widget.Window
	all    policyRows
	shown  []*model.Policy
	kit.ListFilter
	filteredBy string // what shown was filtered by
}

// NewPolicies gives a list of the environment's reading.
func NewPolicies(env *Env) *Policies {
	return &Policies{env: env, all: policyRows{env: env, order: policiesByName}, ListFilter: kit.NewListFilter()}
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
	if !p.all.update() && p.filteredBy == p.ListFilter.Text() {
		return
	}
	p.filteredBy, p.shown = p.ListFilter.Text(), p.shown[:0]
	at := -1
	for _, x := range p.all.rows {
		if p.ListFilter.Matches(strings.ToLower(x.Name + "\n" + string(x.ID) + "\n" + shortType(x.Type) + "\n" + x.Description)) {
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
	p.ListFilter.Clear()
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
func (p *Policies) View(s kit.Size, focused bool) []string {
	p.gather()
	c := policyWidths(s.W)
	head := newPage(p.env, s.W)
	head.Add(p.summary(s.W))
	p.gaps(head)
	head.Add(p.head(c, s.W))
	others := p.others(s)
	p.window.Resize(len(p.shown), max(0, s.H-len(head.Lines)-len(others)))
	p.all.above = len(head.Lines)
	for i := p.window.Top; i < p.window.End(); i++ {
		head.Add(p.line(i, c, s.W, focused))
	}
	if len(p.shown) == 0 && p.ListFilter.Active() {
		head.Say(theme.Muted, "", "No policy has this in its name, ID, type or description. Esc clears the filter.")
	}
	lines := kit.Pad(p.env.Theme, head.Lines, kit.Size{W: s.W, H: max(0, s.H-len(others))})
	return kit.Pad(p.env.Theme, append(lines, others...), s)
}

// summary counts the policies, or shows the filter.
func (p *Policies) summary(width int) *widget.Line {
	l := widget.NewLine(p.env.Theme, theme.Page, width).Space(1)
	if p.ListFilter.Shown() {
		p.ListFilter.Draw(l, width-36)
		return l.Put(theme.Muted, strconv.Itoa(len(p.shown))+" of "+strconv.Itoa(len(p.all.rows)))
	}
	if len(p.all.rows) == 0 {
		return l.Put(theme.Strong, "Policies")
	}
	counts := map[model.PolicyType]int{}
	for _, x := range p.all.rows {
		counts[x.Type]++
	}
	for _, t := range model.Evaluated() {
		if counts[t] > 0 {
			l.Put(theme.Strong, plural(counts[t], shortType(t))).Space(2)
		}
	}
	if s := p.env.Reading.Status(model.PartDocument, ""); s.Progress == model.Partial || s.Progress == model.Waiting {
		text := p.env.Spinner() + " documents are arriving"
		if s.Total > 0 {
			text = p.env.Spinner() + " documents " + strconv.Itoa(s.Done) + " of " + strconv.Itoa(s.Total)
		}
		l.Put(theme.Muted, text)
	}
	return l
}

// gaps writes why policies of a type are missing.
func (p *Policies) gaps(head *page) {
	var told []model.Gap
	for _, t := range model.Evaluated() {
		if why := whyNoPolicies(p.env.Reading, t); why != "" {
			head.Say(theme.Warning, p.env.Theme.Marks.Gap, why)
			continue
		}
		for _, part := range []model.Part{model.PartPolicies, model.PartTargets} {
			switch s := p.env.Reading.Status(part, string(t)); {
			case s.Progress == model.Failed && !alreadyShown(told, *gapOf(s)):
				told = append(told, *gapOf(s))
				head.gap(gapOf(s))
			case part == model.PartPolicies && (s.Progress == model.Waiting || s.Progress == model.Unread):
				head.state(s, typeName(t))
			}
		}
	}
}

// others names the policy types that are not evaluated, at the pane's bottom.
func (p *Policies) others(s kit.Size) []string {
	if st := p.env.Reading.Status(model.PartRoots, ""); s.H < 12 || !st.Known() {
		return nil
	}
	enabled, changing, off := typesByStatus(p.env.Reading)
	foot := newPage(p.env, s.W)
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
	foot.Add(foot.Line().Put(theme.Muted, "Other policy types, not evaluated"))
	foot.Say(theme.Plain, "", "enabled: "+notEvaluated(append(enabled, changing...)))
	foot.Say(theme.Muted, "", "not enabled: "+notEvaluated(off))
	return foot.Lines
}

// Do moves, sorts, filters and opens.
func (p *Policies) Do(c kit.Command) kit.Intent {
	was := p.Selected()
	switch c {
	case kit.Open, kit.Right:
		return Many{Entered{}, PolicyMoved{was}}
	case kit.Sort:
		p.all.nextOrder()
		p.gather()
		p.window.To(0)
	case kit.Filter:
		p.ListFilter.Begin()
	case kit.Close:
		p.ListFilter.Clear()
	case kit.Reload:
		return Wanted{model.WantPolicies{Documents: true}}
	default:
		if !kit.Move(&p.window, c) {
			return doPolicy(p.env, was, c)
		}
	}
	return p.moved(was)
}

// moved tells if the cursor has come to another policy.
func (p *Policies) moved(was model.PolicyID) kit.Intent {
	if now := p.Selected(); now != "" && now != was {
		return PolicyMoved{now}
	}
	return nil
}

// Can tells which commands make sense.
func (p *Policies) Can(c kit.Command) (ok bool, reason string) {
	p.gather()
	switch c {
	case kit.Sort, kit.Filter, kit.Reload:
		return true, ""
	case kit.Close:
		return p.ListFilter.Shown(), ""
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End, kit.Open, kit.Right:
		return len(p.shown) > 0, ""
	default:
		return canPolicy(p.env, p.Selected(), c)
	}
}

// Mouse chooses a policy; a second click opens its document.
func (p *Policies) Mouse(m kit.Mouse) kit.Intent {
	p.gather()
	if m.Wheel != 0 {
		p.window.Scroll(m.Wheel)
		return nil
	}
	was, i := p.Selected(), p.window.Top+m.Y-p.all.above
	switch {
	case m.Y < p.all.above || i >= p.window.End():
		return nil
	case m.Twice:
		return p.Do(kit.Open)
	}
	p.window.To(i)
	return p.moved(was)
}

// Key types into the filter.
func (p *Policies) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	was := p.Selected()
	changed, taken := p.ListFilter.Edit(k)
	if !changed {
		return nil, taken
	}
	return p.moved(was), taken
}

// Paste pastes into the filter.
func (p *Policies) Paste(text string) kit.Intent {
	was := p.Selected()
	p.ListFilter.Paste(text)
	return p.moved(was)
}
