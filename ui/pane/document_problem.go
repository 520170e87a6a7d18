package pane

import (
	"strconv"

	"deputy/model/lint"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// problemsMost is the number of problems that are listed above the text. The
// others come below it.
const problemsMost = 9

// writeProblems lists the problems of the text with the numbers of the margin.
func (d *Document) writeProblems(p *page, g *policySummary) {
	all := g.problems()
	d.writeProblemList(p, all, 0, min(len(all), problemsMost))
	if more := len(all) - problemsMost; more > 0 {
		text := "and " + phrase.Count(more, "more problem")
		switch n := errorsAmong(all[problemsMost:]); n {
		case 0:
		case more:
			text = "and " + phrase.Count(more, "more error")
		default:
			text += ", of which " + phrase.CountOf(n, "is an error", "are errors")
		}
		p.Add(p.Line().To(6).Put(theme.Muted, text+", below the text"))
	}
}

// remainingProblems returns the problems that are listed below the text.
func (d *Document) remainingProblems(width int) []string {
	all := d.env.policySummary(d.on).problems()
	if len(all) <= problemsMost {
		return nil
	}
	p := newPage(d.env, width)
	p.Blank()
	d.writeProblemList(p, all, problemsMost, len(all))
	return p.Lines
}

// errorsAmong counts the errors among problems.
func errorsAmong(problems []lint.Problem) int {
	n, _, _ := lint.Count(problems)
	return n
}

// writeProblemList writes the problems from one index to another.
func (d *Document) writeProblemList(p *page, all []lint.Problem, from, to int) {
	for i := from; i < to; i++ {
		problem := &all[i]
		m, mark := problemMark(d.env, problem.Severity)
		for k, text := range kit.Wrap(problem.Severity.String()+": "+problem.Text(), p.Width-8) {
			l := p.Line()
			if k == 0 {
				l.Number(m, d.number(i+1), margin-1).Put(m, " "+mark)
			}
			p.Add(l.To(6).Put(theme.Plain, text))
		}
	}
}

// number returns a problem's number, or an ellipsis if it does not fit into the
// margin.
func (d *Document) number(i int) string {
	if text := strconv.Itoa(i); len(text) < margin {
		return text
	}
	return d.env.Theme.Marks.Ellipsis
}

// problemMark returns the colour and the mark of a problem.
func problemMark(e *Env, s lint.Severity) (theme.Meaning, string) {
	switch s {
	case lint.Error:
		return theme.Danger, e.Theme.Marks.Denied
	case lint.Warning:
		return theme.Warning, e.Theme.Marks.Gap
	default:
		return theme.Muted, e.Theme.Marks.Depends
	}
}

// markProblems finds the lines on which problems begin.
func (d *Document) markProblems(g *policySummary) {
	d.margins = map[int]int{}
	for i, problem := range g.problems() {
		line := d.layout.lineAt(d.layout.shown(problem.Span).Start)
		if d.margins[line] == 0 {
			d.margins[line] = i + 1
		}
	}
}

// nextProblem scrolls to the line of the next problem, or back if by is negative.
func (d *Document) nextProblem(by int) {
	all := d.env.policySummary(d.on).problems()
	if d.problem == 0 && by < 0 {
		d.problem = 1
	}
	d.problem = (d.problem-1+by+len(all))%len(all) + 1
	d.highlighted = []scp.Span{all[d.problem-1].Span}
	d.show(d.layout.shown(all[d.problem-1].Span).Start)
}

// canJump reports whether n and N go through the problems of the text: it is on
// the screen, has some, and is not searched.
func (d *Document) canJump() bool {
	return !d.find.open() && d.layout != nil && len(d.env.policySummary(d.on).problems()) > 0
}
