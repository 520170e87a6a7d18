package model

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model/iam"
	"deputy/model/scp"
)

// Mandates are what the organization's resource policy says: a mechanism of
// delegation of its own, which lets accounts manage policies. It does not show
// in the lists of delegated administrators.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
type Mandates struct {
	ARN      string
	Document *scp.Document // nil while there is none, or none is read
	All      []Mandate     // one for each statement, in order
	Accounts []Mandated    // whom it names, by name
	Status   Status        // known without a document is that there is none
}

// Mandate is one statement in words.
type Mandate struct {
	Index    int // from 1
	Sid      string
	Text     string // one sentence
	Deny     bool
	Changes  bool        // what it speaks of changes something
	Guards   bool        // namely SCPs, RCPs, or more than policies
	Everyone bool        // it speaks of more than whom it names
	Inside   bool        // these are only the organization's own
	Accounts []AccountID // whom it names
	Broken   bool        // what it means cannot be told
	Span     scp.Span    // of the statement
}

// Mandated is an account that the policy names.
type Mandated struct {
	Account AccountID
	Name    string // empty while the account is not read
	Trouble string // why the account cannot act, such as "is suspended"; empty if it can
	Unread  bool   // whether it can act is not known
	Of      []int  // places in Mandates.All of the statements that name it
}

// Mandates reads the organization's resource policy.
func (r *Reading) Mandates() *Mandates {
	arn, text := r.ResourcePolicy()
	m := &Mandates{ARN: arn, Status: r.Status(PartResourcePolicy, "")}
	if arn == "" && text == "" {
		return m
	}
	m.Document = scp.Parse(text, scp.ResourcePolicy)
	named := map[AccountID][]int{}
	for i := range m.Document.Statements {
		x := r.mandate(m.Document, &m.Document.Statements[i])
		m.All = append(m.All, x)
		for _, account := range x.Accounts {
			named[account] = append(named[account], i)
		}
	}
	for account, of := range named {
		m.Accounts = append(m.Accounts, r.mandated(account, of))
	}
	slices.SortFunc(m.Accounts, func(a, b Mandated) int {
		return cmp.Or(CompareNames(a.Name, b.Name), cmp.Compare(a.Account, b.Account))
	})
	return m
}

// Of gives the statements that name an account, in order.
func (m *Mandates) Of(account AccountID) []Mandate {
	var out []Mandate
	for _, x := range m.All {
		if slices.Contains(x.Accounts, account) {
			out = append(out, x)
		}
	}
	return out
}

// mandated tells whether an account that is named can act.
func (r *Reading) mandated(account AccountID, of []int) Mandated {
	x := Mandated{Account: account, Of: of}
	node := r.Node(account.Node())
	switch {
	case node != nil:
		x.Name, x.Trouble = node.Name, node.State.OutOfUse()
	case account == r.Organization.Management:
	case r.Status(PartAccounts, "").Known():
		x.Trouble = "is not among the accounts of the organization"
	default:
		x.Unread = true
	}
	return x
}

// mandate reads one statement.
func (r *Reading) mandate(d *scp.Document, s *scp.Statement) Mandate {
	x := Mandate{Index: s.Index, Sid: s.Sid.Value, Deny: s.Effect == scp.Deny, Span: s.Span}
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
	t := newMandateTeller(r, d, s)
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
func partyAccount(p scp.Party) AccountID {
	if p.Kind != "AWS" {
		return ""
	}
	if IsAccountID(p.Name.Value) {
		return AccountID(p.Name.Value)
	}
	if arn, err := ParseARN(p.Name.Value); err == nil && IsAccountID(arn.Account) {
		return AccountID(arn.Account)
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
