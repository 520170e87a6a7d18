package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// addNotes adds warnings about the service that block nothing.
func addNotes(p *draft) {
	s := p.service
	if s.ID == "" {
		warnOfUnknown(p)
	}
	if p.order.Direction == catalog.Register {
		addRegistrationNotes(p)
	}
	for _, u := range s.Unverified {
		if u.Affects.Includes(p.order.Direction) {
			p.plan.Unverified = append(p.plan.Unverified, u.Text)
		}
	}
	p.warn("infrastructure-as-code", "Terraform, CloudFormation or a landing zone may manage this setting and change it back. deputy cannot see that.")
}

// warnOfUnknown says what a plan for a principal that the catalogue does not have
// cannot say.
func warnOfUnknown(p *draft) {
	p.warn("unknown-service", "deputy does not know %s: how many administrators it allows, what a registration grants, or what a removal breaks. "+
		"Some services also need calls of a service API, which this plan does not make. Read the service's guide first.", p.service.Name)
	if _, status := p.r.DelegatedAdministrators(p.principal()); status.Gap != nil && status.Gap.Kind == model.FailureInvalid {
		p.block("unrecognized-principal", "AWS does not know the service principal "+p.service.Name+": "+phrase.Sentence(status.Gap.Cause),
			"Check its spelling, and the partition.", "")
	}
	if near, ok := catalog.NearPrincipal(p.principal()); ok {
		p.warn("similar-principal", "%s is spelled almost like %s, which deputy knows: check that you mean the first.", p.service.Name, near)
	}
}

// addRegistrationNotes adds warnings about a registration.
func addRegistrationNotes(p *draft) {
	s := p.service
	if !s.Regions.Regional || len(p.plan.Order.Regions) > 0 {
		addFitness(p)
	}
	if _, status := p.r.ServiceAccess(s.ID); s.TrustedAccess.Status != nil && !status.Known() {
		p.unchecked("Whether %s itself reports trusted access as on: %s.", s.Name, whyUnread(status))
	}
	if s.Warning != "" {
		p.warn("powers", "%s", s.Warning)
	}
	if c := s.Remove.Consequences.In(p.plan.Order.Regions); p.order.Undo && c.Destroys {
		text := "Registering again does not restore what the removal destroyed"
		if c.KeptDays > 0 {
			text = fmt.Sprintf("AWS keeps what the removal deleted for %s only", phrase.Count(c.KeptDays, "day"))
		}
		p.warn("lost", "%s: %s", text, c.Lost)
	}
	if s.OrganizationsAPI.Support == catalog.SupportIncomplete && s.Register.Mechanism == catalog.MechanismOrganizations {
		p.warn("incomplete", "%s", s.OrganizationsAPI.Note)
	}
	addPrerequisites(p)
	if a := s.Availability; a.ClosedSince != "" || a.Ends != "" {
		p.warn("availability", "%s", strings.TrimSpace(catalog.AvailabilityNote(a)))
	}
}

// addPrerequisites mentions the prerequisites that deputy cannot check, and the
// conditions without which the registration is of no use. What the reading shows
// to hold, what a blocker says already and what a step of the plan does are left
// out.
func addPrerequisites(p *draft) {
	for _, q := range p.service.Prerequisites {
		switch q.Kind {
		case catalog.NeedsByHand:
			if makesCall(p.plan, q.Command) {
				continue
			}
		case catalog.NeedsTrustedAccess:
			if !q.Use || p.plan.switchesAccess() || len(p.missingAccess(p.principal())) == 0 {
				continue
			}
		default:
			continue // a blocker, a warning or an unchecked point, if it does not hold
		}
		code, text := "prerequisite", "Check first: "+q.Text
		if q.Use {
			code, text = "use", "Useful only if: "+q.Text
		}
		if q.Command != "" {
			text += " Command: " + CommandLine(p.r.Caller, q.Command)
		}
		p.warn(code, "%s", text)
	}
}

// switchesAccess reports whether a step of the plan switches on trusted access.
func (p *Plan) switchesAccess() bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action == catalog.ActionEnableAccess })
}

// makesCall reports whether a step of the plan makes the call of a command.
func makesCall(p *Plan, command string) bool {
	return command != "" && slices.ContainsFunc(p.Steps, func(s Step) bool { return strings.HasPrefix(s.CLI(), command) })
}

// addFitness warns of what the account could not do once it is registered.
func addFitness(p *draft) {
	f := AssessFitness(p.r, p.service, p.order.Account, p.plan.Order.Regions)
	for _, o := range f.Obstacles {
		code := "fitness"
		if !o.Firm {
			code = "fitness-depends"
		}
		p.warn(code, "%s", o.Text)
	}
	if f.Unread != "" {
		p.unchecked("Whether SCPs and RCPs block what an administrator of %s does in %s: %s.", p.service.Name, p.accountName(), f.Unread)
	}
}
