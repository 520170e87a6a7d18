package denial

import (
	"encoding/json"
	"fmt"

	"deputy/model/cloudtrail"
	"deputy/model/phrase"
)

// OfEvent returns the question of a CloudTrail event, with all that the event and
// AWS's message in it know of the request.
func OfEvent(e *cloudtrail.Event) Denial {
	d := ofEvent(e)
	d.times, d.last = e.Count, e.LastAt()
	d.complete()
	return d
}

// ofEvent is OfEvent for one of the denials of a text.
func ofEvent(e *cloudtrail.Event) Denial {
	action, known := e.Action()
	text, err := parseText(e.ErrorMessage)
	if text.Action != "" {
		action, known = text.Action, true
	}
	// The message names what was denied, the event everything involved.
	r := e.RequestOf(action, text.Resource)
	d := Denial{Question: r.Question, WithoutAccount: r.WithoutAccount}
	if err == nil {
		d.DeniedBy, d.Notes, d.Evidence = text.DeniedBy, text.Notes, text.Evidence
	}
	d.Evidence.Denied = err == nil || e.Denied()
	d.Evidence.At = e.At()
	if d.Resource == "" && len(e.Resources) > 0 {
		d.Resource = e.Resources[0].ARN
	}
	if d.Principal == "" && !d.WithoutAccount {
		d.principalNote = "The event does not name the principal" + callerClause(e.Identity.InvokedBy) + "."
	}
	if d.guessedAction = !known; d.guessedAction {
		d.Notes = append(d.Notes, "deputy derived the action from the event's source and name. Some services name their actions differently.")
	}
	return d
}

// callerClause names the service that made a call.
func callerClause(service string) string {
	if service == "" {
		return ""
	}
	return ": the service " + service + " made the call"
}

// hasCaller reports whether an event says who made the call.
func hasCaller(e *cloudtrail.Event) bool {
	return e.CallerARN() != "" || e.Identity != cloudtrail.Identity{}
}

// parseRecords returns those of several events that were denied.
func parseRecords(records []json.RawMessage) ([]Denial, error) {
	var out []Denial
	for i, record := range records {
		var object struct{}
		if err := json.Unmarshal(record, &object); err != nil {
			return nil, fmt.Errorf("record %d is not a CloudTrail event: %s", i+1, phrase.JSONError(err, "it"))
		}
		e, err := cloudtrail.Parse(string(record))
		if err != nil || !e.Denied() || !hasCaller(&e) || len(out) == maxDenials {
			continue
		}
		d := ofEvent(&e)
		d.events = len(records)
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no denial in %s: paste the event of the denied call", phrase.Count(len(records), "event"))
	}
	return out, nil
}
