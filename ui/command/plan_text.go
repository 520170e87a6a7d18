package command

import (
	"strconv"

	"deputy/model"
	"deputy/model/plan"
)

// planPage writes a plan. Its last line is the digest.
func planPage(planned *plan.Plan) *page {
	p := &page{}
	p.item("", planned.Title)
	p.item("", "in organization "+planned.Organization+", by "+callerText(planned.Caller))
	for _, s := range planned.Outline() {
		p.blank()
		p.line(s.Heading)
		if s.Kind == plan.SectionSteps {
			p.steps(s.Lines)
			continue
		}
		for _, l := range s.Lines {
			p.planLine(s.Kind, l)
		}
	}
	p.blank()
	p.line("plan " + planned.Digest())
	return p
}

// planLine adds a line of a section. A command stands on a line of its own, to
// be copied whole.
func (p *page) planLine(kind plan.SectionKind, l plan.Line) {
	mark, indent := "  - ", "    "
	switch {
	case kind == plan.SectionLoss, kind == plan.SectionWarnings:
		mark = "  ! "
	case kind == plan.SectionBlockers:
		mark = "  x "
	case l.Text == "":
		indent = "  "
	}
	if l.Text != "" {
		p.item(mark, l.Text)
	}
	if l.Detail != "" {
		p.item(indent, l.Detail)
	}
	if l.Command != "" {
		p.line(indent + l.Command)
	}
}

// steps adds the steps, each in plain words beside its call.
func (p *page) steps(lines []plan.Line) {
	rows := make([][]string, len(lines))
	for i, l := range lines {
		rows[i] = []string{"  " + strconv.Itoa(i+1), l.Text, l.Detail}
	}
	p.table(rows)
}

// callerText says who asks, and where.
func callerText(c model.Caller) string {
	text := "an unknown caller"
	if c.ARN != "" {
		text = c.ARN
	}
	if role := c.Role.Words(); role != "" {
		text += " (" + role + ")"
	}
	switch {
	case c.Demo:
		text += ", DEMO"
	case c.Endpoint != "":
		text += ", at " + c.Endpoint
	}
	return text
}
