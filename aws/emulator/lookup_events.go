package emulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// maxLookup is the largest and the usual number of events of a page.
const maxLookup = 50

// lookupDays is how far back LookupEvents reaches.
const lookupDays = 90

// trailEvent is an event in the history of the management account.
type trailEvent struct {
	text                               string
	at                                 time.Time
	ID, Name, Source, Region, ReadOnly string
	Username                           string
}

// readTrail makes the history, the newest event first.
func (s *Server) readTrail(now time.Time) {
	if s.trail != nil || s.events == nil {
		return
	}
	s.trail = []*trailEvent{}
	for _, text := range s.events(now) {
		var e struct {
			EventID, EventName, EventSource, AwsRegion string
			EventTime                                  time.Time
			ReadOnly                                   bool
			UserIdentity                               struct{ UserName, Arn string }
		}
		if json.Unmarshal([]byte(text), &e) != nil {
			continue // A test reads them all.
		}
		s.trail = append(s.trail, &trailEvent{
			text: text, at: e.EventTime, ID: e.EventID, Name: e.EventName, Source: e.EventSource, Region: e.AwsRegion,
			ReadOnly: strconv.FormatBool(e.ReadOnly), Username: cmp.Or(e.UserIdentity.UserName, e.UserIdentity.Arn[lastSlash(e.UserIdentity.Arn):]),
		})
	}
	slices.SortStableFunc(s.trail, func(a, b *trailEvent) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.ID, b.ID)) })
}

func lastSlash(text string) int {
	for i := len(text); i > 0; i-- {
		if text[i-1] == '/' || text[i-1] == ':' {
			return i
		}
	}
	return 0
}

// lookup is what LookupEvents asks for.
type lookup struct {
	from, to time.Time
	key      string // of the only attribute that may be given
	value    string
}

// lookupOf checks the parameters.
func (c *call) lookupOf() (l lookup, err error) {
	l.from, l.to = c.now.AddDate(0, 0, -lookupDays), c.now
	if from, ok := c.seconds("StartTime"); ok && from.After(l.from) {
		l.from = from
	}
	if to, ok := c.seconds("EndTime"); ok {
		l.to = to
	}
	if from, ok := c.seconds("StartTime"); ok && from.After(l.to) {
		return l, &awsError{code: "InvalidTimeRangeException", message: "Start time should be before end time."}
	}
	text, ok := c.in.text["LookupAttributes"]
	if !ok {
		return l, nil
	}
	var attributes []struct{ AttributeKey, AttributeValue string }
	if err := json.Unmarshal([]byte(text), &attributes); err != nil {
		return l, malformed("LookupAttributes is not a list of structures.")
	}
	keys := []string{"EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId"}
	if len(attributes) != 1 || !slices.Contains(keys, attributes[0].AttributeKey) || attributes[0].AttributeValue == "" {
		return l, &awsError{code: "InvalidLookupAttributesException", message: "You can specify one attribute, with a key and a value."}
	}
	l.key, l.value = attributes[0].AttributeKey, attributes[0].AttributeValue
	return l, nil
}

// seconds returns a parameter that is a time.
func (c *call) seconds(name string) (time.Time, bool) {
	seconds, err := strconv.ParseFloat(c.in.text[name], 64)
	return time.Unix(int64(seconds), 0), err == nil
}

// has reports whether an event is among those that are asked for.
func (l *lookup) has(e *trailEvent, region string) bool {
	if e.Region != region || e.at.Before(l.from) || e.at.After(l.to) {
		return false
	}
	attributes := map[string]string{"EventId": e.ID, "EventName": e.Name, "ReadOnly": e.ReadOnly, "Username": e.Username, "EventSource": e.Source}
	return l.key == "" || attributes[l.key] == l.value
}

// lookUpEvents returns events of the management account; other accounts have none
// here.
func lookUpEvents(c *call) (any, error) {
	l, err := c.lookupOf()
	if err != nil {
		return nil, err
	}
	var found []*trailEvent
	if c.isManagement(c.x.caller.account) {
		c.s.readTrail(c.now)
		for _, e := range slices.Concat(c.s.changeEvents(), c.s.trail) {
			if l.has(e, c.x.region) {
				found = append(found, e)
			}
		}
	}
	entries, next, err := pageOf(c, found)
	if err != nil {
		return nil, err
	}
	return lookedUpOf(entries, next), nil
}

// lookedUpOf returns a page as AWS sends it.
func lookedUpOf(entries []*trailEvent, next string) any {
	type event struct {
		EventID         string   `json:"EventId"`
		EventName       string   `json:"EventName"`
		EventSource     string   `json:"EventSource"`
		EventTime       int64    `json:"EventTime"`
		ReadOnly        string   `json:"ReadOnly"`
		Username        string   `json:"Username,omitempty"`
		Resources       []string `json:"Resources"`
		CloudTrailEvent string   `json:"CloudTrailEvent"`
	}
	page := struct {
		Events    []event `json:"Events"`
		NextToken string  `json:"NextToken,omitempty"`
	}{Events: []event{}, NextToken: next}
	for _, e := range entries {
		page.Events = append(page.Events, event{e.ID, e.Name, e.Source, e.at.Unix(), e.ReadOnly, e.Username, []string{}, e.text})
	}
	return page
}
