package model

import "slices"

// Comparison holds two nodes side by side for one policy type.
type Comparison struct {
	A, B   NodeID
	Type   PolicyType
	Levels []LevelPair
	OnlyA  []Restriction // lines that A alone has, by consequence
	OnlyB  []Restriction
	Both   []Restriction // as A has them
	NoteA  string        // why nothing binds A, and B
	NoteB  string
}

// LevelPair is a level of each side: as deep as each other, but for the nodes
// themselves, which are a pair. A side without such a level is nil.
type LevelPair struct {
	A, B  *Level
	OnlyA []PolicyID // attached at A's level alone, in its order
	OnlyB []PolicyID
	Both  []PolicyID
}

// Compare tells which policies of a type two nodes differ in, level by level,
// and which restrictions only one of them has. Lines that mean the same count
// as one wherever they come from.
func (r *Reading) Compare(a, b NodeID, t PolicyType) Comparison {
	left, right := r.Restrictions(a, t), r.Restrictions(b, t)
	c := Comparison{A: a, B: b, Type: t, NoteA: left.Note, NoteB: right.Note}
	c.OnlyA, c.Both = apart(left.Lines, right.Lines)
	c.OnlyB, _ = apart(right.Lines, left.Lines)
	c.Levels = pairLevels(r.Ladder(a, t).Levels, r.Ladder(b, t).Levels)
	return c
}

// identity is equal for lines that say the same.
func (l *Restriction) identity() string {
	if l.Kind == NotKnown {
		return "unknown\x02" + l.Sentence
	}
	return l.key
}

// apart tells which lines others have too, and which they do not.
func apart(lines, others []Restriction) (only, both []Restriction) {
	have := make(map[string]bool, len(others))
	for i := range others {
		have[others[i].identity()] = true
	}
	for i := range lines {
		if have[lines[i].identity()] {
			both = append(both, lines[i])
		} else {
			only = append(only, lines[i])
		}
	}
	return only, both
}

func pairLevels(a, b []Level) []LevelPair {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	depth := max(len(a), len(b)) - 1
	pairs := make([]LevelPair, 0, depth+1)
	at := func(levels []Level, i int) *Level {
		if i < len(levels)-1 {
			return &levels[i]
		}
		return nil
	}
	for i := range depth {
		pairs = append(pairs, newLevelPair(at(a, i), at(b, i)))
	}
	return append(pairs, newLevelPair(&a[len(a)-1], &b[len(b)-1]))
}

func newLevelPair(a, b *Level) LevelPair {
	p := LevelPair{A: a, B: b}
	var left, right []PolicyID
	if a != nil {
		left = a.Policies
	}
	if b != nil {
		right = b.Policies
	}
	for _, id := range left {
		if slices.Contains(right, id) {
			p.Both = append(p.Both, id)
		} else {
			p.OnlyA = append(p.OnlyA, id)
		}
	}
	for _, id := range right {
		if !slices.Contains(left, id) {
			p.OnlyB = append(p.OnlyB, id)
		}
	}
	return p
}

// Consequence is what would change under a hypothesis.
type Consequence struct {
	Words    string // the hypothesis: "if payments-prod were in Sandbox"
	Node     NodeID // whose restrictions are compared
	Gone     []Restriction
	New      []Restriction
	Verdicts []VerdictChange // of every question that was given
	Notes    []string        // what AWS would have against it
}

// VerdictChange is the answer to a question before and after.
type VerdictChange struct{ Before, After Verdict }

// Changed tells whether the ruling differs.
func (c *VerdictChange) Changed() bool { return c.Before.Ruling != c.After.Ruling }

// WhatIfMoved tells what would change for an account or unit below another
// parent.
func (r *Reading) WhatIfMoved(node, parent NodeID, questions []Question) (Consequence, error) {
	return r.Foresee(Hypothesis{Moves: []Move{{node, parent}}}, node, questions)
}

// WhatIfAttached tells what would change for a node if a policy were attached
// to it.
func (r *Reading) WhatIfAttached(policy PolicyID, node NodeID, questions []Question) (Consequence, error) {
	return r.Foresee(Hypothesis{Attached: []Attachment{{Policy: policy, Target: node}}}, node, questions)
}

// WhatIfDetached tells what would change for a node if a policy were no longer
// attached to it.
func (r *Reading) WhatIfDetached(policy PolicyID, node NodeID, questions []Question) (Consequence, error) {
	return r.Foresee(Hypothesis{Detached: []Attachment{{Policy: policy, Target: node}}}, node, questions)
}

// WhatIfTried tells what would change for a node with a draft.
func (r *Reading) WhatIfTried(draft Draft, questions []Question) (Consequence, error) {
	return r.Foresee(Hypothesis{Drafts: []Draft{draft}}, draft.Target, questions)
}

// Foresee tells what a hypothesis would change: of a node's restrictions, SCPs
// before RCPs, and of the answers to questions. The error tells what is wrong
// with the hypothesis or with a question.
func (r *Reading) Foresee(h Hypothesis, node NodeID, questions []Question) (Consequence, error) {
	then, err := r.Suppose(h)
	if err != nil {
		return Consequence{}, err
	}
	c := Consequence{Words: h.Words(r), Node: node, Notes: h.notes(then)}
	for _, t := range Evaluated() {
		was, is := r.Restrictions(node, t).Lines, then.Restrictions(node, t).Lines
		gone, _ := apart(was, is)
		added, _ := apart(is, was)
		c.Gone, c.New = append(c.Gone, gone...), append(c.New, added...)
	}
	for _, q := range questions {
		before, err := r.Ask(q)
		if err != nil {
			return Consequence{}, err
		}
		after, err := then.Ask(q)
		if err != nil {
			return Consequence{}, err
		}
		c.Verdicts = append(c.Verdicts, VerdictChange{before, after})
	}
	return c, nil
}
