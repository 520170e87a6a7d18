package scp

import (
	"fmt"
	"strings"
	"unicode"
)

// statementElements are the elements of a statement, of all types of policies.
var statementElements = []string{
	"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal", "NotPrincipal",
}

func (r *parser) statement(n *jsonValue, index int) Statement {
	s := Statement{Index: index, Span: n.span}
	before := len(r.found)
	if n.kind == jsonObject {
		r.elements(n, &s)
		r.checkElements(n, &s)
		r.checkType(&s)
	} else {
		r.wrongType(n, "A statement", "an object")
		s.Broken = true
	}
	for _, p := range r.found[before:] {
		s.Broken = s.Broken || p.Severity() == Error
	}
	s.rule = compile(&s, r.document.Variables())
	return s
}

func (r *parser) elements(n *jsonValue, s *Statement) {
	for _, m := range r.unique(n) {
		if m.value.kind == jsonInvalid {
			s.Broken = true
		}
		switch m.name.Value {
		case "Sid":
			s.Sid = r.text(m)
		case "Effect":
			r.effect(m, s)
		case "Action", "NotAction":
			if s.Action.Given() {
				r.add(BothActions, m.name.Span, "A statement can have Action or NotAction, not both.")
			}
			s.Action = r.list(m)
			r.checkActions(s.Action)
		case "Resource", "NotResource":
			if s.Resource.Given() {
				r.add(BothResources, m.name.Span, "A statement can have Resource or NotResource, not both.")
			}
			s.Resource = r.list(m)
			r.checkResources(s.Resource)
		case "Condition":
			s.Condition = m.value.span
			s.Comparisons = r.condition(m.value)
		case "Principal", "NotPrincipal":
			r.principal(m, s)
		default:
			r.unknown(m.name, statementElements...)
		}
	}
}

func (r *parser) effect(m jsonMember, s *Statement) {
	text := r.text(m)
	s.EffectSpan = m.value.span
	switch text.Value {
	case "Allow":
		s.Effect = Allow
	case "Deny":
		s.Effect = Deny
	default:
		if text.given() {
			r.add(UnknownEffect, text.Span, "Effect must be Allow or Deny, spelled exactly so, not "+Quote(text.Value)+".")
		}
	}
}

// list reads a string or a list of strings.
func (r *parser) list(m jsonMember) List {
	l := List{Not: strings.HasPrefix(m.name.Value, "Not"), Name: m.name.Span, Span: m.value.span}
	switch m.value.kind {
	case jsonString:
		l.Values = []Text{{Value: m.value.text, Span: m.value.span}}
	case jsonArray:
		if len(m.value.elements) == 0 {
			r.add(EmptyList, m.value.span, m.name.Value+" is an empty list.")
		}
		l.Values = make([]Text, 0, len(m.value.elements))
		for _, e := range m.value.elements {
			if e.kind != jsonString {
				r.wrongType(e, "Each value of "+m.name.Value, "a string")
				continue
			}
			l.Values = append(l.Values, Text{Value: e.text, Span: e.span})
		}
	default:
		r.wrongType(m.value, m.name.Value, "a string or a list of strings")
	}
	return l
}

// checkElements reports which elements are missing.
func (r *parser) checkElements(n *jsonValue, s *Statement) {
	at := firstByte(n.span)
	if s.EffectSpan.Empty() {
		r.add(NoEffect, at, "The statement has no Effect, so deputy cannot tell whether it allows or denies.")
	}
	if !s.Action.Given() {
		r.add(NoAction, at, "The statement has neither Action nor NotAction.")
	}
	if !s.Resource.Given() {
		r.add(NoResource, at, "The statement has neither Resource nor NotResource, which AWS requires. deputy evaluates it for all resources.")
	}
}

func (r *parser) checkActions(l List) {
	for _, v := range l.Values {
		service, name, ok := strings.Cut(v.Value, ":")
		switch {
		case strings.ContainsFunc(v.Value, unicode.IsSpace):
			r.add(MalformedAction, v.Span, Quote(v.Value)+" contains a space, so it matches no action.")
		case ok && service != "" && name != "" && !strings.Contains(name, ":"):
		case !ok && strings.Trim(v.Value, "*") == "" && v.Value != "":
		default:
			r.add(MalformedAction, v.Span, Quote(v.Value)+" is not of the form service:action; AWS refuses it.")
		}
	}
}

func (r *parser) checkResources(l List) {
	for _, v := range l.Values {
		if strings.Trim(v.Value, "*") == "" && v.Value != "" {
			continue
		}
		t := parseTemplate(v.Value, r.document.Variables())
		parts := t.components()
		switch {
		case parts[0].text() != "arn":
			r.add(MalformedResource, v.Span, Quote(v.Value)+" is neither * nor an ARN.")
		case t.incomplete():
			r.add(IncompleteARN, v.Span, Quote(v.Value)+" has fewer than the six parts of an ARN. AWS does not document how an SCP or RCP matches it. Where that matters, the verdict stays open.")
		case len(parts) > 2 && strings.ContainsAny(parts[2].text(), "*?"):
			r.add(MalformedResource, v.Span, "The service part of an ARN cannot have a wildcard: AWS refuses "+Quote(v.Value)+".")
		}
		r.checkVariables(v, t)
		for _, p := range parts[:min(arnParts-1, len(parts))] {
			if p.variables() {
				r.add(MalformedVariable, v.Span, "AWS reads policy variables only after the fifth colon of an ARN. Before it they are plain text.")
				break
			}
		}
	}
}

// checkVariables warns of a ${ that begins no policy variable although the
// document's version has them.
func (r *parser) checkVariables(v Text, t template) {
	if r.document.Variables() && t.malformed() {
		r.add(MalformedVariable, v.Span, "Not every ${ in "+Quote(v.Value)+
			" begins a policy variable. deputy reads the rest as plain text.")
	}
}

func (r *parser) condition(n *jsonValue) []Comparison {
	if n.kind != jsonObject {
		r.wrongType(n, "Condition", "an object of operators")
		return nil
	}
	var out []Comparison
	for _, m := range r.unique(n) {
		op := r.operator(m.name)
		if m.value.kind != jsonObject {
			r.wrongType(m.value, "The operator "+Quote(m.name.Value), "an object of condition keys")
			continue
		}
		for _, k := range r.unique(m.value) {
			c := Comparison{
				Operator: op, OperatorText: m.name, Key: k.name,
				Span: Span{k.name.Span.Start, max(k.name.Span.End, k.value.span.End)},
			}
			c.Values = r.values(k)
			r.checkValues(c)
			out = append(out, c)
		}
	}
	return out
}

func (r *parser) operator(name Text) Operator {
	op, spelling := parseOperator(name.Value)
	switch {
	case op == Operator{}:
		r.add(UnknownOperator, name.Span, Quote(name.Value)+" is not a condition operator of AWS.")
	case spelling != name.Value:
		r.add(OperatorSpelling, name.Span, "AWS spells this operator "+spelling+". deputy reads it as that.")
	case op.Set != Single && !op.sets():
		r.add(OperatorUse, name.Span, "AWS documents set operators only for strings, ARNs and Bool. deputy evaluates "+Quote(name.Value)+" in the same way.")
	}
	return op
}

// values reads a condition value: one scalar or a list of them. Numbers and
// booleans need no quotation marks.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
func (r *parser) values(m jsonMember) []Text {
	list := []*jsonValue{m.value}
	if m.value.kind == jsonArray {
		list = m.value.elements
		if len(list) == 0 {
			r.add(EmptyList, m.value.span, Quote(m.name.Value)+" has no value to compare with.")
		}
	}
	out := make([]Text, 0, len(list))
	for _, e := range list {
		switch e.kind {
		case jsonString, jsonNumber, jsonBool:
			out = append(out, Text{Value: e.text, Span: e.span})
		default:
			r.wrongType(e, fmt.Sprintf("A value of %s", Quote(m.name.Value)), "a string, a number, true or false")
		}
	}
	return out
}
