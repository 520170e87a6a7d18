package model

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Parameters are the values of a call, in the order of the documentation. Their
// JSON is an object of strings in that order.
type Parameters []Parameter

// Get gives the value of a parameter; empty if there is none.
func (ps Parameters) Get(name string) string {
	for _, p := range ps {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// MarshalJSON writes an object.
func (ps Parameters) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := errors.Join(encoder.Encode(p.Name), b.WriteByte(':'), encoder.Encode(p.Value)); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads an object of strings, in its order.
func (ps *Parameters) UnmarshalJSON(text []byte) error {
	*ps = nil
	decoder := json.NewDecoder(bytes.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return errors.New("parameters are no object")
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var p Parameter
		p.Name, _ = name.(string)
		if err := decoder.Decode(&p.Value); err != nil {
			return fmt.Errorf("parameter %q is no string", shorten(p.Name))
		}
		if slices.ContainsFunc(*ps, func(q Parameter) bool { return q.Name == p.Name }) {
			return fmt.Errorf("parameter %q is there twice", shorten(p.Name))
		}
		*ps = append(*ps, p)
	}
	return nil
}

// operations are the calls that deputy changes something with.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
var operations = map[Action]string{
	ActionRegister:     "RegisterDelegatedAdministrator",
	ActionDeregister:   "DeregisterDelegatedAdministrator",
	ActionEnableAccess: "EnableAWSServiceAccess",
}

// StepOf gives the step of a journal entry back, so that it can be read back or
// inverted. The error names an operation that this version does not know.
func StepOf(e JournalEntry) (Step, error) {
	s := Step{
		API: e.Service, Region: e.Region, Operation: e.Operation, Parameters: e.Parameters,
		Principal: Principal(e.Parameters.Get("ServicePrincipal")), Account: AccountID(e.Parameters.Get("AccountId")),
		Plan: e.Plan, Number: e.Step, Of: e.Of, Reason: e.Reason, Order: e.Order,
	}
	if arn, err := ParseARN(e.Caller); err == nil {
		s.Caller = AccountID(arn.Account)
	}
	for action, operation := range operations {
		if e.Service == organizationsAPI && e.Operation == operation {
			s.Action = action
			return s, nil
		}
	}
	if service, action, ok := ServiceOfCall(e.Service, e.Operation); ok && action != ActionCheck {
		s.Action, s.Account, s.Principal = action, cmp.Or(e.Account, service.accountIn(e)), service.Principals[0].Name
		return s, nil
	}
	return Step{}, fmt.Errorf("step %d of plan %s called %s:%s, which this version of deputy does not know: check by hand what it did",
		e.Step, shorten(e.Plan), shorten(e.Service), shorten(e.Operation))
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
	case ActionRegister:
		inverse.Action = ActionDeregister
	case ActionDeregister:
		inverse.Action = ActionRegister
	default:
		return Step{}, false
	}
	if s.API == organizationsAPI {
		inverse.Operation = operations[inverse.Action]
		return inverse, true
	}
	service, _, ok := ServiceOfCall(s.API, s.Operation)
	if !ok {
		return Step{}, false
	}
	call := service.RegisterCall()
	if inverse.Action == ActionDeregister {
		call = service.RemoveCall()
	}
	inverse.Operation, inverse.Hand, inverse.Completes = call.Operation, false, false
	inverse.Parameters = call.Values(Arguments{Account: string(s.Account), Feature: s.Parameters.Get("Feature")})
	return inverse, true
}

// CLI gives the step as one AWS CLI command, quoted for a POSIX shell.
func (s Step) CLI() string {
	var b strings.Builder
	b.WriteString("aws " + s.API + " " + kebab(s.Operation))
	for _, p := range s.Parameters {
		b.WriteString(" --" + kebab(p.Name) + " " + shellQuote(p.Value))
	}
	if s.Region != "" {
		b.WriteString(" --region " + string(s.Region))
	}
	return b.String()
}

// kebab turns AWS's CamelCase into the CLI's words.
func kebab(s string) string {
	var b strings.Builder
	for i, c := range s {
		upper := c >= 'A' && c <= 'Z'
		if upper && i > 0 && (s[i-1] < 'A' || s[i-1] > 'Z' || i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z') {
			b.WriteByte('-')
		}
		b.WriteString(strings.ToLower(string(c)))
	}
	return b.String()
}

// shellQuote quotes a value for a POSIX shell where it needs it.
func shellQuote(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// unsaid gives the account that the step is about, where no parameter of its
// call names it.
func (s Step) unsaid() AccountID {
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
	service, action, ok := ServiceOfCall(s.API, s.Operation)
	return ok && action == ActionDeregister && service.RemoveCall().Caller == PartyDelegate
}
