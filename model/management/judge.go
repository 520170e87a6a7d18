package management

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/iam"
	"deputy/model/plain"
	"deputy/model/scp"
)

// Call is a call made in the management account, as far as its judgement needs it.
type Call struct {
	Action     string            // as IAM has it: sso:CreateAccountAssignment
	Parameters string            // of the request, in JSON; empty if they are not known
	Owners     []model.AccountID // of the resources that the event names
}

// Judgement says where a call could be made.
type Judgement struct {
	Class Class
	// Service is the delegable service that the rule is about; empty if it is about
	// none, such as where the organization's resource policy delegates.
	Service model.ServiceID
	// Delegates are the accounts that can make the call today.
	Delegates []model.AccountID
	// Certain is false if it is not known whether there are delegates.
	Certain bool
	// Member is the account that the call is about, if that is not the management
	// account.
	Member model.AccountID
	// If is what must hold besides, and no event says; empty for most.
	If string
	// Why explains in a sentence. Page is AWS's page.
	Why, Page string
}

// Elsewhere reports whether another account could have made the call, for certain.
func (j *Judgement) Elsewhere() bool {
	return (j.Class == Delegable || j.Class == MoveIt) && j.If == ""
}

// Perhaps reports whether another account may have made the call.
func (j *Judgement) Perhaps() bool { return j.Class != Needed }

// Reason returns why the call is in its class, and what must hold besides; empty if
// the delegation says it all.
func (j *Judgement) Reason() string {
	if j.If == "" {
		return j.Why
	}
	return strings.TrimSpace(j.Why + " Only if " + j.If + ".")
}

// bestPractices says why resources do not belong into the management account.
const bestPractices = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html"

// Judge judges calls in the management account of one organization.
type Judge struct {
	management model.AccountID
	rows       map[model.ServiceID]*delegation.Row
	policy     *plain.ResourcePolicy
	settled    map[string]Judgement // of actions that need no more than their name
	rules      map[string][]rule    // of the other actions, as far as they were asked about
}

// rule is a rule of the catalogue, with the service that it belongs to.
type rule struct {
	service model.ServiceID
	*catalog.ActionRule
}

// NewJudge returns the judge of the organization that was read. What was not read
// leaves open who is a delegated administrator, and no class.
func NewJudge(r *model.Reading) *Judge {
	j := &Judge{
		management: r.Organization.Management, rows: map[model.ServiceID]*delegation.Row{},
		policy: plain.ReadResourcePolicy(r), settled: map[string]Judgement{}, rules: map[string][]rule{},
	}
	table := delegation.Table(r)
	for i := range table {
		j.rows[model.ServiceID(table[i].ID)] = &table[i]
	}
	return j
}

// Management returns the ID of the management account.
func (j *Judge) Management() model.AccountID { return j.management }

// Judge judges a call.
func (j *Judge) Judge(c *Call) Judgement {
	if known, ok := j.settled[c.Action]; ok {
		return known
	}
	judgement, always := j.judge(c)
	j.addDelegates(&judgement, c.Action)
	if always && len(j.settled) < maxUses {
		j.settled[strings.Clone(c.Action)] = judgement
	}
	return judgement
}

// judge finds the first rule that fits. It reports true if every call of the
// action gets this judgement.
func (j *Judge) judge(c *Call) (_ Judgement, always bool) {
	rules := j.rulesOf(c.Action)
	if len(rules) > 0 && !rules[0].Conditional() && rules[0].Place != catalog.PlaceMove {
		return ruled(rules[0], &target{}), true
	}
	t := j.targetOf(c)
	for _, r := range rules {
		if j.fits(r.ActionRule, &t) {
			return ruled(r, &t), false
		}
	}
	if len(rules) > 0 {
		return Judgement{Class: Unknown, Why: "The event does not say which account or setting the call is about.", Page: bestPractices}, false
	}
	return byReference(c.Action, &t), false
}

// rulesOf returns the rules that an action fits.
func (j *Judge) rulesOf(action string) []rule {
	rules, known := j.rules[action]
	if !known {
		for service, r := range catalog.RulesOf(action) {
			rules = append(rules, rule{service, r})
		}
		if len(j.rules) < maxUses {
			j.rules[strings.Clone(action)] = rules
		}
	}
	return rules
}

// ruled returns what a rule says of a call.
func ruled(r rule, t *target) Judgement {
	x := Judgement{Service: r.service, Member: t.other, If: r.If, Why: r.Why, Page: r.Page}
	switch r.Place {
	case catalog.PlaceDelegate:
		x.Class = Delegable
	case catalog.PlaceManagement:
		x.Class = Needed
	case catalog.PlaceMove:
		x.Class, x.Service = MoveIt, ""
		if t.owner != "" {
			return inOwner(t.owner)
		}
	case catalog.PlaceUnknown:
		x.Class = Unknown
	}
	return x
}

// inOwner is the judgement of a call on a resource of another account.
func inOwner(owner model.AccountID) Judgement {
	return Judgement{Class: MoveIt, Member: owner, Why: "The resource is in account " + string(owner) + ", where the call can be made.", Page: bestPractices}
}

// makers begin the names of actions that make or run something, which the
// reference may list without a type of resource.
var makers = []string{"Create", "Run", "Put", "Register", "Import", "Upload", "Publish", "Send", "Start", "Invoke", "Delete", "Launch", "Request"}

// byReference judges an action for which there is no rule, by AWS's Service
// Authorization Reference: acting on a resource of the management account is
// something that another account can do for its own.
func byReference(action string, t *target) Judgement {
	a, ok := iam.Lookup(action)
	switch {
	case t.owner != "":
		return inOwner(t.owner)
	case !ok:
		return Judgement{Class: Unknown, Why: "AWS's reference of " + iam.AsOf() + " does not have the action.", Page: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"}
	case len(a.Types) > 0 || makes(a.Name):
		return Judgement{Class: MoveIt, Why: "Resources should be in other accounts than the management account.", Page: bestPractices}
	}
	return Judgement{Class: Unknown, Why: "It may be a setting of the account itself.", Page: bestPractices}
}

func makes(name string) bool {
	for _, verb := range makers {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}

// addDelegates adds who can make a delegable call today.
func (j *Judge) addDelegates(x *Judgement, action string) {
	if x.Class != Delegable {
		return
	}
	if x.Service == "" {
		x.Certain = j.policy.Status.Known()
		x.Delegates = j.allowedByPolicy(action)
		return
	}
	row := j.rows[x.Service]
	if row == nil {
		return
	}
	x.Certain = row.Certain
	for _, account := range row.Accounts() {
		if account != j.management {
			x.Delegates = append(x.Delegates, account)
		}
	}
}

// allowedByPolicy returns the accounts that the organization's resource policy
// lets perform an action, whatever its conditions and resources.
func (j *Judge) allowedByPolicy(action string) []model.AccountID {
	if j.policy.Document == nil {
		return nil
	}
	var accounts []model.AccountID
	request := scp.NewRequest(action, scp.Resource{}, scp.Open)
	for i, s := range j.policy.Statements {
		if !s.Deny && j.policy.Document.Statements[i].Concerns(request) {
			accounts = append(accounts, s.Accounts...)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}
