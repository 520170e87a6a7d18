package command

import (
	"strconv"
	"strings"

	"deputy/model"
)

// planPage tells a plan in the order in which a careful person asks: who asks,
// what bars it, what will be called, what is lost, what follows, what is not
// known. Its last line is the digest.
func planPage(plan *model.Plan) *page {
	p := &page{}
	p.item("", plan.Title)
	p.item("", "in organization "+plan.Organization+", by "+callerText(plan.Caller))
	blockers(p, plan.Blockers)
	steps(p, plan)
	if plan.Loss != "" {
		p.blank()
		p.line("Lost for good")
	}
	for _, part := range plan.Losses() {
		p.item("  ! ", plan.LossOf(part))
	}
	p.section("What it grants", plan.Grants)
	p.section("What follows", plan.Consequences)
	warnings := make([]string, len(plan.Warnings))
	for i, w := range plan.Warnings {
		warnings[i] = w.Text
	}
	p.section("To know before", warnings)
	p.section("Not checked", plan.Unchecked)
	if plan.Terraform != "" {
		p.blank()
		p.line("If Terraform owns it")
		for l := range strings.Lines(plan.Terraform) {
			p.line("  " + strings.TrimSuffix(l, "\n"))
		}
	}
	p.blank()
	p.line("plan " + plan.Digest())
	return p
}

// callerText tells who asks, and where.
func callerText(c model.Caller) string {
	text := "an unknown caller"
	if c.ARN != "" {
		text = c.ARN
	}
	switch c.Role {
	case model.CallerManagement:
		text += " (management account)"
	case model.CallerDelegated:
		text += " (delegated administrator)"
	case model.CallerMember:
		text += " (member, or no organizations:List* permission)"
	case model.CallerUnknown:
	}
	switch {
	case c.Demo:
		text += ", DEMO"
	case c.Endpoint != "":
		text += ", at " + c.Endpoint
	}
	return text
}

func blockers(p *page, all []model.Blocker) {
	if len(all) == 0 {
		return
	}
	p.blank()
	p.line("Blocked")
	for _, b := range all {
		p.item("  x ", b.Text)
		if b.WayOut != "" {
			p.item("    ", b.WayOut)
		}
		if b.Run != "" {
			p.line("    " + b.Run)
		}
	}
}

// steps tells the calls, and the same for the AWS CLI, each on one line to be
// copied whole.
func steps(p *page, plan *model.Plan) {
	if len(plan.Steps) == 0 {
		return
	}
	p.blank()
	p.line("Steps")
	rows := make([][]string, len(plan.Steps))
	for i, s := range plan.Steps {
		rows[i] = []string{"  " + strconv.Itoa(i+1), "as " + string(s.Caller), s.API, s.Operation}
		if s.Region != "" {
			rows[i] = append(rows[i], string(s.Region))
		}
		for _, x := range s.Parameters {
			rows[i] = append(rows[i], x.Value)
		}
		if s.Hand {
			rows[i] = append(rows[i], "by hand")
		}
		if s.Irreversible {
			rows[i] = append(rows[i], "irreversible")
		}
	}
	p.table(rows)
	p.blank()
	p.line("The same with the AWS CLI")
	for _, s := range plan.Steps {
		p.line("  " + plan.Caller.Line(s.CLI()))
	}
}
