package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model/catalog"
)

// notes adds what a person should know that bars nothing.
func (p *planner) notes() {
	s, register := p.service, p.order.Direction == catalog.Register
	if s.ID == "" {
		p.warn("unknown-service", "The catalogue does not know %s: what a change does to the service is not known either.", s.Name)
	}
	if register {
		p.registrationNotes()
	}
	for _, u := range s.Unverified {
		if u.Touches.Include(p.order.Direction) {
			p.unchecked("Not verified: %s", u.Text)
		}
	}
	p.warn("infrastructure-as-code", "Terraform, CloudFormation or a landing zone may own this setting and change it back; deputy cannot see that.")
	p.plan.Terraform = p.terraform()
}

// registrationNotes adds what only a registration has to tell.
func (p *planner) registrationNotes() {
	s := p.service
	if !s.Regions.Regional || len(p.plan.Order.Regions) > 0 {
		p.fitness()
	}
	if s.Warning != "" {
		p.warn("powers", "%s", s.Warning)
	}
	if c := s.Remove.Consequences; p.order.Undo && c.Destroys {
		p.warn("lost", "Registering again does not bring back what the removal destroyed: %s", c.Lost)
	}
	if s.OrganizationsAPI.Worth == catalog.SupportIncomplete && s.Register.Mechanism == catalog.MechanismOrganizations {
		p.warn("incomplete", "%s", s.OrganizationsAPI.Note)
	}
	for _, q := range s.Prerequisites {
		if q.Kind != catalog.NeedsByHand || p.does(q.Command) {
			continue
		}
		text := "Not checked by deputy: " + q.Text
		if q.Use {
			text = "Of use only if: " + q.Text
		}
		if q.Command != "" {
			text += " Command: " + CommandLine(p.r.Caller, q.Command)
		}
		p.warn("prerequisite", "%s", text)
	}
	if a := s.Availability; a.ClosedSince != "" || a.Ends != "" {
		p.warn("availability", "%s", strings.TrimSpace(catalog.AvailabilityNote(a)))
	}
}

// does tells whether a step of the plan is the command's call.
func (p *planner) does(command string) bool {
	return command != "" && slices.ContainsFunc(p.plan.Steps, func(s Step) bool { return strings.HasPrefix(s.CLI(), command) })
}

// organizationsResource is what Terraform calls a registration in AWS
// Organizations.
const organizationsResource = "aws_organizations_delegated_administrator"

// terraform gives import blocks for the settings that the plan touches; empty
// if the provider has no resource for them.
func (p *planner) terraform() string {
	t := p.service.Terraform
	if p.service.ID == "" {
		t = catalog.Terraform{Resource: organizationsResource, ImportID: "{account}/{principal}"}
	}
	if t.Resource == "" {
		return ""
	}
	own := t.Resource != organizationsResource && usesServiceAPI(p.service, p.order.Direction)
	var b strings.Builder
	for _, s := range p.plan.Steps {
		if s.Action != catalog.ActionRegister && s.Action != catalog.ActionDeregister || own && s.API == organizationsAPI || slices.Contains(p.plan.Replaced, s.Account) {
			continue
		}
		name, _, _ := strings.Cut(string(s.Principal), ".")
		if s.Region != "" && p.service.Regions.Regional {
			name += "_" + string(s.Region)
			fmt.Fprintf(&b, "# with a provider of %s\n", s.Region)
		}
		id := strings.NewReplacer("{account}", string(s.Account), "{principal}", string(s.Principal)).Replace(t.ImportID)
		fmt.Fprintf(&b, "import {\n  to = %s.%s\n  id = %q\n}\n", t.Resource, strings.ReplaceAll(name, "-", "_"), id)
	}
	return b.String()
}

// state notes the facts that the plan rests on. A fresh look that changes any
// of them voids the plan, even where its steps would be the same.
func (p *planner) state() {
	p.fact("role %d features %d changes by %s", p.r.Caller.Role, p.r.Organization.Features, p.r.Caller.ChangedBy)
	if n := p.r.Node(p.order.Account.Node()); n != nil {
		p.fact("account %s %s", n.ID, n.State)
	}
	for _, principal := range p.plan.Order.Principals {
		ds, status := p.r.DelegatedAdministrators(principal)
		held := make([]string, len(ds))
		for i, d := range ds {
			held[i] = string(d.Account)
		}
		p.fact("holders %s %s known %t", principal, strings.Join(held, ","), status.Known())
	}
	for _, rule := range p.service.TrustedAccess.Principals {
		_, on, status := p.r.Trusted(rule.Name)
		p.fact("trusted %s %t known %t", rule.Name, on, status.Known())
	}
	if usesServiceAPI(p.service, p.order.Direction) {
		p.serviceAPIState()
	}
	p.plan.State = strings.Join(p.facts, "\n")
}
