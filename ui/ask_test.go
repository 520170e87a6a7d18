package ui_test

import (
	"testing"

	"deputy/ui/stage"
)

const accessDenied = "User: arn:aws:sts::444455556666:assumed-role/Deployer/s is not authorized to perform: s3:PutBucketPolicy " +
	"on resource: \"arn:aws:s3:::acme-invoices\" with an explicit deny in a service control policy"

// An error is asked about wherever it is pasted, and any other text that
// nothing takes is not lost without a word.
func TestPastedErrorsAreAskedAbout(t *testing.T) {
	for name, before := range map[string][]string{
		"on the tree":              nil,
		"on another screen":        {"3", "down"},
		"in the answer":            {"a", "shift+tab"},
		"over a question on":       {"a", "s", "3", ":", "x", "ctrl+n"},
		"beside the tree":          {"a", "s", "3", ":", "x", "ctrl+n", "a", "shift+tab"},
		"in a field of a question": {"a", "tab"},
	} {
		on(t, 120, func(s *stage.Stage, _ *world) {
			s.Press(before...)
			s.Paste(accessDenied)
			for _, text := range []string{"deputy filled in the question", "action     s3:PutBucketPolicy", "arn:aws:s3:::acme-invoices", "Denied at Prod by NoPublicS3"} {
				if !s.Shows(text) {
					t.Errorf("%s: a pasted error does not show %q:\n%s", name, text, s.Frame())
				}
			}
		})
	}
	for _, before := range [][]string{{"2"}, {"?"}, {"a", "shift+tab"}} {
		on(t, 120, func(s *stage.Stage, _ *world) {
			s.Press(before...)
			s.Paste("4444-5555-6666")
			mustShow(t, s, "payments-prod   444455556666")
			s.Press("esc")
			s.Paste("neither this nor that")
			mustShow(t, s, "Not recognized. Paste an account ID")
		})
	}
}

// While a question stays on, the header shows it at every width, and the footer
// says at once how to change it and turn it off.
func TestALensIsTold(t *testing.T) {
	for _, width := range []int{60, 80, 100, 120} {
		on(t, width, func(s *stage.Stage, _ *world) {
			s.Press("a")
			s.Type("s3:PutBucketPolicy")
			s.Press("ctrl+n")
			mustShow(t, s, "1 Organization", "L lens s3:Put", "a ask again", "L lens off")
			if !s.Shows("v answers") && width > 60 {
				t.Errorf("at %d columns the footer does not lead to the answers:\n%s", width, s.Frame())
			}
			s.Press("2")
			mustShow(t, s, "2 Policies", "L lens s3:Put")
			s.Press("1", "L")
			if s.Shows("L lens") || !s.Shows("The question is off.") {
				t.Errorf("at %d columns, off, it says:\n%s", width, s.Frame())
			}
		})
	}
}
