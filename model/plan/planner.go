package plan

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// Needs gives the fresh look that a plan for the order rests on. The plan is
// made after it, and once more, after another look, before its first step.
func (o Order) Needs(token string) model.WantFresh {
	w := model.WantFresh{Token: token}
	for _, one := range o.Orders() {
		one.need(&w)
	}
	return w
}

// need adds what the plan for one service rests on.
func (o Order) need(w *model.WantFresh) {
	s := o.CatalogService()
	w.Accounts = with(w.Accounts, o.Account)
	for _, p := range o.principals(s) {
		w.Principals = with(w.Principals, p)
	}
	if o.Direction == catalog.Remove {
		w.Delegates = with(w.Delegates, o.Account)
	} else {
		w.Candidates, w.Delegates = with(w.Candidates, o.Account), with(w.Delegates, o.Rival)
	}
	if usesServiceAPI(s, o.Direction) {
		w.Services = with(w.Services, s.ID)
		for _, r := range o.Regions {
			w.Regions = with(w.Regions, r)
		}
	}
}

// CatalogService gives the catalogue's entry of the order; for a principal that the
// catalogue does not know an entry that knows nothing but the road.
func (o Order) CatalogService() catalog.Service {
	if s, ok := catalog.ByID(o.Service); ok {
		return s
	}
	s := catalog.Service{
		ID: o.Service, Register: catalog.Registration{Mechanism: catalog.MechanismOrganizations}, Remove: catalog.Removal{Mechanism: catalog.MechanismOrganizations},
		TrustedAccess: catalog.AccessRules{Mechanism: catalog.AccessByOrganizations, Before: true}, ManagementAccount: catalog.AnswerNo,
	}
	for _, p := range o.Principals {
		s.Principals = append(s.Principals, catalog.DelegationPrincipal{Name: p})
		s.Name = string(p)
	}
	return s
}

// principals gives the principals that the order is about.
func (o Order) principals(s catalog.Service) []model.Principal {
	if len(o.Principals) > 0 {
		return o.Principals
	}
	ps := make([]model.Principal, len(s.Principals))
	for i, p := range s.Principals {
		ps[i] = p.Name
	}
	return ps
}

// New makes the plan for an order from what the reading knows. It is always a
// whole plan: blockers say why it must not be carried out, and what could not
// be checked is listed.
func New(r *model.Reading, o Order) *Plan {
	if orders := Together(o.Orders()).Orders(); len(orders) > 1 {
		return combine(r, orders)
	}
	return planOne(r, o, leaving([]Order{o}, o.Account))
}

// planOne makes the plan for one service. What leaves the account with the same
// plan is none of its duties any more.
func planOne(r *model.Reading, o Order, leaving []model.Principal) *Plan {
	p := &planner{r: r, order: o, service: o.CatalogService(), leaving: leaving}
	p.plan = &Plan{Order: o, Caller: r.Caller, Organization: r.Organization.ID}
	p.plan.Order.Principals = o.principals(p.service)
	if n := r.Node(o.Account.Node()); n != nil {
		p.plan.Name = n.Name
	}
	p.title()
	p.common()
	own := usesServiceAPI(p.service, o.Direction)
	switch {
	case own && o.Direction == catalog.Remove:
		p.removeByServiceAPI()
	case own:
		p.registerByServiceAPI()
	case o.Direction == catalog.Remove:
		p.remove()
	default:
		p.register()
	}
	p.notes()
	p.state()
	return p.plan
}

// usesServiceAPI tells whether the service's own API is the road in a direction.
func usesServiceAPI(s catalog.Service, d catalog.Direction) bool {
	if d == catalog.Remove {
		return s.Remove.Mechanism == catalog.MechanismServiceAPI
	}
	return s.Register.Mechanism == catalog.MechanismServiceAPI
}

// planner gathers one plan.
type planner struct {
	r       *model.Reading
	order   Order
	service catalog.Service
	plan    *Plan
	facts   []string
	leaving []model.Principal // what this plan, and those planned with it, take from the account
}

func (p *planner) block(code, text, wayOut, run string) {
	p.plan.Blockers = append(p.plan.Blockers, Blocker{Code: code, Text: text, WayOut: wayOut, Run: CommandLine(p.r.Caller, run)})
}

func (p *planner) warn(code, format string, args ...any) {
	p.plan.Warnings = append(p.plan.Warnings, Warning{code, fmt.Sprintf(format, args...)})
}

func (p *planner) unchecked(format string, args ...any) {
	p.plan.Unchecked = append(p.plan.Unchecked, fmt.Sprintf(format, args...))
}

// fact notes something that the plan rests on.
func (p *planner) fact(format string, args ...any) {
	p.facts = append(p.facts, fmt.Sprintf(format, args...))
}

// account names the account of the order for people.
func (p *planner) account() string {
	if p.plan.Name == "" {
		return string(p.order.Account)
	}
	return fmt.Sprintf("%s (%s)", p.plan.Name, p.order.Account)
}

func (p *planner) title() {
	form := "Register %s as delegated administrator of %s"
	switch {
	case p.order.Direction == catalog.Remove:
		form = "Remove %s as delegated administrator of %s"
	case p.order.Undo:
		form = "Register %s again as delegated administrator of %s"
	}
	p.plan.Title = fmt.Sprintf(form, p.account(), p.service.Name)
}

// common finds what bars a change in either direction.
func (p *planner) common() {
	switch role := p.r.Caller.Role; {
	case p.r.Caller.ChangedBy != "":
		p.unchecked("Whether %s, which makes the changes, is of the management account: deputy looks before each step.", p.r.Caller.ChangedBy)
	case role == model.CallerManagement:
	case role == model.CallerUnknown:
		p.unchecked("Whether you are in the management account: who asks could not be read.")
	default:
		p.block("caller", "Only the management account may change delegations, and you are in account "+string(p.r.Caller.Account)+".",
			"Use a profile of the management account: --profile, or --change-profile or --change-role for changes only.", "")
	}
	switch p.r.Organization.Features {
	case model.FeaturesAll:
	case model.FeaturesBilling:
		p.block("features", "The organization has consolidated billing only; delegation needs all features.",
			"Enable all features of the organization first.", "aws organizations enable-all-features")
	default:
		p.unchecked("Whether the organization has all features.")
	}
}

// register plans a registration.
func (p *planner) register() {
	p.accountFit()
	var steps []Step
	var missing []model.Principal
	here := 0
	for _, principal := range p.plan.Order.Principals {
		held := p.holders(principal)
		if slices.Contains(held, p.order.Account) {
			here++
			continue
		}
		if rival := p.room(principal, held); rival != "" {
			steps = append(steps, p.deregisterOther(rival, principal))
		}
		steps = append(steps, p.step(catalog.ActionRegister, "RegisterDelegatedAdministrator", principal))
		for _, needed := range p.missingAccess(principal) {
			if !slices.Contains(missing, needed) {
				missing = append(missing, needed)
			}
		}
	}
	if len(steps) == 0 {
		p.registered()
		return
	}
	if n := len(p.plan.Order.Principals); here > 0 {
		p.warn("half-done", "%d of %d principals are registered already; this plan registers what is missing.", here, n)
	}
	if len(p.plan.Replaced) > 0 {
		p.replaceAdministrators()
	}
	p.plan.Steps = append(p.trustedAccess(missing), steps...)
	p.grants()
}

// grants says what the account gets.
func (p *planner) grants() {
	p.plan.Grants = append(p.plan.Grants, "24 read operations of AWS Organizations: the whole tree, accounts, policies and delegations.")
	if p.service.Grants != "" {
		p.plan.Grants = append(p.plan.Grants, p.service.Grants)
	}
}

// holders gives who holds a principal, and notes what could not be read.
func (p *planner) holders(principal model.Principal) []model.AccountID {
	ds, status := p.r.DelegatedAdministrators(principal)
	if !status.Known() {
		why := "it was not read"
		if status.Gap != nil {
			why = status.Gap.Cause
		}
		p.unchecked("Who holds %s now: %s.", principal, strings.TrimSuffix(why, "."))
	}
	accounts := make([]model.AccountID, len(ds))
	for i, d := range ds {
		accounts[i] = d.Account
	}
	return accounts
}

func (p *planner) quotaOf(principal model.Principal) catalog.Quota {
	for _, sp := range p.service.Principals {
		if sp.Name == principal {
			return sp.Quota
		}
	}
	return catalog.Quota{}
}

// word gives the order's service as the command line takes it.
func (p *planner) word() string {
	if p.service.ID != "" {
		return string(p.service.ID)
	}
	return string(p.plan.Order.Principals[0])
}

// names gives accounts for people.
func (p *planner) names(accounts []model.AccountID) string {
	words := make([]string, len(accounts))
	for i, a := range accounts {
		words[i] = string(a)
		if n := p.r.Node(a.Node()); n != nil && n.Name != "" {
			words[i] = n.Name + " " + string(a)
		}
	}
	return strings.Join(words, ", ")
}

// remove plans a removal. The account's state, trusted access and quotas never
// bar it.
func (p *planner) remove() {
	known := true
	for _, principal := range p.plan.Order.Principals {
		held := p.holders(principal)
		_, status := p.r.DelegatedAdministrators(principal)
		sure := status.Known()
		known = known && sure
		if slices.Contains(held, p.order.Account) || !sure {
			step := p.step(catalog.ActionDeregister, "DeregisterDelegatedAdministrator", principal)
			step.Irreversible = p.service.Remove.Consequences.Destroys
			p.plan.Steps = append(p.plan.Steps, step)
		}
	}
	if len(p.plan.Steps) == 0 && known {
		p.block("not-registered", p.account()+" is not delegated administrator of "+p.service.Name+".", "", "")
		return
	}
	p.breaks(p.service.Remove.Consequences)
	p.lastDelegation(p.order.Account, p.leaving)
}

// lastDelegation says what else an account loses with its last delegation.
func (p *planner) lastDelegation(account model.AccountID, leaving []model.Principal) {
	ds, status := p.r.Delegations(account)
	left := slices.DeleteFunc(slices.Clone(ds), func(d model.Delegation) bool { return slices.Contains(leaving, d.Principal) })
	switch {
	case !status.Known():
		p.unchecked("Whether this is the last delegation of %s, with which it also loses its read access to AWS Organizations.", p.r.AccountLabel(account))
	case len(left) == 0:
		p.plan.Consequences = append(p.plan.Consequences,
			"This is the last delegation of "+p.r.AccountLabel(account)+": it also loses its read access to AWS Organizations.")
	}
}

// breaks says what a removal breaks and destroys.
func (p *planner) breaks(c catalog.Consequences) {
	if c.Text != "" {
		p.plan.Consequences = append(p.plan.Consequences, c.Text)
	}
	if c.Destroys {
		p.plan.Loss = c.Lost
	}
	p.plan.Consequences = append(p.plan.Consequences, comesBack(c))
	for _, step := range p.service.Remove.Preparation {
		p.warn("preparation", "Documented before a removal: %s", step)
	}
}

// comesBack says whether registering again restores what a removal took.
func comesBack(c catalog.Consequences) string {
	switch c.ComesBack {
	case catalog.AnswerYes:
		return strings.TrimSpace("Registering the same account again brings it back. " + c.ComesBackNote)
	case catalog.AnswerNo:
		return strings.TrimSpace("Registering the same account again does not bring it back. " + c.ComesBackNote)
	default:
		return strings.TrimSpace("Whether registering the same account again brings it back is not documented. " + c.ComesBackNote)
	}
}

// step gives a step of AWS Organizations.
func (p *planner) step(a catalog.Action, operation string, principal model.Principal) Step {
	s := Step{Action: a, Caller: p.r.Organization.Management, API: "organizations", Operation: operation, Principal: principal}
	if a != catalog.ActionEnableAccess {
		s.Account = p.order.Account
		s.Parameters = append(s.Parameters, catalog.Parameter{Name: "AccountId", Value: string(p.order.Account)})
	}
	s.Parameters = append(s.Parameters, catalog.Parameter{Name: "ServicePrincipal", Value: string(principal)})
	return s
}
