package plain

import (
	"slices"
	"strings"

	"deputy/model/scp"
)

// meaning is what a statement applies to, regardless of how it is written.
type meaning struct {
	document     *scp.Document
	statement    *scp.Statement
	actions      []string // patterns in lower case
	notActions   bool     // actions are those that it does not apply to
	allActions   bool     // every action
	resources    []string
	notResources bool     // resources are those that it does not apply to
	allResources bool     // every resource
	clauses      []clause // its conditions, without those that always hold
}

// newMeaning returns the meaning of a statement of a document.
func newMeaning(d *scp.Document, s *scp.Statement) meaning {
	m := meaning{document: d, statement: s, notActions: s.Action.Not, notResources: s.Resource.Not}
	m.actions = make([]string, 0, len(s.Action.Values))
	for _, v := range s.Action.Values {
		m.actions = append(m.actions, strings.ToLower(v.Value))
	}
	m.resources = valuesOf(s.Resource.Values)
	m.allActions = m.notActions && len(m.actions) == 0 || !m.notActions && slices.ContainsFunc(m.actions, isEveryAction)
	m.allResources = !s.Resource.Given() || m.notResources && len(m.resources) == 0 || !m.notResources && slices.ContainsFunc(m.resources, onlyStars)
	for i := range s.Comparisons {
		if c := newClause(d, &s.Comparisons[i]); !c.alwaysHolds() {
			m.clauses = append(m.clauses, c)
		}
	}
	return m
}

// isEveryAction reports whether a pattern matches every action.
func isEveryAction(pattern string) bool {
	service, name, ok := strings.Cut(pattern, ":")
	return onlyStars(service) && (!ok || onlyStars(name))
}

// unconditional reports whether the statement has no conditions and applies to
// all resources.
func (m *meaning) unconditional() bool { return m.allResources && len(m.clauses) == 0 }

// appliesToAll reports whether the statement applies to every request.
func (m *meaning) appliesToAll() bool { return m.allActions && m.unconditional() }

// key returns a text that is equal for statements with the same meaning.
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
	list('a', m.notActions, m.allActions, m.actions)
	list('r', m.notResources, m.allResources, m.resources)
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

// appliesToAction reports whether the statement applies to an action.
func (m *meaning) appliesToAction(action string) bool {
	action = strings.ToLower(action)
	return m.allActions || slices.ContainsFunc(m.actions, func(p string) bool { return GlobMatches(p, action) }) != m.notActions
}

// valuesOf returns the values of JSON strings.
func valuesOf(values []scp.Text) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.Value
	}
	return out
}
