package finding_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/escalation"
	"deputy/model/finding"
	"deputy/model/modeltest"
	"deputy/model/plan"
	"deputy/model/sample"
)

// inspect returns the findings of a snapshot that the management account read
// completely.
func inspect(s *model.Snapshot) *finding.Inspection {
	r := modeltest.Saved(s)
	r.Caller.Role = model.CallerManagement
	return finding.Inspect(r)
}

// brief returns severity, kind and title of findings, a line each.
func brief(fs []finding.Finding) []string {
	var lines []string
	for _, f := range fs {
		lines = append(lines, fmt.Sprintf("%s %s: %s", f.Severity, f.Code, f.Title))
	}
	return lines
}

// only returns the findings of a kind.
func only(x *finding.Inspection, code string) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(x.Findings), func(f finding.Finding) bool { return f.Code != code })
}

// powerOf returns what an account could do, from the table of those with SCPs.
func powerOf(t *testing.T, x *finding.Inspection, account model.AccountID) (finding.Power, bool) {
	t.Helper()
	for _, f := range only(x, "delegate-power") {
		for _, p := range f.Powers {
			if p.Account == account {
				return p, true
			}
		}
	}
	return finding.Power{}, false
}

// one returns the only finding of a kind about a place.
func one(t *testing.T, x *finding.Inspection, code string, place finding.Place) finding.Finding {
	t.Helper()
	var found []finding.Finding
	for _, f := range only(x, code) {
		if f.Place == place {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d findings of %s about %+v instead of one:\n%s", len(found), code, place, strings.Join(brief(x.Findings), "\n"))
	}
	return found[0]
}

func none(t *testing.T, x *finding.Inspection, code string, place finding.Place) {
	t.Helper()
	for _, f := range only(x, code) {
		if f.Place == place {
			t.Errorf("there is a finding: %s: %s", f.Title, f.Evidence)
		}
	}
}

func TestFindingsOfTheDemo(t *testing.T) {
	x := inspect(sample.Demo())
	want := []string{
		"high delegate-inactive: licensing-old is suspended and is a delegated administrator",
		"high exemption-open: NoIAMUsers can be bypassed in 27 accounts",
		"medium nobody-delegated: AWS Account Management: no delegated administrator",
		"medium nobody-delegated: AWS Security Hub: no delegated administrator",
		"medium disagreement: Amazon Inspector: partly configured",
		"medium disagreement: Amazon Macie: partly configured",
		"medium disagreement: Amazon S3 Storage Lens: partly configured",
		"medium disagreement: AWS Config: partly configured",
		"medium disagreement: AWS License Manager: partly configured",
		"medium disagreement: AWS Systems Manager: partly configured",
		"medium exemption-open: DenyRegions can be bypassed in 52 accounts",
		"medium exemption-open: KeepNetwork can be bypassed in 28 accounts",
		"medium exemption-open: NoPublicS3 can be bypassed in 1 account",
		"medium exemption-open: RequireEncryption can be bypassed in 9 accounts",
		"medium exemption-open: RequireIMDSv2 can be bypassed in 37 accounts",
		"medium effective-policy-invalid: 3 accounts have an invalid effective backup policy",
		"low policy-problem: AcquiredBaseline: 2 problems",
		"low account-out-of-use: 1 account is suspended",
		"low policy-size: ApprovedServices uses 99 % of its size quota",
		"low policy-unattached: OldRegions2021 is not attached",
	}
	got := brief(x.Findings)
	if diff := cmp.Diff(want, got[:x.Count()]); diff != "" {
		t.Errorf("what is wrong in the demo organization (-want +got):\n%s", diff)
	}
	power := one(t, x, "delegate-power", finding.Place{})
	if power.Title != "11 accounts could act on the whole organization" || len(power.Powers) != 11 {
		t.Errorf("there are 11 active delegates, and it says %q of %d", power.Title, len(power.Powers))
	}
	for i, p := range power.Powers {
		if p.SCPs == 0 || len(p.Guards) == 0 || len(p.Capabilities) == 0 || i > 0 && len(p.Capabilities) > len(power.Powers[i-1].Capabilities) {
			t.Errorf("row %d is %+v", i, p)
		}
	}
	if x.Trusted != 21 || x.Delegated != 19 || !x.Certain {
		t.Errorf("%d of %d services are delegated, certain: %v; 19 of 21 are", x.Delegated, x.Trusted, x.Certain)
	}
	if x.Next == nil || x.Next.Code != "delegate-inactive" {
		t.Errorf("the next best step is %+v", x.Next)
	}
}

// The order of a finding has a plan. If the plan is blocked, the finding says why.
func TestFindingsOrderPlansThatWork(t *testing.T) {
	r := modeltest.Demo()
	for _, f := range finding.Inspect(r).Findings {
		if f.Order == nil {
			continue
		}
		p := plan.New(r, *f.Order)
		p.Blockers = slices.DeleteFunc(p.Blockers, func(b plan.Blocker) bool {
			return b.Code == "regions" || b.Code == "replace-regions" // the wizard asks for them, or has them read
		})
		if p.Blocked() != (f.Unavailable != "") {
			t.Errorf("%s: the plan is blocked by %+v, and the finding says %q", f.Title, p.Blockers, f.Unavailable)
		}
	}
}

// For an account that is registered without trusted access, the plan switches it
// on and registers nothing.
func TestRegisteredWithoutTrustedAccess(t *testing.T) {
	r := modeltest.Demo()
	x := finding.Inspect(r)
	f := one(t, x, "disagreement", finding.Place{Service: "s3-storage-lens"})
	p := plan.New(r, *f.Order)
	if got := modeltest.Operations(p); p.Blocked() || !slices.Equal(got, []string{"EnableAWSServiceAccess storage-lens.s3.amazonaws.com"}) {
		t.Errorf("%s: %v %v", p.Title, got, p.Blockers)
	}
	o := *f.Order
	o.EnableAccess = false
	if got := modeltest.Codes(plan.New(r, o)); !slices.Equal(got, []string{"nothing-to-do"}) {
		t.Errorf("without leave to switch trusted access on: %v", got)
	}
}

func TestBestCandidate(t *testing.T) {
	hub := finding.Place{Service: "security-hub"}
	s := sample.Demo()
	f := one(t, inspect(s), "nobody-delegated", hub)
	if f.Order.Account != modeltest.Tooling || !strings.Contains(f.Details[0], "Amazon GuardDuty") {
		t.Errorf("Security Hub goes to %s: %s", f.Order.Account, f.Details[0])
	}
	setState(s, modeltest.Tooling, model.StateSuspended)
	if f = one(t, inspect(s), "nobody-delegated", hub); f.Order.Account == modeltest.Tooling || f.Order.Account == "" {
		t.Errorf("with security-tooling suspended Security Hub goes to %q", f.Order.Account)
	}
	s.Delegations = []model.Delegation{{Account: modeltest.Management, Principal: "guardduty.amazonaws.com"}}
	f = one(t, inspect(s), "nobody-delegated", hub)
	if f.Order.Account != "" || !strings.Contains(f.Details[0], "No active account") {
		t.Errorf("with nobody fit Security Hub goes to %q: %s", f.Order.Account, f.Details)
	}
}

func setState(s *model.Snapshot, a model.AccountID, to model.AccountState) {
	for i := range s.Accounts {
		if s.Accounts[i].ID == a.Node() {
			s.Accounts[i].State = to
		}
	}
}

func delegate(s *model.Snapshot, a model.AccountID, principals ...model.Principal) {
	for _, p := range principals {
		s.Delegations = append(s.Delegations, model.Delegation{Account: a, Principal: p})
	}
}

func TestDelegatesOutOfUse(t *testing.T) {
	s := sample.Demo()
	place := finding.Place{Node: modeltest.OldLicensing.Node()}
	if f := one(t, inspect(s), "delegate-inactive", place); f.Order == nil || f.Order.Direction != catalog.Remove || f.Order.Service != "license-manager" {
		t.Errorf("the order is %+v", f.Order)
	}
	setState(s, modeltest.OldLicensing, model.StateActive) // still in the OU of suspended accounts
	x := inspect(s)
	none(t, x, "delegate-inactive", place)
	if f := one(t, x, "delegate-among-inactive", place); !strings.Contains(f.Evidence, "3 other accounts in Suspended") {
		t.Error(f.Evidence)
	}
	setState(s, "267082871208", model.StateActive) // another one there
	none(t, inspect(s), "delegate-among-inactive", place)
	delegate(s, modeltest.OldLicensing, "telemetry-broker.amazonaws.com", "health.amazonaws.com")
	setState(s, modeltest.OldLicensing, model.StateClosed)
	if f := one(t, inspect(s), "delegate-inactive", place); f.Order != nil || !strings.Contains(f.Evidence, "AWS Health, AWS License Manager, telemetry-broker.amazonaws.com") {
		t.Errorf("%s %+v", f.Evidence, f.Order)
	}
}

func TestUnrelatedDelegations(t *testing.T) {
	s := sample.Demo()
	place := finding.Place{Node: modeltest.Tooling.Node()}
	s.ResourcePolicy = model.ResourcePolicyFact{} // it adds another delegation to the account
	delegate(s, modeltest.Tooling, "health.amazonaws.com")
	none(t, inspect(s), "unrelated-services", place)
	delegate(s, modeltest.Tooling, "sso.amazonaws.com")
	if f := one(t, inspect(s), "unrelated-services", place); !strings.Contains(f.Evidence, "security, identity and operations") {
		t.Error(f.Evidence)
	}
}

func TestQuotasThatAreReached(t *testing.T) {
	s := sample.Demo()
	for _, a := range s.Accounts[1:5] {
		delegate(s, a.Account(), "health.amazonaws.com")
	}
	f := one(t, inspect(s), "quota-used", finding.Place{Service: "health"})
	if !strings.Contains(f.Evidence, "5 of 5") || f.Severity != finding.SeverityLow {
		t.Errorf("%s %s", f.Severity, f.Evidence)
	}
}

// detach detaches all SCPs but FullAWSAccess from nodes.
func detach(s *model.Snapshot, nodes ...model.NodeID) {
	s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool {
		if !slices.Contains(nodes, a.Target) {
			return false
		}
		at := slices.IndexFunc(s.Policies, func(p model.Policy) bool { return p.ID == a.Policy })
		return s.Policies[at].Type == model.ServiceControlPolicy && a.Policy != model.FullAWSAccess
	})
}

func TestDelegatesWithoutAnSCP(t *testing.T) {
	s := sample.Demo()
	detach(s, "r-4x9a", "ou-4x9a-4pm4hu0z", "ou-4x9a-qttidvz5") // the way to the shared services
	x := inspect(s)
	for account, want := range map[model.AccountID]finding.Severity{
		"558192155802": finding.SeverityHigh,   // stack sets: the catalogue warns
		"333344445555": finding.SeverityMedium, // costs
	} {
		f := one(t, x, "delegate-power", finding.Place{Node: account.Node()})
		if f.Severity != want {
			t.Errorf("%s is %s instead of %s: %s", f.Title, f.Severity, want, f.Evidence)
		}
		if !strings.Contains(f.Evidence, "No SCP other than FullAWSAccess") || len(f.Details) == 0 {
			t.Errorf("%s: %s", f.Title, f.Evidence)
		}
	}
	if _, ok := powerOf(t, x, modeltest.Tooling); !ok { // has SCPs elsewhere
		t.Error("security-tooling is not in the table")
	}
	if p, ok := powerOf(t, x, "333344445555"); ok {
		t.Errorf("an account without SCPs is in the table: %+v", p)
	}
}

// An administrator whose actions SCPs deny to every principal is found, with the
// policies that deny them; one in which a role is exempt is not.
func TestDelegatesThatPoliciesBlock(t *testing.T) {
	const tooling = model.NodeID("222233334444")
	place := finding.Place{Node: tooling}
	s := sample.Demo()
	none(t, inspect(s), "delegate-blocked", place)
	noDetectors := func(exempt string) string {
		return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"guardduty:CreateD*","Resource":"*",
			"Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/%s"}}}]}`, exempt)
	}
	addPolicy(s, "p-blocks0000", "NoDetectors", noDetectors("OrgAdminSecurity"), tooling)
	none(t, inspect(s), "delegate-blocked", place)
	s.Documents["p-blocks0000"] = model.Document{Text: noDetectors("SecAdmin")}
	if f := one(t, inspect(s), "delegate-blocked", place); !strings.HasPrefix(f.Evidence,
		"The DenyRegions SCP at Root and the NoDetectors SCP at security-tooling block guardduty:CreateDetector in us-east-1") {
		t.Errorf("no role is exempt from both DenyRegions and NoDetectors: %s", f.Evidence)
	}
	addPolicy(s, "p-blocks0001", "NoGuard", `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"guardduty:*","Resource":"*"}]}`, tooling)
	f := one(t, inspect(s), "delegate-blocked", place)
	if f.Severity != finding.SeverityMedium || !strings.Contains(f.Title, "security-tooling administers Amazon GuardDuty") ||
		!strings.Contains(f.Evidence, "NoGuard SCP at security-tooling") || !strings.Contains(f.Evidence, "guardduty:CreateDetector in eu-central-1 and eu-west-1") || len(f.Details) == 0 {
		t.Errorf("%s %s: %s %q", f.Severity, f.Title, f.Evidence, f.Details)
	}
}

func TestAccountsWithoutAnSCP(t *testing.T) {
	s := sample.Demo()
	if fs := only(inspect(s), "no-scp"); len(fs) != 0 {
		t.Errorf("with SCPs on the root: %v", brief(fs))
	}
	detach(s, "r-4x9a", "ou-4x9a-4pm4hu0z", "ou-4x9a-qttidvz5")
	want := []string{
		"medium no-scp: 2 accounts directly in Root without an SCP",
		"medium no-scp: 1 account in Test without an SCP",
		"medium no-scp: 6 accounts in Shared Services without an SCP",
	}
	got := brief(only(inspect(s), "no-scp"))
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var every []model.NodeID
	for _, n := range slices.Concat(s.Roots, s.OUs, s.Accounts) {
		every = append(every, n.ID)
	}
	detach(s, every...)
	for _, a := range s.Attachments {
		if a.Policy == "p-i19r0wyo" {
			t.Fatal("the allow lists are attached still")
		}
	}
	// 62 member accounts, of which four are out of use and one is not active yet.
	if got := brief(only(inspect(s), "no-scp")); !slices.Equal(got, []string{"medium no-scp: 57 accounts in Root without an SCP"}) {
		t.Errorf("without any SCP: %q", got)
	}
	s.Roots[0].PolicyTypes = nil
	if f := one(t, inspect(s), "no-scp", finding.Place{Node: "r-4x9a"}); f.Severity != finding.SeverityHigh || !strings.Contains(f.Evidence, "62 member accounts") {
		t.Errorf("with SCPs disabled: %s %s", f.Severity, f.Evidence)
	}
}

// addPolicy adds an SCP, attached to nodes.
func addPolicy(s *model.Snapshot, id model.PolicyID, name, text string, nodes ...model.NodeID) finding.Place {
	s.Policies = append(s.Policies, model.Policy{ID: id, Name: name, Type: model.ServiceControlPolicy})
	s.Documents[id] = model.Document{Text: text, Taken: time.Unix(1, 0)}
	for _, n := range nodes {
		s.Attachments = append(s.Attachments, model.Attachment{Policy: id, Target: n})
	}
	return finding.Place{Policy: id}
}

const deny = `{"Version":"2012-10-17","Statement":[{"Sid":"%s","Effect":"Deny","Action":"s3:*","Resource":"*"}]}`

func TestNodesWithoutRoomForAPolicy(t *testing.T) {
	s := sample.Demo()
	place := finding.Place{Node: "444455556666"} // has FullAWSAccess alone
	for i := range 9 {
		none(t, inspect(s), "attachments-full", place)
		addPolicy(s, model.PolicyID(fmt.Sprintf("p-more0000%d", i)), fmt.Sprintf("more%d", i), fmt.Sprintf(deny, "x"), place.Node)
	}
	if f := one(t, inspect(s), "attachments-full", place); !strings.Contains(f.Evidence, "10 of 10") || !strings.Contains(f.Evidence, "more8") {
		t.Error(f.Evidence)
	}
}

func TestPolicies(t *testing.T) {
	s := sample.Demo()
	used := addPolicy(s, "p-broken000", "Broken", `{"Statement":[]`, "444455556666")
	idle := addPolicy(s, "p-broken001", "BrokenToo", `{"Version":"2012-10-17"}`)
	fits := addPolicy(s, "p-length000", "Fits", strings.Repeat(" ", 9100)+fmt.Sprintf(deny, "x"), "444455556666")
	near := addPolicy(s, "p-length001", "Near", strings.Repeat(" ", 9200)+fmt.Sprintf(deny, "x"), "444455556666")
	x := inspect(s)
	if f := one(t, x, "policy-problem", used); f.Severity != finding.SeverityHigh || !strings.HasPrefix(f.Evidence, "deputy cannot tell what this policy does: ") {
		t.Errorf("%s %s", f.Severity, f.Evidence)
	}
	if f := one(t, x, "policy-problem", idle); f.Severity != finding.SeverityMedium {
		t.Errorf("an error in a policy that is not attached is %s", f.Severity)
	}
	none(t, x, "policy-size", fits)
	if f := one(t, x, "policy-size", near); !strings.Contains(f.Evidence, "of 10240") || !strings.Contains(f.Fix, "97 characters") {
		t.Errorf("%s %s", f.Evidence, f.Fix)
	}
	one(t, x, "policy-unattached", idle)
	none(t, x, "policy-unattached", used)
}

// TestManagedPolicyTexts ensures that an AWS-managed policy is noted if AWS returns
// another text for it than it documents, and not if it is only laid out otherwise or
// not read yet.
func TestManagedPolicyTexts(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		noted bool
	}{
		"another layout": {`{"Statement":[{"Resource":"*","Action":"*","Effect":"Allow"}],"Version":"2012-10-17"}`, false},
		"less":           {`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}`, true},
		"no JSON":        {"?", true},
		"not read":       {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := sample.Demo()
			delete(s.Documents, model.FullAWSAccess)
			if c.text != "" {
				s.Documents[model.FullAWSAccess] = model.Document{Text: c.text}
			}
			noted := slices.DeleteFunc(only(inspect(s), "policy-problem"), func(f finding.Finding) bool { return f.Place.Policy != model.FullAWSAccess })
			if len(noted) > 0 != c.noted || c.noted && (noted[0].Severity != finding.SeverityNote || len(noted) > 1) {
				t.Errorf("noted are %q", brief(noted))
			}
			if other := only(inspect(s), "policy-problem"); slices.ContainsFunc(other, func(f finding.Finding) bool { return f.Place.Policy == model.RCPFullAWSAccess }) {
				t.Error("the other AWS-managed policy is noted too")
			}
		})
	}
}

func TestControlTowerGuardrails(t *testing.T) {
	s := sample.Demo()
	byRole := addPolicy(s, "p-tower0000", "aws-guardrails-AbCdEf", `{"Statement":[{"Sid":"X","Comment":"x","Effect":"Deny","Action":"iam:*","Resource":"*",
		"Condition":{"ArnNotLike":{"aws:PrincipalARN":"arn:*:iam::*:role/AWSControlTowerExecution"}}}]}`)
	byName := addPolicy(s, "p-tower0001", "aws-guardrails-GhIjKl", strings.Repeat(" ", 9500)+fmt.Sprintf(deny, "GRRESTRICTROOTUSER"))
	feigned := addPolicy(s, "p-tower0002", "aws-guardrails-MnOpQr", fmt.Sprintf(deny, "Mine"))
	x := inspect(s)
	for _, p := range []finding.Place{byRole, byName} {
		none(t, x, "policy-unattached", p)
		none(t, x, "policy-size", p)
	}
	if f := one(t, x, "policy-problem", byRole); f.Severity != finding.SeverityNote || !strings.Contains(f.Fix, "Control Tower manages this policy") {
		t.Errorf("a warning about a guardrail is %s: %s", f.Severity, f.Fix)
	}
	if f := one(t, x, "control-tower", finding.Place{}); !strings.Contains(f.Evidence, "aws-guardrails-AbCdEf, aws-guardrails-GhIjKl. ") {
		t.Error(f.Evidence)
	}
	one(t, x, "policy-unattached", feigned)
	one(t, x, "control-tower", feigned)
}

// A kind that cannot be checked in full says so, and all other kinds are checked.
func TestNothingIsSilentlyNotJudged(t *testing.T) {
	kinds := func(x *finding.Inspection) map[string]bool {
		found := map[string]bool{}
		for _, f := range x.Findings {
			found[f.Code] = true
		}
		return found
	}
	demo := sample.Demo()
	demo.ManagementAccount = sound()
	whole := kinds(inspect(demo))
	for _, gone := range []model.StatusFact{
		modeltest.Failed(model.PartTrustedAccess, "", "ListAWSServiceAccessForOrganization"), modeltest.Failed(model.PartAdministrators, "", "ListDelegatedAdministrators"),
		modeltest.Failed(model.PartDelegations, "", "ListDelegatedServicesForAccount"), modeltest.Failed(model.PartDelegations, string(modeltest.Tooling), "ListDelegatedServicesForAccount"),
		modeltest.Failed(model.PartAccounts, "", "ListAccounts"), modeltest.Failed(model.PartOUs, "ou-4x9a-5kl9f8yy", "ListOrganizationalUnitsForParent"),
		modeltest.Failed(model.PartPolicies, modeltest.SCPAt, "ListPolicies"), modeltest.Failed(model.PartTargets, modeltest.SCPAt, "ListTargetsForPolicy"), modeltest.Failed(model.PartTargets, "p-ujzde8gx", "ListTargetsForPolicy"),
		modeltest.Failed(model.PartRootAccess, "", "ListOrganizationsFeatures"), modeltest.Failed(model.PartHandshakes, "", "ListHandshakesForOrganization"), modeltest.Failed(model.PartIdentities, "", "GetAccountAuthorizationDetails"), modeltest.Failed(model.PartRootUser, "", "GetAccountSummary"),
		modeltest.Failed(model.PartCredentials, "", "GetCredentialReport"), modeltest.Failed(model.PartTrails, "", "DescribeTrails"), modeltest.Failed(model.PartTrails, "arn:x", "GetTrailStatus"),
		modeltest.Failed(model.PartDocument, "", "DescribePolicy"), modeltest.Failed(model.PartDocument, "p-ujzde8gx", "DescribePolicy"), modeltest.Failed(model.PartRoots, "", "ListRoots"),
		modeltest.Status(model.PartTargets, modeltest.RCPAt, model.Partial), modeltest.Status(model.PartTrustedAccess, "", model.Waiting), modeltest.Status(model.PartDocument, "", model.Unread),
	} {
		r := modeltest.Demo()
		modeltest.Apply(r, model.RootAccessFact{}, modeltest.Status(model.PartRootAccess, "", model.Complete),
			model.HandshakesFact{Open: sample.Handshakes(time.Unix(0, 0))}, modeltest.Status(model.PartHandshakes, "", model.Complete))
		modeltest.Apply(r, append(modeltest.ManagementAccountFacts(sound()), gone)...)
		x := finding.Inspect(r)
		open := 0
		for _, f := range x.Findings {
			if f.Severity != finding.SeverityOpen {
				continue
			}
			open++
			if (f.Gap == nil) != (gone.Status.Gap == nil) || !strings.HasPrefix(f.Title, "Not checked: ") && !strings.HasPrefix(f.Title, "Only partly checked: ") || gone.Status.Gap != nil && !strings.Contains(f.Evidence, gone.Status.Gap.Operation) {
				t.Errorf("%v %s: %s: %s", gone.Part, gone.Target, f.Title, f.Evidence)
			}
		}
		if open == 0 {
			t.Errorf("without %v %q everything is judged", gone.Part, gone.Target)
		}
		for code := range whole {
			if !kinds(x)[code] {
				t.Errorf("without %v %q nothing is said of %s", gone.Part, gone.Target, code)
			}
		}
	}
	empty := finding.Inspect(model.NewReading())
	if got := len(empty.Findings); got != 27 || empty.Count() != 0 || empty.Certain {
		t.Errorf("of nothing there are %d findings, and 27 kinds:\n%s", got, strings.Join(brief(empty.Findings), "\n"))
	}
}

func TestFindingsAreTheSameInAnyOrderOfFacts(t *testing.T) {
	s := sample.Demo()
	detach(s, "r-4x9a", "ou-4x9a-4pm4hu0z", "ou-4x9a-qttidvz5")
	read := func(facts []model.Fact) []finding.Finding {
		r := model.NewReading()
		modeltest.Apply(r, facts...)
		modeltest.Apply(r, modeltest.Completed(time.Unix(2, 0))...)
		return finding.Inspect(r).Findings
	}
	want := read(slices.Concat(modeltest.FactsOf(s)...))
	rapid.Check(t, func(t *rapid.T) {
		if diff := cmp.Diff(want, read(modeltest.Shuffled(t, modeltest.FactsOf(s)))); diff != "" {
			t.Fatalf("facts in another order give other findings:\n%s", diff)
		}
	})
}

func TestFindingsOfHostileOrganizations(t *testing.T) {
	for _, v := range sample.Hostile() {
		for _, f := range inspect(v.Snapshot).Findings {
			if f.Title == "" || f.Evidence == "" || f.Code == "" {
				t.Errorf("%s: an empty finding: %+v", v.Name, f)
			}
		}
	}
}

// surveyed returns the survey of exemptions of a whole reading.
func surveyed(r *model.Reading) *escalation.Survey {
	s := escalation.NewSurvey(r)
	for !s.Done() {
		s.Next(r, 100)
	}
	return s
}

// BenchmarkFindings looks through the largest organization that AWS allows, with
// every document parsed already.
func BenchmarkFindings(b *testing.B) {
	r := modeltest.Saved(sample.Large(50_000, 2000, 2000))
	r.Caller.Role = model.CallerManagement
	s := surveyed(r)
	b.ReportAllocs()
	for b.Loop() {
		finding.InspectSurveyed(r, s)
	}
}

// BenchmarkFindingsWithoutSCPs is the same without SCPs at the top.
func BenchmarkFindingsWithoutSCPs(b *testing.B) {
	s := sample.Large(50_000, 2000, 2000)
	top := s.Roots[0].ID
	s.Attachments = slices.DeleteFunc(s.Attachments, func(a model.Attachment) bool {
		return a.Policy != model.FullAWSAccess && (a.Target == top || strings.Compare(string(a.Target), "ou-lrg0-00000900") < 0)
	})
	r := modeltest.Saved(s)
	b.ReportAllocs()
	for b.Loop() {
		finding.InspectSurveyed(r, nil)
	}
}
