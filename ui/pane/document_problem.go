package pane

import (
	"strconv"

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
	all := g.document.Problems
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
	all := d.env.policySummary(d.on).document.Problems
	if len(all) <= problemsMost {
		return nil
	}
	p := newPage(d.env, width)
	p.Blank()
	d.writeProblemList(p, all, problemsMost, len(all))
	return p.Lines
}

// errorsAmong counts the errors among problems.
func errorsAmong(problems []scp.Problem) int {
	n := 0
	for _, p := range problems {
		if p.Severity() == scp.Error {
			n++
		}
	}
	return n
}

// writeProblemList writes the problems from one index to another.
func (d *Document) writeProblemList(p *page, all []scp.Problem, from, to int) {
	for i := from; i < to; i++ {
		problem := all[i]
		mark, m := d.env.Theme.Marks.Gap, problemMeaning(problem)
		if problem.Severity() == scp.Error {
			mark = d.env.Theme.Marks.Denied
		}
		for k, text := range kit.Wrap(problem.Sentence, p.Width-8) {
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

// problemMeaning returns the colour of a problem.
func problemMeaning(p scp.Problem) theme.Meaning {
	if p.Severity() == scp.Error {
		return theme.Danger
	}
	return theme.Warning
}

// markProblems finds the lines on which problems begin.
func (d *Document) markProblems(g *policySummary) {
	d.margins = map[int]int{}
	for i, problem := range g.document.Problems {
		line := d.layout.lineAt(d.layout.shown(problem.Span).Start)
		if d.margins[line] == 0 {
			d.margins[line] = i + 1
		}
	}
}
