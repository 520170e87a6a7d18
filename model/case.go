package model

import (
	"fmt"
	"strings"

	"deputy/model/scp"
)

// kase is a question with its ladders and what follows from it.
type kase struct {
	r          *Reading
	q          Question
	scps, rcps []Rung
	request    *scp.Request
	outside    bool // the principal's account is not in the organization
	owner      AccountID
	ownerSaid  bool // the question says who owns the resource
	ownerless  bool // RCPs would bind, and whose is not known
	notes      []string
	derived    []Derived
}

func (r *Reading) newCase(q Question) *kase {
	c := &kase{r: r, q: q, outside: r.Outside(q.Account)}
	c.findOwner()
	c.bind()
	c.fill()
	return c
}

func (c *kase) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
}

// findOwner finds who owns the resource: stated, or in the ARN.
func (c *kase) findOwner() {
	c.owner = c.q.ResourceAccount
	if arn, err := ParseARN(c.q.Resource); err == nil && IsAccountID(arn.Account) && c.owner == "" {
		c.owner = AccountID(arn.Account)
	}
	c.ownerSaid = c.owner != ""
}

// bind finds the ladders that bind, and says why one does not.
func (c *kase) bind() {
	if strings.EqualFold(c.q.Action, unstoppable) {
		c.note("AWS performs %s also where an identity's policy denies it; whether an SCP stops it is not documented.", unstoppable)
	}
	if c.exempt() {
		return
	}
	if c.outside {
		c.note("The principal's account %s is not in this organization: no SCP of this organization binds it. RCPs bind whoever calls.", c.q.Account)
	} else if c.binds(ServiceControlPolicy, c.q.Account, "its principals") {
		c.scps = c.r.rungs(c.q.Account.Node(), ServiceControlPolicy)
	}
	c.bindResource()
}

// unstoppable is an action that AWS performs also where a policy denies it, as it
// says of identities' policies, and does not say of SCPs.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
const unstoppable = "sts:GetCallerIdentity"

// exempt tells whether neither SCPs nor RCPs bind, whatever the accounts.
func (c *kase) exempt() bool {
	switch {
	case serviceLinked(c.q.Principal):
		c.note("Service-linked roles are bound by no SCP and no RCP.")
		if strings.Contains(c.q.Principal, ":assumed-role/") {
			c.note("That the session is one of such a role is taken from the role's name.")
		}
	case c.r.Organization.Features == FeaturesBilling:
		c.note("The organization has consolidated billing only: there are no SCPs and no RCPs.")
	default:
		return false
	}
	return true
}

// ownsAll tells whether the resource can be taken for one of the principal's
// account: the action has none, and nobody else is stated as its owner.
func (c *kase) ownsAll() bool { return c.owner == "" && c.q.Resource == "*" }

// bindResource finds the RCPs that bind.
func (c *kase) bindResource() {
	if !scp.RCPCovers(c.q.Action) {
		c.note("RCPs do not cover %s.", c.q.Action)
		return
	}
	own := c.ownsAll()
	if own {
		c.owner = c.q.Account
	}
	switch {
	case c.owner != "" && c.r.Outside(c.owner):
		c.note("The resource's owner %s is not in this organization: its RCPs do not bind.", c.owner)
	case c.owner != "":
		if c.binds(ResourceControlPolicy, c.owner, "resources in it") {
			c.rcps = c.r.rungs(c.owner.Node(), ResourceControlPolicy)
			if own {
				c.note("No resource is given that another account could own: the RCPs are the account's own.")
			}
		}
	default:
		if c.ownerless = c.binds(ResourceControlPolicy, anyAccount, ""); c.ownerless {
			c.note("Which account owns the resource is not given, and RCPs bind by the owner.")
		}
	}
}

// binds tells whether policies of a type bind an account.
func (c *kase) binds(t PolicyType, a AccountID, what string) bool {
	status := c.r.PolicyTypeStatus(t)
	switch {
	case a == c.r.Organization.Management:
		c.note("%s is the management account: no %s binds %s.", a, t.Abbreviation(), what)
		return false
	case status == "" && c.r.Status(PartRoots, "").Known():
		c.note("%ss are not enabled in this organization.", t.Abbreviation())
		return false
	case status != "" && status != "ENABLED":
		c.note("%ss are %s on the root: whether they bind during the change is not documented; they are evaluated.", t.Abbreviation(), status)
	}
	return true
}

// appliesAt reports whether policies of a type, SCPs or RCPs, apply at a node,
// and says in a note what there is to say about that; usually nothing.
func (r *Reading) appliesAt(id NodeID, t PolicyType) (applies bool, note string) {
	c := &kase{r: r}
	if r.Organization.Features == FeaturesBilling {
		c.note("The organization has consolidated billing only: there are no SCPs and no RCPs.")
	} else {
		what := "its principals"
		if t == ResourceControlPolicy {
			what = "resources in it"
		}
		applies = c.binds(t, AccountID(id), what)
	}
	return applies, strings.Join(c.notes, " ")
}
