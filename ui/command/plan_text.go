package command

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/plan"
)

// planPage writes a plan in the order in which a careful person asks: who asks,
// what blocks it, what will be called, what is lost, what the consequences are,
// what is not known. Its last line is the digest.
func planPage(planned *plan.Plan) *page {
	p := &page{}
	p.item("", planned.Title)
	p.item("", "in organization "+planned.Organization+", by "+callerText(planned.Caller))
	blockers(p, planned.Blockers)
	steps(p, planned)
	if planned.Loss != "" {
		p.blank()
		p.line("Lost for good")
	}
	for _, part := range planned.Losses() {
		p.item("  ! ", planned.LossOf(part))
	}
	p.section("What it grants", planned.Grants)
	p.section("What follows", planned.Consequences)
	warnings := make([]string, len(planned.Warnings))
	for i, w := range planned.Warnings {
		warnings[i] = w.Text
	}
	p.section("To know before", warnings)
	p.section("Not checked", planned.Unchecked)
	if planned.Terraform != "" {
		p.blank()
		p.line("If Terraform owns it")
		for l := range strings.Lines(planned.Terraform) {
			p.line("  " + strings.TrimSuffix(l, "\n"))
		}
	}
	p.blank()
	p.line("plan " + planned.Digest())
	return p
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

func blockers(p *page, all []plan.Blocker) {
	if len(all) == 0 {
		return
	}
	p.blank()
	p.line("Blocked")
	for _, b := range all {
		p.item("  x ", b.Text)
		if b.Fix != "" {
			p.item("    ", b.Fix)
		}
		if b.Run != "" {
			p.line("    " + b.Run)
		}
	}
}

// steps writes the calls, and the same for the AWS CLI, each on one line to be
// copied whole.
func steps(p *page, planned *plan.Plan) {
	if len(planned.Steps) == 0 {
		return
	}
	p.blank()
	p.line("Steps")
	rows := make([][]string, len(planned.Steps))
	for i, s := range planned.Steps {
		rows[i] = []string{"  " + strconv.Itoa(i+1), "as " + string(s.Caller), s.API, s.Operation}
		if s.Region != "" {
			rows[i] = append(rows[i], string(s.Region))
		}
		for _, x := range s.Parameters {
			rows[i] = append(rows[i], x.Value)
		}
		if s.Manual {
			rows[i] = append(rows[i], "by hand")
		}
		if s.Irreversible {
			rows[i] = append(rows[i], "irreversible")
		}
	}
	p.table(rows)
	p.blank()
	p.line("The same with the AWS CLI")
	for _, s := range planned.Steps {
		p.line("  " + plan.CommandLine(planned.Caller, s.CLI()))
	}
}
