package catalog

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// Call is an operation of a service's API: how it is sent, and who sends it.
type Call struct {
	// Service is the name of the API, as requests are signed with it and as IAM
	// and the AWS CLI have it.
	Service string `json:"service"`
	// Operation is the name of the operation.
	Operation string `json:"operation"`
	// Protocol is the wire protocol.
	Protocol Protocol `json:"protocol"`
	// Method and Path are those of the HTTP request. In a path {accountId} stands
	// for the parameter with that name on the wire.
	Method string `json:"method"`
	Path   string `json:"path"`
	// Target is the X-Amz-Target header of the JSON protocols.
	Target string `json:"target,omitempty"`
	// Version is the API version that the query protocols send.
	Version string `json:"version,omitempty"`
	// Parameters are what is sent.
	Parameters []Input `json:"parameters,omitempty"`
	// Caller is the account that has to make the call.
	Caller Party `json:"caller"`
	// GlobalRegions holds the Region whose endpoint takes the call, by
	// partition. In other partitions any Region does.
	GlobalRegions map[string]model.Region `json:"globalRegion,omitempty"`
	// CLI is the call as an AWS CLI command without the Region; {account},
	// {principal}, {feature} and {priority} stand for the values.
	CLI string `json:"cli"`
	// StateField is the path of the response's field that holds a state; empty
	// for a call that changes something.
	StateField string `json:"stateField,omitempty"`
	// Returns outlines the response.
	Returns string `json:"returns,omitempty"`
	// Errors are the documented error codes.
	Errors []string `json:"errors,omitempty"`
}

// Input is a parameter of a call.
type Input struct {
	// Name is the name in the API's documentation.
	Name string `json:"name"`
	// Wire is the name on the wire. If the data has none, it is Name.
	Wire string `json:"wire,omitempty"`
	// Query is true if it is part of the query string, not of the body.
	Query bool `json:"query,omitempty"`
	// Path is true if it is part of the path.
	Path bool `json:"path,omitempty"`
	// Value says what is sent.
	Value InputValue `json:"value"`
	// Fixed is the value if it is always the same.
	Fixed string `json:"fixed,omitempty"`
	// JSON is true if the value is JSON that is sent as it is.
	JSON bool `json:"json,omitempty"`
	// Optional is true if the call works without it.
	Optional bool `json:"optional,omitempty"`
}

// Party is the account that has to make a call.
type Party uint8

// The parties.
const (
	// PartyManagement is the management account.
	PartyManagement Party = iota + 1
	// PartyDelegate is the delegated administrator itself.
	PartyDelegate
	// PartyEither is the management account or any delegated administrator.
	PartyEither
)

var partyWords = []string{"management", "delegate", "either"}

// String returns the word used in the data.
func (c Party) String() string { return phrase.StateWord(partyWords, c) }

// UnmarshalText reads the word used in the data.
func (c *Party) UnmarshalText(text []byte) error {
	return phrase.ParseState("caller", partyWords, text, c)
}

// Protocol is a wire protocol of AWS.
type Protocol uint8

// The protocols.
const (
	ProtocolJSON Protocol = iota + 1
	ProtocolRESTJSON
	ProtocolQuery
	ProtocolEC2
)

var protocolWords = []string{"awsJson1.1", "restJson1", "awsQuery", "ec2Query"}

// String returns the name that AWS uses.
func (p Protocol) String() string { return phrase.StateWord(protocolWords, p) }

// UnmarshalText reads the name that AWS uses.
func (p *Protocol) UnmarshalText(text []byte) error {
	return phrase.ParseState("protocol", protocolWords, text, p)
}

// InputValue says what is sent for a parameter.
type InputValue uint8

// The values.
const (
	// InputAccount is the ID of the account.
	InputAccount InputValue = iota + 1
	// InputPrincipal is the service principal.
	InputPrincipal
	// InputFeature is the part of the service.
	InputFeature
	// InputToken is an idempotency token.
	InputToken
	// InputFixed is always the same.
	InputFixed
	// InputPriority is the rank of the administrator among several.
	InputPriority
	// InputNext is the token of the next page of a list.
	InputNext
)

var inputWords = []string{"account", "principal", "feature", "token", "fixed", "priority", "next"}

// String returns the word used in the data.
func (v InputValue) String() string { return phrase.StateWord(inputWords, v) }

// UnmarshalText reads the word used in the data.
func (v *InputValue) UnmarshalText(text []byte) error {
	return phrase.ParseState("value", inputWords, text, v)
}

// Arguments are the values that a call is made with.
type Arguments struct {
	Account   string
	Principal model.Principal
	Feature   string
	Priority  string
}

// Values returns the call's parameters under their documented names. It leaves
// out the tokens, which the sender adds, and a priority that is not known.
func (c Call) Values(with Arguments) Parameters {
	values := Parameters{}
	for _, in := range c.Parameters {
		value := in.Fixed
		switch in.Value {
		case InputAccount:
			value = with.Account
		case InputPrincipal:
			value = string(with.Principal)
		case InputFeature:
			value = with.Feature
		case InputPriority:
			value = with.Priority
		case InputToken, InputNext:
			continue
		default: // InputFixed
		}
		if value == "" && (in.Optional || in.Value == InputPriority) {
			continue
		}
		values = append(values, Parameter{in.Name, value})
	}
	return values
}

// Given returns the call's parameters that have a value.
func (c Call) Given(values Parameters) []Input {
	return slices.DeleteFunc(slices.Clone(c.Parameters), func(in Input) bool { return values.Get(in.Name) == "" })
}

// NamesAccount reports whether the call has a parameter for the account.
func (c Call) NamesAccount() bool {
	return slices.ContainsFunc(c.Parameters, func(in Input) bool { return in.Value == InputAccount })
}

// GlobalRegion returns the Region whose endpoint takes the call in a partition;
// empty if any does. The partition is aws if it is empty.
func (c Call) GlobalRegion(partition string) model.Region {
	return c.GlobalRegions[cmp.Or(partition, "aws")]
}

// Command returns the call as an AWS CLI command, quoted for a POSIX shell.
// Without a feature the call is made for the main one.
func (c Call) Command(with Arguments) string {
	line := c.CLI
	if with.Feature == "" {
		line = strings.ReplaceAll(line, " --feature {feature}", "")
	}
	return strings.NewReplacer(
		"{account}", phrase.ShellQuote(with.Account),
		"{principal}", phrase.ShellQuote(string(with.Principal)),
		"{feature}", phrase.ShellQuote(with.Feature),
		"{priority}", phrase.ShellQuote(with.Priority),
	).Replace(line)
}
