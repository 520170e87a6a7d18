package ui_test

import (
	"testing"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/modeltest"
	"deputy/model/plan"
	"deputy/model/sample"
	"deputy/ui/stage"
)

func TestFrames(t *testing.T) {
	gap := model.Gap{
		Kind: model.FailureCredentials, Operation: "sts:GetCallerIdentity",
		Cause: "ExpiredToken: The security token included in the request is expired",
		Fix:   "Log in again, for example with: aws sso login --profile org",
	}
	alone := model.Gap{
		Kind: model.FailureNoOrganization, Operation: "organizations:DescribeOrganization",
		Cause: "AWSOrganizationsNotInUseException: Your account is not a member of an organization.",
		Fix:   "Choose a profile of the management account or of a delegated administrator.",
	}
	for _, story := range []struct {
		name  string
		facts []model.Fact
		keys  []string
	}{
		{"search", fresh(), []string{"/"}},
		{"search-typed", fresh(), []string{"/", "p", "y", "p", "r", "o"}},
		{"search-path", fresh(), []string{"/", "w", "o", "r", "k", "l", "o", "a", "d", "s", "/", "p"}},
		{"search-nothing", fresh(), []string{"/", "z", "z", "z"}},
		{"search-recent", fresh(), []string{"3", "enter", "1", "down", "enter", "/"}},
		{"palette", saved(time.Minute), []string{":"}},
		{"palette-typed", saved(time.Minute), []string{":", "c", "o", "p"}},
		{"help", saved(time.Minute), []string{"?"}},
		{"help-end", saved(time.Minute), []string{"?", "end"}},
		{"activity", busy(), []string{"A"}},
		{"activity-calls", busy(), []string{"A", "tab"}},
		{"activity-operations", busy(), []string{"A", "tab", "tab"}},
		{"activity-gaps", busy(), []string{"A", "shift+tab"}},
		{"activity-no-gaps", saved(time.Minute), []string{"A", "shift+tab"}},
		{"prompt-mfa", append(saved(time.Minute), model.PromptFact{Prompt: model.Prompt{ID: 1, Kind: model.PromptMFA, Text: "The code of arn:aws:iam::111122223333:mfa/nik for profile org."}}), []string{"1", "2", "3"}},
		{"prompt-login", append(saved(time.Minute), model.PromptFact{Prompt: model.Prompt{ID: 1, Kind: model.PromptLogin, Text: "The SSO session of profile org has ended.", Run: []string{"aws", "sso", "login", "--profile", "org"}}}), nil},
		{"prompt-credentials", []model.Fact{model.PromptFact{Prompt: model.Prompt{ID: 1, Kind: model.PromptRetry, Gap: &gap}}}, nil},
		{"prompt-no-organization", []model.Fact{model.PromptFact{Prompt: model.Prompt{ID: 1, Kind: model.PromptRetry, Gap: &alone}}}, nil},
		{"profiles", append(saved(time.Minute), model.ProfilesFact{Names: []string{"default", "org-admin", "org-reader", "sandbox"}, Current: "org-reader"}), []string{"P"}},
		{"unfinished", append(saved(time.Minute), unfinished()), []string{"U"}},
		{"findings", managed(fresh()), []string{"4"}},
		{"findings-barred", managed(fresh()), []string{"4", "f", "q", "u", "o", "t", "a", "enter", "d"}},
		{"findings-loading", busy(), []string{"4"}},
		{"finding", managed(fresh()), []string{"4", "down", "l"}},
		{"delegations", fresh(), []string{"3"}},
		{"delegations-down", fresh(), []string{"3", "end"}},
		{"delegations-by-account", fresh(), []string{"3", "t"}},
		{"delegations-filter", fresh(), []string{"3", "f", "s", "s", "m"}},
		{"delegations-gap", busy(), []string{"3"}},
		{"service", fresh(), []string{"3", "f", "s", "s", "m", "enter", "enter"}},
		{"service-own-api", fresh(), []string{"3", "f", "d", "e", "t", "e", "enter", "enter"}},
		{"service-barred", fresh(), []string{"3", "f", "d", "e", "v", "o", "enter", "x"}},
		{"service-own-api-barred", fresh(), []string{"3", "f", "t", "y", "space", "h", "u", "enter", "x"}},
	} {
		t.Run(story.name, func(t *testing.T) {
			frames(t, story.facts, defaults, func(s *stage.Stage) { s.Press(story.keys...) })
		})
	}
}

// fresh is the demo organization read again, but for the policies.
func fresh() []model.Fact {
	facts := saved(time.Minute)
	demo := sample.Demo()
	facts = append(facts, model.RootsFact{Roots: demo.Roots}, model.OUsFact{OUs: demo.OUs}, model.AccountsFact{Accounts: demo.Accounts},
		model.RootAccessFact{Enabled: []string{model.RootCredentialsManagement, model.RootSessions}}, model.HandshakesFact{Open: sample.Handshakes(began)})
	facts = append(facts, modeltest.ManagementAccountFacts(modeltest.SoundAccount(began))...)
	return append(facts, done(began, model.PartCaller, model.PartOrganization, model.PartRoots, model.PartOUs, model.PartAccounts,
		model.PartAdministrators, model.PartDelegations, model.PartTrustedAccess, model.PartResourcePolicy, model.PartRootAccess, model.PartHandshakes)...)
}

// managed lets the management account ask.
func managed(facts []model.Fact) []model.Fact {
	return append(facts, model.CallerFact{Caller: sample.Demo().Caller})
}

// unfinished is a journal with a step that has no outcome.
func unfinished() model.Fact {
	return plan.JournalFact{Unfinished: []plan.JournalEntry{{
		Version: 1, Time: began.Add(-20 * time.Hour), Plan: "0123456789abcdef", Step: 1, Of: 2, Phase: plan.Intent,
		Caller: "arn:aws:sts::111122223333:assumed-role/OrgAdmin/nik", Service: "organizations", Operation: "RegisterDelegatedAdministrator",
		Parameters: []catalog.Parameter{{Name: "AccountId", Value: "222233334444"}, {Name: "ServicePrincipal", Value: "config.amazonaws.com"}},
		Inverse:    "aws organizations deregister-delegated-administrator --account-id 222233334444 --service-principal config.amazonaws.com",
		Reason:     "OPS-1234",
	}}}
}

// busy is a reading under way, with calls and gaps.
func busy() []model.Fact {
	facts := saved(20 * time.Hour)
	demo := sample.Demo()
	facts = append(facts, model.RootsFact{Roots: demo.Roots}, model.OUsFact{OUs: demo.OUs[:9]},
		model.AccountsFact{Accounts: demo.Accounts}, model.PoliciesFact{Type: model.ServiceControlPolicy, Policies: demo.Policies})
	facts = append(facts, done(began, model.PartCaller, model.PartOrganization, model.PartRoots)...)
	status := func(p model.Part, target string, st model.Status) {
		facts = append(facts, model.StatusFact{Part: p, Target: target, Status: st})
	}
	status(model.PartOUs, "", model.Status{Progress: model.Partial, Done: 12, Total: 25, Left: 4 * time.Second})
	status(model.PartAccounts, "", model.Status{Progress: model.Complete, Done: 4, Total: 4, At: began})
	status(model.PartAdministrators, "", model.Status{Progress: model.Waiting})
	denied := model.Gap{
		Kind: model.FailureDenied, Operation: "organizations:ListAWSServiceAccessForOrganization",
		Cause: "AccessDeniedException: User: arn:aws:sts::222233334444:assumed-role/Reader/nik is not authorized to perform: organizations:ListAWSServiceAccessForOrganization because no identity-based policy allows it",
		Fix:   "Allow organizations:ListAWSServiceAccessForOrganization in the role's policy.",
	}
	status(model.PartTrustedAccess, "", model.Status{Progress: model.Failed, Gap: &denied})
	tags := denied
	tags.Operation, tags.Target = "organizations:ListTagsForResource", "444455556666"
	status(model.PartTags, "444455556666", model.Status{Progress: model.Failed, Gap: &tags})
	status(model.PartPolicies, "SERVICE_CONTROL_POLICY", model.Status{Progress: model.Complete, Done: 2, Total: 2, At: began})
	status(model.PartTargets, "SERVICE_CONTROL_POLICY", model.Status{Progress: model.Partial, Done: 7, Total: 23, Left: 7 * time.Second})
	status(model.PartDocument, "", model.Status{Progress: model.Partial, Done: 3, Total: 26, Left: 23 * time.Second})
	facts = append(facts, model.ForecastFact{Done: 26, Total: 78, Left: 23 * time.Second})
	for i, c := range []model.Call{
		{Operation: "sts:GetCallerIdentity", Took: 80 * time.Millisecond},
		{Operation: "organizations:DescribeOrganization", Took: 120 * time.Millisecond},
		{Operation: "organizations:ListAccounts", Took: 210 * time.Millisecond, Waited: 400 * time.Millisecond},
		{Operation: "organizations:ListAccounts", Took: 190 * time.Millisecond, Waited: 250 * time.Millisecond, Throttled: 2},
		{Operation: "organizations:ListTargetsForPolicy", Target: "p-deny0regions", Took: 90 * time.Millisecond},
		{Operation: "organizations:ListTagsForResource", Target: "444455556666", Took: 60 * time.Millisecond, Failure: &model.Failure{
			Kind: model.FailureDenied, Operation: "organizations:ListTagsForResource", Target: "444455556666", Code: "AccessDeniedException", Cause: denied.Cause, Fix: denied.Fix,
		}},
		{Operation: "organizations:RegisterDelegatedAdministrator", Target: "222233334444", Took: 700 * time.Millisecond, Changes: true},
	} {
		c.Start = began.Add(time.Duration(i-10) * time.Second)
		facts = append(facts, model.CallFact{Call: c})
	}
	return facts
}
