package command_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// deniedAt is a denial at a time, in which AWS names RequireTags.
func deniedAt(time string) string {
	return `{"eventTime":"` + time + `","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::444455556666:assumed-role/App/s","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::444455556666:role/App"}}},` +
		`"eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"eu-west-1","errorCode":"Client.UnauthorizedOperation","errorMessage":"` +
		strings.ReplaceAll(whyCases[6].text, `"`, `\"`) + `"}`
}

// changedSince returns a bench on the emulator, whose organization has changed.
func changedSince(t *testing.T, edit func(*model.Snapshot)) *bench {
	t.Helper()
	b, _ := whole(t, emulator.Faults{}, managementAccount)
	s := sample.Demo()
	edit(s)
	server := emulator.New(s)
	b.system.Backend = func(command.Settings) (ui.Backend, error) {
		return aws.New(aws.Options{Demo: true, Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + managementAccount + "DEMO", Secret: "x"}}), nil
	}
	return b
}

// TestWhyHoldsWhatWasSaidAgainstWhatThereIs ensures that why concludes from AWS's
// words only what the policies and the tree of now bear out.
func TestWhyHoldsWhatWasSaidAgainstWhatThereIs(t *testing.T) {
	const named = model.PolicyID("p-pft75v2s")
	for name, c := range map[string]struct {
		edit  func(*model.Snapshot)
		says  string
		never string
	}{
		"unchanged": {func(*model.Snapshot) {}, "so volume/* had no tag team (the instance may have had one). - This holds only if neither RequireTags nor what applies to the account has changed since 2026-07-15 14:02Z.", "any more"},
		"edited": {func(s *model.Snapshot) {
			s.Documents[named] = model.Document{Text: strings.ReplaceAll(s.Documents[named].Text, "RequestTag/team", "RequestTag/owner")}
		}, "so volume/* had no tag owner", "no tag team"},
		"about something else now": {func(s *model.Snapshot) {
			s.Documents[named] = model.Document{Text: strings.ReplaceAll(s.Documents[named].Text, "ec2:RunInstances", "ec2:CreateVpc")}
		}, "AWS says", "so volume/*"},
		"detached": {func(s *model.Snapshot) {
			s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool { return a.Policy == named })
		}, "p-pft75v2s, which AWS names, no longer applies to this: it was detached, or the account was moved. deputy draws no conclusion", "so volume/*"},
		"moved": {func(s *model.Snapshot) {
			for i := range s.Accounts {
				if s.Accounts[i].ID == payments {
					s.Accounts[i].Parent = "ou-4x9a-60ufpbms"
				}
			}
		}, "no longer applies to this", "so volume/*"},
		"another organization": {func(s *model.Snapshot) {
			s.Organization.ID = "o-another000"
		}, "AWS's message is about organization o-4x9acme2k7, and this is o-another000: deputy draws no conclusion from it.", "so volume/*"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := changedSince(t, c.edit)
				b.stdin = deniedAt("2026-07-15T14:02:00Z")
				b.runs("why", "-")
				said := strings.Join(strings.Fields(b.out+b.err), " ")
				if b.says(said, c.says); strings.Contains(said, c.never) {
					t.Errorf("it says %q:\n%s", c.never, said)
				}
			})
		})
	}
}

// TestWhyOfASavedReading ensures that the time of a saved reading bounds what is
// concluded, whichever was first.
func TestWhyOfASavedReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		path := filepath.Join(t.TempDir(), "saved.json")
		b.run(command.Done, "snapshot", path)
		for at, says := range map[string]string{
			"2026-12-15T14:02:00Z": "neither RequireTags nor what applies to the account has changed from 2026-11-23 10:31Z, when the reading was saved, to 2026-12-15 14:02Z.",
			"2026-07-15T14:02:00Z": "neither RequireTags nor what applies to the account has changed from 2026-07-15 14:02Z to 2026-11-23 10:31Z, when the reading was saved.",
			"":                     "neither RequireTags nor what applies to the account has changed from the denial to 2026-11-23 10:31Z, when the reading was saved.",
		} {
			b.stdin = deniedAt(at)
			b.run(command.Denied, "why", "-", "--snapshot", path)
			b.says(strings.Join(strings.Fields(b.out), " "), says)
		}
	})
}
