package plain

import (
	"slices"
	"strings"
)

// covers tells whether the statement surely applies to all that another one
// applies to. It may miss a case; it never finds one that is none.
func (m *meaning) covers(n *meaning) bool {
	return m.conditionsCover(n) && m.actionsCover(n) && m.resourcesCover(n) &&
		(m.document.Variables() == n.document.Variables() || !strings.Contains(m.document.Text, "${"))
}

// conditionsCover tells whether each condition follows from one of the other's.
func (m *meaning) conditionsCover(n *meaning) bool {
	for i := range m.clauses {
		if !slices.ContainsFunc(n.clauses, func(c clause) bool { return m.clauses[i].follows(&c) }) {
			return false
		}
	}
	return true
}

// follows tells whether the condition holds wherever another one does.
func (c *clause) follows(from *clause) bool {
	a, b := c.comparison.Operator, from.comparison.Operator
	if c.key != from.key || a.Family != b.Family || a.Relation != b.Relation || a.Set != b.Set || a.Negated != b.Negated {
		return false
	}
	if c.quantity == presence {
		return c.id() == from.id()
	}
	if c.absent != from.absent && !c.absent {
		return false
	}
	mine, theirs := valuesOf(c.comparison.Values), valuesOf(from.comparison.Values)
	if a.Negated {
		mine, theirs = theirs, mine
	}
	return !slices.ContainsFunc(theirs, func(v string) bool { return !slices.Contains(mine, v) })
}

func (m *meaning) actionsCover(n *meaning) bool {
	switch {
	case m.whole:
		return true
	case n.whole:
		return false
	case m.not && n.not:
		return listCovers(n.actions, m.actions)
	case m.not:
		return !slices.ContainsFunc(n.actions, func(a string) bool {
			return slices.ContainsFunc(m.actions, func(b string) bool { return globsMeet(a, b) })
		})
	case n.not:
		return false
	}
	return listCovers(m.actions, n.actions)
}

// actionsApart tells whether the two surely have no action in common.
func (m *meaning) actionsApart(n *meaning) bool {
	switch {
	case m.whole || n.whole || m.not && n.not:
		return false
	case n.not:
		return listCovers(n.actions, m.actions)
	case m.not:
		return listCovers(m.actions, n.actions)
	}
	for _, a := range m.actions {
		for _, b := range n.actions {
			if globsMeet(a, b) {
				return false
			}
		}
	}
	return true
}

func (m *meaning) resourcesCover(n *meaning) bool {
	switch {
	case m.anywhere:
		return true
	case n.anywhere:
		return false
	case m.others && n.others:
		return sameCovers(n.resources, m.resources)
	case m.others || n.others:
		return false
	}
	return sameCovers(m.resources, n.resources)
}

// listCovers tells whether every pattern of narrow is covered by one of broad.
func listCovers(broad, narrow []string) bool {
	return !slices.ContainsFunc(narrow, func(n string) bool {
		return !slices.ContainsFunc(broad, func(b string) bool { return globCovers(b, n) })
	})
}

// sameCovers does so for resources, whose wildcards mind the parts of an ARN:
// only the same pattern counts, and one that ends in a * behind the fifth
// colon.
func sameCovers(broad, narrow []string) bool {
	return !slices.ContainsFunc(narrow, func(n string) bool {
		return !slices.ContainsFunc(broad, func(b string) bool {
			head, open := strings.CutSuffix(b, "*")
			return b == n || open && strings.Count(head, ":") >= 5 && !strings.Contains(head, "${") && strings.HasPrefix(n, head)
		})
	})
}

// globCovers tells whether a pattern fits every text that another fits, by
// holding it against the other's text: a * in that is fitted by * only.
func globCovers(broad, narrow string) bool {
	at, from, star, mark := 0, 0, -1, 0
	for from < len(narrow) {
		switch {
		case at < len(broad) && broad[at] == '*':
			star, mark = at, from
			at++
		case at < len(broad) && (broad[at] == narrow[from] || broad[at] == '?' && narrow[from] != '*'):
			at, from = at+1, from+1
		case star >= 0:
			mark++
			at, from = star+1, mark
		default:
			return false
		}
	}
	return stars(broad[at:]) || at == len(broad)
}

// globsMeet tells whether some text fits both patterns.
func globsMeet(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] != '*' && b[0] != '*' {
		if a[0] != b[0] && a[0] != '?' && b[0] != '?' {
			return false
		}
		a, b = a[1:], b[1:]
	}
	// row[k] tells whether what is left of a meets what is left of b from k on.
	row, next := make([]bool, len(b)+1), make([]bool, len(b)+1)
	for i := len(a); i >= 0; i-- {
		row, next = next, row
		for k := len(b); k >= 0; k-- {
			row[k] = meetAt(a, b, i, k, row, next)
		}
	}
	return row[0]
}

func meetAt(a, b string, i, k int, row, next []bool) bool {
	switch {
	case i == len(a) && k == len(b):
		return true
	case i < len(a) && a[i] == '*':
		return next[k] || k < len(b) && row[k+1]
	case k < len(b) && b[k] == '*':
		return row[k+1] || i < len(a) && next[k]
	default:
		return i < len(a) && k < len(b) && (a[i] == b[k] || a[i] == '?' || b[k] == '?') && next[k+1]
	}
}

// GlobMatches tells whether a text fits a pattern with * and ?.
func GlobMatches(pattern, text string) bool {
	return globCovers(pattern, strings.ReplaceAll(text, "*", "\x00"))
}
