package pane

import (
	"strconv"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// The columns of the list, and the narrowest list that shows the evidence
// beside the titles.
const (
	findingMark   = 3
	findingWord   = 8
	evidenceLeast = 110
)

// View draws the progress of delegation, the next best step, the rows, and at
// the bottom the finding under the cursor unless it is shown beside the list.
func (f *Findings) View(s kit.Size, focused bool) []string {
	f.Update()
	if f.all.of == unknownFindings {
		p := newPage(f.env, s.W)
		p.Blank()
		p.Arriving("looking for findings")
		return kit.Pad(f.env.Theme, p.Lines, s)
	}
	if f.goal != "" {
		f.GoToID(f.goal)
		f.goal = ""
	}
	f.longest = 0
	for i := range f.Shown {
		f.longest = max(f.longest, f.Shown[i].width)
	}
	p := newPage(f.env, s.W)
	p.Add(f.summary(s.W))
	p.Add(f.next(s.W))
	f.useRow = len(p.Lines)
	p.Add(f.env.useLine(s.W))
	foot := f.foot(s)
	switch {
	case len(f.Shown) == 0:
		f.writeWhyEmpty(p)
	case f.waiting():
		p.Blank()
		p.Arriving("reading what findings depend on")
		f.Window.Resize(len(f.Shown), 0)
		return kit.Pad(f.env.Theme, p.Lines, s)
	default:
		p.Add(f.columns(s.W))
	}
	f.Head = len(p.Lines)
	f.Window.Resize(len(f.Shown), max(0, s.H-f.Head-len(foot)))
	for i := f.Window.Top; i < f.Window.End(); i++ {
		p.Add(f.line(i, s.W, focused))
	}
	lines := kit.Pad(f.env.Theme, p.Lines, kit.Size{W: s.W, H: max(0, s.H-len(foot))})
	return kit.Pad(f.env.Theme, append(lines, foot...), s)
}

// waiting reports whether nothing is checked yet and something is arriving.
func (f *Findings) waiting() bool {
	for _, x := range f.Shown {
		if x.Severity != finding.SeverityOpen || x.Gap != nil {
			return false
		}
	}
	return f.env.isReading() && !f.ListFilter.Visible()
}

// summary draws the progress of delegation, or the filter.
func (f *Findings) summary(width int) *widget.Line {
	l := widget.NewLine(f.env.Theme, theme.Page, width).Space(1)
	if f.ListFilter.Visible() {
		f.ListFilter.Draw(l, width-36)
		return l.Put(theme.Muted, phrase.Thousands(len(f.Shown))+" of "+phrase.Thousands(len(f.all.of.Findings)))
	}
	if f.env.Reading.Status(model.PartTrustedAccess, "").Known() {
		l.Put(theme.Plain, "delegated: ").Put(theme.Strong, strconv.Itoa(f.all.of.Delegated)+" of "+strconv.Itoa(f.all.of.Trusted))
		l.Put(theme.Plain, " delegable services with trusted access on")
		if !f.all.of.Certain {
			l.Put(theme.Muted, ", as far as deputy has read")
		}
	} else {
		l.Put(theme.Plain, "deputy does not know yet which services are delegated.")
	}
	if f.env.isReading() {
		l.Right(theme.Muted, f.env.Spinner()+" reading ")
	}
	return l
}

// next draws the next best step.
func (f *Findings) next(width int) *widget.Line {
	l := widget.NewLine(f.env.Theme, theme.Page, width).Space(1)
	switch n := f.all.of.Next; {
	case n != nil && n.Unavailable == "":
		return l.Put(theme.Plain, "recommended next: ").Put(theme.Strong, orderShort(f.env, n))
	case n != nil:
		return l.Put(theme.Plain, "recommended next: ").Put(theme.Plain, orderShort(f.env, n)).Put(theme.Warning, "  "+f.env.Theme.Marks.Gap+" "+n.Unavailable)
	case f.all.of.Count() > 0:
		return l.Put(theme.Muted, "No change of delegations fixes any of these.")
	case f.hasOpen() && f.all.of.Findings[0].Severity == finding.SeverityOpen:
		return l.Put(theme.Muted, "deputy has checked nothing yet.")
	case f.hasOpen():
		return l.Put(theme.Muted, "No problems in what deputy could check.")
	default:
		return l.Put(theme.Good, "No problems found.")
	}
}

// hasOpen reports whether anything could not be checked.
func (f *Findings) hasOpen() bool {
	n := len(f.all.of.Findings)
	return n > 0 && f.all.of.Findings[n-1].Severity == finding.SeverityOpen
}

// writeWhyEmpty says why there is no row.
func (f *Findings) writeWhyEmpty(p *page) {
	p.Blank()
	if f.ListFilter.Active() {
		p.Say(theme.Muted, "", "No finding matches by title, evidence or kind. Esc clears the filter.")
		return
	}
	p.Say(theme.Muted, "", "deputy has no findings for this organization.")
}

// titleWidth returns the width of the column of titles.
func (f *Findings) titleWidth(width int) int {
	rest := width - 1 - findingMark - findingWord
	if width < evidenceLeast {
		return rest
	}
	return min(f.longest+2, rest*11/20)
}

// columns draws the names of the columns and marks the one that the list is
// sorted by.
func (f *Findings) columns(width int) *widget.Line {
	l := widget.NewLine(f.env.Theme, theme.Page, width).Space(1)
	name := func(by findingOrder, text string, width int) {
		m := theme.Muted
		if by == f.all.order {
			m, text = theme.Accent, text+f.env.Lists.Findings.mark(f.env)
		}
		l.Cell(m, text, width)
	}
	name(findingsBySeverity, "severity", findingMark+findingWord)
	if f.all.order == findingsByKind {
		name(findingsByKind, "finding, by kind", f.titleWidth(width))
	} else {
		name(findingsByTitle, "finding", f.titleWidth(width))
	}
	return l.Put(theme.Muted, "evidence")
}

// line draws a finding.
func (f *Findings) line(i, width int, focused bool) *widget.Line {
	x, on := f.Shown[i], i == f.Window.Cursor
	l := f.env.Row(on, focused, width)
	m, mark := severityMark(f.env.Theme, x.Severity)
	l.Cell(m, mark, findingMark)
	word := x.Severity.String()
	if x.Severity == finding.SeverityOpen {
		word = "" // said by the title
	}
	l.Cell(m, word, findingWord)
	title := theme.Plain
	if x.Severity > finding.SeverityLow {
		title = theme.Muted
	}
	l.Cell(title, x.Title, f.titleWidth(width)-1).Space(1)
	if width >= evidenceLeast {
		l.Put(theme.Muted, x.Evidence)
	}
	return l
}

// The lines at the bottom: the number of lines of evidence, and the lowest pane
// that has them.
const (
	evidenceRows = 2
	footLeast    = 12
)

// foot returns the evidence of the finding under the cursor, and how to fix it.
func (f *Findings) foot(s kit.Size) []string {
	x := f.Selected()
	if x == nil || f.env.Wide || s.H < footLeast || f.waiting() {
		return nil
	}
	p := newPage(f.env, s.W)
	p.Add(p.Line())
	text := kit.Wrap(x.Evidence, s.W-2)
	for i, part := range text[:min(len(text), evidenceRows)] {
		l := p.Line().Put(theme.Plain, part)
		if i == evidenceRows-1 && len(text) > evidenceRows {
			l.Right(theme.Muted, f.env.Theme.Marks.Ellipsis)
		}
		p.Add(l)
	}
	l := p.Line()
	switch {
	case x.Unavailable != "":
		l.Put(theme.Warning, f.env.Theme.Marks.Gap+" "+x.Unavailable)
	case x.Order != nil:
		l.Put(theme.Accent, "d").Put(theme.Plain, " "+orderShort(f.env, x))
	case x.Generate && x.Severity == finding.SeverityOpen:
		l.Put(theme.Accent, f.env.Key("credential-report")).Put(theme.Plain, " has IAM generate a credential report")
	default:
		l.Put(theme.Muted, x.Fix)
	}
	p.Add(l)
	return kit.Pad(f.env.Theme, p.Lines, kit.Size{W: s.W, H: evidenceRows + 2})
}
