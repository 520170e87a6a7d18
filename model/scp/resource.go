package scp

import "strings"

// arnParts is how many colon-separated parts an ARN has; the last one keeps
// its own colons.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
const arnParts = 6

// compileResource compiles a value of Resource or NotResource. A * that ends a
// segment may match colons, all other wildcards stay within their segment.
// Policy variables are read only behind the fifth colon. An ARN of fewer than six
// parts is completed with *.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func compileResource(value string, variables bool) pattern {
	t := parseTemplate(value, variables)
	t.completeARN()
	colons := 0
	var out template
	for i, p := range t.pieces {
		switch p.kind {
		case literal:
			colons += strings.Count(p.raw, ":")
		case reference:
			if colons < arnParts-1 {
				p = piece{kind: literal, text: p.raw, raw: p.raw}
			}
		case anyRun:
			if !t.endsSegment(i + 1) {
				p.kind = partRun
			}
		case anyOne:
			p.kind = partOne
		}
		out.add(p)
	}
	return compilePattern(out, false)
}

// completeARN adds the parts that an ARN lacks.
func (t *template) completeARN() {
	parts := t.components()
	if len(parts) == arnParts || parts[0].text() != "arn" || t.endsOpen() {
		return
	}
	for range arnParts - len(parts) {
		t.add(piece{kind: literal, text: ":", raw: ":"})
		t.add(piece{kind: anyRun, raw: "*"})
	}
}

// endsOpen reports whether the last piece is a *, which matches all that follows.
func (t *template) endsOpen() bool {
	last := len(t.pieces) - 1
	return last >= 0 && t.pieces[last].kind == anyRun
}

// endsSegment reports whether a segment of the ARN ends before the piece.
func (t *template) endsSegment(i int) bool {
	for i < len(t.pieces) && t.pieces[i].kind == anyRun {
		i++
	}
	return i == len(t.pieces) || t.pieces[i].kind == literal && strings.HasPrefix(t.pieces[i].raw, ":")
}

// matchResource reports whether the pattern matches the request's resource. Only
// * matches that of an action without resource types.
func (p *pattern) matchResource(r *Request) Truth {
	switch r.resource.Presence() {
	case Given:
		if r.resource.candidate && p.refersToOpen(r) {
			return Unknown
		}
		return p.match(r.resource.arn, r, false)
	case Absent:
		return truth(p.kind == anyPattern)
	default:
		if r.resource.form != nil {
			return p.matchForm(r)
		}
		return p.matchOpen(r)
	}
}
