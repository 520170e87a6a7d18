package plan

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// state lists the facts that the plan depends on, one a line. If a later look
// finds any of them changed, the plan no longer holds, even if its steps would
// be the same.
func state(p *draft) string {
	facts := []string{fmt.Sprintf("role %d features %d changes by %s", p.r.Caller.Role, p.r.Organization.Features, p.r.Caller.ChangedBy)}
	add := func(format string, args ...any) { facts = append(facts, fmt.Sprintf(format, args...)) }
	if n := p.r.Node(p.order.Account.Node()); n != nil {
		add("account %s %s", n.ID, n.State)
	}
	for _, principal := range p.plan.Order.Principals {
		delegated, status := p.r.DelegatedAdministrators(principal)
		accounts := make([]string, len(delegated))
		for i, d := range delegated {
			accounts[i] = string(d.Account)
		}
		add("administrators %s %s known %t", principal, strings.Join(accounts, ","), status.Known())
	}
	for _, rule := range p.service.TrustedAccess.Principals {
		_, on, status := p.r.TrustedAccess(rule.Name)
		add("trusted %s %t known %t", rule.Name, on, status.Known())
	}
	if rules := p.service.TrustedAccess; rules.Status != nil {
		said, status := p.r.ServiceAccess(p.service.ID)
		add("service access %s known %t", said, status.Known())
	}
	if usesServiceAPI(p.service, p.order.Direction) {
		addServiceState(p, add)
	}
	return strings.Join(facts, "\n")
}

// addServiceState lists the settings of the service API, and the Regions
// that are enabled.
func addServiceState(p *draft, add func(format string, args ...any)) {
	for _, account := range []model.AccountID{p.r.Organization.Management, p.order.Account} {
		regions, status := p.r.Regions(account)
		add("regions %s %s known %t", account, phrase.Commas(regions), status.Known())
	}
	for _, region := range p.regions() {
		settings, status := p.r.SettingsIn(p.service.ID, region)
		if p.r.NotOffered(p.service.ID, region) != "" {
			add("setting %s not offered", region)
			continue
		}
		words := make([]string, len(settings))
		for i, s := range settings {
			words[i] = string(s.Account) + "/" + s.Feature + "/" + s.State.String()
			if s.Priority > 0 {
				words[i] += fmt.Sprint("/priority ", s.Priority)
			}
		}
		add("setting %s %s known %t", region, strings.Join(words, ","), status.Known())
	}
}
