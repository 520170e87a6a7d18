package pane

import (
	"fmt"
	"slices"

	"deputy/model/catalog"
	"deputy/model/export"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// ManagementUse shows what the management account is used for: the figures by class,
// delegation and caller; below each the calls by principal, action and day; and below
// those the events.
type ManagementUse struct {
	env     *Env
	board   kit.Board
	made    useMade
	choices []useChoice // of the cells, by their numbers, from 1
	levels  []useLevel  // what was opened below the figures, the last on top
}

// useMade is what the figures were written of.
type useMade struct {
	result *useResult
	width  int
	theme  *theme.Theme
	report string // what the reading lacks
}

// useLevel is something below the figures.
type useLevel interface {
	kit.Pane
	// open returns what Enter leads down to; nil for nothing.
	open() useLevel
	// under returns what the cursor is on.
	under() useChoice
}

// NewManagementUse returns the page.
func NewManagementUse(env *Env) *ManagementUse {
	m := &ManagementUse{env: env, board: kit.NewBoard(&env.Look)}
	m.board.Skips = true
	return m
}

// Work counts the events that have come.
func (m *ManagementUse) Work() kit.Job { return m.env.UseJob() }

// level returns what lies on the figures; nil if nothing does.
func (m *ManagementUse) level() useLevel {
	if len(m.levels) == 0 {
		return nil
	}
	return m.levels[len(m.levels)-1]
}

// View draws how far the events were read, and below that the figures or what was
// opened there.
func (m *ManagementUse) View(s kit.Size, focused bool) []string {
	p := newPage(m.env, s.W)
	p.Add(m.title(s.W))
	p.Add(m.progressLine(s.W))
	body := kit.Size{W: s.W, H: max(0, s.H-len(p.Lines))}
	switch l := m.level(); {
	case l != nil:
		p.Lines = append(p.Lines, l.View(body, focused)...)
	case m.empty():
		p.Blank()
		m.explain(p)
	default:
		m.update(s.W)
		m.board.Head = len(p.Lines)
		p.Lines = append(p.Lines, m.board.View(body.H, focused)...)
	}
	return kit.Pad(m.env.Theme, p.Lines, s)
}

// empty reports whether there are no figures yet.
func (m *ManagementUse) empty() bool {
	r := m.env.use.result
	return r == nil || m.env.ReadsEvents() && r.report.Events == 0
}

// title draws whose use this is, and of which days.
func (m *ManagementUse) title(width int) *widget.Line {
	u, l := &m.env.use, widget.NewLine(m.env.Theme, theme.Page, width).Space(1)
	l.Put(theme.Strong, "Use of the management account").Space(2).Put(theme.Plain, string(m.env.Reading.Organization.Management))
	days := fmt.Sprintf("%d days", u.window())
	if r := u.result; r != nil && r.report.To != "" {
		days += ", " + r.report.From + " to " + r.report.To
	}
	return l.Right(theme.Muted, days+" ")
}

// update writes the figures again if they have changed.
func (m *ManagementUse) update(width int) {
	in := m.env.useInput()
	made := useMade{m.env.use.result, width, m.env.Theme, fmt.Sprint(in.Lacking)}
	if made == m.made {
		return
	}
	m.made, m.choices = made, m.choices[:0]
	m.board.Set(m.sections(in), width)
}

// chosen returns what the cursor is on.
func (m *ManagementUse) chosen() useChoice {
	if l := m.level(); l != nil {
		return l.under()
	}
	if c := m.board.Chosen(); !m.empty() && c != nil && c.ID > 0 && c.ID <= len(m.choices) {
		return m.choices[c.ID-1]
	}
	return useChoice{}
}

// Do reads, leads down, plans a delegation, copies or leaves.
func (m *ManagementUse) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.ReadEvents:
		if m.env.ReadsEvents() {
			return m.env.stopEvents()
		}
		return m.env.readEvents()
	case kit.Days:
		return m.env.turnDays()
	case kit.Close, kit.Left:
		if len(m.levels) == 0 {
			return Gone{}
		}
		m.levels = m.levels[:len(m.levels)-1]
	case kit.Open, kit.Right:
		if l := m.below(); l != nil {
			m.levels = append(m.levels, l)
		}
	case kit.Delegate, kit.Console, kit.Copy, kit.CopyText:
		return m.chosen().does(c)
	default:
		if l := m.level(); l != nil {
			return l.Do(c)
		}
		m.board.Do(c)
	}
	return nil
}

// below returns what Enter opens; nil for nothing.
func (m *ManagementUse) below() useLevel {
	if l := m.level(); l != nil {
		return l.open()
	}
	return m.chosen().open(m.env)
}

// Can implements kit.Pane.
func (m *ManagementUse) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.ReadEvents:
		return m.canRead()
	case kit.Days:
		return m.env.use.result != nil || m.env.whyNoEvents() == "", ""
	case kit.Close, kit.Left:
		return true, ""
	case kit.Open, kit.Right:
		return m.below() != nil, ""
	case kit.Delegate:
		if m.level() != nil || m.empty() {
			return false, ""
		}
		return m.chosen().can(c)
	case kit.Console, kit.Copy, kit.CopyText:
		return m.chosen().can(c)
	default:
		if l := m.level(); l != nil {
			return l.Can(c)
		}
		return c.Moves() && !m.empty() && m.board.Can(c), ""
	}
}

// canRead reports whether events can be read, or the reading be stopped.
func (m *ManagementUse) canRead() (ok bool, reason string) {
	reason = m.env.whyNoEvents()
	if m.env.use.progress == useStopping {
		reason = "deputy stops as soon as the calls under way have ended."
	}
	return reason == "", reason
}

// Label names what the keys do here.
func (m *ManagementUse) Label(c kit.Command) string {
	switch u := &m.env.use; {
	case c == kit.Days:
		return fmt.Sprintf("%d days", useDays[(slices.Index(useDays, u.window())+1)%len(useDays)])
	case c != kit.ReadEvents:
		return m.chosen().label(c)
	case m.env.ReadsEvents():
		return "stop"
	case u.progress == useStopped, u.progress == useRead && u.lacksDays():
		return "go on"
	case u.progress == useRead, u.progress == useSaved:
		return "read again"
	default:
		return "read events"
	}
}

// Mouse moves the cursor; a second click opens what it is on.
func (m *ManagementUse) Mouse(click kit.Mouse) kit.Intent {
	const head = 2
	switch l := m.level(); {
	case l != nil:
		click.Y -= head
		if opened, is := l.Mouse(click).(useOpened); !is {
			return opened
		}
	case m.empty() || !m.board.Mouse(click):
		return nil
	}
	return m.Do(kit.Open)
}

// Export returns what the command management-account returns.
func (m *ManagementUse) Export() *export.Document {
	r := m.env.use.result
	if r == nil {
		return nil
	}
	return export.Management(m.env.Reading, r.report, m.env.useInput())
}

// register returns the order to delegate a service.
func (c *useChoice) register() plan.Order {
	return plan.Order{Direction: catalog.Register, Service: c.offer.Service}
}
