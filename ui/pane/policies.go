package pane

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Policies is the list of all policies, grouped by type, with the policy types that
// are not enabled below it.
type Policies struct {
	env *Env
	all policyRows

	longest int // width of the longest name that was visible
	kit.List[*model.Policy]
}

// NewPolicies returns a list of the environment's policies.
func NewPolicies(env *Env) *Policies {
	p := &Policies{env: env, all: policyRows{env: env, order: policiesByName}}
	p.List = kit.NewList(kit.Source[*model.Policy]{
		Rows: func() ([]*model.Policy, bool) {
			p.all.order = policyOrder(env.Lists.Policies.order(policyOrders))
			changed := p.all.update()
			return p.all.rows, changed
		},
		Reversed: func() bool { return env.Lists.Policies.Reversed },
		ID:       func(x *model.Policy) string { return string(x.ID) },
		Text: func(x *model.Policy) string {
			return strings.ToLower(x.Name + "\n" + string(x.ID) + "\n" + shortType(x.Type) + "\n" + x.Description)
		},
		Moved: func(x *model.Policy) kit.Intent { return PolicyMoved{x.ID} },
	})
	return p
}

// Selected returns the policy under the cursor; empty if there is none.
func (p *Policies) Selected() model.PolicyID {
	if x, ok := p.Row(); ok {
		return x.ID
	}
	return ""
}

// Place returns the policy under the cursor.
func (p *Policies) Place() Place { return Place{Policy: p.Selected()} }

// GoTo moves the cursor to a policy, and clears a filter that hides it.
func (p *Policies) GoTo(to Place) bool {
	return p.env.Reading.Policy(to.Policy) != nil && p.GoToID(string(to.Policy))
}

// View draws the summary, the visible rows and the other types.
func (p *Policies) View(s kit.Size, focused bool) []string {
	p.Update()
	top := max(0, min(p.Window.Top, len(p.Shown)-s.H)) // in the first view the window has no height yet
	for _, x := range p.Shown[top:min(top+s.H, len(p.Shown))] {
		p.longest = max(p.longest, widget.Width(widget.Clean(policyName(p.env.Reading, x.ID))))
	}
	c := policyWidths(s.W, p.all.typeWidth(), p.longest)
	head := newPage(p.env, s.W)
	head.Add(p.summary(s.W))
	p.gaps(head)
	head.Add(p.head(c, s.W))
	others := p.others(s)
	p.Window.Resize(len(p.Shown), max(0, s.H-len(head.Lines)-len(others)))
	p.Head = len(head.Lines)
	for i := p.Window.Top; i < p.Window.End(); i++ {
		head.Add(p.line(i, c, s.W, focused))
	}
	if len(p.Shown) == 0 && p.ListFilter.Active() {
		head.Say(theme.Muted, "", "No policy matches by name, ID, type or description. Esc clears the filter.")
	}
	lines := kit.Pad(p.env.Theme, head.Lines, kit.Size{W: s.W, H: max(0, s.H-len(others))})
	return kit.Pad(p.env.Theme, append(lines, others...), s)
}

// summary draws the number of policies, or the filter.
func (p *Policies) summary(width int) *widget.Line {
	l := widget.NewLine(p.env.Theme, theme.Page, width).Space(1)
	if p.ListFilter.Visible() {
		p.ListFilter.Draw(l, width-36)
		return l.Put(theme.Muted, phrase.Thousands(len(p.Shown))+" of "+phrase.Thousands(len(p.all.rows)))
	}
	if len(p.all.rows) == 0 {
		return l.Put(theme.Strong, "Policies")
	}
	counts := map[model.PolicyType]int{}
	for _, x := range p.all.rows {
		counts[x.Type]++
	}
	others := len(p.all.rows)
	for _, t := range model.Evaluated() {
		if others -= counts[t]; counts[t] > 0 {
			l.Put(theme.Strong, phrase.Count(counts[t], shortType(t))).Space(2)
		}
	}
	if others > 0 {
		l.Put(theme.Strong, phrase.Thousands(others)+" of other types").Space(2)
	}
	if s := p.env.Reading.Status(model.PartDocument, ""); s.Progress == model.Partial || s.Progress == model.Waiting {
		text := p.env.Spinner() + " documents are loading"
		if s.Total > 0 {
			text = p.env.Spinner() + " documents " + phrase.Thousands(s.Done) + " of " + phrase.Thousands(s.Total)
		}
		l.Put(theme.Muted, text)
	}
	return l
}

// gaps writes why policies of a type are missing.
func (p *Policies) gaps(head *page) {
	var shown []model.Gap
	for _, t := range slices.Concat(model.Evaluated(), p.env.Reading.ManagementTypes()) {
		if why := whyNoPolicies(p.env.Reading, t); why != "" {
			head.Say(theme.Warning, p.env.Theme.Marks.Gap, why)
			continue
		}
		for _, part := range []model.Part{model.PartPolicies, model.PartTargets} {
			switch s := p.env.Reading.Status(part, string(t)); {
			case s.Progress == model.Failed && !alreadyShown(shown, *gapOf(s)):
				shown = append(shown, *gapOf(s))
				head.gap(gapOf(s))
			case part == model.PartPolicies && !t.IsManagement() && (s.Progress == model.Waiting || s.Progress == model.Unread):
				head.state(s, typeName(t))
			}
		}
	}
}

// others returns the lines at the bottom: which of the other policy types are being
// read, and which are not enabled.
func (p *Policies) others(s kit.Size) []string {
	if st := p.env.Reading.Status(model.PartRoots, ""); s.H < 12 || !st.Known() {
		return nil
	}
	r := p.env.Reading
	foot := newPage(p.env, s.W)
	var loading, unread, empty []string
	for _, t := range r.ManagementTypes() {
		switch status := r.Status(model.PartPolicies, string(t)); {
		case status.Gap != nil:
		case status.Progress == model.Waiting, status.Progress == model.Partial:
			loading = append(loading, typeName(t))
		case !status.Known():
			unread = append(unread, typeName(t))
		case len(r.Policies(t)) == 0:
			empty = append(empty, typeName(t))
		}
	}
	foot.Add(foot.Line().Put(theme.Muted, "Policies other than SCPs and RCPs are shown, not evaluated."))
	if len(loading) > 0 {
		foot.Arriving("reading " + strings.Join(loading, ", ") + " policies")
	}
	if len(unread) > 0 {
		foot.Say(theme.Muted, p.env.Theme.Marks.Unknown, "not read yet: "+strings.Join(unread, ", "))
	}
	if len(empty) > 0 {
		foot.Say(theme.Muted, "", "enabled, without a policy: "+strings.Join(empty, ", "))
	}
	if _, _, off := typesByStatus(r); len(off) > 0 {
		foot.Say(theme.Muted, "", "not enabled: "+strings.Join(off, ", "))
	}
	return foot.Lines
}

// Do moves, sorts, filters and opens.
func (p *Policies) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open, kit.Right:
		return Many{Entered{}, PolicyMoved{p.Selected()}}
	case kit.Sort:
		p.env.Lists.Policies.next(policyOrders)
		return p.Sorted()
	case kit.Reverse:
		p.env.Lists.Policies.Reversed = !p.env.Lists.Policies.Reversed
		return p.Sorted()
	case kit.Reload:
		return Many{Wanted{model.WantPolicies{Documents: true}}, Wanted{model.WantManagementPolicies{}}}
	default:
	}
	if follows, done := p.List.Do(c); done {
		return follows
	}
	return doPolicy(p.env, p.Selected(), c)
}

// Can implements kit.Pane.
func (p *Policies) Can(c kit.Command) (ok bool, reason string) {
	if c == kit.Sort || c == kit.Reverse || c == kit.Reload || p.List.Can(c) {
		return true, ""
	}
	return canPolicy(p.env, p.Selected(), c)
}

// Mouse chooses a policy; a second click opens its document.
func (p *Policies) Mouse(m kit.Mouse) kit.Intent {
	follows, opens := p.List.Mouse(m)
	if opens {
		return p.Do(kit.Open)
	}
	return follows
}
