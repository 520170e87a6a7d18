package management_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/management"
)

const (
	own    = model.AccountID("999988887777")
	member = model.AccountID("444455556666")
)

// reading returns an organization with these facts.
func reading(facts ...model.Fact) *model.Reading {
	r := model.NewReading()
	r.Apply(model.OrganizationFact{Organization: model.Organization{ID: "o-1", Management: own}})
	for _, f := range facts {
		r.Apply(f)
	}
	return r
}

// The table has actions in the management account over all delegable services, each
// with the class that AWS's page gives it.
func TestTableOfActions(t *testing.T) {
	text, err := os.ReadFile("testdata/actions.tsv")
	if err != nil {
		t.Fatal(err)
	}
	judge, rows, services := management.NewJudge(reading()), 0, map[model.ServiceID]bool{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 || !strings.HasPrefix(f[4], "https://docs.aws.amazon.com/") {
			t.Errorf("the line is malformed: %q", line)
			continue
		}
		rows++
		services[model.ServiceID(f[0])] = true
		got := judge.Judge(&management.Call{Action: f[1], Parameters: strings.TrimPrefix(f[2], "-")})
		if got.Class.String() != f[3] {
			t.Errorf("%s %s is %q (%s), want %q by %s", f[1], f[2], got.Class, got.Why, f[3], f[4])
		}
		if got.Class == management.Delegable && f[0] != "-" && string(got.Service) != f[0] {
			t.Errorf("%s is delegable by %q, want %q", f[1], got.Service, f[0])
		}
		if got.Page == "" || got.Class != management.Delegable && got.Why == "" {
			t.Errorf("%s: no reason or page: %+v", f[1], got)
		}
	}
	if rows < 300 {
		t.Errorf("the table has %d actions, want 300", rows)
	}
	for _, s := range catalog.Services() {
		if !services[s.ID] {
			t.Errorf("the table has no action of %s", s.ID)
		}
	}
}

// Acting on a resource of another account is not moving one's own.
func TestResourceOfAnotherAccount(t *testing.T) {
	judge := management.NewJudge(reading())
	for _, action := range []string{"s3:PutObject", "backup:DeleteRecoveryPoint", "nosuch:CreateThing"} {
		got := judge.Judge(&management.Call{Action: action, Parameters: "{}", Owners: []model.AccountID{member}})
		if got.Class != management.MoveIt || got.Member != member || !strings.Contains(got.Why, string(member)) {
			t.Errorf("%s: %+v", action, got)
		}
	}
}

// A judgement names who can make the call today: the delegated administrators, or
// the accounts that the resource policy lets.
func TestDelegates(t *testing.T) {
	r := reading(
		model.ResourcePolicyFact{ARN: "arn:aws:organizations::999988887777:resourcepolicy/o-1/rp-1", Text: `{"Version":"2012-10-17","Statement":[
			{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":["organizations:CreatePolicy","organizations:Describe*"],"Resource":"*"}]}`},
		model.StatusFact{Part: model.PartResourcePolicy, Status: model.Status{Progress: model.Complete}},
	)
	judge := management.NewJudge(r)
	got := judge.Judge(&management.Call{Action: "organizations:CreatePolicy"})
	if !slices.Equal(got.Delegates, []model.AccountID{member}) || !got.Certain {
		t.Errorf("CreatePolicy: %+v", got)
	}
	if got := judge.Judge(&management.Call{Action: "organizations:AttachPolicy"}); len(got.Delegates) > 0 || !got.Certain {
		t.Errorf("AttachPolicy: %+v", got)
	}
	if got := judge.Judge(&management.Call{Action: "guardduty:CreateIPSet"}); got.Certain || got.Service != "guardduty" {
		t.Errorf("delegations were not read: %+v", got)
	}
}

// What no event says leaves the judgement a condition: such a call is not among
// those that could certainly be made elsewhere.
func TestConditionIsNotCertain(t *testing.T) {
	judge := management.NewJudge(reading())
	set := judge.Judge(&management.Call{Action: "sso:PutInlinePolicyToPermissionSet", Parameters: "{}"})
	if set.Class != management.Delegable || set.If == "" || set.Elsewhere() || !set.Perhaps() {
		t.Errorf("%+v", set)
	}
	created := judge.Judge(&management.Call{Action: "sso:CreatePermissionSet", Parameters: "{}"})
	if created.If != "" || !created.Elsewhere() {
		t.Errorf("%+v", created)
	}
}

// The judgement of an action that depends on its target is not kept for the next
// call of that action.
func TestTargetCounts(t *testing.T) {
	judge := management.NewJudge(reading())
	for _, c := range []struct {
		parameters string
		want       management.Class
	}{
		{`{"targetId":"444455556666"}`, management.Delegable},
		{`{"targetId":"999988887777"}`, management.Needed},
		{`{"targetId":"444455556666"}`, management.Delegable},
		{``, management.Unknown},
		{`{`, management.Unknown},
	} {
		if got := judge.Judge(&management.Call{Action: "sso:CreateAccountAssignment", Parameters: c.parameters}); got.Class != c.want {
			t.Errorf("%s: %v, want %v", c.parameters, got.Class, c.want)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("sso:CreateAccountAssignment", `{"targetId":"444455556666"}`)
	f.Add("s3:*", "[")
	judge := management.NewJudge(reading())
	f.Fuzz(func(t *testing.T, action, parameters string) {
		if got := judge.Judge(&management.Call{Action: action, Parameters: parameters}); got.Class.String() == "invalid" || got.Page == "" {
			t.Errorf("%q %q: %+v", action, parameters, got)
		}
	})
}
