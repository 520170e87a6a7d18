package pane

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
)

// askedOfAll turns a question on for all accounts.
func askedOfAll(t testing.TB, env *Env, q verdict.Question, o typical.Options) {
	t.Helper()
	lens, err := typical.NewLens(env.Reading, q, o)
	if err != nil {
		t.Fatal(err)
	}
	env.Lens = lens
}

// The list of answers says of each group all that decides it, whole at every width:
// for an ordinary request, and exactly.
func TestLensFrames(t *testing.T) {
	env := demo()
	for _, mode := range []struct {
		name    string
		action  string
		exactly bool
	}{{"", "ec2:RunInstances", false}, {"rds-", "rds:CreateDBInstance", false}, {"exact-", "ec2:RunInstances", true}} {
		askedOfAll(t, env, verdict.Question{Action: mode.action}, typical.Options{Exactly: mode.exactly})
		for size, name := range map[kit.Size]string{{W: 60, H: 20}: "60x20", {W: 80, H: 24}: "80x24", {W: 120, H: 40}: "120x40"} {
			p := NewLens(env)
			keep(t, mode.name+name, p, size.W, size.H)
			p.Do(kit.End)
			keep(t, mode.name+name+"-end", p, size.W, size.H)
		}
	}
	p := NewLens(env)
	whole := strings.Join(strings.Fields(frame(t, p, 120, 300)), " ")
	v, err := verdict.Ask(env.Reading, verdict.Question{Account: "444455556666", Action: "ec2:RunInstances"})
	if err != nil || len(v.Sentences()) < 2 {
		t.Fatalf("%v: %q", err, v.Sentences())
	}
	for _, s := range v.Sentences() {
		if !strings.Contains(whole, s) {
			t.Errorf("%q is not told:\n%s", s, frame(t, p, 120, 300))
		}
	}
}

// The key that turns between the two kinds of answers works on the list of them.
func TestLensAsksToBeTurned(t *testing.T) {
	env := demo()
	p := NewLens(env)
	if ok, _ := p.Can(kit.Exactly); ok {
		t.Error("no question is on, and can be turned")
	}
	askedOfAll(t, env, verdict.Question{Action: "ec2:RunInstances"}, typical.Options{})
	if ok, _ := p.Can(kit.Exactly); !ok || p.Do(kit.Exactly) != (LensTurned{}) {
		t.Error("the answers cannot be turned")
	}
}

// lensText returns all lines of a list of answers at a width where headings take
// several lines.
func lensText(t *testing.T, p *Lens) []string {
	t.Helper()
	return strings.Split(frame(t, p, 60, 200), "\n")
}

// rowsOf returns all rows of a list of answers.
func rowsOf(p *Lens) (rows []lensRow) {
	for i := range p.window.Len {
		r, _ := p.rowAt(i)
		rows = append(rows, r)
	}
	return rows
}

// count returns how many lines contain a text.
func count(lines []string, text string) (n int) {
	for _, l := range lines {
		if strings.Contains(l, text) {
			n++
		}
	}
	return n
}

// TestLensFolds ensures that Enter on each line of a heading folds its group and
// unfolds it again, that the arrows do, and that the cursor stays on the heading.
func TestLensFolds(t *testing.T) {
	env := demo()
	askedOfAll(t, env, verdict.Question{Action: "ec2:RunInstances"}, typical.Options{})
	p := NewLens(env)
	all := lensText(t, p)
	tall := slices.IndexFunc(rowsOf(p), func(r lensRow) bool { return r.account == nil && !r.first })
	if tall < 1 {
		t.Fatalf("no heading takes several lines:\n%s", strings.Join(all, "\n"))
	}
	rows := rowsOf(p)
	group := rows[tall].group
	for at := tall; at >= 0 && rows[at].group == group; at-- {
		p.window.To(at)
		if label := p.Label(kit.Open); label != "fold" {
			t.Errorf("on line %d Enter is called %q", at, label)
		}
		p.Do(kit.Open)
		folded := lensText(t, p)
		if p.window.Len >= len(rows) || count(folded, group.Accounts[0].Name+" ") != 0 || count(folded, "▸") != 1 {
			t.Errorf("Enter on line %d does not fold:\n%s", at, strings.Join(folded, "\n"))
		}
		if r, _ := p.row(); r.group == nil || groupKey(r.group) != groupKey(group) || p.Label(kit.Open) != "unfold" {
			t.Errorf("the cursor has left the heading: %+v", r)
		}
		p.Do(kit.Right)
		if diff := cmp.Diff(bare(all), bare(lensText(t, p))); diff != "" {
			t.Errorf("unfolding is not the way back (-want +got):\n%s", diff)
		}
	}
	p.window.To(tall + 2) // an account
	p.Do(kit.Left)
	lensText(t, p)
	if r, _ := p.row(); r.account != nil {
		t.Errorf("the cursor is on an account that is folded away: %s", r.account.Name)
	}
	p.Do(kit.UnfoldAll)
	p.Do(kit.FoldAll)
	if got := lensText(t, p); count(got, "▾") != 0 || p.window.Len >= len(p.groups)*6 {
		t.Errorf("not everything is folded:\n%s", strings.Join(got, "\n"))
	}
}

// bare returns lines without the cursor's mark.
func bare(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimSpace(strings.TrimPrefix(l, "▌"))
	}
	return out
}

// TestLensFilters ensures that the answers are narrowed by name, ID and path and by the
// reason, folded or not, and that the number of what is shown is told.
func TestLensFilters(t *testing.T) {
	env := demo()
	askedOfAll(t, env, verdict.Question{Action: "ec2:RunInstances"}, typical.Options{})
	p := NewLens(env)
	lensText(t, p)
	p.Do(kit.FoldAll)
	p.Do(kit.Filter)
	for text, want := range map[string]int{"payments-prod": 1, "444455556666": 1, "workloads prod payments-prod": 1, "no such account": 0} {
		p.Clear()
		p.Paste(text)
		got := lensText(t, p)
		n := 0
		for _, r := range rowsOf(p) {
			if r.account != nil {
				n++
			}
		}
		if n != want || p.matching != want || !strings.Contains(got[0], fmt.Sprintf("%d of ", want)) {
			t.Errorf("%q shows %d accounts:\n%s", text, n, strings.Join(got, "\n"))
		}
	}
	p.Clear()
	p.Paste(p.groups[0].Reason)
	if lensText(t, p); p.matching != len(p.groups[0].Accounts) {
		t.Errorf("the first reason has %d accounts, and %d are shown", len(p.groups[0].Accounts), p.matching)
	}
	if ok, _ := p.Can(kit.Close); !ok {
		t.Error("Esc would leave the list rather than clear the filter")
	}
	p.Do(kit.Close)
	if ok, _ := p.Can(kit.Close); ok || count(lensText(t, p), "▸") != len(p.groups) {
		t.Error("the filter is not cleared, or what was folded is not")
	}
}

// TestLensShowsAllowedFirst ensures that a key turns the order of the groups, what is
// not known staying last.
func TestLensShowsAllowedFirst(t *testing.T) {
	env := demo()
	askedOfAll(t, env, verdict.Question{Action: "ec2:RunInstances"}, typical.Options{})
	p := NewLens(env)
	order := func() (kinds []typical.Kind) {
		lensText(t, p)
		for _, r := range rowsOf(p) {
			if r.first {
				kinds = append(kinds, r.group.Kind)
			}
		}
		return kinds
	}
	denied := order()
	if label := p.Label(kit.Sort); denied[0] != typical.Denied || label != "allowed first" {
		t.Errorf("first come %v, and s is called %q", denied, label)
	}
	p.Do(kit.Sort)
	if allowed := order(); allowed[0] != typical.NotBlocked || !slices.IsSorted(allowed) || p.window.Cursor != 0 {
		t.Errorf("then come %v", allowed)
	}
	p.Do(kit.Sort)
	if diff := cmp.Diff(denied, order()); diff != "" {
		t.Errorf("the way back (-want +got):\n%s", diff)
	}
}
