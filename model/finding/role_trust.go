package finding

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
)

func needRoles(w *inspector) []model.PartKey {
	keys := w.livesHere(model.PartIdentities)
	if len(keys) > 0 {
		keys = append(keys, wholeParts(model.PartAccounts)...)
	}
	return keys
}

// findOpenRoles finds roles of the management account that others may assume: any AWS
// account, everybody of an identity provider, accounts outside the organization, and
// member accounts.
func findOpenRoles(w *inspector) {
	_, status := w.r.Identities()
	if !status.Known() {
		return
	}
	var anyone, providers, outside, members, unread roleList
	for _, role := range w.r.OpenRoles() {
		t := trustOf(w.r, role.Document)
		switch {
		case t.broken:
			unread.add(role.IAMRole, "")
		case t.anyone:
			anyone.add(role.IAMRole, "")
		}
		if len(t.providers) > 0 {
			providers.add(role.IAMRole, phrase.Commas(t.providers))
		}
		if names := t.outside(w.r); len(names) > 0 {
			outside.add(role.IAMRole, phrase.Join(names, " and "))
		}
		if names := t.members(w.r); len(names) > 0 {
			members.add(role.IAMRole, phrase.Join(names, " and "))
		}
	}
	anyone.report(w, status, Finding{
		Severity: SeverityHigh, Title: " of the management account can be assumed from any AWS account",
		Fix:     "Name in their trust policies the accounts that need them, or require aws:PrincipalOrgID.",
		Sources: []string{pageThirdParty, pageManagement},
	})
	providers.report(w, status, Finding{
		Severity: SeverityHigh, Title: " of the management account can be assumed by every user of an identity provider",
		Fix:     "Add a condition on the subject (the provider's key that ends with :sub) which names the repository, project or user.",
		Sources: []string{pageOIDCRole, pageManagement},
	})
	outside.report(w, status, Finding{
		Severity: SeverityMedium, Title: " of the management account can be assumed from outside the organization",
		Fix:     "Delete the roles that nobody needs, move the others to a member account, and require an external ID (sts:ExternalId) of every vendor.",
		Sources: []string{pageThirdParty, pageManagement},
	})
	members.report(w, status, Finding{
		Severity: SeverityNote, Title: " of the management account can be assumed from member accounts",
		Fix:     "Keep those that the organization cannot do without: if such a member account is compromised, an attacker could assume them.",
		Sources: []string{pageManagement},
	})
	unread.report(w, status, Finding{
		Severity: SeverityOpen, Title: " of the management account with a trust policy that deputy cannot read",
		Fix: "Look at these trust policies in the IAM console.",
	})
}

// roleList is the roles of a finding, each with who may assume it.
type roleList []openRole

type openRole struct {
	*model.IAMRole
	who string
}

func (l *roleList) add(role *model.IAMRole, who string) { *l = append(*l, openRole{role, who}) }

// report adds the finding about the roles, if there are any.
func (l roleList) report(w *inspector, status model.Status, f Finding) {
	if len(l) == 0 {
		return
	}
	slices.SortFunc(l, func(a, b openRole) int { return model.CompareNames(a.Name, b.Name) })
	f.Title = phrase.Count(len(l), "role") + f.Title
	if f.Severity == SeverityOpen {
		f.Title = "Not checked: " + f.Title
	}
	var few []string
	for i, role := range l[:min(manyLines, len(l))] {
		name, used := role.Name, "no use in the last 400 days recorded"
		if role.who != "" {
			name += ": " + role.who
		}
		if !role.Used.IsZero() {
			used = "last used " + phrase.Date(role.Used)
		}
		if i < fewNames {
			few = append(few, name)
		}
		f.Details = append(f.Details, name+" ("+used+")")
	}
	f.Evidence = strings.Join(few, "; ") // names of accounts may have commas
	if n := len(l) - fewNames; n > 0 {
		f.Evidence += "; and " + phrase.Thousands(n) + " more"
	}
	f.Evidence += "."
	if n := len(l) - manyLines; n > 0 {
		f.Details = append(f.Details, phrase.Count(n, "more role")+".")
	}
	w.addAbout(status, f)
}

// trust is who may assume a role, by its trust policy alone.
type trust struct {
	broken    bool           // deputy cannot read the policy
	anyone    bool           // any AWS account
	everyone  bool           // any account of the organization
	providers []string       // identity providers with all of their users
	accounts  []accountTrust // that the policy names
}

// accountTrust says what an account may do that a trust policy names.
type accountTrust struct {
	model.AccountID
	outside   bool // it may assume the role if it is not in the organization
	withoutID bool // and needs no external ID for that
	inside    bool // it may if it is in the organization
}

// trustOf returns who may assume a role, and finds it out only the first time.
func trustOf(r *model.Reading, d *scp.Document) *trust {
	t, _ := d.Memo(func(d *scp.Document) any { return readTrust(r, d) }).(*trust) // nothing else is kept of a trust policy
	return t
}

// readTrust finds out who may assume a role. Each principal that the policy may mean
// is tried: a condition counts as fulfilled unless it certainly is not.
//
// The users of a SAML provider are left out: the provider itself says in each
// assertion which role its user may assume.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
func readTrust(r *model.Reading, d *scp.Document) *trust {
	if d.Broken() {
		return &trust{broken: true}
	}
	j := &trustJudge{r: r, d: d, organizations: []string{strangeOrganization}}
	if j.byOrganization = d.UsesKey("aws:PrincipalOrgID") || d.UsesKey("aws:PrincipalOrgPaths"); j.byOrganization {
		j.organizations = append(j.organizations, "")
	}
	j.find()
	t := &trust{}
	if j.wildcard {
		t.anyone = j.assumable(strangeAccount, false)
		t.everyone = !t.anyone && j.assumableIn(strangeAccount, r.Organization.ID, false)
	}
	for _, a := range j.accounts {
		of := accountTrust{AccountID: a, outside: j.assumable(a, false)}
		of.withoutID = of.outside && (!d.UsesKey("sts:ExternalId") || j.assumable(a, true))
		of.inside = of.outside && !j.byOrganization || j.assumableIn(a, r.Organization.ID, false)
		t.accounts = append(t.accounts, of)
	}
	for _, p := range j.providers {
		if j.opensTo(p) {
			t.providers = append(t.providers, providerHost(p))
		}
	}
	return t
}

// outside returns the accounts outside the organization that may assume the role.
func (t *trust) outside(r *model.Reading) (names []string) {
	for _, a := range t.accounts {
		if a.outside && r.Outside(a.AccountID) && a.AccountID != r.Organization.Management {
			names = append(names, "account "+string(a.AccountID)+map[bool]string{true: " without", false: " with"}[a.withoutID]+" an external ID")
		}
	}
	return names
}

// members returns the member accounts that may assume the role.
func (t *trust) members(r *model.Reading) (names []string) {
	if t.everyone {
		names = append(names, "every account of the organization")
	}
	for _, a := range t.accounts {
		if a.inside && r.Node(a.Node()) != nil && a.AccountID != r.Organization.Management {
			names = append(names, r.AccountLabel(a.AccountID))
		}
	}
	return names
}

// A principal of nobody: an account and an organization that do not exist.
const (
	strangeAccount      = model.AccountID("000000000000")
	strangeOrganization = "o-0000000000"
)

// trustJudge tries principals on one trust policy.
type trustJudge struct {
	r *model.Reading
	d *scp.Document

	byOrganization bool // the policy asks for the organization of a principal

	wildcard      bool              // a statement allows any account, as far as its Principal goes
	accounts      []model.AccountID // that the policy names
	organizations []string          // to try for accounts outside: a strange one, none if that matters, and those that the policy names
	providers     []string          // OpenID Connect providers
}

// find collects what the policy names.
func (j *trustJudge) find() {
	for i := range j.d.Statements {
		s := &j.d.Statements[i]
		if s.Effect == scp.Allow {
			j.findParties(s)
		}
		for _, c := range s.Comparisons {
			for _, v := range c.Values {
				j.findNamed(strings.ToLower(c.Key.Value), v.Value)
			}
		}
	}
}

func (j *trustJudge) findParties(s *scp.Statement) {
	j.wildcard = j.wildcard || s.Principal.Not
	for _, p := range s.Principal.Parties {
		switch account := plain.PartyAccount(p); {
		case s.Principal.Not:
		case p.Name.Value == "*":
			j.wildcard = true
		case account != "":
			j.addAccount(account)
		case p.Kind == "Federated" && !strings.Contains(p.Name.Value, ":saml-provider/") && !slices.Contains(j.providers, p.Name.Value):
			j.providers = append(j.providers, p.Name.Value)
		}
	}
}

// findNamed takes the accounts and organizations of a condition.
func (j *trustJudge) findNamed(key, value string) {
	switch key {
	case "aws:principalaccount":
		j.addAccount(model.AccountID(value))
	case "aws:principalarn":
		if arn, err := model.ParseARN(value); err == nil {
			j.addAccount(model.AccountID(arn.Account))
		}
	case "aws:principalorgid", "aws:principalorgpaths":
		id, _, _ := strings.Cut(value, "/")
		if id != j.r.Organization.ID && strings.HasPrefix(id, "o-") && !slices.Contains(j.organizations, id) {
			j.organizations = append(j.organizations, id)
		}
	}
}

func (j *trustJudge) addAccount(a model.AccountID) {
	if model.IsAccountID(string(a)) && !slices.Contains(j.accounts, a) {
		j.accounts = append(j.accounts, a)
	}
}

// assumable reports whether an account outside may assume the role, whatever its
// organization is; without an external ID if none is given.
func (j *trustJudge) assumable(a model.AccountID, withoutID bool) bool {
	return slices.ContainsFunc(j.organizations, func(o string) bool { return j.assumableIn(a, o, withoutID) })
}

// assumableIn reports whether an account of an organization may assume the role.
func (j *trustJudge) assumableIn(a model.AccountID, organization string, withoutID bool) bool {
	q := scp.NewRequest("sts:AssumeRole", scp.OpenResource(), scp.Open)
	q.Set("aws:PrincipalAccount", string(a))
	if j.d.UsesKey("aws:PrincipalArn") {
		q.SetOutlines("aws:PrincipalArn", scp.Outline{Head: "arn:" + cmp.Or(j.r.Caller.Partition, "aws") + ":iam::" + string(a) + ":"})
	}
	switch {
	case !j.byOrganization:
	case organization == "":
		q.SetAbsent("aws:PrincipalOrgID")
		q.SetAbsent("aws:PrincipalOrgPaths")
	default:
		q.Set("aws:PrincipalOrgID", organization)
		q.SetOutlines("aws:PrincipalOrgPaths", scp.Outline{Head: organization + "/"})
	}
	q.Set("aws:PrincipalIsAWSService", "false")
	q.SetAbsent("aws:SourceAccount") // a service has these
	q.SetAbsent("aws:SourceArn")
	if withoutID {
		q.SetAbsent("sts:ExternalId")
	}
	return j.allows(q, func(s *scp.Statement) bool { return coversAccount(s, a) })
}

// allows reports whether a statement about a principal may allow a request, and none
// certainly denies it.
func (j *trustJudge) allows(q *scp.Request, about func(*scp.Statement) bool) bool {
	allowed := false
	for i := range j.d.Statements {
		s := &j.d.Statements[i]
		if !about(s) {
			continue
		}
		match := s.Match(q)
		if s.Effect == scp.Deny && match == scp.True {
			return false
		}
		allowed = allowed || s.Effect == scp.Allow && match != scp.False
	}
	return allowed
}

// coversAccount reports whether a statement's Principal has something of an account.
func coversAccount(s *scp.Statement, a model.AccountID) bool {
	named := slices.ContainsFunc(s.Principal.Parties, func(p scp.Party) bool {
		return plain.PartyAccount(p) == a || p.Name.Value == "*" && p.Kind != "Service" && p.Kind != "Federated"
	})
	return named != s.Principal.Not
}

// strangers are subjects that nobody has, in the form of the provider's.
var strangers = map[string]string{
	"token.actions.githubusercontent.com": "repo:nobody/nothing:ref:refs/heads/nothing",
	"gitlab.com":                          "project_path:nobody/nothing:ref_type:branch:ref:nothing",
	"app.terraform.io":                    "organization:nobody:project:nothing:workspace:nothing:run_phase:plan",
}

// opensTo reports whether a stranger whom a provider vouches for may assume the role.
// The audience is no subject, except for Amazon Cognito, where it is the identity pool.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
func (j *trustJudge) opensTo(provider string) bool {
	host := providerHost(provider)
	q := scp.NewRequest("sts:AssumeRoleWithWebIdentity", scp.OpenResource(), scp.Open)
	for i := range j.d.Statements {
		for _, c := range j.d.Statements[i].Comparisons {
			claim, of := strings.CutPrefix(strings.ToLower(c.Key.Value), strings.ToLower(host)+":")
			if !of || claim == "aud" && host != "cognito-identity.amazonaws.com" {
				continue
			}
			stranger := "nobody"
			if claim == "sub" && strangers[host] != "" {
				stranger = strangers[host]
			}
			q.Set(c.Key.Value, stranger)
		}
	}
	return j.allows(q, func(s *scp.Statement) bool {
		named := slices.ContainsFunc(s.Principal.Parties, func(p scp.Party) bool { return p.Name.Value == provider || p.Name.Value == "*" })
		return named != s.Principal.Not
	})
}

// providerHost returns the host of an identity provider, with which its condition keys
// begin.
func providerHost(provider string) string {
	if _, host, ok := strings.Cut(provider, ":oidc-provider/"); ok {
		return host
	}
	return provider
}
