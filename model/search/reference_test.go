package search_test

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/search"
)

// Each case is a text as people paste it, and where it leads in the demo.
func TestReferencesLeadToTheirPlace(t *testing.T) {
	r := modeltest.Demo()
	payments := search.Target{Node: "444455556666"}
	prod := search.Target{Node: r.Node("444455556666").Parent}
	email := r.Node("444455556666").Email
	for text, want := range map[string]search.Target{
		"444455556666": payments, "4444-5555-6666": payments, "4444 5555 6666": payments, ` "444455556666", `: payments, "(444455556666).": payments,
		"“4444-5555-6666”": payments, "[444455556666]": payments,
		"arn:aws:organizations::111122223333:account/o-4x9acme2k7/444455556666": payments,
		"arn:aws:iam::444455556666:role/team/Deployer":                          payments,
		"arn:aws:sts::444455556666:assumed-role/Deployer/nik":                   payments,
		"arn:aws:sqs:eu-west-1:444455556666:orders,":                            payments,
		email:                     payments,
		"<" + email + ">":         payments,
		"Workloads/Prod":          prod,
		"/Workloads/Prod/":        prod,
		"Root / Workloads / Prod": prod,
		"payments-prod":           payments,
		"'payments-prod'":         payments,
		"https://us-east-1.console.aws.amazon.com/organizations/v2/home/accounts/444455556666":                                            payments,
		"https://us-east-1.console.aws.amazon.com/organizations/v2/home/organizational-units/" + string(prod.Node):                        prod,
		"https://us-east-1.console.aws.amazon.com/organizations/v2/home/policies/service-control-policy/p-1u33xtpl":                       {Policy: "p-1u33xtpl"},
		"https://444455556666.signin.aws.amazon.com/console":                                                                              payments,
		"https://444455556666-abcdefgh.eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1":                                         payments,
		"https://d-9067.awsapps.com/start/#/console?account_id=444455556666&role_name=Admin":                                              payments,
		"https://eu-west-1.console.aws.amazon.com/sns/v3/home#/topic/arn:aws:sns:eu-west-1:444455556666:alerts":                           payments,
		"https://eu-west-1.console.aws.amazon.com/lambda/home#x=arn%253Aaws%253Alambda%253Aeu-west-1%253A444455556666%253Afunction%253Af": payments,
		"p-1u33xtpl": {Policy: "p-1u33xtpl"},
		"arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-1u33xtpl": {Policy: "p-1u33xtpl"},
		"arn:aws:organizations::111122223333:organization/o-4x9acme2k7":                             rootOf(r),
		"guardduty.amazonaws.com": {Service: "guardduty"},
	} {
		if got, err := search.Refer(text).Resolve(r); err != nil || got != want {
			t.Errorf("%s leads to %+v (%v), not to %+v", text, got, err, want)
		}
	}
}

func rootOf(r *model.Reading) search.Target {
	for n := range r.Roots() {
		return search.Target{Node: n.ID}
	}
	return search.Target{}
}

func TestReferencesThatLeadNowhereSayWhy(t *testing.T) {
	r := modeltest.Demo()
	for text, says := range map[string]string{
		"9999-8888-7777": "999988887777 is not in this organization",
		"arn:aws:organizations::111122223333:account/o-4x9acme2k7/999988887777": "999988887777 is not in this organization",
		"arn:aws:iam::999988887777:role/App":                                    "999988887777, the account of arn:aws:iam::999988887777:role/App, is not in this organization",
		"arn:aws:s3:::acme-invoices":                                            "arn:aws:s3:::acme-invoices does not name its account",
		"ou-4x9a-00000000":                                                      "ou-4x9a-00000000 is not in this organization",
		"p-00000000":                                                            "p-00000000 is not in this organization",
		"nobody@example.com":                                                    "no account of this organization has the e-mail address nobody@example.com",
		"https://example.com/":                                                  "the URL names no account, OU or policy",
		"no such thing":                                                         "give an ID or a name",
		"":                                                                      "is named",
	} {
		if got, err := search.Refer(text).Resolve(r); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s leads to %+v, %v", text, got, err)
		}
	}
}

func TestReferencesHaveAKind(t *testing.T) {
	for text, want := range map[string]search.ReferenceKind{
		"444455556666": search.RefID, "44445555666": search.RefName, "4444-5555 6666": search.RefName, "payments-prod": search.RefName,
		"arn:aws:iam::444455556666:user/nik": search.RefRole, "arn:aws:iam::444455556666:policy/P": search.RefResource,
		"arn:aws:s3:::b": search.RefResource, "a@b": search.RefEmail, "https://x": search.RefURL, "arn:aws:s3": search.RefName,
		"User: arn:aws:iam::444455556666:user/nik is not authorized to perform: s3:GetObject": search.RefDenial,
		`{"eventName": "x"}`:       search.RefDenial,
		strings.Repeat("9 ", 9999): search.RefName,
	} {
		if got := search.Refer(text).Kind; got != want {
			t.Errorf("%s is of kind %d, not %d", text, got, want)
		}
	}
}

// FuzzRefer ensures that no text breaks the reading of what it names, and that an
// ID that is found has the form of one.
func FuzzRefer(f *testing.F) {
	for _, text := range []string{
		"4444-5555-6666", "\"arn:aws:iam::444455556666:role/x\",", "https://console.aws.amazon.com/organizations/v2/home/accounts/444455556666",
		"https://%zz/%25", "Workloads/Prod", "a@b.c", "\x1b\x19@\x9b", "[{", "arn:aws:organizations::1:ou/o-1/", "\x1b[2J\xff", "", "r-4x9a",
	} {
		f.Add(text)
	}
	r := modeltest.Demo()
	f.Fuzz(func(t *testing.T, text string) {
		ref := search.Refer(text)
		target, err := ref.Resolve(r)
		if (target == search.Target{}) != (err != nil) {
			t.Fatalf("%q leads to %+v, %v", text, target, err)
		}
		if known, ok := ref.Known(r); ok && known != target {
			t.Fatalf("%q is known as %+v and leads to %+v", text, known, target)
		}
		if again := search.Refer(ref.Text); ref.Kind == search.RefID && again.ID != ref.ID {
			t.Fatalf("%q is %q, and %q of it is %q", text, ref.ID, ref.Text, again.ID)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Fatalf("%q: the error has control characters: %q", text, err)
		}
	})
}
