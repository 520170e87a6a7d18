package plain

import (
	"slices"

	"deputy/model/scp"
)

// noMatchReason is why a statement can match no request.
type noMatchReason uint8

// The reasons; mayMatch means that there is none.
const (
	mayMatch          noMatchReason = iota + 1
	noMatchAction                   // none of the listed actions can exist
	noMatchResource                 // none of the listed resources can exist
	noMatchCondition                // one of the conditions cannot be met
	noMatchConflict                 // the conditions contradict each other
	noMatchNotCovered               // RCPs support none of the actions
)

// noMatch returns why the statement matches no request in which the known keys
// have their known values; mayMatch if it may match one.
func (m *meaning) noMatch(known *scp.Request) noMatchReason {
	action := m.someAction(scp.SCP)
	switch {
	case action == "":
		return noMatchAction
	case m.document.Type == scp.RCP && m.someAction(scp.RCP) == "":
		return noMatchNotCovered
	case len(m.resources) == 0 && !m.allResources, m.notResources && slices.ContainsFunc(m.resources, onlyStars):
		return noMatchResource
	case len(m.clauses) == 0:
		return mayMatch
	}
	q := scp.NewRequest(action, scp.OpenResource(), scp.Open)
	for _, k := range known.Keys() {
		_, values := known.Key(k)
		q.Set(k, values...)
	}
	o := m.statement.Explain(q)
	for _, t := range o.Tests {
		if t.Result == scp.False {
			return noMatchCondition
		}
	}
	if len(o.Excluded) > 0 {
		return noMatchConflict
	}
	return mayMatch
}
