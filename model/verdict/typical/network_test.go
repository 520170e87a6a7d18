package typical_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// denyUnless returns a Deny of kms:CreateKey with a condition.
func denyUnless(condition string) string {
	return `{"Effect":"Deny","Action":"kms:*","Resource":"*","Condition":` + condition + `}`
}

// A network that a request comes from is possible as a whole: what would need the
// keys of two is not offered.
func TestNetworksInHeadlines(t *testing.T) {
	const (
		address  = `"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}`
		addressE = `"NotIpAddressIfExists":{"aws:SourceIp":"203.0.113.0/24"}`
		endpoint = `"StringNotEquals":{"aws:SourceVpce":"vpce-1"}`
		vpcE     = `"StringNotEqualsIfExists":{"aws:SourceVpc":"vpc-1"}`
	)
	for _, c := range []struct{ name, statements, want string }{
		{"an address", denyUnless(`{` + address + `}`), "Not blocked if the request comes from 203.0.113.0/24 (Guard [1] at Unit)"},
		{"an endpoint", denyUnless(`{` + endpoint + `}`), "Not blocked if the request comes through vpce-1 (VPC endpoint) (Guard [1] at Unit)"},
		{
			"either", denyUnless(`{` + addressE + `,` + vpcE + `}`),
			"Not blocked if the request comes from 203.0.113.0/24 or through a VPC endpoint in vpc-1 (Guard [1] at Unit)",
		},
		{
			"a mixture", denyUnless(`{`+address+`}`) + `,` + denyUnless(`{`+endpoint+`}`),
			"Denied by Guard [2] at Unit from the public internet; and by Guard [1] at Unit through a VPC endpoint",
		},
		{
			"only from the internet", denyUnless(`{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`),
			"Not blocked if the request comes from the public internet (not from 203.0.113.0/24) or through a VPC endpoint (Guard [1] at Unit)",
		},
		{"any endpoint", denyUnless(`{"Null":{"aws:SourceVpce":"true"}}`), "Not blocked if the request comes through a VPC endpoint (Guard [1] at Unit)"},
		{
			"and a tag of the principal", denyUnless(`{` + addressE + `,"StringNotEqualsIfExists":{"aws:SourceVpc":"vpc-1","aws:PrincipalTag/x":"1"}}`),
			"Blocked unless the request comes from 203.0.113.0/24 or through a VPC endpoint in vpc-1 or the principal's tag x is 1 (Guard [1] at Unit)",
		},
		{
			"two statements", denyUnless(`{`+addressE+`,`+vpcE+`}`) + `,` + denyUnless(`{"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}`),
			"Not blocked if the request comes through a VPC endpoint in vpc-1 and comes through vpce-1 (VPC endpoint) (Guard [1] at Unit and Guard [2] at Unit)",
		},
		{
			"and MFA", denyUnless(`{`+address+`}`) + `,` + denyUnless(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`),
			"Not blocked if the request comes from 203.0.113.0/24 and the caller has authenticated with MFA",
		},
		{"of another action", `{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{` + address + `}}`, "No SCP or RCP blocks this"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := typically(t, planned(t, model.ServiceControlPolicy, c.statements), verdict.Question{Account: modeltest.CaseAccount, Action: "kms:CreateKey"})
			if got := a.Headline(); got != c.want {
				t.Errorf("it says %s", got)
			}
		})
	}
}

// networkValues are values of the network's keys.
var networkValues = map[string][]string{
	"aws:SourceIp": {"203.0.113.7", "198.51.100.1"}, "aws:SourceVpc": {"vpc-1", "vpc-2"}, "aws:SourceVpce": {"vpce-1", "vpce-2"}, "aws:VpcSourceIp": {"10.1.2.3", "192.168.0.1"},
}

// drawNetworkPolicy draws statements that ask where a request comes from.
func drawNetworkPolicy(t *rapid.T) string {
	tests := []string{
		`"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}`, `"NotIpAddressIfExists":{"aws:SourceIp":"203.0.113.0/24"}`, `"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}`,
		`"StringNotEquals":{"aws:SourceVpc":"vpc-1"}`, `"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}`, `"Null":{"aws:SourceVpce":"true"}`,
		`"NotIpAddressIfExists":{"aws:VpcSourceIp":"10.0.0.0/8"}`, `"StringNotEqualsIfExists":{"aws:PrincipalTag/team":"a"}`, `"Null":{"aws:SourceIp":"false"}`,
		`"Bool":{"aws:SecureTransport":"false"}`,
	}
	var statements []string
	for range rapid.IntRange(1, 3).Draw(t, "statements") {
		drawn := rapid.SliceOfNDistinct(rapid.SampledFrom(tests), 1, 3, func(x string) string { operator, _, _ := strings.Cut(x, ":"); return operator }).Draw(t, "tests")
		statements = append(statements, denyUnless("{"+strings.Join(drawn, ",")+"}"))
	}
	return strings.Join(statements, ",")
}

// A typical answer is about requests as there are: it is denied only if each
// request from the internet and through an endpoint is, not blocked only if none
// is, and "not blocked if" only if one is and another is not. No clause of its
// condition needs the keys of both.
func TestNetworksArePossible(t *testing.T) {
	kinds := map[verdict.Ruling]int{}
	rapid.Check(t, func(t *rapid.T) {
		policy := drawNetworkPolicy(t)
		r := guarded(model.ServiceControlPolicy, policy)
		q := verdict.Question{Account: modeltest.CaseAccount, Action: "kms:CreateKey"}
		a, err := typical.Ask(r, q)
		if err != nil {
			t.Fatal(err)
		}
		kinds[a.Ruling()]++
		rulings := map[bool]int{}
		for _, internet := range []bool{true, false} {
			for _, team := range []string{"", "a", "b"} {
				countDenied(t, r, a.Cases[0].Verdicts[0].Question, internet, team, rulings)
			}
		}
		denied, passed := rulings[true] > 0, rulings[false] > 0
		if want := map[[2]bool]verdict.Ruling{{true, false}: verdict.ExplicitlyDenied, {false, true}: verdict.Allowed, {true, true}: verdict.Depends}[[2]bool{denied, passed}]; a.Ruling() != want {
			t.Fatalf("of the requests there are, %d are denied and %d are not, but it says %s", rulings[true], rulings[false], a.Headline())
		}
		for _, v := range a.Cases[0].Verdicts {
			if strings.Contains(policy, "aws:Source") && !slices.Contains(v.Question.Absent, "aws:SourceIp") && !slices.Contains(v.Question.Absent, "aws:SourceVpc") {
				t.Fatalf("a request with the keys of both networks is asked about: %+v", v.Question)
			}
		}
	})
	for _, want := range []verdict.Ruling{verdict.ExplicitlyDenied, verdict.Depends, verdict.Allowed} {
		if kinds[want] == 0 {
			t.Errorf("none of the answers is %v: %v", want, kinds)
		}
	}
}

// countDenied asks about every request from one network, and counts those that are
// denied and those that are not.
func countDenied(t *rapid.T, r *model.Reading, q verdict.Question, internet bool, team string, count map[bool]int) {
	keys := []string{"aws:SourceIp"}
	if !internet {
		keys = []string{"aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp"}
	}
	choices := 1
	for _, k := range keys {
		choices *= len(networkValues[k])
	}
	for i := range choices {
		then := verdict.Question{Account: q.Account, Action: q.Action, Principal: q.Principal, Resource: q.Resource, Given: map[string][]string{"aws:SecureTransport": {"true"}}}
		for k, values := range networkValues {
			if !slices.Contains(keys, k) {
				then.Absent = append(then.Absent, k)
				continue
			}
			then.Given[k] = []string{values[i%len(values)]}
			i /= len(values)
		}
		if team == "" {
			then.Absent = append(then.Absent, "aws:PrincipalTag/team")
		} else {
			then.Given["aws:PrincipalTag/team"] = []string{team}
		}
		count[modeltest.Asked(t, r, then).Ruling.Denied()]++
	}
}
