package scp

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Parse reads a text as a policy of a type. It accepts any text and does not
// stop at the first problem: the Document has what can be understood of the
// text and all that is wrong with it.
func Parse(text string, t Type) *Document {
	d := &Document{Type: t, Text: text, memo: &memo{}}
	r := &parser{document: d}
	root := parseJSON(text, &r.problems)
	if n := utf8.RuneCountInString(text); n > t.Quota() {
		r.add(OverQuota, firstByte(Span{0, len(text)}), fmt.Sprintf(
			"The document has %d characters; AWS allows at most %d in %s.", n, t.Quota(), t.withArticle()))
	}
	if root != nil {
		r.readDocument(root)
	}
	d.Problems = r.sorted()
	d.broken = r.problems.broken()
	return d
}

// parser turns JSON values into the parts of a document.
type parser struct {
	document *Document
	problems
}

// firstByte returns the place of a problem that concerns a whole element, which
// is never empty.
func firstByte(s Span) Span {
	return Span{s.Start, s.Start + 1}
}

func (r *parser) readDocument(n *jsonValue) {
	d := r.document
	if n.kind != jsonObject {
		if n.kind != jsonInvalid {
			r.add(WrongType, n.span, fmt.Sprintf("A policy is an object, not %s.", n.kind))
		}
		return
	}
	d.Span = n.span
	var statements *jsonValue
	for _, m := range r.unique(n) {
		switch m.name.Value {
		case "Version":
			d.Version = r.text(m)
		case "Id":
			d.ID = r.text(m)
		case "Statement":
			statements = m.value
		default:
			r.unknown(m.name, "Version", "Id", "Statement")
		}
	}
	if !slices.ContainsFunc(n.members, func(m jsonMember) bool { return m.name.Value == "Version" }) {
		r.add(NoVersion, firstByte(n.span), "Version is missing. It should be "+currentVersion+
			". Without it, AWS takes the version as "+firstVersion+", in which ${…} is plain text.")
	} else if v := d.Version; v.given() && v.Value != currentVersion {
		r.add(OldVersion, v.Span, "Version should be "+currentVersion+
			". In any other version ${…} is plain text, not a policy variable.")
	}
	if statements == nil {
		r.add(NoStatement, firstByte(n.span), "The Statement element is missing.")
		return
	}
	r.statements(statements)
}

func (r *parser) statements(n *jsonValue) {
	d := r.document
	switch n.kind {
	case jsonObject:
		d.Statements = []Statement{r.statement(n, 1)}
	case jsonArray:
		if len(n.elements) == 0 {
			r.add(EmptyList, n.span, "The document has no statement.")
		}
		d.Statements = make([]Statement, 0, len(n.elements))
		for i, e := range n.elements {
			d.Statements = append(d.Statements, r.statement(e, i+1))
		}
	default:
		r.wrongType(n, "Statement", "an object or a list of objects")
	}
}

// text reads a member that must be a string.
func (r *parser) text(m jsonMember) Text {
	if m.value.kind != jsonString {
		r.wrongType(m.value, m.name.Value, "a string")
		return Text{}
	}
	return Text{Value: m.value.text, Span: m.value.span}
}

func (r *parser) wrongType(n *jsonValue, name, want string) {
	if n.kind == jsonInvalid {
		return // Told when the text was read.
	}
	r.add(WrongType, n.span, fmt.Sprintf("%s must be %s, not %s.", name, want, n.kind))
}

// unknown warns of an element that is none of the known ones, and suggests one
// that is spelled nearly alike.
func (r *parser) unknown(name Text, known ...string) {
	sentence := Quote(name.Value) + " is not a policy element here; deputy does not evaluate it."
	for _, k := range known {
		if isNear(name.Value, k) {
			sentence += " Did you mean " + k + "?"
		}
	}
	r.add(UnknownElement, name.Span, sentence)
}

// isNear reports whether text is probably name misspelled: in other letter case,
// or with one letter too many, missing, wrong or swapped with the next.
func isNear(text, name string) bool {
	a, b := strings.ToLower(text), strings.ToLower(name)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	swapped := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return len(a) <= 1 && len(b) <= 1 || swapped
}
