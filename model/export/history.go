package export

import (
	"deputy/model"
	"deputy/model/history"
	"deputy/model/phrase"
)

// History returns the changes of an event history, the newest first, with everything
// that is known of each.
func History(r *model.Reading, l *history.Log) Section {
	s := Section{Key: "changes", Lines: historyNotes(l), Columns: []Column{
		{"time", "time"},
		{"change", "change"},
		{"by", "by"},
		{"planDigest", "with deputy, plan"},
		{"reason", "reason"},
		{"kind", "kind"},
		{"accountId", "account ID"},
		{"nodeId", "node ID"},
		{"policyId", "policy ID"},
		{"serviceId", "service ID"},
		{"principal", "service principal"},
		{"service", "API"},
		{"operation", "operation"},
		{"region", "Region"},
		{"callerArn", "caller ARN"},
		{"sourceIp", "source IP"},
		{"userAgent", "user agent"},
		{"eventId", "event ID"},
		{"requestId", "request ID"},
	}}
	for i := range l.Changes {
		c := &l.Changes[i]
		e := c.Event
		s.Rows = append(s.Rows, []any{
			e.At, l.Words(c, r), c.Who(), c.Plan, c.Reason, c.Kind.String(), string(c.Account), string(c.Node), string(c.Policy),
			string(c.Service), string(c.Principal), e.Service, e.Operation, string(e.Region), e.Caller, e.Address, e.Agent, e.ID, e.Request,
		})
	}
	return s
}

// HistoryPage is History for people: when, what, by whom, and with which plan.
func HistoryPage(s Section) Section {
	return s.without("kind", "accountId", "nodeId", "policyId", "serviceId", "principal", "service", "operation", "region", "callerArn", "sourceIp", "userAgent", "eventId", "requestId")
}

// historyNotes says what the history has and what it cannot have.
func historyNotes(l *history.Log) []string {
	return []string{
		phrase.Count(len(l.Changes), "change") + " in the event history of the management account from " + phrase.DateTime(l.From) + " to " + phrase.DateTime(l.To) + ".",
		history.Unseen,
	}
}
