package emulator

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// changeEvents returns the events of the calls that have changed something in the
// management account, the newest first, if the server has
// events at all. AWS takes some minutes until they are there.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func (s *Server) changeEvents() []*trailEvent {
	if s.events == nil {
		return nil
	}
	var events []*trailEvent
	for i := range slices.Backward(s.journal) {
		c := &s.journal[i]
		if !c.changes || c.Code != "" || c.Cut != "" || c.Account != s.start.Organization.Management {
			continue
		}
		kind, name := "IAMUser", c.arn[lastSlash(c.arn):]
		if strings.Contains(c.arn, ":assumed-role/") {
			kind = "AssumedRole"
		}
		text, _ := json.Marshal(map[string]any{ // Maps of strings and JSON always marshal.
			"eventVersion": "1.11", "eventID": "c" + c.RequestID[1:], "requestID": c.RequestID, "eventTime": c.Time.Format(time.RFC3339),
			"eventSource": c.Service + ".amazonaws.com", "eventName": c.Operation, "awsRegion": c.Region, "sourceIPAddress": "192.0.2.1",
			"userAgent": "deputy", "readOnly": false, "eventType": "AwsApiCall", "eventCategory": "Management", "recipientAccountId": c.Account,
			"userIdentity":      map[string]any{"type": kind, "arn": c.arn, "accountId": c.Account, "principalId": "DEMO:" + name},
			"requestParameters": camelCase(c.Parameters), "responseElements": nil,
		})
		events = append(events, &trailEvent{
			text: string(text), at: c.Time, ID: "c" + c.RequestID[1:], Name: c.Operation, Source: c.Service + ".amazonaws.com",
			Region: c.Region, ReadOnly: "false", Username: name,
		})
	}
	return events
}

// camelCase returns the parameters with names that begin in lower case, as most
// services have them in events.
func camelCase(parameters json.RawMessage) map[string]json.RawMessage {
	var given map[string]json.RawMessage
	_ = json.Unmarshal(parameters, &given) // else there are none
	named := make(map[string]json.RawMessage, len(given))
	for name, value := range given {
		if name != "" {
			name = strings.ToLower(name[:1]) + name[1:]
		}
		named[name] = value
	}
	return named
}
