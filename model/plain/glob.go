package plain

import (
	"slices"
	"strings"
)

// globCovers reports whether a pattern matches every text that another one
// matches. It matches the pattern against the other pattern's text, in which
// only a * matches a *.
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
	return onlyStars(broad[at:]) || at == len(broad)
}

// globsOverlap reports whether some text matches both patterns.
func globsOverlap(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] != '*' && b[0] != '*' {
		if a[0] != b[0] && a[0] != '?' && b[0] != '?' {
			return false
		}
		a, b = a[1:], b[1:]
	}
	// row[k] reports whether the rest of a overlaps with b from k on.
	row, next := make([]bool, len(b)+1), make([]bool, len(b)+1)
	for i := len(a); i >= 0; i-- {
		row, next = next, row
		for k := len(b); k >= 0; k-- {
			row[k] = overlapAt(a, b, i, k, row, next)
		}
	}
	return row[0]
}

// overlapAt is one step of globsOverlap: whether a from i on and b from k on
// overlap.
func overlapAt(a, b string, i, k int, row, next []bool) bool {
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

// GlobMatches reports whether a text matches a pattern with * and ?.
func GlobMatches(pattern, text string) bool {
	return globCovers(pattern, strings.ReplaceAll(text, "*", "\x00"))
}

// onlyStars reports whether a pattern consists of * only.
func onlyStars(pattern string) bool { return pattern != "" && strings.Trim(pattern, "*") == "" }

// listCovers reports whether every pattern of narrow is covered by one of
// broad.
func listCovers(broad, narrow []string) bool {
	return !slices.ContainsFunc(narrow, func(n string) bool {
		return !slices.ContainsFunc(broad, func(b string) bool { return globCovers(b, n) })
	})
}

// resourceListCovers does the same for resources, whose wildcards respect the
// parts of an ARN: a pattern covers only itself, or if it ends in a * after the
// fifth colon, what begins like it.
func resourceListCovers(broad, narrow []string) bool {
	return !slices.ContainsFunc(narrow, func(n string) bool {
		return !slices.ContainsFunc(broad, func(b string) bool {
			head, open := strings.CutSuffix(b, "*")
			return b == n || open && strings.Count(head, ":") >= 5 && !strings.Contains(head, "${") && strings.HasPrefix(n, head)
		})
	})
}

// fillWildcards turns a pattern into a text that the pattern matches.
var fillWildcards = strings.NewReplacer("*", "", "?", "x")
