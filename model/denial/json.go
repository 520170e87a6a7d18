package denial

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"regexp"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// message is what a decoded authorization message, a CloudTrail event and an
// error of an API have that matters; the fields of these do not overlap.
type message struct {
	// sts decode-authorization-message prints the message inside a string.
	DecodedMessage string `json:"DecodedMessage"`

	ExplicitDeny bool            `json:"explicitDeny"`
	Context      *messageContext `json:"context"`

	// Events come one by one, as CloudTrail's files have them (Records), as
	// EventBridge hands them on (detail), or as lookup-events prints them.
	Records []json.RawMessage `json:"Records"`
	Detail  json.RawMessage   `json:"detail"`
	Events  []struct {
		Event string `json:"CloudTrailEvent"`
	} `json:"Events"`
	event

	// Errors as APIs answer them; JSON's names fit in whatever case.
	Message string `json:"message"`
}

// messageContext is the request in a decoded authorization message.
type messageContext struct {
	Principal struct {
		ARN string `json:"arn"`
	} `json:"principal"`
	Action     string `json:"action"`
	Resource   string `json:"resource"`
	Conditions struct {
		Items []struct {
			Key    string `json:"key"`
			Values struct {
				Items []struct {
					Value string `json:"value"`
				} `json:"items"`
			} `json:"values"`
		} `json:"items"`
	} `json:"conditions"`
}

// event is a CloudTrail event.
type event struct {
	UserIdentity *struct {
		ARN            string `json:"arn"`
		Account        string `json:"accountId"`
		InvokedBy      string `json:"invokedBy"`
		SessionContext struct {
			SessionIssuer struct {
				ARN string `json:"arn"`
			} `json:"sessionIssuer"`
		} `json:"sessionContext"`
	} `json:"userIdentity"`
	EventSource  string `json:"eventSource"`
	EventName    string `json:"eventName"`
	Region       string `json:"awsRegion"`
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
	SourceIP     string `json:"sourceIPAddress"`
	Endpoint     string `json:"vpcEndpointId"`
	Resources    []struct {
		ARN     string `json:"ARN"`
		Account string `json:"accountId"`
	} `json:"resources"`
}

func parseJSON(text string) (Denial, error) {
	var m message
	values, err := jsonValues(text)
	switch {
	case err == nil && len(values) > 1: // events line by line
		m.Records = values
	case err == nil && strings.HasPrefix(text, "["):
		err = json.Unmarshal(values[0], &m.Records)
	case err == nil:
		err = json.Unmarshal(values[0], &m)
	}
	if err != nil {
		return Denial{}, fmt.Errorf("the text looks like JSON and is not what it should be: %s", phrase.JSONError(err, "it"))
	}
	for _, e := range m.Events {
		m.Records = append(m.Records, json.RawMessage(e.Event))
	}
	switch {
	case m.DecodedMessage != "":
		return parseJSON(m.DecodedMessage)
	case m.Context != nil:
		return m.authorization(), nil
	case len(m.Records) > 0:
		return parseRecords(m.Records)
	case len(m.Detail) > 0 && m.Detail[0] == '{':
		return parseJSON(string(m.Detail))
	case m.UserIdentity != nil && m.EventName != "":
		return m.denial(), nil
	case m.Message != "":
		return parseText(m.Message)
	default:
		return Denial{}, fmt.Errorf("this JSON is neither a decoded authorization message (context) nor a CloudTrail event (userIdentity, eventName)")
	}
}

// jsonValues cuts JSON that stands one behind the other apart.
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

// parseRecords takes of several events the first that was denied.
func parseRecords(records []json.RawMessage) (Denial, error) {
	denied := 0
	var first *event
	for i, record := range records {
		var e struct {
			event
			Detail *event `json:"detail"` // as EventBridge hands it on
		}
		if err := json.Unmarshal(record, &e); err != nil {
			return Denial{}, fmt.Errorf("record %d is no CloudTrail event: %s", i+1, phrase.JSONError(err, "it"))
		}
		if e.Detail != nil {
			e.event = *e.Detail
		}
		if e.UserIdentity == nil || e.EventName == "" || !refused.MatchString(e.ErrorCode) {
			continue
		}
		if denied++; first == nil {
			first = &e.event
		}
	}
	if first == nil {
		return Denial{}, fmt.Errorf("of %s none was denied: paste the one that is meant", phrase.Count(len(records), "event"))
	}
	p := first.denial()
	if denied > 1 {
		p.Notes = append(p.Notes, fmt.Sprintf("Of %s %d were denied; this is the first of them.", phrase.Count(len(records), "event"), denied))
	}
	return p, nil
}

// authorization reads a decoded authorization message, which tells every
// condition key that the request had.
func (m *message) authorization() Denial {
	p := Denial{Question: verdict.Question{Principal: m.Context.Principal.ARN, Action: m.Context.Action, Resource: m.Context.Resource, Given: map[string][]string{}}}
	for _, item := range m.Context.Conditions.Items {
		for _, v := range item.Values.Items {
			p.Given[item.Key] = append(p.Given[item.Key], v.Value)
		}
	}
	// The message lists what its service matched, and the account-wide keys
	// under names that the global ones do not have.
	if p.Given["aws:Region"] != nil && p.Given["aws:RequestedRegion"] == nil {
		p.Given["aws:RequestedRegion"] = p.Given["aws:Region"]
	}
	if m.ExplicitDeny {
		p.Blames = append(p.Blames, "an explicit deny")
	}
	return p
}

// denial reads a CloudTrail event. Its session issuer names the role with its
// path.
func (e *event) denial() Denial {
	action, sure := e.action()
	p := Denial{Question: verdict.Question{Principal: e.UserIdentity.ARN, Action: action, Given: map[string][]string{}}}
	if issuer := e.UserIdentity.SessionContext.SessionIssuer.ARN; issuer != "" {
		p.Principal = issuer
	}
	if p.Principal == "" {
		if model.IsAccountID(e.UserIdentity.Account) {
			p.Account = model.AccountID(e.UserIdentity.Account)
		}
		p.lost = "The event does not name the principal" + by(e.UserIdentity.InvokedBy) + "."
	}
	for key, value := range map[string]string{"aws:RequestedRegion": e.Region, "aws:SourceVpce": e.Endpoint} {
		if value != "" {
			p.Given[key] = []string{value}
		}
	}
	// Where a service calls, its name stands in the address's place.
	if _, err := netip.ParseAddr(e.SourceIP); err == nil {
		p.Given["aws:SourceIp"] = []string{e.SourceIP}
	}
	for _, r := range e.Resources {
		if r.ARN != "" {
			p.Resource = r.ARN
			break
		}
	}
	denial, err := parseText(e.ErrorMessage)
	if err == nil {
		p.Blames, p.Notes = denial.Blames, append(p.Notes, denial.Notes...)
		if denial.Resource != "" {
			p.Resource = denial.Resource // What was denied, where the event lists all that took part.
		}
	}
	p.ResourceAccount = e.owner(p.Resource)
	if denial.Action != "" {
		p.Action, sure = denial.Action, true
	}
	if p.made = !sure; p.made {
		p.Notes = append(p.Notes, "The action is made of the event's source and name; some services name their actions otherwise.")
	}
	return p
}

// owner gives the account that owns a resource, as the event has it: of an S3
// object it is that of its bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
func (e *event) owner(resource string) model.AccountID {
	var owner model.AccountID
	longest := 0
	for _, r := range e.Resources {
		inside := resource == r.ARN || strings.HasPrefix(resource, r.ARN+"/")
		if r.ARN != "" && inside && len(r.ARN) > longest && model.IsAccountID(r.Account) {
			owner, longest = model.AccountID(r.Account), len(r.ARN)
		}
	}
	return owner
}

// by tells which service made a call.
func by(service string) string {
	if service == "" {
		return ""
	}
	return ": the service " + service + " made the call"
}

// eventVersion is what some services put behind the names of their events.
var eventVersion = regexp.MustCompile(`[_]?20\d{2}_?\d{2}_?\d{2}(v\d+)?$`)

// action gives the action that an event is of, and whether AWS's reference has
// it: by its source and name, without a version behind the name, or by its name
// alone if only one service has such an action.
func (e *event) action() (action string, sure bool) {
	source, _, _ := strings.Cut(e.EventSource, ".")
	for _, name := range []string{e.EventName, eventVersion.ReplaceAllString(e.EventName, "")} {
		if a, ok := iam.Lookup(source + ":" + name); ok {
			return a.String(), true
		}
	}
	if like := iam.Similar(source+":"+e.EventName, 2); len(like) == 1 && iam.ServiceName(source) == "" {
		return like[0].String(), false
	}
	return source + ":" + e.EventName, false
}
