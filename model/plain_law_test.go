package model_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"pgregory.net/rapid"
)

// Small alphabets, so that what is drawn often meets.
var (
	lawActions   = []string{"*", "s3:*", "s3:Get*", "S3:getobject", "iam:Pass?ole", "ec2:*", "sqs:SendMessage", "organizations:LeaveOrganization", "s3", "*:Get*", "kms:*"}
	lawResources = []string{"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::${k:other, 'x'}", "arn:aws:iam::*:role/*", "arn:aws:sqs:eu-west-1:*:q"}
	lawNames     = []string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
		"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
		"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Null",
	}
	lawKeys = map[string][]string{
		"String": {"aws:RequestedRegion", "aws:PrincipalTag/team", "aws:RequestTag/a", "aws:TagKeys", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:ResourceOrgID", "k:s"},
		"Numeri": {"ec2:RoleDelivery", "k:n"}, "Date": {"aws:CurrentTime", "k:d"}, "Bool": {"aws:SecureTransport", "aws:ViaAWSService", "k:b"},
		"Binary": {"k:bin"}, "Ip": {"aws:SourceIp"}, "NotIp": {"aws:SourceIp"}, "Arn": {"aws:PrincipalArn", "aws:SourceArn"},
		"Null": {"aws:RequestTag/a", "aws:AssumedRoot", "aws:PrincipalOrgID", "k:s"},
	}
	lawValues = map[string][]string{
		"String": {"a", "A", "b*", "*", "eu-west-1", "us-east-1", "x${k:other}", "${k:other, 'a'}", "${aws:PrincipalTag/team}", "222222222222", "o-lawlawlaw1"},
		"Numeri": {"1", "2.0", "5", "five"}, "Date": {"2020", "2021-01-01T00:00:00Z"}, "Bool": {"true", "false", "no"}, "Binary": {"QUJD"},
		"Ip": {"10.0.0.0/8", "::/0"}, "NotIp": {"10.0.0.0/8", "192.0.2.0/24"},
		"Arn":  {"arn:aws:iam::*:root", "arn:aws:iam::222222222222:role/*", "arn:aws:iam::*:role/${k:other}", "*"},
		"Null": {"true", "false"},
	}
)

func lawFamily(name string) string {
	for _, f := range []string{"String", "Numeri", "Date", "Bool", "Binary", "Ip", "NotIp", "Arn", "Null"} {
		if strings.HasPrefix(name, f) {
			return f
		}
	}
	panic(name)
}

func drawConditions(t *rapid.T) map[string]any {
	out := map[string]any{}
	for range rapid.IntRange(0, 3).Draw(t, "conditions") {
		name := rapid.SampledFrom(lawNames).Draw(t, "operator")
		f := lawFamily(name)
		key := rapid.SampledFrom(lawKeys[f]).Draw(t, "key")
		values := rapid.SliceOfN(rapid.SampledFrom(lawValues[f]), 0, 3).Draw(t, "values")
		if f != "Null" {
			name = rapid.SampledFrom([]string{"", "", "ForAllValues:", "ForAnyValue:"}).Draw(t, "set") + name + rapid.SampledFrom([]string{"", "IfExists"}).Draw(t, "exists")
		}
		out[name] = map[string]any{key: append([]string{}, values...)}
	}
	return out
}

func drawDocument(t *rapid.T, effects []string) string {
	var statements []map[string]any
	for range rapid.IntRange(1, 4).Draw(t, "statements") {
		statements = append(statements, map[string]any{
			"Effect": rapid.SampledFrom(effects).Draw(t, "effect"),
			rapid.SampledFrom([]string{"Action", "Action", "NotAction"}).Draw(t, "action"):         rapid.SliceOfN(rapid.SampledFrom(lawActions), 0, 3).Draw(t, "actions"),
			rapid.SampledFrom([]string{"Resource", "Resource", "NotResource"}).Draw(t, "resource"): rapid.SliceOfN(rapid.SampledFrom(lawResources), 1, 3).Draw(t, "resources"),
			"Condition": drawConditions(t),
		})
	}
	version := rapid.SampledFrom([]string{"2012-10-17", "2012-10-17", "2008-10-17"}).Draw(t, "version")
	text, err := json.Marshal(map[string]any{"Version": version, "Statement": statements})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const lawAccount model.AccountID = "222222222222"

// drawOrganization gives a root, a unit and an account, with policies at each.
func drawOrganization(t *rapid.T) *model.Reading {
	s := &model.Snapshot{Complete: true, Documents: map[model.PolicyID]model.Document{}, Tags: map[string][]model.Tag{}}
	s.Organization = model.Organization{ID: "o-lawlawlaw1", Features: model.FeaturesAll, Management: "111111111111"}
	enabled := []model.PolicyTypeStatus{{Type: model.ServiceControlPolicy, Status: "ENABLED"}, {Type: model.ResourceControlPolicy, Status: "ENABLED"}}
	s.Roots = []model.Node{{ID: "r-law0", Kind: model.KindRoot, Name: "Root", PolicyTypes: enabled}}
	s.Units = []model.Node{{ID: "ou-law0-00000000", Kind: model.KindUnit, Name: "Unit", Parent: "r-law0"}}
	s.Accounts = []model.Node{
		{ID: "111111111111", Kind: model.KindAccount, Name: "management", Parent: "r-law0"},
		{ID: lawAccount.Node(), Kind: model.KindAccount, Name: "account", Parent: "ou-law0-00000000"},
	}
	s.Policies = []model.Policy{
		{ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true},
		{ID: model.RCPFullAWSAccess, Name: "RCPFullAWSAccess", Type: model.ResourceControlPolicy, AWSManaged: true},
	}
	s.Documents[model.FullAWSAccess] = model.Document{Text: full}
	s.Documents[model.RCPFullAWSAccess] = model.Document{Text: full}
	attach := func(p model.PolicyID, to model.NodeID) {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: p, Target: to})
	}
	add := func(id model.PolicyID, kind model.PolicyType, to model.NodeID, effects []string) {
		s.Policies = append(s.Policies, model.Policy{ID: id, Name: string(id), Type: kind})
		s.Documents[id] = model.Document{Text: drawDocument(t, effects)}
		attach(id, to)
	}
	for i, n := range []model.NodeID{"r-law0", "ou-law0-00000000", lawAccount.Node()} {
		attach(model.RCPFullAWSAccess, n)
		if whole := rapid.IntRange(0, 3).Draw(t, "full") > 0; whole {
			attach(model.FullAWSAccess, n)
		}
		for k := range rapid.IntRange(0, 2).Draw(t, "scps") {
			add(model.PolicyID(fmt.Sprintf("p-law%d%d00000", i, k)), model.ServiceControlPolicy, n, []string{"Deny", "Deny", "Allow"})
		}
		if rapid.Bool().Draw(t, "rcp") {
			add(model.PolicyID(fmt.Sprintf("p-rcp%d000000", i)), model.ResourceControlPolicy, n, []string{"Deny"})
		}
	}
	attach(model.FullAWSAccess, "111111111111")
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	return r
}

var lawGiven = map[string][]string{
	"aws:RequestedRegion": {"eu-west-1", "us-east-1"}, "aws:PrincipalTag/team": {"a", "b"}, "aws:RequestTag/a": {"a", "bb"}, "aws:TagKeys": {"a", "b"},
	"k:s": {"a", "A", "z"}, "k:other": {"a", "x"}, "ec2:RoleDelivery": {"1.0", "2.0"},
	"aws:SecureTransport": {"true", "false"}, "aws:PrincipalArn": {"arn:aws:iam::222222222222:root", "arn:aws:iam::222222222222:role/x"}, "aws:SourceIp": {"10.1.1.1"},
}

func drawQuestion(t *rapid.T) model.Question {
	q := model.Question{Account: lawAccount, ResourceAccount: lawAccount, Given: map[string][]string{}}
	q.Action = rapid.SampledFrom([]string{"s3:GetObject", "iam:PassRole", "ec2:RunInstances", "sqs:SendMessage", "organizations:LeaveOrganization", "kms:Decrypt"}).Draw(t, "asked")
	q.Resource = rapid.SampledFrom([]string{"", "*", "arn:aws:s3:::b/a", "arn:aws:s3:::x", "arn:aws:sqs:eu-west-1:222222222222:q"}).Draw(t, "on")
	for _, key := range slices.Sorted(func(yield func(string) bool) {
		for k := range lawGiven {
			if !yield(k) {
				return
			}
		}
	}) {
		switch rapid.IntRange(0, 2).Draw(t, key) {
		case 0:
			q.Absent = append(q.Absent, key)
		case 1:
			q.Given[key] = rapid.SliceOfN(rapid.SampledFrom(lawGiven[key]), 1, 2).Draw(t, "given")
		}
	}
	return q
}

// What a line says is what the evaluator says, whatever the policies.
func TestLinesAgreeWithTheEvaluator(t *testing.T) {
	lines, silent, asked := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := drawOrganization(t)
		for _, kind := range model.Evaluated() {
			all := r.Restrictions(lawAccount.Node(), kind)
			a, s := checkLines(t, r, all)
			lines, silent, asked = lines+len(all.Lines), silent+s, asked+a
		}
	})
	if silent*10 > lines || asked < lines*5 {
		t.Errorf("of %d lines %d have no question that they block; %d questions in all", lines, silent, asked)
	}
}

// Whatever is denied, a line says so with the statement that denies it; where
// nothing allows, a line has the level.
func TestLinesAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawOrganization(t)
		var lines []model.Restriction
		for _, kind := range model.Evaluated() {
			lines = append(lines, r.Restrictions(lawAccount.Node(), kind).Lines...)
		}
		for range 5 {
			v, err := r.Ask(drawQuestion(t))
			if err != nil {
				t.Fatal(err)
			}
			for _, by := range v.By {
				if !slices.ContainsFunc(lines, func(l model.Restriction) bool { return l.Kind == model.Forbidden && slices.Contains(l.Sources, by) }) {
					t.Fatalf("%v denies %+v, and no line says so", by, v.Question)
				}
			}
			for _, m := range v.Missing {
				if !slices.ContainsFunc(lines, func(l model.Restriction) bool {
					return l.Kind == model.NotAllowed && slices.Contains(l.Levels, m.Level)
				}) {
					t.Fatalf("%s allows nothing of %+v, and no line says so", m.Level, v.Question)
				}
			}
		}
	})
}
