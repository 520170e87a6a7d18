package finding_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// withStatements returns the findings of the demo organization with a resource
// policy of these statements.
func withStatements(statements string) *finding.Inspection {
	s := sample.Demo()
	s.ResourcePolicy.Text = `{"Version":"2012-10-17","Statement":[` + statements + `]}`
	return inspect(s)
}

func grant(who, actions string) string {
	return `{"Effect":"Allow","Principal":` + who + `,"Action":` + actions + `,"Resource":"*"}`
}

const everybody, guarding = `{"AWS":"*"}`, `["organizations:AttachPolicy","organizations:DetachPolicy"]`

// What an account may do by the resource policy counts as its power, also if it is
// no delegated administrator.
func TestPowerByResourcePolicy(t *testing.T) {
	x := inspect(sample.Demo())
	p, _ := powerOf(t, x, modeltest.Tooling)
	if !slices.ContainsFunc(p.Capabilities, func(d finding.Capability) bool {
		return d.Through == "Resource policy" && strings.HasPrefix(d.What, "role/PolicyManager of security-tooling")
	}) {
		t.Errorf("of security-tooling it says %+v", p)
	}
	x = withStatements(grant(`{"AWS":"`+string(modeltest.Payments)+`"}`, guarding))
	if p, ok := powerOf(t, x, modeltest.Payments); !ok || len(p.Capabilities) != 1 || p.Capabilities[0].Through != "Resource policy" {
		t.Errorf("of an account with nothing else it says %+v", p)
	}
	if p, ok := powerOf(t, withStatements(grant(`{"AWS":"`+string(modeltest.Payments)+`"}`, `"organizations:List*"`)), modeltest.Payments); ok {
		t.Errorf("an account that may only read is in the table: %+v", p)
	}
}

// Managing guardrails counts as a family of its own; managing tag policies does
// not.
func TestUnrelatedRightsByResourcePolicy(t *testing.T) {
	const finops model.AccountID = "333344445555"
	place := finding.Place{Node: finops.Node()}
	none(t, inspect(sample.Demo()), "unrelated-services", place)
	f := one(t, withStatements(grant(`{"AWS":"`+string(finops)+`"}`, guarding)), "unrelated-services", place)
	if !strings.Contains(f.Evidence, "policy management") {
		t.Errorf("it says %q", f.Evidence)
	}
}

func TestResourcePolicyFindings(t *testing.T) {
	root := finding.Place{Node: "r-4x9a"}
	for _, c := range []struct {
		name, statements string
		place            finding.Place
		want             string // the finding's severity and title; empty for none
	}{
		{"as it should be", grant(`{"AWS":"222233334444"}`, guarding), root, ""},
		{"everybody may read", grant(everybody, `"organizations:Describe*"`), root, ""},
		{"everybody", grant(everybody, guarding), root, "high The resource policy grants permissions to everyone"},
		{
			"everybody inside", strings.TrimSuffix(grant(everybody, guarding), "}") + `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-4x9acme2k7"}}}`, root,
			"medium The resource policy grants permissions to everyone in the organization",
		},
		{"nobody may", strings.Replace(grant(everybody, guarding), "Allow", "Deny", 1), root, ""},
		{
			"a suspended account", grant(`{"AWS":"`+string(modeltest.OldLicensing)+`"}`, guarding),
			finding.Place{Node: modeltest.OldLicensing.Node()},
			"medium licensing-old is suspended and has permissions from the resource policy",
		},
		{
			"an account elsewhere", grant(`{"AWS":"999999999999"}`, `"organizations:List*"`), root,
			"medium 999999999999 is not in the organization and has permissions from the resource policy",
		},
		{"a broken statement", `{"Effect":"Allow"}`, root, "high The resource policy has 3 problems"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := withStatements(c.statements)
			if c.want == "" {
				none(t, x, "resource-policy", c.place)
				return
			}
			if f := one(t, x, "resource-policy", c.place); f.Severity.String()+" "+f.Title != c.want {
				t.Errorf("it says %s %q, want %q", f.Severity, f.Title, c.want)
			}
		})
	}
}
