package scp

import (
	"strconv"
	"unicode/utf8"

	"deputy/model/scp/solver"
)

// patterns returns, for each test of the key, the patterns with which it
// compares values as text, without tests that depend on other open keys. They
// are incomplete if one of them has bytes that are no text.
func (k *openKey) patterns() (tests [][]solver.Pattern, incomplete bool) {
	s := speller{request: k.request}
	next := func() {
		tests = append(tests, s.patterns)
		s.patterns = nil
	}
	for i := range k.entry.outlines {
		s.patterns = append(s.patterns, s.outline(&k.entry.outlines[i].Outline))
		next()
	}
	if never := k.entry.never; never != nil {
		s.patterns = append(s.patterns, s.outline(never))
		next()
	}
	if k.form != nil {
		for i := range k.form.formats {
			s.add(&k.form.formats[i].pattern, false)
			next()
		}
	}
	for _, t := range k.tests {
		if t.operator.Family.triedAs() != Strings || t.refersToOpen(k.request) {
			continue
		}
		for _, o := range t.operands {
			s.operand(o)
		}
		next()
	}
	for _, statement := range k.resources {
		for i := range statement.rule.resources {
			if p := &statement.rule.resources[i]; !p.refersToOpen(k.request) {
				s.resource(p)
			}
		}
		next()
	}
	return tests, s.failed
}

// speller turns patterns of policies into those of the solver, character by
// character and with the values of policy variables in their places.
type speller struct {
	request  *Request
	patterns []solver.Pattern
	failed   bool // a pattern has bytes that are no text
}

func (s *speller) operand(o operand) {
	switch o := o.(type) {
	case *stringOperand:
		s.add(&o.pattern, o.fold)
	case *arnOperand:
		s.addARN(o)
	case boolOperand:
		s.add(&pattern{kind: exactPattern, text: strconv.FormatBool(o.value)}, true)
	}
}

// resource adds a pattern of a resource in all its readings.
func (s *speller) resource(p *pattern) {
	s.add(p, false)
	if p.completed != nil {
		s.add(p.completed, false)
	}
}

func (s *speller) add(p *pattern, fold bool) {
	if atoms, matches := s.spell(p, fold); matches {
		s.patterns = append(s.patterns, atoms)
	}
}

// addARN joins the six parts. In the first five no wildcard matches a colon.
func (s *speller) addARN(o *arnOperand) {
	var whole solver.Pattern
	for i := range o.parts {
		part, matches := s.spell(&o.parts[i], false)
		if !matches {
			return
		}
		if i == arnParts-1 {
			whole = append(whole, part...)
			break
		}
		for _, a := range part {
			switch {
			case a.Kind == solver.Run:
				a = solver.Atom{Kind: solver.RunBut, Char: ':'}
			case a.Kind == solver.One:
				a = solver.Atom{Kind: solver.OneBut, Char: ':'}
			case a.Kind == solver.Char && a.Char == ':':
				return // The value of a policy variable; no part of an ARN has it.
			}
			whole = append(whole, a)
		}
		whole = append(whole, solver.Atom{Kind: solver.Char, Char: ':'})
	}
	s.patterns = append(s.patterns, whole)
}

// spell returns the atoms of a pattern; false if it matches nothing, since a
// policy variable has no value.
func (s *speller) spell(p *pattern, fold bool) (atoms solver.Pattern, matches bool) {
	switch p.kind {
	case anyPattern:
		return solver.Pattern{{Kind: solver.Run}}, true
	case exactPattern:
		return s.letters(nil, p.text, fold), true
	case prefixPattern:
		return append(s.letters(nil, p.text, fold), solver.Atom{Kind: solver.Run}), true
	}
	if p.resolvable(s.request) == False {
		return nil, false
	}
	for i := range p.pieces {
		switch c := &p.pieces[i]; c.kind {
		case literal:
			atoms = s.letters(atoms, c.text, fold)
		case reference:
			text, _ := c.resolve(s.request, fold)
			atoms = s.letters(atoms, text, fold)
		default:
			atoms = append(atoms, wildcards[c.kind])
		}
	}
	return atoms, true
}

var wildcards = [...]solver.Atom{
	anyRun:  {Kind: solver.Run},
	anyOne:  {Kind: solver.One},
	partRun: {Kind: solver.RunBut, Char: ':'},
	partOne: {Kind: solver.OneBut, Char: ':'},
}

// outline returns an outline as a pattern.
func (s *speller) outline(l *Outline) solver.Pattern {
	atoms := s.letters(nil, l.Head, false)
	switch {
	case l.Segment:
		atoms = append(atoms, solver.Atom{Kind: solver.RunBut, Char: '/'})
	case !l.Exact:
		atoms = append(atoms, solver.Atom{Kind: solver.Run})
	}
	return s.letters(atoms, l.Tail, false)
}

// letters appends text. Bytes that are no characters cannot be distinguished.
func (s *speller) letters(atoms solver.Pattern, text string, fold bool) solver.Pattern {
	s.failed = s.failed || !utf8.ValidString(text)
	for _, c := range text {
		atoms = append(atoms, solver.Atom{Kind: solver.Char, Char: c, Fold: fold})
	}
	return atoms
}
