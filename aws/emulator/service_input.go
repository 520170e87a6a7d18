package emulator

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
)

// serviceInput is the checked parameters of a request to a service with an API
// of its own.
type serviceInput struct {
	text    map[string]string
	max     int // MaxResults, zero if not given
	next    string
	paged   bool // a token was given
	list    []string
	maxPage int // entries of a page
}

// readFields reads the members of the query string and of the body, which is a
// form in the query protocols. It ignores members that the operation does not
// have, as AWS does.
func readFields(o *serviceAPI, x *exchange, most int, required, optional []string) (serviceInput, error) {
	in := serviceInput{text: map[string]string{}, maxPage: most}
	given := map[string]json.RawMessage{}
	if _, form := x.api.(*queryAPI); form {
		for name := range x.form() {
			given[name] = queryMember(name, x.form().Get(name))
		}
	} else if len(bytes.TrimSpace(x.body)) > 0 {
		if err := json.Unmarshal(x.body, &given); err != nil || given == nil {
			return in, malformed("The request body is not a JSON object.")
		}
	}
	for name := range x.query {
		given[name] = queryMember(name, x.query.Get(name))
	}
	for _, name := range slices.Concat(required, optional) {
		value, ok := given[name]
		if !ok || string(value) == "null" {
			if slices.Contains(required, name) {
				return in, o.refuse(badInput)
			}
			continue
		}
		if err := in.take(o, name, value); err != nil {
			return in, err
		}
	}
	return in, nil
}

// queryMember writes a member of the query string as the body would have it.
func queryMember(name, value string) json.RawMessage {
	if _, err := strconv.Atoi(value); err == nil && strings.EqualFold(name, "MaxResults") {
		return json.RawMessage(value)
	}
	// Strings always marshal.
	text, _ := json.Marshal(value)
	return text
}

// take reads one member: a number of entries, a token, a list, an account ID
// or another string.
func (in *serviceInput) take(o *serviceAPI, name string, value json.RawMessage) error {
	var text string
	switch strings.ToLower(name) {
	case "maxresults":
		if err := json.Unmarshal(value, &in.max); err != nil {
			return malformed(name + " is not an integer.")
		}
		if in.max < 1 || in.max > in.maxPage {
			return o.refuse(badInput)
		}
		return nil
	case "priority":
		var priority int
		if err := json.Unmarshal(value, &priority); err != nil {
			return malformed(name + " is not an integer.")
		}
		in.text[name] = strconv.Itoa(priority)
		return nil
	case "organizationconfiguration":
		var given struct{ EnableIntegration *bool }
		if err := json.Unmarshal(value, &given); err != nil {
			return malformed(name + " is not a structure.")
		}
		if given.EnableIntegration == nil {
			return o.refuse(badInput)
		}
		in.text[name] = strconv.FormatBool(*given.EnableIntegration)
		return nil
	case "starttime", "endtime":
		return in.takeTime(name, value)
	case "lookupattributes", "trailnamelist", "includeshadowtrails":
		in.text[name] = string(value) // the operation reads it
		return nil
	case "regionoptstatuscontains":
		if err := json.Unmarshal(value, &in.list); err != nil {
			return malformed(name + " is not a list of strings.")
		}
		return nil
	}
	if err := json.Unmarshal(value, &text); err != nil {
		return malformed(name + " is not a string.")
	}
	lower := strings.ToLower(name)
	if strings.HasSuffix(lower, "accountid") || lower == "adminaccount" {
		if !model.IsAccountID(text) {
			return o.refuse(badInput)
		}
	}
	if lower == "nexttoken" {
		in.next, in.paged = text, true
		return nil
	}
	in.text[name] = text
	return nil
}

// takeTime reads a time, which is a number of seconds.
func (in *serviceInput) takeTime(name string, value json.RawMessage) error {
	var seconds float64
	if err := json.Unmarshal(value, &seconds); err != nil {
		return malformed(name + " is not a number of seconds.")
	}
	in.text[name] = strconv.FormatFloat(seconds, 'f', -1, 64)
	return nil
}

// account returns the account in a member.
func (in *serviceInput) account(name string) model.AccountID { return model.AccountID(in.text[name]) }

// pageOf returns the entries of the requested page and the token of the next
// page.
func pageOf[T any](c *call, all []T) ([]T, string, error) {
	p := pageRequest{token: c.in.next, given: c.in.paged, size: c.in.maxPage, empty: c.s.faults.EmptyPages, scope: c.pageScope()}
	if c.in.max > 0 {
		p.size = c.in.max
	}
	entries, next, ok := paged(p, all)
	if !ok {
		return nil, "", c.refuse(badToken)
	}
	return entries, next, nil
}

// pageScope returns what a token is bound to: caller, operation, Region and
// parameters.
func (c *call) pageScope() string {
	return scopeOf(c.in.text) + c.x.service + ";" + c.x.region + ";" + c.x.operation + ";" + string(c.x.caller.account) + ";"
}
