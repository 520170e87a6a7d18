package escalation_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/verdict"
)

// Accounts: one in the root, and one in the OU of modeltest.CaseAccount, with the same
// policies unless a policy names one of them.
const (
	beside model.AccountID = "777788889999"
	alike  model.AccountID = "999988887777"
)

var (
	exemptPatterns = []string{
		"arn:aws:iam::*:role/Admin", "arn:aws:iam::*:role/Adm*", "arn:aws:iam::*:role/*Admin", "arn:aws:iam::444455556666:role/Admin", "arn:aws:iam::*:role/team/*",
		"arn:aws:iam::*:role/stacksets-exec-*", "arn:aws:iam::*:user/Ops", "arn:aws:iam::*:role/aws-reserved/*",
	}
	protected   = []string{"arn:aws:iam::*:role/Admin", "arn:aws:iam::*:role/Adm*", "arn:aws:iam::*:role/*Admin*", "arn:aws:iam::*:role/team/*", "arn:aws:iam::*:user/*", "*", "arn:aws:iam::444455556666:*"}
	protections = []string{
		"iam:CreateRole", "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRole", "sts:AssumeRole", "iam:PassRole", "iam:*Role*", "iam:Create*",
		"iam:CreateUser", "iam:CreateAccessKey", "lambda:*", "iam:*LoginProfile", "iam:*UserPolicy",
	}
	guards = []string{"cloudtrail:StopLogging", "iam:CreateUser", "s3:PutBucketPolicy", "iam:*", "organizations:LeaveOrganization"}
)

// drawStatement draws a statement of a guardrail, or one that protects roles.
func drawStatement(t *rapid.T) string {
	actions, resource := rapid.SampledFrom(guards).Draw(t, "guard"), "*"
	if rapid.Bool().Draw(t, "protects") {
		actions = strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(protections), 1, 4, rapid.ID[string]).Draw(t, "actions"), " ")
		resource = rapid.SampledFrom(protected).Draw(t, "resource")
	}
	if rapid.IntRange(0, 3).Draw(t, "exempt") == 0 {
		return deny(actions, resource)
	}
	patterns := rapid.SliceOfNDistinct(rapid.SampledFrom(exemptPatterns), 1, 2, rapid.ID[string]).Draw(t, "patterns")
	operator := rapid.SampledFrom([]string{"ArnNotLike", "ArnNotLikeIfExists", "StringNotLike", "ArnNotEquals"}).Draw(t, "operator")
	return deny(actions, resource, `,"Condition":{"`+operator+`":{"aws:PrincipalArn":["`+strings.Join(patterns, `","`)+`"]}}`)
}

// drawGuardrails draws an organization with SCPs at all levels.
func drawGuardrails(t *rapid.T) *model.Snapshot {
	s := organization()
	for account, parent := range map[model.AccountID]model.NodeID{beside: "r-plain", alike: "ou-plain-00000000"} {
		s.Accounts = append(s.Accounts, model.Node{ID: account.Node(), Kind: model.KindAccount, Name: string(account), Parent: parent})
		s.Attachments = append(s.Attachments, model.Attachment{Policy: model.FullAWSAccess, Target: account.Node()}, model.Attachment{Policy: model.RCPFullAWSAccess, Target: account.Node()})
	}
	for i, target := range []model.NodeID{"r-plain", "ou-plain-00000000", modeltest.CaseAccount.Node(), beside.Node()} {
		for k := range rapid.IntRange(0, []int{2, 2, 1, 2}[i]).Draw(t, "policies") {
			id := model.PolicyID("p-" + string(rune('a'+i)) + string(rune('a'+k)))
			var statements []string
			for range rapid.IntRange(1, 3).Draw(t, "statements") {
				statements = append(statements, drawStatement(t))
			}
			s.Policies = append(s.Policies, model.Policy{ID: id, Name: string(id), Type: model.ServiceControlPolicy})
			s.Documents[id] = model.Document{Text: `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`}
			s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: target})
		}
	}
	return s
}

// attacker asks about an ordinary role of an account, one call at a time.
type attacker struct {
	r       *model.Reading
	account model.AccountID
}

// may reports whether a principal of the account may make a call, whatever else.
func (a *attacker) may(principal, action, resource string) bool {
	q := verdict.Question{
		Account: a.account, Action: action, Resource: resource, Principal: verdict.PrincipalARN("aws", a.account, principal),
		Given:  map[string][]string{"aws:ViaAWSService": {"false"}, "aws:RequestedRegion": {"us-east-1"}},
		Absent: []string{"aws:AssumedRoot", "aws:SourceArn", "aws:CalledVia", "aws:RequestTag/team", "aws:PrincipalTag/team", "aws:SourceIdentity"},
	}
	ruling, err := verdict.Rule(a.r, q)
	return err == nil && ruling == verdict.Allowed
}

// can reports whether an ordinary role can become a principal, by trying each call.
func (a *attacker) can(principal string) bool {
	arn := verdict.PrincipalARN("aws", a.account, principal)
	may := func(actions ...string) bool {
		return slices.ContainsFunc(actions, func(action string) bool { return a.may("role/someone", action, arn) })
	}
	if strings.HasPrefix(principal, "user/") {
		made := may("iam:CreateUser") && may("iam:PutUserPolicy", "iam:AttachUserPolicy") && may("iam:CreateAccessKey", "iam:CreateLoginProfile")
		return made || may("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")
	}
	function := "arn:aws:lambda:us-east-1:" + string(a.account) + ":function:f"
	use := may("sts:AssumeRole") || may("iam:PassRole") && a.may("role/someone", "lambda:CreateFunction", function)
	return use && (may("iam:UpdateAssumeRolePolicy") || may("iam:CreateRole") && may("iam:PutRolePolicy", "iam:AttachRolePolicy"))
}

// TestSingleStepsTellTheSame draws organizations and asks about every single call
// of an attacker: an exemption can be taken if and only if some principal that has
// it can be become, and may then do what the attacker may not.
func TestSingleStepsTellTheSame(t *testing.T) {
	principals := []string{
		"role/Admin", "role/AdmX", "role/Adm", "role/XAdmin", "role/x/Admin", "role/team/X", "role/team/x/y", "role/stacksets-exec-X", "user/Ops", "role/AttackerAdmin", "role/AdmAttacker",
	}
	found := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		r := modeltest.Saved(drawGuardrails(t))
		for _, account := range []model.AccountID{modeltest.CaseAccount, beside} {
			a := &attacker{r, account}
			expected := map[string]bool{} // by action: someone who can be become may do it, and the attacker may not
			for _, action := range []string{"cloudtrail:StopLogging", "s3:PutBucketPolicy", "organizations:LeaveOrganization"} {
				expected[action] = !a.may("role/someone", action, "*") && slices.ContainsFunc(principals, func(p string) bool {
					return a.may(p, action, "*") && a.can(p)
				})
			}
			taken := false
			outcomes := escalation.At(r, account)
			for _, o := range outcomes {
				taken = taken || o.Taken()
				if o.Taken() && o.Example == "" && !slices.ContainsFunc(principals, func(p string) bool { return strings.HasSuffix(o.Pattern, ":"+p) && a.can(p) }) {
					t.Fatalf("%s of %s cannot be taken in %s: %+v", o.Who(), o.Name, account, o)
				}
			}
			for action, is := range expected {
				if is && !taken {
					t.Fatalf("an attacker in %s comes to %s, and nothing says so: %+v", account, action, outcomes)
				}
			}
			found[taken]++
		}
	})
	if found[true] == 0 || found[false] == 0 {
		t.Errorf("what was drawn has no cases of both kinds: %v", found)
	}
}

// survey returns the holes of a reading.
func survey(r *model.Reading) []*escalation.Hole {
	s := escalation.NewSurvey(r)
	for !s.Done() {
		s.Next(r, 5)
	}
	return slices.Collect(s.Holes())
}

// checkDrafts holds the proposed policy of each hole against the evaluator: with it
// the hole is gone, it has no hole itself, and everybody who is meant to go on
// working does.
func checkDrafts(t rapid.TB, r *model.Reading) {
	t.Helper()
	for _, h := range survey(r) {
		drafts := h.Drafts(r)
		if len(drafts) == 0 {
			t.Fatalf("%s has a hole and no proposal", h.Name)
		}
		w, err := verdict.NewWhatIf(r, model.Edits{Drafts: drafts})
		if err != nil {
			t.Fatal(err)
		}
		for _, left := range survey(w.Then) {
			if left.Policy == h.Policy || w.Then.PolicyName(left.Policy) == drafts[0].Name {
				t.Fatalf("%s can still be escaped with\n%s\n%+v", left.Name, drafts[0].Text, left.Takes)
			}
		}
		for _, take := range h.Takes {
			checkWork(t, w, &take)
		}
	}
}

// checkWork compares what principals may do with the proposed policy and without.
func checkWork(t rapid.TB, w *verdict.WhatIf, take *escalation.Take) {
	t.Helper()
	account := take.Accounts[0]
	now, then := &attacker{w.Now, account}, &attacker{w.Then, account}
	exempt := take.Who()
	if take.Example != "" {
		exempt = take.Example
	}
	if !strings.HasPrefix(exempt, "role/") && !strings.HasPrefix(exempt, "user/") {
		return
	}
	arn, other := verdict.PrincipalARN("aws", account, exempt), verdict.PrincipalARN("aws", account, "role/Unrelated")
	for _, call := range [][3]string{
		{exempt, "cloudtrail:StopLogging", "*"},
		{exempt, "iam:UpdateAssumeRolePolicy", arn},
		{exempt, "iam:CreateRole", other},
		{exempt, "s3:PutBucketPolicy", "*"},
		{exempt, "iam:PutRolePolicy", arn},
		{"role/AWSControlTowerExecution", "iam:CreateRole", arn},
		{"role/OrganizationAccountAccessRole", "iam:CreateRole", arn},
		{"role/stacksets-exec-0", "iam:AttachRolePolicy", arn},
		{"role/someone", "iam:CreateRole", other},
		{"role/someone", "sts:AssumeRole", arn},
		{"role/someone", "iam:PassRole", arn},
	} {
		if before, after := now.may(call[0], call[1], call[2]), then.may(call[0], call[1], call[2]); before != after {
			t.Fatalf("%v: allowed %v, with the proposed policy %v", call, before, after)
		}
	}
}

func TestProposedDenyClosesTheHole(t *testing.T) {
	checkDrafts(t, modeltest.Demo())
	checkDrafts(t, modeltest.Saved(sample.Large(40, 12, 12)))
	rapid.Check(t, func(t *rapid.T) { checkDrafts(t, modeltest.Saved(drawGuardrails(t))) })
}

func TestProposedDenyClosesTagsAndSourceIdentities(t *testing.T) {
	for _, condition := range []string{
		`"StringNotEquals":{"aws:PrincipalTag/team":"security"}`, `"StringNotLike":{"aws:PrincipalTag/team":["sec*","ops"]}`, `"Null":{"aws:PrincipalTag/team":"true"}`,
		`"StringNotEqualsIgnoreCase":{"aws:PrincipalTag/team":"Security"}`, `"StringNotLike":{"aws:SourceIdentity":"admin-*"}`,
		`"StringNotLike":{"aws:SourceIdentity":"admin-*"},"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/Admin","arn:aws:iam::*:user/Ops"]}`,
		`"StringNotLike":{"aws:PrincipalArn":["*:role/Adm*","*/Admin"]}`, `"StringNotLike":{"aws:PrincipalArn":"arn:aws:iam*role/Admin"}`, `"StringNotLike":{"aws:PrincipalArn":"*Admin*"}`,
		`"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::${aws:PrincipalAccount}:role/Admin"}`,
	} {
		r := modeltest.Saved(organization(guard(condition)))
		if len(survey(r)) != 1 {
			t.Errorf("%s: %+v", condition, survey(r))
		}
		checkDrafts(t, r)
	}
}

// TestAccountsAreSharedOnlyIfAlike compares a survey with the attack on each
// account by itself.
func TestAccountsAreSharedOnlyIfAlike(t *testing.T) {
	check := func(t rapid.TB, r *model.Reading) {
		alone := map[model.PolicyID]map[model.AccountID]bool{}
		for n := range r.Accounts() {
			for _, o := range escalation.At(r, n.Account()) {
				if o.Taken() && n.State.OutOfUse() == "" {
					if alone[o.Policy] == nil {
						alone[o.Policy] = map[model.AccountID]bool{}
					}
					alone[o.Policy][n.Account()] = true
				}
			}
		}
		holes := survey(r)
		if len(holes) != len(alone) {
			t.Fatalf("%d holes, and %d account by account", len(holes), len(alone))
		}
		for _, h := range holes {
			if len(h.Accounts) != len(alone[h.Policy]) || slices.ContainsFunc(h.Accounts, func(a model.AccountID) bool { return !alone[h.Policy][a] }) {
				t.Fatalf("%s: %v, and account by account %v", h.Name, h.Accounts, alone[h.Policy])
			}
		}
	}
	check(t, modeltest.Demo())
	rapid.Check(t, func(t *rapid.T) { check(t, modeltest.DrawOrganization(t)) })
	rapid.Check(t, func(t *rapid.T) { check(t, modeltest.Saved(drawGuardrails(t))) })
}

// TestWhatIfSaysThatTheFindingIsGone holds the demo's first finding against its
// proposal.
func TestWhatIfSaysThatTheFindingIsGone(t *testing.T) {
	r := modeltest.Demo()
	for _, h := range survey(r) {
		w, err := verdict.NewWhatIf(r, model.Edits{Drafts: h.Drafts(r)})
		if err != nil {
			t.Fatal(err)
		}
		c := escalation.NewChange(w)
		for !c.Done() {
			c.Next(w, escalation.AttacksPerPart)
		}
		shifts := c.Impacts()
		if !slices.ContainsFunc(shifts, func(s escalation.Impact) bool { return s.Name == h.Name && s.Now == len(h.Accounts) && s.Then == 0 }) {
			t.Errorf("the what-if of the proposal for %s says %+v", h.Name, shifts)
		}
	}
	// An account that leaves the policies behind is no success of theirs.
	w, err := verdict.NewWhatIf(r, model.Edits{Moves: []model.Move{{Node: modeltest.Payments.Node(), Parent: "r-4x9a"}}})
	if err != nil {
		t.Fatal(err)
	}
	c := escalation.NewChange(w)
	for !c.Done() {
		c.Next(w, escalation.AttacksPerPart)
	}
	if shifts := c.Impacts(); len(shifts) > 0 {
		t.Errorf("payments-prod in the root changes %+v", shifts)
	}
}
