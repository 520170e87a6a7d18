package finding_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/model"
	"deputy/model/finding"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// Noon of the day when the management account was read.
var readAt = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// sound is a management account without anything to find.
func sound() model.ManagementAccount { return modeltest.SoundAccount(readAt) }

var livesKinds = []string{"management-root", "management-role", "management-user", "management-key", "organization-trail"}

// livesFindings returns what is found in a management account.
func livesFindings(x model.ManagementAccount) []finding.Finding {
	s := sample.Demo()
	s.ManagementAccount = x
	var all []finding.Finding
	found := inspect(s)
	for _, code := range livesKinds {
		all = append(all, only(found, code)...)
	}
	return all
}

func daysBefore(n int) time.Time { return readAt.AddDate(0, 0, -n) }

// What lives in the management account is told with its names, and nothing is told
// where there is nothing.
func TestManagementAccount(t *testing.T) {
	users := func(names ...string) func(*model.ManagementAccount) {
		return func(x *model.ManagementAccount) { x.Identities.Users = names }
	}
	report := func(users ...model.UserCredentials) func(*model.ManagementAccount) {
		return func(x *model.ManagementAccount) { x.Credentials.Users = users }
	}
	trails := func(all ...model.Trail) func(*model.ManagementAccount) {
		return func(x *model.ManagementAccount) { x.Trails.Trails = all }
	}
	key := func(n int, rotated, used time.Time) model.AccessKey {
		return model.AccessKey{Number: n, Rotated: rotated, Used: used, Service: "s3"}
	}
	never := time.Time{}
	for name, tt := range map[string]struct {
		change   func(*model.ManagementAccount)
		want     []string
		evidence string
	}{
		"nothing":          {func(*model.ManagementAccount) {}, nil, ""},
		"root without MFA": {func(x *model.ManagementAccount) { x.RootUser.MFA = false }, []string{"high management-root: The root user of the management account has no MFA"}, "password alone"},
		"root with keys": {func(x *model.ManagementAccount) {
			x.RootUser.AccessKeys = true
			x.Credentials.Users = []model.UserCredentials{{User: model.RootUserName, MFA: true, Keys: []model.AccessKey{key(1, daysBefore(100), daysBefore(3))}}}
		}, []string{"high management-root: The root user of the management account has access keys"}, "access key 1: 100 days old, last used 2026-11-17 for s3"},
		"users":               {users("jo", "kim"), []string{"low management-user: 2 IAM users are in the management account"}, "jo, kim."},
		"a password with MFA": {report(model.UserCredentials{User: "jo", Password: true, MFA: true}), nil, ""},
		"passwords": {
			report(model.UserCredentials{User: "jo", Password: true}, model.UserCredentials{User: "kim", Password: true}, model.UserCredentials{User: model.RootUserName, Password: true}),
			[]string{"medium management-key: 2 IAM users sign in to the management account without MFA"},
			"jo, kim (credential report of 2026-11-20 12:00Z).",
		},
		"a young key":      {report(model.UserCredentials{User: "jo", Keys: []model.AccessKey{key(1, daysBefore(89), daysBefore(2))}}), nil, ""},
		"an old key":       {report(model.UserCredentials{User: "jo", Keys: []model.AccessKey{key(2, daysBefore(90), daysBefore(89))}}), []string{"medium management-key: 1 access key of the management account is in use and older than 90 days"}, "jo, key 2: 90 days old, last used 2026-08-23 for s3"},
		"an unused key":    {report(model.UserCredentials{User: "jo", Keys: []model.AccessKey{key(1, daysBefore(400), daysBefore(90))}}), []string{"medium management-key: 1 access key of the management account has not been used for 90 days"}, "jo, key 1: 400 days old"},
		"a forgotten key":  {report(model.UserCredentials{User: "jo", Keys: []model.AccessKey{key(1, daysBefore(400), never)}}), []string{"medium management-key: 1 access key of the management account has not been used for 90 days"}, "never used"},
		"a fresh key":      {report(model.UserCredentials{User: "jo", Keys: []model.AccessKey{key(1, daysBefore(1), never)}}), []string{"low management-key: 1 access key of the management account has never been used"}, "jo, key 1: 1 day old, never used"},
		"no report":        {func(x *model.ManagementAccount) { x.Credentials = nil }, []string{"not checked management-key: Not checked: passwords, MFA and access keys in the management account"}, "Not read yet: the credential report of the management account."},
		"no trail":         {trails(), []string{"medium organization-trail: No organization trail logs the calls in all accounts"}, "no trail in us-east-1"},
		"other trails":     {trails(model.Trail{Name: "mine", MultiRegion: true}), []string{"medium organization-trail: No organization trail logs the calls in all accounts"}, "1 trail in us-east-1, and none of them is an organization trail: mine."},
		"stopped":          {trails(model.Trail{Name: "all", ARN: "arn:x", Home: "eu-west-1", Organization: true, MultiRegion: true, Checked: true}), []string{"high organization-trail: The organization trail all is not logging"}, "start-logging --name arn:x in eu-west-1"},
		"one Region":       {trails(model.Trail{Name: "all", Home: "eu-west-1", Organization: true, Checked: true, Logging: true}), []string{"medium organization-trail: The organization trail all logs one Region only"}, "It logs eu-west-1"},
		"no delivery":      {trails(model.Trail{Name: "all", Organization: true, MultiRegion: true, Checked: true, Logging: true, Error: "NoSuchBucket"}), []string{"high organization-trail: The organization trail all cannot deliver its log files"}, "NoSuchBucket."},
		"one of two logs":  {trails(model.Trail{Name: "old", Organization: true, Checked: true}, model.Trail{Name: "all", Organization: true, MultiRegion: true, Checked: true, Logging: true}), nil, ""},
		"one is not known": {trails(model.Trail{Name: "old", Organization: true, Checked: true}, model.Trail{Name: "all", Organization: true}), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			x := sound()
			tt.change(&x)
			found := livesFindings(x)
			if diff := cmp.Diff(tt.want, brief(found)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for _, f := range found {
				if text := strings.Join(append([]string{f.Evidence, f.Fix}, f.Details...), "\n"); !strings.Contains(text, tt.evidence) || f.Fix == "" {
					t.Errorf("it says\n%s", text)
				}
				if f.Severity != finding.SeverityOpen && (f.Place.Node != "111122223333" || f.Details[len(f.Details)-1] != "As of 2026-11-20 12:00Z.") {
					t.Errorf("it is about %+v, %q", f.Place, f.Details)
				}
			}
		})
	}
}

// Who may assume a role follows from the whole trust policy: conditions and denials
// count, the organization's own accounts are told from outsiders, and services,
// service-linked roles and roles of IAM Identity Center are no findings.
func TestRolesThatOthersMayAssume(t *testing.T) {
	const (
		vendor = `"Principal":{"AWS":"arn:aws:iam::999900001111:root"},"Action":"sts:AssumeRole"`
		anyone = `"Principal":{"AWS":"*"},"Action":"sts:AssumeRole"`
		github = `"Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity"`
		out    = "medium: 1 role of the management account can be assumed from outside the organization"
		open   = "high: 1 role of the management account can be assumed from any AWS account"
		all    = "high: 1 role of the management account can be assumed by every user of an identity provider"
		member = "note: 1 role of the management account can be assumed from member accounts"
	)
	for name, tt := range map[string]struct{ statements, want, evidence string }{
		"a service":            {`{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}`, "", ""},
		"its own account":      {`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}`, "", ""},
		"a vendor":             {`{"Effect":"Allow",` + vendor + `}`, out, "X: account 999900001111 without an external ID."},
		"with an external ID":  {`{"Effect":"Allow",` + vendor + `,"Condition":{"StringEquals":{"sts:ExternalId":"1"}}}`, out, "X: account 999900001111 with an external ID."},
		"external ID if given": {`{"Effect":"Allow",` + vendor + `,"Condition":{"StringEqualsIfExists":{"sts:ExternalId":"1"}}}`, out, "without an external ID"},
		"a user of a vendor":   {`{"Effect":"Allow","Principal":{"AWS":["999900001111"]},"Action":"sts:*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}`, out, "999900001111"},
		"tags only":            {`{"Effect":"Allow","Principal":{"AWS":"999900001111"},"Action":"sts:TagSession"}`, "", ""},
		"not outside":          {`{"Effect":"Allow",` + vendor + `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-4x9acme2k7"}}}`, "", ""},
		"denied again":         {`{"Effect":"Allow",` + vendor + `},{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-4x9acme2k7"}}}`, "", ""},
		"denied to others":     {`{"Effect":"Allow",` + vendor + `},{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::999900001111:root"},"Action":"*"}`, out, "999900001111"},
		"a member":             {`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::414928452000:role/pipeline"},"Action":"sts:AssumeRole"}`, member, "X: ci-cd (414928452000)."},
		"a deleted role":       {`{"Effect":"Allow","Principal":{"AWS":"AROAEXAMPLE"},"Action":"sts:AssumeRole"}`, "", ""},
		"anyone":               {`{"Effect":"Allow",` + anyone + `}`, open, "X."},
		"anyone, bare":         {`{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"1"}}}`, open, "X."},
		"everyone but":         {`{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}`, open, "X."},
		"anyone here":          {`{"Effect":"Allow",` + anyone + `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-4x9acme2k7"}}}`, member, "X: every account of the organization."},
		"anyone here, by path": {`{"Effect":"Allow",` + anyone + `,"Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-4x9acme2k7/*"}}}`, member, "every account"},
		"anyone, if in an org": {`{"Effect":"Allow",` + anyone + `,"Condition":{"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-4x9acme2k7"}}}`, open, "X."},
		"another organization": {`{"Effect":"Allow",` + anyone + `,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-vendor0000"}}}`, open, "X."},
		"a role name anywhere": {`{"Effect":"Allow",` + anyone + `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/deployer"}}}`, open, "X."},
		"one account by a key": {`{"Effect":"Allow",` + anyone + `,"Condition":{"StringEquals":{"aws:PrincipalAccount":"999900001111"}}}`, out, "X: account 999900001111 without an external ID."},
		"one member by a key":  {`{"Effect":"Allow",` + anyone + `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::414928452000:role/*"}}}`, member, "ci-cd"},
		"GitHub":               {`{"Effect":"Allow",` + github + `,"Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}}`, all, "X: token.actions.githubusercontent.com."},
		"GitHub, any repo":     {`{"Effect":"Allow",` + github + `,"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:*"}}}`, all, "X: token."},
		"GitHub, one repo":     {`{"Effect":"Allow",` + github + `,"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/org:*"}}}`, "", ""},
		"Cognito":              {`{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"eu-west-1:1"}}}`, "", ""},
		"Google":               {`{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity"}`, all, "X: accounts.google.com."},
		"SAML":                 {`{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/Okta"},"Action":"sts:AssumeRoleWithSAML"}`, "", ""},
		"no JSON":              {`?`, "not checked: Not checked: 1 role of the management account with a trust policy that deputy cannot read", "X."},
	} {
		t.Run(name, func(t *testing.T) {
			x := sound()
			x.Identities.Roles = []model.IAMRole{{Name: "X", Path: "/", Trust: `{"Version":"2012-10-17","Statement":[` + tt.statements + `]}`, Used: daysBefore(2)}}
			for _, path := range []string{"/aws-service-role/x.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"} {
				x.Identities.Roles = append(x.Identities.Roles, model.IAMRole{Name: "Y", Path: path, Trust: `{"Statement":{"Effect":"Allow",` + anyone + `}}`})
			}
			found := livesFindings(x)
			if got := strings.ReplaceAll(strings.Join(brief(found), "\n"), " management-role:", ":"); got != tt.want {
				t.Fatalf("it finds\n%s\ninstead of\n%s", got, tt.want)
			}
			if tt.want != "" && (!strings.Contains(found[0].Evidence, tt.evidence) || !strings.Contains(found[0].Details[0], "last used 2026-11-18")) {
				t.Errorf("it says %s\n%q", found[0].Evidence, found[0].Details)
			}
		})
	}
}

// Of an account that may or may not be in the organization nothing is claimed.
func TestRolesWhileAccountsAreNotKnown(t *testing.T) {
	s := sample.Demo()
	s.ManagementAccount = sound()
	s.ManagementAccount.Identities.Roles = []model.IAMRole{{Name: "X", Trust: `{"Statement":{"Effect":"Allow","Principal":{"AWS":"999900001111"},"Action":"sts:AssumeRole"}}`}}
	r := modeltest.Saved(s)
	modeltest.Apply(r, modeltest.Failed(model.PartAccounts, "", "ListAccounts"))
	found := only(finding.Inspect(r), "management-role")
	if len(found) != 1 || found[0].Severity != finding.SeverityOpen || found[0].Gap == nil {
		t.Errorf("it finds %q", brief(found))
	}
}

// Only the management account can read what lives there. With other credentials that
// is one finding, and a saved reading still counts.
func TestManagementAccountOfOtherCallers(t *testing.T) {
	s := sample.Demo()
	s.Caller.Account = modeltest.Tooling
	found := inspect(s)
	var codes []string
	for _, code := range livesKinds {
		codes = append(codes, brief(only(found, code))...)
	}
	if len(codes) != 1 || codes[0] != "not checked management-root: Not checked: IAM users, access keys, roles and trails of the management account" {
		t.Errorf("it finds %q", codes)
	}
	s.ManagementAccount = sound()
	s.ManagementAccount.RootUser.MFA = false
	if f := only(inspect(s), "management-root"); len(f) != 1 || f[0].Severity != finding.SeverityHigh {
		t.Errorf("of a saved reading it finds %q", brief(f))
	}
}

// IAM has no report until somebody has one generated, which the finding offers.
func TestNoCredentialReport(t *testing.T) {
	r := modeltest.Demo()
	modeltest.Apply(r, model.ManagementAccountFact{ManagementAccount: model.ManagementAccount{Credentials: &model.CredentialReport{}}}, modeltest.Status(model.PartCredentials, "", model.Complete))
	found := only(finding.Inspect(r), "management-key")
	if len(found) != 1 || !found[0].Generate || found[0].Severity != finding.SeverityOpen || !strings.Contains(found[0].Fix, "--credential-report") {
		t.Errorf("it finds %+v", found)
	}
}

// manyRoles is a management account with as many roles as AWS lets it have, each with
// a trust policy of its own.
func manyRoles(n int) model.ManagementAccount {
	x := sound()
	for i := range n {
		x.Identities.Roles = append(x.Identities.Roles, model.IAMRole{Name: fmt.Sprintf("role-%05d", i), Path: "/", Trust: fmt.Sprintf(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::9999%08d:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"id-%d"}}}]}`, i, i)})
	}
	return x
}

// One finding tells of ten thousand roles, and does not fill a screen with them.
func TestTenThousandRoles(t *testing.T) {
	found := livesFindings(manyRoles(10_000))
	if len(found) != 1 || found[0].Title != "10,000 roles of the management account can be assumed from outside the organization" || len(found[0].Details) > 202 || len(found[0].Evidence) > 1000 {
		t.Errorf("it finds %q", brief(found))
	}
}

// BenchmarkOpenRoles inspects a reading with ten thousand roles for outsiders.
func BenchmarkOpenRoles(b *testing.B) {
	s := sample.Demo()
	s.ManagementAccount = manyRoles(10_000)
	r := modeltest.Saved(s)
	for b.Loop() {
		finding.InspectSurveyed(r, nil)
	}
}
