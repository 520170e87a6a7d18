package pane

import (
	"unicode/utf8"

	"deputy/model"
	"deputy/model/lint"
	"deputy/model/plain"
	"deputy/model/scp"
)

// policyCache keeps what was computed from policy documents for all panes: each
// text is parsed once, however many panes and levels show it.
type policyCache struct {
	summaries  map[model.PolicyID]*policySummary
	idle       map[model.PolicyID][]plain.IdleStatement
	idleFinder *plain.IdleFinder
	idleOf     uint64 // generation that idle was made of, from 1

	resourcePolicy     *plain.ResourcePolicy
	resourcePolicyAsOf uint64 // generation, from 1
}

// idle returns the statements of a policy that never have an effect. It looks
// for them once for each change of the policies, the attachments or the tree.
func (e *Env) idle(id model.PolicyID) []plain.IdleStatement {
	l := &e.policyCache
	if of := e.policyGeneration() + 1; l.idleOf != of {
		l.idle, l.idleFinder, l.idleOf = map[model.PolicyID][]plain.IdleStatement{}, plain.NewIdleFinder(e.Reading), of
	}
	found, known := l.idle[id]
	if !known {
		found = l.idleFinder.Of(id)
		l.idle[id] = found
	}
	return found
}

// policySummary is what a policy's document says, in numbers.
type policySummary struct {
	text        string
	document    *scp.Document // nil for management policies, which are in other languages
	characters  int
	denials     int // statements that deny
	conditional int // of these, how many have conditions or exceptions
	allows      allowance
}

// problems returns the problems of the document.
func (d *policySummary) problems() []lint.Problem {
	if d.document == nil {
		return nil
	}
	return lint.Check(d.document)
}

// allowance is how much the Allow statements of a document let through.
type allowance uint8

// The allowances.
const (
	allowsUnknown allowance = iota // the document cannot be evaluated
	allowsNothing
	allowsSome
	allowsAll
)

// policySummary returns what the policy's document says; nil while there is no
// text.
func (e *Env) policySummary(id model.PolicyID) *policySummary {
	d, _ := e.document(id)
	if d.Taken.IsZero() && d.Text == "" {
		return nil
	}
	kept := e.policyCache.summaries[id]
	if kept != nil && kept.text == d.Text {
		return kept
	}
	if e.policyCache.summaries == nil {
		e.policyCache.summaries = map[model.PolicyID]*policySummary{}
	}
	if e.isManagement(id) {
		kept = &policySummary{text: d.Text, characters: utf8.RuneCountInString(d.Text)}
		e.policyCache.summaries[id] = kept
		return kept
	}
	form := formOf(e.Reading.Policy(id))
	if id == e.resourcePolicyID() {
		form = scp.ResourcePolicy
	}
	document := e.Reading.ParsedDocument(id, e.Reading.TypeOf(id)) // shared, so that it is parsed and checked once
	if id == e.resourcePolicyID() || document == nil || document.Text != d.Text {
		document = scp.Parse(d.Text, form)
	}
	kept = newPolicySummary(document)
	e.policyCache.summaries[id] = kept
	return kept
}

// document returns a policy's text and how far it is read. The ID may be that
// of the organization's resource policy, which AWS does not list among the
// policies.
func (e *Env) document(id model.PolicyID) (model.Document, model.Status) {
	if id != "" && id == e.resourcePolicyID() {
		_, text := e.Reading.ResourcePolicy()
		status := e.Reading.Status(model.PartResourcePolicy, "")
		return model.Document{Text: text, Taken: status.At}, status
	}
	if a, t, ok := parseEffectiveID(id); ok {
		p, status := e.Reading.EffectivePolicy(a, t)
		return model.Document{Text: p.Text, Taken: p.Taken}, status
	}
	return e.Reading.Document(id)
}

// formOf returns which of the policy languages a policy is written in.
func formOf(p *model.Policy) scp.Type {
	if p != nil && p.Type == model.ResourceControlPolicy {
		return scp.RCP
	}
	return scp.SCP
}

// newPolicySummary counts the statements of a document.
func newPolicySummary(document *scp.Document) *policySummary {
	d := &policySummary{text: document.Text, document: document, characters: utf8.RuneCountInString(document.Text)}
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

// allowanceOf returns how much one Allow statement lets through.
func allowanceOf(s *scp.Statement) allowance {
	if len(s.Comparisons) == 0 && hasWildcard(s.Action) && (hasWildcard(s.Resource) || !s.Resource.Given()) {
		return allowsAll
	}
	return allowsSome
}

// hasWildcard reports whether a list contains the wildcard that matches
// everything.
func hasWildcard(l scp.List) bool {
	for _, v := range l.Values {
		if v.Value == "*" {
			return !l.Not
		}
	}
	return false
}
