package pane

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// A pasted policy is tried only if deputy can evaluate it. One with a Principal is an
// RCP.
func TestPolicyDraft(t *testing.T) {
	env := demo()
	at := named(t, env, "payments-prod").ID
	for name, c := range map[string]struct {
		text  string
		kind  model.PolicyType
		shows string
		tried bool
	}{
		"nothing":            {"", model.ServiceControlPolicy, "Paste the policy's document", false},
		"no JSON":            {"{", model.ServiceControlPolicy, "(character 2)", false},
		"no Effect":          {`{"Version":"2012-10-17","Statement":[{"Action":"s3:*","Resource":"*"}]}`, model.ServiceControlPolicy, "Effect", false},
		"an SCP":             {`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`, model.ServiceControlPolicy, `"Action": "s3:*"`, true},
		"an RCP":             {`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}`, model.ResourceControlPolicy, "RCP, ", true},
		"an old version":     {`{"Version":"2008-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`, model.ServiceControlPolicy, "2008-10-17", true},
		"a control sequence": {"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"\x1b[2J\",\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}", model.ServiceControlPolicy, "(character", false},
	} {
		d := newPolicyDraft(env, at, at)
		d.Paste(c.text)
		if got := frame(t, d, 80, 24); !strings.Contains(got, c.shows) || strings.Contains(got, ". (") {
			t.Errorf("%s does not show %q:\n%s", name, c.shows, got)
		}
		s, tried := d.Do(kit.Open).(ChangeAdded)
		if tried != c.tried || tried && (s.Change.Drafts[0].Type != c.kind || s.Change.Drafts[0].Text != c.text) {
			t.Errorf("%s gives %+v", name, d.Do(kit.Open))
		}
	}
}

// The screen says that a change is no longer possible.
func TestWhatIfThatIsNoLongerPossible(t *testing.T) {
	env := demo()
	from, to := named(t, env, "payments-prod"), named(t, env, "Sandbox")
	w := NewWhatIf(env, unasked)
	if err := w.Add(ChangeAdded{model.Edits{Moves: []model.Move{{Node: from.ID, Parent: to.ID}}}, from.ID}); err != nil {
		t.Fatal(err)
	}
	moved := *from
	moved.Parent = to.ID
	env.Reading.Apply(model.AccountsFact{Accounts: []model.Node{moved}})
	if got := frame(t, w, 120, 20); !strings.Contains(got, "This is no longer possible: payments-prod is already in Sandbox") {
		t.Errorf("the frame is\n%s", got)
	}
}

// TestWhatIfLossLooksLikeARisk ensures that guardrails that would be lost are summed up
// and marked as a risk, what would be newly denied as a denial, and that nothing is cut
// within a word at any width.
func TestWhatIfLossLooksLikeARisk(t *testing.T) {
	env := demo()
	account, to := named(t, env, "payments-prod"), named(t, env, "Sandbox")
	w := NewWhatIf(env, unasked)
	if err := w.Add(ChangeAdded{model.Edits{Moves: []model.Move{{Node: account.ID, Parent: to.ID}}}, account.ID}); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{60, 80, 120, 200} {
		got := frame(t, w, width, 60)
		for _, want := range []string{"− 17 guardrails lost", "+ 4 newly denied", "! root user allowed"} {
			if !strings.Contains(got, want) {
				t.Errorf("at %d columns %q is missing:\n%s", width, want, got)
			}
		}
	}
	styled := strings.Join(w.View(kit.Size{W: 120, H: 60}, true), "\n")
	for m, texts := range map[theme.Meaning][]string{
		theme.Warning: {"− 17 guardrails lost   ! root user allowed", "!"},
		theme.Danger:  {"+ 4 newly denied", "✗"},
	} {
		on, _ := env.Theme.Inks(m, theme.Page)
		for _, text := range texts {
			if !strings.Contains(styled, on+text) {
				t.Errorf("%q has not the colour of %v", text, m)
			}
		}
	}
}
