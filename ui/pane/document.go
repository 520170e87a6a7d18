package pane

import (
	"fmt"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Document shows a policy: what it is, where it is attached, what is wrong with
// its text, and the text itself.
type Document struct {
	env     *Env
	chosen  func() model.PolicyID
	on      model.PolicyID
	raw     bool // as it is stored, not formatted
	layout  *layout
	made    layoutKey
	margins map[int]int // the first problem on a line, by the line, counted from 1
	lit     []scp.Span  // in the stored text
	unseen  bool        // what was lit last was not scrolled to yet
	top     int         // rows scrolled past
	rows    int         // rows of facts and text in the last view
	facts   int         // of these, rows before the text
	height  int
	reach   reach
	find    finder
}

// layoutKey is what a layout was made of.
type layoutKey struct {
	text  string
	width int
	raw   bool
}

// reach is how many accounts a policy reaches, kept until the tree or the
// attachments change.
type reach struct {
	policy     model.PolicyID
	generation uint64
	accounts   int
}

// NewDocument gives a pane of the policy that chosen gives; empty is none.
func NewDocument(env *Env, chosen func() model.PolicyID) *Document {
	return &Document{env: env, chosen: chosen, find: finder{input: newInput()}}
}

// Policy gives the policy that is shown.
func (d *Document) Policy() model.PolicyID { return d.chosen() }

// Light lights stretches of the stored text, such as the statements that
// decide a question, and shows the first of them. Without spans nothing is lit.
func (d *Document) Light(spans []scp.Span) {
	d.follow()
	d.lit, d.unseen = spans, len(spans) > 0
}

// margin is the column before the text, for the numbers of problems.
const margin = 3

// View draws the policy's name, the facts about it, and its text.
func (d *Document) View(s Size, focused bool) []string {
	d.follow()
	if s.H < 1 || d.on == "" {
		return pad(d.env.Theme, nil, s)
	}
	lines := append(make([]string, 0, s.H), d.title(s.W))
	bar := d.find.open()
	d.height = s.H - 1
	if bar {
		d.height--
	}
	facts := d.describe(s.W)
	text := d.lay(s.W)
	d.facts = len(facts)
	d.rows = d.facts
	if text != nil {
		d.rows += len(text.lines)
	}
	if d.unseen && text != nil {
		d.show(text.shown(d.lit[0]).Start)
		d.unseen = false
	}
	d.scroll(0)
	last := min(d.top+d.height, d.rows)
	lights := d.lights(d.top-d.facts, last-d.facts)
	for i := d.top; i < last; i++ {
		if i < d.facts {
			lines = append(lines, facts[i])
		} else {
			lines = append(lines, d.line(i-d.facts, s.W, lights))
		}
	}
	if bar && s.H > 1 {
		lines = pad(d.env.Theme, lines, Size{s.W, s.H - 1})
		lines = append(lines, d.find.view(d.env, s, focused))
	}
	return pad(d.env.Theme, lines, s)
}

// follow starts at the top when another policy is chosen.
func (d *Document) follow() {
	if id := d.chosen(); id != d.on {
		d.on, d.top, d.lit, d.unseen = id, 0, nil, false
		d.find.close()
	}
}

// lay lays the text out for a width; nil while there is none.
func (d *Document) lay(width int) *layout {
	g := d.env.digest(d.on)
	if g == nil {
		d.layout = nil
		return nil
	}
	key := layoutKey{g.text, width, d.raw}
	if d.layout == nil || key != d.made {
		d.layout, d.made = newLayout(g.text, !d.raw, width-margin-1), key
		d.find.search(d.layout.text)
		d.mark(g)
	}
	return d.layout
}

// title draws name and ID.
func (d *Document) title(width int) string {
	l := widget.NewLine(d.env.Theme, theme.Page, width).Space(1)
	id := widget.Clean(string(d.on))
	p := d.env.Reading.Policy(d.on)
	if p == nil || p.Name == "" {
		return l.Put(theme.Strong, id).String()
	}
	name := widget.Clean(p.Name)
	if most := width - 3 - widget.Width(id) - 2; most >= 8 {
		return l.Cell(theme.Strong, name, min(most, widget.Width(name))).Space(3).Put(theme.Plain, id).String()
	}
	return l.Put(theme.Strong, name).String()
}

// describe writes the facts about the policy.
func (d *Document) describe(width int) []string {
	p := &page{env: d.env, width: width}
	policy := d.env.Reading.Policy(d.on)
	_, status := d.env.Reading.Document(d.on)
	g := d.env.digest(d.on)
	var facts []string
	if policy != nil {
		facts = append(facts, shortType(policy.Type))
		if policy.AWSManaged {
			facts = append(facts, "managed by AWS")
		}
	}
	if g != nil {
		facts = append(facts, d.size(g, policy))
		if old := asOf(d.env, status); old != "" {
			facts = append(facts, "text "+old)
		}
		if d.raw {
			facts = append(facts, "as stored")
		}
	}
	p.say(theme.Muted, "", strings.Join(facts, " "+d.env.Theme.Marks.Dot+" "))
	d.attachments(p)
	if policy != nil {
		p.say(theme.Plain, "", policy.Description)
	}
	if g == nil {
		p.blank()
		p.state(status, "the document")
		return p.lines
	}
	d.problems(p, g)
	p.blank()
	return p.lines
}

// size tells how long the text is against its quota.
func (d *Document) size(g *digest, p *model.Policy) string {
	quota := 0
	if p != nil {
		quota, _ = p.Type.Quota()
	}
	if quota == 0 {
		return thousands(g.characters) + " characters"
	}
	return fmt.Sprintf("%s of %s characters (%d %%)", thousands(g.characters), thousands(quota), (100*g.characters+quota-1)/quota)
}

// attachedMost is how many of a policy's nodes are named.
const attachedMost = 6

// attachments tells where the policy is attached and how many accounts it
// reaches.
func (d *Document) attachments(p *page) {
	r := d.env.Reading
	policy := r.Policy(d.on)
	switch {
	case isFull(d.on):
		p.say(theme.Muted, "", "AWS attaches it to every new root, OU and account.")
		return
	case policy == nil:
		return
	}
	targets, status := targetsOf(r, policy)
	if status.Progress == model.Failed {
		p.gap(gapOf(status))
		return
	}
	names := make([]string, 0, attachedMost)
	for _, t := range targets[:min(len(targets), attachedMost)] {
		name := string(t)
		if n := r.Node(t); n != nil {
			name = nameOf(n)
		}
		names = append(names, name)
	}
	if more := len(targets) - len(names); more > 0 {
		names = append(names, strconv.Itoa(more)+" more")
	}
	switch {
	case len(targets) > 0:
		p.say(theme.Plain, "", "Attached to "+strings.Join(names, ", ")+"; reaches "+plural(d.accounts(), "account")+".")
	case status.Known():
		p.say(theme.Warning, d.env.Theme.Marks.Gap, "Attached to nothing.")
	}
	if status.Progress == model.Waiting || status.Progress == model.Partial {
		p.arriving("reading where it is attached")
	}
}

// accounts counts the accounts that the policy reaches.
func (d *Document) accounts() int {
	r := d.env.Reading
	asOf := r.Generation(model.PartTargets) + r.Generation(model.PartAccounts) + r.Generation(model.PartUnits)
	if d.reach.policy != d.on || d.reach.generation != asOf {
		d.reach = reach{d.on, asOf, r.Reach(d.on)}
	}
	return d.reach.accounts
}

// problemsMost is how many problems of a text are listed.
const problemsMost = 9

// problems lists what is wrong with the text, numbered as in its margin.
func (d *Document) problems(p *page, g *digest) {
	all := g.document.Problems
	for i, problem := range all[:min(len(all), problemsMost)] {
		mark, m := d.env.Theme.Marks.Gap, severe(problem)
		if problem.Severity() == scp.Error {
			mark = d.env.Theme.Marks.Denied
		}
		for k, text := range wrap(problem.Sentence, p.width-8) {
			l := p.line()
			if k == 0 {
				l.Number(m, strconv.Itoa(i+1), 2).Put(m, " "+mark)
			}
			p.add(l.To(6).Put(theme.Plain, text))
		}
	}
	if more := len(all) - problemsMost; more > 0 {
		p.add(p.line().To(6).Put(theme.Muted, "and "+plural(more, "more problem")))
	}
}

// severe gives the colour of a problem.
func severe(p scp.Problem) theme.Meaning {
	if p.Severity() == scp.Error {
		return theme.Danger
	}
	return theme.Warning
}

// mark finds the lines on which the listed problems begin.
func (d *Document) mark(g *digest) {
	d.margins = map[int]int{}
	for i, problem := range g.document.Problems[:min(len(g.document.Problems), problemsMost)] {
		line := d.layout.lineAt(d.layout.shown(problem.Span).Start)
		if d.margins[line] == 0 {
			d.margins[line] = i + 1
		}
	}
}

// line draws one line of the text, with the number of a problem that begins on
// it in the margin.
func (d *Document) line(i, width int, lights []scp.Span) string {
	t := d.layout.lines[i]
	l := widget.NewLine(d.env.Theme, theme.Page, width)
	if k := d.margins[i]; k > 0 {
		l.Number(severe(d.env.digest(d.on).document.Problems[k-1]), strconv.Itoa(k), margin-1)
	}
	l.To(margin + t.indent)
	for _, s := range d.layout.stretches(t) {
		d.paint(l, s, lights)
	}
	return l.String()
}

// paint puts a stretch of the text, lit where it decides or was found.
func (d *Document) paint(l *widget.Line, s stretch, lights []scp.Span) {
	for at := s.start; at < s.end; {
		end, ground := s.end, theme.Page
		for _, span := range lights {
			switch {
			case span.Start <= at && at < span.End:
				end, ground = min(end, span.End), d.find.ground(span)
			case span.Start > at:
				end = min(end, span.Start)
			}
		}
		l.PutOn(s.meaning, ground, d.layout.text[at:end])
		at = end
	}
}

// thousands writes a number with its thousands set apart.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// isFull tells the policies that AWS manages and attaches to every new node.
func isFull(id model.PolicyID) bool { return id == model.FullAWSAccess || id == model.RCPFullAWSAccess }
