package pane

import (
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/ui/kit"
)

// used applies a report about a node in which media-prod used mediaconvert three days
// ago, and nobody Detective, Firewall Manager and EC2.
func used(env *Env, id model.NodeID) {
	env.Reading.Apply(model.AccessReportFact{Report: model.AccessReport{Node: id, Generated: env.Now, Services: []model.ServiceAccess{
		{Namespace: "detective", Name: "Amazon Detective"},
		{Namespace: "ec2", Name: "Amazon EC2"},
		{Namespace: "fms", Name: "AWS Firewall Manager"},
		{Namespace: "guardduty", Name: "Amazon GuardDuty", Last: env.Now.Add(-time.Hour), Region: "eu-west-1", Path: env.Reading.EntityPath("222233334444"), Accounts: 1},
		{Namespace: "mediaconvert", Name: "AWS Elemental MediaConvert", Last: env.Now.AddDate(0, 0, -3), Region: "us-east-1", Path: env.Reading.EntityPath("784107195990"), Accounts: 1},
	}}})
	env.Reading.Apply(model.StatusFact{Part: model.PartAccessReport, Target: string(id), Status: model.Status{Progress: model.Complete, At: env.Now}})
}

// Who may not ask AWS, or cannot, learns why instead of being sent away empty.
func TestWhyNoReport(t *testing.T) {
	for want, change := range map[string]func(*Env, *LastAccessed){
		"use a profile of it": func(e *Env, _ *LastAccessed) { e.Reading.Caller.Role = model.CallerDelegated },
		"only where SCPs are enabled": func(e *Env, _ *LastAccessed) {
			e.Reading.Apply(model.RootsFact{Roots: []model.Node{{ID: "r-4x9a", Kind: model.KindRoot}}})
		},
		"deputy does not call AWS":        func(_ *Env, p *LastAccessed) { p.offline = "This is a saved reading: deputy does not call AWS." },
		"know the place of 200000000000 ": func(_ *Env, p *LastAccessed) { p.on.Node = "200000000000" },
	} {
		env := demo()
		p := NewLastAccessed(env, LastAccessedWanted{Node: "784107195990"}, "")
		if ok, why := p.Can(kit.Open); !ok {
			t.Fatal(why)
		}
		change(env, p)
		if ok, why := p.Can(kit.Open); ok || !strings.Contains(why, want) || !strings.Contains(frame(t, p, 160, 24), want) {
			t.Errorf("the reason is %q, want %q", why, want)
		}
	}
}

// A gap stands above what an earlier report says, with the permissions that it needs.
func TestLastAccessedGap(t *testing.T) {
	env := demo()
	used(env, "784107195990")
	env.Reading.Apply(model.StatusFact{Part: model.PartAccessReport, Target: "784107195990", Status: model.Status{Progress: model.Failed, Gap: &model.Gap{
		Operation: "iam:GenerateOrganizationsAccessReport", Cause: "no \x1b[2J identity-based policy", Fix: "Allow it",
	}}})
	got := frame(t, NewLastAccessed(env, LastAccessedWanted{Node: "784107195990"}, ""), 80, 24)
	for _, want := range []string{"iam:GenerateOrganizationsAccessReport", "identity-based policy", "Allow it", "2 services used of 5", "3 days ago"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
