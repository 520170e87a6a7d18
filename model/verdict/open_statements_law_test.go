package verdict_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/modeltest"
	"deputy/model/verdict"
)

// everyKey returns values to complete a question with, for every key that a
// drawn policy may ask for; an empty list stands for absence.
func everyKey() map[string][][]string {
	out := map[string][][]string{"ec2:InstanceType": nil, "ec2:MetadataHttpTokens": nil, "iam:PassedToService": nil, "aws:ResourceTag/team": nil, "k:b2": nil, "aws:SourceAccount": nil, "aws:SourceOrgID": nil, "aws:SourceVpc": nil, "aws:username": nil}
	values := map[string][]string{
		"ec2:InstanceType": {"t3.large", "m5.large", "x.micro"}, "ec2:MetadataHttpTokens": {"required", "optional"}, "iam:PassedToService": {"ec2.amazonaws.com", "other"},
		"aws:SourceVpc": {"vpc-1", "vpc-2"}, "aws:SourceAccount": {"222222222222"}, "aws:SourceOrgID": {"o-lawlawlaw1", "o-other"},
	}
	plain := strings.NewReplacer("*", "", "?", "q")
	for family, keys := range modeltest.LawKeys {
		for _, k := range keys {
			out[k] = nil
			if family != "Null" {
				for _, v := range modeltest.LawValues[family] {
					values[k] = append(values[k], plain.Replace(v), plain.Replace(v)+"z")
				}
			}
		}
	}
	for k, more := range modeltest.LawGiven {
		values[k] = append(values[k], more...)
	}
	for k, extra := range map[string][]string{
		"aws:MultiFactorAuthAge": {"0", "3", "9000"}, "ec2:RoleDelivery": {"0", "3"}, "k:n": {"-2", "0", "1.5", "3", "5000"},
		"aws:CurrentTime": {"2019", "2022"}, "aws:TokenIssueTime": {"2019", "2020-06", "2022"}, "k:d": {"2019"},
		"aws:SourceIp": {"192.0.3.1", "::1", "none"}, "aws:VpcSourceIp": {"10.0.0.1", "192.0.2.77", "192.0.2.1", "8.8.8.8", "2001:db8::1", "::1"},
		"aws:SourceArn": {"arn:aws:iam::333333333333:root", "arn:aws:iam::222222222222:role/y", "arn:aws:iam::222222222222:user/u", "arn:aws:s3:::bz", "arn:aws:s3:::c"},
	} {
		values[k] = append(values[k], extra...)
	}
	for k := range out {
		out[k] = [][]string{nil, {""}, {"something else"}}
		for _, v := range values[k] {
			out[k] = append(out[k], []string{v})
		}
	}
	return out
}

// isSettled returns whether the question gives a key or it follows from the
// question.
func isSettled(v verdict.Verdict) func(string) bool {
	said := slices.Concat(slices.Collect(maps.Keys(v.Question.Given)), v.Question.Absent)
	for _, d := range v.Derived {
		said = append(said, d.Key)
	}
	return func(key string) bool {
		return slices.ContainsFunc(said, func(k string) bool { return strings.EqualFold(k, key) })
	}
}

// touchable returns resources that an action can act on, as AWS's reference says;
// any if it does not know the action.
func touchable(action string) []string {
	types := iam.Resources(action)
	var out []string
	if _, known := iam.Lookup(action); !known {
		out = append(out, "arn:aws:s3:::b/a", "arn:aws:iam::222222222222:role/Protected")
	}
	if !slices.ContainsFunc(types, func(r iam.Resource) bool { return r.Required }) {
		out = append(out, "*")
	}
	for _, r := range types {
		out = append(out, touchableOf(r)...)
	}
	return out
}

// touchableOf returns resources of a type.
func touchableOf(r iam.Resource) []string {
	known, open := strings.NewReplacer("${Partition}", "aws", "${Region}", "eu-west-1", "${Account}", "222222222222"), regexp.MustCompile(`\$\{[^}]*\}`)
	var out []string
	for _, format := range r.Formats() {
		for _, name := range []string{"a", "b", "x", "q", "Admin", "Protected", "aws-reserved/x"} {
			out = append(out, open.ReplaceAllString(known.Replace(format), name))
		}
	}
	return out
}

// completion draws a question that leaves nothing open.
func completion(t *rapid.T, v verdict.Verdict) verdict.Question {
	q, said := v.Question, isSettled(v)
	q.Given, q.Absent = maps.Clone(q.Given), slices.Clone(q.Absent)
	every := everyKey()
	for _, k := range slices.Sorted(maps.Keys(every)) {
		if said(k) || k == "AWS:requestedregion" {
			continue
		}
		if values := rapid.SampledFrom(every[k]).Draw(t, k); values == nil {
			q.Absent = append(q.Absent, k)
		} else {
			q.Given[k] = values
		}
	}
	if q.Resource == "" && !split(q.Action) {
		q.Resource = rapid.SampledFrom(touchable(q.Action)).Draw(t, "resource")
	}
	return q
}

// A certain verdict stays the same however the question is completed, even if
// only several statements together make it certain.
func TestSureVerdictsHoldHoweverCompleted(t *testing.T) {
	together := 0
	rapid.Check(t, func(t *rapid.T) {
		r, q := modeltest.DrawOrganization(t), drawPrincipal(t, modeltest.DrawQuestion(t))
		if rapid.Bool().Draw(t, "open") {
			q.Given, q.Absent = map[string][]string{}, nil
		}
		v := modeltest.Asked(t, r, q)
		if v.Ruling != verdict.Allowed && !v.Ruling.Denied() {
			return
		}
		if len(v.Together) > 0 {
			together++
		}
		for range 10 {
			c := completion(t, v)
			if got := modeltest.Asked(t, r, c); got.Ruling.Denied() != v.Ruling.Denied() || v.Ruling == verdict.ExplicitlyDenied && got.Ruling != v.Ruling {
				t.Fatalf("%+v is %v together by %+v, and completed to %+v it is %v", q, v.Ruling, v.Together, c, got.Ruling)
			}
		}
	})
	t.Log(together)
}

// exactKeys are keys with conditions on them, and with values that cover
// everything these conditions can distinguish.
var exactKeys = map[string]struct {
	conditions []string // operator and values
	fillings   [][]string
}{
	"aws:RequestedRegion": {
		[]string{"StringEquals|a", "StringNotEquals|a|b", "StringNotEquals|b", "StringLike|c*", "StringNotLike|c*|a", "StringEqualsIgnoreCaseIfExists|B", "StringNotLikeIfExists|?"},
		[][]string{nil, {"a"}, {"b"}, {"B"}, {"z"}, {"c"}, {"cc"}, {"zz"}},
	},
	"aws:PrincipalArn": {
		[]string{"ArnLike|arn:aws:iam::*:role/A*", "ArnNotLike|arn:aws:iam::*:role/A*|arn:aws:iam::222222222222:root", "ArnNotLike|arn:aws:iam::*:role/*z", "StringNotLike|*:role/Ab", "Null|true"},
		[][]string{
			nil,
			{"arn:aws:iam::222222222222:root"},
			{"arn:aws:iam::2:role/Ab"},
			{"arn:aws:iam::2:role/Az"},
			{"arn:aws:iam::2:role/Bz"},
			{"arn:aws:iam::2:role/B"},
			{"arn:aws:iam::2:role/Ac"},
			{"x:role/Ab"},
			{"arn:aws:iam::2:x:role/Ab"},
			{"arn:aws:iam::2:role/Az:role/Ab"},
			{"arn:aws:iam::2:role/Az:role/Abz"},
			{"arn:aws:iam::2:role/z:role/Ab"},
		},
	},
	"aws:MultiFactorAuthAge": {
		[]string{"NumericLessThan|5", "NumericGreaterThanEquals|5", "NumericGreaterThanIfExists|7", "NumericNotEquals|5|7", "Null|false"},
		[][]string{nil, {"1"}, {"5"}, {"6"}, {"7"}, {"8"}, {"-"}, {""}},
	},
	"aws:TagKeys": {
		[]string{"ForAllValues:StringEquals|a|b", "ForAnyValue:StringEquals|a", "ForAnyValue:StringNotEquals|a|b", "ForAllValues:StringNotLike|b*", "Null|true"},
		[][]string{nil, {""}, {"a"}, {"b"}, {"bx"}, {"z"}, {"a", "b"}, {"a", "z"}, {"a", "bx"}, {"b", "z"}, {"bx", "z"}, {"", "z"}, {"a", "b", "z"}, {"a", "bx", "z"}, {"b", "bx"}, {"a", "b", "bx"}},
	},
	"aws:SourceIp": {
		[]string{"IpAddress|10.0.0.0/8", "NotIpAddress|10.0.0.0/8|192.0.2.0/24", "NotIpAddressIfExists|10.1.0.0/16", "IpAddress|::/0"},
		[][]string{nil, {"10.1.0.1"}, {"10.2.0.1"}, {"192.0.2.1"}, {"8.8.8.8"}, {"2001:db8::1"}, {"-"}},
	},
}

// drawExact draws levels of SCPs that compare two of the keys and perhaps the
// resource.
func drawExact(t *rapid.T) (levels []string, keys []string) {
	keys = rapid.Permutation(slices.Sorted(maps.Keys(exactKeys))).Draw(t, "keys")[:2]
	for range rapid.IntRange(1, 3).Draw(t, "levels") {
		statements := []string{`{"Effect":"Allow","Action":"*","Resource":"*"}`}
		if rapid.IntRange(0, 3).Draw(t, "narrow") == 0 {
			statements = nil
		}
		for range rapid.IntRange(1, 3).Draw(t, "statements") {
			c := modeltest.Condition{}
			for range rapid.IntRange(1, 2).Draw(t, "conditions") {
				key := rapid.SampledFrom(keys).Draw(t, "key")
				f := strings.Split(rapid.SampledFrom(exactKeys[key].conditions).Draw(t, "condition"), "|")
				c.Add(f[0], key, f[1:]...)
			}
			on := rapid.SampledFrom([]string{`"Resource":"*"`, `"Resource":"*"`, `"Resource":"*"`, `"NotResource":"arn:aws:s3:::a*"`, `"Resource":["arn:aws:s3:::ab","arn:aws:s3:::?"]`}).Draw(t, "on")
			text, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			statements = append(statements, fmt.Sprintf(`{"Effect":%q,"Action":"*",%s,"Condition":%s}`, rapid.SampledFrom([]string{"Deny", "Deny", "Allow"}).Draw(t, "effect"), on, text))
		}
		levels = append(levels, `{"Version":"2012-10-17","Statement":[`+strings.Join(statements, ",")+`]}`)
	}
	return levels, keys
}

// A verdict is exactly what all completions have in common; Depends has
// completions of either kind.
func TestVerdictIsWhatAllCompletionsHaveInCommon(t *testing.T) {
	seen := map[verdict.Ruling]int{}
	rapid.Check(t, func(t *rapid.T) {
		levels, keys := drawExact(t)
		s := modeltest.PlainSnapshot()
		at := []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node()}
		for i, n := range at {
			s.Attachments = append(s.Attachments, model.Attachment{Policy: model.RCPFullAWSAccess, Target: n})
			if i >= len(levels) {
				s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: n})
				continue
			}
			id := model.PolicyID(fmt.Sprintf("p-exact%d00", i))
			s.Policies = append(s.Policies, model.Policy{ID: id, Name: string(id), Type: model.ServiceControlPolicy})
			s.Documents[id] = model.Document{Text: levels[i]}
			s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: n})
		}
		r := model.NewReading()
		r.Apply(model.SavedFact{Snapshot: s})
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "law:OfAnyResource", ResourceAccount: modeltest.CaseAccount, Resource: rapid.SampledFrom([]string{"", "arn:aws:s3:::ab"}).Draw(t, "resource")}
		resources := []string{q.Resource}
		if q.Resource == "" {
			resources = []string{"*", "arn:aws:s3:::ab", "arn:aws:s3:::abc", "arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::bc"}
		}
		rulings := map[verdict.Ruling]bool{}
		for _, resource := range resources {
			for _, first := range exactKeys[keys[0]].fillings {
				for _, second := range exactKeys[keys[1]].fillings {
					c := q
					c.Resource, c.Given = resource, map[string][]string{keys[0]: first, keys[1]: second}
					ruling, err := verdict.Rule(r, c)
					if err != nil {
						t.Fatal(err)
					}
					rulings[ruling] = true
				}
			}
		}
		want := verdict.Depends
		switch denied := rulings[verdict.ExplicitlyDenied] || rulings[verdict.ImplicitlyDenied]; {
		case !denied:
			want = verdict.Allowed
		case !rulings[verdict.Allowed] && !rulings[verdict.ImplicitlyDenied]:
			want = verdict.ExplicitlyDenied
		case !rulings[verdict.Allowed]:
			want = verdict.ImplicitlyDenied
		}
		v := modeltest.Asked(t, r, q)
		if got, err := verdict.Rule(r, q); err != nil || got != v.Ruling {
			t.Fatalf("%s: Ask says %v, Rule %v", levels, v.Ruling, got)
		}
		if v.Ruling != want {
			t.Fatalf("%s: %v, and its completions are %v", levels, v.Ruling, rulings)
		}
		if len(v.Together) > 0 {
			seen[v.Ruling]++
		}
	})
	if seen[verdict.ExplicitlyDenied] == 0 || seen[verdict.ImplicitlyDenied] == 0 {
		t.Errorf("statements denied together: %v", seen)
	}
}
