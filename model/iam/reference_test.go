package iam_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"deputy/model/iam"
)

func TestLookup(t *testing.T) {
	a, ok := iam.Lookup("S3:putBUCKETpolicy")
	if !ok || a.String() != "s3:PutBucketPolicy" || a.Access != iam.Permissions || !slices.Equal(a.Types, []string{"bucket"}) {
		t.Errorf("got %+v, %v", a, ok)
	}
	for _, unknown := range []string{"", ":", "s3", "s3:", "s3:PutBucketPolic", "nosuch:PutBucketPolicy", "s3:PutBucketPolicyX"} {
		if a, ok := iam.Lookup(unknown); ok {
			t.Errorf("%q is taken for %s", unknown, a)
		}
	}
	if got := iam.ServiceName("Organizations"); got != "AWS Organizations" {
		t.Errorf("organizations is called %q", got)
	}
	if !slices.Contains(iam.Keys("organizations"), "organizations:PolicyType") {
		t.Errorf("the keys of organizations are %q", iam.Keys("organizations"))
	}
}

// Every name of the reference is found under itself, and has what a name must
// have: the file is read by hand and not by a library.
func TestNamesAreWhole(t *testing.T) {
	if ok, _ := regexp.MatchString(`^20\d\d-\d\d-\d\d$`, iam.AsOf()); !ok {
		t.Errorf("the names are of %q", iam.AsOf())
	}
	services := iam.Services("", 1000)
	actions := 0
	for _, prefix := range services {
		if iam.ServiceName(prefix) == "" {
			t.Errorf("the service %s has no name", prefix)
		}
		for _, f := range iam.Find(prefix+":", 10000) {
			actions++
			switch a, ok := iam.Lookup(f.String()); {
			case !ok || a.Name != f.Name:
				t.Errorf("%s is not found under its own name", f)
			case a.Access.Words() == "":
				t.Errorf("%s has no level", f)
			case slices.ContainsFunc(iam.Resources(f.String()), func(r iam.Resource) bool { return !strings.HasPrefix(r.ARN, "arn:") }):
				t.Errorf("%s has the types %q, of which some have no ARN", f, a.Types)
			}
		}
	}
	if len(services) < 400 || actions < 20000 {
		t.Errorf("there are %d services with %d actions: the file is not whole", len(services), actions)
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ typed, first, also string }{
		{"s3:PutBucketP", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock"},
		{"s3:PutBP", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock"},
		{"S3:putbupo", "s3:PutBucketPolicy", ""},
		{"s3:bucketpol", "s3:DeleteBucketPolicy", "s3:PutBucketPolicy"},
		{"ec2:runi", "ec2:RunInstances", ""},
		{"createpolicyv", "iam:CreatePolicyVersion", ""},
		{"kms:", "kms:CancelKeyDeletion", "kms:CreateAlias"},
		{"s3:cketPol", "s3:DeleteBucketPolicy", "s3:PutBucketPolicy"},
	} {
		var got []string
		for _, f := range iam.Find(c.typed, 20) {
			got = append(got, f.String())
		}
		if len(got) == 0 || got[0] != c.first || c.also != "" && !slices.Contains(got, c.also) {
			t.Errorf("%q offers %q", c.typed, got)
		}
	}
	for _, typed := range []string{"", " ", "nosuch:", "s3:xyzzy", ":", "s3:Put:x"} {
		if got := iam.Find(typed, 5); got != nil && typed != ":" {
			t.Errorf("%q offers %v", typed, got)
		}
	}
}

func TestServices(t *testing.T) {
	if got := iam.Services("s3", 3); !slices.Equal(got, []string{"s3", "s3tables", "s3express"}) && got[0] != "s3" {
		t.Errorf("s3 offers %q", got)
	}
	if got := iam.Services("organiz", 3); len(got) == 0 || got[0] != "organizations" {
		t.Errorf("organiz offers %q", got)
	}
	if got := iam.Services("athena", 3); !slices.Contains(got, "athena") {
		t.Errorf("athena offers %q", got)
	}
}

func TestLike(t *testing.T) {
	for _, c := range []struct{ typed, meant string }{
		{"s3:PutBuketPolicy", "s3:PutBucketPolicy"},
		{"s3:PutBucketPloicy", "s3:PutBucketPolicy"},
		{"org:LeaveOrganization", "organizations:LeaveOrganization"},
	} {
		got := iam.Similar(c.typed, 3)
		if len(got) == 0 || got[0].String() != c.meant {
			t.Errorf("%q may mean %v", c.typed, got)
		}
	}
	if got := iam.Similar("s3:FrobnicateEverything", 3); len(got) != 0 {
		t.Errorf("nothing is like s3:FrobnicateEverything, not %v", got)
	}
}

func TestFitOf(t *testing.T) {
	for _, c := range []struct {
		typed, name string
		want        iam.Fit
	}{
		{"put", "PutObject", iam.Begins},
		{"", "PutObject", iam.Begins},
		{"PO", "PutObject", iam.Words},
		{"puob", "PutObject", iam.Words},
		{"obj", "PutObject", iam.LaterWords},
		{"bje", "PutObject", iam.Within},
		{"pto", "PutObject", iam.Misfit},
		{"EV", "DescribeEC2Volumes", iam.LaterWords},
		{"prod", "payments-prod", iam.LaterWords},
		{"pp", "payments-prod", iam.Words},
		{"PutObjects", "PutObject", iam.Misfit},
		{"b", strings.Repeat("a", 70) + "b", iam.Within},
	} {
		if got := iam.FitOf(c.typed, c.name); got != c.want {
			t.Errorf("%q fits %q %d, want %d", c.typed, c.name, got, c.want)
		}
	}
}

func FuzzFitOf(f *testing.F) {
	f.Add("putbp", "PutBucketPolicy")
	f.Add("\xff", "\xffA\x00")
	f.Fuzz(func(t *testing.T, typed, name string) {
		fit := iam.FitOf(typed, name)
		if strings.Contains(name, typed) && fit == iam.Misfit {
			t.Errorf("%q is in %q and does not fit", typed, name)
		}
		if lacks := iam.Letters(typed) &^ iam.Letters(name); lacks != 0 && fit != iam.Misfit {
			t.Errorf("%q fits %q, which lacks letters of it", typed, name)
		}
		iam.Similar(typed+":"+name, 3)
	})
}

func BenchmarkFind(b *testing.B) {
	iam.Find("s3:", 1)
	for _, typed := range []string{"s3:PutBP", "ec2:d", "putbp", "s3", "e", "zzzz"} {
		b.Run(typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				iam.Find(typed, 8)
			}
		})
	}
}
