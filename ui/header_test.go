package ui_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
)

// TestHeaderNeverCutsIdentifiers ensures that at every width the header shows
// the organization whole, other IDs whole or not at all, and the reading's age.
func TestHeaderNeverCutsIdentifiers(t *testing.T) {
	d := sample.Demo()
	delegate := d.Caller
	delegate.Role, delegate.Account, delegate.Demo = model.CallerDelegated, "222233334444", false
	delegate.ARN = "arn:aws:sts::222233334444:assumed-role/AWSReservedSSO_SecurityAudit_0123456789abcdef/nik@example.com"
	delegate.Profile, delegate.Endpoint = "security-audit", "http://127.0.0.1:4566"
	member := delegate
	member.Role, member.ARN = model.CallerMember, "arn:aws:iam::222233334444:user/people/nik"
	digits := regexp.MustCompile(`\d{8,}`)
	for _, c := range []model.Caller{d.Caller, delegate, member} {
		o := defaults
		o.ReadOnly = "read-only"
		synctest.Test(t, func(t *testing.T) {
			o.Now = time.Now
			s := stage.New(t, ui.New(t.Context(), &world{facts: append(fresh(), model.CallerFact{Caller: c})}, o), 200, 24)
			defer s.End()
			s.Wait(100 * time.Millisecond)
			for w := 60; w <= 220; w++ {
				s.Resize(w, 24)
				head, _, _ := strings.Cut(s.Frame(), "\n")
				if !strings.Contains(head, "o-4x9acme2k7") || !strings.Contains(head, "READ-ONLY") || !strings.Contains(head, "complete 00:00Z") {
					t.Fatalf("at %d: %q", w, head)
				}
				for _, id := range digits.FindAllString(head, -1) {
					if id != "111122223333" {
						t.Fatalf("at %d an ID is cut: %q", w, head)
					}
				}
				if strings.Contains(head, "…") {
					t.Fatalf("at %d something is cut: %q", w, head)
				}
				if w == 80 || w == 120 || w == 200 {
					t.Logf("%d: %s", w, head)
				}
			}
		})
	}
}
