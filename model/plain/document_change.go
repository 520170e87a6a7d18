package plain

import (
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// StatementChange is a statement that only one text of a policy has, or that has
// another meaning in each of them. Statements that say the same are no change,
// wherever they stand and however they are written.
type StatementChange struct {
	Before, After string // "forbids: leave the organization"; empty where there is none
	Name          string // of the statement: its number and Sid
	Action        string // an action that it is about; empty if none is known
}

// Sentence says what changed.
func (c StatementChange) Sentence() string {
	switch {
	case c.After == "":
		return c.Name + " no longer " + c.Before + "."
	case c.Before == "":
		return c.Name + " now " + c.After + "."
	default:
		return c.Name + " no longer " + c.Before + ". It now " + c.After + "."
	}
}

// CompareDocuments returns the statements in which two texts of a policy differ, in
// their order. The names of OUs are those of the reading.
func CompareDocuments(r *model.Reading, t model.PolicyType, before, after string) []StatementChange {
	form := scp.SCP
	if t == model.ResourceControlPolicy {
		form = scp.RCP
	}
	w := &writer{reading: r}
	old, now := scp.Parse(before, form), scp.Parse(after, form)
	gone, added := w.onlyIn(old, now), w.onlyIn(now, old)
	var out []StatementChange
	for _, m := range gone {
		c := StatementChange{Before: w.does(&m), Name: statementName(m.statement), Action: m.example(form)}
		if i := slices.IndexFunc(added, func(n meaning) bool { return sameStatement(m.statement, n.statement) }); i >= 0 {
			c.After = w.does(&added[i])
			added = slices.Delete(added, i, i+1)
		}
		out = append(out, c)
	}
	for _, m := range added {
		out = append(out, StatementChange{After: w.does(&m), Name: statementName(m.statement), Action: m.example(form)})
	}
	return out
}

// ExampleActions returns an action for each statement of a policy, those of denials
// first, each once.
func ExampleActions(t model.PolicyType, text string) []string {
	form := scp.SCP
	if t == model.ResourceControlPolicy {
		form = scp.RCP
	}
	d := scp.Parse(text, form)
	var out []string
	for _, effect := range []scp.Effect{scp.Deny, scp.Allow} {
		for i := range d.Statements {
			s := &d.Statements[i]
			if s.Broken || s.Effect != effect {
				continue
			}
			m := newMeaning(d, s)
			if a := m.example(form); a != "" && !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

// example returns an action that the statement applies to and that AWS has; empty if
// none is known.
func (m *meaning) example(form scp.Type) string {
	a := m.someAction(form)
	if _, known := iam.Lookup(a); !known {
		return ""
	}
	return a
}

// onlyIn returns the meanings that a document has and another does not.
func (w *writer) onlyIn(d, other *scp.Document) []meaning {
	id := func(m *meaning) string { return m.statement.Effect.String() + m.key() }
	there := map[string]bool{}
	for i := range other.Statements {
		if !other.Statements[i].Broken {
			m := newMeaning(other, &other.Statements[i])
			there[id(&m)] = true
		}
	}
	var out []meaning
	for i := range d.Statements {
		if m := newMeaning(d, &d.Statements[i]); !d.Statements[i].Broken && !there[id(&m)] {
			out = append(out, m)
		}
	}
	return out
}

// does says what a statement does.
func (w *writer) does(m *meaning) string {
	if m.statement.Effect == scp.Deny {
		return "forbids: " + phrase.TrimStop(w.denial(m).sentence)
	}
	return "allows: " + phrase.TrimStop(w.allowed(m))
}

// sameStatement reports whether two statements of different texts are the same one,
// changed: they have one Sid, or no Sid and one place.
func sameStatement(a, b *scp.Statement) bool {
	if a.Effect != b.Effect {
		return false
	}
	if a.Sid.Value != "" || b.Sid.Value != "" {
		return strings.EqualFold(a.Sid.Value, b.Sid.Value)
	}
	return a.Index == b.Index
}

// statementName returns a statement's number and Sid.
func statementName(s *scp.Statement) string {
	name := "Statement " + strconv.Itoa(s.Index)
	if s.Sid.Value != "" {
		name += " (" + s.Sid.Value + ")"
	}
	return name
}

// CompareAcross compares a node in two readings.
func CompareAcross(now, then *model.Reading, id model.NodeID, t model.PolicyType) Comparison {
	return compareReadings(now, id, then, id, t)
}

// Lines returns what a node is no longer forbidden, and what it is now: "can again",
// "cannot any more".
func (c *Comparison) Lines(now, then *model.Reading) []string {
	var out []string
	add := func(r *model.Reading, lines []Restriction, words string) {
		for i := range lines {
			if l := &lines[i]; l.Kind == NotKnown {
				out = append(out, phrase.Sentence(l.Sentence))
			} else {
				out = append(out, words+" by "+sourceNames(l.Sources)+": "+phrase.Sentence(l.Words(r)))
			}
		}
	}
	add(now, c.OnlyA, "No longer forbidden")
	add(then, c.OnlyB, "Now forbidden")
	return out
}

// sourceNames names the statements of a line, or says that a level allows no more.
func sourceNames(sources []verdict.Reason) string {
	if len(sources) == 0 {
		return "the lack of an Allow"
	}
	var names []string
	for _, s := range sources {
		if name := s.Name + " [" + strconv.Itoa(s.Index) + "]"; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return phrase.Join(names, " and ")
}
