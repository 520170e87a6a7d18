package pane

import (
	"math/rand/v2"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// fuzzEnvironments are the organizations that every pane must be able to show.
func fuzzEnvironments() []func() *Env {
	all := []func() *Env{demo, emptyEnv, halfLoaded, deniedPolicies, arriving, eventEnv, useEnv}
	for _, v := range sample.Hostile() {
		all = append(all, func() *Env { return testEnv(v.Snapshot) })
	}
	return all
}

// allPanes returns every pane of these screens, the details following the lists.
func allPanes(env *Env) []kit.Pane {
	tree, accounts, policies := NewTree(env), NewAccounts(env), NewPolicies(env)
	node, beside := NewNode(env, tree.Selected), NewNode(env, accounts.Selected)
	findings, delegations := NewFindings(env), NewDelegations(env)
	return []kit.Pane{
		tree, accounts, policies, node, beside, node.Document(), NewDocument(env, policies.Selected), NewManagementUse(env),
		findings, NewFinding(env, findings.Selected), delegations, NewDelegationsDetail(env, delegations), NewResourcePolicy(env),
		NewDocument(env, env.resourcePolicyID), NewAsk(env, ""), NewLens(env), NewHistory(env),
		NewEventCalls(env), NewEventFiles(env),
	}
}

// FuzzPanes plays commands, keys, clicks, facts and sizes on all panes: none
// panics, and each view fills its rectangle exactly with clean text.
func FuzzPanes(f *testing.F) {
	random := rand.New(rand.NewPCG(14, 3))
	for world := range fuzzEnvironments() {
		for range 4 {
			script := make([]byte, 64)
			for i := range script {
				script[i] = byte(random.Uint32())
			}
			f.Add(byte(world), script)
		}
	}
	all := fuzzEnvironments()
	f.Fuzz(func(t *testing.T, world byte, script []byte) {
		if len(script) > 64 {
			script = script[:64]
		}
		env := all[int(world)%len(all)]()
		if len(script) > 0 && script[0]%2 == 0 { // with a question on
			q := verdict.Question{Action: "organizations:LeaveOrganization"}
			env.Lens, _ = typical.NewLens(env.Reading, q, typical.Options{Exactly: script[0]%4 == 0})
		}
		panes := allPanes(env)
		w, h, at := 80, 20, 0
		for i, b := range script {
			switch {
			case b >= 0xe0:
				w, h = 1+int(b)*7%210, int(b)*13%60
			case b >= 0xc0:
				disturb(env, b)
			case b >= 0xa0:
				panes[at].Mouse(kit.Mouse{X: int(b) * 3 % w, Y: int(b) % max(1, h), Twice: b%2 == 0, Wheel: int(b%5) - 2})
			case b >= 0x80:
				at = int(b) % len(panes)
			case b >= 0x40:
				if p, ok := panes[at].(kit.Typist); ok && p.Typing() {
					p.Key(stage.Key([]string{"a", "enter", "esc", "backspace", "宽", "left", "-", "up"}[b%8]))
				}
			default:
				c := kit.Command(b)
				if ok, _ := panes[at].Can(c); ok {
					panes[at].Do(c)
				}
			}
			if i%4 == 0 {
				frame(t, panes[at], w, h)
			}
		}
		for _, p := range panes {
			frame(t, p, w, h)
		}
	})
}

// disturb changes the reading between two views.
func disturb(env *Env, b byte) {
	r := env.Reading
	s := sample.Demo()
	env.Frame++
	switch b % 10 {
	case 0:
		r.Begin()
	case 1:
		r.Apply(model.OUsFact{OUs: s.OUs[:int(b)%len(s.OUs)]})
	case 2:
		r.Apply(model.AccountsFact{Accounts: s.Accounts[int(b)%len(s.Accounts):]})
	case 3:
		r.Apply(model.StatusFact{Part: model.PartAccounts, Status: model.Status{Progress: model.Complete}})
	case 4:
		r.Apply(model.StatusFact{Part: model.PartPolicies, Target: string(model.ServiceControlPolicy), Status: model.Status{Progress: model.Complete}})
	case 5:
		r.Apply(model.DocumentFact{Policy: s.Policies[int(b)%len(s.Policies)].ID, Document: model.Document{Text: "{\"a\": [\x1b1]", Taken: time.Unix(0, 0)}})
	case 6:
		r.Apply(model.SavedFact{Snapshot: s})
	case 8:
		env.NoteEvents(model.EventsFact{Region: "us-east-1", Events: append(sample.Events(env.Now)[:int(b)], "\x1b[2J", `{"eventID":"\u001b[2J","eventName":"\u202e","eventSource":"x"}`)})
		for job := env.UseJob(); job != nil; job = env.UseJob() {
			job()()
		}
	case 9:
		env.NoteEvents(model.StatusFact{Part: model.PartEvents, Status: model.Status{Progress: []model.Progress{model.Unread, model.Partial, model.Complete}[b%3], Done: int(b), Total: 100}})
	case 7:
		env.Theme = theme.New(b%16 == 7, theme.None, true)
	}
}
