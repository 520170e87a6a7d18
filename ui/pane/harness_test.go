package pane

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// testEnv returns an environment whose reading is complete and has everything of the
// snapshot.
func testEnv(s *model.Snapshot) *Env {
	env := emptyEnv()
	applyFresh(env.Reading, s)
	return env
}

func emptyEnv() *Env {
	return &Env{
		Look:    kit.Look{Theme: theme.New(true, theme.Full, false), Now: time.Date(2026, 11, 23, 10, 31, 0, 0, time.UTC)},
		Reading: model.NewReading(),
		Keys:    map[string][]string{"ask": {"a"}, "reread": {"r"}, "undo-this": {"u"}, "findings": {"4"}, "management-account": {"M"}, "read-events": {"r"}, "event-days": {"t"}, "events": {"E"}, "delegate": {"d"}, "remove": {"x"}},
	}
}

// applyFresh applies everything in the snapshot to the reading as if it had just been
// read.
func applyFresh(r *model.Reading, s *model.Snapshot) {
	at := time.Date(2026, 11, 23, 10, 30, 0, 0, time.UTC)
	r.Apply(model.SavedFact{Snapshot: s})
	r.Apply(model.RootsFact{Roots: s.Roots})
	r.Apply(model.OUsFact{OUs: s.OUs})
	r.Apply(model.AccountsFact{Accounts: s.Accounts})
	r.Apply(model.RootAccessFact{Enabled: []string{model.RootCredentialsManagement, model.RootSessions}})
	r.Apply(model.HandshakesFact{Open: sample.Handshakes(at)})
	done := func(p model.Part, target string) {
		r.Apply(model.StatusFact{Part: p, Target: target, Status: model.Status{Progress: model.Complete, At: at}})
	}
	modeltest.Apply(r, modeltest.ManagementAccountFacts(modeltest.SoundAccount(at))...)
	applyLevels(r, s, done)
	for id, d := range s.Documents {
		d.Taken = at
		r.Apply(model.DocumentFact{Policy: id, Document: d})
		done(model.PartDocument, string(id))
	}
	for target := range s.Tags {
		done(model.PartTags, target)
	}
	for _, p := range s.Policies {
		r.Apply(model.TargetsFact{Policy: p.ID, Targets: targetsIn(s, p.ID), First: true, Last: true})
	}
	for _, t := range model.Evaluated() {
		r.Apply(model.PoliciesFact{Type: t, Policies: ofType(s.Policies, t)})
		done(model.PartPolicies, string(t))
		done(model.PartTargets, string(t))
	}
	for _, p := range []model.Part{
		model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts, model.PartDocument,
		model.PartTrustedAccess, model.PartAdministrators, model.PartDelegations, model.PartResourcePolicy, model.PartRootAccess, model.PartHandshakes,
	} {
		done(p, "")
	}
}

func applyLevels(r *model.Reading, s *model.Snapshot, done func(model.Part, string)) {
	types := map[model.PolicyID]model.PolicyType{}
	for _, p := range s.Policies {
		types[p.ID] = p.Type
	}
	lists := map[model.PolicyType]map[model.NodeID][]model.PolicyID{}
	for _, t := range model.Evaluated() {
		lists[t] = map[model.NodeID][]model.PolicyID{}
	}
	for _, a := range s.Attachments {
		t := types[a.Policy]
		if lists[t] == nil {
			continue // a type that is not evaluated
		}
		lists[t][a.Target] = append(lists[t][a.Target], a.Policy)
	}
	for t, nodes := range lists {
		for n, ids := range nodes {
			r.Apply(model.AttachedFact{Node: n, Type: t, Policies: ids})
			done(model.PartAttached, model.AttachedTarget(n, t))
		}
	}
}

func ofType(ps []model.Policy, t model.PolicyType) []model.Policy {
	var out []model.Policy
	for _, p := range ps {
		if p.Type == t {
			out = append(out, p)
		}
	}
	return out
}

// demo returns an environment of the demo organization.
func demo() *Env { return testEnv(sample.Demo()) }

// named returns the node with a name.
func named(t testing.TB, env *Env, name string) *model.Node {
	t.Helper()
	for n := range env.Reading.Nodes() {
		if n.Name == name {
			return n
		}
	}
	t.Fatalf("no node is called %q", name)
	return nil
}

// frame draws a pane, checks that it fills its rectangle exactly, and gives it
// as plain text.
func frame(t testing.TB, p kit.Pane, w, h int) string {
	t.Helper()
	lines := p.View(kit.Size{W: w, H: h}, true)
	if len(lines) != h {
		t.Fatalf("the pane has %d lines instead of %d", len(lines), h)
	}
	bare := make([]string, len(lines))
	for i, line := range lines {
		if got := max(ansi.StringWidth(line), ansi.StringWidthWc(line)); got != w {
			t.Fatalf("at %d×%d line %d has %d cells: %q", w, h, i, got, line)
		}
		text := ansi.Strip(line)
		if at := strings.IndexFunc(text, func(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x202e }); at >= 0 {
			t.Fatalf("line %d holds a raw control character: %q", i, text)
		}
		bare[i] = strings.TrimRight(text, " ")
	}
	return strings.Join(bare, "\n") + "\n"
}

// keep compares a pane's frame with the one that is kept.
func keep(t *testing.T, name string, p kit.Pane, w, h int) {
	t.Helper()
	t.Run(name, func(t *testing.T) { golden.RequireEqual(t, []byte(frame(t, p, w, h))) })
}

// work does what a pane has to do between keys.
func work(p kit.Worker) {
	for job := p.Work(); job != nil; job = p.Work() {
		job()()
	}
}
