package plain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/scp"
)

// ResourcePolicy are what the organization's resource policy says: a mechanism of
// delegation of its own, which lets accounts manage policies. It does not show
// in the lists of delegated administrators.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
type ResourcePolicy struct {
	ARN        string
	Document   *scp.Document             // nil while there is none, or none is read
	Statements []ResourcePolicyStatement // one for each statement, in order
	Accounts   []ResourcePolicyAccount   // whom it names, by name
	Status     model.Status              // known without a document is that there is none
}

// ResourcePolicyStatement is one statement in words.
type ResourcePolicyStatement struct {
	Index    int // from 1
	Sid      string
	Text     string // one sentence
	Deny     bool
	Changes  bool              // what it speaks of changes something
	Guards   bool              // namely SCPs, RCPs, or more than policies
	Everyone bool              // it speaks of more than whom it names
	Inside   bool              // these are only the organization's own
	Accounts []model.AccountID // whom it names
	Broken   bool              // what it means cannot be told
	Span     scp.Span          // of the statement
}

// ResourcePolicyAccount is an account that the policy names.
type ResourcePolicyAccount struct {
	Account    model.AccountID
	Name       string // empty while the account is not read
	OutOfUse   string // why the account cannot act, such as "is suspended"; empty if it can
	Unread     bool   // whether it can act is not known
	Statements []int  // places in Mandates.All of the statements that name it
}

// ReadResourcePolicy reads the organization's resource policy.
func ReadResourcePolicy(r *model.Reading) *ResourcePolicy {
	arn, text := r.ResourcePolicy()
	m := &ResourcePolicy{ARN: arn, Status: r.Status(model.PartResourcePolicy, "")}
	if arn == "" && text == "" {
		return m
	}
	m.Document = scp.Parse(text, scp.ResourcePolicy)
	named := map[model.AccountID][]int{}
	for i := range m.Document.Statements {
		x := newStatement(r, m.Document, &m.Document.Statements[i])
		m.Statements = append(m.Statements, x)
		for _, account := range x.Accounts {
			named[account] = append(named[account], i)
		}
	}
	for account, of := range named {
		m.Accounts = append(m.Accounts, newAccount(r, account, of))
	}
	slices.SortFunc(m.Accounts, func(a, b ResourcePolicyAccount) int {
		return cmp.Or(model.CompareNames(a.Name, b.Name), cmp.Compare(a.Account, b.Account))
	})
	return m
}

// Of gives the statements that name an account, in order.
func (m *ResourcePolicy) Of(account model.AccountID) []ResourcePolicyStatement {
	var out []ResourcePolicyStatement
	for _, x := range m.Statements {
		if slices.Contains(x.Accounts, account) {
			out = append(out, x)
		}
	}
	return out
}

// newAccount tells whether an account that is named can act.
func newAccount(r *model.Reading, account model.AccountID, of []int) ResourcePolicyAccount {
	x := ResourcePolicyAccount{Account: account, Statements: of}
	node := r.Node(account.Node())
	switch {
	case node != nil:
		x.Name, x.OutOfUse = node.Name, node.State.OutOfUse()
	case account == r.Organization.Management:
	case r.Status(model.PartAccounts, "").Known():
		x.OutOfUse = "is not among the accounts of the organization"
	default:
		x.Unread = true
	}
	return x
}

// newStatement reads one statement.
func newStatement(r *model.Reading, d *scp.Document, s *scp.Statement) ResourcePolicyStatement {
	x := ResourcePolicyStatement{Index: s.Index, Sid: s.Sid.Value, Deny: s.Effect == scp.Deny, Span: s.Span}
	x.Everyone = s.Principal.Not
	for _, p := range s.Principal.Parties {
		account := partyAccount(p)
		switch {
		case account == "":
			x.Everyone = x.Everyone || p.Name.Value == "*"
		case !slices.Contains(x.Accounts, account):
			x.Accounts = append(x.Accounts, account)
		}
	}
	if x.Broken = s.Broken; x.Broken {
		x.Text = "What statement " + strconv.Itoa(s.Index) + " means cannot be told" + because(d, s) + "."
		return x
	}
	t := newStatementWriter(r, d, s)
	x.Changes, x.Guards, x.Inside = t.changes(), t.guards(), t.inside
	x.Text = t.sentence()
	return x
}

// because gives the first error within a statement.
func because(d *scp.Document, s *scp.Statement) string {
	for _, p := range d.Problems {
		if p.Severity() == scp.Error && s.Span.Start <= p.Span.Start && p.Span.Start < s.Span.End {
			return ": " + strings.TrimSuffix(p.Sentence, ".")
		}
	}
	return ""
}

// partyAccount gives the account that a party is, or is of; empty for none.
func partyAccount(p scp.Party) model.AccountID {
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

// organizationsActions are the actions of AWS Organizations, as AWS's reference
// has them.
func organizationsActions() []iam.Action {
	var all []iam.Action
	for _, f := range iam.Find("organizations:", 1<<10) {
		all = append(all, f.Action)
	}
	return all
}
