package escalation_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/modeltest"
)

// organization returns an organization with SCPs on the OU of its account, each a
// list of statements.
func organization(scps ...string) *model.Snapshot {
	s := modeltest.PlainSnapshot()
	for i, statements := range scps {
		id := model.PolicyID("p-scp" + string(rune('a'+i)))
		s.Policies = append(s.Policies, model.Policy{ID: id, Name: "Guard" + string(rune('A'+i)), Type: model.ServiceControlPolicy})
		s.Documents[id] = model.Document{Text: `{"Version":"2012-10-17","Statement":[` + statements + `]}`}
		s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: "ou-plain-00000000"})
	}
	for _, id := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), "111122223333"} {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: id}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: id})
	}
	return s
}

// guard returns a Deny of cloudtrail:StopLogging with a condition.
func guard(condition string) string {
	return `{"Effect":"Deny","Action":"cloudtrail:StopLogging","Resource":"*","Condition":{` + condition + `}}`
}

// exceptNames returns a guard that exempts principals by name.
func exceptNames(patterns ...string) string {
	list, _ := json.Marshal(patterns)
	return guard(`"ArnNotLike":{"aws:PrincipalArn":` + string(list) + `}`)
}

// deny returns a Deny of actions on resources.
func deny(actions, resource string, more ...string) string {
	list, _ := json.Marshal(strings.Fields(actions))
	return `{"Effect":"Deny","Action":` + string(list) + `,"Resource":"` + resource + `"` + strings.Join(more, "") + `}`
}

const breakGlass = "arn:aws:iam::*:role/BreakGlass"

// TestExemptions has policies, and by hand whether an ordinary role can take the
// exemptions of the first one.
func TestExemptions(t *testing.T) {
	const (
		open, sometimes, blocked, reserved, unknown = escalation.Open, escalation.SometimesOpen, escalation.Blocked, escalation.Reserved, escalation.Unknown
	)
	const without escalation.Taking = 0 // there is nothing to take
	for _, c := range []struct {
		name string
		scps []string
		want escalation.Taking
		ways []escalation.Kind
	}{
		{"nothing protects the role", []string{exceptNames(breakGlass)}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"creating is blocked", []string{exceptNames(breakGlass), deny("iam:CreateRole", breakGlass)}, sometimes, []escalation.Kind{escalation.Retrust}},
		{"changing the trust is blocked", []string{exceptNames(breakGlass), deny("iam:UpdateAssumeRolePolicy", breakGlass)}, open, []escalation.Kind{escalation.Create, escalation.Recreate}},
		{
			"changing the trust and deleting are blocked",
			[]string{exceptNames(breakGlass), deny("iam:UpdateAssumeRolePolicy iam:DeleteRole", breakGlass)},
			sometimes,
			[]escalation.Kind{escalation.Create},
		},
		{"a role of that name gets no permissions", []string{exceptNames(breakGlass), deny("iam:UpdateAssumeRolePolicy iam:AttachRolePolicy iam:PutRolePolicy", breakGlass)}, blocked, nil},
		{"a policy can be put, if not attached", []string{exceptNames(breakGlass), deny("iam:UpdateAssumeRolePolicy iam:AttachRolePolicy iam:DeleteRole", breakGlass)}, sometimes, []escalation.Kind{escalation.Create}},
		{"creating and changing the trust are blocked", []string{exceptNames(breakGlass), deny("iam:CreateRole iam:UpdateAssumeRolePolicy", breakGlass)}, blocked, nil},
		{"nobody acts as it", []string{exceptNames(breakGlass), deny("sts:AssumeRole iam:PassRole", breakGlass)}, blocked, nil},
		{"it can be passed to a function", []string{exceptNames(breakGlass), deny("sts:AssumeRole", breakGlass)}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"it could be passed, but no function is made", []string{exceptNames(breakGlass), deny("sts:AssumeRole", breakGlass) + "," + deny("lambda:*", "*")}, blocked, nil},
		{"the policy protects itself", []string{exceptNames(breakGlass) + "," + deny("iam:*", breakGlass, `,"Condition":{"ArnNotLike":{"aws:PrincipalArn":"`+breakGlass+`"}}`)}, blocked, nil},
		{"one name is protected, the pattern has more", []string{exceptNames(breakGlass + "*"), deny("iam:*", breakGlass)}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"the whole pattern is protected", []string{exceptNames(breakGlass + "*"), deny("iam:*", breakGlass+"*")}, blocked, nil},
		{"a role below a path matches", []string{exceptNames("arn:aws:iam::*:role/*BreakGlass"), deny("iam:*", "arn:aws:iam::*:role/BreakGlass") + "," + deny("iam:*", "arn:aws:iam::*:role/Attacker*")}, blocked, nil},
		{"a text pattern", []string{guard(`"StringNotLike":{"aws:PrincipalArn":"*:role/Break*"}`)}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"the exact name as text", []string{guard(`"StringNotEquals":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:role/BreakGlass"}`)}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"the name is one of this account", []string{exceptNames("arn:aws:iam::444455556666:role/BreakGlass")}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"the name is one of another account", []string{exceptNames("arn:aws:iam::999999999999:role/BreakGlass")}, without, nil},
		{"every role is exempt", []string{exceptNames("arn:aws:iam::*:role/*")}, without, nil},
		{"only roles of one name are denied", []string{guard(`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Dev*"}`)}, without, nil},
		{"the root user is exempt", []string{exceptNames("arn:aws:iam::*:root")}, without, nil},
		{"a session's ARN never matches", []string{exceptNames("arn:aws:sts::*:assumed-role/BreakGlass/*")}, without, nil},
		{"a permission set", []string{exceptNames("arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*")}, reserved, nil},
		{"a permission set without its path", []string{exceptNames("arn:aws:iam::*:role/*/AWSReservedSSO_Admin_*")}, reserved, nil},
		{"roles of AWS", []string{exceptNames("arn:aws:iam::*:role/aws-reserved/*")}, reserved, nil},
		{"a service-linked role", []string{exceptNames("arn:aws:iam::*:role/aws-service-role/*")}, reserved, nil},
		{"Control Tower's role is a name as any other", []string{exceptNames("arn:aws:iam::*:role/AWSControlTowerExecution")}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{
			"Control Tower's own guardrail protects its roles",
			[]string{exceptNames("arn:aws:iam::*:role/AWSControlTowerExecution"), deny(
				"iam:AttachRolePolicy iam:CreateRole iam:DeleteRole iam:PutRolePolicy iam:UpdateAssumeRolePolicy", "arn:aws:iam::*:role/*AWSControlTower*",
				`,"Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/AWSControlTowerExecution"]}}`)},
			blocked, nil,
		},
		{"roles of StackSets are names as any other", []string{exceptNames("arn:aws:iam::*:role/stacksets-exec-*")}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"a user", []string{exceptNames("arn:aws:iam::*:user/Ops")}, open, []escalation.Kind{escalation.Credentials, escalation.Create}},
		{"a user whose keys are kept", []string{exceptNames("arn:aws:iam::*:user/Ops"), deny("iam:CreateAccessKey iam:CreateLoginProfile iam:UpdateLoginProfile", "*")}, blocked, nil},
		{"creating takes MFA", []string{exceptNames(breakGlass), deny("iam:*", "*", `,"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`)}, blocked, nil},
		{"new roles need a boundary", []string{exceptNames(breakGlass), deny("iam:CreateRole", "*", `,"Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/X"}}`) + "," + deny("iam:UpdateAssumeRolePolicy", "*")}, blocked, nil},
		{"sts is only in one Region", []string{exceptNames(breakGlass), deny("sts:*", "*", `,"Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}`) + "," + deny("lambda:*", "*")}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"another policy denies it to everybody", []string{exceptNames(breakGlass), deny("cloudtrail:*", "*")}, without, nil},
		{"another policy denies it elsewhere only", []string{exceptNames(breakGlass), deny("cloudtrail:*", "*", `,"Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-central-1"}}`)}, open, []escalation.Kind{escalation.Create, escalation.Retrust}},
		{"a tag", []string{guard(`"StringNotEquals":{"aws:PrincipalTag/team":"security"}`)}, open, []escalation.Kind{escalation.TagItself, escalation.SessionTag}},
		{"any value of a tag", []string{guard(`"Null":{"aws:PrincipalTag/team":"true"}`)}, open, []escalation.Kind{escalation.TagItself, escalation.SessionTag}},
		{"a tag that roles cannot get, but sessions", []string{guard(`"StringNotEquals":{"aws:PrincipalTag/team":"security"}`), deny("iam:TagRole", "*")}, open, []escalation.Kind{escalation.SessionTag}},
		{
			"a tag that nobody can set", []string{guard(`"StringNotEquals":{"aws:PrincipalTag/team":"security"}`), deny("iam:TagRole sts:TagSession", "*",
				`,"Condition":{"StringEquals":{"aws:RequestTag/team":"security"},"StringNotEquals":{"aws:PrincipalTag/team":"security"}}`)}, blocked, nil,
		},
		{"the tag of the resource", []string{guard(`"StringNotEquals":{"aws:PrincipalTag/team":"${aws:ResourceTag/team}"}`)}, without, nil},
		{"only tagged principals are denied", []string{guard(`"StringEquals":{"aws:PrincipalTag/team":"dev"}`)}, without, nil},
		{"a source identity", []string{guard(`"StringNotLike":{"aws:SourceIdentity":"admin-*"}`)}, open, []escalation.Kind{escalation.SourceIdentity}},
		{"a source identity that nobody can set", []string{guard(`"StringNotLike":{"aws:SourceIdentity":"admin-*"}`), deny("sts:SetSourceIdentity", "*")}, blocked, nil},
		{"the network is no name", []string{guard(`"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}`)}, without, nil},
	} {
		r := modeltest.Saved(organization(c.scps...))
		var got escalation.Taking
		var ways []escalation.Kind
		for _, o := range escalation.At(r, modeltest.CaseAccount) {
			if o.Policy != "p-scpa" || o.Statement != 1 {
				continue
			}
			got = o.Taking
			for _, w := range o.Ways {
				ways = append(ways, w.Kind)
			}
			if text := o.Sentence(); strings.Contains(text, "%!") || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is no sentence", c.name, text)
			}
		}
		if got != c.want || !slices.Equal(ways, c.ways) {
			t.Errorf("%s: %v by %v instead of %v by %v", c.name, got, ways, c.want, c.ways)
		}
	}
	s := organization(exceptNames(breakGlass), deny("iam:CreateUser", "*"))
	s.Documents["p-scpb"] = model.Document{Text: "{"}
	for _, o := range escalation.At(modeltest.Saved(s), modeltest.CaseAccount) {
		if o.Taking != unknown {
			t.Errorf("with a policy that could not be read: %v", o.Taking)
		}
	}
}

// TestNamesOfOtherAccounts has patterns of which one names another account, and by
// hand the patterns by which an ordinary role can be exempt.
func TestNamesOfOtherAccounts(t *testing.T) {
	const (
		wide   = "arn:aws:iam::*:role/Adm*"
		admin  = "arn:aws:iam::*:role/Admin"
		ofOne  = "arn:aws:iam::444455556666:role/Admin"
		noRole = "arn:aws:iam::444455556666:role/Ops"
	)
	for _, c := range []struct {
		account model.AccountID
		scps    []string
		want    []string // the patterns of the first policy that can be taken
	}{
		{modeltest.CaseAccount, []string{exceptNames(wide, ofOne)}, []string{wide, ofOne}},
		{beside, []string{exceptNames(wide, ofOne)}, []string{wide}},
		{beside, []string{exceptNames(ofOne)}, nil},
		{beside, []string{exceptNames(wide, noRole)}, []string{wide}},
		// Only role/Admin helps, which the pattern of the other account spells.
		{beside, []string{exceptNames(wide, ofOne), exceptNames(admin)}, []string{wide}},
		{beside, []string{exceptNames(ofOne, wide), exceptNames(admin)}, []string{wide}},
	} {
		s := organization(c.scps...)
		if c.account == beside {
			s.Accounts = append(s.Accounts, model.Node{ID: beside.Node(), Kind: model.KindAccount, Name: "beside", Parent: "ou-plain-00000000"})
			s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: beside.Node()}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: beside.Node()})
		}
		r := modeltest.Saved(s)
		var got []string
		for _, o := range escalation.At(r, c.account) {
			if o.Policy == "p-scpa" && o.Taken() {
				got = append(got, o.Pattern)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v in %s: %v can be taken instead of %v", c.scps, c.account, got, c.want)
		}
		checkDrafts(t, r)
	}
}
