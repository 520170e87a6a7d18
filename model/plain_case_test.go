package model_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deputy/model"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the lines of testdata/plain")

// plainCase is a text archive: a comment, then policies under headings such as
// "-- unit SCP NAME --" or "-- unit only SCP NAME --", where the policy stands
// in place of FullAWSAccess, and last what is to come out.
type plainCase struct {
	comment string
	reading *model.Reading
	head    string // all before the last section
	lines   string // the last section
}

const caseAccount model.AccountID = "444455556666"

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
	s := plainSnapshot()
	without := map[model.NodeID]bool{}
	for i, part := range strings.Split(head, "\n-- ") {
		if i == 0 {
			c.comment = part
			continue
		}
		title, body, _ := strings.Cut(part, " --\n")
		level, rest, _ := strings.Cut(title, " ")
		node := map[string]model.NodeID{"root": "r-plain", "unit": "ou-plain-00000000", "account": caseAccount.Node(), "management": "111122223333"}[level]
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
	for _, n := range append(append(append([]model.Node{}, s.Roots...), s.Units...), s.Accounts...) {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n.ID})
		if !without[n.ID] {
			s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n.ID})
		}
	}
	c.reading = model.NewReading()
	c.reading.Apply(model.SavedFact{Snapshot: s})
	return c
}

// plainSnapshot is a root with a unit with an account, and no policies but
// AWS's own.
func plainSnapshot() *model.Snapshot {
	enabled := []model.PolicyTypeStatus{{Type: model.ServiceControlPolicy, Status: "ENABLED"}, {Type: model.ResourceControlPolicy, Status: "ENABLED"}}
	return &model.Snapshot{
		Complete: true, Tags: map[string][]model.Tag{},
		Organization: model.Organization{ID: "o-plainplain", Features: model.FeaturesAll, Management: "111122223333"},
		Roots:        []model.Node{{ID: "r-plain", Kind: model.KindRoot, Name: "Root", PolicyTypes: enabled}},
		Units:        []model.Node{{ID: "ou-plain-00000000", Kind: model.KindUnit, Name: "Unit", Parent: "r-plain"}},
		Accounts: []model.Node{
			{ID: "111122223333", Kind: model.KindAccount, Name: "management", Parent: "r-plain"},
			{ID: caseAccount.Node(), Kind: model.KindAccount, Name: "account", Parent: "ou-plain-00000000"},
		},
		Policies: []model.Policy{
			{ID: model.FullAWSAccess, Name: "FullAWSAccess", Type: model.ServiceControlPolicy, AWSManaged: true},
			{ID: model.RCPFullAWSAccess, Name: "RCPFullAWSAccess", Type: model.ResourceControlPolicy, AWSManaged: true},
		},
		Documents: map[model.PolicyID]model.Document{model.FullAWSAccess: {Text: full}, model.RCPFullAWSAccess: {Text: full}},
	}
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
				lines := c.reading.Restrictions(caseAccount.Node(), kind)
				if _, silent := checkLines(t, c.reading, lines); silent > 0 {
					t.Errorf("%d lines have no question that they block", silent)
				}
				if text := renderLines(lines); text != "" {
					fmt.Fprintf(&got, "%s\n%s", kind, text)
				}
			}
			c.settle(t, file, "lines", got.String())
		})
	}
}

// settle holds what came out against the case, or writes it there.
func (c *plainCase) settle(t *testing.T, file, last, got string) {
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

// Which statements can never matter, and why.
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
					for _, x := range c.reading.Idle(p.ID) {
						fmt.Fprintf(&got, "%s[%d]: %s\n", p.Name, x.Index, x.Sentence)
					}
				}
			}
			c.settle(t, file, "idle", got.String())
		})
	}
}
