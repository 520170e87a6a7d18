package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// Blocker is a reason why a plan must not be carried out, and the way out.
type Blocker struct {
	Code   string // stable, for tests and scripts: management-account, quota, …
	Text   string // one sentence
	WayOut string // one sentence; empty where there is none
	Run    string // a command that is the way out, where the way is not deputy's

	Access bool `json:",omitempty"` // Order.EnableAccess is a way out as well
}

// Warning is something to know before confirming that does not forbid it.
type Warning struct {
	Code string
	Text string
}

// Plan is the ordered steps of a change, with all that a person must know
// before confirming it. See Each for a plan of several services.
type Plan struct {
	Order        Order
	Title        string // one line: what will be done, for whom
	Caller       model.Caller
	Organization string            // its ID
	Name         string            // the account's name
	Rivals       []model.AccountID // who holds the places that a registration needs: one of them may be removed first
	Replaced     []model.AccountID // the accounts that are removed to make room
	Steps        []Step
	Blockers     []Blocker
	Warnings     []Warning
	Grants       []string // what a registration grants
	Consequences []string // what a removal breaks
	Loss         string   // what is destroyed for good, in one sentence; empty if nothing is
	Unchecked    []string // what could not be checked, with its reason
	Terraform    string   // an import block for the setting; empty if none fits
	State        string   // the facts that the plan rests on, one a line; a difference voids it
	Parts        []*Plan  // the plans of its services, where there are several; nil otherwise
}

// Blocked tells whether the plan must not be carried out.
func (p *Plan) Blocked() bool { return len(p.Blockers) > 0 }

// Digest names the plan: it is equal for equal steps on equal facts, by the
// same caller in the same organization through the same endpoint. Sessions of
// one role are one caller: the SDK gives each a name of its own.
func (p *Plan) Digest() string {
	steps := make([]Step, len(p.Steps))
	for i, s := range p.Steps {
		s.Plan, s.Number, s.Of, s.Reason, s.Order = "", 0, 0, "", nil
		steps[i] = s
	}
	text, err := json.Marshal(struct {
		Account, Organization, Partition, Endpoint string
		Demo                                       bool
		Order                                      Order
		Steps                                      []Step
		Blockers                                   []Blocker
		State                                      string
	}{withoutSession(p.Caller.ARN), p.Organization, p.Caller.Partition, p.Caller.Endpoint, p.Caller.Demo, p.Order, steps, p.Blockers, p.State})
	if err != nil {
		panic(err) // strings and numbers always have a JSON form
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// withoutSession cuts the session's name off the ARN of an assumed role,
// arn:aws:sts::123456789012:assumed-role/NAME/SESSION.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func withoutSession(arn string) string {
	a, err := model.ParseARN(arn)
	if err != nil || a.Service != "sts" || !strings.HasPrefix(a.Resource, "assumed-role/") {
		return arn
	}
	return arn[:strings.LastIndexByte(arn, '/')]
}

// Losers gives the accounts that a plan of one service takes it away from.
func (p *Plan) Losers() []model.AccountID {
	if p.Order.Direction == catalog.Remove {
		return []model.AccountID{p.Order.Account}
	}
	return p.Replaced
}

// Removes tells whether the plan takes anything away.
func (p *Plan) Removes() bool {
	return slices.ContainsFunc(p.Each(), func(part *Plan) bool { return len(part.Losers()) > 0 })
}

// Word gives the service of a plan of one as the command line takes it.
func (p *Plan) Word() string {
	if p.Order.Service == "" && len(p.Order.Principals) > 0 {
		return string(p.Order.Principals[0])
	}
	return string(p.Order.Service)
}

// Words gives what the user must type to confirm: each service that is taken
// away, and the account that loses it. Nothing for a plan that only registers.
func (p *Plan) Words() string {
	var accounts []model.AccountID
	services := map[model.AccountID][]string{}
	for _, part := range p.Each() {
		for _, account := range part.Losers() {
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

// Concerns gives the accounts that a confirmation names: those that lose
// something, or the one that is registered.
func (p *Plan) Concerns() []model.AccountID {
	var accounts []model.AccountID
	for _, part := range p.Each() {
		accounts = append(accounts, part.Losers()...)
	}
	if len(accounts) == 0 {
		accounts = []model.AccountID{p.Order.Account}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// Losses gives the parts of the plan that destroy something for good.
func (p *Plan) Losses() []*Plan {
	return slices.DeleteFunc(slices.Clone(p.Each()), func(part *Plan) bool { return part.Loss == "" })
}

// LossOf says what is lost for good with a part of the plan, with the name of
// its service where there are several.
func (p *Plan) LossOf(part *Plan) string {
	if len(p.Parts) == 0 {
		return part.Loss
	}
	return part.ServiceName() + ": " + part.Loss
}

// Confirmed gives the steps as they will be carried out: numbered, and bound to
// the plan and the reason.
func (p *Plan) Confirmed(reason string) []Step {
	steps := make([]Step, len(p.Steps))
	digest := p.Digest()
	for i, s := range p.Steps {
		s.Plan, s.Number, s.Of, s.Reason, s.Order = digest, i+1, len(p.Steps), reason, &p.Order
		steps[i] = s
	}
	return steps
}
