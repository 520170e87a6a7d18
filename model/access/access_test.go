package access_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/access"
	"deputy/model/sample"
	"deputy/model/scp"
)

const (
	prod     = model.NodeID("ou-4x9a-iqh17pvk")
	edge     = model.NodeID("ou-4x9a-m5mpzvqt")
	workload = model.NodeID("ou-4x9a-w7k2p9da")
	tooling  = model.NodeID("222233334444")
)

var now = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// reading returns the demo with a report about a node: mediaconvert was used three
// days ago by media-prod, which is in Edge, s3 today by payments-prod, and config and
// guardduty never.
func reading(about model.NodeID) *model.Reading {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	r.Apply(model.AccessReportFact{Report: model.AccessReport{Node: about, Generated: now, Services: []model.ServiceAccess{
		{Namespace: "config", Name: "AWS Config"},
		{Namespace: "guardduty", Name: "Amazon GuardDuty"},
		{Namespace: "mediaconvert", Name: "AWS Elemental MediaConvert", Last: now.AddDate(0, 0, -3), Region: "us-east-1", Path: r.EntityPath("784107195990"), Accounts: 1},
		{Namespace: "s3", Name: "Amazon S3", Last: now.Add(-time.Hour), Region: "eu-west-1", Path: r.EntityPath("444455556666"), Accounts: 9},
	}}})
	return r
}

// What a restriction denies is matched with the services of the report, by the
// actions that there are.
func TestServices(t *testing.T) {
	for _, tt := range []struct {
		patterns []string
		except   bool
		has      []string
		hasNot   []string
	}{
		{[]string{"s3:PutObject"}, false, []string{"s3"}, []string{"s3express", "ec2"}},
		{[]string{"s3:NoSuchThing"}, false, []string{"s3"}, []string{"ec2"}},
		{[]string{"*"}, false, []string{"s3", "anything"}, nil},
		{[]string{"*:Get*"}, false, []string{"s3"}, nil},
		{[]string{"S3*:Get?bject"}, false, []string{"s3", "s3-object-lambda"}, []string{"ec2"}},
		{[]string{"s3:*", "ec2:Describe*"}, true, []string{"ec2", "sqs"}, []string{"s3"}},
		{[]string{"sts:*", "iam:*"}, true, []string{"s3"}, []string{"sts", "iam"}},
		{nil, true, []string{"s3"}, nil},
	} {
		s := access.ServicesOf(tt.patterns, tt.except)
		for _, n := range tt.has {
			if !s.Has(n) {
				t.Errorf("%v, except %t: not %s", tt.patterns, tt.except, n)
			}
		}
		for _, n := range tt.hasNot {
			if s.Has(n) {
				t.Errorf("%v, except %t: %s", tt.patterns, tt.except, n)
			}
		}
	}
}

// The sentence says what the report says of the node, and no more.
func TestSentence(t *testing.T) {
	for _, tt := range []struct {
		about, at model.NodeID
		actions   []string
		want      string
	}{
		{prod, prod, []string{"mediaconvert:*"}, "Prod used AWS Elemental MediaConvert 3 days ago in media-prod (us-east-1)."},
		{prod, prod, []string{"*"}, "Prod used Amazon S3 today in payments-prod (eu-west-1), and 1 other service that this denies."},
		{prod, edge, []string{"mediaconvert:*"}, "Edge used AWS Elemental MediaConvert 3 days ago in media-prod (us-east-1)."},
		{workload, edge, []string{"s3:*"}, "Workloads used Amazon S3 today in payments-prod (eu-west-1); whether Edge did, its report does not say."},
		{workload, edge, []string{"config:*"}, "Edge has not used AWS Config in the last 400 days."},
		{prod, prod, []string{"config:*", "guardduty:*"}, "Prod has used none of the 2 services that this denies in the last 400 days."},
		{prod, prod, []string{"organizations:*"}, "AWS's report about Prod does not list these services: SCPs deny them altogether, or AWS does not track them."},
	} {
		report := access.ReportOn(reading(tt.about), tt.at)
		if report == nil {
			t.Fatalf("no report on %s", tt.at)
		}
		use := report.Of(access.ServicesOf(tt.actions, false))
		if latest, ok := report.Latest(access.ServicesOf(tt.actions, false)); ok != (len(use.Used) > 0) || ok && latest != use.Used[0] {
			t.Errorf("%v: the latest is %+v, of %+v", tt.actions, latest, use.Used)
		}
		if got := use.Sentence(now, 1); got != tt.want {
			t.Errorf("%s of the report about %s, %v:\n%s\nwant %s", tt.at, tt.about, tt.actions, got, tt.want)
		}
	}
}

// A use in a Region that a statement spares does not count as a use that it denies.
func TestRegions(t *testing.T) {
	statement := func(operator, regions string) *scp.Statement {
		d := scp.Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"`+operator+`":{"aws:RequestedRegion":`+regions+`}}}]}`, scp.SCP)
		return &d.Statements[0]
	}
	for _, tt := range []struct {
		operator, regions string
		used              string
	}{
		{"StringNotEquals", `["eu-west-1","eu-central-1"]`, "mediaconvert"},
		{"StringNotLike", `"eu-*"`, "mediaconvert"},
		{"StringEquals", `"eu-west-1"`, "s3"},
		{"StringNotEquals", `["eu-west-1","us-east-1"]`, ""},
	} {
		use := access.ReportOn(reading(prod), prod).Of(access.DeniedBy(statement(tt.operator, tt.regions)))
		got := ""
		for _, s := range use.Used {
			got += s.Namespace
		}
		if got != tt.used || len(use.Used)+len(use.Spared) != 2 || len(use.Unused) != 2 {
			t.Errorf("%s %s: used %q, %+v", tt.operator, tt.regions, got, use)
		}
		if tt.used == "" && !strings.Contains(use.Sentence(now, 1), "(eu-west-1), where this does not apply") {
			t.Errorf("it says %s", use.Sentence(now, 1))
		}
	}
}

// The management account is in no report but its own, and nothing is known without one.
func TestNoReport(t *testing.T) {
	if access.ReportOn(reading("r-4x9a"), "111122223333") != nil {
		t.Error("the root's report is taken for one on the management account")
	}
	if access.ReportOn(reading(prod), workload) != nil || access.ReportOn(reading(prod), "210000000000") != nil {
		t.Error("there is a report that nobody read")
	}
	if access.ReportOn(reading("111122223333"), "111122223333") == nil {
		t.Error("its own report is not found")
	}
}

// A use was never used where the report lists its service without an attempt.
func TestUseOfDelegation(t *testing.T) {
	r := reading(tooling)
	for principal, want := range map[model.Principal][2]bool{ // known, never
		"guardduty.amazonaws.com":       {true, true},
		"storage-lens.s3.amazonaws.com": {false, false}, // S3 was used, by another account than the report can mean
		"detective.amazonaws.com":       {false, false}, // not listed
		"health.amazonaws.com":          {false, false}, // nobody knows its actions
		"made-up.amazonaws.com":         {false, false},
	} {
		d := access.UseOfDelegation(reading("r-4x9a"), model.Delegation{Account: "222233334444", Principal: principal})
		if d.Known != want[0] || d.Never() != want[1] {
			t.Errorf("%s: %+v", principal, d)
		}
	}
	used := access.UseOfDelegation(r, model.Delegation{Account: "222233334444", Principal: "storage-lens.s3.amazonaws.com"})
	if !used.Known || used.Never() || used.Last.Namespace != "s3" {
		t.Errorf("S3 was used: %+v", used)
	}
	if d := access.UseOfDelegation(model.NewReading(), model.Delegation{Account: "222233334444", Principal: "guardduty.amazonaws.com"}); d.Known {
		t.Errorf("without a report: %+v", d)
	}
}

// A saved reading brings the reports back, and they make it no less complete.
func TestSavedReports(t *testing.T) {
	r := reading(prod)
	r.Apply(model.StatusFact{Part: model.PartAccessReport, Target: string(edge), Status: model.Status{Progress: model.Failed, Gap: &model.Gap{Operation: "iam:GetOrganizationsAccessReport"}}})
	frozen := r.Freeze(now)
	if slices.ContainsFunc(frozen.Gaps, func(g model.Gap) bool { return g.Missing.Part == model.PartAccessReport }) {
		t.Error("a report that failed makes the saved reading incomplete")
	}
	again := model.NewReading()
	again.Apply(model.SavedFact{Snapshot: frozen})
	report, status := again.AccessReport(prod, "")
	if len(report.Services) != 4 || status.Progress != model.Saved || !status.At.Equal(now) {
		t.Errorf("it came back with %d services, %+v", len(report.Services), status)
	}
}
