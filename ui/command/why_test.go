package command_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// denied is an AccessDenied text that blames a policy.
func denied(principal, action, resource, blames string) string {
	return "User: " + principal + " is not authorized to perform: " + action + " on resource: " + resource + " " + blames
}

// TestWhyTellsADisagreement ensures that a text that blames a policy is not
// answered with "not blocked" and no word about it.
func TestWhyTellsADisagreement(t *testing.T) {
	const session, queue = "arn:aws:sts::444455556666:assumed-role/OrgAdmin/x", "arn:aws:sqs:eu-west-1:444455556666:q"
	const byPolicy = "with an explicit deny in a service control policy"
	for _, c := range []struct {
		name, text string
		args       []string
		code       command.Code
		says       []string
	}{
		{
			"an SCP", denied(session, "sqs:DeleteQueue", queue, byPolicy), nil, command.Done,
			[]string{"AWS says a service control policy denied this, but among the policies deputy has read none blocks it.", "the Region, which deputy took from the resource; or a policy"},
		},
		{
			"nothing allows", denied(session, "sqs:DeleteQueue", queue, "because no service control policy allows the sqs:DeleteQueue action"), nil, command.Done,
			[]string{"AWS says a service control policy denied this, but among the policies deputy has read none blocks it."},
		},
		{
			"what was corrected is no reason", denied(session, "sqs:DeleteQueue", queue, byPolicy),
			[]string{"--principal", "role/OrgAdmin", "--set", "aws:RequestedRegion=eu-central-1"},
			command.Done,
			[]string{"none blocks it. The reason may be a policy or an attachment that changed since then."},
		},
		{
			"another policy", denied(session, "s3:PutBucketPolicy", `"arn:aws:s3:::acme-invoices"`, byPolicy+": arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-abcdefgh"),
			[]string{"--resource-account", "payments-prod"},
			command.Denied,
			[]string{"Denied at Prod by NoPublicS3", "p-abcdefgh, which AWS names, no longer applies to this: it was detached, or the account was moved."},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.stdin = c.text
				b.run(c.code, append([]string{"why", "-"}, c.args...)...)
				b.says(strings.Join(strings.Fields(b.out), " "), c.says...)
			})
		})
	}
	t.Run("none", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b, _ := whole(t, emulator.Faults{}, managementAccount)
			b.stdin = denied(session, "s3:PutBucketPolicy", `"arn:aws:s3:::acme-invoices"`, byPolicy)
			b.run(command.Denied, "why", "-", "--resource-account", "payments-prod")
			if strings.Contains(b.out, "among the policies deputy has read") {
				t.Errorf("it disagrees with a text that it agrees with:\n%s", b.out)
			}
		})
	})
}

// TestWhyJSON ensures that the JSON has the question that was taken from the
// text, with what flags correct, and what the text could not tell.
func TestWhyJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		text := denied("arn:aws:sts::444455556666:assumed-role/tf/x", "sqs:DeleteQueue", "arn:aws:sqs:eu-west-1:444455556666:q", "with an explicit deny in a service control policy")
		b.stdin = text
		b.run(command.Done, "why", "-", "--json")
		var answer struct {
			Question struct {
				Account, Principal, Action, Resource string
				Context                              map[string][]string
			}
			Blames, Notes []string
			Verdict       string
		}
		if err := json.Unmarshal([]byte(b.out), &answer); err != nil {
			t.Fatal(err)
		}
		q := answer.Question
		if q.Account != payments || q.Principal != "arn:aws:sts::444455556666:assumed-role/tf/x" || q.Action != "sqs:DeleteQueue" ||
			q.Resource != "arn:aws:sqs:eu-west-1:444455556666:q" || q.Context["aws:RequestedRegion"][0] != "eu-west-1" || answer.Verdict != "Allowed" {
			t.Errorf("got %+v", answer)
		}
		b.says(strings.Join(answer.Notes, " "), "does not include the role's path", "none blocks it")
		b.stdin = text
		b.run(command.Done, "why", "-", "--principal", "role/team/tf")
		b.says(b.out, "sqs:DeleteQueue by arn:aws:iam::444455556666:role/team/tf")
		if strings.Contains(b.out, "correct the principal") {
			t.Errorf("it wants a principal that was given:\n%s", b.out)
		}
	})
}

// TestWhy ensures that an error text becomes a question and is answered.
func TestWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.stdin = `User: arn:aws:sts::444455556666:assumed-role/Deployer/x is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::acme-invoices" with an explicit deny in a service control policy`
		b.run(command.Denied, "why", "-", "--set", "aws:RequestedRegion=eu-central-1")
		b.says(b.out, "AWS says that it was denied by: service control policy", "does not include the role's path", "Denied at Prod by NoPublicS3")
		b.stdin = "hello"
		b.run(command.BadInput, "why", "-")
	})
}
