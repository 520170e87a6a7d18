package pane

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/scp"
	"deputy/ui/kit"
)

// policyEnv returns the demo organization with another resource policy.
func policyEnv(text string) *Env {
	s := sample.Demo()
	s.ResourcePolicy.Text = text
	return testEnv(s)
}

func TestResourcePolicyFrames(t *testing.T) {
	absent := demo()
	absent.Reading.Apply(model.ResourcePolicyFact{})
	failed := emptyEnv()
	failed.Reading.Apply(model.StatusFact{Part: model.PartResourcePolicy, Status: model.Status{Progress: model.Failed, Gap: &model.Gap{
		Kind: model.FailureDenied, Operation: "organizations:DescribeResourcePolicy", Cause: "no identity-based policy allows it",
		Fix: "Allow organizations:DescribeResourcePolicy.",
	}}})
	odd := policyEnv(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Deny", "Principal": {"AWS": ["999999999999", "335854285905"]}, "Action": "organizations:*", "Resource": "*"},
		{"Effect": "Grant", "Principal": "*", "Action": "organizations:AttachPolicy", "Resource": "*"}]}`)
	for name, env := range map[string]*Env{
		"demo": demo(), "absent": absent, "gap": failed, "odd": odd, "hostile": testEnv(sample.Hostile()[0].Snapshot), "unread": emptyEnv(),
	} {
		frame(t, NewResourcePolicy(env), 80, 24)
		keep(t, name+"-120x40", NewResourcePolicy(env), 120, 40)
	}
	env := demo()
	d := NewDocument(env, env.resourcePolicyID)
	d.Highlight([]scp.Span{env.resourcePolicyInWords().Statements[1].Span})
	frame(t, d, 80, 24)
	keep(t, "document-120x40", d, 120, 40)
}

// Enter on a sentence opens the statement behind it, and the document can be copied.
func TestResourcePolicyOpensTheDocument(t *testing.T) {
	env := demo()
	m := NewResourcePolicy(env)
	frame(t, m, 120, 40)
	m.Do(kit.Down)
	opened, ok := m.Do(kit.Open).(PolicyOpened)
	if !ok || opened.Policy != "rp-7c1e0f4a" || len(opened.Highlight) != 1 {
		t.Fatalf("Enter gives %+v", opened)
	}
	_, text := env.Reading.ResourcePolicy()
	if lit := text[opened.Highlight[0].Start:opened.Highlight[0].End]; !strings.Contains(lit, "PolicyManagersWriteBelowWorkloads") || strings.Contains(lit, "TagPoliciesByFinOps") {
		t.Errorf("it lights %q", lit)
	}
	if c, ok := m.Do(kit.CopyText).(Copied); !ok || c.Text != text {
		t.Errorf("c copies %+v", c)
	}
	if c, ok := m.Do(kit.CopyARN).(Copied); !ok || !strings.HasSuffix(c.Text, "/rp-7c1e0f4a") {
		t.Errorf("Y copies %+v", c)
	}
	d := NewDocument(env, func() model.PolicyID { return opened.Policy })
	frame(t, d, 120, 40)
	if w, ok := d.Do(kit.Reload).(Wanted); !ok || w.Want != (model.WantDelegations{}) {
		t.Errorf("r in the document asks for %+v: its text comes with the delegations", w)
	}
}

// The table has a row for the policy below the services. The filter finds it by the
// accounts that it names.
func TestDelegationsHaveTheResourcePolicy(t *testing.T) {
	env := demo()
	list := NewDelegations(env)
	page := NewDelegationsDetail(env, list)
	list.Do(kit.End)
	if last := frame(t, list, 120, 40); !strings.Contains(strings.Join(strings.Fields(last), " "), "Resource policy finops 333344445555 +1") {
		t.Errorf("the table ends\n%s", last)
	}
	if got := frame(t, page, 80, 40); !strings.Contains(got, "Who may do what") {
		t.Errorf("beside it stands\n%s", got)
	}
	list.Do(kit.Home)
	if got := frame(t, page, 80, 40); strings.Contains(got, "Who may do what") {
		t.Errorf("beside a service stands\n%s", got)
	}
}

// What the resource policy lets an account do stands below the services that it
// administers.
func TestAccountResourcePolicyFrames(t *testing.T) {
	for _, name := range []string{"security-tooling", "payments-prod"} {
		env := demo()
		n := named(t, env, name)
		keep(t, name+"-80x24", newNodeDelegations(env, func() *model.Node { return n }), 80, 24)
	}
}
