package command_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// putPolicy returns a call of a role, on a day of November 2026, that NoPublicS3
// forbids; denied says that AWS denied it by that policy.
func putPolicy(day, role, id string, denied bool) string {
	more := ""
	if denied {
		more = `,"errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts::444455556666:assumed-role/` + role + `/kim is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::acme\" with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-xg9edn58"`
	}
	return strings.Replace(trailEvent(payments, role, "s3", "PutBucketPolicy", id, more), "2026-11-02T", "2026-11-"+day+"T", 1)
}

// TestReplayAfter ensures that replay compares what was predicted for a policy with
// what AWS denied since it was attached, which an event of the organization says.
func TestReplayAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		attach := strings.Replace(trailEvent(managementAccount, "Admin", "organizations", "AttachPolicy", "0", `,"requestParameters":{"policyId":"p-xg9edn58","targetId":"ou-4x9a-iqh17pvk"}`), "2026-11-02T", "2026-11-10T", 1)
		early := strings.NewReplacer("2026-11-10T", "2026-11-01T", `"eventID":"0"`, `"eventID":"00"`).Replace(attach)
		failed := strings.NewReplacer("2026-11-10T", "2026-11-20T", `"eventID":"0"`, `"eventID":"000","errorCode":"DuplicatePolicyAttachmentException"`).Replace(attach)
		events := trail(t, attach, early, failed, putPolicy("02", "App", "1", false), putPolicy("03", "App", "2", false), putPolicy("04", "Quiet", "3", false), putPolicy("12", "App", "4", true))
		args := []string{"replay", events, "--after", "NoPublicS3@Workloads/Prod"}
		b.run(command.Unknown, args...)
		b.says(strings.Join(strings.Fields(b.out), " "), "NoPublicS3 at Prod, attached 2026-11-10 10:00Z", "Before: 4 events read, 4 judged", "Since: 3 events read",
			"3 denials predicted for 2 principals and actions: 1 denied since, 1 not.", "1 call denied since: 1 predicted, 0 not.",
			"Predicted and denied PREDICTED DENIED SINCE", "2 1 1 NoPublicS3, statement 2 at Prod 444455556666 payments-prod role/App s3:PutBucketPolicy", "Predicted, not denied")
		b.says(b.err, "the events do not cover the whole policy")
		b.run(command.Done, append(args, "--accept-coverage")...)
		b.run(command.Unknown, append(args, "--format", "csv")...)
		b.says(b.out, "NoPublicS3,Prod,2026-11-10T10:00:00Z,predicted and denied,2,1,1,")
		b.run(command.Unknown, append(args, "--format", "markdown", "--workers", "8")...)
		b.says(b.out, "## Predicted, not denied")
		b.run(command.Unknown, append(args, "--attached", "2026-12-01")...)
		b.says(b.err, "no event since NoPublicS3 was attached to Prod could be judged")
	})
}

// TestReplayAfterUnpredicted ensures that a denial that was not predicted ends with 3,
// unless it is accepted.
func TestReplayAfterUnpredicted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		events := putPolicy("02", "App", "1", false) + putPolicy("12", "New", "2", true)
		args := []string{"replay", "-", "--after", "NoPublicS3@Workloads/Prod", "--attached", "2026-11-10T00:00:00Z", "--accept-coverage"}
		b.stdin = events
		b.run(command.Denied, args...)
		b.says(b.out, "Denied, not predicted", "the principal did not call it before")
		b.says(b.err, "1 call denied that the events before did not show")
		allow := t.TempDir() + "/allow.json"
		write(t, allow, `{"accept":[{"policy":"NoPublicS3","principal":"*:role/New"}]}`)
		b.stdin = events
		b.run(command.Done, append(args, "--allow-list", allow)...)
	})
}
