package solver

import "slices"

const (
	// setsMost is how many sets of values are tried for a slot.
	setsMost = 100
	// pairsMost is how many tests the stage paired looks at.
	pairsMost = 6
)

// Domain describes what values of a slot are compared with.
type Domain struct {
	// Values, if there are any, stand for all values that the tests distinguish.
	// Without them the slot is compared as text, with Patterns.
	Values []string
	// Patterns are those of each test.
	Patterns [][]Pattern
	// Incomplete is set if there are values that neither Values nor Patterns
	// distinguish, but some test does.
	Incomplete bool
	// Sets is set if several values can have other outcomes than one.
	Sets bool
	// Cost is how many comparisons Outcomes makes for one value.
	Cost int
}

// candidate is values to fill a slot with; none if it is to be absent.
type candidate []string

// stage is a part of the candidates. Stages are tried in this order.
type stage uint8

const (
	named     stage = iota // one for each value that a test mentions
	paired                 // text that fits several tests at once, where that is likely
	remaining              // all others that it takes to have one for every outcome
	stages
)

// slot is a Slot with its candidates, which are made when they are first needed.
type slot struct {
	Slot
	left       *int // of the search's effort
	incomplete bool // the candidates are not all known; the slot stays open

	domain   Domain
	made     [stages][]candidate
	outcomes map[string]bool // that candidates so far have
	texts    []string        // single values to try
	whole    bool            // texts are all that it takes
	known    bool            // the rest of it can be found
	patterns []Pattern       // of all tests, each once
	heads    []Pattern       // the first one of each test, each once
}

// testedBy reports whether a statement of the goal tests the slot.
func (x *slot) testedBy(g Goal) bool {
	return slices.ContainsFunc(g.Statements, func(s *Statement) bool { return slices.Contains(s.Slots, x.Slot) })
}

// candidates returns those of a stage that differ in outcome from all of the
// stages before; false if the stages do not cover all outcomes.
func (x *slot) candidates(s stage) (list []candidate, complete bool) {
	if x.outcomes == nil {
		x.outcomes = map[string]bool{}
		x.start()
	}
	if x.made[s] == nil {
		switch s {
		case named:
			x.made[s] = x.distinct(append(singles(append(slices.Clip(x.texts), "")), nil))
		case paired:
			x.made[s] = x.distinct(singles(x.pairs()))
		case remaining:
			x.made[s] = x.rest()
		}
	}
	return x.made[s], x.made[s] != nil
}

func singles(texts []string) []candidate {
	out := make([]candidate, len(texts))
	for i := range texts {
		out[i] = candidate{texts[i]}
	}
	return out
}

// start finds the texts to begin with.
func (x *slot) start() {
	x.domain = x.Domain()
	x.whole, x.known = true, !x.domain.Incomplete
	if x.texts = x.domain.Values; len(x.texts) > 0 {
		return
	}
	x.collect()
	met := map[string]bool{}
	for _, p := range x.patterns {
		if text := p.example(); !met[text] {
			met[text] = true
			x.texts = append(x.texts, text)
		}
		x.whole = x.whole && p.plain()
	}
	other := "-"
	for met[other] {
		other += "-"
	}
	x.texts = append(x.texts, other)
}

// collect takes the patterns of all tests, each once.
func (x *slot) collect() {
	seen, headed := map[string]bool{}, map[string]bool{}
	for _, test := range x.domain.Patterns {
		for i, p := range test {
			key := p.key()
			if i == 0 && !headed[key] {
				headed[key] = true
				x.heads = append(x.heads, p)
			}
			if !seen[key] {
				seen[key] = true
				x.patterns = append(x.patterns, p)
			}
		}
	}
}

// pairs returns texts that fit the first pattern of several tests.
func (x *slot) pairs() []string {
	if x.whole {
		return nil
	}
	texts, _ := textsOf(x.heads[:min(pairsMost, len(x.heads))])
	x.texts = append(x.texts, texts...)
	return texts
}

// rest returns the candidates that it takes besides those of the stages before;
// nil if they are not all known.
func (x *slot) rest() []candidate {
	texts := append(slices.Clip(x.texts), "")
	if !x.whole && x.known {
		var more []string
		more, x.known = textsOf(x.patterns)
		texts = append(texts, more...)
	}
	if !x.known {
		return nil
	}
	candidates := singles(texts)
	if x.domain.Sets {
		if candidates = x.sets(texts); len(candidates) > setsMost {
			return nil
		}
	}
	if candidates = x.distinct(candidates); !x.known {
		return nil
	}
	return candidates
}

// distinct returns the candidates with outcomes that were not met before. It
// leaves out what the slot cannot have.
func (x *slot) distinct(list []candidate) []candidate {
	out := []candidate{}
	for _, c := range list {
		if !x.Fill(c...) {
			continue
		}
		if !x.afford(c) {
			break
		}
		if outcomes := x.Outcomes(); !x.outcomes[outcomes] {
			x.outcomes[outcomes] = true
			out = append(out, c)
		}
	}
	x.Clear()
	return out
}

// sets returns sets of values, one for each combination of outcomes that a set
// can have, or some more than setsMost. An empty text counts as no set by
// itself, but as a value where it appears twice.
func (x *slot) sets(texts []string) []candidate {
	var out []candidate
	met := map[string]bool{}
	add := func(c candidate) {
		if !x.afford(c) {
			return
		}
		x.Fill(c...)
		if outcomes := x.Outcomes(); !met[outcomes] {
			met[outcomes] = true
			out = append(out, c)
		}
	}
	for _, text := range texts {
		add(candidate{text, text})
	}
	doubles := slices.Clone(out)
	for i := 0; i < len(out) && len(out) <= setsMost; i++ {
		for _, c := range doubles {
			add(slices.Concat(out[i], c))
		}
	}
	x.Clear()
	return out
}

// afford takes what the outcomes of a candidate cost from the effort. Where
// that is used up the candidates are not all known.
func (x *slot) afford(c candidate) bool {
	*x.left -= x.domain.Cost * max(1, len(c))
	x.known = x.known && *x.left >= 0
	return *x.left >= 0
}
