package scp

import (
	"slices"
	"strings"
)

// setsMost bounds how many sets of values are tried of a key.
const setsMost = 100

// tried is the family as which values of it are tried: strings, ARNs and
// booleans are all matched as text.
func (f Family) tried() Family {
	if f == ARNs || f == Booleans {
		return Strings
	}
	return f
}

// refers tells whether the test turns on keys that are open.
func (t *test) refers(r *Request) bool {
	return slices.ContainsFunc(t.operands, func(o operand) bool {
		switch o := o.(type) {
		case *textOperand:
			return o.pattern.refers(r)
		case *arnOperand:
			return slices.ContainsFunc(o.parts[:], func(p pattern) bool { return p.refers(r) })
		}
		return false
	})
}

// refers tells whether the pattern turns on keys that are open.
func (p *pattern) refers(r *Request) bool { return p.refs && p.resolvable(r) == Unknown }

// reads gives the family as which samples are tried: text, if any test reads the
// key as that.
func (x *subject) reads() Family {
	family := Strings
	if len(x.open.outlines) > 0 {
		return family
	}
	for _, t := range x.tests {
		switch f := t.operator.Family.tried(); f {
		case Strings:
			return Strings
		case Existence:
		default:
			family = f
		}
	}
	return family
}

// stage is a part of the samples, to be tried in this order.
type stage uint8

const (
	named     stage = iota // one for each value that a test names
	paired                 // where texts that fit several tests at once are likely
	remaining              // all others that it takes to have one for every outcome
	stages
)

// samples are entries to try for the subject; false if those of the last stage
// are not known.
func (x *subject) samples(r *Request, s stage) ([]*entry, bool) {
	if x.met == nil {
		x.met = map[string]bool{}
		x.family = x.reads()
		x.weigh()
		x.likely(r)
	}
	if x.stages[s] == nil {
		switch s {
		case named:
			x.stages[s] = x.distinct(r, append(x.singles(append(slices.Clip(x.texts), "")), &entry{presence: Absent, stands: x.family}))
		case paired:
			x.stages[s] = x.distinct(r, x.singles(x.pairs()))
		case remaining:
			x.stages[s] = x.rest(r)
		}
	}
	return x.stages[s], x.stages[s] != nil
}

func (x *subject) singles(texts []string) []*entry {
	out := make([]*entry, len(texts))
	for i, text := range texts {
		out[i] = standing(x.family, text)
	}
	return out
}

// pairsMost bounds how many tests are taken for pairs.
const pairsMost = 6

// pairs are texts that fit the first value of several tests.
func (x *subject) pairs() []string {
	if x.whole {
		return nil
	}
	texts, _ := cells(x.heads[:min(pairsMost, len(x.heads))])
	x.texts = append(x.texts, texts...)
	return texts
}

// standing makes an entry to try. As text it need not be read in other ways,
// since to other families it stays open.
func standing(family Family, texts ...string) *entry {
	e := &entry{presence: Given, stands: family, values: make([]value, len(texts))}
	for i, t := range texts {
		if family == Strings {
			e.values[i] = value{text: t, folded: strings.ToLower(t)}
			e.values[i].boolean, e.values[i].isBoolean = parseBool(t)
		} else {
			e.values[i] = read(t)
		}
	}
	return e
}

// distinct are the entries whose outcomes were not met before, without those
// that cannot be.
func (x *subject) distinct(r *Request, entries []*entry) []*entry {
	out := []*entry{}
	for _, e := range entries {
		if !x.open.allows(e) {
			continue
		}
		outcomes, done := x.try(r, e)
		if !done {
			break
		}
		if !x.met[outcomes] {
			x.met[outcomes] = true
			out = append(out, e)
		}
	}
	x.clear(r)
	return out
}

// allows tells whether an open key may turn out to be as another entry.
func (e *entry) allows(o *entry) bool {
	return len(e.outlines) == 0 || len(o.values) > 0 &&
		slices.ContainsFunc(e.outlines, func(s outline) bool { return s.has(o.values[0].text) })
}

// likely finds texts to begin with.
func (x *subject) likely(r *Request) {
	x.whole, x.known = true, true
	switch x.family {
	case Numbers:
		x.texts, x.known = numbers(x.operands())
	case Dates:
		x.texts = dates(x.operands())
	case Addresses:
		x.texts = addresses(x.operands())
	case Binaries:
		x.texts = binaries(x.operands())
	default:
		x.spell(r)
		met := map[string]bool{}
		for _, w := range x.spelled {
			if text := w.example(); !met[text] {
				met[text] = true
				x.texts = append(x.texts, text)
			}
			x.whole = x.whole && w.plain()
		}
		other := "-"
		for met[other] {
			other += "-"
		}
		x.texts = append(x.texts, other)
	}
}

func (x *subject) operands() []operand {
	var out []operand
	for _, t := range x.tests {
		out = append(out, t.operands...)
	}
	return out
}

// rest are the samples that it takes besides the likely ones; nil if they are
// not known.
func (x *subject) rest(r *Request) []*entry {
	texts := append(slices.Clip(x.texts), "")
	if !x.whole && x.known {
		var more []string
		more, x.known = cells(x.spelled)
		texts = append(texts, more...)
	}
	if !x.known {
		return nil
	}
	if len(x.open.outlines) > 0 || !slices.ContainsFunc(x.tests, func(t *test) bool { return !t.single() }) {
		return x.whenKnown(x.distinct(r, x.singles(texts)))
	}
	sets := x.sets(r, texts)
	if len(sets) > setsMost {
		return nil
	}
	return x.whenKnown(x.distinct(r, sets))
}

// whenKnown are the entries, or nil if there was no effort left for all.
func (x *subject) whenKnown(entries []*entry) []*entry {
	if !x.known {
		return nil
	}
	return entries
}

// sets are sets of values, one for each outcome that a set can have, or some
// more than setsMost. An empty text counts as no set by itself, but as a value
// where it is there twice.
func (x *subject) sets(r *Request, texts []string) []*entry {
	var out []*entry
	met := map[string]bool{}
	add := func(e *entry) {
		if outcomes, done := x.try(r, e); done && !met[outcomes] {
			met[outcomes] = true
			out = append(out, e)
		}
	}
	for _, text := range texts {
		add(standing(x.family, text, text))
	}
	singles := slices.Clone(out)
	for i := 0; i < len(out) && len(out) <= setsMost; i++ {
		for _, e := range singles {
			add(&entry{presence: Given, stands: x.family, values: slices.Concat(out[i].values, e.values)})
		}
	}
	x.clear(r)
	return out
}
