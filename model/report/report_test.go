package report_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/report"
	"deputy/model/sample"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// madeAt is when the reports of the tests are made.
var madeAt = time.Date(2026, 11, 23, 10, 31, 0, 0, time.UTC)

// newReport returns the report on a saved reading.
func newReport(s *model.Snapshot) *report.Report {
	return report.New(modeltest.Saved(s), report.Source{Taken: s.Taken, Made: madeAt, Saved: true, Version: "v1.2.3", Documents: true})
}

// Both forms say who read the organization, when, with which deputy, and what it
// looks like.
func TestReportSaysWhereItComesFrom(t *testing.T) {
	s := sample.Demo()
	p := newReport(s)
	for form, text := range map[string]string{"HTML": plainText(t, p.HTML()), "Markdown": unescaped(string(p.Markdown()))} {
		for _, want := range []string{
			s.Organization.ID, s.Caller.ARN, "saved 3 days before this report", "deputy v1.2.3", "2026-11-23 10:31Z", string(s.Organization.Management),
			"payments-prod", "Root / Workloads / Prod", "leave the organization or close the account", "NoIAMUsers can be bypassed in 27 accounts",
			"aws+payments-prod@example.com", "deputy read everything that this report is about",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say %q", form, want)
			}
		}
	}
}

// What could not be read is said where it would stand, and is never zero or nobody.
func TestReportMarksWhatIsNotRead(t *testing.T) {
	r := modeltest.Demo()
	for _, part := range []model.PartKey{
		{Part: model.PartAccounts},
		{Part: model.PartResourcePolicy},
		{Part: model.PartTrustedAccess},
		{Part: model.PartTargets, Target: string(model.ServiceControlPolicy)},
	} {
		r.Apply(modeltest.Failed(part.Part, part.Target, part.String()))
	}
	p := report.New(r, report.Source{Taken: madeAt, Made: madeAt, Version: "v1"})
	if !p.Incomplete() {
		t.Error("the report is said to be complete")
	}
	text := plainText(t, p.HTML())
	for _, want := range []string{
		"Incomplete: deputy could not read 4 parts of this organization", "at least 63", "deputy could not read all accounts",
		"organizations:accounts", "organizations:trusted access",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if _, after, _ := strings.Cut(text, "Resource policy The organization's resource policy"); !strings.Contains(after[:min(400, len(after))], "Not read: organizations:the resource policy") {
		t.Errorf("the resource policy is not said to be unread: %.400s", after)
	}
	if strings.Contains(text, "The organization has none.") {
		t.Error("an unread resource policy is said not to be there")
	}
}

// An organization of which nothing was read is not an empty one.
func TestReportOnNothing(t *testing.T) {
	p := report.New(model.NewReading(), report.Source{Made: madeAt, Version: "v1"})
	text := plainText(t, p.HTML())
	for _, want := range []string{"organization unknown", "accounts unknown", "deputy could not read the tree", "Not read: accounts.", "Incomplete"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q in\n%.1500s", want, text)
		}
	}
	if !p.Incomplete() {
		t.Error("the report is said to be complete")
	}
}

// Every guardrail has one number, which leads to the row with its full text, and the
// accounts below are said to have it.
func TestGuardrailsAreNumbered(t *testing.T) {
	text := string(newReport(sample.Demo()).HTML())
	anchors := regexp.MustCompile(`id="guardrail-(\d+)"`).FindAllStringSubmatch(text, -1)
	seen := map[string]bool{}
	for _, a := range anchors {
		if seen[a[1]] {
			t.Errorf("guardrail %s is there twice", a[1])
		}
		seen[a[1]] = true
		if !strings.Contains(text, `href="#guardrail-`+a[1]+`"`) {
			t.Errorf("no account has guardrail %s", a[1])
		}
	}
	if len(seen) < 30 {
		t.Errorf("%d guardrails, the demo has more", len(seen))
	}
}

// Every account stands in the table, and in exactly one group of those that cannot do
// the same.
func TestEveryAccountIsThere(t *testing.T) {
	for _, s := range []*model.Snapshot{sample.Demo(), sample.Large(1000, 120, 150)} {
		text := string(newReport(s).HTML())
		from, to := strings.Index(text, `<h2 id="limits">`), strings.Index(text, `<h2 id="missing-guardrails">`)
		limits := text[from:to]
		for i := range s.Accounts {
			id := string(s.Accounts[i].ID)
			if n := strings.Count(text, `id="account-`+id+`"`); n != 1 {
				t.Fatalf("account %s has %d rows", id, n)
			}
			in := strings.Count(limits, `href="#account-`+id+`"`)
			if alone := strings.Contains(limits, `<span class="strong">`+s.Accounts[i].Name+`</span>`); in != 1 && !alone {
				t.Fatalf("account %s is in %d groups", id, in)
			}
		}
	}
}

// The picture has room for a few dozen boxes, however large the organization is, and
// the accounts of its last boxes are all accounts of OUs.
func TestPictureIsSmall(t *testing.T) {
	for _, s := range []*model.Snapshot{sample.Demo(), sample.Large(1000, 400, 40), sample.Large(100, 2000, 10), wide(300)} {
		text := string(newReport(s).HTML())
		boxes := strings.Count(text, `<svg class="box`)
		if boxes < 5 || boxes > 120 {
			t.Errorf("%d OUs: the picture has %d boxes", len(s.OUs), boxes)
		}
		if len(s.OUs) < 40 && boxes != len(s.OUs)+1 {
			t.Errorf("%d OUs: the picture has %d boxes", len(s.OUs), boxes)
		}
	}
	text := string(newReport(wide(300)).HTML())
	if !strings.Contains(text, "285 more OUs") || !strings.Contains(text, "OU 299") {
		t.Error("300 OUs beside each other: the largest are not shown, or the others are not counted")
	}
	md := string(newReport(sample.Demo()).Markdown())
	if !strings.Contains(md, "│  ├─ Shared Services  6 accounts, 2 SCPs\n") {
		t.Error("the Markdown has no tree")
	}
}

// wide returns an organization with so many OUs in its root, the later ones with more
// accounts.
func wide(ous int) *model.Snapshot {
	s := sample.Large(0, ous, 0)
	for i := range s.OUs {
		s.OUs[i].Parent, s.OUs[i].Name = s.Roots[0].ID, "OU "+string(s.OUs[i].ID[len(s.OUs[i].ID)-3:])
		if i >= ous-20 {
			for k := range i {
				id := model.NodeID("9" + strings.Repeat("0", 4) + string(s.OUs[i].ID[len(s.OUs[i].ID)-3:]) + string(rune('0'+k/100)) + string(rune('0'+k/10%10)) + string(rune('0'+k%10)) + "0")
				s.Accounts = append(s.Accounts, model.Node{ID: id, Kind: model.KindAccount, Name: "a", Parent: s.OUs[i].ID, State: model.StateActive})
			}
		}
	}
	return s
}

// Proposed policies that are the same stand there once.
func TestDraftsStandOnce(t *testing.T) {
	text := plainText(t, newReport(sample.Demo()).HTML())
	if n := strings.Count(text, "Proposed policy KeepRequireIMDSv2Exemptions"); n != 1 {
		t.Errorf("the same proposal stands there %d times", n)
	}
	if !strings.Contains(text, "Proposed policy KeepRequireIMDSv2Exemptions for Network (ou-4x9a-7x0zd867), Shared Services") {
		t.Error("a proposal does not say where it would be attached")
	}
}

// The table of contents of the Markdown leads to headings that are there.
func TestMarkdownContents(t *testing.T) {
	md := string(newReport(sample.Demo()).Markdown())
	links := regexp.MustCompile(`(?m)^- \[(.+)\]\(#([a-z-]+)\)$`).FindAllStringSubmatch(md, -1)
	if len(links) < 10 {
		t.Fatalf("%d links", len(links))
	}
	for _, l := range links {
		if !strings.Contains(md, "\n## "+l[1]+"\n") || l[2] != strings.ReplaceAll(strings.ToLower(l[1]), " ", "-") {
			t.Errorf("%s leads nowhere", l[0])
		}
	}
}

// contrast is what WCAG 2 asks of text.
const contrast = 4.5

// The colours of all text have enough contrast on every background that it can have.
func TestContrast(t *testing.T) {
	css := string(newReport(modeltest.PlainSnapshot()).HTML())
	schemes := regexp.MustCompile(`(?s):root \{[^}]*--text:[^}]*\}`).FindAllString(css, -1)
	if len(schemes) != 3 {
		t.Fatalf("%d schemes, want those of light, dark and print", len(schemes))
	}
	for i, scheme := range schemes {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(scheme, -1) {
			colours[m[1]] = luminance(m[2])
		}
		for text, backs := range map[string][]string{
			"text": {"back", "soft", "face"}, "muted": {"back", "soft", "face"}, "accent": {"back", "soft", "face"},
			"unknown": {"back"}, "high": {"high-back"}, "medium": {"medium-back"},
		} {
			for _, back := range backs {
				a, b := colours[text], colours[back]
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < contrast || a == 0 && b == 0 {
					t.Errorf("scheme %d: %s on %s has a contrast of %.2f", i, text, back, ratio)
				}
			}
		}
	}
}

// BenchmarkLarge makes the report on 10,000 accounts.
func BenchmarkLarge(b *testing.B) {
	s := sample.Large(10_000, 400, 400)
	var size int
	for b.Loop() {
		size = len(newReport(s).HTML())
	}
	b.ReportMetric(float64(size)/1e6, "MB")
}

// A report on 10,000 accounts is small enough for a ticket.
func TestLargeIsSmall(t *testing.T) {
	p := newReport(sample.Large(10_000, 400, 400))
	for form, text := range map[string][]byte{"HTML": p.HTML(), "Markdown": p.Markdown()} {
		if len(text) > 20_000_000 {
			t.Errorf("the %s has %d bytes", form, len(text))
		}
	}
}

// unescaped returns Markdown without its escapes.
func unescaped(md string) string { return regexp.MustCompile(`\\(.)`).ReplaceAllString(md, "$1") }

// The rows of each table of the Markdown have as many cells as its head, whatever the
// names.
func TestMarkdownTables(t *testing.T) {
	for _, s := range hostile(t) {
		md := string(newReport(s).Markdown())
		want, fence := 0, ""
		for line := range strings.Lines(md) {
			line = strings.TrimSuffix(line, "\n")
			switch {
			case fence != "":
				if line == fence {
					fence = ""
				}
				continue
			case strings.HasPrefix(line, "```"):
				fence = line
				continue
			}
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' }) {
				t.Errorf("a control character: %q", line)
			}
			if bare := regexp.MustCompile(`\\.`).ReplaceAllString(line, ""); strings.HasPrefix(line, "|") {
				if cells := strings.Count(bare, "|"); want == 0 {
					want = cells
				} else if cells != want {
					t.Errorf("%d cells instead of %d: %s", cells, want, line)
				}
			} else if want = 0; slices.ContainsFunc([]string{"<script", "<img", "]("}, func(x string) bool { return strings.Contains(bare, x) }) && !regexp.MustCompile(`^- \[[^\]]+\]\(#[a-z-]+\)$`).MatchString(line) {
				t.Errorf("a name acts: %s", line)
			}
		}
	}
}
