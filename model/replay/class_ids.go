package replay

import (
	"maps"
	"strings"

	"deputy/model"
)

// classIDs remembers the numbers of classes for one goroutine, which so needs neither
// locks nor texts.
type classIDs struct {
	p          *Replayer
	principals map[string]uint32
	accounts   map[model.AccountID]*accountSeen
	places     map[*scope]map[uint32]uint32 // by the account's class
	b          []byte
}

// accountSeen is an account that has events.
type accountSeen struct {
	id      model.AccountID
	class   uint32
	judged  bool     // it has calls
	regions []string // with calls
}

func newClassIDs(p *Replayer) *classIDs {
	return &classIDs{p: p, principals: map[string]uint32{}, accounts: map[model.AccountID]*accountSeen{}, places: map[*scope]map[uint32]uint32{}}
}

// principal returns the number of a principal's class.
func (c *classIDs) principal(caller string) uint32 {
	c.b = c.p.classes[kindPrincipal].anyAccount(c.b[:0], caller)
	if id, ok := c.principals[string(c.b)]; ok {
		return id
	}
	if len(c.principals) >= maxClasses {
		c.principals = map[string]uint32{}
	}
	key := string(c.b)
	id := c.p.ids.id("p" + c.p.principalClass(key))
	c.principals[key] = id
	return id
}

// account returns what is known of an account.
func (c *classIDs) account(id model.AccountID) *accountSeen {
	known := c.accounts[id]
	if known == nil {
		known = &accountSeen{id: model.AccountID(strings.Clone(string(id))), class: c.p.ids.id("a" + c.p.accountClass(id))}
		c.accounts[known.id] = known
	}
	return known
}

// place returns the number of an account's place as far as the policies of a scope
// tell places apart.
func (c *classIDs) place(s *scope, id model.AccountID) uint32 {
	if id == "" {
		return 0
	}
	class := c.account(id).class
	places := c.places[s]
	if place, ok := places[class]; ok {
		return place
	}
	if places == nil || len(places) >= maxClasses {
		places = map[uint32]uint32{}
		c.places[s] = places
	}
	place := c.p.ids.id("a" + c.p.place(s, id))
	places[class] = place
	return place
}

// see notes that an account has calls in a Region.
func (a *accountSeen) see(region string) {
	a.judged = true
	for _, known := range a.regions {
		if known == region {
			return
		}
	}
	a.regions = append(a.regions, strings.Clone(region))
}

// maxAccounts is how many accounts are remembered: those of an organization, and not
// any that a file may bring.
const maxAccounts = 200_000

// takeSights adds to sights what accounts have, and forgets them if they are too many.
func (c *classIDs) takeSights(to *sights) {
	for a := range maps.Values(c.accounts) {
		if !a.judged {
			continue
		}
		add(&to.accounts, a.id)
		for _, region := range a.regions {
			add(&to.regions, region)
			add(&to.places, place{a.id, region})
		}
	}
	if len(c.accounts) >= maxAccounts {
		c.accounts = map[model.AccountID]*accountSeen{}
	}
}
