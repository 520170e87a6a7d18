package plan

import (
	"cmp"
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// Step is one API call that changes something.
type Step struct {
	Action       catalog.Action
	Caller       model.AccountID    // the account that must make the call
	API          string             // organizations, guardduty, …, as the AWS CLI calls it
	Region       model.Region       // empty for services that are not regional
	Operation    string             // RegisterDelegatedAdministrator, …
	Parameters   catalog.Parameters // in the order of the documentation
	Principal    model.Principal    // what is delegated or gets trusted access
	Account      model.AccountID    // the administrator; empty when switching on trusted access
	Irreversible bool               // it destroys data that no inverse brings back
	Manual       bool               `json:"Hand,omitempty"` // a person makes the call, in an account for which deputy has no credentials
	Completes    bool               `json:",omitempty"`     // it has ended only once AWS Organizations lists the account as well

	// Set when the plan is confirmed.
	Plan       string // the plan's digest
	Number, Of int    // this step's place, from 1
	Order      *Order // what the plan is for
	Reason     string // the reason or ticket that the user gave
}

// operations holds the calls of AWS Organizations that deputy makes.
//
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
var operations = map[catalog.Action]string{
	catalog.ActionRegister:     "RegisterDelegatedAdministrator",
	catalog.ActionDeregister:   "DeregisterDelegatedAdministrator",
	catalog.ActionEnableAccess: "EnableAWSServiceAccess",
}

// StepOf returns the step that a journal entry was written for, so that it can
// be checked or inverted. The error names an operation that this version of
// deputy does not know.
func StepOf(e JournalEntry) (Step, error) {
	s := Step{
		API: e.Service, Region: e.Region, Operation: e.Operation, Parameters: e.Parameters,
		Principal: model.Principal(e.Parameters.Get("ServicePrincipal")), Account: model.AccountID(e.Parameters.Get("AccountId")),
		Plan: e.Plan, Number: e.Step, Of: e.Of, Reason: e.Reason, Order: e.Order,
	}
	if arn, err := model.ParseARN(e.Caller); err == nil {
		s.Caller = model.AccountID(arn.Account)
	}
	for action, operation := range operations {
		if e.Service == organizationsAPI && e.Operation == operation {
			s.Action = action
			return s, nil
		}
	}
	if service, action, ok := catalog.ByCall(e.Service, e.Operation); ok && action != catalog.ActionCheck {
		s.Action, s.Account, s.Principal = action, cmp.Or(e.Account, accountParameter(service, e)), service.Principals[0].Name
		return s, nil
	}
	return Step{}, fmt.Errorf("step %d of plan %s called %s:%s, which this version of deputy does not know: check yourself what it did",
		e.Step, phrase.Shorten(e.Plan), phrase.Shorten(e.Service), phrase.Shorten(e.Operation))
}

// accountParameter returns the account that an entry names in the parameters of
// a service's own call.
func accountParameter(s catalog.Service, e JournalEntry) model.AccountID {
	for _, call := range s.Calls() {
		for _, in := range call.Parameters {
			if call.Operation == e.Operation && in.Value == catalog.InputAccount {
				return model.AccountID(e.Parameters.Get(in.Name))
			}
		}
	}
	return ""
}

// organizationsAPI is the API name of AWS Organizations.
const organizationsAPI = "organizations"

// Inverse returns the step that undoes this one. ok is false if there is none:
// trusted access stays on, and a check changes nothing. An inverse does not
// bring lost data back: see Irreversible.
func (s Step) Inverse() (inverse Step, ok bool) {
	inverse = s
	inverse.Irreversible = false
	switch s.Action {
	case catalog.ActionRegister:
		inverse.Action = catalog.ActionDeregister
	case catalog.ActionDeregister:
		inverse.Action = catalog.ActionRegister
	default:
		return Step{}, false
	}
	if s.API == organizationsAPI {
		inverse.Operation = operations[inverse.Action]
		return inverse, true
	}
	service, _, ok := catalog.ByCall(s.API, s.Operation)
	if !ok {
		return Step{}, false
	}
	call := service.RegisterCall()
	if inverse.Action == catalog.ActionDeregister {
		call = service.RemoveCall()
	}
	inverse.Operation, inverse.Manual, inverse.Completes = call.Operation, false, false
	inverse.Parameters = call.Values(catalog.Arguments{Account: string(s.Account), Feature: s.Parameters.Get("Feature")})
	return inverse, true
}

// CLI returns the step as an AWS CLI command, quoted for a POSIX shell.
func (s Step) CLI() string {
	words := []string{"aws", s.API, phrase.Kebab(s.Operation)}
	for _, p := range s.Parameters {
		words = append(words, "--"+phrase.Kebab(p.Name), p.Value)
	}
	if s.Region != "" {
		words = append(words, "--region", string(s.Region))
	}
	return phrase.ShellCommand(words...)
}

// Call returns the call in one line: service, operation, Region, parameters, and
// who makes it if that is not the management account.
func (s Step) Call() string {
	words := []string{s.API, s.Operation}
	if s.Region != "" {
		words = append(words, string(s.Region))
	}
	return strings.TrimSpace(strings.Join(append(words, s.Parameters.Words()), " ") + s.byOther())
}

// unnamedAccount returns the step's account if no parameter of the call names
// it.
func (s Step) unnamedAccount() model.AccountID {
	for _, p := range s.Parameters {
		if p.Value == string(s.Account) {
			return ""
		}
	}
	return s.Account
}

// byOther says who makes the call, in brackets behind a blank; empty if it is the
// management account.
func (s Step) byOther() string {
	switch {
	case s.Manual:
		return " (by hand, as " + string(s.Caller) + ")"
	case s.ByDelegate():
		return " (as " + string(s.Caller) + ")"
	default:
		return ""
	}
}

// ByDelegate reports whether the delegated administrator has to make the call
// itself, not the management account.
func (s Step) ByDelegate() bool {
	service, action, ok := catalog.ByCall(s.API, s.Operation)
	return ok && action == catalog.ActionDeregister && service.RemoveCall().Caller == catalog.PartyDelegate
}
