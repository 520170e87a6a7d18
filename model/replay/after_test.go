package replay_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/modeltest"
	"deputy/model/replay"
)

// Where NoPublicS3 of the demo is attached, and when here.
const (
	noPublicS3 = "p-xg9edn58"
	prod       = "ou-4x9a-iqh17pvk" // has account 444455556666
	shared     = "ou-4x9a-qttidvz5" // has account 839919193859
	byDeny     = "with an explicit deny in a service control policy"
	byARN      = byDeny + ": arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-xg9edn58"
)

var (
	firstWave  = replay.Wave{Attachment: model.Attachment{Policy: noPublicS3, Target: shared}, At: time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC)}
	secondWave = replay.Wave{Attachment: model.Attachment{Policy: noPublicS3, Target: prod}, At: time.Date(2026, 11, 10, 9, 0, 0, 0, time.UTC)}
)

// at returns an event of a day of November 2026, at noon. cause is what AWS's message
// says of a denial; without one the call worked.
func at(day int, account, role, action, more, cause string) string {
	source, name, _ := strings.Cut(action, ":")
	if cause != "" {
		more += `,"errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts::` + account + `:assumed-role/` + role + `/kim is not authorized to perform: ` + action + ` on resource: \"arn:aws:s3:::acme\" ` + cause + `"`
	}
	event := session(account, role, source, name, "eu-central-1", fmt.Sprint(day, account, role, action, more, cause), more)
	return strings.Replace(strings.ReplaceAll(event, `"eventID":"`+fmt.Sprint(day, account, role, action, more, cause)+`"`, fmt.Sprintf(`"eventID":"%d-%s-%s"`, day, role, name)), "2026-11-02T10", fmt.Sprintf("2026-11-%02dT12", day), 1)
}

// compared returns what became of predictions, by tallies that share the events.
func compared(t *testing.T, r *model.Reading, waves []replay.Wave, events []string, workers int) *replay.AfterResult {
	t.Helper()
	a, err := replay.NewAfter(r, waves)
	if err != nil {
		t.Fatal(err)
	}
	tallies := make([]*replay.WaveTally, workers)
	for i := range tallies {
		tallies[i] = a.Tally()
	}
	for i, e := range events {
		err := cloudtrail.Read(strings.NewReader(e), func(e *cloudtrail.Event) error {
			tallies[i%workers].Add(e)
			return nil
		}, func(s cloudtrail.Skipped) { tallies[i%workers].Skip(s.Reason) })
		if err != nil {
			t.Error(err)
		}
	}
	return a.Result(tallies...)
}

// told returns a wave's rows in a line each.
func told(w *replay.WaveResult) []string {
	var out []string
	for name, rows := range map[string][]*replay.Compared{"seen": w.Seen, "not seen": w.NotSeen, "unpredicted": w.Unpredicted} {
		for _, x := range rows {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s: statement %d at %s: %s %s %s: %d predicted, %d denied, %d called, %d worked, %d unnamed %s", name, x.By.Index, x.By.Place,
				x.Account, replay.PrincipalName(x.Principal), x.Action, x.Predicted, x.Denied, x.Called, x.Worked, x.Unnamed, x.Why)))
		}
	}
	slices.Sort(out)
	return out
}

// What was predicted is compared with what AWS denied since, for each wave by its own
// time and accounts.
func TestAfter(t *testing.T) {
	r := modeltest.Demo()
	const inShared, inProd = "839919193859", "444455556666"
	public := `,"requestParameters":{"bucketName":"acme","x-amz-acl":"public-read"}`
	events := []string{
		// The first wave: before, a bucket's policy was put by two roles, and by an exempt one.
		at(1, inShared, "App", "s3:PutBucketPolicy", "", ""), at(2, inShared, "App", "s3:PutBucketPolicy", "", ""),
		at(3, inShared, "Deploy", "s3:PutBucketPolicy", "", ""), at(3, inShared, "SecAdmin", "s3:PutBucketPolicy", "", ""),
		at(4, inShared, "Quiet", "s3:PutBucketPolicy", "", ""), at(4, inShared, "Lucky", "s3:PutBucketPolicy", "", ""),
		at(4, inShared, "Writer", "s3:PutObject", `,"requestParameters":{"bucketName":"acme","key":"k"}`, ""),
		// Since: App is denied and AWS names the policy, Deploy without, Lucky is not, Quiet calls no more.
		at(6, inShared, "App", "s3:PutBucketPolicy", "", byARN), at(7, inShared, "App", "s3:PutBucketPolicy", "", byARN),
		at(7, inShared, "Deploy", "s3:PutBucketPolicy", "", byDeny), at(8, inShared, "Lucky", "s3:PutBucketPolicy", "", ""),
		at(7, inShared, "New", "s3:PutBucketPolicy", "", byARN),
		at(8, inShared, "Writer", "s3:PutObject", public, byARN),
		// Other reasons are not the policy's.
		at(8, inShared, "App", "s3:PutBucketPolicy", `,"userAgent":"x"`, "because no identity-based policy allows the s3:PutBucketPolicy action"),
		at(8, inShared, "App", "s3:DeleteBucket", "", strings.ReplaceAll(byARN, noPublicS3, "p-other000")),
		// The second wave: before it this worked, which the first wave does not touch.
		at(9, inProd, "App", "s3:PutBucketPolicy", "", ""),
		at(11, inProd, "App", "s3:PutBucketPolicy", "", byARN),
	}
	want := [][]string{{
		"not seen: statement 2 at Shared Services: 839919193859 role/Lucky s3:PutBucketPolicy: 1 predicted, 0 denied, 1 called, 1 worked, 0 unnamed",
		"not seen: statement 2 at Shared Services: 839919193859 role/Quiet s3:PutBucketPolicy: 1 predicted, 0 denied, 0 called, 0 worked, 0 unnamed",
		"seen: statement 2 at Shared Services: 839919193859 role/App s3:PutBucketPolicy: 2 predicted, 2 denied, 3 called, 0 worked, 1 unnamed",
		"seen: statement 2 at Shared Services: 839919193859 role/Deploy s3:PutBucketPolicy: 1 predicted, 1 denied, 1 called, 0 worked, 0 unnamed",
		"unpredicted: statement 2 at Shared Services: 839919193859 role/New s3:PutBucketPolicy: 0 predicted, 1 denied, 1 called, 0 worked, 0 unnamed the principal did not call it before",
		"unpredicted: statement 3 at Shared Services: 839919193859 role/Writer s3:PutObject: 0 predicted, 1 denied, 1 called, 0 worked, 0 unnamed it depended on s3:x-amz-acl, which the events before do not say",
	}, {
		"seen: statement 2 at Prod: 444455556666 role/App s3:PutBucketPolicy: 1 predicted, 1 denied, 1 called, 0 worked, 0 unnamed",
	}}
	for _, workers := range []int{1, 8} {
		got := compared(t, r, []replay.Wave{secondWave, firstWave}, events, workers)
		for i, w := range got.Waves {
			if lines := told(w); !slices.Equal(lines, want[i]) {
				t.Errorf("wave %d, %d workers:\ngot\n%s\nwant\n%s", i+1, workers, strings.Join(lines, "\n"), strings.Join(want[i], "\n"))
			}
			if n := w.Before.Read + w.Since.Read; n != len(events) || got.Read != len(events) {
				t.Errorf("%d of %d events", n, len(events))
			}
		}
	}
}

// A denial that was not predicted is told with the reason why the events before could
// not show it.
func TestAfterReasons(t *testing.T) {
	r := modeltest.Demo()
	const inShared, other = "839919193859", "697671900307"
	acl := func(value string) string {
		return `,"requestParameters":{"bucketName":"acme","key":"k","x-amz-acl":"` + value + `"}`
	}
	before := at(1, inShared, "App", "ec2:DescribeInstances", "", "")
	for why, events := range map[string][]string{
		"there are no events before the policy was attached":              {at(7, inShared, "App", "s3:PutBucketPolicy", "", byARN)},
		"the principal did not call it before":                            {before, at(7, inShared, "App", "s3:PutBucketPolicy", "", byARN)},
		"only data events record it, and there are none before":           {before, at(7, inShared, "App", "s3:PutObject", acl("public-read"), byARN)},
		"the account has no event before":                                 {before, at(7, other, "App", "s3:PutBucketPolicy", "", byARN)},
		"the calls before differ: the policy denies none of them":         {at(1, inShared, "App", "s3:PutObject", acl("private"), ""), at(7, inShared, "App", "s3:PutObject", acl("public-read"), byARN)},
		"it depended on s3:x-amz-acl, which the events before do not say": {at(1, inShared, "App", "s3:PutObject", "", ""), at(7, inShared, "App", "s3:PutObject", acl("public-read"), byARN)},
	} {
		w := compared(t, r, []replay.Wave{firstWave}, events, 1).Waves[0]
		if len(w.Unpredicted) != 1 || w.Unpredicted[0].Why != why || len(w.Seen)+len(w.NotSeen) > 0 {
			t.Errorf("want %q, got %q", why, told(w))
		}
	}
}

// What AWS does not say is not taken for a denial by the policy, and what cannot be
// told apart by time is skipped with the reason.
func TestAfterDoubts(t *testing.T) {
	r := modeltest.Demo()
	const inShared = "839919193859"
	row := `{"eventsource":"s3.amazonaws.com","eventname":"PutBucketPolicy","awsregion":"eu-central-1","principal":"arn:aws:iam::839919193859:role/App","first":"2026-11-01T00:00:00Z","last":"2026-11-09T00:00:00Z","count":4}`
	twice := at(6, inShared, "App", "s3:PutBucketPolicy", "", byARN)
	w := compared(t, r, []replay.Wave{firstWave}, []string{
		row, `{"eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","userIdentity":{"arn":"arn:aws:iam::839919193859:role/App"}}`,
		at(2, inShared, "App", "s3:PutBucketPolicy", "", ""), twice, twice,
		at(8, "444455556666", "App", "s3:PutBucketPolicy", "", byARN), // the policy is attached there too, in another wave
	}, 1).Waves[0]
	if got := told(w); len(got) != 1 || !strings.Contains(got[0], "1 predicted, 1 denied, 1 called") {
		t.Errorf("got %q", got)
	}
	for _, want := range []string{"the row stands for calls before the policy was attached and since", "the event does not say when the call was made"} {
		if !slices.ContainsFunc(w.Before.Skipped, func(s *replay.Skipped) bool { return s.Reason == want }) {
			t.Errorf("it is not told that %s: %v", want, w.Before.Skipped)
		}
	}
}
