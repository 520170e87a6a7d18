package ui_test

import (
	"testing"

	"deputy/ui/stage"
)

// What is pasted on the tree leads to its place, and the ARN of a role or a resource
// is what the next question is about.
func TestPastedReferences(t *testing.T) {
	for text, shows := range map[string]string{
		"4444-5555-6666":  "payments-prod   444455556666",
		"Workloads/Prod":  "Root / Workloads / Prod",
		"p-1u33xtpl":      "RequireIMDSv2",
		"payments":        "Enter opens account payments-", // several accounts have this in their names
		"999988887777":    "999988887777 is not in this organization",
		"arn:aws:s3:::b1": "arn:aws:s3:::b1 does not name its account. Press a to ask about it here.",
		"https://eu-west-1.console.aws.amazon.com/organizations/v2/home/accounts/444455556666": "payments-prod   444455556666",
		"qwertz uiop": "Not recognized. Paste an account ID, ARN",
	} {
		on(t, 120, func(s *stage.Stage, _ *world) {
			s.Paste(text)
			if !s.Shows(shows) {
				t.Errorf("%s does not show %q:\n%s", text, shows, s.Frame())
			}
		})
	}
	for arn, shows := range map[string]string{
		"arn:aws:iam::444455556666:role/team/Deployer":   "principal  role/team/Deployer",
		"arn:aws:sts::444455556666:assumed-role/App/nik": "principal  role/App",
		"arn:aws:sqs:eu-west-1:444455556666:orders":      "resource   arn:aws:sqs:eu-west-1:444455556666:orders",
	} {
		on(t, 120, func(s *stage.Stage, _ *world) {
			s.Paste(arn)
			mustShow(t, s, "payments-prod   444455556666", "belongs to this account. Press a to ask about it.")
			s.Press("a")
			mustShow(t, s, shows)
			s.Type("s3:GetObject")
			mustShow(t, s, "action     s3:GetObject")
		})
	}
}

// The first line of a search says what Enter does.
func TestSearchSaysWhatEnterDoes(t *testing.T) {
	for typed, says := range map[string]string{
		"paymprod":                           "Enter opens account payments-prod (444455556666) · ",
		"4444 5555 6666":                     "Enter opens account payments-prod (444455556666) · 1 hit",
		"arn:aws:iam::444455556666:role/App": "Enter opens account payments-prod (444455556666), the account of role/App; then a asks about it.",
		"arn:aws:iam::999988887777:role/App": "999988887777, the account of arn:aws:iam::999988887777:role/App, is not in this organization.",
		"zzz":                                "No match in what has been loaded.",
		"x is not authorized to perform: s3:GetObject": "Enter asks about this error.",
	} {
		on(t, 120, func(s *stage.Stage, _ *world) {
			s.Press("ctrl+p")
			s.Type(typed)
			mustShow(t, s, says)
		})
	}
	on(t, 120, func(s *stage.Stage, _ *world) {
		s.Press("ctrl+p")
		s.Paste(accessDenied)
		mustShow(t, s, "Denied at Prod by NoPublicS3")
		s.Press("esc")
		if s.Shows("> ") {
			t.Errorf("Esc leads back to the search:\n%s", s.Frame())
		}
	})
}
