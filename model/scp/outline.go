package scp

import "strings"

// Outline is what is known of a value that is not given: how it begins and ends.
// The ARN of a role whose path nobody gave begins with arn:aws:iam::, the account
// and :role/, and ends with the role's name.
type Outline struct {
	Head, Tail string
	Exact      bool // the value is Head, and Tail is empty
	Segment    bool // there is no slash between Head and Tail
}

// SetOutlines makes a key present with one value that has one of the outlines,
// and of which nothing else is known. It takes at least one outline.
func (r *Request) SetOutlines(key string, outlines ...Outline) {
	e := &entry{presence: Open}
	for _, o := range outlines {
		e.outlines = append(e.outlines, o.compile())
	}
	r.keys[strings.ToLower(key)] = e
}

// SetOpenBut makes a key open, except that no value of it has an outline, which has
// no Tail.
func (r *Request) SetOpenBut(key string, never Outline) {
	r.keys[strings.ToLower(key)] = &entry{presence: Open, never: &never}
}

// compareOpen returns the outcome of an operand for a value of an open key.
func (e *entry) compareOpen(o operand, r *Request) Truth {
	if s, ok := o.(*stringOperand); ok && !s.fold && e.never != nil && e.never.hasAll(&s.pattern, r) {
		return False
	}
	return o.compareOpen(r)
}

// hasAll reports whether every text that a pattern matches has the outline, which
// has no Tail.
func (s *Outline) hasAll(p *pattern, r *Request) bool {
	begins, _, whole := p.ends()
	if p.kind == generalPattern {
		begins, whole = "", true
		for i := range p.pieces {
			text, known := p.pieces[i].text, p.pieces[i].kind == literal
			if p.pieces[i].kind == reference {
				text, known = p.pieces[i].resolve(r, false)
			}
			if whole = known; !known {
				break
			}
			begins += text
		}
	}
	if s.Exact {
		return whole && begins == s.Head
	}
	return strings.HasPrefix(begins, s.Head)
}

// outline is an Outline with values that have it: those with nothing between
// Head and Tail, with one character, with two, and so on.
type outline struct {
	Outline
	foldedHead, foldedTail string
	values                 [outlineValues]value
}

// outlineValues is the number of values of an outline. With them it can be found
// that every value of the outline matches a pattern of up to two ?.
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

// has reports whether a text has the outline.
func (s *Outline) has(text string) bool {
	if s.Exact {
		return text == s.Head
	}
	middle, begins := strings.CutPrefix(text, s.Head)
	middle, ends := strings.CutSuffix(middle, s.Tail)
	return begins && ends && !(s.Segment && strings.Contains(middle, "/"))
}

// evaluateOutlines returns the outcome of the test for a value that has one of
// the outlines.
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

// compare returns the outcome of an operand for a value that has the outline.
func (s *outline) compare(o operand, r *Request) Truth {
	if s.Exact {
		return o.compare(&s.values[0], r)
	}
	switch o := o.(type) {
	case *stringOperand:
		head, tail := s.Head, s.Tail
		if o.fold {
			head, tail = s.foldedHead, s.foldedTail
		}
		return s.comparePattern(&o.pattern, head, tail, o, r)
	case *arnOperand:
		return s.compareARN(o, r)
	}
	return o.compareOpen(r)
}

// compareARN compares the parts that are wholly known with those of the operand,
// and what is known of the last part with its last.
func (s *outline) compareARN(o *arnOperand, r *Request) Truth {
	rest := s.Head
	for i := range arnParts - 1 {
		part, after, found := strings.Cut(rest, ":")
		if !found {
			return o.compareOpen(r)
		}
		if o.parts[i].match(part, r, false) == False {
			return False
		}
		rest = after
	}
	return s.comparePattern(&o.parts[arnParts-1], rest, s.Tail, o, r)
}

// comparePattern compares text that begins with head and ends with tail with a
// pattern of an operand. It is False where head or tail exclude the pattern. It
// is True where the operand matches with nothing, one, two characters and so on
// between them, and the pattern has fewer ? than that: then a * in it matches
// whatever else is between them.
func (s *outline) comparePattern(p *pattern, head, tail string, o operand, r *Request) Truth {
	begins, ends, whole := p.ends()
	switch {
	case whole && (len(begins) < len(head)+len(tail) || !strings.HasPrefix(begins, head) || !strings.HasSuffix(begins, tail)),
		!strings.HasPrefix(begins, head) && !strings.HasPrefix(head, begins),
		!strings.HasSuffix(ends, tail) && !strings.HasSuffix(tail, ends):
		return False
	}
	if p.singles() >= outlineValues-1 {
		return min(Unknown, o.compareOpen(r))
	}
	for i := range s.values {
		if o.compare(&s.values[i], r) != True {
			return min(Unknown, o.compareOpen(r))
		}
	}
	return True
}

// ends returns the text before the first wildcard or variable and the text
// behind the last, and whether the pattern has none.
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

// singles returns how many ? the pattern has.
func (p *pattern) singles() int {
	n := 0
	for i := range p.pieces {
		if p.pieces[i].kind == anyOne {
			n++
		}
	}
	return n
}
