package scp

import "strings"

// arnParts is how many colon-separated parts an ARN has; the last one keeps
// its own colons.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
const arnParts = 6

// compileResource compiles a value of Resource or NotResource. A * that ends a
// segment may match colons, all other wildcards stay within their segment.
// Policy variables are read only behind the fifth colon.
//
// AWS completes an ARN of fewer than six parts with * in an identity-based policy,
// refuses it in a session policy, and does not say what it does in an SCP or RCP.
// Such a value is read both ways, as it stands and completed.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func compileResource(value string, variables bool) pattern {
	t := parseTemplate(value, variables)
	p := t.compileResource()
	if t.incomplete() {
		t.completeARN()
		completed := t.compileResource()
		p.completed = &completed
	}
	return p
}

// compileResource compiles a resource as it stands.
func (t *template) compileResource() pattern {
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

// incomplete reports whether the template is an ARN that lacks parts, unless the
// missing ones make no difference: a * that ends an ARN matches them too, where
// before it there is nothing that no Region or account has.
func (t *template) incomplete() bool {
	parts := t.components()
	last := parts[len(parts)-1]
	return len(parts) < arnParts && parts[0].text() == "arn" &&
		(!t.endsOpen() || len(parts) > 1 && strings.Trim(last.text(), "abcdefghijklmnopqrstuvwxyz0123456789-*?") != "")
}

// completeARN adds the parts that an ARN lacks.
func (t *template) completeARN() {
	for range arnParts - len(t.components()) {
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
// * matches that of an action without resource types. Of an ARN that lacks parts
// the outcome is Unknown where it matters whether AWS adds them.
func (p *pattern) matchResource(r *Request) Truth {
	if p.completed != nil {
		return either(p.matchAsItStands(r), p.completed.matchAsItStands(r))
	}
	return p.matchAsItStands(r)
}

// MayMatchResource reports whether the resource at an index of the statement's list
// matches something that an open resource may turn out to be, whatever the values
// of policy variables are. It leaves aside that the list may be a NotResource.
func (s *Statement) MayMatchResource(i int, open Resource) bool {
	r := Request{resource: open, others: entry{presence: Open}}
	return s.rule.resources[i].matchResource(&r) != False
}

// disputed reports whether it matters for the resource that the pattern lacks
// parts of an ARN.
func (p *pattern) disputed(r *Request) bool {
	return p.completed != nil && p.matchAsItStands(r) != p.completed.matchAsItStands(r)
}

func (p *pattern) matchAsItStands(r *Request) Truth {
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
