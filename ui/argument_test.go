package ui_test

import (
	"testing"

	"deputy/ui/stage"
)

// What is typed behind the name of a command in the palette is taken, completed,
// or said to be wrong.
func TestThePaletteTakesArguments(t *testing.T) {
	for typed, shows := range map[string]string{
		"ask s3:PutBucketPolicy payments-prod": "Denied by NoPublicS3 [2] at Prod",
		"ask s3:putbp payments-prod":           "s3:putbp is not in AWS's reference",
		"lens s3:PutBucketPolicy":              "L lens s3:PutBucketPolicy",
		"compare payments-prod monitoring":     "monitoring",
		"compare monitoring":                   "monitoring",
		"goto Workloads/Prod":                  "Root / Workloads / Prod",
		"goto 9999-8888-7777":                  "999988887777 is not in this organization",
		"ask nothing":                          "nothing is not an action: write service:Action",
		"ask s3:GetObject nobody":              "no account, OU, policy or service is called",
	} {
		on(t, 120, func(s *stage.Stage, _ *world) {
			s.Press(":")
			s.Type(typed)
			if typed == "ask s3:putbp payments-prod" {
				mustShow(t, s, "ask ACTION [ACCOUNT]")
			}
			s.Press("enter")
			if !s.Shows(shows) {
				t.Errorf("%s does not show %q:\n%s", typed, shows, s.Frame())
			}
		})
	}
	on(t, 120, func(s *stage.Stage, _ *world) { // a question that lies below comes up
		s.Press("a", "tab", "ctrl+g", "?")
		s.Paste(accessDenied)
		mustShow(t, s, "deputy filled in the question", "Denied at Prod by NoPublicS3")
		s.Press("esc")
		mustShow(t, s, "Elsewhere")
	})
	on(t, 120, func(s *stage.Stage, _ *world) {
		s.Press(":")
		s.Type("ask s3:putbp")
		mustShow(t, s, "s3:PutBucketPolicy", "permissions management")
		s.Press("tab", "space")
		s.Type("payments-p")
		mustShow(t, s, "> ask s3:PutBucketPolicy payments-p", "s3:PutBucketPolicy payments-prod")
		s.Press("enter")
		mustShow(t, s, "Denied by NoPublicS3 [2] at Prod")
		s.Press("enter")
		mustShow(t, s, "NoPublicS3   p-")
	})
}
