package scp

import (
	"fmt"
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
