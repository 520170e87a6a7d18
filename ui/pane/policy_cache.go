package pane

import (
	"unicode/utf8"

	"deputy/model"
	"deputy/model/scp"
)

// library keeps what was computed from policy documents for all panes: a text
// is parsed once, however many panes and levels show it.
type library struct {
	digests map[model.PolicyID]*digest
	idle    map[model.PolicyID][]model.IdleStatement
	idling  *model.Idling
	idleOf  uint64 // generation that idle was made of, from 1

	mandates     *model.Mandates
	mandatesAsOf uint64 // generation, from 1
}

// idle tells which statements of a policy can never matter, looked for once
// until the policies, where they are attached or the tree change.
func (e *Env) idle(id model.PolicyID) []model.IdleStatement {
	l := &e.library
	if of := e.policies() + 1; l.idleOf != of {
		l.idle, l.idling, l.idleOf = map[model.PolicyID][]model.IdleStatement{}, e.Reading.Idling(), of
	}
	found, known := l.idle[id]
	if !known {
		found = l.idling.Of(id)
		l.idle[id] = found
	}
	return found
}

// digest is what a policy's document says, in numbers.
type digest struct {
	text        string
	document    *scp.Document
	characters  int
	denials     int // statements that deny
	conditional int // of these, how many have conditions or exceptions
	allows      allowance
	doubtful    *string // the actions that AWS's reference does not have; nil before they are asked for
}

// doubts names the actions that AWS's reference does not have; empty if there
// are none.
func (d *digest) doubts() string {
	if d.doubtful == nil {
		text := model.Doubtful(d.document)
		d.doubtful = &text
	}
	return *d.doubtful
}

// allowance tells what the Allow statements of a document let through.
type allowance uint8

// The allowances.
const (
	allowsUnknown allowance = iota // the document cannot be evaluated
	allowsNothing
	allowsSome
	allowsAll
)

// digest gives what the policy's document says; nil while its text is not
// here.
func (e *Env) digest(id model.PolicyID) *digest {
	d, _ := e.document(id)
	if d.Taken.IsZero() && d.Text == "" {
		return nil
	}
	kept := e.library.digests[id]
	if kept != nil && kept.text == d.Text {
		return kept
	}
	if e.library.digests == nil {
		e.library.digests = map[model.PolicyID]*digest{}
	}
	form := formOf(e.Reading.Policy(id))
	if id == e.resourcePolicy() {
		form = scp.ResourcePolicy
	}
	kept = newDigest(d.Text, form)
	e.library.digests[id] = kept
	return kept
}

// document gives a policy's text and whether it is read; of the organization's
// resource policy too, which is no policy of AWS's lists.
func (e *Env) document(id model.PolicyID) (model.Document, model.Status) {
	if id != "" && id == e.resourcePolicy() {
		_, text := e.Reading.ResourcePolicy()
		status := e.Reading.Status(model.PartResourcePolicy, "")
		return model.Document{Text: text, Taken: status.At}, status
	}
	return e.Reading.Document(id)
}

// formOf gives the form in which a policy's text is read.
func formOf(p *model.Policy) scp.Type {
	if p != nil && p.Type == model.ResourceControlPolicy {
		return scp.RCP
	}
	return scp.SCP
}

func newDigest(text string, form scp.Type) *digest {
	d := &digest{text: text, document: scp.Parse(text, form), characters: utf8.RuneCountInString(text)}
	if d.document.Broken() {
		return d
	}
	d.allows = allowsNothing
	for i := range d.document.Statements {
		switch s := &d.document.Statements[i]; s.Effect {
		case scp.Deny:
			d.denials++
			if s.Action.Not || s.Resource.Not || len(s.Comparisons) > 0 {
				d.conditional++
			}
		case scp.Allow:
			d.allows = max(d.allows, allowanceOf(s))
		}
	}
	return d
}

func allowanceOf(s *scp.Statement) allowance {
	if len(s.Comparisons) == 0 && holdsAny(s.Action) && (holdsAny(s.Resource) || !s.Resource.Given()) {
		return allowsAll
	}
	return allowsSome
}

// holdsAny tells whether a list is, or contains, the lone wildcard.
func holdsAny(l scp.List) bool {
	for _, v := range l.Values {
		if v.Value == "*" {
			return !l.Not
		}
	}
	return false
}

// problems counts the problems because of which no answer can rest on the
// document, and warnings the others.
func (d *digest) problems() (errors, warnings int) {
	for _, p := range d.document.Problems {
		if p.Severity() == scp.Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}
