package scp

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// pattern is a compiled policy value: text with wildcards and policy variables.
// The most frequent kinds keep only text, to be small and fast.
type pattern struct {
	kind patternKind
	refs bool // it has policy variables
	text string
	// pieces are those of generalPattern.
	pieces []piece
	// completed is the pattern with the parts added that an ARN lacks; nil if it
	// lacks none.
	completed *pattern
}

type patternKind uint8

const (
	generalPattern patternKind = iota + 1
	anyPattern                 // *
	exactPattern               // text
	prefixPattern              // text*
)

// compilePattern compiles a template. With fold the pattern is in lower case, to
// be matched with lower-case text.
func compilePattern(t template, fold bool) pattern {
	var s []piece
	for _, c := range t.pieces {
		if fold {
			c.text = strings.ToLower(c.text)
		}
		if last := len(s) - 1; c.run() && last >= 0 && s[last].run() {
			s[last].kind = min(s[last].kind, c.kind) // anyRun is the smaller and the wider.
			continue
		}
		s = append(s, c)
	}
	switch {
	case len(s) == 0:
		return pattern{kind: exactPattern}
	case len(s) == 1 && s[0].kind == anyRun:
		return pattern{kind: anyPattern}
	case len(s) == 1 && s[0].kind == literal:
		return pattern{kind: exactPattern, text: s[0].text}
	case len(s) == 2 && s[0].kind == literal && s[1].kind == anyRun:
		return pattern{kind: prefixPattern, text: s[0].text}
	}
	return pattern{kind: generalPattern, refs: t.variables(), pieces: slices.Clone(s)}
}

// literals returns the template with * and ? as plain characters.
func (t template) literals() template {
	var plain template
	for _, p := range t.pieces {
		if p.kind == anyRun || p.kind == anyOne {
			p.kind, p.text = literal, p.raw
		}
		plain.add(p)
	}
	return plain
}

// match reports whether the pattern matches text. With a policy variable that
// has no value it matches nothing; with one of an open key the outcome is
// Unknown if some value could match.
func (p *pattern) match(text string, r *Request, fold bool) Truth {
	switch p.kind {
	case anyPattern:
		return True
	case exactPattern:
		return truth(p.text == text)
	case prefixPattern:
		return truth(strings.HasPrefix(text, p.text))
	}
	open := false
	if p.refs {
		switch p.resolvable(r) {
		case False:
			return False
		case Unknown:
			open = true
		default:
		}
	}
	m := matcher{pieces: p.pieces, text: text, request: r, fold: fold}
	if !m.run() {
		return False
	}
	if open {
		return Unknown
	}
	return True
}

// resolvable returns True if every policy variable has a value, False if one has
// none, and Unknown if one is open.
func (p *pattern) resolvable(r *Request) Truth {
	result := True
	for i := range p.pieces {
		if c := &p.pieces[i]; c.kind == reference {
			result = min(result, c.resolvable(r))
		}
	}
	return result
}

func (p *piece) resolvable(r *Request) Truth {
	switch e := r.lookup(p.key); {
	case e.open():
		return Unknown
	case len(e.values) == 1 || p.fallback:
		return True
	}
	// Absent, or a multivalued key, which cannot be a variable.
	return False
}

// resolve returns the value of a policy variable; false if it is open.
func (p *piece) resolve(r *Request, fold bool) (string, bool) {
	switch e := r.lookup(p.key); {
	case e.open():
		return "", false
	case len(e.values) == 1 && fold:
		return e.values[0].folded, true
	case len(e.values) == 1:
		return e.values[0].text, true
	}
	return p.text, true
}

// matcher goes through text and pieces together, and back to the last run where
// a piece does not match. It remembers the last run of each kind: where a narrow
// one must stop at a colon, the wide one before it takes more.
type matcher struct {
	pieces  []piece
	text    string
	request *Request
	fold    bool

	piece, at    int // the current places among pieces and in text
	narrow, wide int // index of the last partRun and anyRun, or -1
	narrowAt     int // where in text what is behind that run begins
	wideAt       int
}

func (m *matcher) run() bool {
	m.narrow, m.wide = -1, -1
	for {
		if m.piece == len(m.pieces) {
			if m.at == len(m.text) {
				return true
			}
		} else if m.step() {
			continue
		}
		if !m.back() {
			return false
		}
	}
}

// step moves behind the current piece if that matches at the current place.
func (m *matcher) step() bool {
	p := &m.pieces[m.piece]
	switch p.kind {
	case literal:
		return m.take(p.text)
	case reference:
		if text, ok := p.resolve(m.request, m.fold); ok {
			return m.take(text)
		}
		m.wide, m.wideAt, m.narrow = m.piece, m.at, -1
	case anyRun:
		m.wide, m.wideAt, m.narrow = m.piece, m.at, -1
	case partRun:
		m.narrow, m.narrowAt = m.piece, m.at
	default: // anyOne, partOne
		if m.at == len(m.text) || p.kind == partOne && m.text[m.at] == ':' {
			return false
		}
		m.at += runeLength(m.text[m.at:])
	}
	m.piece++
	return true
}

func (m *matcher) take(text string) bool {
	if !strings.HasPrefix(m.text[m.at:], text) {
		return false
	}
	m.at += len(text)
	m.piece++
	return true
}

// back makes the last run take one more character.
func (m *matcher) back() bool {
	if m.narrow >= 0 && m.narrowAt < len(m.text) && m.text[m.narrowAt] != ':' {
		m.narrowAt += runeLength(m.text[m.narrowAt:])
		m.piece, m.at = m.narrow+1, m.narrowAt
		return true
	}
	if m.wide >= 0 && m.wideAt < len(m.text) {
		m.wideAt += runeLength(m.text[m.wideAt:])
		m.piece, m.at, m.narrow = m.wide+1, m.wideAt, -1
		return true
	}
	return false
}

func runeLength(text string) int {
	if text[0] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRuneInString(text)
	return n
}
