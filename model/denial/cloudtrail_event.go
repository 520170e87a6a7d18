package denial

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

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

// denial returns the question of a CloudTrail event. Its session issuer is the
// role's ARN with the path.
func (e *event) denial() Denial {
	action, sure := e.action()
	d := Denial{Question: verdict.Question{Principal: e.UserIdentity.ARN, Action: action, Given: map[string][]string{}}}
	if issuer := e.UserIdentity.SessionContext.SessionIssuer.ARN; issuer != "" {
		d.Principal = issuer
	}
	if d.Principal == "" {
		if model.IsAccountID(e.UserIdentity.Account) {
			d.Account = model.AccountID(e.UserIdentity.Account)
		}
		d.principalNote = "The event does not name the principal" + callerClause(e.UserIdentity.InvokedBy) + "."
	}
	for key, value := range map[string]string{"aws:RequestedRegion": e.Region, "aws:SourceVpce": e.Endpoint} {
		if value != "" {
			d.Given[key] = []string{value}
		}
	}
	// If an AWS service made the call, this is its name and not an address.
	if _, err := netip.ParseAddr(e.SourceIP); err == nil {
		d.Given["aws:SourceIp"] = []string{e.SourceIP}
	}
	for _, r := range e.Resources {
		if r.ARN != "" {
			d.Resource = r.ARN
			break
		}
	}
	text, err := parseText(e.ErrorMessage)
	if err == nil {
		d.DeniedBy, d.Notes = text.DeniedBy, append(d.Notes, text.Notes...)
		if text.Resource != "" {
			d.Resource = text.Resource // The message names what was denied, the event everything involved.
		}
	}
	d.ResourceAccount = e.owner(d.Resource)
	if text.Action != "" {
		d.Action, sure = text.Action, true
	}
	if d.guessedAction = !sure; d.guessedAction {
		d.Notes = append(d.Notes, "The action is made of the event's source and name; some services name their actions otherwise.")
	}
	return d
}

// owner returns the account that owns a resource, if the event says so. The
// owner of an S3 object is that of its bucket.
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

// callerClause names the service that made a call.
func callerClause(service string) string {
	if service == "" {
		return ""
	}
	return ": the service " + service + " made the call"
}

// eventVersion matches the version that some services append to the names of
// their events.
var eventVersion = regexp.MustCompile(`[_]?20\d{2}_?\d{2}_?\d{2}(v\d+)?$`)

// action returns the event's action. sure reports that AWS's reference has it,
// by the event's source and name without a version. Otherwise, if only one
// service has an action of that name, it is that one.
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

// parseRecords returns the first of several events that was denied.
func parseRecords(records []json.RawMessage) (Denial, error) {
	denied := 0
	var first *event
	for i, record := range records {
		var e struct {
			event
			Detail *event `json:"detail"` // as EventBridge delivers it
		}
		if err := json.Unmarshal(record, &e); err != nil {
			return Denial{}, fmt.Errorf("record %d is no CloudTrail event: %s", i+1, phrase.JSONError(err, "it"))
		}
		if e.Detail != nil {
			e.event = *e.Detail
		}
		if e.UserIdentity == nil || e.EventName == "" || !accessDenied.MatchString(e.ErrorCode) {
			continue
		}
		if denied++; first == nil {
			first = &e.event
		}
	}
	if first == nil {
		return Denial{}, fmt.Errorf("of %s none was denied: paste the one that is meant", phrase.Count(len(records), "event"))
	}
	d := first.denial()
	if denied > 1 {
		d.Notes = append(d.Notes, fmt.Sprintf("Of %s %d were denied; this is the first of them.", phrase.Count(len(records), "event"), denied))
	}
	return d, nil
}
