package plain

import (
	"encoding/json"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Expectation is a question whose answer a line foretells.
type Expectation struct {
	Question verdict.Question
	Blocked  bool // the line's statements block it; otherwise none of them does
}

// Agrees tells whether a verdict bears an expectation out. Of a line that says
// that something is forbidden each source must be among the verdict's reasons,
// or each level among those where nothing allows it; of an exception none may.
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

// maxExpectations bounds how many questions a line gives.
const maxExpectations = 64

// Questions are what one can ask to see that the line holds: an action, a
// resource and keys for which it blocks, and each exception. What a line says
// decides the answers, not how its statement is evaluated. A line about what is
// not known gives none, nor does one of a node without accounts that its
// policies bind.
func (l *Restriction) Questions() []Expectation {
	if l.scope.account == "" || l.Kind == NotKnown {
		return nil
	}
	a := &asker{line: l, probe: prober{map[string]*scp.Document{}, l.scope.known}}
	if len(l.meanings) == 0 {
		a.ask(&exampleRequest{action: commonActions[0], resource: "*"})
	}
	for i := range l.meanings {
		a.strange(&l.meanings[i])
	}
	for i := range l.meanings {
		m := &l.meanings[i]
		if base := a.base(m); base != nil {
			a.vary(m, base)
		}
	}
	return a.out
}

// strange asks, of an allow list, about an action that it hardly names, with
// one key that a statement asks for.
func (a *asker) strange(m *meaning) {
	if a.line.Kind != NotAllowed {
		return
	}
	s := &exampleRequest{action: commonActions[len(commonActions)-1], resource: "*", keys: map[string][]string{}, names: map[string]string{}}
	a.spread(s, &meaning{})
	for _, key := range m.keysInOrder() {
		for _, values := range a.probe.candidates(m, key, s) {
			x := s.clone()
			x.keys[key] = values
			a.ask(x)
		}
	}
}

// asker makes the questions of a line.
type asker struct {
	line  *Restriction
	probe prober
	out   []Expectation
}

// ask adds the question of a state if the line's words answer it.
func (a *asker) ask(s *exampleRequest) {
	if len(a.out) >= maxExpectations || a.line.scope.kind == model.ResourceControlPolicy && !scp.RCPCovers(s.action) {
		return
	}
	s = s.atHome(a.line.scope.reading)
	some, sure := false, true
	for i := range a.line.meanings {
		applies, ok := a.probe.applies(&a.line.meanings[i], s)
		some, sure = some || applies, sure && ok
	}
	if !some && !sure {
		return
	}
	q := s.question(a.line.scope)
	if q.Check() == nil {
		a.out = append(a.out, Expectation{q, some == (a.line.Kind == Forbidden)})
	}
}

// base is a state to which a statement applies; nil if none is found.
func (a *asker) base(m *meaning) *exampleRequest {
	form := scp.SCP
	if a.line.scope.kind == model.ResourceControlPolicy {
		form = scp.RCP
	}
	s := &exampleRequest{action: m.someAction(form), keys: map[string][]string{}, names: map[string]string{}}
	a.spread(s, m)
	for _, key := range m.keysInOrder() {
		if !a.settle(m, key, s) {
			return nil
		}
	}
	for _, r := range m.someResources(s) {
		s.resource = r
		if in, ok := a.probe.lies(m, s); in && ok {
			return s
		}
	}
	return nil
}

// spread gives the keys that the line's other statements ask for as absent,
// and the keys that stand in for variables a value.
func (a *asker) spread(s *exampleRequest, m *meaning) {
	for i := range a.line.meanings {
		other := &a.line.meanings[i]
		for k := range other.clauses {
			c := &other.clauses[k]
			s.names[c.key] = c.comparison.Key.Value
			_, s.keys[c.key] = a.line.scope.known.Key(c.key)
		}
		for _, name := range other.variables() {
			if key := strings.ToLower(name); s.names[key] == "" {
				s.names[key], s.keys[key] = name, []string{"w1"}
				if key == "aws:principalaccount" {
					s.keys[key] = []string{string(a.line.scope.account)}
				}
				if presence, values := a.line.scope.known.Key(key); presence == scp.Given {
					s.keys[key] = values
				}
			}
		}
	}
	for i := range m.clauses {
		delete(s.keys, m.clauses[i].key)
	}
}

// settle gives a key a value with which all its clauses hold.
func (a *asker) settle(m *meaning, key string, s *exampleRequest) bool {
	for _, values := range a.probe.candidates(m, key, s) {
		if a.holds(m, key, values, s) {
			s.keys[key] = values
			return true
		}
	}
	return false
}

func (a *asker) holds(m *meaning, key string, values []string, s *exampleRequest) bool {
	for i := range m.clauses {
		c := &m.clauses[i]
		if c.key != key {
			continue
		}
		fits, sure := a.probe.fits(m, c, values, s)
		if holds, ok := c.applies(fits); !sure || !ok || !holds {
			return false
		}
	}
	return true
}

// vary asks about the base and about states that differ from it in one thing.
func (a *asker) vary(m *meaning, base *exampleRequest) {
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

// unrelatedResource is one that policies are not about.
const unrelatedResource = "arn:aws:zzz:zz-none-1:999999999999:none/none"

// keysInOrder are the keys of the conditions, those with variables last.
func (m *meaning) keysInOrder() []string {
	var plain, variable []string
	for i := range m.clauses {
		c := &m.clauses[i]
		if slices.ContainsFunc(m.clauses, func(x clause) bool { return x.key == c.key && strings.Contains(x.id(), "${") }) {
			variable = append(variable, c.key)
		} else {
			plain = append(plain, c.key)
		}
	}
	var out []string
	for _, k := range slices.Concat(plain, variable) {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// variables are the keys that the statement's values refer to.
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

// someActions are actions that the statement names, and others.
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

// someResources are resources that the statement may apply to.
func (m *meaning) someResources(s *exampleRequest) []string {
	if m.anywhere {
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
	if m.others {
		out = append([]string{unrelatedResource, "*"}, out...)
	}
	return out
}

// quoted gives text as JSON.
func quoted(text string) string {
	b, _ := json.Marshal(text) // A string always encodes.
	return string(b)
}

func quotedList(list []string) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = quoted(v)
	}
	return "[" + strings.Join(words, ",") + "]"
}
