package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Expectation is a question with the answer that a line predicts.
type Expectation struct {
	Question verdict.Question
	Blocked  bool // the line's statements block it; otherwise none of them does
}

// Agrees reports whether a verdict is as expected. If the line says that the
// request is blocked, each source must be among the verdict's reasons, or each
// level among those where nothing allows it; if it is an exception, none may
// be.
func (l *Restriction) Agrees(e Expectation, v *verdict.Verdict) bool {
	found := 0
	if l.Kind == NotAllowed {
		for _, level := range l.Levels {
			if slices.Contains(v.Missing, verdict.LevelRef{Type: model.ServiceControlPolicy, Level: level}) {
				found++
			}
		}
		return e.Blocked == (found == len(l.Levels)) && (e.Blocked && v.Ruling.Denied() || found == 0)
	}
	for _, s := range l.Sources {
		if slices.Contains(v.By, s) {
			found++
		}
		open := slices.ContainsFunc(v.Open, func(o verdict.OpenReason) bool { return o.Reason == s })
		if open {
			return false
		}
	}
	if e.Blocked {
		return found == len(l.Sources) && v.Ruling == verdict.ExplicitlyDenied
	}
	return found == 0
}

// maxExpectations bounds how many questions a line has.
const maxExpectations = 64

// Questions returns requests by which a line can be checked: an action, a
// resource and keys for which it says that the request is blocked, and each
// exception. The answers follow from what the line's sentence says, not from
// how its statements are evaluated. A line about what could not be read has no
// questions, nor does one of a node without accounts to which its policies
// apply.
func (r *Restrictions) Questions(reading *model.Reading, l *Restriction) []Expectation {
	in := scope{reading, someMember(reading, r.Node), r.Type, verdict.DerivedRequest(reading, r.Node, r.Type)}
	if in.account == "" || l.Kind == NotKnown {
		return nil
	}
	a := &questionMaker{line: l, scope: in, probe: prober{map[string]*scp.Document{}, in.known}}
	if len(l.meanings) == 0 {
		a.ask(&exampleRequest{action: commonActions[0], resource: "*"})
	}
	for i := range l.meanings {
		a.askUnlisted(&l.meanings[i])
	}
	for i := range l.meanings {
		m := &l.meanings[i]
		if base := a.baseRequest(m); base != nil {
			a.vary(m, base)
		}
	}
	return a.out
}

// questionMaker makes the questions of a line.
type questionMaker struct {
	line  *Restriction
	scope scope
	probe prober
	out   []Expectation
}

// ask adds the question of an example if the line's words answer it.
func (a *questionMaker) ask(s *exampleRequest) {
	if len(a.out) >= maxExpectations || a.scope.kind == model.ResourceControlPolicy && !scp.RCPCovers(s.action) {
		return
	}
	s = s.inGlobalRegion(a.scope.reading)
	some, sure := false, true
	for i := range a.line.meanings {
		applies, ok := a.probe.applies(&a.line.meanings[i], s)
		some, sure = some || applies, sure && ok
	}
	if !some && !sure {
		return
	}
	q := s.question(a.scope)
	if q.Check() == nil {
		a.out = append(a.out, Expectation{q, some == (a.line.Kind == Forbidden)})
	}
}

// askUnlisted asks, for an allow list, about an action that it hardly lists,
// with one key at a time.
func (a *questionMaker) askUnlisted(m *meaning) {
	if a.line.Kind != NotAllowed {
		return
	}
	example := &exampleRequest{action: commonActions[len(commonActions)-1], resource: "*", keys: map[string][]string{}, names: map[string]string{}}
	a.setOtherKeys(example, &meaning{})
	for _, key := range m.keysInOrder() {
		for _, values := range a.probe.candidates(m, key, example) {
			x := example.clone()
			x.keys[key] = values
			a.ask(x)
		}
	}
}

// baseRequest returns an example that a statement applies to; nil if none is
// found.
func (a *questionMaker) baseRequest(m *meaning) *exampleRequest {
	form := scp.SCP
	if a.scope.kind == model.ResourceControlPolicy {
		form = scp.RCP
	}
	s := &exampleRequest{action: m.someAction(form), keys: map[string][]string{}, names: map[string]string{}}
	a.setOtherKeys(s, m)
	for _, key := range m.keysInOrder() {
		if !a.chooseValue(m, key, s) {
			return nil
		}
	}
	for _, r := range m.someResources(s) {
		s.resource = r
		if in, ok := a.probe.resourceFits(m, s); in && ok {
			return s
		}
	}
	return nil
}

// setOtherKeys sets the keys that the line's other statements ask for to
// absent, and those that variables refer to, to a value.
func (a *questionMaker) setOtherKeys(s *exampleRequest, m *meaning) {
	for i := range a.line.meanings {
		other := &a.line.meanings[i]
		for k := range other.clauses {
			c := &other.clauses[k]
			s.names[c.key] = c.comparison.Key.Value
			_, s.keys[c.key] = a.scope.known.Key(c.key)
		}
		for _, name := range other.variables() {
			if key := strings.ToLower(name); s.names[key] == "" {
				s.names[key], s.keys[key] = name, []string{"w1"}
				if key == "aws:principalaccount" {
					s.keys[key] = []string{string(a.scope.account)}
				}
				if presence, values := a.scope.known.Key(key); presence == scp.Given {
					s.keys[key] = values
				}
			}
		}
	}
	for i := range m.clauses {
		delete(s.keys, m.clauses[i].key)
	}
}

// chooseValue sets a key to a value with which all clauses of the key hold.
func (a *questionMaker) chooseValue(m *meaning, key string, s *exampleRequest) bool {
	for _, values := range a.probe.candidates(m, key, s) {
		if a.holds(m, key, values, s) {
			s.keys[key] = values
			return true
		}
	}
	return false
}

// holds reports whether all clauses of a key hold for values.
func (a *questionMaker) holds(m *meaning, key string, values []string, s *exampleRequest) bool {
	for i := range m.clauses {
		c := &m.clauses[i]
		if c.key != key {
			continue
		}
		fits, sure := a.probe.valuesFit(m, c, values, s)
		if holds, ok := c.applies(fits); !sure || !ok || !holds {
			return false
		}
	}
	return true
}

// vary asks about an example and about others that differ from it in one thing.
func (a *questionMaker) vary(m *meaning, base *exampleRequest) {
	a.ask(base)
	for _, key := range m.keysInOrder() {
		for _, values := range a.probe.candidates(m, key, base) {
			s := base.clone()
			s.keys[key] = values
			a.ask(s)
		}
	}
	for _, action := range m.someActions() {
		s := base.clone()
		s.action = action
		a.ask(s)
	}
	for _, resource := range append(m.someResources(base), unrelatedResource, "*") {
		s := base.clone()
		s.resource = resource
		a.ask(s)
	}
}

// unrelatedResource is an ARN that policies do not mention.
const unrelatedResource = "arn:aws:zzz:zz-none-1:999999999999:none/none"

// keysInOrder returns the keys of the conditions, those with variables last.
func (m *meaning) keysInOrder() []string {
	var literal, variable []string
	for i := range m.clauses {
		c := &m.clauses[i]
		if slices.ContainsFunc(m.clauses, func(x clause) bool { return x.key == c.key && strings.Contains(x.id(), "${") }) {
			variable = append(variable, c.key)
		} else {
			literal = append(literal, c.key)
		}
	}
	var out []string
	for _, k := range slices.Concat(literal, variable) {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// variables returns the keys that the statement's values refer to.
func (m *meaning) variables() []string {
	if !m.document.Variables() {
		return nil
	}
	var out []string
	text := m.document.Text[m.statement.Span.Start:m.statement.Span.End]
	for {
		_, rest, found := strings.Cut(text, "${")
		if !found {
			return out
		}
		name, _, _ := strings.Cut(rest, "}")
		name, _, _ = strings.Cut(name, ",")
		if name = strings.TrimSpace(name); strings.Contains(name, ":") {
			out = append(out, name)
		}
		text = rest
	}
}

// someActions returns actions that the statement names, and others.
func (m *meaning) someActions() []string {
	out := slices.Clone(commonActions)
	for i, v := range m.statement.Action.Values {
		if i == 8 {
			break
		}
		if actions := actionsOf(v.Value); len(actions) > 0 {
			out = append(out, actions[0])
		}
	}
	return out
}

// someResources returns resources that the statement may apply to.
func (m *meaning) someResources(s *exampleRequest) []string {
	if m.allResources {
		return []string{"*", unrelatedResource}
	}
	version := m.document.Version.Value
	d := scp.Parse(`{"Version":`+quoted(version)+`,"Statement":{"Effect":"Deny","Action":"*","Resource":`+quotedList(m.resources)+`}}`, scp.SCP)
	out := d.ExampleResources(s.request())
	for i, r := range out {
		for strings.Count(r, ":") < 5 {
			r += ":x"
		}
		out[i] = r
	}
	if m.notResources {
		out = append([]string{unrelatedResource, "*"}, out...)
	}
	return out
}

// scope is where a line holds.
type scope struct {
	reading *model.Reading
	account model.AccountID // an account that the policies apply to; empty if there is none
	kind    model.PolicyType
	known   *scp.Request // the keys that are the same for every request there
}
