package pane

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/kit"
)

// Leaving a field takes the best choice if what is typed is nothing by itself.
func TestAskCompletesWhatIsNotWhole(t *testing.T) {
	for _, leave := range []kit.Command{kit.Open, kit.NextTab} {
		a := askAbout(t, "payments-prod", usual)
		for i, x := range []struct{ typed, becomes string }{
			{"s3:putbp", "s3:PutBucketPolicy"},
			{"*", "*"},
			{"payments-p", "444455556666"},
			{"euc", "eu-central-1"},
			{"Deployer", "Deployer"},
			{"aws:PrincipalTag/team = a", "aws:PrincipalTag/team = a"},
		} {
			typeInto(t, a, x.typed)
			a.Do(leave)
			if got := field(a, i); got != x.becomes || a.form.focus != i+1 {
				t.Errorf("%s becomes %q, and the cursor goes to field %d", x.typed, got, a.form.focus)
			}
		}
		if q := a.Question(); q.Principal != "arn:aws:iam::444455556666:role/Deployer" {
			t.Errorf("a bare name is %q", q.Principal)
		}
	}
	a := askAbout(t, "payments-prod", usual)
	for i, typed := range []string{"s3:GetObject", "arn:aws:s3:::acme", "payments", "eu-west-9", "role/Org", "!aws:SourceIp"} {
		typeInto(t, a, typed)
		a.Do(kit.NextTab)
		if got := field(a, i); got != typed {
			t.Errorf("%s is whole, and becomes %q", typed, got)
		}
	}
	a = askAbout(t, "payments-prod", usual)
	typeInto(t, a, "guardd")
	a.Do(kit.NextTab)
	if got := field(a, askAction); got != "guardduty:" || a.form.focus != askAction {
		t.Errorf("a service is completed to %q, and the cursor goes to field %d", got, a.form.focus)
	}
}

// What cannot be an action is an error with a suggestion; an action of a known
// service may be new.
func TestAskRefusesWhatIsNoAction(t *testing.T) {
	for text, says := range map[string]string{
		"s4:PutBucketPolicy":     "no AWS service has the prefix s4",
		"PutBucketPolicies":      "PutBucketPolicies is not an action: write service:Action",
		"zzz:Nothing":            "no AWS service has the prefix zzz",
		"s3:PutBucketPolicyyyyy": "is not in AWS's reference of actions",
	} {
		a := askAbout(t, "payments-prod", usual)
		a.form.fields[askAction].input.Set(text)
		a.form.moveTo(askRegion)
		if got := frame(t, a, 120, 40); !strings.Contains(got, says) {
			t.Errorf("of %s it does not say %q:\n%s", text, says, got)
		}
		if ok, _ := a.Can(kit.KeepLens); ok != (text == "s3:PutBucketPolicyyyyy") {
			t.Errorf("%s can be kept on: %t", text, ok)
		}
	}
}

// The up key in the action's field brings back what was asked, down the text of
// now; editing begins with the action's text selected.
func TestAskBringsBackEarlierQuestions(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	for _, action := range []string{"s3:GetObject", "sqs:SendMessage"} {
		a.Edit()
		typeInto(t, a, action)
		a.Do(kit.Answer)
	}
	a.Edit()
	typeInto(t, a, "ec2:Run")
	a.form.choices.items = nil
	for i, want := range []string{"sqs:SendMessage", "s3:GetObject", "sqs:SendMessage", "ec2:Run"} {
		a.Do([]kit.Command{kit.Up, kit.Up, kit.Down, kit.Down}[i])
		if got := field(a, askAction); got != want {
			t.Errorf("step %d brings back %q, not %q", i, got, want)
		}
	}
	a.Edit()
	typeInto(t, a, "sns:Publish")
	if got := field(a, askAction); got != "sns:Publish" {
		t.Errorf("typing makes the selected text %q", got)
	}
	a.Edit()
	a.Do(kit.NextTab)
	a.Do(kit.PrevTab)
	typeInto(t, a, "es")
	if got := field(a, askAction); got != "sns:Publishes" {
		t.Errorf("typing where nothing is selected makes it %q", got)
	}
	a.Edit()
	a.Key(tea.KeyPressMsg{Code: tea.KeyBackspace})
	if got := field(a, askAction); got != "" {
		t.Errorf("backspace leaves %q of the selected text", got)
	}
}

// A pasted error ends at its answer, whose headline opens the statement that
// decides; in the answer one can find.
func TestAskGoesToTheDecidingStatement(t *testing.T) {
	a := askAbout(t, "payments-prod", usual)
	a.Paste("User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::acme-invoices\" with an explicit deny in a service control policy")
	frame(t, a, 120, 40)
	opened, ok := a.Do(kit.Open).(PolicyOpened)
	if !ok || policyName(a.env.Reading, opened.Policy) != "NoPublicS3" || len(opened.Highlight) != 1 {
		t.Errorf("Enter opens %+v", opened)
	}
	a.Do(kit.FindIn)
	typeInto(t, a, "keeplogging")
	if got := frame(t, a, 120, 40); !strings.Contains(got, "▌ Workloads") && !strings.Contains(got, "▌                     KeepLogging") {
		t.Errorf("what is found has not the cursor:\n%s", got)
	}
	a.Do(kit.Close)
	if got := frame(t, a, 120, 40); strings.Contains(got, "find ") {
		t.Errorf("Esc does not end the search:\n%s", got)
	}
}
