package pane

import (
	"cmp"
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/history"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// historyLog is what happened lately, made again when more of it is known.
type historyLog struct {
	log   *history.Log
	in    *model.Reading
	asOf  uint64
	steps int // of the journal
}

// History returns what the event history of the management account says; what was read
// of it in this run or in an earlier one.
func (e *Env) History() *history.Log {
	h := &e.history
	asOf, steps := e.Reading.Generation(model.PartHistory), 0
	if e.Journal != nil {
		steps = len(e.Journal.Steps)
	}
	if h.log == nil || h.in != e.Reading || h.asOf != asOf || h.steps != steps {
		*h = historyLog{in: e.Reading, asOf: asOf, steps: steps}
		all, _ := e.Reading.History()
		if e.Journal != nil {
			h.log = history.New(all, e.Journal.Steps)
		} else {
			h.log = history.New(all, nil)
		}
	}
	return h.log
}

// History is the list of what happened lately in the organization: when, what, and by
// whom; below it the event under the cursor.
type History struct {
	env   *Env
	asked int // the run of reading that was asked for it
	asOf  *history.Log
	named uint64 // the generations of what has the names
	rows  []historyRow
	kit.List[historyRow]
}

// historyRow is a change with its words.
type historyRow struct {
	*history.Change
	words string
}

// NewHistory returns the list of what happened lately.
func NewHistory(env *Env) *History {
	h := &History{env: env}
	h.List = kit.NewList(kit.Source[historyRow]{
		Rows: h.gather,
		ID:   func(x historyRow) string { return x.Event.ID },
		Text: func(x historyRow) string {
			e := x.Event
			return strings.ToLower(strings.Join([]string{
				x.words, x.Who(), x.Kind.String(), string(x.Account), string(x.Node), string(x.Policy), string(x.Service), string(x.Principal),
				e.Operation, e.Caller, e.ID, phrase.DateTime(e.At), x.Plan,
			}, "\n"))
		},
		Moved: func(historyRow) kit.Intent { return nil }, // the event below follows the cursor by itself
	})
	return h
}

// gather makes the rows again if there are other changes, or names of what they are
// about have come.
func (h *History) gather() ([]historyRow, bool) {
	log, r := h.env.History(), h.env.Reading
	named := r.Generation(model.PartAccounts) + r.Generation(model.PartOUs) + r.Generation(model.PartPolicies) + r.Generation(model.PartRoots)
	if log == h.asOf && named == h.named {
		return h.rows, false
	}
	h.asOf, h.named, h.rows = log, named, make([]historyRow, len(log.Changes))
	for i := range log.Changes {
		h.rows[i] = historyRow{&log.Changes[i], log.Words(&log.Changes[i], r)}
	}
	return h.rows, true
}

// Needs implements Needy: the event history is read once somebody opens this, unless it
// was read before, in this run or in an earlier one.
func (h *History) Needs() []model.Want {
	if h.asked == h.env.Run || !h.env.History().To.IsZero() {
		return nil
	}
	h.asked = h.env.Run
	return []model.Want{model.NewWantHistory(h.env.Now, model.HistoryDays)}
}

// isReading reports whether the event history is being read.
func (h *History) isReading() bool {
	status := h.env.Reading.Status(model.PartHistory, "")
	return status.Progress == model.Waiting || status.Progress == model.Partial
}

// The columns, and the lowest pane that shows the event below the rows.
const (
	historyWhen      = 20
	historyEventRows = 6
	historyEventFrom = 16
)

// View draws what was read, the rows, and the event under the cursor.
func (h *History) View(s kit.Size, focused bool) []string {
	h.Update()
	p := newPage(h.env, s.W)
	p.Add(h.title(s.W))
	h.writeState(p)
	foot := h.foot(s)
	if len(h.Shown) > 0 {
		l := widget.NewLine(h.env.Theme, theme.Page, s.W).Space(1)
		p.Add(l.Cell(theme.Muted, "when", historyWhen).Cell(theme.Muted, "what", h.whatWidth(s.W)).Put(theme.Muted, "by"))
	} else {
		h.writeWhyEmpty(p)
	}
	h.Head = len(p.Lines)
	h.Window.Resize(len(h.Shown), max(0, s.H-h.Head-len(foot)))
	for i := h.Window.Top; i < h.Window.End(); i++ {
		p.Add(h.line(i, s.W, focused))
	}
	lines := kit.Pad(h.env.Theme, p.Lines, kit.Size{W: s.W, H: max(0, s.H-len(foot))})
	return kit.Pad(h.env.Theme, append(lines, foot...), s)
}

// title draws the name of the list and its period, or the filter.
func (h *History) title(width int) *widget.Line {
	l, log := widget.NewLine(h.env.Theme, theme.Page, width).Space(1), h.env.History()
	if h.ListFilter.Visible() {
		h.ListFilter.Draw(l, width-36)
		return l.Put(theme.Muted, phrase.Thousands(len(h.Shown))+" of "+phrase.Thousands(len(h.rows)))
	}
	l.Put(theme.Strong, "What happened lately")
	if log.To.IsZero() {
		return l
	}
	return l.Right(theme.Muted, phrase.Count(len(h.rows), "change")+" since "+phrase.Date(log.From)+", read "+phrase.When(log.To, h.env.Now)+" ")
}

// writeState writes how far the event history is read, what could not be read of it,
// and what it cannot have.
func (h *History) writeState(p *page) {
	status := h.env.Reading.Status(model.PartHistory, "")
	switch {
	case status.Progress == model.Failed:
		p.gap(gapOf(status))
	case h.isReading():
		text := "reading CloudTrail's event history"
		if status.Total > 0 {
			text += fmt.Sprintf(": %d of %d event names", status.Done, status.Total)
		}
		if status.Left > 0 {
			text += ", " + phrase.Duration(status.Left) + " left"
		}
		p.Arriving(text)
	default:
		p.Say(theme.Muted, "", history.Unseen)
	}
	for _, gap := range model.GroupGaps(h.env.History().Gaps) {
		p.gap(&gap)
	}
}

// writeWhyEmpty says why there is no row.
func (h *History) writeWhyEmpty(p *page) {
	p.Blank()
	switch {
	case h.isReading():
	case h.ListFilter.Active():
		p.Say(theme.Muted, "", "No change matches. Esc clears the filter.")
	case h.env.History().To.IsZero():
		p.Say(theme.Muted, "", "deputy has not read the event history. "+h.env.Key("reread")+" reads it.")
	default:
		p.Say(theme.Muted, "", "Nobody changed the organization in this time.")
	}
}

// whatWidth returns the width of the column that says what was changed.
func (h *History) whatWidth(width int) int {
	rest := width - 1 - historyWhen
	return max(20, rest-min(46, max(20, rest/3)))
}

// line draws a change.
func (h *History) line(i, width int, focused bool) *widget.Line {
	x := h.Shown[i]
	l := h.env.Row(i == h.Window.Cursor, focused, width)
	l.Cell(theme.Muted, phrase.When(x.Event.At, h.env.Now), historyWhen)
	l.Cell(theme.Plain, x.words, h.whatWidth(width)-1).Space(1)
	return l.Put(theme.Muted, whoShort(x.Change))
}

// whoShort returns who made a change, in a few words.
func whoShort(c *history.Change) string {
	text := strings.TrimPrefix(c.Event.By, "permission set ")
	if c.Plan != "" {
		text += ", with deputy"
	}
	if c.Event.Via != "" {
		text += ", through " + c.Event.Via
	}
	return text
}

// foot returns the event under the cursor.
func (h *History) foot(s kit.Size) []string {
	x, ok := h.Row()
	if !ok || s.H < historyEventFrom {
		return nil
	}
	e, p := x.Event, newPage(h.env, s.W)
	p.Add(p.Line())
	field := func(name string, values ...string) {
		p.Add(p.Line().Cell(theme.Muted, name, 10).Put(theme.Plain, cmp.Or(strings.Join(nonEmpty(values...), "  "), "not given")))
	}
	p.Add(p.Line().Put(theme.Strong, x.words))
	field("by", x.Who(), e.Caller)
	field("call", e.Service+":"+e.Operation, string(e.Region), "from "+cmp.Or(e.Address, "an unknown address"), e.Agent)
	field("event", phrase.DateTime(e.At), e.ID)
	if x.Plan != "" {
		field("deputy", "plan "+x.Plan, x.Reason)
	} else {
		field("about", string(x.Account), string(x.Policy), string(x.Principal), otherNode(x.Change))
	}
	return kit.Pad(h.env.Theme, p.Lines, kit.Size{W: s.W, H: historyEventRows})
}

// otherNode returns the node that a change is about, if it is no account.
func otherNode(c *history.Change) string {
	if string(c.Node) == string(c.Account) {
		return ""
	}
	return string(c.Node)
}

// historyPlace returns where a change can be looked at; nowhere if what it is about is gone.
func (e *Env) historyPlace(c *history.Change) Place {
	switch {
	case c.Kind == history.Delegation || c.Kind == history.TrustedAccess:
		return Place{Service: c.Service, Principal: c.Principal}
	case e.Reading.Policy(c.Policy) != nil:
		return Place{Policy: c.Policy}
	case e.Reading.Node(c.Node) != nil:
		return Place{Node: c.Node}
	default:
		return Place{}
	}
}

// Do moves, filters, reads again, and goes to what a change is about.
func (h *History) Do(c kit.Command) kit.Intent {
	x, ok := h.Row()
	switch {
	case c == kit.Reload:
		h.asked = h.env.Run
		return Wanted{model.NewWantHistory(h.env.Now, model.HistoryDays)}
	case c == kit.Close && !h.ListFilter.Visible():
		return Gone{}
	case !ok:
	case (c == kit.Open || c == kit.Right) && x.Kind == history.ResourcePolicy && h.env.resourcePolicyID() != "":
		return PolicyOpened{Policy: h.env.resourcePolicyID()}
	case c == kit.Open || c == kit.Right:
		if at := h.env.historyPlace(x.Change).Intent(); at != nil {
			return at
		}
		return Noticed{"deputy has no page for this: it is about the whole organization, or about what is gone.", theme.Warning}
	case c == kit.Copy:
		return copiedName("the event ID", x.Event.ID)
	case c == kit.CopyARN && x.Event.Caller != "":
		return copiedName("the caller's ARN", x.Event.Caller)
	case c == kit.Console:
		return Browsed{"the event in CloudTrail", consoleEvent(h.env.Reading.Caller.Partition, x.Event)}
	}
	follows, _ := h.List.Do(c)
	return follows
}

// Can implements kit.Pane.
func (h *History) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Close:
		return true, ""
	case kit.Reload:
		if h.env.Offline {
			return false, "This is a saved reading: deputy does not call AWS."
		}
		if h.isReading() {
			return false, "deputy is reading the event history."
		}
		return true, ""
	case kit.Copy, kit.Console:
		_, ok := h.Row()
		return ok, ""
	case kit.CopyARN:
		x, ok := h.Row()
		return ok && x.Event.Caller != "", ""
	default:
		return h.List.Can(c), ""
	}
}

// Label names what keys do here.
func (h *History) Label(c kit.Command) string {
	switch c {
	case kit.Open:
		return "go there"
	case kit.Copy:
		return "copy event ID"
	case kit.CopyARN:
		return "copy caller's ARN"
	default:
		return ""
	}
}

// Mouse chooses a change; a second click goes to what it is about.
func (h *History) Mouse(m kit.Mouse) kit.Intent {
	if _, opens := h.List.Mouse(m); opens {
		return h.Do(kit.Open)
	}
	return nil
}

// Export returns the changes that the filter lets through.
func (h *History) Export() *export.Document {
	h.Update()
	log := *h.env.History()
	log.Changes = nil
	for _, x := range h.Shown {
		log.Changes = append(log.Changes, *x.Change)
	}
	return table("history", "What happened lately", export.History(h.env.Reading, &log))
}
