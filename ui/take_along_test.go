package ui_test

import (
	"errors"
	"strings"
	"testing"
)

// What is shown can be exported from every list, page, document and answer: the
// file holds what the place is about.
func TestEveryPlaceCanBeExported(t *testing.T) {
	for _, c := range []struct {
		name  string
		keys  []string
		typed string // into the search, opened at the end
		holds []string
	}{
		{"tree", nil, "", []string{`"Root and what is below it"`, `"payments-prod"`, `"OU"`}},
		{"accounts", []string{"t"}, "", []string{`"accountId": "444455556666"`, `"email"`}},
		{"node", nil, "payments-prod", []string{`"payments-prod (444455556666)"`, `"DenyRegions"`, `"forbidden"`}},
		{"policies", []string{"2"}, "", []string{`"name": "DenyRegions"`, `"quota": 5120`}},
		{"document", []string{"2"}, "DenyRegions", []string{`"SCP DenyRegions (`, `NotAction`}},
		{"delegations", []string{"3"}, "", []string{`"serviceId": "guardduty"`, `"nobody"`}},
		{"service", []string{"3"}, "guardduty", []string{`"Amazon GuardDuty"`}},
		{"findings", []string{"4"}, "", []string{`"severity"`, `"evidence"`}},
		{"finding", []string{"4", "right"}, "", []string{`"severity"`, `"documentation"`}},
		{"activity", []string{"A"}, "", []string{`"calls"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var name string
			var text []byte
			o := defaults
			o.Save = func(n, ending string, x []byte) (string, error) {
				name, text = n+ending, x
				return "/home/me/deputy-" + n + ending, nil
			}
			inBubble(t, &world{facts: fresh()}, o, func(p scene) {
				p.s.Press(c.keys...)
				if c.typed != "" {
					p.s.Press("ctrl+p")
					p.s.Type(c.typed)
					p.s.Press("enter")
				}
				p.s.Press("e")
				mustShow(p.t, p.s, "Export: ", "copy Markdown", "save JSON")
				p.s.Type("save json")
				p.s.Press("enter")
				mustShow(p.t, p.s, "Saved as /home/me/deputy-"+name)
			})
			for _, want := range c.holds {
				if !strings.Contains(string(text), want) {
					t.Errorf("%s lacks %s:\n%.2000s", name, want, text)
				}
			}
		})
	}
}

// An export goes to the clipboard as it would go to a file; a file that cannot be
// written is told; a page without a table says so before anything is copied.
func TestExportTells(t *testing.T) {
	o := defaults
	o.Save = func(string, string, []byte) (string, error) { return "", errors.New("no space left on device") }
	inBubble(t, &world{facts: fresh()}, o, func(p scene) {
		t, s := p.t, p.s
		s.Press("t", "e")
		s.Type("copy csv")
		s.Press("enter")
		mustShow(t, s, "Accounts as CSV")
		if got := s.Clipboard(); !strings.HasPrefix(got, "account ID,name,OU path,") || !strings.Contains(got, "444455556666,payments-prod,") {
			t.Errorf("copied %.300q", got)
		}
		s.Press("e")
		s.Type("save csv")
		s.Press("enter")
		mustShow(t, s, "Not saved: no space left on device")
		s.Press("?", "e")
		mustShow(t, s, "deputy cannot export this")
	})
}
