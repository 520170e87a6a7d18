package modeltest

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// Few values, so that drawn statements often match drawn questions.
var (
	lawActions = []string{
		"*", "*:*", "s3:*", "s3:Get*", "S3:getobject", "iam:Pass?ole", "ec2:*", "sqs:SendMessage", "organizations:LeaveOrganization", "s3", "*:Get*", "kms:*",
		"iam:*Role*", "?3:*Object", "sts:Assume*", "kms:RetireGrant", "ec2:RunInstances", "cloudtrail:StopLogging", "cloudtrail:DeleteTrail",
	}
	lawResources = []string{
		"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::${k:other, 'x'}", "arn:aws:iam::*:role/*", "arn:aws:sqs:eu-west-1:*:q",
		"arn:*:s3:::b*", "arn:aws:s3:::?", "arn:aws:ec2:*:*:instance/*", "arn:aws:iam::${aws:PrincipalAccount}:role/*", "arn:aws:s3:::b/${*}", "arn:aws:s3",
		"arn:aws:sqs:*:222222222222:*", "arn:aws:iam::*:role/aws-reserved/*/${aws:username, 'nobody'}", "**",
	}
	lawNames = []string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
		"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
		"Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Null",
	}
	LawKeys = map[string][]string{
		"String": {
			"aws:RequestedRegion", "aws:PrincipalTag/team", "aws:RequestTag/a", "aws:TagKeys", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:ResourceOrgID",
			"aws:ResourceAccount", "aws:PrincipalOrgPaths", "AWS:requestedregion", "aws:CalledVia", "aws:PrincipalArn", "k:s", "k:other",
		},
		"Numeri": {"ec2:RoleDelivery", "k:n", "aws:MultiFactorAuthAge", "aws:PrincipalAccount"}, "Date": {"aws:CurrentTime", "aws:TokenIssueTime", "k:d"},
		"Bool":   {"aws:SecureTransport", "aws:ViaAWSService", "aws:PrincipalIsAWSService", "aws:MultiFactorAuthPresent", "k:b"},
		"Binary": {"k:bin"}, "Ip": {"aws:SourceIp", "aws:VpcSourceIp"}, "NotIp": {"aws:SourceIp"}, "Arn": {"aws:PrincipalArn", "aws:SourceArn"},
		"Null": {"aws:RequestTag/a", "aws:AssumedRoot", "aws:PrincipalOrgID", "aws:SourceIp", "aws:PrincipalArn", "aws:TagKeys", "k:s", "k:n"},
	}
	LawValues = map[string][]string{
		"String": {
			"a", "A", "b*", "*", "?", "", "eu-west-1", "us-east-1", "us-*", "x${k:other}", "${k:other, 'a'}", "${aws:PrincipalTag/team}", "${aws:principaltag/team, 'b'}", "${*}", "${$}", "${",
			"222222222222", "111111111111", "o-lawlawlaw1", "o-lawlawlaw1/*", "o-lawlawlaw1/r-law0/ou-law0-00000000/*", "arn:aws:iam::222222222222:root", "arn:aws:iam::*:role/*",
			"666666666666", "6666*", "arn:aws:iam::666666666666:role/*", "*7777:role/*", "${aws:PrincipalAccount}",
		},
		"Numeri": {"1", "2.0", "5", "five", "-1", "3600", "1e3"}, "Date": {"2020", "2021-01-01T00:00:00Z", "2021-01-01", "1609459200", "2021-01-01T01:00:00+01:00", "soon"},
		"Bool": {"true", "false", "no", "TRUE", "${k:b2}"}, "Binary": {"QUJD", "QUJD==", "?"},
		"Ip": {"10.0.0.0/8", "::/0", "192.0.2.77", "2001:db8::/32", "::ffff:10.0.0.0/104", "10.0.0.0/33"}, "NotIp": {"10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/0"},
		"Arn":  {"arn:aws:iam::*:root", "arn:aws:iam::222222222222:role/*", "arn:aws:iam::*:role/${k:other}", "*", "arn:aws:iam::222222222222:*", "arn:*", "arn:aws:s3:::b*", "arn:aws:iam::7*:role/*", "arn:aws:iam::${aws:PrincipalAccount}:role/*"},
		"Null": {"true", "false", "maybe"},
	}
)

// lawFamily returns the start of an operator's name, by which LawKeys and
// LawValues have its keys and values.
func lawFamily(name string) string {
	for _, f := range []string{"String", "Numeri", "Date", "Bool", "Binary", "Ip", "NotIp", "Arn", "Null"} {
		if strings.HasPrefix(name, f) {
			return f
		}
	}
	panic(name)
}

// Condition is the Condition of a statement, by operator and key.
type Condition map[string]map[string][]string

// Add adds a comparison.
func (c Condition) Add(operator, key string, values ...string) {
	if c[operator] == nil {
		c[operator] = map[string][]string{}
	}
	c[operator][key] = append([]string{}, values...)
}

// draw adds up to so many drawn comparisons.
func (c Condition) draw(t *rapid.T, most int) {
	for range rapid.IntRange(0, most).Draw(t, "conditions") {
		name := rapid.SampledFrom(lawNames).Draw(t, "operator")
		f := lawFamily(name)
		key := rapid.SampledFrom(LawKeys[f]).Draw(t, "key")
		values := rapid.SliceOfN(rapid.SampledFrom(LawValues[f]), 0, 3).Draw(t, "values")
		if f != "Null" {
			name = rapid.SampledFrom([]string{"", "", "ForAllValues:", "ForAnyValue:"}).Draw(t, "set") + name + rapid.SampledFrom([]string{"", "IfExists"}).Draw(t, "exists")
		}
		c.Add(name, key, values...)
	}
}

// Statement is a statement of a policy.
type Statement map[string]any

// drawStatement draws a statement of any form.
func drawStatement(t *rapid.T, effects []string) Statement {
	c := Condition{}
	c.draw(t, 3)
	return Statement{
		"Effect": rapid.SampledFrom(effects).Draw(t, "effect"),
		rapid.SampledFrom([]string{"Action", "Action", "NotAction"}).Draw(t, "action"):         rapid.SliceOfN(rapid.SampledFrom(lawActions), 0, 3).Draw(t, "actions"),
		rapid.SampledFrom([]string{"Resource", "Resource", "NotResource"}).Draw(t, "resource"): rapid.SliceOfN(rapid.SampledFrom(lawResources), 1, 3).Draw(t, "resources"),
		"Condition": c,
	}
}

// usual lists statements as people write them. Conditions have the form
// operator|key|value|….
var usual = []struct {
	actions    string // those of NotAction begin with a !
	resource   string
	conditions []string
}{
	{"!iam:* organizations:* sts:*", "*", []string{"StringNotEquals|aws:RequestedRegion|eu-west-1|us-east-1", "ArnNotLike|aws:PrincipalArn|arn:aws:iam::*:role/Admin"}},
	{"organizations:LeaveOrganization", "*", nil},
	{"*", "*", []string{"StringLike|aws:PrincipalArn|arn:aws:iam::*:root", "Null|aws:AssumedRoot|true"}},
	{"cloudtrail:StopLogging cloudtrail:DeleteTrail", "*", []string{"ArnNotLike|aws:PrincipalArn|arn:aws:iam::*:role/Admin|arn:aws:iam::222222222222:role/x"}},
	{"iam:DeleteRole iam:PassRole", "arn:aws:iam::*:role/Protected*", []string{"ArnNotLikeIfExists|aws:PrincipalArn|arn:aws:iam::*:role/Admin"}},
	{"ec2:RunInstances", "arn:aws:ec2:*:*:instance/*", []string{"StringNotLike|ec2:InstanceType|t3.*|*.micro", "StringNotEquals|ec2:MetadataHttpTokens|required"}},
	{"ec2:RunInstances", "*", []string{"Null|aws:RequestTag/a|true"}},
	{"ec2:RunInstances", "*", []string{"ForAllValues:StringNotEquals|aws:TagKeys|a|b"}},
	{"*", "*", []string{"NumericLessThan|ec2:RoleDelivery|2.0"}},
	{"s3:* sqs:* kms:* sts:*", "*", []string{"StringNotEqualsIfExists|aws:PrincipalOrgID|o-lawlawlaw1", "BoolIfExists|aws:PrincipalIsAWSService|false"}},
	{"s3:* sqs:*", "*", []string{"StringNotEqualsIfExists|aws:SourceOrgID|o-lawlawlaw1", "Null|aws:SourceAccount|false", "Bool|aws:PrincipalIsAWSService|true"}},
	{"s3:*", "*", []string{"BoolIfExists|aws:SecureTransport|false"}},
	{"*", "*", []string{"StringNotEqualsIfExists|aws:ResourceOrgID|${aws:PrincipalOrgID}", "ForAllValues:StringNotEquals|aws:CalledVia|athena.amazonaws.com"}},
	{"*", "*", []string{"NotIpAddressIfExists|aws:SourceIp|10.0.0.0/8|192.0.2.0/24", "StringNotEqualsIfExists|aws:SourceVpc|vpc-1", "BoolIfExists|aws:ViaAWSService|false"}},
	{"!s3:Get* ec2:*", "*", []string{"DateGreaterThan|aws:CurrentTime|2021-01-01T00:00:00Z"}},
	{"iam:PassRole", "arn:aws:iam::*:role/*", []string{"StringNotEquals|iam:PassedToService|ec2.amazonaws.com", "StringEquals|aws:PrincipalTag/team|${aws:ResourceTag/team}"}},
}

// drawUsual draws one of the usual statements, perhaps with small changes.
func drawUsual(t *rapid.T, effects []string) Statement {
	u := rapid.SampledFrom(usual).Draw(t, "usual")
	c := Condition{}
	for _, text := range u.conditions {
		f := strings.Split(text, "|")
		switch rapid.IntRange(0, 9).Draw(t, "bent") {
		case 0:
			continue // left out
		case 1:
			if !strings.HasPrefix(f[0], "Null") && !strings.HasSuffix(f[0], "IfExists") {
				f[0] += "IfExists"
			}
		case 2:
			f[1] = strings.ToUpper(f[1])
		case 3:
			f[0] = strings.Replace(f[0], "Not", "", 1)
		}
		c.Add(f[0], f[1], f[2:]...)
	}
	if rapid.IntRange(0, 3).Draw(t, "more") == 0 {
		c.draw(t, 1)
	}
	actions, not := strings.CutPrefix(u.actions, "!")
	s := Statement{"Effect": rapid.SampledFrom(effects).Draw(t, "effect"), "Resource": u.resource, "Condition": c}
	s[map[bool]string{false: "Action", true: "NotAction"}[not != (rapid.IntRange(0, 9).Draw(t, "turned") == 0)]] = strings.Fields(actions)
	return s
}

// DrawDocument draws a policy. It may repeat statements from before, and adds
// its own to them.
func DrawDocument(t *rapid.T, effects []string, before *[]Statement) string {
	var statements []Statement
	for range rapid.IntRange(1, 4).Draw(t, "statements") {
		var s Statement
		switch kind := rapid.IntRange(0, 5).Draw(t, "kind"); {
		case kind == 0 && len(*before) > 0:
			s = maps.Clone(rapid.SampledFrom(*before).Draw(t, "again"))
			if !slices.Contains(effects, s["Effect"].(string)) {
				s["Effect"] = effects[0]
			}
		case kind <= 2:
			s = drawUsual(t, effects)
		default:
			s = drawStatement(t, effects)
		}
		statements, *before = append(statements, s), append(*before, s)
	}
	version := rapid.SampledFrom([]string{"2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"}).Draw(t, "version")
	text, err := json.Marshal(map[string]any{"Version": version, "Statement": statements})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
