package scp

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func benchDocuments() []*Document {
	var docs []*Document
	for i := range 60 {
		var b strings.Builder
		b.WriteString(`{"Version":"2012-10-17","Statement":[`)
		if i%10 == 0 {
			b.WriteString(`{"Effect":"Allow","Action":"*","Resource":"*"},`)
		} else {
			b.WriteString(`{"Effect":"Deny","Action":["organizations:LeaveOrganization","account:CloseAccount","guardduty:Delete*","guardduty:Disassociate*"],"Resource":"*"},`)
		}
		fmt.Fprintf(&b, `{"Sid":"Regions%d","Effect":"Deny","NotAction":["a4b:*","acm:*","aws-marketplace:*","budgets:*","ce:*","cloudfront:*","globalaccelerator:*","iam:*","organizations:*","route53:*","sts:*","support:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-central-1","eu-west-1"]},"ArnNotLike":{"aws:PrincipalARN":["arn:aws:iam::*:role/OrgAdmin*","arn:aws:iam::*:role/Break*"]}}},`, i)
		b.WriteString(`{"Effect":"Deny","Action":["s3:PutBucketPublicAccessBlock","s3:PutBucketPolicy","s3:PutBucketAcl"],"Resource":"arn:aws:s3:::audit-*","Condition":{"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/SecAdmin"}}},`)
		b.WriteString(`{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"arn:aws:ec2:*:*:instance/*","Condition":{"StringNotLike":{"ec2:InstanceType":["t3.*","m5.*"]}}},`)
		b.WriteString(`{"Effect":"Deny","Action":["cloudtrail:StopLogging","cloudtrail:DeleteTrail","config:*"],"Resource":"*","Condition":{"Null":{"aws:PrincipalTag/team":"true"}}}]}`)
		docs = append(docs, Parse(b.String(), SCP))
	}
	return docs
}

func benchRequest() *Request {
	r := NewRequest("s3:PutBucketPolicy", ResourceOf("arn:aws:s3:::acme-invoices"), Open)
	r.Set("aws:RequestedRegion", "eu-central-1")
	r.Set("aws:PrincipalArn", "arn:aws:iam::444455556666:role/Deployer")
	r.Set("aws:PrincipalTag/team", "pay")
	return r
}

// A statement matches as its explanation says.
func TestMatchIsExplained(t *testing.T) {
	broken := Parse(`{"Statement":[{"Effect":"Deny"}]}`, SCP)
	for _, d := range append(benchDocuments(), broken) {
		for i := range d.Statements {
			s := &d.Statements[i]
			if got, want := s.Match(benchRequest()), s.Explain(benchRequest()).Match; got != want {
				t.Errorf("statement %d: %v, but the explanation says %v", s.Index, got, want)
			}
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	docs, r := benchDocuments(), benchRequest()
	for b.Loop() {
		for _, d := range docs {
			if d.Decide(r).Deny == True {
				b.Fatal("denied")
			}
		}
	}
	b.ReportAllocs()
}

func BenchmarkExplain(b *testing.B) {
	docs, r := benchDocuments(), benchRequest()
	for b.Loop() {
		for _, d := range docs {
			d.Explain(r)
		}
	}
	b.ReportAllocs()
}

func BenchmarkParse(b *testing.B) {
	text := benchDocuments()[1].Text
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Parse(text, SCP)
	}
	b.ReportAllocs()
}

// FuzzEvaluate asks any text any question: nothing may panic, reasons and
// decision agree, a further Deny never widens, and what was open and is given
// never turns a definite outcome.
func FuzzEvaluate(f *testing.F) {
	f.Add(benchDocuments()[0].Text, "s3:GetObject", "arn:aws:s3:::audit-x", "aws:RequestedRegion", "eu-west-1")
	f.Add(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws:s3:::${a}/*","Condition":{"ForAllValues:ArnNotLikeIfExists":{"a":"arn:aws:iam::*:${b, 'x'}"},"DateLessThan":{"a":"2020"}}}]}`, "*", "", "a", "2020-01-01T00:00:00Z")
	f.Add(`{"Statement":{"Effect":"Deny","Action":"*","Condition":{"IpAddress":{"a":"::/0"},"NumericEquals":{"a":1},"Null":{"a":"true"},"BinaryEquals":{"a":"QQ=="},"Bool":{"a":"${b}"}}}}`, "a:b", "*", "a", "1")
	further := Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*","Condition":{"StringLike":{"a":"x*"}}}}`, SCP)
	f.Fuzz(func(t *testing.T, text, action, arn, key, value string) {
		d := Parse(text, SCP)
		open := NewRequest(action, OpenResource(), Open)
		given := open.Clone()
		given.resource = ResourceOf(arn)
		given.Set(key, value)
		for _, r := range []*Request{open, given} {
			checkExplanation(t, d, r)
		}
		before, after := d.Explain(open), d.Explain(given)
		for i, o := range before.Outcomes {
			if o.Match != Unknown && o.Match != after.Outcomes[i].Match {
				t.Errorf("statement %d turned from %v to %v", i+1, o.Match, after.Outcomes[i].Match)
			}
		}
		more := &Document{Type: SCP, Statements: slices.Concat(d.Statements, further.Statements), broken: d.broken}
		if less := more.Decide(given); less.Deny < after.Deny || less.Allow > after.Allow {
			t.Errorf("a further Deny turns %v into %v", after.Result, less)
		}
	})
}

func TestDecideDoesNotAllocate(t *testing.T) {
	docs, r := benchDocuments(), benchRequest()
	if n := testing.AllocsPerRun(10, func() {
		for _, d := range docs {
			d.Decide(r)
		}
	}); n != 0 {
		t.Errorf("a decision allocates %v times", n)
	}
}

func TestRequest(t *testing.T) {
	r := NewRequest("s3:GetObject", Resource{}, 0)
	r.Set("aws:TagKeys", "a", "b")
	r.Set("aws:SourceVpc")
	c := r.Clone()
	c.SetOpen("AWS:tagkeys")
	if p, v := r.Key("AWS:TagKeys"); p != Given || !slices.Equal(v, []string{"a", "b"}) {
		t.Errorf("aws:TagKeys is %v %v", p, v)
	}
	if p, _ := c.Key("aws:TagKeys"); p != Open {
		t.Errorf("aws:TagKeys of the changed copy is %v", p)
	}
	if p, _ := r.Key("aws:SourceVpc"); p != Absent {
		t.Errorf("a key without values is %v", p)
	}
	if p, _ := r.Key("aws:username"); p != Open {
		t.Errorf("a key that is not mentioned is %v", p)
	}
	if got := strings.Join(r.Keys(), " "); got != "aws:sourcevpc aws:tagkeys" {
		t.Errorf("the keys are %q", got)
	}
	if r.action != "s3:GetObject" || r.resource.Presence() != Open || noResourceType().arn != "*" || ResourceOf("*") != noResourceType() {
		t.Error("action or resource are not as they were given")
	}
}

func TestRCPCovers(t *testing.T) {
	for action, want := range map[string]bool{
		"s3:GetObject": true, "STS:AssumeRole": true, "kms:Decrypt": true, "kms:RetireGrant": false, "KMS:retiregrant": false, "xray:GetTraceGraph": true,
		"appstream:CreateFleet": true, "ec2:RunInstances": false, "ecr-public:GetRepositoryPolicy": true, "": false, "s3": false, ":x": false, "s3 swf:x": false,
	} {
		if got := RCPCovers(action); got != want {
			t.Errorf("RCPCovers(%q) = %v", action, got)
		}
	}
	if n := len(RCPServices()); n != 62 {
		t.Errorf("%d services are covered, AWS lists 62", n)
	}
}

func TestNames(t *testing.T) {
	got := fmt.Sprint(SCP, RCP, Type(0), Allow, Deny, Effect(0), False, Unknown, True, Truth(0), Warning, Error, Severity(0))
	want := "SCP RCP policy Allow Deny no effect false unknown true no truth warning error no severity"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOneValueOfAComparison(t *testing.T) {
	d := Parse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{
		"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Adm*","arn:aws:iam::444455556666:role/Admin"]},"StringLike":{"k:a":["x*","y"]}}}}`, SCP)
	r := NewRequest("s3:GetObject", OpenResource(), Absent)
	r.Set("aws:PrincipalArn", "arn:aws:iam::777788889999:role/Admin")
	r.Set("k:a", "xy")
	for _, c := range []struct {
		comparison int
		value      string
		want       Truth
	}{
		{0, "arn:aws:iam::*:role/Adm*", False},
		{0, "arn:aws:iam::444455556666:role/Admin", True},
		{0, "arn:aws:iam::*:role/Other", False},
		{1, "x*", True},
		{1, "y", False},
		{1, "", True},
	} {
		if got := d.Statements[0].TestValue(c.comparison, c.value, r); got != c.want {
			t.Errorf("comparison %d with only %q: %v instead of %v", c.comparison, c.value, got, c.want)
		}
	}
}
