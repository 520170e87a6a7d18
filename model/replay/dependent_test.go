package replay_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/replay"
)

// dependentCalls are calls with what a draft does to the permissions that they need
// beside their own, worked out by hand. Each draft denies nothing of the calls
// themselves.
var dependentCalls = []struct{ call, parameters, deny, want string }{
	{ // The role is that of a profile, which the event names: any role is passed.
		"ec2 RunInstances", `{"instancesSet":{},"iamInstanceProfile":{"name":"app"}}`, `"Action":"iam:PassRole","Resource":"*"`,
		"denied iam:PassRole from ec2:RunInstances",
	},
	{"ec2 RunInstances", `{"iamInstanceProfile":{"name":"app"}}`, `"Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/Admin*"`, "depends on Resource iam:PassRole from ec2:RunInstances"},
	{"ec2 RunInstances", `{"iamInstanceProfile":{}}`, `"Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}}`, ""},
	{"ec2 RunInstances", `{"iamInstanceProfile":null}`, `"Action":"iam:PassRole","Resource":"*"`, ""},
	{"ec2 RunInstances", `{"launchTemplate":{"launchTemplateId":"lt-1"}}`, `"Action":"iam:PassRole","Resource":"*"`, "not shown iam:PassRole of ec2:RunInstances"},
	{"lambda CreateFunction20150331", `{"functionName":"f","role":"arn:aws:iam::444455556666:role/Admin"}`, `"Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/Admin*"`, "denied iam:PassRole from lambda:CreateFunction"},
	{"lambda CreateFunction20150331", `{"functionName":"f","role":"arn:aws:iam::444455556666:role/App"}`, `"Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/Admin*"`, ""},
	{"lambda UpdateFunctionConfiguration20150331v2", `{"functionName":"f","timeout":3}`, `"Action":"iam:PassRole","Resource":"*"`, ""},
	{ // Two roles, one of which the draft protects.
		"ecs RegisterTaskDefinition", `{"family":"f","taskRoleArn":"arn:aws:iam::444455556666:role/App","executionRoleArn":"arn:aws:iam::444455556666:role/Admin"}`,
		`"Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/Admin","Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}`,
		"denied iam:PassRole from ecs:RegisterTaskDefinition",
	},
	{"ecs RegisterTaskDefinition", `{"family":"f","taskRoleArn":"Admin"}`, `"Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/Admin"`, "depends on Resource iam:PassRole from ecs:RegisterTaskDefinition"},
	{"rds CreateDBInstance", `{"dBInstanceIdentifier":"d","monitoringRoleArn":"arn:aws:iam::444455556666:role/Mon"}`, `"Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"rds.amazonaws.com"}}`, "depends on iam:PassedToService iam:PassRole from rds:CreateDBInstance"},
	{ // Whether the Region of the call or that of IAM counts is not documented.
		"lambda CreateFunction20150331", `{"functionName":"f","role":"arn:aws:iam::444455556666:role/App"}`, `"Action":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}`,
		"depends on aws:RequestedRegion iam:PassRole from lambda:CreateFunction",
	},
	{"ec2 RunInstances", `{"tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"team","value":"x"}]}]}}`, `"Action":"ec2:CreateTags","Resource":"*"`, "denied ec2:CreateTags from ec2:RunInstances"},
	{"ec2 RunInstances", `{"tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[{"key":"team","value":"x"}]}]}}`, `"Action":"ec2:CreateTags","Resource":"arn:aws:ec2:*:*:instance/*"`, ""},
	{"ec2 CreateVolume", `{"size":"8","tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[{"key":"team","value":"x"}]}]}}`, `"Action":"ec2:CreateTags","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestTag/team":"pay"}}`, "denied ec2:CreateTags from ec2:CreateVolume"},
	{"ec2 CreateVolume", `{"size":"8","tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[{"key":"team","value":"pay"}]}]}}`, `"Action":"ec2:CreateTags","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestTag/team":"pay"}}`, ""},
	{"ec2 CreateVolume", `{"size":"8"}`, `"Action":"ec2:CreateTags","Resource":"*"`, ""},
	{"ec2 CreateVolume", `{"size":"8","tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[{"key":"a","value":"b"}]}]}}`, `"Action":"ec2:CreateTags","Resource":"*","Condition":{"StringNotEquals":{"ec2:CreateAction":"CreateVolume"}}`, ""},
	{"rds CreateDBInstance", `{"dBInstanceIdentifier":"d","tags":[{"key":"team","value":"x"}]}`, `"Action":"rds:AddTagsToResource","Resource":"*"`, "denied rds:AddTagsToResource from rds:CreateDBInstance"},
	{"rds CreateDBInstance", `{"dBInstanceIdentifier":"d"}`, `"Action":"rds:AddTagsToResource","Resource":"*"`, ""},
}

// What AWS authorizes with a call beside its own action is judged as well, and told as
// derived; where an event does not show it, that is told.
func TestDependentRequests(t *testing.T) {
	r := modeltest.Demo()
	for _, c := range dependentCalls {
		source, name, _ := strings.Cut(c.call, " ")
		edits := draftAt(t, r, "Workloads", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny",`+c.deny+`}]}`)
		result := replayed(t, r, edits, []string{session("444455556666", "App", source, name, "eu-central-1", "1", `,"requestParameters":`+c.parameters)}, 1)
		var got []string
		for _, row := range result.Denied {
			got = append(got, "denied "+row.Action+" from "+row.From)
		}
		for _, row := range result.Depends {
			got = append(got, "depends on "+strings.Join(row.Keys, " ")+" "+row.Action+" from "+row.From)
		}
		for _, n := range result.Coverage.Underived {
			got = append(got, "not shown "+n.Permission+" of "+n.Action)
		}
		if strings.Join(got, "; ") != c.want || result.Read != 1 || result.Judged != 1 || replay.Calls(result.Denied) > 0 {
			t.Errorf("%s %s with %s:\ngot  %q of %d judged\nwant %q", c.call, c.parameters, c.deny, got, result.Judged, c.want)
		}
	}
}

// Derived requests are told in the coverage, the same by 1 and by 8 workers.
func TestDependentCoverage(t *testing.T) {
	r := modeltest.Demo()
	edits := draftAt(t, r, "Workloads", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:PassRole","Resource":"*"}]}`)
	var events []string
	for i := range 40 {
		parameters := []string{`{"iamInstanceProfile":{"name":"app"}}`, `{"launchTemplate":{"launchTemplateId":"lt-1"}}`}[i%2]
		events = append(events, session("444455556666", "App", "ec2", "RunInstances", "eu-central-1", fmt.Sprint(i), `,"requestParameters":`+parameters))
	}
	for _, workers := range []int{1, 8} {
		result := replayed(t, r, edits, events, workers)
		c := &result.Coverage
		const hole = "The events do not show whether 20 calls of ec2:RunInstances needed iam:PassRole."
		if fmt.Sprint(c.Derived) != "[{{iam:PassRole ec2:RunInstances} 20}]" || !slices.Contains(c.Holes(), hole) || len(c.Unlogged) > 0 || result.Denied[0].Count != 20 {
			t.Errorf("%d workers: derived %v, holes %q", workers, c.Derived, c.Holes())
		}
	}
}

// A query has the parameters that name roles only if a policy can deny to pass one, and
// a row of its result that names none does not show whether the call did.
func TestDependentRequestsOfRows(t *testing.T) {
	r := modeltest.Demo()
	for action, asks := range map[string]bool{"iam:PassRole": true, "ec2:StopInstances": false} {
		edits := draftAt(t, r, "Workloads", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"`+action+`","Resource":"*"}]}`)
		p, err := replay.New(r, edits)
		if err != nil {
			t.Fatal(err)
		}
		sql := p.SQL(replay.Query{Engine: replay.Athena, Table: "t"})
		if strings.Contains(sql, `$["iamInstanceProfile"]`) != asks || strings.Count(sql, `'"launchTemplate":'`) > 1 {
			t.Errorf("with %s the query is\n%s", action, sql)
		}
	}
	edits := draftAt(t, r, "Workloads", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["iam:PassRole","ec2:CreateTags"],"Resource":"*"}]}`)
	row := func(parameters string) string {
		return `{"eventsource":"ec2.amazonaws.com","eventname":"RunInstances","awsregion":"eu-central-1","principal":"arn:aws:iam::444455556666:role/App","keys":{"requestParameters":` + parameters + `},"first":"2026-11-01T00:00:00Z","count":3}`
	}
	result := replayed(t, r, edits, []string{row(`{"instanceType":"t3.large"}`), row(`{"iamInstanceProfile":{"name":"x"}}`)}, 1)
	if got := fmt.Sprint(result.Coverage.Derived, result.Coverage.Underived); got != "[{{iam:PassRole ec2:RunInstances} 3}] [{{ec2:CreateTags ec2:RunInstances} 6} {{iam:PassRole ec2:RunInstances} 3}]" {
		t.Errorf("got %s", got)
	}
}
