package replay_test

import (
	"fmt"
	"slices"
	"testing"

	"deputy/model/modeltest"
	"deputy/model/replay"
)

// principalPatterns are patterns of principals, with the accounts and roles of which
// they exempt calls, worked out by hand.
var principalPatterns = map[string][]string{
	`"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/App*"}`:                                   {"444455556666 App", "444455556666 App4", "200240382246 App", "200240382246 App4"},
	`"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::444455556666:role/App*"}`:                        {"444455556666 App", "444455556666 App4"},
	`"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::444455556666:role/Dev","arn:*:iam::*:*/App4"]}`: {"444455556666 App4", "444455556666 Dev", "200240382246 App4"},
	`"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam::2002*"}`:                                      {"200240382246 App", "200240382246 App4", "200240382246 Dev"},
	`"StringNotLike":{"aws:PrincipalArn":"*4:role/App"}`:                                             nil,
	`"StringNotLike":{"aws:PrincipalArn":"*6:role/App"}`:                                             {"444455556666 App", "200240382246 App"},
	`"StringNotLike":{"aws:PrincipalArn":"*::4???55556666:role/*"}`:                                  {"444455556666 App", "444455556666 App4", "444455556666 Dev"},
	`"StringNotLike":{"aws:PrincipalArn":"*Dev"}`:                                                    {"444455556666 Dev", "200240382246 Dev"},
	`"Null":{"aws:PrincipalArn":"true"}`:                                                             {"444455556666 App", "444455556666 App4", "444455556666 Dev", "200240382246 App", "200240382246 App4", "200240382246 Dev"},
}

// Principals of several accounts are judged once where no policy tells them apart, and
// each by itself where one does.
func TestPrincipalsOfSeveralAccounts(t *testing.T) {
	r := modeltest.Demo()
	var events, all []string
	for range 2 {
		for _, account := range []string{"444455556666", "200240382246"} { // both below Workloads
			for _, role := range []string{"App", "App4", "Dev"} {
				events = append(events, session(account, role, "ec2", "StopInstances", "eu-central-1", fmt.Sprint(len(events)), ""))
				all = append(all, account+" "+role)
			}
		}
	}
	all = all[:6]
	for pattern, exempt := range principalPatterns {
		edits := draftAt(t, r, "Workloads", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:StopInstances","Resource":"*","Condition":{`+pattern+`}}]}`)
		result := replayed(t, r, edits, events, 1)
		denied := map[string]int{}
		for _, row := range result.Denied {
			denied[string(row.Account)+" "+replay.PrincipalName(row.Principal)[len("role/"):]] = row.Count
		}
		for _, who := range all {
			want := 2
			if slices.Contains(exempt, who) {
				want = 0
			}
			if denied[who] != want {
				t.Errorf("%s: %d calls of %s are denied, not %d", pattern, denied[who], who, want)
			}
		}
	}
}
