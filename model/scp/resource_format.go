package scp

import (
	"slices"
	"strings"
)

// form is what is known of an open resource.
type form struct {
	formats []format // its ARN has one of them
	none    bool     // or it is that of an action without resource types
}

// format is text, and runs in the places of what is not known.
type format struct {
	pattern pattern
	atoms   []atom
}

// atom is a byte of a format or pattern, or a wildcard.
type atom struct {
	kind pieceKind
	char byte // of a literal
	// bound is set for the first five colons of a pattern: the name of a resource
	// does not stand for them. Else user/x:role/y would count as a role.
	bound bool
}

// run reports whether the atom is a run of bytes.
func (a atom) run() bool { return a.kind == anyRun || a.kind == partRun }

// takes reports whether a wildcard can match a byte; a literal is only itself.
func (a atom) takes(c byte) bool {
	switch a.kind {
	case literal:
		return a.char == c
	case partRun, partOne:
		return c != ':'
	default:
		return true
	}
}

// ResourceLike returns a resource of which only the form is known: its ARN has
// one of the formats, in which * and AWS's ${…} stand for any text, in the first
// five parts for text without a colon. With none it can also be that of an
// action without resource types. It takes at least one format.
func ResourceLike(formats []string, none bool) Resource {
	f := &form{make([]format, len(formats)), none}
	for i, text := range formats {
		f.formats[i] = compileFormat(text)
	}
	return Resource{presence: Open, form: f}
}

func compileFormat(text string) format {
	var t template
	colons := 0
	for text != "" {
		run := strings.IndexAny(text, "*$")
		if run < 0 {
			run = len(text)
		}
		if run > 0 {
			t.add(piece{kind: literal, text: text[:run], raw: text[:run]})
			colons += strings.Count(text[:run], ":")
			text = text[run:]
			continue
		}
		kind, end := anyRun, 1
		if colons < arnParts-1 {
			kind = partRun
		}
		if strings.HasPrefix(text, "${") {
			end = strings.IndexByte(text, '}') + 1
		}
		t.add(piece{kind: kind, raw: "*"})
		text = text[max(1, end):]
	}
	f := format{pattern: compilePattern(t, false)}
	f.atoms, _ = f.pattern.atoms(nil, nil)
	return f
}

// appendAtoms appends a literal text.
func appendAtoms(to []atom, text string) []atom {
	for i := range len(text) {
		to = append(to, atom{kind: literal, char: text[i]})
	}
	return to
}

// allows reports whether the resource may turn out to be the one with an ARN, or
// without any that of an action without resource types.
func (f *form) allows(arn []string) bool {
	if len(arn) == 0 {
		return f.none
	}
	return slices.ContainsFunc(f.formats, func(f format) bool { return f.pattern.match(arn[0], nil, false) == True })
}

// matchForm is matchOpen for a resource whose form is known.
func (p *pattern) matchForm(r *Request) Truth {
	if p.kind == anyPattern {
		return True
	}
	if p.refs && p.resolvable(r) == False {
		return False
	}
	var room [128]atom
	atoms, open := p.atoms(room[:0], r)
	for i, colons := 0, 0; i < len(atoms) && colons < arnParts-1; i++ {
		if atoms[i].bound = atoms[i].kind == literal && atoms[i].char == ':'; atoms[i].bound {
			colons++
		}
	}
	outcome := Truth(0)
	if r.resource.form.none {
		outcome = False
	}
	for i := range r.resource.form.formats {
		fits := matchFormat(atoms, r.resource.form.formats[i].atoms, open)
		if outcome == 0 {
			outcome = fits
		}
		if outcome = either(outcome, fits); outcome == Unknown {
			break
		}
	}
	return outcome
}

// atoms appends the pattern with the values of its policy variables; open is set
// if one has no certain value.
func (p *pattern) atoms(to []atom, r *Request) (atoms []atom, open bool) {
	switch p.kind {
	case exactPattern, prefixPattern:
		to = appendAtoms(to, p.text)
		if p.kind == prefixPattern {
			to = append(to, atom{kind: anyRun})
		}
		return to, false
	}
	for i := range p.pieces {
		switch c := &p.pieces[i]; c.kind {
		case literal:
			to = appendAtoms(to, c.text)
		case reference:
			value, known := c.resolve(r, false)
			if to = appendAtoms(to, value); !known {
				to, open = append(to, atom{kind: anyRun}), true
			}
		default:
			to = append(to, atom{kind: c.kind})
		}
	}
	return to, open
}

// matchFormat returns True if the pattern matches every text of the format, and
// False if it matches none. That an open pattern matches is never True.
func matchFormat(pattern, format []atom, open bool) Truth {
	for i := 0; i < len(pattern) && i < len(format) && pattern[i].kind == literal && format[i].kind == literal; i++ {
		if pattern[i].char != format[i].char {
			return False
		}
	}
	switch {
	case !relate(pattern, format, false):
		return False
	case !open && relate(pattern, format, true):
		return True
	}
	return Unknown
}

// relate reports whether a pattern matches some text of a format or, with all,
// every text. It goes from their ends to their beginnings.
func relate(pattern, format []atom, all bool) bool {
	var room [2][128]bool
	below, row := room[0][:0], room[1][:0]
	for range len(format) + 1 {
		below, row = append(below, false), append(row, false)
	}
	end := len(format)
	below[end] = true
	for j := end - 1; j >= 0; j-- { // Nothing is left of the pattern: runs of the format may be empty, but not all of their texts are.
		below[j] = below[j+1] && format[j].run() && !all
	}
	for i := len(pattern) - 1; i >= 0; i-- {
		p := pattern[i]
		row[end] = below[end] && p.run()
		for j := end - 1; j >= 0; j-- {
			row[j] = p.relate(format[j], all, below[j], row[j+1], below[j+1])
		}
		below, row = row, below
	}
	return below[0]
}

// relate is relate for texts that begin with an atom each, from what it is
// without the pattern's, without the format's, and without both.
func (a atom) relate(f atom, all, withoutPattern, withoutFormat, withoutBoth bool) bool {
	switch {
	case a.run() && f.run():
		return withoutPattern || withoutFormat && (!all || a.kind == anyRun || f.kind == partRun)
	case a.run():
		return withoutPattern || withoutFormat && a.takes(f.char)
	case f.run():
		return !all && (withoutFormat || withoutPattern && (a.kind != literal || f.takes(a.char) && !a.bound))
	default:
		return withoutBoth && a.takes(f.char)
	}
}
