package plain_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/plain"
)

var update = flag.Bool("update", false, "rewrite the lines of testdata/plain")

// plainCase is a text archive: a comment, then policies under headings such as
// "-- unit SCP NAME --" or "-- unit only SCP NAME --", where the policy
// replaces FullAWSAccess, and last the expected result.
type plainCase struct {
	comment string
	reading *model.Reading
	head    string // all before the last section
	lines   string // the last section
}

func readPlainCase(t *testing.T, file, last string) plainCase {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, lines, ok := strings.Cut(string(raw), "-- "+last+" --\n")
	if !ok {
		t.Fatalf("%s has no section %s", file, last)
	}
	c := plainCase{head: head, lines: lines}
	s := modeltest.PlainSnapshot()
	without := map[model.NodeID]bool{}
	for i, part := range strings.Split(head, "\n-- ") {
		if i == 0 {
			c.comment = part
			continue
		}
		title, body, _ := strings.Cut(part, " --\n")
		level, rest, _ := strings.Cut(title, " ")
		node := map[string]model.NodeID{"root": "r-plain", "unit": "ou-plain-00000000", "account": modeltest.CaseAccount.Node(), "management": "111122223333"}[level]
		rest, only := strings.CutPrefix(rest, "only ")
		without[node] = without[node] || only
		kind, name, _ := strings.Cut(rest, " ")
		p := model.Policy{ID: model.PolicyID("p-" + name), Name: name, Type: map[string]model.PolicyType{"SCP": model.ServiceControlPolicy, "RCP": model.ResourceControlPolicy}[kind]}
		s.Policies = append(s.Policies, p)
		s.Attachments = append(s.Attachments, model.Attachment{Policy: p.ID, Target: node})
		if body = strings.TrimSpace(body); body != "unread" {
			s.Documents[p.ID] = model.Document{Text: body}
		}
	}
	for _, n := range append(append(append([]model.Node{}, s.Roots...), s.OUs...), s.Accounts...) {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n.ID})
		if !without[n.ID] {
			s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n.ID})
		}
	}
	c.reading = model.NewReading()
	c.reading.Apply(model.SavedFact{Snapshot: s})
	return c
}

func TestPlainCases(t *testing.T) {
	files, err := filepath.Glob("testdata/plain/*.txt")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d cases: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			c := readPlainCase(t, file, "lines")
			if c.comment == "" {
				t.Error("the case does not say what it shows")
			}
			var got strings.Builder
			for _, kind := range model.Evaluated() {
				lines := plain.RestrictionsAt(c.reading, modeltest.CaseAccount.Node(), kind)
				if _, unblocked := checkLines(t, c.reading, lines); unblocked > 0 {
					t.Errorf("%d lines have no question that they block", unblocked)
				}
				checkWords(t, c.reading, lines)
				if text := renderLines(lines); text != "" {
					fmt.Fprintf(&got, "%s\n%s", kind, text)
				}
			}
			c.compare(t, file, "lines", got.String())
		})
	}
}

// compare compares a result with the case, or writes it there.
func (c *plainCase) compare(t *testing.T, file, last, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(c.head+"-- "+last+" --\n"+got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(c.lines, got); d != "" {
		t.Errorf("%s differ (-want +got):\n%s", last, d)
	}
}

// The cases show which statements have no effect, and why.
func TestIdleCases(t *testing.T) {
	files, err := filepath.Glob("testdata/idle/*.txt")
	if err != nil || len(files) < 8 {
		t.Fatalf("found %d cases: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			c := readPlainCase(t, file, "idle")
			var got strings.Builder
			for _, kind := range model.Evaluated() {
				for _, p := range c.reading.Policies(kind) {
					for _, x := range plain.NewIdleFinder(c.reading).Of(p.ID) {
						fmt.Fprintf(&got, "%s[%d]: %s\n", p.Name, x.Index, x.Sentence)
					}
				}
			}
			c.compare(t, file, "idle", got.String())
		})
	}
}
