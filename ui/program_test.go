package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// scene is a story on its stage.
type scene struct {
	t *testing.T
	s *stage.Stage
}

// inBubble plays a story in fake time and lets it end cleanly.
func inBubble(t *testing.T, w *world, o ui.Options, story func(scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		o.Now, w.late = time.Now, make(chan model.Fact)
		s := stage.New(t, ui.New(ctx, w, o), 120, 40)
		defer s.End()
		defer cancel()
		s.Wait(100 * time.Millisecond)
		story(scene{t, s})
	})
}

func wanted[T model.Want](w *world) (found []T) {
	for _, x := range w.wants {
		if one, ok := x.(T); ok {
			found = append(found, one)
		}
	}
	return found
}

func mustShow(t *testing.T, s *stage.Stage, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !s.Shows(text) {
			t.Fatalf("the frame does not show %q:\n%s", text, s.Frame())
		}
	}
}

func TestPastedIdentifierOpensItsNode(t *testing.T) {
	inBubble(t, &world{facts: fresh()}, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Press("3", "ctrl+p")
		s.Paste("arn:aws:organizations::111122223333:account/o-4x9acme2k7/444455556666\n")
		mustShow(t, s, "payments-prod   444455556666")
		s.Press("ctrl+p")
		s.Paste("guardduty.amazonaws.com")
		mustShow(t, s, "Amazon GuardDuty  guardduty", "What a registration grants")
	})
}

func TestBackAndForwardCrossScreens(t *testing.T) {
	inBubble(t, &world{facts: fresh()}, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Press("/")
		s.Type("payments-prod")
		s.Press("enter", "3", "ctrl+p")
		s.Type("denyregions")
		s.Press("enter")
		mustShow(t, s, "DenyRegions")
		s.Press("[")
		mustShow(t, s, "delegable services with trusted access")
		s.Press("[")
		mustShow(t, s, "payments-prod   444455556666")
		s.Press("]", "]")
		mustShow(t, s, "DenyRegions")
		s.Press("]")
		mustShow(t, s, "There is no place to go forward to.")
		s.Press("ctrl+p")
		mustShow(t, s, "Recent places", "SCP      DenyRegions", "account  payments-prod")
	})
}

func TestPaletteRunsOnThePaneBelow(t *testing.T) {
	inBubble(t, &world{facts: fresh()}, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Press(":")
		s.Type("unfold all")
		s.Press("enter")
		mustShow(t, s, "audit") // two levels below the root
		s.Press(":")
		s.Type("unfinished")
		s.Press("enter")
		mustShow(t, s, "No change is left unfinished.", "Commands")
		s.Press("esc", "ctrl+k")
		s.Type("show delegations")
		s.Press("enter")
		mustShow(t, s, "delegable services with trusted access")
	})
}

func TestPromptsAreAnswered(t *testing.T) {
	ask := func(p model.Prompt) *world {
		p.ID = 7
		return &world{facts: append(fresh(), model.PromptFact{Prompt: p})}
	}
	check := func(t *testing.T, w *world, want model.Reply) {
		t.Helper()
		if len(w.replies) != 1 || w.replies[0] != want {
			t.Errorf("the replies are %+v instead of %+v", w.replies, want)
		}
	}
	w := ask(model.Prompt{Kind: model.PromptMFA})
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Press("enter")
		mustShow(t, s, "Type the code")
		s.Type("123 456")
		s.Press("enter")
		check(t, w, model.Reply{Prompt: 7, Kind: model.PromptMFA, Text: "123456"})
		mustShow(t, s, "Root")
	})
	w = ask(model.Prompt{Kind: model.PromptRetry})
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Press("r")
		check(t, w, model.Reply{Prompt: 7, Kind: model.PromptRetry})
	})
	w = ask(model.Prompt{Kind: model.PromptMFA})
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Press("esc")
		check(t, w, model.Reply{Prompt: 7, Kind: model.PromptMFA, Cancelled: true})
	})
}

func TestLoginHandsTheTerminalOver(t *testing.T) {
	w := &world{facts: append(fresh(), model.PromptFact{Prompt: model.Prompt{ID: 7, Kind: model.PromptLogin, Run: []string{"aws", "sso", "login"}}})}
	var ran [][]string
	fails := errors.New("exit status 1")
	o := defaults
	o.Login = func(_ context.Context, run []string, then func(error) tea.Msg) tea.Cmd {
		ran = append(ran, run)
		return func() tea.Msg { return then(fails) }
	}
	inBubble(t, w, o, func(p scene) {
		t, s := p.t, p.s
		s.Press("enter")
		mustShow(t, s, "aws sso login failed: exit status 1", "You are not logged in")
		if len(w.replies) > 0 {
			t.Errorf("a failed login was answered: %+v", w.replies)
		}
		fails = nil
		s.Press("enter")
		if len(ran) != 2 || !slices.Equal(ran[0], []string{"aws", "sso", "login"}) || len(w.replies) != 1 || w.replies[0].Prompt != 7 {
			t.Errorf("ran %q, replied %+v", ran, w.replies)
		}
	})
}

func TestAnotherProfileBeginsFromNothing(t *testing.T) {
	w := &world{facts: append(fresh(), model.ProfilesFact{Names: []string{"one", "two"}, Current: "one"})}
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Press("3", "P")
		w.facts = []model.Fact{model.ProfilesFact{Names: []string{"one", "two"}, Current: "two"}}
		s.Press("down", "enter")
		s.Wait(time.Second)
		want := model.Reply{Kind: model.PromptProfile, Text: "two"}
		if w.runs != 2 || len(w.replies) != 1 || w.replies[0] != want {
			t.Errorf("%d runs, replies %+v", w.runs, w.replies)
		}
		if s.Shows("o-4x9acme2k7") || s.Shows("Acme") {
			t.Errorf("the other profile's organization is still there:\n%s", s.Frame())
		}
	})
}

func TestReadingAgainTellsItsCostFirst(t *testing.T) {
	demo := sample.Demo()
	demo.Caller.Demo = false
	w := &world{facts: append(fresh(), model.CallerFact{Caller: demo.Caller})}
	o := defaults
	o.Pace = 50
	inBubble(t, w, o, func(p scene) {
		t, s := p.t, p.s
		s.Press("R")
		mustShow(t, s, "Reloading everything takes about", "calls and", "Press R again")
		if w.runs != 1 {
			t.Fatal("the first R read already")
		}
		s.Wait(6 * time.Second)
		s.Press("R") // the question has gone: it is asked again
		if w.runs != 1 {
			t.Fatal("an R long after the question read")
		}
		s.Press("R")
		s.Wait(time.Second)
		if w.runs != 2 || len(wanted[model.WantPolicies](w)) != 1 {
			t.Errorf("%d runs, policies wanted: %v", w.runs, wanted[model.WantPolicies](w))
		}
	})
}

func TestPoliciesAreReadWhenTheSavedOnesAreOld(t *testing.T) {
	roots := model.RootsFact{Roots: sample.Demo().Roots}
	for name, c := range map[string]struct {
		facts []model.Fact
		want  int
	}{
		"nothing saved":       {[]model.Fact{roots}, 1},
		"saved just now":      {append(saved(time.Minute), roots), 0},
		"saved an hour ago":   {append(saved(time.Hour), roots), 1},
		"saved in the future": {append(saved(-time.Minute), roots), 1},
	} {
		w := &world{facts: c.facts}
		inBubble(t, w, defaults, func(p scene) {
			t, s := p.t, p.s
			s.Wait(time.Second)
			if got := len(wanted[model.WantPolicies](w)); got != c.want {
				t.Errorf("%s: policies are wanted %d times instead of %d", name, got, c.want)
			}
		})
	}
	w := &world{facts: []model.Fact{roots}}
	o := defaults
	o.Offline = true
	inBubble(t, w, o, func(p scene) {
		t, s := p.t, p.s
		if len(wanted[model.WantPolicies](w)) > 0 {
			t.Error("a saved reading wants policies")
		}
		s.Press("R")
		mustShow(t, s, "deputy does not call AWS")
	})
}

// whole is a whole reading without anything saved.
func whole() []model.Fact {
	d := sample.Demo()
	facts := []model.Fact{
		model.CallerFact{Caller: d.Caller},
		model.OrganizationFact{Organization: d.Organization},
		model.RootsFact{Roots: d.Roots},
		model.OUsFact{OUs: d.OUs},
		model.AccountsFact{Accounts: d.Accounts},
		model.TrustedAccessFact{Trusted: d.TrustedAccess},
	}
	facts = append(facts, done(began, model.PartCaller, model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts,
		model.PartAdministrators, model.PartDelegations, model.PartTrustedAccess, model.PartResourcePolicy, model.PartDocument)...)
	for _, t := range model.Evaluated() {
		for _, p := range []model.Part{model.PartPolicies, model.PartTargets} {
			facts = append(facts, model.StatusFact{Part: p, Target: string(t), Status: model.Status{Progress: model.Complete, At: began}})
		}
	}
	for _, t := range model.ManagementTypes(d.Roots) {
		for _, key := range model.ManagementParts(t) {
			facts = append(facts, model.StatusFact{Part: key.Part, Target: key.Target, Status: model.Status{Progress: model.Complete, At: began}})
		}
	}
	return facts
}

func TestWholeReadingIsKeptOnce(t *testing.T) {
	w := &world{facts: whole()}
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Wait(time.Second)
		w.late <- model.CallFact{Call: model.Call{Operation: "organizations:ListTagsForResource"}}
		s.Wait(time.Second)
		kept := wanted[model.WantSave](w)
		if len(kept) != 1 || len(kept[0].Snapshot.Accounts) != len(sample.Demo().Accounts) || !kept[0].Snapshot.Complete {
			t.Errorf("kept %d times", len(kept))
		}
		mustShow(t, s, "complete 00:00Z")
	})
	half := whole()
	w = &world{facts: half[:len(half)-1]}
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		s.Wait(time.Second)
		if len(wanted[model.WantSave](w)) > 0 {
			t.Error("half a reading is kept")
		}
	})
}

// A reading that takes long is kept once a minute and at the end, no younger than
// the oldest that it has.
func TestUnfinishedReadingIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		facts []model.Fact
		taken time.Time
	}{
		"the first reading": {nil, began},
		"the second":        {saved(2 * time.Hour), began.Add(-2 * time.Hour)},
	} {
		half := whole()
		w := &world{facts: append(c.facts, half[:len(half)-1]...), late: make(chan model.Fact)}
		inBubble(t, w, defaults, func(p scene) {
			t, s := p.t, p.s
			for range 3 {
				s.Wait(30 * time.Second)
				w.late <- model.StatusFact{Part: model.PartTargets, Target: "RESOURCE_CONTROL_POLICY", Status: model.Status{Progress: model.Partial}}
			}
			s.Press("q")
			kept := wanted[model.WantSave](w)
			if len(kept) != 2 || kept[0].Done != nil || kept[1].Done == nil {
				t.Fatalf("%s is kept %d times", name, len(kept))
			}
			for _, k := range kept {
				if len(k.Snapshot.Accounts) != len(sample.Demo().Accounts) || !k.Snapshot.Taken.Equal(c.taken) || c.facts == nil && k.Snapshot.Complete {
					t.Errorf("%s is kept with %d accounts, taken %v, complete %t", name, len(k.Snapshot.Accounts), k.Snapshot.Taken, k.Snapshot.Complete)
				}
			}
		})
	}
}

func TestUnfinishedWorkIsAnnounced(t *testing.T) {
	w := &world{facts: append(fresh(), unfinished())}
	inBubble(t, w, defaults, func(p scene) {
		t, s := p.t, p.s
		mustShow(t, s, "2 steps are left. Press U to see it.")
		s.Press("U", "enter")
		// What AWS has is read back first, and then planned afresh.
		if len(w.executed) != 1 || w.executed[0].Action != catalog.ActionCheck {
			t.Errorf("executed %+v, want one check", w.executed)
		}
		mustShow(t, s, "Reading the administrators")
		if looks := wanted[model.WantFresh](w); len(looks) != 1 {
			t.Errorf("%d fresh looks", len(looks))
		}
	})
}

func TestPagesOpenAndAreShown(t *testing.T) {
	var opened []string
	o := defaults
	o.Open = func(url string) error { opened = append(opened, url); return errors.New("this machine has no display") }
	inBubble(t, &world{facts: fresh()}, o, func(p scene) {
		t, s := p.t, p.s
		s.Press("o")
		want := "https://console.aws.amazon.com/organizations/v2/home/root"
		if !slices.Equal(opened, []string{want}) {
			t.Errorf("opened %q", opened)
		}
		mustShow(t, s, want+"  not opened: this machine has no display")
	})
}

func TestGotoOpensThePlace(t *testing.T) {
	for what, show := range map[string]string{
		"444455556666":                         "payments-prod   444455556666",
		"payments-prod":                        "payments-prod   444455556666",
		"Workloads/Prod":                       "Root / Workloads / Prod",
		"guardduty":                            "Amazon GuardDuty  guardduty",
		"DenyRegions":                          "DenyRegions",
		"no such account":                      "no such account",
		"findings":                             "recommended next:",
		":Policies":                            "25 SCPs",
		"ask s3:PutBucketPolicy payments-prod": "Do SCPs and RCPs block this?",
		"compare payments-prod search-prod":    "What only payments-prod cannot do",
		"lens s3:PutBucketPolicy":              "L lens s3:PutBucketPolicy",
	} {
		o := defaults
		o.Goto = what
		inBubble(t, &world{facts: fresh()}, o, func(p scene) { mustShow(p.t, p.s, show) })
	}
}

// TestGotoWaitsForPolicies ensures that a policy is opened once its list is
// there, though the tree was there before, and is not searched for in vain.
func TestGotoWaitsForPolicies(t *testing.T) {
	demo := sample.Demo()
	first := slices.Concat(
		[]model.Fact{
			model.CallerFact{Caller: demo.Caller},
			model.OrganizationFact{Organization: demo.Organization},
			model.RootsFact{Roots: demo.Roots},
			model.OUsFact{OUs: demo.OUs},
			model.AccountsFact{Accounts: demo.Accounts},
		},
		done(began, model.PartCaller, model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts))
	var policies []model.Policy
	for _, p := range demo.Policies {
		if p.Type == model.ServiceControlPolicy {
			policies = append(policies, p)
		}
	}
	at := slices.IndexFunc(policies, func(p model.Policy) bool { return p.Name == "DenyRegions" })
	for _, what := range []string{"DenyRegions", string(policies[at].ID), "no such policy"} {
		o := defaults
		o.Goto = what
		w := &world{facts: first}
		inBubble(t, w, o, func(p scene) {
			if p.s.Shows("Search") {
				p.t.Errorf("%s is searched for before the policies are there:\n%s", what, p.s.Frame())
			}
			w.late <- model.PoliciesFact{Type: model.ServiceControlPolicy, Policies: policies}
			for _, t := range model.Evaluated() {
				w.late <- model.StatusFact{Part: model.PartPolicies, Target: string(t), Status: model.Status{Progress: model.Complete, At: began}}
			}
			p.s.Wait(time.Second)
			if what == "no such policy" {
				mustShow(p.t, p.s, "No match in what has been loaded.")
			} else {
				mustShow(p.t, p.s, "DenyRegions   "+string(policies[at].ID))
			}
		})
	}
}

func TestPlainTerminalsGetPlainMarks(t *testing.T) {
	o := defaults
	o.ASCII, o.Depth = true, theme.None
	inBubble(t, &world{facts: busy()}, o, func(p scene) {
		t, s := p.t, p.s
		for _, keys := range [][]string{{"A"}, {"tab"}, {"tab"}, {"tab"}, {"esc", "3"}, {"t"}, {"t", "enter"}, {"esc", ":"}, {"esc", "?"}, {"end"}, {"esc", "/", "p"}, {"esc", "U"}} {
			s.Press(keys...)
			if at := strings.IndexFunc(s.Frame(), func(r rune) bool { return r > 0x7e }); at >= 0 {
				t.Errorf("after %q the frame is not ASCII from here: %.40s", keys, s.Frame()[at:])
			}
			if strings.Contains(s.Styled(), "38;") || strings.Contains(s.Styled(), "48;") {
				t.Errorf("after %q there are colours", keys)
			}
		}
	})
}
