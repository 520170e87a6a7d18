package plain

import (
	"slices"
	"strings"

	"deputy/model/scp"
)

// meaning is what a statement applies to, apart from how it is written.
type meaning struct {
	document  *scp.Document
	statement *scp.Statement
	actions   []string // patterns in lower case
	not       bool     // the actions are those left out
	whole     bool     // every action
	resources []string
	others    bool     // the resources are those left out
	anywhere  bool     // every resource
	clauses   []clause // without those that always hold
}

func newMeaning(d *scp.Document, s *scp.Statement) meaning {
	m := meaning{document: d, statement: s, not: s.Action.Not, others: s.Resource.Not}
	m.actions = make([]string, 0, len(s.Action.Values))
	for _, v := range s.Action.Values {
		m.actions = append(m.actions, strings.ToLower(v.Value))
	}
	m.resources = valuesOf(s.Resource.Values)
	m.whole = m.not && len(m.actions) == 0 || !m.not && slices.ContainsFunc(m.actions, everyAction)
	m.anywhere = !s.Resource.Given() || m.others && len(m.resources) == 0 || !m.others && slices.ContainsFunc(m.resources, stars)
	for i := range s.Comparisons {
		if c := newClause(&s.Comparisons[i]); !c.always() {
			m.clauses = append(m.clauses, c)
		}
	}
	return m
}

// stars tells whether a pattern consists of * only.
func stars(pattern string) bool { return pattern != "" && strings.Trim(pattern, "*") == "" }

// everyAction tells whether a pattern fits every action.
func everyAction(pattern string) bool {
	service, name, ok := strings.Cut(pattern, ":")
	return stars(service) && (!ok || stars(name))
}

// unconditional tells whether the statement applies to all resources, always.
func (m *meaning) unconditional() bool { return m.anywhere && len(m.clauses) == 0 }

// full tells whether the statement is one that applies to everything.
func (m *meaning) full() bool { return m.whole && m.unconditional() }

// key is equal for statements that mean the same.
func (m *meaning) key() string {
	var b strings.Builder
	list := func(mark byte, not, all bool, values []string) {
		b.WriteByte(mark)
		if all {
			return
		}
		if not {
			b.WriteByte('!')
		}
		values = slices.Clone(values)
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			b.WriteString(v)
			b.WriteByte(0)
		}
	}
	list('a', m.not, m.whole, m.actions)
	list('r', m.others, m.anywhere, m.resources)
	keys := make([]string, len(m.clauses))
	for i := range m.clauses {
		keys[i] = m.clauses[i].id()
	}
	list('c', false, false, keys)
	if !m.document.Variables() && strings.Contains(b.String(), "${") {
		b.WriteByte('v')
	}
	return b.String()
}

// neverReason tells why a statement can match no request.
type neverReason uint8

// The reasons; neverNot is none.
const (
	neverNot       neverReason = iota + 1
	neverAction                // no action has the form of those it lists
	neverResource              // it lists no resource that there could be
	neverCondition             // a condition that nothing fulfills
	neverConflict              // conditions that contradict each other
	neverCovered               // RCPs cover none of its actions
)

// never tells whether the statement can match no request at all, or none of
// which holds what known gives.
func (m *meaning) never(known *scp.Request) neverReason {
	action := m.someAction(scp.SCP)
	switch {
	case action == "":
		return neverAction
	case m.document.Type == scp.RCP && m.someAction(scp.RCP) == "":
		return neverCovered
	case len(m.resources) == 0 && !m.anywhere, m.others && slices.ContainsFunc(m.resources, stars):
		return neverResource
	case len(m.clauses) == 0:
		return neverNot
	}
	q := scp.NewRequest(action, scp.OpenResource(), scp.Open)
	for _, k := range known.Keys() {
		_, values := known.Key(k)
		q.Set(k, values...)
	}
	o := m.statement.Explain(q)
	for _, t := range o.Tests {
		if t.Result == scp.False {
			return neverCondition
		}
	}
	if len(o.Excluded) > 0 {
		return neverConflict
	}
	return neverNot
}
