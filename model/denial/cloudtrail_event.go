package denial

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// event is a CloudTrail event.
type event struct {
	UserIdentity *identity `json:"userIdentity"`
	EventSource  string    `json:"eventSource"`
	EventName    string    `json:"eventName"`
	Region       string    `json:"awsRegion"`
	ErrorCode    string    `json:"errorCode"`
	ErrorMessage string    `json:"errorMessage"`
	SourceIP     string    `json:"sourceIPAddress"`
	Endpoint     string    `json:"vpcEndpointId"`
	EndpointOf   string    `json:"vpcEndpointAccountId"`
	Time         string    `json:"eventTime"`
	TLS          *struct {
		Version string `json:"tlsVersion"`
	} `json:"tlsDetails"`
	Parameters json.RawMessage `json:"requestParameters"`
	Resources  []struct {
		ARN     string `json:"ARN"`
		Account string `json:"accountId"`
	} `json:"resources"`
}

// denial returns the question of a CloudTrail event, with all that the event
// knows of the request.
func (e *event) denial() Denial {
	action, sure := e.action()
	d := Denial{Question: verdict.Question{Principal: e.UserIdentity.principal(), Action: action, Given: map[string][]string{}}}
	d.Evidence.Denied = accessDenied.MatchString(e.ErrorCode)
	if at, err := time.Parse(time.RFC3339, e.Time); err == nil {
		d.Evidence.At = at
	}
	switch {
	case e.UserIdentity.Type == "WebIdentityUser" || e.UserIdentity.Type == "SAMLUser":
		d.Principal = ""
	case e.UserIdentity.Type == "AWSService" && d.Principal == "":
		d.setWithoutAccount()
	case d.Principal == "":
		if model.IsAccountID(e.UserIdentity.Account) {
			d.Account = model.AccountID(e.UserIdentity.Account)
		}
		d.principalNote = "The event does not name the principal" + callerClause(e.UserIdentity.InvokedBy) + "."
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
		text.Evidence.Denied, text.Evidence.At = true, d.Evidence.At
		d.Evidence = text.Evidence
		if text.Resource != "" {
			d.Resource = text.Resource // The message names what was denied, the event everything involved.
		}
	}
	if text.Action != "" {
		d.Action, sure = text.Action, true
	}
	e.readKeys(&d)
	if !d.WithoutAccount {
		d.takeRole(d.Resource)
	}
	d.ResourceAccount = e.owner(d.Resource)
	if d.guessedAction = !sure; d.guessedAction {
		d.Notes = append(d.Notes, "deputy derived the action from the event's source and name. Some services name their actions differently.")
	}
	return d
}

// readKeys takes the condition keys that the event has.
func (e *event) readKeys(d *Denial) {
	set := func(key, value string) {
		if value != "" {
			d.Given[key] = []string{value}
		}
	}
	absent := func(key string) { d.Absent = append(d.Absent, key) }
	if _, derived := verdict.ModelRegion(d.Action, d.Resource); !derived { // else it is not that of the endpoint
		set(requestedRegion, e.Region)
	}
	e.UserIdentity.keys(set, absent)
	// If an AWS service made the call, this is its name and not an address.
	_, err := netip.ParseAddr(e.SourceIP)
	switch {
	case e.Endpoint != "":
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
		set("aws:SourceVpce", e.Endpoint)
		if model.IsAccountID(e.EndpointOf) {
			set("aws:VpceAccount", e.EndpointOf)
		}
		if absent("aws:SourceIp"); err == nil {
			set("aws:VpcSourceIp", e.SourceIP)
		}
	case err == nil:
		set("aws:SourceIp", e.SourceIP)
	}
	if e.TLS != nil && e.TLS.Version != "" {
		set("aws:SecureTransport", "true")
		if version, ok := strings.CutPrefix(e.TLS.Version, "TLSv"); ok && strings.HasPrefix(d.Action, "s3:") {
			set("s3:TlsVersion", version)
		}
	}
	d.readParameters(e.Parameters, set)
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

// parseRecords returns those of several events that were denied.
func parseRecords(records []json.RawMessage) ([]Denial, error) {
	var out []Denial
	for i, record := range records {
		var e struct {
			event
			Detail *event `json:"detail"` // as EventBridge delivers it
		}
		if err := json.Unmarshal(record, &e); err != nil {
			return nil, fmt.Errorf("record %d is not a CloudTrail event: %s", i+1, phrase.JSONError(err, "it"))
		}
		if e.Detail != nil {
			e.event = *e.Detail
		}
		if e.UserIdentity == nil || e.EventName == "" || !accessDenied.MatchString(e.ErrorCode) || len(out) == maxDenials {
			continue
		}
		d := e.denial()
		d.events = len(records)
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no denial in %s: paste the event of the denied call", phrase.Count(len(records), "event"))
	}
	return out, nil
}
