package verdict

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// evaluation is a question with its ladders and what follows from it.
type evaluation struct {
	r          *model.Reading
	q          Question
	scps, rcps []Rung
	request    *scp.Request
	outside    bool // the principal's account is not in the organization
	owner      model.AccountID
	ownerSaid  bool // the question says who owns the resource
	ownerless  bool // RCPs would bind, and whose is not known
	notes      []string
	derived    []Derived
}

func newEvaluation(r *model.Reading, q Question) *evaluation {
	c := &evaluation{r: r, q: q, outside: r.Outside(q.Account)}
	c.findOwner()
	c.findPolicies()
	c.fill()
	return c
}

func (c *evaluation) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
}

// findOwner finds who owns the resource: stated, or in the ARN.
func (c *evaluation) findOwner() {
	c.owner = c.q.ResourceAccount
	if arn, err := model.ParseARN(c.q.Resource); err == nil && model.IsAccountID(arn.Account) && c.owner == "" {
		c.owner = model.AccountID(arn.Account)
	}
	c.ownerSaid = c.owner != ""
}

// findPolicies finds the ladders that bind, and says why one does not.
func (c *evaluation) findPolicies() {
	if strings.EqualFold(c.q.Action, alwaysPerformed) {
		c.note("AWS performs %s also where an identity's policy denies it; whether an SCP stops it is not documented.", alwaysPerformed)
	}
	if c.exempt() {
		return
	}
	if c.outside {
		c.note("The principal's account %s is not in this organization: no SCP of this organization binds it. RCPs bind whoever calls.", c.q.Account)
	} else if c.applies(model.ServiceControlPolicy, c.q.Account, "its principals") {
		c.scps = Rungs(c.r, c.q.Account.Node(), model.ServiceControlPolicy)
	}
	c.findResourcePolicies()
}

// alwaysPerformed is an action that AWS performs also where a policy denies it, as it
// says of identities' policies, and does not say of SCPs.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
const alwaysPerformed = "sts:GetCallerIdentity"

// exempt tells whether neither SCPs nor RCPs bind, whatever the accounts.
func (c *evaluation) exempt() bool {
	switch {
	case serviceLinked(c.q.Principal):
		c.note("Service-linked roles are bound by no SCP and no RCP.")
		if strings.Contains(c.q.Principal, ":assumed-role/") {
			c.note("That the session is one of such a role is taken from the role's name.")
		}
	case c.r.Organization.Features == model.FeaturesBilling:
		c.note("The organization has consolidated billing only: there are no SCPs and no RCPs.")
	default:
		return false
	}
	return true
}

// ownsAll tells whether the resource can be taken for one of the principal's
// account: the action has none, and nobody else is stated as its owner.
func (c *evaluation) ownsAll() bool { return c.owner == "" && c.q.Resource == "*" }

// findResourcePolicies finds the RCPs that bind.
func (c *evaluation) findResourcePolicies() {
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
		if c.applies(model.ResourceControlPolicy, c.owner, "resources in it") {
			c.rcps = Rungs(c.r, c.owner.Node(), model.ResourceControlPolicy)
			if own {
				c.note("No resource is given that another account could own: the RCPs are the account's own.")
			}
		}
	default:
		if c.ownerless = c.applies(model.ResourceControlPolicy, anyAccount, ""); c.ownerless {
			c.note("Which account owns the resource is not given, and RCPs bind by the owner.")
		}
	}
}

// applies tells whether policies of a type bind an account.
func (c *evaluation) applies(t model.PolicyType, a model.AccountID, what string) bool {
	status := c.r.PolicyTypeStatus(t)
	switch {
	case a == c.r.Organization.Management:
		c.note("%s is the management account: no %s binds %s.", a, t.Abbreviation(), what)
		return false
	case status == "" && c.r.Status(model.PartRoots, "").Known():
		c.note("%ss are not enabled in this organization.", t.Abbreviation())
		return false
	case status != "" && status != "ENABLED":
		c.note("%ss are %s on the root: whether they bind during the change is not documented; they are evaluated.", t.Abbreviation(), status)
	}
	return true
}

// AppliesAt reports whether policies of a type, SCPs or RCPs, apply at a node,
// and says in a note what there is to say about that; usually nothing.
func AppliesAt(r *model.Reading, id model.NodeID, t model.PolicyType) (applies bool, note string) {
	c := &evaluation{r: r}
	if r.Organization.Features == model.FeaturesBilling {
		c.note("The organization has consolidated billing only: there are no SCPs and no RCPs.")
	} else {
		what := "its principals"
		if t == model.ResourceControlPolicy {
			what = "resources in it"
		}
		applies = c.applies(t, model.AccountID(id), what)
	}
	return applies, strings.Join(c.notes, " ")
}

// DerivedRequest is the request of which only is given what follows for every
// request that the policies of a node's ladder see.
func DerivedRequest(r *model.Reading, id model.NodeID, t model.PolicyType) *scp.Request {
	q := scp.NewRequest("", scp.OpenResource(), scp.Open)
	prefix := "aws:Principal"
	if t == model.ResourceControlPolicy {
		prefix = "aws:Resource"
	}
	set := func(key, value string) {
		if value != "" {
			q.Set(prefix+key, value)
		}
	}
	set("OrgID", r.Organization.ID)
	if n := r.Node(id); n != nil && n.Account() != "" {
		set("Account", string(n.Account()))
		set("OrgPaths", r.OrgPath(n.Account()))
	}
	return q
}
