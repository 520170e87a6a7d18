package plan

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// LosingAccounts returns the accounts that lose the service, for a plan of one
// service.
func (p *Plan) LosingAccounts() []model.AccountID {
	if p.Order.Direction == catalog.Remove {
		return []model.AccountID{p.Order.Account}
	}
	return p.Replaced
}

// Removes reports whether any account loses a service.
func (p *Plan) Removes() bool {
	return slices.ContainsFunc(p.Each(), func(part *Plan) bool { return len(part.LosingAccounts()) > 0 })
}

// ConfirmationText returns what the user must type to confirm the plan: each
// service that an account loses, or that deputy does not know, and the account. It
// is empty for a plan that only registers for services of the catalogue.
func (p *Plan) ConfirmationText() string {
	var accounts []model.AccountID
	services := map[model.AccountID][]string{}
	for _, part := range p.Each() {
		typed := part.LosingAccounts()
		if part.Order.Direction == catalog.Register && part.Order.Service == "" {
			typed = append(slices.Clone(typed), part.Order.Account)
		}
		for _, account := range typed {
			if !slices.Contains(accounts, account) {
				accounts = append(accounts, account)
			}
			services[account] = append(services[account], part.Word())
		}
	}
	words := make([]string, len(accounts))
	for i, account := range accounts {
		words[i] = strings.Join(services[account], ",") + " " + string(account)
	}
	return strings.Join(words, " ")
}

// AffectedAccounts returns the accounts that a confirmation names: those that
// lose a service, or the one that is registered.
func (p *Plan) AffectedAccounts() []model.AccountID {
	var accounts []model.AccountID
	for _, part := range p.Each() {
		accounts = append(accounts, part.LosingAccounts()...)
	}
	if len(accounts) == 0 {
		accounts = []model.AccountID{p.Order.Account}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// Losses returns the parts of the plan that destroy something.
func (p *Plan) Losses() []*Plan {
	return slices.DeleteFunc(slices.Clone(p.Each()), func(part *Plan) bool { return part.Loss == "" })
}

// LossHeading says whether what a plan of one service destroys can be restored.
func (p *Plan) LossHeading() string {
	if p.KeptDays > 0 {
		return "Lost unless restored within " + phrase.Count(p.KeptDays, "day")
	}
	return "Lost for good"
}

// LossOf says what a part of the plan destroys. It names the service if the plan
// has several.
func (p *Plan) LossOf(part *Plan) string {
	if len(p.Parts) == 0 {
		return part.Loss
	}
	return part.ServiceName() + ": " + part.Loss
}

// Confirmed returns the steps as they are carried out: numbered, with the
// plan's digest and the user's reason.
func (p *Plan) Confirmed(reason string) []Step {
	steps := make([]Step, len(p.Steps))
	digest := p.Digest()
	for i, s := range p.Steps {
		s.Plan, s.Number, s.Of, s.Reason, s.Order = digest, i+1, len(p.Steps), reason, &p.Order
		steps[i] = s
	}
	return steps
}
