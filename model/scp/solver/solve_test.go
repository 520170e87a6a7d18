package solver_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"deputy/model/scp/solver"
)

// slot is compared with texts by tests of the simplest kind.
type slot struct {
	domain solver.Domain
	tests  []func(values []string) bool
	never  string // a value that the slot cannot have

	open   bool
	values []string
}

func (s *slot) Domain() solver.Domain { return s.domain }
func (s *slot) Clear()                { s.open, s.values = true, nil }

func (s *slot) Fill(values ...string) bool {
	if slices.Contains(values, s.never) && s.never != "" {
		return false
	}
	s.open, s.values = false, values
	return true
}

func (s *slot) Outcomes() string {
	var b strings.Builder
	for _, test := range s.tests {
		b.WriteString(strconv.FormatBool(test(s.values))[:1])
	}
	return b.String()
}

// statement matches if all slots are filled in and the condition holds.
func statement(condition func() bool, slots ...*slot) *solver.Statement {
	s := &solver.Statement{Cost: 1}
	for _, x := range slots {
		s.Slots = append(s.Slots, x)
	}
	s.Match = func() (matches, known bool) {
		if slices.ContainsFunc(slots, func(x *slot) bool { return x.open }) {
			return false, false
		}
		return condition(), true
	}
	return s
}

func text(words ...string) []solver.Pattern {
	var out []solver.Pattern
	for _, word := range words {
		var p solver.Pattern
		for _, c := range word {
			switch c {
			case '*':
				p = append(p, solver.Atom{Kind: solver.Run})
			case '?':
				p = append(p, solver.Atom{Kind: solver.One})
			default:
				p = append(p, solver.Atom{Kind: solver.Char, Char: c})
			}
		}
		out = append(out, p)
	}
	return out
}

func begins(prefix string) func([]string) bool {
	return func(values []string) bool { return len(values) == 1 && strings.HasPrefix(values[0], prefix) }
}

func ends(suffix string) func([]string) bool {
	return func(values []string) bool { return len(values) == 1 && strings.HasSuffix(values[0], suffix) }
}

// newSlot is compared with a* or -, and with *b.
func newSlot() *slot {
	return &slot{
		open: true, tests: []func([]string) bool{begins("a"), ends("b")},
		domain: solver.Domain{Patterns: [][]solver.Pattern{text("a*", "-"), text("*b")}, Cost: 1},
	}
}

func goals(need, avoid []*solver.Statement) []solver.Goal {
	out := []solver.Goal{{Statements: avoid, None: true}}
	for _, s := range need {
		out = append(out, solver.Goal{Statements: []*solver.Statement{s}})
	}
	return out
}

// What two patterns match together is found, and what they exclude is not.
func TestSolve(t *testing.T) {
	x, y := newSlot(), newSlot()
	both := statement(func() bool { return begins("a")(x.values) && ends("b")(x.values) }, x)
	neither := statement(func() bool { return !begins("a")(x.values) && !ends("b")(x.values) }, x)
	same := statement(func() bool { return slices.Equal(x.values, y.values) }, x, y)
	other := statement(func() bool { return begins("a")(y.values) }, y)
	for _, c := range []struct {
		name        string
		need, avoid []*solver.Statement
		want        bool
		x           string
	}{
		{"nothing", nil, nil, true, ""},
		{"both", []*solver.Statement{both}, nil, true, "ab"},
		{"neither", []*solver.Statement{neither}, nil, true, "-"},
		{"both and neither", []*solver.Statement{both, neither}, nil, false, ""},
		{"two slots", []*solver.Statement{both, same}, nil, true, "ab"},
		{"two slots that differ", []*solver.Statement{both}, []*solver.Statement{same}, true, "ab"},
		{"two slots apart from each other, and together", []*solver.Statement{both, other, same}, nil, true, "ab"},
		{"both and not both", []*solver.Statement{both}, []*solver.Statement{both}, false, ""},
	} {
		x.Clear()
		y.Clear()
		possible, sure := solver.Solve(goals(c.need, c.avoid))
		if got := strings.Join(x.values, " "); possible != c.want || !sure || got != c.x {
			t.Errorf("%s: possible %v, sure %v, with %q", c.name, possible, sure, got)
		}
		if !possible && (!x.open || !y.open) {
			t.Errorf("%s: what was tried stays filled in", c.name)
		}
	}
}

// What the slot cannot have is not tried, and a slot whose candidates are not
// all known leaves a yes that is not sure.
func TestSolveIsNotSure(t *testing.T) {
	x := newSlot()
	plain := statement(func() bool { return begins("a")(x.values) }, x)
	x.never = "a"
	if possible, sure := solver.Solve(goals([]*solver.Statement{plain}, nil)); !possible || !sure || x.values[0] != "ab" {
		t.Errorf("possible %v, sure %v, with %q", possible, sure, x.values)
	}
	for name, change := range map[string]func(*slot){
		"incomplete":          func(x *slot) { x.domain.Incomplete = true },
		"too costly":          func(x *slot) { x.domain.Cost = 5_000_000 },
		"sets are too costly": func(x *slot) { x.domain.Cost, x.domain.Sets = 300_000, true },
		"too many sets": func(x *slot) {
			x.domain.Sets = true
			x.tests = nil
			for i := range 8 {
				c := string(rune('A' + i))
				x.domain.Patterns = append(x.domain.Patterns, text(c))
				x.tests = append(x.tests, func(values []string) bool { return slices.Contains(values, c) })
			}
		},
		"too many states": func(x *slot) {
			x.domain.Patterns = nil
			for i := range 12 {
				c := string(rune('A' + i))
				x.domain.Patterns = append(x.domain.Patterns, text("*"+c+"*"+c+c+"*"))
			}
		},
	} {
		x = newSlot()
		impossible := statement(func() bool { return false }, x)
		change(x)
		if possible, sure := solver.Solve(goals([]*solver.Statement{impossible}, nil)); !possible || sure {
			t.Errorf("%s: possible %v, sure %v", name, possible, sure)
		}
	}
}

// A set of values fits what no single value fits.
func TestSolveWithSets(t *testing.T) {
	has := func(want string) func([]string) bool {
		return func(values []string) bool { return slices.Contains(values, want) }
	}
	x := &slot{open: true, tests: []func([]string) bool{has("1"), has("2")}, domain: solver.Domain{Values: []string{"1", "2"}, Cost: 1, Sets: true}}
	both := statement(func() bool { return has("1")(x.values) && has("2")(x.values) }, x)
	if possible, sure := solver.Solve(goals([]*solver.Statement{both}, nil)); !possible || !sure {
		t.Errorf("possible %v, sure %v", possible, sure)
	}
	x = &slot{open: true, tests: x.tests, domain: solver.Domain{Values: []string{"1", "2"}, Cost: 1}}
	both = statement(func() bool { return has("1")(x.values) && has("2")(x.values) }, x)
	if possible, _ := solver.Solve(goals([]*solver.Statement{both}, nil)); possible {
		t.Errorf("one value is found to be two: %q", x.values)
	}
}
