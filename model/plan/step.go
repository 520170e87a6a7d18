package plan

import (
	"cmp"
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
)

// Step is one call that changes something.
type Step struct {
	Action       catalog.Action
	Caller       model.AccountID    // who must make the call
	API          string             // the service called: organizations, guardduty, …
	Region       model.Region       // empty for services without Regions
	Operation    string             // RegisterDelegatedAdministrator, …
	Parameters   catalog.Parameters // in the order of the documentation
	Principal    model.Principal    // what is delegated or trusted
	Account      model.AccountID    // the delegate; empty when switching trusted access on
	Irreversible bool               // data is lost that no inverse brings back
	Hand         bool               `json:",omitempty"` // by another account, for which deputy has no credentials: a person makes the call
	Completes    bool               `json:",omitempty"` // it only ends when Organizations has the account as well

	// Set when the plan is confirmed.
	Plan       string // the plan's digest
	Number, Of int    // this step's place, from 1
	Order      *Order // that the plan is for
	Reason     string // what the user gave as reason or ticket
}

// operations are the calls that deputy changes something with.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
var operations = map[catalog.Action]string{
	catalog.ActionRegister:     "RegisterDelegatedAdministrator",
	catalog.ActionDeregister:   "DeregisterDelegatedAdministrator",
	catalog.ActionEnableAccess: "EnableAWSServiceAccess",
}

// StepOf gives the step of a journal entry back, so that it can be read back or
// inverted. The error names an operation that this version does not know.
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
		s.Action, s.Account, s.Principal = action, cmp.Or(e.Account, accountOf(service, e)), service.Principals[0].Name
		return s, nil
	}
	return Step{}, fmt.Errorf("step %d of plan %s called %s:%s, which this version of deputy does not know: check by hand what it did",
		e.Step, phrase.Shorten(e.Plan), phrase.Shorten(e.Service), phrase.Shorten(e.Operation))
}

// accountOf gives the account that a call of the service's own names.
func accountOf(s catalog.Service, e JournalEntry) model.AccountID {
	for _, call := range s.Calls() {
		for _, in := range call.Parameters {
			if call.Operation == e.Operation && in.Value == catalog.InputAccount {
				return model.AccountID(e.Parameters.Get(in.Name))
			}
		}
	}
	return ""
}

// organizationsAPI is the service that most steps call.
const organizationsAPI = "organizations"

// Inverse gives the step that takes this one back: ok is false where there is
// none. Trusted access stays on, and a check changes nothing. That the inverse
// exists does not mean that it brings lost data back: see Irreversible.
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
	inverse.Operation, inverse.Hand, inverse.Completes = call.Operation, false, false
	inverse.Parameters = call.Values(catalog.Arguments{Account: string(s.Account), Feature: s.Parameters.Get("Feature")})
	return inverse, true
}

// CLI gives the step as one AWS CLI command, quoted for a POSIX shell.
func (s Step) CLI() string {
	var b strings.Builder
	b.WriteString("aws " + s.API + " " + phrase.Kebab(s.Operation))
	for _, p := range s.Parameters {
		b.WriteString(" --" + phrase.Kebab(p.Name) + " " + phrase.ShellQuote(p.Value))
	}
	if s.Region != "" {
		b.WriteString(" --region " + string(s.Region))
	}
	return b.String()
}

// unsaid gives the account that the step is about, where no parameter of its
// call names it.
func (s Step) unsaid() model.AccountID {
	for _, p := range s.Parameters {
		if p.Value == string(s.Account) {
			return ""
		}
	}
	return s.Account
}

// Aside says who makes the call, where it is not the management account; empty
// otherwise.
func (s Step) Aside() string {
	switch {
	case s.Hand:
		return "by hand, as " + string(s.Caller)
	case s.ByDelegate():
		return "as " + string(s.Caller)
	default:
		return ""
	}
}

// ByDelegate tells whether the delegate has to make the call itself, not the
// management account.
func (s Step) ByDelegate() bool {
	service, action, ok := catalog.ByCall(s.API, s.Operation)
	return ok && action == catalog.ActionDeregister && service.RemoveCall().Caller == catalog.PartyDelegate
}
