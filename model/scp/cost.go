package scp

// cost returns how many comparisons a test makes of a value at most.
func (t *test) cost() int {
	n := 0
	for _, o := range t.operands {
		switch o := o.(type) {
		case *stringOperand:
			n += o.pattern.cost()
		case *arnOperand:
			n += cost(o.parts[:])
		default:
			n++
		}
	}
	return n
}

func cost(patterns []pattern) int {
	n := 0
	for i := range patterns {
		n += patterns[i].cost()
	}
	return n
}

// cost counts eight comparisons for a piece of a pattern with wildcards, as measured.
func (p *pattern) cost() int { return max(1, 8*len(p.pieces)) }
