package scp

import "strings"

// Outline is what is known of a value that is not given: how it begins and ends.
type Outline struct {
	Head, Tail string
	Exact      bool // the value is Head, and Tail is empty
	Segment    bool // there is no slash between Head and Tail
}

// SetOutlines states that a key is in the request with one value, of which only
// this is known: it has one of the outlines. It takes one at least.
func (r *Request) SetOutlines(key string, outlines ...Outline) {
	e := &entry{presence: Open}
	for _, s := range outlines {
		e.outlines = append(e.outlines, s.compile())
	}
	r.keys[strings.ToLower(key)] = e
}

// outline is a Outline with values that have it: those with nothing between Head
// and Tail, with one character, with two, and so on.
type outline struct {
	Outline
	foldedHead, foldedTail string
	values                 [outlineValues]value
}

// outlineValues is one more than the ? of a pattern up to which it is found that
// every value of an outline matches it.
const outlineValues = 4

func (s Outline) compile() outline {
	out := outline{Outline: s, foldedHead: strings.ToLower(s.Head), foldedTail: strings.ToLower(s.Tail)}
	for i := range out.values {
		if s.Exact {
			out.values[i] = parseValue(s.Head)
		} else {
			out.values[i] = parseValue(s.Head + strings.Repeat("\x00", i) + s.Tail)
		}
	}
	return out
}

// has tells whether a text has the outline.
func (s *Outline) has(text string) bool {
	if s.Exact {
		return text == s.Head
	}
	middle, begins := strings.CutPrefix(text, s.Head)
	middle, ends := strings.CutSuffix(middle, s.Tail)
	return begins && ends && !(s.Segment && strings.Contains(middle, "/"))
}

// evaluateOutlines is the outcome of the test for a value that has one of the outlines.
func (t *test) evaluateOutlines(outlines []outline, r *Request) Truth {
	outcome := Truth(0)
	for i := range outlines {
		fits := False
		for _, o := range t.operands {
			fits = max(fits, outlines[i].compare(o, r))
		}
		if fits = fits.negate(t.operator.Negated); i == 0 {
			outcome = fits
		}
		outcome = either(outcome, fits)
	}
	return outcome
}

// compare is what compare could say of a value of the outline.
func (s *outline) compare(o operand, r *Request) Truth {
	if s.Exact {
		return o.compare(&s.values[0], r)
	}
	switch o := o.(type) {
	case *textOperand:
		head, tail := s.Head, s.Tail
		if o.fold {
			head, tail = s.foldedHead, s.foldedTail
		}
		return s.comparePattern(&o.pattern, head, tail, o, r)
	case *arnOperand:
		return s.compareARN(o, r)
	}
	return o.reach(r)
}

// compareARN holds the parts that are known whole against those of the operand,
// and what is known of the last one against its last.
func (s *outline) compareARN(o *arnOperand, r *Request) Truth {
	rest := s.Head
	for i := range arnParts - 1 {
		part, after, found := strings.Cut(rest, ":")
		if !found {
			return o.reach(r)
		}
		if o.parts[i].match(part, r, false) == False {
			return False
		}
		rest = after
	}
	return s.comparePattern(&o.parts[arnParts-1], rest, s.Tail, o, r)
}

// comparePattern holds a pattern against what begins with head and ends with tail. It
// is sure where these exclude it, and where the operand fits with nothing, one,
// two characters and so on between them, as far as it has ? to take: then some
// * takes all the rest.
func (s *outline) comparePattern(p *pattern, head, tail string, o operand, r *Request) Truth {
	begins, ends, whole := p.ends()
	switch {
	case whole && (len(begins) < len(head)+len(tail) || !strings.HasPrefix(begins, head) || !strings.HasSuffix(begins, tail)),
		!strings.HasPrefix(begins, head) && !strings.HasPrefix(head, begins),
		!strings.HasSuffix(ends, tail) && !strings.HasSuffix(tail, ends):
		return False
	}
	if p.singles() >= outlineValues-1 {
		return min(Unknown, o.reach(r))
	}
	for i := range s.values {
		if o.compare(&s.values[i], r) != True {
			return min(Unknown, o.reach(r))
		}
	}
	return True
}

// ends gives the text before the first wildcard or variable and that behind the
// last, and whether there are none.
func (p *pattern) ends() (head, tail string, whole bool) {
	switch p.kind {
	case anyPattern:
	case exactPattern:
		return p.text, p.text, true
	case prefixPattern:
		head = p.text
	default:
		if first := &p.pieces[0]; first.kind == literal {
			head = first.text
		}
		if last := &p.pieces[len(p.pieces)-1]; last.kind == literal {
			tail = last.text
		}
	}
	return head, tail, false
}

// singles counts the ?.
func (p *pattern) singles() int {
	n := 0
	for i := range p.pieces {
		if p.pieces[i].kind == anyOne {
			n++
		}
	}
	return n
}
