package recorded_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/recorded"
	"deputy/model/sample"
)

// The built-in organization.
const (
	usMarketing = model.AccountID("232569997668")
	payments    = model.AccountID("444455556666")
	prod        = model.NodeID("ou-4x9a-iqh17pvk")
)

// eventTexts returns the built-in events, a file each.
func eventTexts(t *testing.T) (texts []string) {
	t.Helper()
	err := filepath.WalkDir("testdata/events", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		texts = append(texts, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// judge gives events to a pass with a counter for each text.
func judge(t *testing.T, edits model.Edits, texts ...string) recorded.Judged {
	t.Helper()
	pass, err := recorded.NewPass(recorded.Want{Token: 7, Snapshot: sample.Demo(), Edits: edits})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		counter := pass.Counter()
		err := cloudtrail.Read(strings.NewReader(text), func(e *cloudtrail.Event) error { counter.Add(e); return nil },
			func(s cloudtrail.Skipped) { counter.Skip(s.String()) })
		if err != nil {
			t.Fatal(err)
		}
	}
	return pass.Judged(nil)
}

// TestChanges ensures that the calls that edits change are told apart and counted,
// with whose they are.
func TestChanges(t *testing.T) {
	x := judge(t, model.Edits{Moves: []model.Move{{Node: usMarketing.Node(), Parent: prod}}}, eventTexts(t)...)
	if got := x.Changes.Denied.Words(); x.Token != 7 || got != "36 calls by 2 principals in 1 account" {
		t.Errorf("token %d, newly denied: %s", x.Token, got)
	}
	if got := strings.Join(x.Changes.Denied.Who, " ") + " " + strings.Join(x.Changes.Denied.Where, " "); got != "role/CampaignDeploy sso/Analyst us-marketing" {
		t.Errorf("newly denied: %s", got)
	}
	if x.Changes.Depends.Calls != 3 || x.Changes.Allowed.Calls != 0 || len(x.Changes.List) != 7 {
		t.Errorf("%d calls depend, %d are newly allowed, %d rows", x.Changes.Depends.Calls, x.Changes.Allowed.Calls, len(x.Changes.List))
	}
	ids := map[string]bool{}
	for i := range x.Changes.List {
		ids[x.Changes.List[i].ID] = true
	}
	if len(ids) != len(x.Changes.List) {
		t.Error("two rows of the list have one ID")
	}
}

// TestDenials ensures that denials are counted by the statement that denied them, once
// for each event, and that what another kind of policy denied is not put down to SCPs.
func TestDenials(t *testing.T) {
	texts := eventTexts(t)
	x := judge(t, model.Edits{}, append(texts, texts...)...) // two trails have each event
	of := func(policy model.PolicyID) *recorded.Use {
		return x.Denials.Of(func(s recorded.Statement) bool { return s.Policy == policy })
	}
	if x.Denials.Calls != 14 || x.Denials.Other != 1 {
		t.Errorf("%d calls were denied, %d of them otherwise, want 14 and 1", x.Denials.Calls, x.Denials.Other)
	}
	use := of("p-ujzde8gx") // DenyRegions
	if got, want := use.Words(128), "denied 12 of the 128 calls in these events: by 3 principals, from 2026-09-14 to 2026-09-25"; got != want {
		t.Errorf("DenyRegions %s,\nwant %s", got, want)
	}
	if use.In(payments) != 12 || use.In(usMarketing) != 0 {
		t.Errorf("DenyRegions denied %d calls of payments-prod and %d of us-marketing", use.In(payments), use.In(usMarketing))
	}
	if got := of("p-jfljooa5").Words(128); !strings.HasPrefix(got, "denied 1 of the 128 calls in these events: by 1 principal, on 2026-09-23") {
		t.Errorf("SmallInstances %s", got)
	}
	if got := of("p-j8ht9lgm").Words(128); got != "denied none of the 128 calls in these events" {
		t.Errorf("KeepLogging %s", got)
	}
}

// deniedEvent is a denial without a reason in AWS's message.
const deniedEvent = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::521022013737:assumed-role/Play/x","accountId":"521022013737",` +
	`"sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::521022013737:role/Play","accountId":"521022013737","userName":"Play"}}},` +
	`"eventTime":"2026-09-14T08:00:00Z","eventSource":"SERVICE.amazonaws.com","eventName":"NAME","awsRegion":"eu-central-1","errorCode":"AccessDenied",` +
	`"errorMessage":"Access Denied","eventID":"1","eventType":"AwsApiCall","recipientAccountId":"521022013737"}`

// TestDenialsByLevel ensures that a call that a level does not allow counts for the
// level.
func TestDenialsByLevel(t *testing.T) {
	x := judge(t, model.Edits{}, strings.NewReplacer("SERVICE", "redshift", "NAME", "CreateCluster").Replace(deniedEvent))
	use := x.Denials.Of(func(s recorded.Statement) bool { return s == recorded.Statement{Level: "ou-4x9a-60ufpbms"} })
	if use.Calls != 1 || x.Denials.Other != 0 {
		t.Errorf("Sandbox, which does not allow redshift:CreateCluster, denied %d calls, and %d were denied otherwise", use.Calls, x.Denials.Other)
	}
}
