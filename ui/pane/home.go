package pane

import (
	"fmt"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/overview"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// Home is the first tab of the root: what needs attention, how far delegation has
// come, which guardrails the accounts have, what changed lately, and below that the
// facts of the organization. Its cursor moves over the lines that open something.
type Home struct {
	env    *Env
	chosen func() *model.Node
	counts *contentCounts
	board  kit.Board
	made   homeKey
	shown  []*finding.Finding // by the numbers of their cells, from 1
	beside *Finding
}

// homeKey is what the home was made of.
type homeKey struct {
	node       *model.Node
	inspection *finding.Inspection
	overview   int // how often one was finished
	generation uint64
	width      int
	theme      *theme.Theme
	reading    bool
	journal    time.Time // of the last change
}

// newHome returns the home.
func newHome(env *Env, chosen func() *model.Node) *Home {
	h := &Home{env: env, chosen: chosen, counts: &contentCounts{env: env}, board: kit.NewBoard(&env.Look)}
	h.board.Skips = true
	h.beside = NewFinding(env, h.finding)
	return h
}

// OverviewJob returns the next part of the overview of the organization; nil if
// there is nothing to do. It is made in parts, between keys, however small the
// organization is.
func (e *Env) OverviewJob() kit.Job {
	accounts := e.Reading.PlacedAccounts()
	if accounts == 0 {
		return nil
	}
	e.overview.start(e, fmt.Sprintf("%p", e.Reading), askedAtOnce+accounts, func() *overview.Overview { return overview.New(e.Reading) },
		func(o *overview.Overview) error {
			o.Next(e.Reading, accountsPerStep)
			return nil
		})
	return e.overview.job()
}

// Overview returns the last overview of the organization that was finished; nil if
// none was.
func (e *Env) Overview() *overview.Overview {
	if !e.overview.ready || e.overview.madeOf.key != fmt.Sprintf("%p", e.Reading) {
		return nil
	}
	return e.overview.result
}

// update writes the home again if what it shows has changed.
func (h *Home) update(n *model.Node, width int) {
	key := homeKey{n, h.env.Inspection(), h.env.overview.runs, h.env.Reading.Generations(), width, h.env.Theme, h.env.isReading(), h.env.lastChanged()}
	if key == h.made {
		return
	}
	top := h.made.node != n
	h.made, h.shown = key, h.shown[:0]
	h.board.Set(h.sections(n, width), width)
	if top {
		h.board.ToTop()
		h.board.Do(kit.Home)
	}
}

// lastChanged returns when deputy changed something last; the zero time for never.
func (e *Env) lastChanged() time.Time {
	if e.Journal == nil || len(e.Journal.Last) == 0 {
		return time.Time{}
	}
	return e.Journal.Last[len(e.Journal.Last)-1].Time
}

// View draws the visible lines.
func (h *Home) View(s kit.Size, focused bool) []string {
	n := h.chosen()
	if n == nil {
		return kit.Pad(h.env.Theme, nil, s)
	}
	h.update(n, s.W)
	return kit.Pad(h.env.Theme, h.board.View(s.H, focused), s)
}

// finding returns the finding under the cursor, or the first one; nil if there is
// none.
func (h *Home) finding() *finding.Finding {
	if c := h.board.Chosen(); c != nil && c.ID > 0 && c.ID <= len(h.shown) {
		return h.shown[c.ID-1]
	}
	if len(h.shown) > 0 {
		return h.shown[0]
	}
	return nil
}

// besides returns the page of the finding under the cursor; nil if there are no
// findings.
func (h *Home) besides() kit.Pane {
	if x := h.env.Inspection(); x == nil || x.Count() == 0 {
		return nil
	}
	return h.beside
}

// current returns the finding under the cursor; nil on another line.
func (h *Home) current() *finding.Finding {
	if c := h.board.Chosen(); c == nil || c.ID == 0 {
		return nil
	}
	return h.finding()
}

// Do moves, opens what the cursor is on, or asks for the plan that fixes it.
func (h *Home) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		return h.board.Opens()
	case kit.Delegate, kit.Undelegate:
		return doFinding(h.env, h.current(), c)
	default:
		h.board.Do(c)
		return nil
	}
}

// Can implements kit.Pane.
func (h *Home) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Delegate, kit.Undelegate:
		return canFinding(h.env, h.current(), c)
	default:
		return h.board.Can(c), ""
	}
}

// Mouse chooses a line; a second click opens it.
func (h *Home) Mouse(m kit.Mouse) kit.Intent {
	if h.board.Mouse(m) {
		return h.board.Opens()
	}
	return nil
}

// bar draws a share as a bar of so many cells. Only what is complete fills it.
func bar(t *theme.Theme, part, whole, width int) string {
	full := 0
	if whole > 0 {
		full = part * width / whole
	}
	return strings.Repeat(t.Marks.Full, full) + strings.Repeat(t.Marks.Rest, width-full)
}
