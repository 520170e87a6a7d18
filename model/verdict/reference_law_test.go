package verdict_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"deputy/model/iam"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// drawWithoutResource draws a question that gives no resource, and perhaps no
// owner.
func drawWithoutResource(t *rapid.T, actions ...string) verdict.Question {
	q := drawPrincipal(t, modeltest.DrawQuestion(t))
	if rapid.Bool().Draw(t, "open") {
		q.Given, q.Absent = map[string][]string{}, nil
	}
	q.Resource, q.Action = "", rapid.SampledFrom(actions).Draw(t, "action")
	if rapid.Bool().Draw(t, "no owner") {
		q.ResourceAccount = ""
	}
	return q
}

// split reports whether the call is judged part by part.
func split(action string) bool {
	_, ok := iam.CallOf(action)
	return ok
}

// What AWS's reference says settles only what was open: the verdict is then that
// of each resource that the action can touch.
func TestReferenceOnlySettles(t *testing.T) {
	settled := map[verdict.Ruling]int{}
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawWithoutResource(t,
			"s3:GetObject", "iam:PassRole", "organizations:LeaveOrganization", "kms:Decrypt", "s3:ListAllMyBuckets", "kms:CreateKey", "s3:CreateBucket", "sqs:CreateQueue", "iam:GetRole",
			"sqs:SendMessage", "ec2:RunInstances", "ec2:CreateVolume", "s3:NoSuchAction")
		if split(q.Action) {
			delete(q.Given, "aws:RequestTag/a") // A call's parts do not share the request's tags.
			delete(q.Given, "aws:TagKeys")
		}
		before, after := verdict.RuleWithoutReference(r, q), modeltest.Asked(t, r, q).Ruling
		switch {
		case before == after:
			return
		case before != verdict.Depends && !(before == verdict.Unknown && after.Denied()) && !(before == verdict.ImplicitlyDenied && after == verdict.ExplicitlyDenied):
			t.Fatalf("%+v is %v, and with the reference %v", q, before, after)
		case split(q.Action) || after == verdict.Unknown: // TestCallIsItsParts has calls.
			return
		}
		settled[after]++
		for _, resource := range touchable(q.Action) {
			c := q
			c.Resource = resource
			if slices.Contains([]string{"s3:ListAllMyBuckets", "kms:CreateKey", "s3:CreateBucket", "sqs:CreateQueue"}, q.Action) && q.ResourceAccount == "" {
				c.ResourceAccount = q.Account
			}
			if got := modeltest.Asked(t, r, c).Ruling; got.Denied() != after.Denied() || after == verdict.ExplicitlyDenied && got != after {
				t.Fatalf("%+v was %v, with the reference it is %v, and on %s %v", q, before, after, resource, got)
			}
		}
	})
	if len(settled) == 0 {
		t.Errorf("the reference settled %v", settled)
	}
}

// A call on several resources is denied if each of its kind is denied on one of
// the parts that it always has, and allowed only if it is on all of them.
func TestCallIsItsParts(t *testing.T) {
	seen := map[verdict.Ruling]int{}
	always := map[string][]string{
		"ec2:RunInstances": {"image", "instance", "network-interface", "security-group", "subnet"}, "ec2:CreateVolume": {"volume"},
	}
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawWithoutResource(t, "ec2:RunInstances", "ec2:CreateVolume")
		v := modeltest.Asked(t, r, q)
		seen[v.Ruling]++
		denied := false
		for _, x := range iam.Resources(q.Action) {
			sure := slices.Contains(always[q.Action], x.Type)
			c := q
			if slices.Contains([]string{"image", "subnet", "security-group", "snapshot", "key-pair"}, x.Type) {
				c = withoutTags(q)
			}
			every := true
			for _, resource := range touchableOf(x) {
				c.Resource = resource
				got := modeltest.Asked(t, r, c).Ruling
				every = every && got.Denied()
				if v.Ruling == verdict.Allowed && got != verdict.Allowed {
					t.Fatalf("%+v is %v, and on %s %v", q, v.Ruling, resource, got)
				}
			}
			denied = denied || sure && every
		}
		if v.Ruling.Denied() && !denied {
			t.Fatalf("%+v is %v on %v, and no part always is", q, v.Ruling, v.Parts)
		}
	})
	if len(seen) < 2 {
		t.Errorf("not all was drawn: %v", seen)
	}
}

// withoutTags returns the question about a request without tags.
func withoutTags(q verdict.Question) verdict.Question {
	given, absent := map[string][]string{}, slices.Clone(q.Absent)
	for key, values := range q.Given {
		if key != "aws:RequestTag/a" && key != "aws:TagKeys" {
			given[key] = values
		}
	}
	absent = append(absent, "aws:RequestTag/a", "aws:TagKeys")
	q.Given, q.Absent = given, absent
	return q
}

// What an action creates belongs to the account that asks, and what has no
// resource type to nobody else.
func TestOwnerOfWhatIsCreated(t *testing.T) {
	r := withRCP(t, `{"Effect":"Deny","Principal":"*","Action":["s3:*","kms:*","ecr:*"],"Resource":"*"}`)
	for action, want := range map[string]verdict.Ruling{
		"s3:CreateBucket": verdict.ExplicitlyDenied, "s3:ListAllMyBuckets": verdict.ExplicitlyDenied, "kms:CreateKey": verdict.ExplicitlyDenied,
		"s3:GetObject": verdict.Depends, "s3:PutBucketPolicy": verdict.Depends, "kms:CreateGrant": verdict.Depends, "ecr:CreateRepository": verdict.Depends, "s3:NoSuchAction": verdict.Depends,
	} {
		v, err := verdict.Ask(r, verdict.Question{Account: modeltest.CaseAccount, Action: action})
		if err != nil || v.Ruling != want {
			t.Errorf("%s is %v (%v), want %v; notes %q", action, v.Ruling, err, want, v.Notes)
		}
	}
}
