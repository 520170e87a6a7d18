package typical_test

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/modeltest"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// typically returns the typical verdict of a question that must be valid.
func typically(t *testing.T, r *model.Reading, q verdict.Question, off ...typical.Chip) typical.Answer {
	t.Helper()
	a, err := typical.Ask(r, q, off...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const (
	regionDeny = "denied elsewhere by DenyRegions [1] at Root, unless role/OrgAdmin* or permission set PlatformAdmin"
	elsewhere  = "Denied by DenyRegions [1] at Root, unless role/OrgAdmin* or permission set PlatformAdmin"
)

// The headline of an ordinary request in an account of the demo says what an
// operator asks for.
func TestHeadlinesOfTheDemo(t *testing.T) {
	r := modeltest.Demo()
	root := "arn:aws:iam::" + string(modeltest.Payments) + ":root"
	for _, c := range []struct {
		action, region, principal string
		ruling                    verdict.Ruling
		want                      string
	}{
		{"s3:PutBucketPolicy", "", "", verdict.ExplicitlyDenied, "Denied by NoPublicS3 [2] at Prod, unless role/SecAdmin"},
		{"iam:CreateUser", "", "", verdict.ExplicitlyDenied, "Denied by NoIAMUsers [1] at Prod, unless role/BreakGlass"},
		{"kms:Decrypt", "", "", verdict.Allowed, "No SCP or RCP blocks this (in this account's own keys)"},
		{"s3:GetObject", "", "", verdict.Allowed, "No SCP or RCP blocks this in eu-central-1 and eu-west-1; " + regionDeny},
		{"rds:CreateDBInstance", "eu-central-1", "", verdict.Depends, "Not blocked if the request sets tag team (RequireTags [1] at Prod)"},
		{
			"ec2:RunInstances", "eu-central-1", "", verdict.Depends,
			"Not blocked if the request tags team on both the instance and every new volume, sets metadata tokens to required, and does not set a hop limit above 2",
		},
		{"s3:GetObject", "us-west-2", "", verdict.ExplicitlyDenied, elsewhere},
		{"rds:CreateDBInstance", "us-west-2", "", verdict.ExplicitlyDenied, elsewhere},
		{"ec2:RunInstances", "us-west-2", "", verdict.ExplicitlyDenied, elsewhere},
		{"s3:PutBucketPolicy", "us-west-2", "", verdict.ExplicitlyDenied, elsewhere + "; and by NoPublicS3 [2] at Prod, unless role/SecAdmin"},
		{"s3:GetObject", "", root, verdict.ExplicitlyDenied, "Denied by DenyRoot [1] at Workloads, unless in an sts:AssumeRoot session"},
		{"organizations:LeaveOrganization", "", "", verdict.ExplicitlyDenied, "Denied by DenyLeave [1] at Root"},
		{
			"cloudformation:CreateStack", "eu-west-1", "", verdict.Allowed,
			"No SCP or RCP blocks this; AWS evaluates the calls that it makes for you separately",
		},
	} {
		q := verdict.Question{Account: modeltest.Payments, Action: c.action, Principal: c.principal}
		if c.region != "" {
			q.Given = map[string][]string{"aws:RequestedRegion": {c.region}}
		}
		a := typically(t, r, q)
		if got := a.Headline(); got != c.want || a.Ruling() != c.ruling {
			t.Errorf("%s in %q: %v, %s", c.action, c.region, a.Ruling(), got)
		}
	}
}

// A call through an inference profile is judged on the profile and its models, and
// told by what the Regions of these must be.
func TestCallsOnSeveralResources(t *testing.T) {
	r := modeltest.Demo()
	for _, c := range []struct{ action, profile, want string }{
		{
			"bedrock:InvokeModel", "eu-west-1:444455556666:inference-profile/eu.some.model-v1:0",
			"Blocked unless the Region is eu-central-1 or eu-west-1 for the model in a Region of the profile (DenyRegions [1] at Root); not blocked for role/OrgAdmin* and permission set PlatformAdmin",
		},
		{"bedrock:InvokeModel", "eu-west-1:444455556666:inference-profile/global.some.model-v1:0", elsewhere},
		{"ec2:CreateFleet", "", "No SCP or RCP blocks this in eu-central-1 and eu-west-1; " + regionDeny},
	} {
		q := verdict.Question{Account: modeltest.Payments, Action: c.action}
		if c.profile != "" {
			q.Given = map[string][]string{"bedrock:InferenceProfileArn": {"arn:aws:bedrock:" + c.profile}}
		}
		a := typically(t, r, q)
		if got := a.Headline(); got != c.want {
			t.Errorf("%s: %s\n%v", c.action, got, a.Assumptions)
		}
	}
}

// What denies a launch only on several parts together denies an ordinary one too.
func TestPartsThatAreDeniedTogether(t *testing.T) {
	const launch = `{"Effect":"Deny","Action":"ec2:RunInstances","Resource":`
	s := modeltest.PlainSnapshot()
	s.Policies = append(s.Policies, model.Policy{ID: "p-ruled00000", Name: "Ruled", Type: model.ServiceControlPolicy})
	s.Documents["p-ruled00000"] = model.Document{Text: `{"Version":"2012-10-17","Statement":[` +
		launch + `"arn:aws:ec2:*:*:instance/*","Condition":{"Null":{"aws:PrincipalTag/t":"true"}}},` + launch + `"arn:aws:ec2:*::image/*","Condition":{"Null":{"aws:PrincipalTag/t":"false"}}}]}`}
	for _, n := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node()} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n})
	}
	s.Attachments = append(s.Attachments, model.Attachment{Policy: "p-ruled00000", Target: "r-plain"})
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	r.Caller.Partition = "aws"
	a := typically(t, r, verdict.Question{Account: modeltest.CaseAccount, Action: "ec2:RunInstances"})
	if a.Ruling() != verdict.ExplicitlyDenied || a.Exact.Ruling != verdict.ExplicitlyDenied {
		t.Errorf("it is %v, exactly %v: %s", a.Ruling(), a.Exact.Ruling, a.Headline())
	}
}

//go:embed testdata/everyday.txt
var everyday string

// Everyday actions, with nothing given but the account, come to one of the three
// answers in one sentence, in every account of the demo.
func TestEverydayActions(t *testing.T) {
	r := modeltest.Demo()
	actions := strings.Fields(everyday)
	if len(actions) != 40 {
		t.Fatalf("there are %d actions", len(actions))
	}
	begins := []string{"No SCP or RCP blocks this", "Denied by ", "Denied at ", "Denied whatever ", "Not blocked ", "Blocked "}
	for n := range r.Accounts() {
		for _, action := range actions {
			a := typically(t, r, verdict.Question{Account: n.Account(), Action: action})
			text := a.Headline()
			if !slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(text, b) }) || strings.ContainsAny(text, "\n\x00") {
				t.Errorf("%s in %s: %s", action, n.Name, text)
			}
			if a.Exact.Ruling == verdict.Depends && len(a.Assumptions) == 0 {
				t.Errorf("%s in %s depends, and nothing is assumed", action, n.Name)
			}
		}
	}
}

// The root user is told below the headline, where it is denied and an ordinary
// role is not.
func TestTheRootUserStandsBeside(t *testing.T) {
	a := typically(t, modeltest.Demo(), verdict.Question{Account: modeltest.Payments, Action: "kms:Decrypt"})
	if want := "denied for the root user (DenyRoot [1] at Workloads)."; !slices.Contains(a.Lines(), want) {
		t.Errorf("below the headline stands %q", a.Lines())
	}
}

// With all assumptions switched off the typical verdict is the exact one.
func TestSwitchingOffLeadsToTheExactVerdict(t *testing.T) {
	r := modeltest.Demo()
	q := verdict.Question{Account: modeltest.Payments, Action: "kms:Decrypt"}
	if a := typically(t, r, q, typical.Principal); a.Ruling() != verdict.Depends || !strings.Contains(a.Headline(), "DenyRoot [1]") {
		t.Errorf("without a principal it is %s", a.Headline())
	}
	a := typically(t, r, q, typical.Principal, typical.Region, typical.Resource, typical.Owner, typical.Transport)
	if len(a.Assumptions) != 0 || !slices.Equal(a.Cases[0].Verdicts[0].Sentences(), a.Exact.Sentences()) {
		t.Errorf("with everything off it assumes %v: %s", a.Assumptions, a.Headline())
	}
}

// Whoever calls is not assumed where the action has no caller in an account.
func TestNoPrincipalIsAssumedForFederation(t *testing.T) {
	for _, action := range []string{"sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"} {
		a := typically(t, modeltest.Demo(), verdict.Question{Account: modeltest.Payments, Action: action})
		for _, x := range a.Assumptions {
			if x.Chip == typical.Principal {
				t.Errorf("%s assumes %v", action, x)
			}
		}
	}
}

// A gap that bears on the answer leaves it unknown, and nothing is assumed.
func TestNothingIsAssumedOnAGap(t *testing.T) {
	r := modeltest.Demo()
	r.Begin()
	r.Apply(modeltest.Failed(model.PartAttached, model.AttachedTarget(modeltest.Payments.Node(), model.ServiceControlPolicy), "organizations:ListPoliciesForTarget"))
	a := typically(t, r, verdict.Question{Account: modeltest.Payments, Action: "kms:Decrypt"})
	if a.Ruling() != verdict.Unknown || len(a.Assumptions) > 0 {
		t.Errorf("on a gap it is %v: %s, and assumes %v", a.Ruling(), a.Headline(), a.Assumptions)
	}
}

// Actions from all over AWS's reference can be asked about, whatever its resource
// types look like.
func TestActionsOfTheReferenceHaveAnAnswer(t *testing.T) {
	r := modeltest.Demo()
	seen, asked := 0, 0
	for _, service := range iam.Services("", 1000) {
		for _, m := range iam.Find(service+":", 1000) {
			if seen++; seen%29 != 0 {
				continue
			}
			q := verdict.Question{Account: modeltest.Payments, Action: m.String(), Given: map[string][]string{"aws:RequestedRegion": {"eu-central-1"}}}
			if a := typically(t, r, q); a.Headline() == "" {
				t.Errorf("%s has no answer", q.Action)
			}
			asked++
		}
	}
	if asked < 300 {
		t.Errorf("only %d actions were asked about", asked)
	}
}
