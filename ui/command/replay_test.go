package command_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// trailEvent returns an event of a role of an account.
func trailEvent(account, role, source, name, id, more string) string {
	return `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROA1:kim","arn":"arn:aws:sts::` + account + `:assumed-role/` + role + `/kim","accountId":"` + account +
		`","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::` + account + `:role/` + role + `"}}},"eventTime":"2026-11-02T10:00:00Z","eventSource":"` + source +
		`.amazonaws.com","eventName":"` + name + `","awsRegion":"eu-central-1","eventID":"` + id + `","eventType":"AwsApiCall","recipientAccountId":"` + account + `"` + more + `}`
}

// trail writes log files as CloudTrail does, with a digest beside them and a file
// that is no log.
func trail(t *testing.T, events ...string) string {
	t.Helper()
	folder := t.TempDir()
	logs := filepath.Join(folder, "AWSLogs", "o-4x9acme2k7", "444455556666", "CloudTrail", "eu-central-1", "2026", "11", "02")
	digests := filepath.Join(folder, "AWSLogs", "o-4x9acme2k7", "444455556666", "CloudTrail-Digest")
	for _, path := range []string{logs, digests} {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(`{"Records":[` + strings.Join(events, ",") + `]}`)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(logs, "a.json.gz"), packed.String())
	write(t, filepath.Join(digests, "d.json.gz"), "no log")
	write(t, filepath.Join(folder, "read.me"), "no log")
	return folder
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// keepMachines is a draft with an exemption for a pattern of roles.
const keepMachines = `{"Version":"2012-10-17","Statement":[{"Sid":"KeepMachines","Effect":"Deny","Action":"ec2:StopInstances","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/OrgAdmin*"}}}]}`

// replayFiles returns a folder of events and a draft.
func replayFiles(t *testing.T) (events, draft string) {
	t.Helper()
	events = trail(t,
		trailEvent(payments, "App", "ec2", "StopInstances", "1", ""),
		trailEvent(payments, "App", "ec2", "StopInstances", "2", `,"errorCode":"Client.UnauthorizedOperation"`),
		trailEvent(payments, "OrgAdmin-eu", "ec2", "StopInstances", "3", ""),
		trailEvent(managementAccount, "App", "ec2", "StopInstances", "4", ""),
		trailEvent(payments, "App", "made-up", "Nothing", "5", ""),
		"7",
	)
	draft = filepath.Join(t.TempDir(), "keep.json")
	write(t, draft, keepMachines)
	return events, draft
}

// TestReplay ensures that replay tells what a draft denies, first what the events
// cover, and that all events are accounted for.
func TestReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		events, draft := replayFiles(t)
		b.run(command.Denied, "replay", events, "--with", draft+"@Workloads")
		b.says(strings.Join(strings.Fields(b.out), " "), "Coverage: 1 day of 2026-11-02", "6 events read: 4 judged, 2 skipped", "1 call newly denied",
			"keep.json, statement 1 at Workloads 444455556666 payments-prod role/App ec2:StopInstances", "management account", "it is no object", "AWS's reference has no action of the event's name")
		if strings.Index(b.out, "Coverage") > strings.Index(b.out, "newly denied") {
			t.Errorf("coverage does not stand first:\n%s", b.out)
		}
		b.says(b.err, "1 call would be newly denied")
		b.run(command.Denied, "replay", events, "--with", draft+"@Workloads", "--format", "csv")
		b.says(b.out, "newly denied,1,1,")
		b.run(command.Denied, "replay", events, "--with", draft+"@Workloads", "--format", "markdown", "--workers", "8")
		b.says(b.out, "## Newly denied")
	})
}

// TestReplayJSON ensures that the JSON has the figures, which add up.
func TestReplayJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		events, draft := replayFiles(t)
		b.run(command.Denied, "replay", events, "--with", draft+"@Workloads", "--json")
		var got struct {
			Read, Judged int
			Skipped      []struct{ Count int }
			NewlyDenied  []struct {
				Type, Policy, Sid, Principal, Action, EventID string
				Index, Count, Failed                          int
			}
			Exempt     []struct{ Why string }
			Unreadable []struct{ File, Reason string }
		}
		if err := json.Unmarshal([]byte(b.out), &got); err != nil {
			t.Fatal(err)
		}
		skipped := 0
		for _, s := range got.Skipped {
			skipped += s.Count
		}
		if got.Read != 6 || got.Judged+skipped != got.Read || len(got.NewlyDenied) != 1 || len(got.Exempt) != 1 || len(got.Unreadable) != 1 {
			t.Fatalf("got %s", b.out)
		}
		if d := got.NewlyDenied[0]; d.Type != "scp" || d.Sid != "KeepMachines" || d.Index != 1 || d.Count != 1 || d.Failed != 1 || d.EventID != "1" || !strings.HasSuffix(d.Principal, "role/App") {
			t.Errorf("got %+v", d)
		}
	})
}

// TestReplayEnds ensures that replay ends with 0 only if nothing is denied and the
// events cover the change, or that is accepted.
func TestReplayEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		events, draft := replayFiles(t)
		allow := filepath.Join(t.TempDir(), "allow.json")
		write(t, allow, `{"accept":[{"statement":"KeepMachines","principal":"*:role/App"}]}`)
		b.run(command.Unknown, "replay", events, "--with", draft+"@Workloads", "--allow-list", allow)
		b.says(b.out, "1 accepted by the allow-list", "accepted")
		b.run(command.Done, "replay", events, "--with", draft+"@Workloads", "--allow-list", allow, "--accept-coverage")
		tag := filepath.Join(t.TempDir(), "tag.json")
		write(t, tag, strings.Replace(keepMachines, `"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/OrgAdmin*"}`, `"StringNotEquals":{"aws:PrincipalTag/team":"ops"}`, 1))
		b.run(command.Depends, "replay", events, "--with", tag+"@Workloads")
		b.says(b.out, "aws:PrincipalTag/team, which no event has", "0 calls newly denied")
		b.run(command.Done, "replay", events, "--with", tag+"@Workloads", "--accept-coverage")
		b.stdin = trailEvent(payments, "App", "iam", "CreateUser", "1", `,"errorCode":"AccessDenied"`)
		b.run(command.Unknown, "replay", "-", "--without", "NoIAMUsers@Workloads/Prod", "--move", "payments-prod@Sandbox")
		b.stdin = `{"eventName":"x"}`
		b.run(command.Unknown, "replay", "-", "--with", draft+"@Workloads", "--accept-coverage")
		b.says(b.err, "no event could be judged")
	})
}

// TestReplayWithoutAChange ensures that without a change the denials in the events
// are explained.
func TestReplayWithoutAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		denied := trailEvent(payments, "App", "s3", "PutBucketPolicy", "9", `,"errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts::444455556666:assumed-role/App/kim is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::acme-x\" with an explicit deny in a service control policy"`)
		b.stdin = denied + "\n" + trailEvent(payments, "App", "ec2", "StopInstances", "1", "")
		b.run(command.Done, "replay", "-")
		b.says(b.out, "2 events read: 1 not denied, 1 denial", "NoPublicS3")
		b.run(command.Done, "replay", "-", "--json")
		b.says(b.out, `"read":2,"notDenied":1,"judged":1`)
	})
}

// TestReplayBadInput ensures that wrong input is one line that says what to do.
func TestReplayBadInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		events, draft := replayFiles(t)
		bad := filepath.Join(t.TempDir(), "bad.json")
		write(t, bad, `{"accept":[{}]}`)
		for _, c := range []struct {
			says string
			args []string
		}{
			{"EVENTS is missing", nil},
			{"no such file", []string{"nowhere"}},
			{"has no log files", []string{t.TempDir()}},
			{"write POLICY@NODE", []string{events, "--without", "DenyRegions"}},
			{"--move payments-prod@Nowhere", []string{events, "--move", "payments-prod@Nowhere"}},
			{"entry 1 of accept", []string{events, "--with", draft + "@Workloads", "--allow-list", bad}},
			{"NoPublicS3 is not attached to Sandbox", []string{events, "--after", "NoPublicS3@Sandbox", "--attached", "2026-11-10"}},
			{"no AttachPolicy in these events", []string{events, "--after", "NoPublicS3@Workloads/Prod"}},
			{"is not a time", []string{events, "--after", "NoPublicS3@Workloads/Prod", "--attached", "soon"}},
			{"give one for each", []string{events, "--after", "NoPublicS3@Workloads/Prod", "--attached", "2026-11-10", "--attached", "2026-11-11"}},
			{"is given twice", []string{events, "--after", "NoPublicS3@Workloads/Prod", "--after", "p-xg9edn58@Workloads/Prod", "--attached", "2026-11-10", "--attached", "2026-11-11"}},
			{"standard input is read only once", []string{"-", "--after", "NoPublicS3@Workloads/Prod"}},
			{"--after is about policies that are attached", []string{events, "--after", "NoPublicS3@Workloads/Prod", "--with", draft + "@Workloads"}},
			{"--attached belongs to --after", []string{events, "--attached", "2026-11-10"}},
			{"--workers 0", []string{events, "--workers", "0"}},
			{"write athena or lake", []string{"--query", "mysql", "--table", "x"}},
			{"give the name of the table", []string{"--query", "athena", "--table", "x; DROP TABLE y"}},
			{"is not a day", []string{"--query", "athena", "--table", "x", "--since", "today"}},
			{"--query reads no events", []string{"--query", "athena", "--table", "x", events}},
			{"needs a change", []string{events, "--format", "csv"}},
		} {
			b.run(command.BadInput, append([]string{"replay"}, c.args...)...)
			b.says(b.err, c.says)
		}
	})
}

// TestReplayQuery ensures that the query has only what the policies need, under the
// table's name.
func TestReplayQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Done, "replay", "--query", "athena", "--table", `"db"."trail"`, "--since", "2026-09-01", "--until", "2026-09-30")
		b.says(b.out, `FROM "db"."trail"`, "eventtime >= '2026-09-01' AND eventtime <= '2026-09-30T23:59:59Z'", `json_extract(requestparameters, '$["bucketName"]')`)
		b.run(command.Done, "replay", "--query", "lake", "--table", "11111111-1111-4111-8111-111111111111")
		b.says(b.out, "FROM 11111111-1111-4111-8111-111111111111", "element_at(requestparameters, 'bucketName')")
	})
}
