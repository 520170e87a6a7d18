package plan

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// Order is what the user wants: to register an account as a service's delegated
// administrator, or to remove it. The journal keeps an order in its JSON form.
type Order struct {
	Direction       catalog.Direction `json:"direction"`
	Service         model.ServiceID   `json:"service,omitempty"`    // a catalogue id; empty for a principal that the catalogue does not have
	Principals      []model.Principal `json:"principals,omitempty"` // which of the service's; empty means all
	Account         model.AccountID   `json:"account"`
	Regions         []model.Region    `json:"regions,omitempty"`      // for regional services: the change acts in these only
	Features        []string          `json:"features,omitempty"`     // of the service; empty means the main one or, for a removal, all
	EnableAccess    bool              `json:"enableAccess,omitempty"` // trusted access may be switched on if it is needed
	Replace         bool              `json:"replace,omitempty"`      // another administrator may be removed first to make room
	ReplacedAccount model.AccountID   `json:"rival,omitempty"`        // which one, if there are several
	Instead         bool              `json:"instead,omitempty"`      // remove through AWS Organizations, because the service refuses its own call
	Undo            bool              `json:"undo,omitempty"`         // this undoes the last change
	Also            []Order           `json:"also,omitempty"`         // orders for further services, planned together with this one
}

// Needs returns what has to be read before the order can be planned. It is read
// once for the plan, and again right before the first step.
func (o Order) Needs(token string) model.WantFresh {
	w := model.WantFresh{Token: token}
	for _, one := range o.Orders() {
		one.addNeeds(&w)
	}
	return w
}

// addNeeds adds what has to be read for one service.
func (o Order) addNeeds(w *model.WantFresh) {
	s := o.CatalogService()
	w.Accounts = appendOnce(w.Accounts, o.Account)
	for _, p := range o.principals(s) {
		w.Principals = appendOnce(w.Principals, p)
	}
	if o.Direction == catalog.Remove {
		w.Delegates = appendOnce(w.Delegates, o.Account)
	} else {
		w.Candidates, w.Delegates = appendOnce(w.Candidates, o.Account), appendOnce(w.Delegates, o.ReplacedAccount)
		if s.TrustedAccess.Status != nil {
			w.Access = appendOnce(w.Access, s.ID)
		}
	}
	if usesServiceAPI(s, o.Direction) {
		w.Services = appendOnce(w.Services, s.ID)
		for _, r := range o.Regions {
			w.Regions = appendOnce(w.Regions, r)
		}
	}
}

// CatalogService returns the catalogue's entry for the order's service. For a
// principal that the catalogue does not have, it returns an entry that assumes
// the API of AWS Organizations.
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

// CanBeUnknown reports whether an order may be for a principal that the catalogue
// does not have: it ends like AWS's own, and is not easily mistaken for one that
// the catalogue has.
func CanBeUnknown(principal model.Principal) bool {
	_, is := catalog.ByPrincipal(principal)
	_, mistaken := catalog.MistakenFor(principal)
	ends := slices.ContainsFunc([]string{".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".amazonaws.eu"}, func(end string) bool {
		return strings.HasSuffix(string(principal), end)
	})
	return model.IsPrincipal(string(principal)) && ends && !is && !mistaken
}

// principals returns the principals that the order is about.
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

// Orders returns the orders for the single services.
func (o Order) Orders() []Order {
	all := append([]Order{o}, o.Also...)
	all[0].Also = nil
	return all
}

// Each returns the order with a change made to the order of each service.
func (o Order) Each(change func(*Order)) Order {
	all := o.Orders()
	for i := range all {
		change(&all[i])
	}
	return Together(all)
}

// Without returns the order without a part of its plan.
func (o Order) Without(part *Plan) Order {
	return Together(slices.DeleteFunc(o.Orders(), func(x Order) bool { return x.sameSubject(part.Order) }))
}

// Together joins orders into one, in the order of the catalogue. Orders for the
// same service, account and direction become one.
func Together(orders []Order) Order {
	var all []Order
	for _, o := range orders {
		i := slices.IndexFunc(all, o.sameSubject)
		if i < 0 {
			all = append(all, o)
			continue
		}
		all[i].merge(o)
	}
	if len(all) == 0 {
		return Order{}
	}
	model.SortStable(all, func(a, b Order) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), slices.Compare(a.Principals, b.Principals), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Direction, b.Direction))
	})
	o := all[0]
	if len(all) > 1 {
		o.Also = all[1:]
	}
	return o
}

// sameSubject reports whether two orders are for the same service, account and
// direction.
func (o Order) sameSubject(b Order) bool {
	return o.Direction == b.Direction && o.Account == b.Account && o.Service == b.Service &&
		(o.Service != "" || slices.Equal(o.Principals, b.Principals))
}

// merge adds an order with the same subject.
func (o *Order) merge(b Order) {
	if len(o.Principals) == 0 || len(b.Principals) == 0 {
		o.Principals = nil
	} else {
		o.Principals = inCatalogOrder(o.CatalogService(), slices.Concat(o.Principals, b.Principals))
	}
	for _, r := range b.Regions {
		o.Regions = appendOnce(o.Regions, r)
	}
	for _, f := range b.Features {
		o.Features = appendOnce(o.Features, f)
	}
	o.EnableAccess, o.Replace, o.Instead = o.EnableAccess || b.EnableAccess, o.Replace || b.Replace, o.Instead || b.Instead
}

// inCatalogOrder returns those of the service's principals that are among some,
// in the order of the catalogue.
func inCatalogOrder(s catalog.Service, some []model.Principal) []model.Principal {
	var all []model.Principal
	for _, p := range s.Principals {
		if slices.Contains(some, p.Name) {
			all = append(all, p.Name)
		}
	}
	return all
}

// rank returns the position of the order's service in the catalogue. Principals
// that it does not have come last.
func (o Order) rank() int {
	all := catalog.Services()
	if i := slices.IndexFunc(all, func(s catalog.Service) bool { return s.ID == o.Service }); i >= 0 {
		return i
	}
	return len(all)
}

// removedPrincipals returns the principals that orders take from an account.
func removedPrincipals(orders []Order, account model.AccountID) []model.Principal {
	var all []model.Principal
	for _, o := range orders {
		if o.Direction == catalog.Remove && o.Account == account {
			all = append(all, o.principals(o.CatalogService())...)
		}
	}
	return all
}

// Regional reports whether Regions must be chosen for the order.
func (o Order) Regional() bool { return slices.ContainsFunc(o.Orders(), Order.regional) }

// regional reports it for one service.
func (o Order) regional() bool {
	s := o.CatalogService()
	return s.Regions.Regional && usesServiceAPI(s, o.Direction)
}

// In returns the order for the given Regions and features. The Regions apply to
// regional services, the features to services that have any.
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

// appendOnce appends a value to a list, unless it is empty or already there.
func appendOnce[T ~string](list []T, value T) []T {
	if value == "" || slices.Contains(list, value) {
		return list
	}
	return append(list, value)
}
