package plain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// ResourcePolicy is the organization's resource-based delegation policy in
// words. It lets member accounts manage policies, and is independent of
// delegated administrators.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
type ResourcePolicy struct {
	ARN        string
	Document   *scp.Document             // nil if there is none, or none has been read
	Statements []ResourcePolicyStatement // in order
	Accounts   []ResourcePolicyAccount   // those that it names, by name
	Status     model.Status              // if it is known and Document is nil, there is no policy
}

// ResourcePolicyStatement is one of its statements in words.
type ResourcePolicyStatement struct {
	Index             int // from 1
	Sid               string
	Text              string // one sentence
	Deny              bool
	Changes           bool              // it covers actions that change something
	ChangesGuardrails bool              // namely SCPs or RCPs, or anything other than policies
	Everyone          bool              // it applies to more principals than it names
	OrganizationOnly  bool              // but only to those of the organization
	Accounts          []model.AccountID // those that it names
	Broken            bool              // it has errors, so its meaning is not known
	Span              scp.Span          // of the statement
}

// ResourcePolicyAccount is an account that the policy names.
type ResourcePolicyAccount struct {
	Account    model.AccountID
	Name       string // empty if the account has not been read
	OutOfUse   string // why the account cannot act, such as "is suspended"; empty if it can
	Unread     bool   // whether it can act is not known
	Statements []int  // indexes of the statements that name it
}

// ReadResourcePolicy returns the organization's resource policy in words.
func ReadResourcePolicy(r *model.Reading) *ResourcePolicy {
	arn, text := r.ResourcePolicy()
	p := &ResourcePolicy{ARN: arn, Status: r.Status(model.PartResourcePolicy, "")}
	if arn == "" && text == "" {
		return p
	}
	p.Document = scp.Parse(text, scp.ResourcePolicy)
	named := map[model.AccountID][]int{}
	for i := range p.Document.Statements {
		statement := newResourcePolicyStatement(r, p.Document, &p.Document.Statements[i])
		p.Statements = append(p.Statements, statement)
		for _, account := range statement.Accounts {
			named[account] = append(named[account], i)
		}
	}
	for account, statements := range named {
		p.Accounts = append(p.Accounts, newResourcePolicyAccount(r, account, statements))
	}
	slices.SortFunc(p.Accounts, func(a, b ResourcePolicyAccount) int {
		return cmp.Or(model.CompareNames(a.Name, b.Name), cmp.Compare(a.Account, b.Account))
	})
	return p
}

// Of returns the statements that name an account, in order.
func (p *ResourcePolicy) Of(account model.AccountID) []ResourcePolicyStatement {
	var out []ResourcePolicyStatement
	for _, x := range p.Statements {
		if slices.Contains(x.Accounts, account) {
			out = append(out, x)
		}
	}
	return out
}

// newResourcePolicyAccount finds out whether an account that is named can act.
func newResourcePolicyAccount(r *model.Reading, account model.AccountID, statements []int) ResourcePolicyAccount {
	x := ResourcePolicyAccount{Account: account, Statements: statements}
	node := r.Node(account.Node())
	switch {
	case node != nil:
		x.Name, x.OutOfUse = node.Name, node.State.OutOfUse()
	case account == r.Organization.Management:
	case r.Status(model.PartAccounts, "").Known():
		x.OutOfUse = "is not in the organization"
	default:
		x.Unread = true
	}
	return x
}

// newResourcePolicyStatement puts one statement into words.
func newResourcePolicyStatement(r *model.Reading, d *scp.Document, s *scp.Statement) ResourcePolicyStatement {
	x := ResourcePolicyStatement{Index: s.Index, Sid: s.Sid.Value, Deny: s.Effect == scp.Deny, Span: s.Span}
	x.Everyone = s.Principal.Not
	for _, p := range s.Principal.Parties {
		account := PartyAccount(p)
		switch {
		case account == "":
			x.Everyone = x.Everyone || p.Name.Value == "*"
		case !slices.Contains(x.Accounts, account):
			x.Accounts = append(x.Accounts, account)
		}
	}
	if x.Broken = s.Broken; x.Broken {
		x.Text = "deputy cannot tell what statement " + strconv.Itoa(s.Index) + " means" + firstError(d, s) + "."
		return x
	}
	words := newStatementWriter(r, d, s)
	x.Changes, x.ChangesGuardrails, x.OrganizationOnly = words.changes(), words.changesGuardrails(), words.organizationOnly
	x.Text = words.sentence()
	return x
}

// firstError returns the first error within a statement.
func firstError(d *scp.Document, s *scp.Statement) string {
	for _, p := range d.Problems {
		if p.Severity() == scp.Error && s.Span.Start <= p.Span.Start && p.Span.Start < s.Span.End {
			return ": " + strings.TrimSuffix(p.Sentence, ".")
		}
	}
	return ""
}

// PartyAccount returns the account that a principal is or belongs to; empty if
// none.
func PartyAccount(p scp.Party) model.AccountID {
	if p.Kind != "AWS" {
		return ""
	}
	if model.IsAccountID(p.Name.Value) {
		return model.AccountID(p.Name.Value)
	}
	if arn, err := model.ParseARN(p.Name.Value); err == nil && model.IsAccountID(arn.Account) {
		return model.AccountID(arn.Account)
	}
	return ""
}
