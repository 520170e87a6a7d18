package iam_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model/iam"
)

// Each part of a call is a resource type of its action with an ARN, each once, and
// each call has a part that is sure and AWS's page.
func TestCallsNameTypesOfTheReference(t *testing.T) {
	for _, c := range iam.Calls() {
		types, seen := iam.Resources(c.Action), map[string]bool{}
		for _, p := range c.Parts {
			i := slices.IndexFunc(types, func(r iam.Resource) bool { return r.Type == p.Type })
			if i < 0 || types[i].ARN == "" || seen[p.Type] {
				t.Errorf("%s does not act on %s, or names it twice", c.Action, p.Type)
			}
			if seen[p.Type] = true; p.Created && c.TagsByPart() && !types[i].TakesTags() {
				t.Errorf("%s creates %s, and the reference has no tags of the request for it", c.Action, p.Type)
			}
			if p.Sure && (p.Ordinary == "" || !types[i].Required) {
				t.Errorf("%s: %s is sure, and not required or not ordinary", c.Action, p.Type)
			}
		}
		if !slices.ContainsFunc(c.Parts, func(p iam.CallPart) bool { return p.Sure }) || len(c.Pages) == 0 {
			t.Errorf("%s has no part that is sure, or no page", c.Action)
		}
		for _, page := range c.Pages {
			if !strings.HasPrefix(page, "https://docs.aws.amazon.com/") {
				t.Errorf("%s: %s is no page of AWS", c.Action, page)
			}
		}
		if a, known := iam.Lookup(c.Action); !known || a.String() != c.Action {
			t.Errorf("the reference does not know %s", c.Action)
		}
	}
}

// Whether a part of a call has the request's tags is what the reference says: with
// EC2 those that are created, with RDS all, since the tags are the action's.
func TestTagsOfParts(t *testing.T) {
	for _, c := range []struct {
		action, typ string
		untagged    bool
	}{
		{"ec2:runinstances", "image", true},
		{"ec2:RunInstances", "subnet", true},
		{"ec2:RunInstances", "instance", false},
		{"ec2:RunInstances", "network-interface", false},
		{"ec2:CreateFleet", "launch-template", true},
		{"rds:CreateDBInstance", "db", false},
		{"rds:CreateDBInstance", "og", false},
	} {
		call, ok := iam.CallOf(c.action)
		for _, r := range iam.Resources(c.action) {
			if untagged := call.TagsByPart() && !r.TakesTags(); r.Type == c.typ && (!ok || untagged != c.untagged) {
				t.Errorf("%s on %s is untagged: %t", c.action, c.typ, untagged)
			}
		}
	}
	if _, ok := iam.CallOf("s3:PutObject"); ok {
		t.Error("s3:PutObject is a call on several resources")
	}
}
