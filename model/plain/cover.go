package plain

import (
	"slices"
	"strings"
)

// covers reports whether the statement certainly applies to all requests that
// another one applies to. It may miss a case but is never wrong about one it
// reports.
func (m *meaning) covers(n *meaning) bool {
	return m.conditionsCover(n) && m.actionsCover(n) && m.resourcesCover(n) &&
		(m.document.Variables() == n.document.Variables() || !strings.Contains(m.document.Text, "${"))
}

// conditionsCover reports whether each condition follows from one of the other
// statement's.
func (m *meaning) conditionsCover(n *meaning) bool {
	for i := range m.clauses {
		if !slices.ContainsFunc(n.clauses, func(c clause) bool { return m.clauses[i].follows(&c) }) {
			return false
		}
	}
	return true
}

// follows reports whether the condition holds wherever another one does.
func (c *clause) follows(from *clause) bool {
	a, b := c.comparison.Operator, from.comparison.Operator
	if c.key != from.key || a.Family != b.Family || a.Relation != b.Relation || a.Set != b.Set || a.Negated != b.Negated {
		return false
	}
	if c.quantity == keyPresence {
		return c.id() == from.id()
	}
	if c.holdsIfAbsent != from.holdsIfAbsent && !c.holdsIfAbsent {
		return false
	}
	mine, theirs := valuesOf(c.comparison.Values), valuesOf(from.comparison.Values)
	if a.Negated {
		mine, theirs = theirs, mine
	}
	return !slices.ContainsFunc(theirs, func(v string) bool { return !slices.Contains(mine, v) })
}

// actionsCover reports whether the actions include all of another statement's.
func (m *meaning) actionsCover(n *meaning) bool {
	switch {
	case m.allActions:
		return true
	case n.allActions:
		return false
	case m.notActions && n.notActions:
		return listCovers(n.actions, m.actions)
	case m.notActions:
		return !slices.ContainsFunc(n.actions, func(a string) bool {
			return slices.ContainsFunc(m.actions, func(b string) bool { return globsOverlap(a, b) })
		})
	case n.notActions:
		return false
	}
	return listCovers(m.actions, n.actions)
}

// resourcesCover reports whether the resources include all of another
// statement's.
func (m *meaning) resourcesCover(n *meaning) bool {
	switch {
	case m.allResources:
		return true
	case n.allResources:
		return false
	case m.notResources && n.notResources:
		return resourceListCovers(n.resources, m.resources)
	case m.notResources || n.notResources:
		return false
	}
	return resourceListCovers(m.resources, n.resources)
}
