package replay_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/replay"
)

// effectOf returns what became of the one event of a result, in a word, with the
// condition keys on which it depends. Permissions that the call needs beside its own
// are not in it.
func effectOf(r *replay.Result) string {
	for effect, rows := range map[string][]*replay.Row{"denied": r.Denied, "allowed": r.Allowed, "depends": r.Depends, "exempt": r.Exempt} {
		for _, row := range rows {
			if row.From == "" {
				return strings.TrimSpace(effect + " " + strings.Join(row.Keys, " "))
			}
		}
	}
	if r.Unchanged == 1 {
		return "none"
	}
	return "skipped"
}

// Events of many services, written by hand, come to the answers that follow from AWS's
// documentation, worked out by hand as well.
func TestHandMadeAnswers(t *testing.T) {
	text, err := os.ReadFile("../cloudtrail/testdata/events.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	events := strings.Split(strings.TrimSpace(string(text)), "\n")
	answers, err := os.ReadFile("testdata/answers.txt")
	if err != nil {
		t.Fatal(err)
	}
	plain := modeltest.PlainSnapshot()
	for _, target := range []model.NodeID{plain.Roots[0].ID, plain.OUs[0].ID, modeltest.CaseAccount.Node()} {
		plain.Attachments = append(plain.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: target})
	}
	r := modeltest.Saved(plain)
	asked := map[int]bool{}
	for line := range strings.Lines(string(answers)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		n, err := strconv.Atoi(cells[0])
		if err != nil || n < 1 || n > len(events) || len(cells) != 5 {
			t.Fatalf("%q is no answer", line)
		}
		asked[n] = true
		condition := ""
		if cells[4] != "" {
			condition = `,"Condition":{` + cells[4] + `}`
		}
		draft := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"` + cells[2] + `","Resource":"` + cells[3] + `"` + condition + `}]}`
		result := replayed(t, r, draftAt(t, r, "Unit", draft), []string{events[n-1]}, 1)
		if got := effectOf(result); got != cells[1] {
			t.Errorf("event %d with %s: %s, want %s", n, draft, got, cells[1])
		}
	}
	if len(asked) != len(events) {
		t.Errorf("%d of %d events have an answer", len(asked), len(events))
	}
}
