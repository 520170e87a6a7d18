package plan

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// Order is what the user wants: a service's delegation given to an account or
// taken from it. Its JSON is what the journal keeps of it.
type Order struct {
	Direction    catalog.Direction `json:"direction"`
	Service      model.ServiceID   `json:"service,omitempty"`    // a catalogue id; empty for a principal that the catalogue does not know
	Principals   []model.Principal `json:"principals,omitempty"` // which of the service's; empty means all
	Account      model.AccountID   `json:"account"`
	Regions      []model.Region    `json:"regions,omitempty"`      // for services that delegate by Region: nothing acts outside them
	Features     []string          `json:"features,omitempty"`     // which parts of the service; empty for the main one, or for a removal all
	EnableAccess bool              `json:"enableAccess,omitempty"` // trusted access may be switched on where that is needed
	Replace      bool              `json:"replace,omitempty"`      // an account that is in the way may be removed first
	Rival        model.AccountID   `json:"rival,omitempty"`        // which one, where several are
	Instead      bool              `json:"instead,omitempty"`      // remove by the other road, for the case in which the service refuses its own
	Undo         bool              `json:"undo,omitempty"`         // this answers the last change
	Also         []Order           `json:"also,omitempty"`         // further services, planned together with this one
}

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

// Orders gives the orders for one service each.
func (o Order) Orders() []Order {
	all := append([]Order{o}, o.Also...)
	all[0].Also = nil
	return all
}

// Each gives the order with a change to the order for each service.
func (o Order) Each(change func(*Order)) Order {
	all := o.Orders()
	for i := range all {
		change(&all[i])
	}
	return Together(all)
}

// Without gives the order without a part of its plan.
func (o Order) Without(part *Plan) Order {
	return Together(slices.DeleteFunc(o.Orders(), func(x Order) bool { return x.sameAs(part.Order) }))
}

// Together gives one order for several, in the order of the catalogue. Orders
// for the same service and account, the same way, become one.
func Together(orders []Order) Order {
	var all []Order
	for _, o := range orders {
		i := slices.IndexFunc(all, o.sameAs)
		if i < 0 {
			all = append(all, o)
			continue
		}
		all[i].join(o)
	}
	if len(all) == 0 {
		return Order{}
	}
	slices.SortStableFunc(all, func(a, b Order) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), slices.Compare(a.Principals, b.Principals), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Direction, b.Direction))
	})
	o := all[0]
	if len(all) > 1 {
		o.Also = all[1:]
	}
	return o
}

// sameAs tells whether two orders are about the same.
func (o Order) sameAs(b Order) bool {
	return o.Direction == b.Direction && o.Account == b.Account && o.Service == b.Service &&
		(o.Service != "" || slices.Equal(o.Principals, b.Principals))
}

// join adds an order for the same service.
func (o *Order) join(b Order) {
	if len(o.Principals) == 0 || len(b.Principals) == 0 {
		o.Principals = nil
	} else {
		o.Principals = inOrder(o.CatalogService(), slices.Concat(o.Principals, b.Principals))
	}
	for _, r := range b.Regions {
		o.Regions = with(o.Regions, r)
	}
	for _, f := range b.Features {
		o.Features = with(o.Features, f)
	}
	o.EnableAccess, o.Replace, o.Instead = o.EnableAccess || b.EnableAccess, o.Replace || b.Replace, o.Instead || b.Instead
}

// inOrder gives principals of the service in the catalogue's order, once each.
func inOrder(s catalog.Service, some []model.Principal) []model.Principal {
	var all []model.Principal
	for _, p := range s.Principals {
		if slices.Contains(some, p.Name) {
			all = append(all, p.Name)
		}
	}
	return all
}

// rank is the place of the order's service in the catalogue; what it does not
// know comes last.
func (o Order) rank() int {
	all := catalog.Services()
	if i := slices.IndexFunc(all, func(s catalog.Service) bool { return s.ID == o.Service }); i >= 0 {
		return i
	}
	return len(all)
}

// leaving gives the principals that orders take from an account.
func leaving(orders []Order, account model.AccountID) []model.Principal {
	var all []model.Principal
	for _, o := range orders {
		if o.Direction == catalog.Remove && o.Account == account {
			all = append(all, o.principals(o.CatalogService())...)
		}
	}
	return all
}

// Regional tells whether an order needs Regions to be chosen.
func (o Order) Regional() bool { return slices.ContainsFunc(o.Orders(), Order.regional) }

func (o Order) regional() bool {
	s := o.CatalogService()
	return s.Regions.Regional && usesServiceAPI(s, o.Direction)
}

// In gives the order in the given Regions, which count for regional services,
// and for the given parts of a service, which count for the one that has them.
func (o Order) In(regions []model.Region, features []string) Order {
	return o.Each(func(one *Order) {
		one.Regions, one.Features = nil, nil
		if one.regional() {
			one.Regions = regions
		}
		if len(one.CatalogService().Features) > 0 {
			one.Features = features
		}
	})
}

// with adds a value to a list that has none twice, unless it is empty.
func with[T ~string](list []T, value T) []T {
	if value == "" || slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}
