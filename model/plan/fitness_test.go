package plan_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
)

// withSCPs returns the demo organization with SCPs on one account besides
// FullAWSAccess. The levels above it only have policies that allow everything.
func withSCPs(account model.AccountID, policies ...string) *model.Reading {
	r := modeltest.Demo()
	ids := []model.PolicyID{model.FullAWSAccess}
	var listed []model.Policy
	for i, text := range policies {
		name, document, _ := strings.Cut(text, " ")
		id := model.PolicyID("p-guard00" + string(rune('a'+i)))
		ids = append(ids, id)
		listed = append(listed, model.Policy{ID: id, Name: name, Type: model.ServiceControlPolicy})
		if document != "" {
			r.Apply(model.DocumentFact{Policy: id, Document: model.Document{Text: document}})
		}
	}
	r.Apply(model.PoliciesFact{Type: model.ServiceControlPolicy, Policies: listed})
	for _, n := range r.Path(account.Node()) {
		fact := model.AttachedFact{Node: n.ID, Type: model.ServiceControlPolicy, Policies: []model.PolicyID{model.FullAWSAccess}}
		if n.ID == account.Node() {
			fact.Policies = ids
		}
		r.Apply(fact)
		r.Apply(model.AttachedFact{Node: n.ID, Type: model.ResourceControlPolicy, Policies: []model.PolicyID{model.RCPFullAWSAccess}})
	}
	return r
}

// denying returns a named policy with one Deny statement for withSCPs.
func denying(name, rest string) string {
	return name + ` {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Resource":"*",` + rest + `}]}`
}

func TestFitness(t *testing.T) {
	const (
		regions = `"NotAction":["iam:*","organizations:*"],"Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-central-1","eu-west-1"]}}`
		exempt  = `"Action":"guardduty:*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/OrgAdmin*"}}`
		root    = `"Action":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}`
	)
	three := []model.Region{"eu-central-1", "us-east-1", "us-west-2"}
	for _, c := range []struct {
		name     string
		service  model.ServiceID
		regions  []model.Region
		policies []string
		want     []string // firm ones begin with !
		unread   string
	}{
		{name: "nothing but FullAWSAccess", service: "guardduty", regions: three},
		{
			name: "Regions are denied, and merged", service: "guardduty", regions: three,
			policies: []string{denying("DenyRegions", regions)},
			want:     []string{"!The DenyRegions SCP at payments-prod blocks guardduty:* in us-east-1 and us-west-2."},
		},
		{
			name: "every chosen Region", service: "guardduty", regions: []model.Region{"us-east-1", "us-east-2", "us-west-2"},
			policies: []string{denying("DenyRegions", regions)},
			want:     []string{"!The DenyRegions SCP at payments-prod blocks guardduty:* in all 3 chosen Regions."},
		},
		{
			name: "no Region is given", service: "config", policies: []string{denying("DenyRegions", regions)},
			want: []string{"It depends on the request whether SCPs and RCPs block config:*: denied unless the Region is eu-central-1 or eu-west-1 (DenyRegions at payments-prod)."},
		},
		{
			name: "a global service has its home Region", service: "account-management", policies: []string{denying("DenyRegions", regions)},
			want: []string{"!The DenyRegions SCP at payments-prod blocks account:*."},
		},
		{
			name: "some actions are named", service: "guardduty", regions: []model.Region{"eu-west-1"},
			policies: []string{denying("KeepDetectors", `"Action":["guardduty:Create*"]`)},
			want:     []string{"!The KeepDetectors SCP at payments-prod blocks guardduty:CreateDetector and guardduty:CreateMembers in eu-west-1."},
		},
		{
			name: "actions that no administrator needs", service: "guardduty", regions: []model.Region{"eu-west-1"},
			policies: []string{denying("NoTags", `"Action":["guardduty:Tag*"]`)},
		},
		{
			name: "all listed actions, and not the others", service: "procurement-insights",
			policies: []string{denying("NoBuyers", `"Action":"aws-marketplace:GetBuyer*"`)},
			want:     []string{"!The NoBuyers SCP at payments-prod blocks aws-marketplace:GetBuyerDashboard."},
		},
		{
			name: "a role may pass", service: "guardduty", regions: []model.Region{"eu-west-1"}, policies: []string{denying("KeepGuard", exempt)},
			want: []string{"The KeepGuard SCP at payments-prod blocks guardduty:* in eu-west-1 unless the principal matches arn:aws:iam::*:role/OrgAdmin*."},
		},
		{
			name: "a denial for everybody beside one with an exception is firm", service: "guardduty", regions: []model.Region{"us-west-2"},
			policies: []string{denying("DenyRegions", regions), denying("KeepGuard", exempt)},
			want:     []string{"!The DenyRegions SCP at payments-prod and the KeepGuard SCP at payments-prod block guardduty:* in us-west-2."},
		},
		{name: "only root is kept out", service: "guardduty", regions: []model.Region{"eu-west-1"}, policies: []string{denying("DenyRoot", root)}},
		{
			name: "MFA is asked for", service: "backup",
			policies: []string{denying("NeedMFA", `"Action":"backup:Create*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`)},
			want:     []string{"It depends on the request whether SCPs and RCPs block backup:CreateReportPlan and backup:CreateFramework: denied if "},
		},
		{
			name: "a text is missing", service: "backup", policies: []string{"Unread"}, unread: "deputy has not read all of them",
		},
		{
			name: "a denial stands though another text is missing", service: "backup",
			policies: []string{"Unread", denying("NoBackup", `"Action":"backup:*"`)},
			want:     []string{"!The NoBackup SCP at payments-prod blocks backup:*."},
		},
		{
			name: "two services in one", service: "iam-identity-center", policies: []string{denying("NoUsers", `"Action":["identitystore:*","sso:Delete*"]`)},
			want: []string{"!The NoUsers SCP at payments-prod blocks sso:DeleteAccountAssignment and identitystore:*."},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := catalog.ByID(c.service)
			f := plan.AssessFitness(withSCPs(modeltest.Payments, c.policies...), s, modeltest.Payments, c.regions)
			var got []string
			for _, o := range f.Obstacles {
				mark := ""
				if o.Firm {
					mark = "!"
				}
				got = append(got, mark+o.Text)
			}
			if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("obstacles:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			if f.Unread != c.unread {
				t.Errorf("unread %q, want %q", f.Unread, c.unread)
			}
		})
	}
}

// If an allow list leaves a service out, its level is named.
func TestFitnessOfAnAllowList(t *testing.T) {
	r := withSCPs(modeltest.Payments, `OnlyS3 {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`)
	r.Apply(model.AttachedFact{Node: modeltest.Payments.Node(), Type: model.ServiceControlPolicy, Policies: []model.PolicyID{"p-guard00a"}})
	s, _ := catalog.ByID("backup")
	f := plan.AssessFitness(r, s, modeltest.Payments, nil)
	if want := "No SCP at payments-prod allows backup:*."; len(f.Obstacles) != 1 || f.Obstacles[0].Text != want {
		t.Errorf("obstacles %+v, want %q", f.Obstacles, want)
	}
}

// If an allow list is for some roles only, these are named.
func TestFitnessOfAnAllowListForSome(t *testing.T) {
	const of = ` {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/`
	r := withSCPs(modeltest.Payments, "One"+of+`Ops*"}}}]}`, "Two"+of+`Sec*"}}}]}`)
	r.Apply(model.AttachedFact{Node: modeltest.Payments.Node(), Type: model.ServiceControlPolicy, Policies: []model.PolicyID{"p-guard00a", "p-guard00b"}})
	s, _ := catalog.ByID("backup")
	f := plan.AssessFitness(r, s, modeltest.Payments, nil)
	want := "No SCP at payments-prod allows backup:* but One allows if the principal matches arn:aws:iam::*:role/Ops* and Two allows if the principal matches arn:aws:iam::*:role/Sec*."
	if len(f.Obstacles) != 1 || f.Obstacles[0].Text != want {
		t.Errorf("obstacles %+v, want %q", f.Obstacles, want)
	}
}

// A plan warns. No SCP applies to the management account, a removal needs no
// fitness, and the digest does not depend on the policies.
func TestPlanWarnsOfFitness(t *testing.T) {
	deny := denying("NoBackup", `"Action":"backup:*"`)
	fits := func(r *model.Reading, o plan.Order) (warned, unchecked bool) {
		p := plan.New(r, o)
		return slices.ContainsFunc(p.Warnings, func(w plan.Warning) bool { return strings.HasPrefix(w.Code, "fitness") }),
			slices.ContainsFunc(p.Unchecked, func(s string) bool { return strings.Contains(s, "SCPs and RCPs") })
	}
	o := plan.Order{Direction: catalog.Register, Service: "backup", Account: modeltest.Payments}
	r := withSCPs(modeltest.Payments, deny)
	if warned, _ := fits(r, o); !warned {
		t.Error("a blocked candidate is not warned of")
	}
	unread := withSCPs(modeltest.Payments, "Unread")
	if warned, unchecked := fits(unread, o); warned || !unchecked {
		t.Errorf("a missing text: warned %t, said to be unchecked %t", warned, unchecked)
	}
	if a, b := plan.New(r, o).Digest(), plan.New(unread, o).Digest(); a != b {
		t.Error("the digest changes with what is read of policies")
	}
	o.Direction = catalog.Remove
	if warned, unchecked := fits(r, o); warned || unchecked {
		t.Error("a removal is judged by fitness")
	}
	beside := plan.Order{Direction: catalog.Register, Service: "guardduty", Account: modeltest.Management, Regions: []model.Region{"eu-west-1"}}
	if warned, unchecked := fits(modeltest.Demo(), beside); warned || unchecked {
		t.Error("the management account is judged by fitness")
	}
}

// A few words say that a candidate could do nothing at all.
func TestBlockedIn(t *testing.T) {
	s, _ := catalog.ByID("backup")
	for name, c := range map[string]struct{ policy, want string }{
		"nothing":               {"", ""},
		"one action":            {denying("Some", `"Action":"backup:CreateFramework"`), ""},
		"everything":            {denying("All", `"Action":"backup:*"`), "SCPs block it"},
		"all but a named role":  {denying("Most", `"Action":"backup:*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Backup*"}}`), "SCPs block most roles"},
		"some Regions":          {denying("Regions", `"Action":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}`), ""},
		"what is not yet known": {"Unread", ""},
	} {
		var policies []string
		if c.policy != "" {
			policies = append(policies, c.policy)
		}
		if got := plan.BlockedIn(withSCPs(modeltest.Payments, policies...), s, modeltest.Payments, ""); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	regions := denying("Regions", `"Action":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}`)
	guardduty, _ := catalog.ByID("guardduty")
	for region, want := range map[model.Region]string{"eu-west-1": "", "us-east-1": "SCPs block it"} {
		if got := plan.BlockedIn(withSCPs(modeltest.Payments, regions), guardduty, modeltest.Payments, region); got != want {
			t.Errorf("in %s: %q, want %q", region, got, want)
		}
	}
}

func BenchmarkFitness(b *testing.B) {
	r := modeltest.Demo()
	s, _ := catalog.ByID("guardduty")
	regions := []model.Region{"eu-central-1", "eu-west-1", "us-east-1", "us-west-2"}
	for b.Loop() {
		plan.AssessFitness(r, s, modeltest.Payments, regions)
	}
}
