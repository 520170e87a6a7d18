package pane

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// regionChooser lets the user choose where a change acts: Regions, and features
// of a service that has some. No Region is chosen at first.
type regionChooser struct {
	order    plan.Order
	title    string
	features []catalog.Feature
	regions  []plan.RegionChoice
	ticked   map[string]bool // by the value of a feature, or the name of a Region
	window   widget.Window
	head     int // lines above the rows in the last view
}

// newRegionChooser returns the choices for a plan.
func newRegionChooser(env *Env, p *plan.Plan) regionChooser {
	o := p.Order
	c := regionChooser{order: o, title: p.Title, regions: plan.RegionChoices(env.Reading, o), ticked: map[string]bool{}}
	for _, one := range o.Orders() {
		s, _ := catalog.ByID(one.Service)
		for i, f := range s.Features {
			c.features = append(c.features, f)
			c.ticked[f.Value] = slices.Contains(one.Features, f.Value) || len(one.Features) == 0 && (i == 0 || one.Direction == catalog.Remove)
		}
		for _, r := range one.Regions {
			c.ticked[string(r)] = true
		}
	}
	c.window.Len = len(c.features) + len(c.regions)
	c.window.To(len(c.features))
	return c
}

// row returns the key of a row, and why it is disabled.
func (c *regionChooser) row(i int) (key, disabled string) {
	if i < len(c.features) {
		return c.features[i].Value, ""
	}
	r := c.regions[i-len(c.features)]
	return string(r.Region), r.Disabled()
}

// toggle ticks the row under the cursor, or unticks it.
func (c *regionChooser) toggle() kit.Intent {
	if c.window.Cursor >= c.window.Len {
		return nil
	}
	key, disabled := c.row(c.window.Cursor)
	if disabled != "" && !c.ticked[key] {
		return Noticed{disabled, theme.Warning}
	}
	c.ticked[key] = !c.ticked[key]
	return nil
}

// all ticks every Region that can be chosen, or unticks all if all are ticked.
func (c *regionChooser) all() {
	missing := slices.ContainsFunc(c.regions, func(r plan.RegionChoice) bool { return r.Disabled() == "" && !c.ticked[string(r.Region)] })
	for _, r := range c.regions {
		c.ticked[string(r.Region)] = missing && r.Disabled() == ""
	}
}

// chosen returns the order with what is ticked.
func (c *regionChooser) chosen() plan.Order {
	regions, features := c.selection()
	return c.order.In(regions, features)
}

// selection returns what is ticked.
func (c *regionChooser) selection() (regions []model.Region, features []string) {
	for _, r := range c.regions {
		if c.ticked[string(r.Region)] {
			regions = append(regions, r.Region)
		}
	}
	for _, f := range c.features {
		if c.ticked[f.Value] {
			features = append(features, f.Value)
		}
	}
	return regions, features
}

// do moves, or asks for the plan.
func (c *regionChooser) do(cmd kit.Command) kit.Intent {
	if cmd != kit.Open {
		kit.Move(&c.window, cmd)
		return nil
	}
	switch regions, features := c.selection(); {
	case len(regions) == 0:
		return Noticed{"Choose a Region first: space chooses the one under the cursor.", theme.Warning}
	case len(c.features) > 0 && len(features) == 0:
		return Noticed{"Choose a feature of the service first: space chooses it.", theme.Warning}
	default:
		return PlanWanted{c.chosen()}
	}
}

// key ticks rows; it ignores other letters.
func (c *regionChooser) key(k tea.KeyPressMsg) (kit.Intent, bool) {
	switch k.String() {
	case "space":
		return c.toggle(), true
	case "a":
		c.all()
		return nil, true
	}
	return nil, len(k.Text) > 0 && !slices.Contains([]string{"T", "?", ":", "j", "k", "g", "G"}, k.Text)
}

// mouse moves the cursor to a row; the second click ticks it.
func (c *regionChooser) mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&c.window, m, c.head) {
		return c.toggle()
	}
	return nil
}

// view draws the rows: what is ticked, the Region, and its administrators now.
func (c *regionChooser) view(env *Env, s kit.Size) []string {
	t := env.Theme
	regions, _ := c.selection()
	chosen := len(regions)
	var lines []string
	for _, text := range kit.Wrap(c.title, s.W-2) {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Strong, text).String())
	}
	lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, "The plan changes only the Regions that you choose here.").
		Right(theme.Muted, fmt.Sprintf("%d of %d ", chosen, len(c.regions))).String())
	c.head = len(lines)
	c.window.Resize(len(c.features)+len(c.regions), max(1, s.H-c.head-1))
	for i := c.window.Top; i < c.window.End(); i++ {
		lines = append(lines, c.line(env, i, s.W))
	}
	for len(lines) < s.H-1 {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).String())
	}
	return append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, "Space chooses, a chooses all, Enter shows the plan.").String())
}

// line draws one row.
func (c *regionChooser) line(env *Env, i, width int) string {
	key, disabled := c.row(i)
	at := i == c.window.Cursor
	l := env.Row(at, true, width).Space(1)
	mark, meaning := "[ ] ", theme.Plain
	if c.ticked[key] {
		mark = "[x] "
	}
	if disabled != "" {
		mark, meaning = "    ", theme.Muted
	}
	l.Put(meaning, mark)
	if i < len(c.features) {
		return l.Put(meaning, c.features[i].Name).String()
	}
	r := c.regions[i-len(c.features)]
	note, noted := regionNote(env.Reading, r)
	return l.Cell(meaning, key, 16).Space(1).Put(noted, note).String()
}

// regionNote returns who administers the services in a Region.
func regionNote(r *model.Reading, c plan.RegionChoice) (string, theme.Meaning) {
	note, meaning := serviceNote(r, c)
	if len(c.Others) == 0 {
		return note, meaning
	}
	words := []string{string(c.Service) + ": " + note}
	for _, o := range c.Others {
		note, m := serviceNote(r, o)
		words = append(words, string(o.Service)+": "+note)
		if m == theme.Warning || meaning == theme.Muted {
			meaning = m
		}
	}
	return strings.Join(words, ", "), meaning
}

// serviceNote returns who administers one service in a Region, why the service
// cannot have the Region, and what policies mean for the new administrator there.
func serviceNote(r *model.Reading, c plan.RegionChoice) (string, theme.Meaning) {
	note, meaning := administratorNote(r, c)
	why := phrase.TrimStop(c.Unavailable)
	why = strings.ToLower(why[:min(1, len(why))]) + why[min(1, len(why)):]
	switch {
	case c.Unavailable != "" && len(c.Administrators) == 0:
		return why, theme.Muted
	case c.Unavailable != "":
		return note + "; " + why, theme.Muted
	case c.Policies != "":
		return note + "; " + c.Policies, theme.Warning
	default:
		return note, meaning
	}
}

// administratorNote returns who administers one service in a Region.
func administratorNote(r *model.Reading, c plan.RegionChoice) (string, theme.Meaning) {
	var words []string
	for _, s := range c.Administrators {
		word := string(s.Account)
		if n := r.Node(s.Account.Node()); n != nil && n.Name != "" {
			word = n.Name + " " + word
		}
		if s.State == model.SettingDisabling {
			word += " (being removed)"
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	switch {
	case c.Gap != nil:
		return "not read: " + c.Gap.Cause, theme.Warning
	case !c.Known:
		return "not read", theme.Muted
	case len(words) == 0:
		return "nobody", theme.Muted
	default:
		return strings.Join(words, ", "), theme.Plain
	}
}
