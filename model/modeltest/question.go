package modeltest

import (
	"maps"
	"slices"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/verdict"
)

// LawGiven holds values of condition keys for questions.
var LawGiven = map[string][]string{
	"aws:RequestedRegion": {"eu-west-1", "us-east-1"}, "aws:PrincipalTag/team": {"a", "b"}, "aws:RequestTag/a": {"a", "bb"}, "aws:TagKeys": {"a", "b"},
	"k:s": {"a", "A", "z", "", "*"}, "k:other": {"a", "x"}, "ec2:RoleDelivery": {"1.0", "2.0"}, "k:d": {"2020-06-01", "2022"}, "k:n": {"1", "3600", "none"},
	"aws:SecureTransport": {"true", "false"}, "aws:PrincipalArn": {"arn:aws:iam::222222222222:root", "arn:aws:iam::222222222222:role/x", "arn:aws:iam::222222222222:role/Admin"},
	"aws:SourceIp": {"10.1.1.1", "192.0.2.77", "2001:db8::1"}, "aws:CalledVia": {"athena.amazonaws.com", "a"}, "aws:AssumedRoot": {"true"}, "ec2:InstanceType": {"t3.large", "m5.large"},
	"aws:CurrentTime": {"2020-12-31T23:59:59Z", "2021-06-01T00:00:00Z"}, "aws:ViaAWSService": {"true", "false"}, "aws:PrincipalIsAWSService": {"true", "false"},
}

// DrawQuestion draws a question about LawAccount.
func DrawQuestion(t *rapid.T) verdict.Question {
	q := verdict.Question{Account: LawAccount, ResourceAccount: LawAccount, Given: map[string][]string{}}
	q.Action = rapid.SampledFrom([]string{"s3:GetObject", "iam:PassRole", "ec2:RunInstances", "sqs:SendMessage", "organizations:LeaveOrganization", "kms:Decrypt"}).Draw(t, "asked")
	q.Resource = rapid.SampledFrom([]string{"", "*", "arn:aws:s3:::b/a", "arn:aws:s3:::x", "arn:aws:sqs:eu-west-1:222222222222:q"}).Draw(t, "on")
	for _, key := range slices.Sorted(maps.Keys(LawGiven)) {
		switch rapid.IntRange(0, 2).Draw(t, key) {
		case 0:
			q.Absent = append(q.Absent, key)
		case 1:
			q.Given[key] = rapid.SliceOfN(rapid.SampledFrom(LawGiven[key]), 1, 2).Draw(t, "given")
		}
	}
	return q
}

// Asked returns the verdict on a question that is valid.
func Asked(t *rapid.T, r *model.Reading, q verdict.Question) verdict.Verdict {
	v, err := verdict.Ask(r, q)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
