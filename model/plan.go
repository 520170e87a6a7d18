package model

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Direction tells which way a plan goes.
type Direction uint8

// The directions of a plan.
const (
	DirectionNone Direction = iota
	Register
	Remove
)

// Order is what the user wants: a service's delegation given to an account or
// taken from it.
type Order struct {
	Direction    Direction
	Service      ServiceID   // a catalogue id; empty for a principal that the catalogue does not know
	Principals   []Principal // which of the service's; empty means all
	Account      AccountID
	Regions      []Region // for services that delegate by Region: nothing acts outside them
	Features     []string `json:",omitempty"` // which parts of the service; empty for the main one, or for a removal all
	EnableAccess bool     // trusted access may be switched on where that is needed
	Replace      bool     `json:",omitempty"` // the account that is in the way may be removed first
	Instead      bool     `json:",omitempty"` // remove by the other road, for the case in which the service refuses its own
	Undo         bool     // this answers the last change
}

// Action is what a step does.
type Action uint8

// The actions of a step.
const (
	ActionNone Action = iota
	ActionRegister
	ActionDeregister
	ActionEnableAccess
	ActionCheck // reads back what an interrupted step left; changes nothing
)

// Parameter is one named value of a call.
type Parameter struct{ Name, Value string }

// Step is one call that changes something.
type Step struct {
	Action       Action
	Caller       AccountID  // who must make the call
	API          string     // the service called: organizations, guardduty, …
	Region       Region     // empty for services without Regions
	Operation    string     // RegisterDelegatedAdministrator, …
	Parameters   Parameters // in the order of the documentation
	Principal    Principal  // what is delegated or trusted
	Account      AccountID  // the delegate; empty when switching trusted access on
	Irreversible bool       // data is lost that no inverse brings back
	Hand         bool       `json:",omitempty"` // by another account, for which deputy has no credentials: a person makes the call
	Completes    bool       `json:",omitempty"` // it only ends when Organizations has the account as well

	// Set when the plan is confirmed.
	Plan       string // the plan's digest
	Number, Of int    // this step's place, from 1
	Reason     string // what the user gave as reason or ticket
}

// Blocker is a reason why a plan must not be carried out, and the way out.
type Blocker struct {
	Code   string // stable, for tests and scripts: management-account, quota, …
	Text   string // one sentence
	WayOut string // one sentence; empty where there is none
	Run    string // a command that is the way out, where the way is not deputy's

	Replace bool `json:",omitempty"` // Order.Replace is a way out as well
}

// Warning is something to know before confirming that does not forbid it.
type Warning struct {
	Code string
	Text string
}

// Plan is the ordered steps of a change, with all that a person must know
// before confirming it.
type Plan struct {
	Order        Order
	Title        string // one line: what will be done, for whom
	Caller       Caller
	Organization string    // its ID
	Name         string    // the account's name
	Replaced     AccountID // the account that is removed to make room; empty if none is
	Steps        []Step
	Blockers     []Blocker
	Warnings     []Warning
	Grants       []string // what a registration grants
	Consequences []string // what a removal breaks
	Loss         string   // what is destroyed for good, in one sentence; empty if nothing is
	Unchecked    []string // what could not be checked, with its reason
	Terraform    string   // an import block for the setting; empty if none fits
	State        string   // the facts that the plan rests on, one a line; a difference voids it
}

// Blocked tells whether the plan must not be carried out.
func (p *Plan) Blocked() bool { return len(p.Blockers) > 0 }

// Digest names the plan: it is equal for equal steps on equal facts, by the
// same caller in the same organization through the same endpoint. Sessions of
// one role are one caller: the SDK gives each a name of its own.
func (p *Plan) Digest() string {
	steps := make([]Step, len(p.Steps))
	for i, s := range p.Steps {
		s.Plan, s.Number, s.Of, s.Reason = "", 0, 0, ""
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
	a, err := ParseARN(arn)
	if err != nil || a.Service != "sts" || !strings.HasPrefix(a.Resource, "assumed-role/") {
		return arn
	}
	return arn[:strings.LastIndexByte(arn, '/')]
}

// Removes gives the account that the plan takes something away from; empty if
// it takes nothing away.
func (p *Plan) Removes() AccountID {
	if p.Order.Direction == Remove {
		return p.Order.Account
	}
	return p.Replaced
}

// Words gives what the user must type to confirm: the service and the account
// that loses it, nothing for a plan that only registers.
func (p *Plan) Words() string {
	if p.Removes() == "" {
		return ""
	}
	service := string(p.Order.Service)
	if service == "" && len(p.Order.Principals) > 0 {
		service = string(p.Order.Principals[0])
	}
	return service + " " + string(p.Removes())
}

// Confirmed gives the steps as they will be carried out: numbered, and bound to
// the plan and the reason.
func (p *Plan) Confirmed(reason string) []Step {
	steps := make([]Step, len(p.Steps))
	digest := p.Digest()
	for i, s := range p.Steps {
		s.Plan, s.Number, s.Of, s.Reason = digest, i+1, len(p.Steps), reason
		steps[i] = s
	}
	return steps
}
