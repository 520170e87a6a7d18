package pane

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/ui/kit"
)

// Beside what SCPs forbid it says which of the services was used, and unfolded also
// that none was; without a report nothing.
func TestRestrictionsSayWhatWasUsed(t *testing.T) {
	env := demo()
	account := named(t, env, "media-prod")
	n := NewNode(env, func() *model.Node { return account })
	n.ShowTab(1)
	if got := frame(t, n, 120, 40); strings.Contains(got, "used ") && strings.Contains(got, "days ago") {
		t.Errorf("without a report:\n%s", got)
	}
	used(env, "ou-4x9a-iqh17pvk")
	for _, width := range []int{80, 120} {
		if got := frame(t, n, width, 40); !strings.Contains(got, "used 3 days ago (us-east-1): AWS Elemental MediaConvert") {
			t.Errorf("at %d columns the restriction of Regions does not say that MediaConvert was used:\n%s", width, got)
		}
	}
	if got := frame(t, n, 120, 40); strings.Count(got, "used 3 days ago") != 1 {
		t.Errorf("reports do not tell root users from others, but it says that they used something:\n%s", got)
	}
	n.Do(kit.Home)
	n.Do(kit.Open)
	if got := frame(t, n, 120, 60); !strings.Contains(got, "media-prod used AWS Elemental MediaConvert 3 days ago (us-east-1)") {
		t.Errorf("the details are\n%s", got)
	}
}

// A draft that denies what was used says so, and how to find out before.
func TestWhatIfSaysWhatWasUsed(t *testing.T) {
	env := demo()
	env.Keys["last-accessed"] = []string{"i"}
	const prod = model.NodeID("ou-4x9a-iqh17pvk")
	draft, _ := model.NewDraft("x", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["mediaconvert:*","ec2:*"],"Resource":"*"}]}`, prod)
	w := NewWhatIf(env, unasked)
	if err := w.Add(ChangeAdded{model.Edits{Drafts: []model.Draft{draft}}, prod}); err != nil {
		t.Fatal(err)
	}
	if got := frame(t, w, 120, 30); !strings.Contains(got, "Press i to ask AWS whether these services were used here.") {
		t.Errorf("before a report:\n%s", got)
	}
	if i := w.Do(kit.LastAccessed); i != (LastAccessedWanted{Node: prod}) {
		t.Errorf("the key asks for %+v", i)
	}
	used(env, prod)
	got := frame(t, w, 120, 30)
	for _, want := range []string{"Used lately, of what is newly denied", "AWS Elemental MediaConvert, 3 days ago in media-prod (us-east-1)", "1 further service not used in the last 400 days"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "GuardDuty") {
		t.Errorf("it names what the draft does not deny:\n%s", got)
	}
}

// An account's delegations say which of the services it has never used, there and in
// its own report; unknown stays empty.
func TestDelegationsSayWhatWasUsed(t *testing.T) {
	env := demo()
	account := named(t, env, "security-tooling")
	n := NewNode(env, func() *model.Node { return account })
	n.ShowTab(3)
	if got := frame(t, n, 120, 24); strings.Contains(got, "last used") || strings.Contains(got, "never") {
		t.Errorf("without a report:\n%s", got)
	}
	used(env, account.ID)
	got := frame(t, n, 120, 24)
	for service, want := range map[string]string{"detective": "! never", "guardduty": "today", "fms": "! never"} {
		if !strings.Contains(lineWith(got, service+".amazonaws.com"), want) {
			t.Errorf("%s is not %s:\n%s", service, want, got)
		}
	}
	if line := lineWith(got, "config.amazonaws.com"); strings.Contains(line, "never") {
		t.Errorf("a service that the report does not list is told as never used: %s", line)
	}
	own := frame(t, NewLastAccessed(env, LastAccessedWanted{Node: account.ID}, ""), 120, 24)
	if !strings.Contains(own, "It is delegated administrator of Amazon Detective and AWS Firewall Manager, and has not used them.") {
		t.Errorf("its own report:\n%s", own)
	}
}

func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}

// The page of an SCP says of the nodes that it is attached to whether what it denies
// was used.
func TestPolicyPageSaysWhatWasUsed(t *testing.T) {
	env := demo()
	used(env, "r-4x9a")
	d := NewDocument(env, func() model.PolicyID { return policyNamed(t, env, "DenyRegions") })
	if got := frame(t, d, 120, 24); !strings.Contains(got, "Root used AWS Elemental MediaConvert 3 days ago in media-prod (us-east-1)") {
		t.Errorf("the page is\n%s", got)
	}
	d = NewDocument(env, func() model.PolicyID { return policyNamed(t, env, "RCPOrgPerimeter") })
	if got := frame(t, d, 120, 24); strings.Contains(got, "days ago") {
		t.Errorf("the page of an RCP is\n%s", got)
	}
}
