package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"deputy/model"
)

// Blocker is a reason why a plan must not be carried out, and how to fix it. Its
// JSON form, like that of Step, only serves Plan.Digest.
type Blocker struct {
	Code string // stable, for tests and scripts: management-account, quota, …
	Text string // one sentence
	Fix  string `json:"WayOut"` // how to fix it, one sentence; empty if that is not known
	Run  string // a command that fixes it outside deputy, or flags for deputy's own; may be empty

	Access bool `json:",omitempty"` // Order.EnableAccess fixes it as well
}

// Warning is something to know before confirming that does not block the plan.
type Warning struct {
	Code string
	Text string
}

// Plan is the steps of a change in their order, with all that a person must
// know before confirming it.
type Plan struct {
	Order        Order
	Title        string // what will be done, in one line
	Caller       model.Caller
	Organization string            // its ID
	Name         string            // the account's name
	Replaceable  []model.AccountID // the administrators that leave no room for a registration: one of them may be removed first
	Replaced     []model.AccountID // the administrators that are removed to make room
	Steps        []Step
	Blockers     []Blocker
	Warnings     []Warning
	Grants       []string // what a registration grants beyond what every registration does
	Consequences []string // what a removal breaks
	Loss         string   // what is destroyed, in one sentence; empty if nothing is
	KeptDays     int      // for how many days AWS keeps what is destroyed; 0 if it is gone at once
	Unchecked    []string // what could not be checked, with its reason
	Unverified   []string // points of the catalogue's entry that no page of AWS proves
	Terraform    string   // import blocks for the settings; empty if the AWS provider has no resource for them
	State        string   // the facts that the plan depends on, one a line; if any has changed, the plan no longer holds
	Parts        []*Plan  // the plans of the single services if there are several; nil otherwise
}

// Blocked reports whether the plan must not be carried out.
func (p *Plan) Blocked() bool { return len(p.Blockers) > 0 }

// Digest identifies the plan. It is equal for the same steps, based on the same
// facts, for the same caller in the same organization and through the same
// endpoint. Sessions of one role count as one caller, because the SDK names
// each differently.
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

// withoutSession removes the session's name from the ARN of an assumed role,
// arn:aws:sts::123456789012:assumed-role/NAME/SESSION.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func withoutSession(arn string) string {
	a, err := model.ParseARN(arn)
	if err != nil || a.Service != "sts" || !strings.HasPrefix(a.Resource, "assumed-role/") {
		return arn
	}
	return arn[:strings.LastIndexByte(arn, '/')]
}

// Word returns the service as the command line takes it, for a plan of one
// service.
func (p *Plan) Word() string {
	if p.Order.Service == "" && len(p.Order.Principals) > 0 {
		return string(p.Order.Principals[0])
	}
	return string(p.Order.Service)
}
