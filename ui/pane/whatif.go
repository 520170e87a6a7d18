package pane

import (
	"errors"
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/plain"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// WhatIf is the what-if screen. It shows a node as it is beside the same node
// as it would be after the changes that the user added. deputy makes none of
// them.
type WhatIf struct {
	env        *Env
	changes    []model.Edits
	version    int            // how often pieces changed
	about      []model.NodeID // whom one wanted to know of, the latest last
	at         int            // of about and what is touched: the node that is shown
	asking     Asking
	preview    *verdict.WhatIf
	wrong      error                           // why it cannot be so any more
	asOf       uint64                          // generation that seen was made of
	impact     incremental[*typical.Impact]    // whose answers change
	exemptions incremental[*escalation.Change] // which exemptions can be taken
	exactly    bool                            // the exact answers are shown
	sides      [2]accountCounts                // the answers in an OU, as they are and as they would be
	board      kit.Board
	made       freshness
	wants      readRequests
}

// NewWhatIf returns a what-if screen without changes.
func NewWhatIf(env *Env, asking Asking) *WhatIf {
	return &WhatIf{env: env, asking: asking, board: kit.NewBoard(&env.Look)}
}

// Add adds a change and shows a node. The error says why the organization
// cannot be changed like that; then nothing is added.
func (p *WhatIf) Add(s ChangeAdded) error {
	if _, err := verdict.NewWhatIf(p.env.Reading, p.combined().And(s.Change)); err != nil {
		return err
	}
	// A node that is moved again is not where it was moved to before.
	p.changes = slices.DeleteFunc(p.changes, func(h model.Edits) bool {
		return slices.ContainsFunc(h.Moves, func(m model.Move) bool {
			return slices.ContainsFunc(s.Change.Moves, func(n model.Move) bool { return n.Node == m.Node })
		})
	})
	if !s.Change.Empty() {
		p.changes = append(p.changes, s.Change)
		p.version++
	}
	p.about = append(slices.DeleteFunc(p.about, func(id model.NodeID) bool { return id == s.About }), s.About)
	p.at, p.preview = 0, nil
	p.board.ToTop()
	return nil
}

// Empty reports whether there are no changes.
func (p *WhatIf) Empty() bool { return len(p.changes) == 0 }

// combined returns all changes as one.
func (p *WhatIf) combined() model.Edits {
	var h model.Edits
	for _, piece := range p.changes {
		h = h.And(piece)
	}
	return h
}

// Edits returns all changes as one.
func (p *WhatIf) Edits() model.Edits { return p.combined() }

// Version returns a number that differs whenever the changes do; 0 before the first.
func (p *WhatIf) Version() int { return p.version }

// errNoChange says that there is no change to preview.
var errNoChange = errors.New("there is no change")

// Preview returns the readings before and after the changes, made again when
// the reading changed. The error says why the changes are no longer possible.
func (p *WhatIf) Preview() (*verdict.WhatIf, error) {
	if len(p.changes) == 0 {
		return nil, errNoChange
	}
	if of := p.env.Reading.Generations(); p.preview == nil && p.wrong == nil || of != p.asOf {
		p.preview, p.wrong = verdict.NewWhatIf(p.env.Reading, p.combined())
		p.asOf = of
	}
	return p.preview, p.wrong
}

// Words returns the changes, such as "if payments-prod were in Sandbox".
func (p *WhatIf) Words() string {
	h := p.combined()
	return h.Words(p.env.Reading)
}

// nodes returns the nodes that the user can look at: those the changes were
// added for, the latest first, then those where something changes.
func (p *WhatIf) nodes() []model.NodeID {
	ids := slices.Clone(p.about)
	slices.Reverse(ids)
	h := p.combined()
	for _, id := range h.Touched() {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return slices.DeleteFunc(ids, func(id model.NodeID) bool { return p.env.Reading.Node(id) == nil })
}

// About returns the node that is shown.
func (p *WhatIf) About() model.NodeID {
	ids := p.nodes()
	if len(ids) == 0 {
		return ""
	}
	return ids[p.at%len(ids)]
}

// gather writes the board again if something of it changed.
func (p *WhatIf) gather(width int) {
	f, err := p.Preview()
	about := p.About()
	q, asked := p.startAnswers()
	p.startExemptions()
	key := fmt.Sprintf("%s %d %d %+v %v %v %s %s", about, p.version, width, q, asked, err, p.answersKey(), p.env.eventKey())
	if p.made.fresh(p.env, key, p.env.policyGeneration()+p.env.Reading.Generation(model.PartAccessReport), p.env.Reading.AccountCount(about)) {
		return
	}
	sections := []kit.Section{p.changeSection()}
	if err != nil || about == "" {
		sections = append(sections, kit.Section{Whole: []kit.Cell{{
			Mark: p.env.Theme.Marks.Gap, Marked: theme.Warning, Text: "This is no longer possible: " + fmt.Sprint(err),
		}}})
		p.board.Set(sections, width)
		return
	}
	v := sideBySide{
		env: p.env, readings: [2]*model.Reading{f.Now, f.Then}, nodes: [2]model.NodeID{about, about}, sameWords: "as now",
		narrow: width < kit.TwoSidesWidth, names: [2]string{"as it is", "as it would be"}, heading: changeHeading, bothTitle: "Still forbidden, by something else",
		counts: [2]*accountCounts{&p.sides[0], &p.sides[1]}, exactly: p.exactly,
	}
	summary, list := p.impactSections(asked)
	calls, holes := p.eventSections()
	var all []plain.Comparison
	for _, t := range model.Evaluated() {
		all = append(all, plain.CompareWhatIf(f, about, t))
	}
	sections = append(sections, p.riskSection(all, width), p.useSection(f.Then, all, about), p.notes(f), p.exemptionSection(), calls, p.heads(f, about), v.verdicts(q, asked), summary)
	for i := range all {
		sections = append(sections, v.policies(&all[i])...)
	}
	sections = append(sections, holes, list)
	p.board.Set(sections, width)
}

// changeHeading returns the heading of what is no longer forbidden, or newly
// forbidden.
func changeHeading(t model.PolicyType, side int) string {
	head := [2]string{"No longer forbidden", "Newly forbidden"}[side]
	if t == model.ResourceControlPolicy {
		head += " to anybody, on its resources"
	}
	return head
}

// changeSection returns the section that lists the changes.
func (p *WhatIf) changeSection() kit.Section {
	var s kit.Section
	for i, piece := range p.changes {
		text := piece.Words(p.env.Reading)
		if i > 0 {
			text = "and " + text
		}
		s.Whole = append(s.Whole, kit.Cell{Mark: p.env.Theme.Marks.Depends, Marked: theme.Accent, Meaning: theme.Strong, Text: text, ID: i + 1})
	}
	if _, asked := p.asking(); !asked && len(s.Whole) > 0 {
		s.Whole = append(s.Whole, kit.Cell{Meaning: theme.Muted, Text: "Press " + p.env.Key("ask") + " to ask a question, and see whose answer would change."})
	}
	if len(p.env.Events.Paths) == 0 && len(s.Whole) > 0 {
		s.Whole = append(s.Whole, kit.Cell{Meaning: theme.Muted, Text: "Press " + p.env.Key("events") + " to name CloudTrail events, and see which real calls would change."})
	}
	return s
}

// notes returns why AWS would refuse the changes.
func (p *WhatIf) notes(f *verdict.WhatIf) kit.Section {
	var s kit.Section
	for _, n := range f.Notes {
		s.Whole = append(s.Whole, kit.Cell{Mark: p.env.Theme.Marks.Gap, Marked: theme.Warning, Text: n})
	}
	return s
}

// heads returns the section that names the node on both sides, with its path.
func (p *WhatIf) heads(f *verdict.WhatIf, about model.NodeID) kit.Section {
	n := p.env.Reading.Node(about)
	s := kit.Section{Heads: [2]string{nameOf(n) + " as it is", nameOf(n) + " as it would be"}}
	for side, r := range [2]*model.Reading{f.Now, f.Then} {
		where := kindName(n.Kind)
		if n.Kind != model.KindRoot {
			where = r.PathName(r.Node(about).Parent)
		}
		s.Cells[side] = []kit.Cell{{Meaning: theme.Muted, Text: where, Aside: string(about)}}
	}
	return s
}

// View draws the changes and their consequences.
func (p *WhatIf) View(s kit.Size, focused bool) []string {
	p.gather(s.W)
	head := widget.NewLine(p.env.Theme, theme.Page, s.W).Space(1).Put(theme.Strong, "What if").Right(theme.Muted, onlyAQuestion+" ")
	lines := append([]string{head.String()}, p.env.eventProgress(s.W)...)
	p.board.Head = len(lines)
	return kit.Pad(p.env.Theme, append(lines, p.board.View(s.H-len(lines), focused)...), s)
}

// Do moves, opens, adds and drops changes, or shows another node.
func (p *WhatIf) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Close:
		return Gone{}
	case kit.Open:
		return p.open()
	case kit.AddChange:
		return WhatIfWanted{Node: p.About(), About: p.About()}
	case kit.DropChange:
		return p.dropChange()
	case kit.LastAccessed:
		return LastAccessedWanted{Node: p.About()}
	case kit.NextTab, kit.PrevTab:
		n := len(p.nodes())
		p.at = (p.at + map[kit.Command]int{kit.NextTab: 1, kit.PrevTab: n - 1}[c]) % max(1, n)
	case kit.Exactly:
		p.exactly = !p.exactly
	case kit.CopyText:
		return Copied{"what would change", onlyAQuestion + "\n" + p.board.Text()}
	default:
		p.board.Do(c)
	}
	return nil
}

// dropChange drops the change under the cursor, or else the last one.
func (p *WhatIf) dropChange() kit.Intent {
	i := len(p.changes)
	if c := p.board.Chosen(); c != nil && c.ID > 0 {
		i = c.ID
	}
	p.changes = slices.Delete(p.changes, i-1, i)
	p.version++
	p.preview, p.wrong, p.at = nil, nil, 0
	if len(p.changes) == 0 {
		p.about = nil
		return Many{Gone{}, Noticed{"You dropped the last change.", theme.Good}}
	}
	return nil
}

// open opens a document, or shows an account whose answer changes.
func (p *WhatIf) open() kit.Intent {
	opens := p.board.Opens()
	if s, ok := opens.(ChangeAdded); ok {
		p.about = append(slices.DeleteFunc(p.about, func(id model.NodeID) bool { return id == s.About }), s.About)
		p.at = 0
		p.board.ToTop()
		return nil
	}
	return opens
}

// Can implements kit.Pane.
func (p *WhatIf) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Close, kit.CopyText, kit.AddChange, kit.LastAccessed:
		return true, ""
	case kit.DropChange:
		return len(p.changes) > 0, ""
	case kit.Exactly:
		_, asked := p.asking()
		return asked, ""
	case kit.NextTab, kit.PrevTab:
		return len(p.nodes()) > 1, ""
	default:
		return p.board.Can(c), ""
	}
}

// Label implements kit.Labeller.
func (p *WhatIf) Label(c kit.Command) string {
	switch c {
	case kit.Open:
		if _, ok := p.board.Opens().(ChangeAdded); ok {
			return "show account"
		}
		if _, ok := p.board.Opens().(EventCallsShown); ok {
			return "list calls"
		}
		return "open document"
	case kit.Exactly:
		return exactlyLabel(p.exactly)
	case kit.NextTab:
		return "next node"
	case kit.CopyText:
		return "copy all"
	default:
		return ""
	}
}

// Mouse chooses a row; the second click opens it.
func (p *WhatIf) Mouse(m kit.Mouse) kit.Intent {
	if p.board.Mouse(m) {
		return p.open()
	}
	return nil
}

// Needs returns what deputy must read: the levels above the nodes in question,
// and the texts of policies that the changes attach.
func (p *WhatIf) Needs() []model.Want {
	h, r := p.combined(), p.env.Reading
	ids := []model.NodeID{p.About()}
	for _, m := range h.Moves {
		ids = append(ids, m.Parent)
	}
	out := p.wants.nextNode(r, ids...)
	for _, a := range h.Attached {
		if r.Status(model.PartDocument, string(a.Policy)).Progress == model.Unread && p.wants.document(a.Policy) {
			out = append(out, model.WantDocument{Policy: a.Policy})
		}
	}
	return out
}
