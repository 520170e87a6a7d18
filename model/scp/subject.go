package scp

import (
	"slices"
	"strings"
)

// subject is something that a request leaves open: a condition key, or the
// resource.
type subject struct {
	key       string       // in lower case; empty for the resource
	open      *entry       // as the request has it
	tests     []*test      // of the key
	resources []*Statement // whose Resource asks for it
	dull      bool         // its samples are not known
	left      *int         // of the effort
	weight    int          // how many comparisons an outcome takes for one value

	family  Family // as which samples are tried
	stages  [stages][]*entry
	met     map[string]bool // outcomes of the samples so far
	texts   []string        // likely values
	spelled []word          // all that values are compared with as text
	heads   []word          // the first of each test
	headed  map[string]bool // keys of heads
	spelt   map[string]bool // keys of spelled
	whole   bool            // there are no other texts that matter
	known   bool            // the others can be found
}

// bears tells whether a statement asks for the subject.
func (x *subject) bears(s *Statement) bool {
	if x.key == "" {
		return slices.Contains(x.resources, s)
	}
	return slices.ContainsFunc(s.rule.tests, func(t test) bool { return t.key == x.key })
}

// put fills a sample in.
func (x *subject) put(r *Request, e *entry) {
	switch {
	case x.key != "":
		r.keys[x.key] = e
	case e.presence == Absent:
		r.resource = NoResourceType()
	default:
		r.resource = Resource{presence: Given, arn: e.values[0].text, stands: true}
	}
}

// clear leaves the subject open again.
func (x *subject) clear(r *Request) {
	if x.key == "" {
		r.resource = OpenResource()
		return
	}
	r.keys[x.key] = x.open
}

// try fills a sample in and gives what each test says of it, as text. Where
// there is no effort left for that the samples are not all known.
func (x *subject) try(r *Request, e *entry) (outcomes string, done bool) {
	if *x.left -= x.weight * max(1, len(e.values)); *x.left < 0 {
		x.known = false
		return "", false
	}
	x.put(r, e)
	return x.outcomes(r), true
}

// outcomes are what each test says of the sample that is filled in, as text.
func (x *subject) outcomes(r *Request) string {
	var b strings.Builder
	for _, t := range x.tests {
		b.WriteByte(byte(t.evaluate(r)))
	}
	for _, s := range x.resources {
		b.WriteByte(byte(s.matchResource(r)))
	}
	return b.String()
}

// weigh counts the comparisons that the tests make of a value.
func (x *subject) weigh() {
	x.weight = 1
	for _, t := range x.tests {
		x.weight += t.weight()
	}
	for _, s := range x.resources {
		x.weight += weight(s.rule.resources)
	}
}

// weight is how many comparisons a test makes of a value at most.
func (t *test) weight() int {
	n := 0
	for _, o := range t.operands {
		switch o := o.(type) {
		case *textOperand:
			n += o.pattern.weight()
		case *arnOperand:
			n += weight(o.parts[:])
		default:
			n++
		}
	}
	return n
}

func weight(patterns []pattern) int {
	n := 0
	for i := range patterns {
		n += patterns[i].weight()
	}
	return n
}

// weight is that of text with wildcards as measured.
func (p *pattern) weight() int { return max(1, 8*len(p.pieces)) }
