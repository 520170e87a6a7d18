package scp

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ExampleValues returns values of a condition key that can change an outcome: for
// each value that the document compares the key with, one that matches it, and
// for numbers and dates also the ones beside it. Policy variables have the values
// of the request. The examples are in the document's order, each once. Neither
// absence nor a value that the document does not name is among them.
func (d *Document) ExampleValues(key string, r *Request) []string {
	var out []string
	for i := range d.Statements {
		s := &d.Statements[i]
		for j, c := range s.Comparisons {
			if s.rule.tests[j].key != strings.ToLower(key) {
				continue
			}
			for _, v := range c.Values {
				for _, trial := range exampleValues(c.Operator, parseTemplate(v.Value, d.Variables()), r) {
					out = appendNew(out, trial)
				}
			}
		}
	}
	return out
}

// ExampleResources returns ARNs that match the resources that the document lists,
// in its order, each once. It leaves out "*", which matches everything.
func (d *Document) ExampleResources(r *Request) []string {
	var out []string
	for _, s := range d.Statements {
		for i := range s.rule.resources {
			switch p := &s.rule.resources[i]; p.kind {
			case anyPattern:
			case generalPattern:
				out = appendNew(out, examplePattern(p.pieces, "", r))
			default:
				out = appendNew(out, p.text)
			}
		}
	}
	return out
}

// Example returns a text that matches a value of a comparison of the document, with
// fill for each of its wildcards *.
func (d *Document) Example(c *Comparison, value, fill string, r *Request) string {
	t := parseTemplate(value, d.Variables())
	if c.Operator.Family == Strings && c.Operator.Relation != Like {
		t = t.literals()
	}
	return examplePattern(t.pieces, fill, r)
}

func appendNew(so []string, text string) []string {
	if slices.Contains(so, text) {
		return so
	}
	return append(so, text)
}

func exampleValues(o Operator, t template, r *Request) []string {
	text := t.text()
	switch o.Family {
	case Numbers:
		if n, ok := parseDecimal(text); ok {
			return []string{text, decimalText(n.floated - 1), decimalText(n.floated + 1)}
		}
	case Dates:
		if i, ok := parseInstant(text); ok {
			return []string{text, dateText(i.seconds - 1), dateText(i.seconds + 1)}
		}
	case Addresses:
		if p, ok := parseRange(text); ok {
			return []string{p.Addr().String()}
		}
	case Strings, ARNs, Booleans:
		if o.Family == Strings && o.Relation != Like {
			t = t.literals()
		}
		if o.Family == ARNs && onlyStars(t.pieces) {
			return []string{"arn:aws:iam::111122223333:role/any"}
		}
		return []string{examplePattern(t.pieces, "", r)}
	case Binaries:
		return []string{text}
	default:
	}
	return nil
}

func decimalText(f float64) string  { return strconv.FormatFloat(f, 'f', -1, 64) }
func dateText(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(time.RFC3339) }

// examplePattern returns text that a pattern matches: fill for *, an x for ?, and
// for an open policy variable its default or an x.
func examplePattern(pieces []piece, fill string, r *Request) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.kind {
		case literal:
			b.WriteString(p.text)
		case anyRun, partRun:
			b.WriteString(fill)
		case anyOne, partOne:
			b.WriteByte('x')
		case reference:
			text, known := p.resolve(r, false)
			if !known {
				text = p.text
			}
			if text == "" && !p.fallback {
				text = "x"
			}
			b.WriteString(text)
		}
	}
	return b.String()
}
