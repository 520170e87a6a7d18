package pane

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Lens lists the accounts by the answer to the question that is kept on, and by
// what decides it.
type Lens struct {
	env      *Env
	of       *typical.Lens
	asked    int // how many accounts it had answers for
	width    int // that rows were made for; 0 to make them again
	groups   []typical.LensGroup
	order    func() []*model.Node // sorts the accounts by name; nil once that is done
	sorted   []*model.Node        // what it returned
	sortedOf accountsOf           // of which that is
	rest     []*model.Node        // that are still to be grouped
	making   *typical.Grouper     // of those that are not
	blocks   []lensBlock
	head     int // lines above the rows in the last view
	window   widget.Window
	kit.ListFilter
	narrowed     string                  // the filter that rows were made with
	matching     int                     // accounts that it lets through
	paths        map[model.NodeID]string // of OUs, in lower case, for the filter
	folded       map[string]bool         // groups, by what they have in common
	allowedFirst bool
}

// lensBlock is what is shown of a group: the lines of its heading, and accounts. There
// are no rows of accounts anywhere else, for an organization has many.
type lensBlock struct {
	group    *typical.LensGroup
	start    int // its first row
	heading  []string
	accounts []*model.Node
}

// lensRow is a line of a group's heading, or one of its accounts.
type lensRow struct {
	group   *typical.LensGroup
	first   bool   // of the heading's lines
	text    string // of the heading
	account *model.Node
}

// at returns a row of the block.
func (b *lensBlock) at(i int) lensRow {
	if i -= b.start; i < len(b.heading) {
		return lensRow{group: b.group, first: i == 0, text: b.heading[i]}
	}
	return lensRow{group: b.group, account: b.accounts[i-len(b.heading)]}
}

// rowAt returns a row of the list; ok is false if there is none.
func (p *Lens) rowAt(i int) (r lensRow, ok bool) {
	after := sort.Search(len(p.blocks), func(k int) bool { return p.blocks[k].start > i })
	if i < 0 || i >= p.window.Len || after == 0 {
		return r, false
	}
	return p.blocks[after-1].at(i), true
}

// NewLens returns the list for the environment's lens.
func NewLens(env *Env) *Lens {
	return &Lens{env: env, ListFilter: kit.NewListFilter(), folded: map[string]bool{}}
}

// groupKey returns what the accounts of a group have in common.
func groupKey(g *typical.LensGroup) string { return g.Kind.Short() + " " + g.Reason }

// gather makes the rows again if the lens has new answers, or other accounts are to be
// seen. The cursor stays on its account, or on the heading of its group.
func (p *Lens) gather(width int) {
	if p.regroup(); p.of == nil || p.width == width && p.narrowed == p.Text() {
		return
	}
	on, _ := p.row()
	p.width, p.narrowed, p.matching, p.blocks, p.window.Len = width, p.Text(), 0, p.blocks[:0], 0
	at := -1
	for _, g := range p.inOrder() {
		shown := p.matches(g)
		if len(shown) == 0 {
			continue
		}
		p.matching += len(shown)
		b := lensBlock{group: g, start: p.window.Len, heading: p.heading(g, len(shown))}
		if !p.folded[groupKey(g)] || p.Active() {
			b.accounts = shown
		}
		if i := slices.Index(b.accounts, on.account); on.account != nil && i >= 0 {
			at = b.start + len(b.heading) + i
		} else if at < 0 && on.group != nil && groupKey(g) == groupKey(on.group) {
			at = b.start
		}
		p.blocks = append(p.blocks, b)
		p.window.Len += len(b.heading) + len(b.accounts)
	}
	p.window.Keep(max(0, at))
}

// inOrder returns the groups, denied ones first or last.
func (p *Lens) inOrder() []*typical.LensGroup {
	all := make([]*typical.LensGroup, len(p.groups))
	for i := range p.groups {
		all[i] = &p.groups[i]
	}
	if p.allowedFirst {
		known := func(g *typical.LensGroup) bool { return g.Kind != typical.Unknown && g.Kind != typical.KindNone }
		slices.SortStableFunc(all, func(a, b *typical.LensGroup) int {
			return cmp.Or(compareBool(!known(a), !known(b)), cmp.Compare(a.Kind, b.Kind))
		})
	}
	return all
}

// matches returns the accounts of a group that the filter lets through: by name, ID
// or path, or all of them by the reason of their answer.
func (p *Lens) matches(g *typical.LensGroup) []*model.Node {
	if !p.Active() || p.Matches(strings.ToLower(g.Reason)) {
		return g.Accounts
	}
	if p.paths == nil {
		p.paths = map[model.NodeID]string{}
	}
	var shown []*model.Node
	for _, n := range g.Accounts {
		path, known := p.paths[n.Parent]
		if !known {
			path = strings.ToLower(p.env.Reading.PathName(n.Parent))
			p.paths[n.Parent] = path
		}
		if p.Matches(strings.ToLower(n.Name) + "\n" + string(n.ID) + "\n" + path) {
			shown = append(shown, n)
		}
	}
	return shown
}

// heading returns the heading of a group: how many accounts it has, how many of them
// are shown, and all that decides.
func (p *Lens) heading(g *typical.LensGroup, shown int) []string {
	number := phrase.Count(len(g.Accounts), "account")
	if shown < len(g.Accounts) {
		number = phrase.Thousands(shown) + " of " + number
	}
	lines := kit.Wrap(number+": "+g.Reason, p.width-lensIndent-1)
	for _, reason := range g.More {
		lines = append(lines, kit.Wrap("and "+reason, p.width-lensIndent-1)...)
	}
	return lines
}

// lensIndent is the column in which headings begin: behind the cursor's mark, the
// fold and the answer's mark.
const lensIndent = 5

// View draws the question and the groups.
func (p *Lens) View(s kit.Size, focused bool) []string {
	p.gather(s.W)
	t := p.env.Theme
	if p.env.Lens == nil {
		off := widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, "The question is off.")
		return kit.Pad(t, []string{off.String()}, s)
	}
	var lines []string
	if p.ListFilter.Visible() {
		l := widget.NewLine(t, theme.Page, s.W).Space(1)
		p.Draw(l, s.W-40)
		lines = append(lines, l.Put(theme.Muted, phrase.Thousands(p.matching)+" of "+phrase.Count(p.asked, "account")).String())
	}
	lines = append(lines, p.question(s.W)...)
	p.head = len(lines)
	switch {
	case p.window.Len > 0:
	case p.Active() && len(p.groups) > 0:
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, "No account matches. Esc clears the filter.").String())
	default:
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, t.Marks.Unknown+" asking the accounts").String())
	}
	p.window.Resize(p.window.Len, max(1, s.H-p.head))
	for i := p.window.Top; i < p.window.End(); i++ {
		lines = append(lines, p.line(i, s.W, focused))
	}
	return kit.Pad(t, lines, s)
}

// question draws the whole question, and what is assumed in it.
func (p *Lens) question(width int) []string {
	l, t := p.env.Lens, p.env.Theme
	var lines []string
	for _, text := range kit.Wrap(questionWords(l.Question), width-2) {
		lines = append(lines, widget.NewLine(t, theme.Page, width).Space(1).Put(theme.Strong, text).String())
	}
	for _, text := range kit.Wrap(p.env.assumedInLens(), width-2) {
		lines = append(lines, widget.NewLine(t, theme.Page, width).Space(1).Put(theme.Muted, text).String())
	}
	return lines
}

// assumedInLens says how the lens answers, and whether another Region would make a
// difference.
func (e *Env) assumedInLens() string {
	l := e.Lens
	switch {
	case l.Exactly:
		return "in every account, exact: for everything the question leaves open"
	case l.ElsewhereDiffers:
		return "in every account, for an ordinary request; other Regions answer differently (>)"
	default:
		return "in every account, for an ordinary request"
	}
}

// line draws one row.
func (p *Lens) line(i, width int, focused bool) string {
	t := p.env.Theme
	r, _ := p.rowAt(i)
	on := i == p.window.Cursor
	l := p.env.Row(on, focused, width)
	switch {
	case r.first:
		fold := t.Marks.Open
		if p.folded[groupKey(r.group)] && !p.Active() {
			fold = t.Marks.Closed
		}
		mark, m := kindMark(t, r.group.Kind)
		number, reason, _ := strings.Cut(r.text, ":")
		return l.Put(theme.Muted, fold+" ").Put(m, mark).To(lensIndent).Put(theme.Strong, number+":").Put(theme.Plain, reason).String()
	case r.account == nil:
		return l.To(lensIndent).Put(theme.Plain, r.text).String()
	}
	l.Space(6).Cell(theme.Plain, nameOf(r.account), min(34, width/3)).Space(1).Cell(theme.Muted, string(r.account.ID), 14)
	return l.Put(theme.Muted, p.env.Reading.PathName(r.account.Parent)).String()
}

// Do moves, folds, filters, and opens an account.
func (p *Lens) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Exactly:
		return LensTurned{}
	case kit.Open:
		return p.chosen()
	case kit.Left, kit.Right:
		if r, ok := p.row(); ok {
			p.fold(c == kit.Left, r.group)
		}
	case kit.FoldAll, kit.UnfoldAll:
		for i := range p.groups {
			p.fold(c == kit.FoldAll, &p.groups[i])
		}
	case kit.Filter:
		p.Begin()
	case kit.Close:
		p.Clear()
	case kit.Sort:
		p.allowedFirst, p.width, p.window.Len = !p.allowedFirst, 0, 0 // the cursor goes to the top
		p.window.To(0)
	default:
		kit.Move(&p.window, c)
	}
	return nil
}

// row returns the row under the cursor; ok is false if there is none.
func (p *Lens) row() (r lensRow, ok bool) { return p.rowAt(p.window.Cursor) }

// fold folds a group, or unfolds it.
func (p *Lens) fold(folded bool, g *typical.LensGroup) {
	p.folded[groupKey(g)], p.width = folded, 0
}

// chosen opens the account under the cursor, or folds or unfolds the group whose
// heading it is on.
func (p *Lens) chosen() kit.Intent {
	r, ok := p.row()
	switch {
	case !ok:
	case r.account != nil:
		return NodeOpened{r.account.ID}
	default:
		p.fold(!p.folded[groupKey(r.group)], r.group)
	}
	return nil
}

// Can implements kit.Pane.
func (p *Lens) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Exactly, kit.Filter, kit.Sort:
		return p.env.Lens != nil, ""
	case kit.Close:
		return p.ListFilter.Visible(), ""
	case kit.Open, kit.Left, kit.Right, kit.FoldAll, kit.UnfoldAll:
		return p.window.Len > 0, ""
	default:
		return p.window.Len > 0 && c.Moves(), ""
	}
}

// Label names what keys do here.
func (p *Lens) Label(c kit.Command) string {
	r, ok := p.row()
	switch {
	case c == kit.Sort && p.allowedFirst:
		return "denied first"
	case c == kit.Sort:
		return "allowed first"
	case c != kit.Open || !ok || r.account != nil:
		return ""
	case p.folded[groupKey(r.group)]:
		return "unfold"
	default:
		return "fold"
	}
}

// Mouse chooses a row; the second click opens it.
func (p *Lens) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&p.window, m, p.head) {
		return p.chosen()
	}
	return nil
}

// LensWords returns the whole question of a lens in one line, and what is special
// about its answers.
func LensWords(l *typical.Lens) string {
	text := questionWords(l.Question)
	switch {
	case l.Exactly:
		return text + ", exactly"
	case l.ElsewhereDiffers:
		return text + ", others differ"
	default:
		return text
	}
}

// ShortLensWords returns the action and the Region of a lens.
func ShortLensWords(l *typical.Lens) string {
	if region := regionOf(l.Question); region != "" {
		return l.Question.Action + " in " + region
	}
	return l.Question.Action
}
