package search_test

import (
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/iam"
	"deputy/model/modeltest"
	"deputy/model/sample"
	language "deputy/model/scp"
	"deputy/model/search"
	"deputy/model/verdict"
)

// vocabulary returns the vocabulary of an organization, with its accounts.
func vocabulary(r *model.Reading) *search.Vocabulary {
	l := search.NewVocabularyBuilder(r)
	for done := false; !done; {
		done = l.Next(r, 3)
	}
	v := l.Vocabulary()
	v.Accounts = search.NewIndex(r)
	return v
}

// Each case lists the first completions for a question about payments-prod.
func TestComplete(t *testing.T) {
	r := modeltest.Demo()
	v := vocabulary(r)
	given := map[string][]string{"aws:RequestedRegion": {"eu-west-1"}}
	for _, c := range []struct {
		name   string
		field  search.Field
		action string // what the question has
		typed  string
		want   string // first completions, joined by blanks and |
	}{
		{"policies here come before the rest of AWS", search.FieldAction, "", "kms:", "kms:CreateCustomKeyStore|kms:Decrypt"},
		{"what begins with it", search.FieldAction, "", "s3:PutBucketPol", "s3:PutBucketPolicy"},
		{"word by word", search.FieldAction, "", "s3:putbp", "s3:PutBucketPolicy|s3:PutBucketPublicAccessBlock"},
		{"of a service that no policy here names", search.FieldAction, "", "athena:GetQueryE", "athena:GetQueryExecution"},
		{"a service by its prefix", search.FieldAction, "", "guardd", "guardduty:"},
		{"a service by its name", search.FieldAction, "", "inspector", "inspector:|inspector2:"},
		{"an action without its service", search.FieldAction, "", "leaveorg", "organizations:LeaveOrganization"},
		{"no wildcards", search.FieldAction, "", "s3:Put*", ""},
		{"nothing of the kind", search.FieldAction, "", "s3:xyzzy", ""},
		{"a resource as far as it is known", search.FieldResource, "s3:PutBucketPolicy", "", "arn:aws:s3:::"},
		{"a resource of the Region and the account", search.FieldResource, "sqs:SendMessage", "", "arn:aws:sqs:eu-west-1:444455556666:"},
		{"a resource by its type", search.FieldResource, "ec2:RunInstances", "subnet", "arn:aws:ec2:eu-west-1:444455556666:subnet/"},
		{"no resource types", search.FieldResource, "iam:ListUsers", "", "*"},
		{"an owner by name", search.FieldOwner, "", "payments-p", "444455556666"},
		{"an owner by words of the name", search.FieldOwner, "", "sectool", "222233334444"},
		{"an owner by ID", search.FieldOwner, "", "3333444", "333344445555"},
		{"Regions that policies here name first", search.FieldRegion, "", "eu", "eu-central-1|eu-west-1|eu-north-1"},
		{"a Region in short", search.FieldRegion, "", "aps2", "ap-southeast-2"},
		{"the kinds of principals", search.FieldPrincipal, "", "", "root|role/|user/|sso/|service-linked/"},
		{"a role that policies here name", search.FieldPrincipal, "", "orgadm", "role/OrgAdmin"},
		{"a permission set that policies here name", search.FieldPrincipal, "", "sso/pl", "sso/PlatformAdmin"},
		{"a service-linked role", search.FieldPrincipal, "", "service-linked/guardd", "service-linked/guardduty"},
		{"a key that policies here name", search.FieldKey, "", "principalorgid", "aws:PrincipalOrgID = "},
		{"a key of the action's service", search.FieldKey, "kms:Decrypt", "kms:EncryptionC", "kms:EncryptionContext:"},
		{"a global key", search.FieldKey, "", "aws:SourceVpceX", ""},
		{"a global key that no policy names", search.FieldKey, "", "tokenissue", "aws:TokenIssueTime = "},
		{"an absent key", search.FieldKey, "", "!sourceip", "!aws:SourceIp"},
		{"a value that policies here compare with", search.FieldKey, "", "aws:PrincipalOrgID = o", "aws:PrincipalOrgID = o-4x9acme2k7"},
		{"a value by a part of it", search.FieldKey, "", "aws:RequestedRegion = us-w", "aws:RequestedRegion = us-west-2"},
		{"true or false", search.FieldKey, "", "aws:ViaAWSMCPService=", "aws:ViaAWSMCPService = true|aws:ViaAWSMCPService = false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := verdict.Question{Account: "444455556666", Action: c.action, Given: given}
			var got []string
			for _, x := range v.Complete(r, c.field, q, c.typed, 6) {
				got = append(got, x.Text)
			}
			want := strings.Split(c.want, "|")
			if c.want == "" {
				want = nil
			}
			if len(got) < len(want) || !slices.Equal(got[:len(want)], want) || want == nil && got != nil {
				t.Errorf("%q offers %q, want first %q", c.typed, got, want)
			}
		})
	}
}

// No completion is offered twice, and never more of them than wanted.
func TestCompleteIsShort(t *testing.T) {
	r := modeltest.Demo()
	v := vocabulary(r)
	for field := search.FieldAction; field <= search.FieldKey; field++ {
		for _, typed := range []string{"", "a", "s3:", "s3:get", "1", "aws:", "\xff", strings.Repeat("e", 200), "=", "!", ",", ":"} {
			got := v.Complete(r, field, verdict.Question{Account: "444455556666", Action: "s3:GetObject"}, typed, 5)
			seen := map[string]bool{}
			for _, x := range got {
				if seen[x.Text] || x.Text == "" {
					t.Errorf("field %d offers %q twice for %q, or nothing", field, x.Text, typed)
				}
				seen[x.Text] = true
			}
			if len(got) > 5 {
				t.Errorf("field %d offers %d completions for %q", field, len(got), typed)
			}
		}
	}
}

func TestSuggestions(t *testing.T) {
	for action, want := range map[string]string{
		"s3:PutBucketPolicy":     "",
		"S3:putbucketpolicy":     "",
		"s3:PutBuketPolicy":      "Did you mean s3:PutBucketPolicy?",
		"org:LeaveOrganization":  "Did you mean organizations:LeaveOrganization?",
		"s3:FrobnicateEveryting": "it is newer or misspelled.",
	} {
		got := verdict.UnknownAction(action)
		if (want == "") != (got == "") || !strings.HasSuffix(got, want) {
			t.Errorf("of %s it says %q", action, got)
		}
	}
}

// Every action and service that deputy names is in AWS's reference.
func TestNamesAreInTheReference(t *testing.T) {
	for _, s := range catalog.Services() {
		for _, action := range s.AdminActions {
			if a, ok := iam.Lookup(action); !ok || a.String() != action {
				t.Errorf("the catalogue entry of %s names %s; like it are %v", s.ID, action, iam.Similar(action, 3))
			}
		}
	}
	for _, prefix := range language.RCPServices() {
		if iam.ServiceName(prefix) == "" {
			t.Errorf("RCPs cover %s, which is no service's prefix", prefix)
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Large(50000, 2000, 2000)})
	v := vocabulary(r)
	for _, c := range []struct {
		field search.Field
		typed string
	}{{search.FieldAction, "s3:putbp"}, {search.FieldAction, "organ"}, {search.FieldOwner, "prod"}, {search.FieldOwner, "aws+s@"}, {search.FieldKey, "tag"}} {
		b.Run(c.typed, func(b *testing.B) {
			for b.Loop() {
				v.Complete(r, c.field, verdict.Question{}, c.typed, 8)
			}
		})
	}
	b.Run("vocabulary", func(b *testing.B) {
		for b.Loop() {
			l := search.NewVocabularyBuilder(r)
			l.Next(r, 2_000)
			l.Vocabulary()
		}
	})
}
