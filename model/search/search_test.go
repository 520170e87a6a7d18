package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"deputy/model"
	"deputy/model/sample"
	"deputy/model/search"
)

func demoIndex() *search.Index {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	return search.NewIndex(r)
}

func TestSearchFinds(t *testing.T) {
	x := demoIndex()
	for query, want := range map[string]string{
		"payments-prod":      "account payments-prod",
		"PAYMENTS-P":         "account payments-prod",
		"pyprod":             "account payments-prod",
		"444455556666":       "account payments-prod",
		"44445555":           "account payments-prod",
		"prod pay":           "account payments-prod",
		"workloads/p":        "OU Prod",
		"Workloads/Prod":     "OU Prod",
		"Workloads / Prod":   "OU Prod",
		"BackupDaily":        "policy BackupDaily",
		"DenyRegions":        "SCP DenyRegions",
		"denyreg":            "SCP DenyRegions",
		"detective":          "service Amazon Detective",
		"ssm-quicksetup":     "service AWS Systems Manager",
		"aws+payments-prod@": "account payments-prod",
		"telemetry-broker":   "service telemetry-broker.amazonaws.com",
		"requiretls":         "RCP RCPRequireTLS",
		"workloads/prod db":  "",
	} {
		hits := x.Search(query, 5)
		got := ""
		if len(hits) > 0 {
			got = hits[0].Kind + " " + hits[0].Name
		}
		if want != "" && got != want {
			t.Errorf("the first hit for %q is %q instead of %q", query, got, want)
		}
	}
	for _, query := range []string{"", "   ", "zzqqxx", "payments-prod zzqqxx"} {
		if hits := x.Search(query, 5); len(hits) > 0 {
			t.Errorf("%q finds %s", query, hits[0].Name)
		}
	}
}

func TestSearchSaysWhatMatched(t *testing.T) {
	x := demoIndex()
	if h := x.Search("aws+payments-prod@", 1)[0]; h.MatchedText != "aws+payments-prod@example.com" || h.Matched != nil {
		t.Errorf("the e-mail address gives by %q, lit %v", h.MatchedText, h.Matched)
	}
	h := x.Search("pyprod", 1)[0]
	var lit strings.Builder
	for i, c := range []rune(h.Name) {
		for _, l := range h.Matched {
			if l == i {
				lit.WriteRune(c)
			}
		}
	}
	if lit.String() != "pyprod" || h.Where == "" {
		t.Errorf("lit is %q, at %q", lit.String(), h.Where)
	}
}

func TestFindOpensWholeIdentifiers(t *testing.T) {
	x := demoIndex()
	for text, want := range map[string]string{
		"444455556666": "payments-prod",
		" arn:aws:organizations::111122223333:account/o-4x9acme2k7/444455556666 ": "payments-prod",
		"arn:aws:iam::444455556666:role/Deployer":                                 "payments-prod",
		"guardduty.amazonaws.com":                                                 "Amazon GuardDuty",
		"p-FullAWSAccess":                                                         "FullAWSAccess",
		"999999999999":                                                            "",
		"payments":                                                                "",
		"arn:aws:s3:::bucket/key":                                                 "",
	} {
		if h, ok := x.Find(text); ok != (want != "") || h.Name != want {
			t.Errorf("%q opens %q, %v", text, h.Name, ok)
		}
	}
}

func TestSearchFindsReadTagsOnly(t *testing.T) {
	s := sample.Demo()
	tags := s.Tags
	s.Tags = nil
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	if read, all := search.NewIndex(r).Tagged(); read != 0 || all < 60 {
		t.Errorf("tags of %d of %d", read, all)
	}
	r.Apply(model.TagsFact{Target: "444455556666", Tags: []model.Tag{{Key: "cost-center", Value: "4711"}}})
	r.Apply(model.StatusFact{Part: model.PartTags, Target: "444455556666", Status: model.Status{Progress: model.Complete}})
	x := search.NewIndex(r)
	if read, _ := x.Tagged(); read != 1 {
		t.Errorf("tags of %d are read", read)
	}
	hits := x.Search("cost-center=47", 3)
	if len(hits) != 1 || hits[0].MatchedText != "cost-center=4711" {
		t.Errorf("the tag gives %v (the sample has %d)", hits, len(tags))
	}
}

// FuzzSearch ensures that any query is answered, and that the matching characters
// are in the name.
func FuzzSearch(f *testing.F) {
	x := demoIndex()
	r := model.NewReading()
	for _, v := range sample.Hostile() {
		r.Apply(model.SavedFact{Snapshot: v.Snapshot})
	}
	hostile := search.NewIndex(r)
	for _, q := range []string{"pay", "arn:aws:organizations::1:ou/o-1/ou-1", "İ/ß", "\xff", "a b  c"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, x := range []*search.Index{x, hostile} {
			for _, h := range x.Search(query, 10) {
				for _, l := range h.Matched {
					if l < 0 || l >= utf8.RuneCountInString(h.Name) {
						t.Errorf("%q lights %d of %q", query, l, h.Name)
					}
				}
			}
			x.Find(query)
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Large(50_000, 2_000, 2_000)})
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			search.NewIndex(r)
		}
	})
	x := search.NewIndex(r)
	for _, q := range []string{"p", "pay", "pyprd", "workloads/prod 17", "zzzz"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				x.Search(q, 200)
			}
		})
	}
}
