package denial

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"deputy/model/cloudtrail"
	"deputy/model/phrase"
)

// message is the fields that matter of a decoded authorization message, a
// CloudTrail event, and an API's error. These do not overlap.
type message struct {
	// sts decode-authorization-message prints the message inside a string.
	DecodedMessage string `json:"DecodedMessage"`

	ExplicitDeny bool              `json:"explicitDeny"`
	Allowed      *bool             `json:"allowed"`
	Matched      matchedStatements `json:"matchedStatements"`
	Context      *messageContext   `json:"context"`

	// Events come one by one, as in CloudTrail's log files (Records), as
	// EventBridge delivers them (detail), or as lookup-events prints them.
	Records []json.RawMessage `json:"Records"`
	Detail  json.RawMessage   `json:"detail"`
	Events  []struct {
		Event string `json:"CloudTrailEvent"`
	} `json:"Events"`
	UserIdentity json.RawMessage `json:"userIdentity"`
	EventName    string          `json:"eventName"`
	ErrorCode    string          `json:"errorCode"`

	// An API's error, which some spell Message: package json ignores case.
	Message string `json:"message"`
}

// isEvent reports whether the message is a CloudTrail event.
func (m *message) isEvent() bool {
	return len(m.UserIdentity) > 0 && m.UserIdentity[0] == '{' && m.EventName != ""
}

// errUnknownForm says that JSON is of no form that AWS gives a denial.
var errUnknownForm = errors.New("this JSON is neither a decoded authorization message (context) nor a CloudTrail event (userIdentity, eventName), and has no AccessDenied message in it")

// parseJSON reads a message or an event in JSON, in any of the wrappings that
// AWS's tools put around it.
func parseJSON(text string) ([]Denial, error) { return parseWrapped(text, 0) }

// parseWrapped reads JSON inside depth wrappings.
func parseWrapped(text string, depth int) ([]Denial, error) {
	if depth > maxDepth {
		return nil, errUnknownForm
	}
	var m message
	values, err := jsonValues(text)
	switch {
	case err == nil && len(values) > 1: // events line by line
		m.Records = values
	case err == nil && len(values) == 1 && strings.HasPrefix(text, "["):
		err = json.Unmarshal(values[0], &m.Records)
	case err == nil && len(values) == 1:
		err = json.Unmarshal(values[0], &m)
	}
	if err != nil {
		return nil, fmt.Errorf("the text looks like JSON but deputy cannot read it: %s", phrase.JSONError(err, "it"))
	}
	for _, e := range m.Events {
		m.Records = append(m.Records, json.RawMessage(e.Event))
	}
	one := func(d Denial, err error) ([]Denial, error) { return []Denial{d}, err }
	switch {
	case m.DecodedMessage != "":
		return parseWrapped(m.DecodedMessage, depth+1)
	case m.Context != nil && m.Context.Action != "":
		return one(m.authorization(), nil)
	case len(m.Records) > 0:
		return parseRecords(m.Records)
	case len(m.Detail) > 0 && m.Detail[0] == '{':
		return parseWrapped(string(m.Detail), depth+1)
	case m.isEvent():
		e, err := cloudtrail.Parse(text)
		if err != nil {
			return nil, err
		}
		return one(ofEvent(&e), nil)
	case m.Message != "" && !isJSON(trim(m.Message)):
		return one(parseText(m.Message))
	default:
		return nil, errUnknownForm
	}
}

// jsonValues splits JSON values that follow one another.
func jsonValues(text string) ([]json.RawMessage, error) {
	var out []json.RawMessage
	for d := json.NewDecoder(strings.NewReader(text)); ; {
		var v json.RawMessage
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
}
