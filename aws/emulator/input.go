package emulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"deputy/model"
)

// input is the checked parameters of a request to Organizations.
type input struct {
	text map[string]string // the string parameters that were given
	max  int               // MaxResults, zero if not given
	tags []model.Tag
	keys []string // TagKeys
}

// rule describes a valid string parameter.
type rule struct {
	least, most int // characters; most is zero where the form limits it
	form        func(string) bool
	values      []string
	reason      string // of the failure; INVALID_PATTERN or INVALID_ENUM if empty
}

// any of the forms will do.
func anyOf(forms ...func(string) bool) func(string) bool {
	return func(s string) bool {
		return slices.ContainsFunc(forms, func(f func(string) bool) bool { return f(s) })
	}
}

// The policy types of requests. EffectivePolicyType is PolicyType without SCPs
// and RCPs.
var (
	policyTypes    = policyTypeNames(model.PolicyTypes())
	effectiveTypes = policyTypeNames(model.PolicyTypes()[2:])
)

func policyTypeNames(types []model.PolicyType) []string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return names
}

// parameters are the string parameters of all operations, with the lengths,
// patterns and enumerations of the service model (2016-11-28).
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
var parameters = map[string]rule{
	"AccountId":            {form: model.IsAccountID},
	"ParentId":             {form: anyOf(model.IsRootID, model.IsOUID)},
	"ChildId":              {form: anyOf(model.IsAccountID, model.IsOUID)},
	"ChildType":            {values: []string{"ACCOUNT", "ORGANIZATIONAL_UNIT"}},
	"OrganizationalUnitId": {form: model.IsOUID},
	"PolicyId":             {form: model.IsPolicyID},
	"TargetId":             {form: anyOf(model.IsRootID, model.IsOUID, model.IsAccountID), reason: "INVALID_PATTERN_TARGET_ID"},
	"ResourceId":           {form: anyOf(model.IsRootID, model.IsOUID, model.IsAccountID, model.IsPolicyID, isResourcePolicyID)},
	"Filter":               {values: policyTypes, reason: "INVALID_ENUM_POLICY_TYPE"},
	"PolicyType":           {values: effectiveTypes, reason: "INVALID_ENUM_POLICY_TYPE"},
	"ServicePrincipal":     {least: 1, most: 128, form: model.IsPrincipal},
	"NextToken":            {most: 100_000},

	"Filter.ActionType":        {values: handshakeActions},
	"Filter.ParentHandshakeId": {form: isHandshakeID},
}

// check returns an error if the value is not valid.
func (r rule) check(name, value string) error {
	length := utf8.RuneCountInString(value)
	switch {
	case length < r.least:
		return invalid("MIN_LENGTH_EXCEEDED", fmt.Sprintf("You provided a value for %s that is shorter than %d characters.", name, r.least))
	case r.most > 0 && length > r.most:
		return invalid("MAX_LENGTH_EXCEEDED", fmt.Sprintf("You provided a value for %s that is longer than %d characters.", name, r.most))
	case r.form != nil && !r.form(value):
		return invalid(cmp.Or(r.reason, "INVALID_PATTERN"), "You provided a value that does not match the required pattern for "+name+".")
	case r.values != nil && !slices.Contains(r.values, value):
		return invalid(cmp.Or(r.reason, "INVALID_ENUM"), "You specified an invalid value for "+name+".")
	}
	return nil
}

// read decodes a body and checks the operation's parameters. It ignores members
// that the operation does not have, as AWS does.
func (o operation) read(body []byte) (input, error) {
	in := input{text: map[string]string{}}
	given := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(body)) > 0 {
		if err := json.Unmarshal(body, &given); err != nil || given == nil {
			return in, malformed("The request body is not a JSON object.")
		}
	}
	for name, value := range given {
		if string(value) == "null" {
			delete(given, name)
		}
	}
	for _, name := range o.required {
		if given[name] == nil {
			return in, invalid("INPUT_REQUIRED", "You must provide a value for the required parameter "+name+".")
		}
	}
	for _, name := range slices.Concat(o.required, o.optional) {
		if given[name] == nil {
			continue
		}
		if err := in.take(name, given[name]); err != nil {
			return in, err
		}
	}
	if o.filter != nil && given["Filter"] != nil {
		return in, o.filter(&in, given["Filter"])
	}
	return in, nil
}

// take reads one parameter.
func (in *input) take(name string, value json.RawMessage) error {
	switch name {
	case "MaxResults":
		return in.takeMax(value)
	case "Tags":
		return in.takeTags(value)
	case "TagKeys":
		return in.takeKeys(value)
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		return malformed(name + " is not a string.")
	}
	in.text[name] = text
	return parameters[name].check(name, text)
}

func (in *input) takeMax(value json.RawMessage) error {
	switch err := json.Unmarshal(value, &in.max); {
	case err != nil:
		return malformed("MaxResults is not an integer.")
	case in.max < 1:
		return invalid("MIN_VALUE_EXCEEDED", "You provided a value for MaxResults that is less than 1.")
	case in.max > pageSize:
		return invalid("MAX_VALUE_EXCEEDED", "You provided a value for MaxResults that is greater than 20.")
	}
	return nil
}
