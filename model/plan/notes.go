package plan

import (
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
			p.unchecked("Not verified: %s", u.Text)
		}
	}
	p.warn("infrastructure-as-code", "Terraform, CloudFormation or a landing zone may own this setting and change it back; deputy cannot see that.")
}

// warnOfUnknown says what a plan for a principal that the catalogue does not have
// cannot say.
func warnOfUnknown(p *draft) {
	p.warn("unknown-service", "deputy knows nothing of %s: neither how many administrators it allows, nor what a registration grants or a removal breaks. "+
		"Some services need calls of their own API besides, which this plan does not make: read the service's guide first.", p.service.Name)
	if _, status := p.r.DelegatedAdministrators(p.principal()); status.Gap != nil && status.Gap.Kind == model.FailureInvalid {
		p.block("unrecognized-principal", "AWS does not know the service principal "+p.service.Name+": "+phrase.Sentence(status.Gap.Cause),
			"Check its spelling, and the partition.", "")
	}
	if near, ok := catalog.NearPrincipal(p.principal()); ok {
		p.warn("similar-principal", "%s is spelt almost like %s, which deputy knows: check that it is the one you mean.", p.service.Name, near)
	}
}

// addRegistrationNotes adds warnings about a registration.
func addRegistrationNotes(p *draft) {
	s := p.service
	if !s.Regions.Regional || len(p.plan.Order.Regions) > 0 {
		addFitness(p)
	}
	if _, status := p.r.ServiceAccess(s.ID); s.TrustedAccess.Status != nil && !status.Known() {
		p.unchecked("Whether %s itself has trusted access on: %s.", s.Name, whyUnread(status))
	}
	if s.Warning != "" {
		p.warn("powers", "%s", s.Warning)
	}
	if c := s.Remove.Consequences; p.order.Undo && c.Destroys {
		p.warn("lost", "Registering again does not bring back what the removal destroyed: %s", c.Lost)
	}
	if s.OrganizationsAPI.Support == catalog.SupportIncomplete && s.Register.Mechanism == catalog.MechanismOrganizations {
		p.warn("incomplete", "%s", s.OrganizationsAPI.Note)
	}
	for _, q := range s.Prerequisites {
		if q.Kind != catalog.NeedsByHand || makesCall(p.plan, q.Command) {
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
