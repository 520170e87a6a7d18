package scp

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// atom is a character, or a wildcard.
type atom struct {
	kind pieceKind // any but reference
	char rune      // that it is, or at which a wildcard for a part stops
	fold bool      // char is of lower case, and stands for every spelling of it
}

// word is a pattern as atoms.
type word []atom

// spell takes apart the patterns with which values of the subject are compared
// as text, without those that turn on what is open.
func (x *subject) spell(r *Request) {
	sp := speller{request: r}
	x.known, x.headed, x.spelt = true, map[string]bool{}, map[string]bool{}
	for i := range x.open.outlines {
		sp.words = append(sp.words, x.open.outlines[i].word(&sp))
		x.take(&sp)
	}
	for _, t := range x.tests {
		if t.operator.Family.tried() != Strings || t.refers(r) {
			continue
		}
		for _, o := range t.operands {
			switch o := o.(type) {
			case *textOperand:
				sp.add(&o.pattern, o.fold)
			case *arnOperand:
				sp.addARN(o)
			case boolOperand:
				sp.add(&pattern{form: exact, text: strconv.FormatBool(o.value)}, true)
			}
		}
		x.take(&sp)
	}
	for _, s := range x.resources {
		for i := range s.rule.resources {
			if p := &s.rule.resources[i]; !p.refers(r) {
				sp.add(p, false)
			}
		}
		x.take(&sp)
	}
}

// take adds the words of one test.
func (x *subject) take(sp *speller) {
	for i, w := range sp.words {
		key := w.key()
		if i == 0 && !x.headed[key] {
			x.headed[key] = true
			x.heads = append(x.heads, w)
		}
		if !x.spelt[key] {
			x.spelt[key] = true
			x.spelled = append(x.spelled, w)
		}
	}
	x.known, sp.words = x.known && !sp.failed, nil
}

// key tells words apart.
func (w word) key() string {
	b := make([]byte, 0, 6*len(w))
	for _, a := range w {
		fold := byte(0)
		if a.fold {
			fold = 1
		}
		b = binary.LittleEndian.AppendUint32(append(b, byte(a.kind), fold), uint32(a.char))
	}
	return string(b)
}

// speller makes words of patterns.
type speller struct {
	request *Request
	words   []word
	failed  bool // a pattern has bytes that are no text
}

func (sp *speller) add(p *pattern, fold bool) {
	if w, matches := sp.spell(p, fold); matches {
		sp.words = append(sp.words, w)
	}
}

// addARN joins the six parts. In the first five nothing fits a colon.
func (sp *speller) addARN(o *arnOperand) {
	var whole word
	for i := range o.parts {
		w, matches := sp.spell(&o.parts[i], false)
		if !matches {
			return
		}
		if i == arnParts-1 {
			whole = append(whole, w...)
			break
		}
		for _, a := range w {
			switch {
			case a.kind == anyRun:
				a.kind, a.char = partRun, ':'
			case a.kind == anyOne:
				a.kind, a.char = partOne, ':'
			case a.kind == literal && a.char == ':':
				return
			}
			whole = append(whole, a)
		}
		whole = append(whole, atom{kind: literal, char: ':'})
	}
	sp.words = append(sp.words, whole)
}

// spell gives the atoms of a pattern; false if it matches nothing, since a
// variable has no value.
func (sp *speller) spell(p *pattern, fold bool) (w word, matches bool) {
	switch p.form {
	case all:
		return word{{kind: anyRun}}, true
	case exact:
		return sp.letters(w, p.text, fold), true
	case prefix:
		return append(sp.letters(w, p.text, fold), atom{kind: anyRun}), true
	}
	if p.resolvable(sp.request) == False {
		return nil, false
	}
	for i := range p.pieces {
		switch c := &p.pieces[i]; c.kind {
		case literal:
			w = sp.letters(w, c.text, fold)
		case reference:
			text, _ := c.resolve(sp.request, fold)
			w = sp.letters(w, text, fold)
		default:
			w = append(w, atom{kind: c.kind, char: ':'})
		}
	}
	return w, true
}

// letters adds text. Bytes that are no characters cannot be told apart.
func (sp *speller) letters(w word, text string, fold bool) word {
	sp.failed = sp.failed || !utf8.ValidString(text)
	for _, c := range text {
		w = append(w, atom{kind: literal, char: c, fold: fold})
	}
	return w
}

// plain tells that the word is one text only.
func (w word) plain() bool {
	return !slices.ContainsFunc(w, func(a atom) bool { return a.kind != literal || a.fold })
}

// example is a text that the word matches.
func (w word) example() string {
	var b strings.Builder
	for _, a := range w {
		switch a.kind {
		case literal:
			b.WriteRune(a.char)
		case anyOne, partOne:
			b.WriteByte('x')
		default:
		}
	}
	return b.String()
}
