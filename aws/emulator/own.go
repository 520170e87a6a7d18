package emulator

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"deputy/model"
)

// own is a service that keeps its administrator behind an API of its own.
type own struct {
	id        model.ServiceID
	name      string // as sentences have it
	principal model.Principal

	regional   bool // an administrator for each Region, and the same account in all of them
	management bool // the management account may be it
	// eitherWay lets the management account be chosen although Organizations
	// has a delegated administrator.
	eitherWay bool
	// accessFirst refuses a registration while trusted access is off; without
	// it the registration switches it on.
	accessFirst bool
	// unlisted services cannot list their administrators: Organizations says
	// who they are, and the service's removal ends the registration there.
	unlisted bool
	several  bool                    // more than one account may be it
	atHome   bool                    // calls go to the partition's home Region
	home     map[string]model.Region // the Region that calls go to, by partition, where it is another

	codes     map[refusal]string // the error codes that are documented for the operations
	otherwise string             // the code of every other refusal
}

// refusal is why a service does not do what it was asked for.
type refusal uint8

const (
	notManagement refusal = iota + 1
	notInOrganization
	notAllFeatures
	badInput
	badToken
	noMember
	notActive
	isManagement
	accessOff
	regionOff
	another
	already
	inProgress
	tooMany
	notAdministrator
	centrally
	notFirstOut
	wrongRegion
)

// refusals say why; %s is the service.
var refusals = map[refusal]string{
	notManagement:     "The request to %s failed because your account does not have the required permission of the organization's management account.",
	notInOrganization: "The request failed because your account is not a member of an organization; %s cannot be managed for one.",
	notAllFeatures:    "The request failed because not all features are enabled in the organization, as %s needs.",
	badInput:          "The request to %s is rejected because an invalid or out-of-range value is specified as an input parameter.",
	badToken:          "The request to %s is rejected because its token for the next page is not valid.",
	noMember:          "The request failed because the account is not a member of the organization that %s is managed for.",
	notActive:         "The request failed because the account is suspended or closed and cannot administer %s.",
	isManagement:      "The request failed because the management account cannot be the delegated administrator of %s.",
	accessOff:         "The request failed because trusted access of %s is not enabled in AWS Organizations.",
	regionOff:         "The request failed because this Region is not enabled for the account that is to administer %s.",
	another:           "The request failed because another account is already the delegated administrator of %s for the organization.",
	already:           "The request failed because the account is already the delegated administrator of %s.",
	inProgress:        "The request failed because the administrator of %s is being removed.",
	tooMany:           "The request failed because the organization has reached the maximum number of administrators of %s.",
	notAdministrator:  "The request failed because the account is not the delegated administrator of %s.",
	centrally:         "The request failed because %s is configured centrally for the organization.",
	notFirstOut:       "The request failed because other administrators of %s must leave before the default administrator.",
	wrongRegion:       "This operation of %s is not supported in this Region.",
}

// homeIn returns the Region that calls go to; empty for any.
func (o *own) homeIn(partition string) model.Region {
	if o.atHome {
		return homeOf(partition)
	}
	return o.home[partition]
}

// refuse returns the service's error for a reason.
func (o *own) refuse(why refusal) error {
	return &awsError{code: cmp.Or(o.codes[why], o.otherwise), message: fmt.Sprintf(refusals[why], o.name)}
}

// call is a request to a service with an API of its own, read.
type call struct {
	s   *Server
	x   *exchange
	own *own
	in  fields
	now time.Time
}

func (c *call) refuse(why refusal) error { return c.own.refuse(why) }

func (c *call) isManagement(a model.AccountID) bool {
	return a == c.s.world.Organization.Management
}

// admit returns the reason why the caller may not call an operation that is the management
// account's.
func (c *call) admit() error {
	account := c.x.caller.account
	switch {
	case c.s.world.account(account) == nil && !c.isManagement(account):
		return c.refuse(notInOrganization)
	case !c.isManagement(account):
		return c.refuse(notManagement)
	case c.s.world.Organization.Features != model.FeaturesAll:
		return c.refuse(notAllFeatures)
	}
	return nil
}

// here returns the key of the administrator's setting where the call is made.
func (c *call) here(account model.AccountID, feature string) model.Setting {
	key := model.Setting{Service: c.own.id, Account: account, Feature: feature}
	if c.own.regional {
		key.Region = model.Region(c.x.region)
	}
	return key
}

// designate makes an account the service's administrator.
func (c *call) designate(account model.AccountID, feature string) error {
	key := c.here(account, feature)
	if err := c.eligible(account); err != nil {
		return err
	}
	if err := c.vacant(key); err != nil {
		return err
	}
	c.appoint(key)
	return nil
}

// eligible returns the reason why an account cannot be the service's administrator,
// whoever else is.
func (c *call) eligible(account model.AccountID) error {
	n := c.s.world.account(account)
	truth := c.s.truth
	switch {
	case c.isManagement(account) && !c.own.management:
		return c.refuse(isManagement)
	case n == nil && !c.isManagement(account):
		return c.refuse(noMember)
	case n != nil && (n.State == model.StateSuspended || n.State == model.StateClosed):
		return c.refuse(notActive)
	case c.own.accessFirst && !accessible(c.own.principal, truth):
		return c.refuse(accessOff)
	case c.own.regional && !c.s.world.status(account, model.Region(c.x.region)).Usable():
		return c.refuse(regionOff)
	}
	return nil
}

// vacant returns the reason why the place of a service's administrator is taken.
func (c *call) vacant(key model.Setting) error {
	if c.own.several {
		return c.room(key.Account)
	}
	truth := c.s.truth
	for _, s := range truth.own(func(s model.Setting) bool { return s.Service == key.Service && !isExtra(s.Feature) }) {
		switch {
		case s.Account != key.Account && !c.beside(s, key):
			return c.refuse(another)
		case settingKey(s) == key && s.State == model.SettingDisabling:
			return c.refuse(inProgress)
		}
	}
	registered := c.isManagement(key.Account)
	for _, d := range truth.holders(c.own.principal) {
		if d.Account != key.Account && !(c.own.eitherWay && c.isManagement(key.Account)) {
			return c.refuse(another)
		}
		registered = true
	}
	if _, held := truth.settings[key]; held && registered {
		return c.refuse(already)
	}
	return nil
}

// beside reports whether an administrator in another Region does not stand in the
// way.
func (c *call) beside(s, key model.Setting) bool {
	return c.own.eitherWay && s.Region != key.Region && (c.isManagement(key.Account) || c.isManagement(s.Account))
}

// room returns the reason why an account cannot be one of several administrators: those
// that Organizations has.
func (c *call) room(account model.AccountID) error {
	holders := c.s.truth.holders(c.own.principal)
	quota := c.s.rules.quotas[c.own.principal]
	switch {
	case slices.ContainsFunc(holders, func(d model.Delegation) bool { return d.Account == account }):
		return c.refuse(already)
	case quota > 0 && len(holders) >= quota:
		return c.refuse(tooMany)
	}
	return nil
}

// isExtra reports whether a setting is something else than an administrator.
func isExtra(feature string) bool { return feature == model.FeatureCentralConfiguration }

// appoint writes an administrator down: in the service, in Organizations
// unless it is the management account, and its trusted access.
func (c *call) appoint(key model.Setting) {
	principal, member := c.own.principal, !c.isManagement(key.Account)
	c.s.change(c.now, func(l *ledger) {
		l.settings[key] = held{model.SettingEnabled, c.now}
		if _, registered := l.delegations[keyOf(key.Account, principal)]; member && !registered {
			l.delegations[keyOf(key.Account, principal)] = c.now
		}
		if !l.trusts(principal) {
			l.trusted[principal] = c.now
		}
	})
}

// dismiss takes the administrator's place away where the call is made.
func (c *call) dismiss(account model.AccountID, feature string) error {
	key, registration := c.here(account, feature), keyOf(account, c.own.principal)
	found, held := c.s.truth.settings[key]
	_, registered := c.s.truth.delegations[registration]
	switch {
	case !held && !(registered && c.own.unlisted):
		return c.refuse(notAdministrator)
	case found.state == model.SettingDisabling:
		return c.refuse(inProgress)
	}
	c.fade(key)
	ends := c.own.unlisted || c.s.rules.ending[c.own.id]
	c.s.change(c.now, func(l *ledger) {
		delete(l.settings, key)
		if ends && !l.administers(key.Service, account) {
			delete(l.delegations, registration)
		}
	})
	return nil
}

// fade lets reads say that a removal is in progress for as long as it lags.
func (c *call) fade(key model.Setting) {
	if found, ok := c.s.seen.settings[key]; ok && c.s.faults.Lag > 0 {
		c.s.seen.settings[key] = held{model.SettingDisabling, found.since}
	}
}

// holder returns the administrator whose place an operation takes away that
// names nobody.
func (c *call) holder() (model.AccountID, error) {
	want := c.here("", "")
	if held := c.s.truth.own(func(s model.Setting) bool { return s.Service == want.Service && s.Region == want.Region }); len(held) > 0 {
		return held[0].Account, nil
	}
	if holders := c.s.truth.holders(c.own.principal); c.own.unlisted && len(holders) > 0 {
		return holders[0].Account, nil
	}
	return "", c.refuse(notAdministrator)
}

// administrators returns who administers the service where the call is made, as
// reads see it.
func (c *call) administrators(feature string) []model.Setting {
	want := c.here("", feature)
	return c.s.seen.own(func(s model.Setting) bool {
		return s.Service == want.Service && s.Region == want.Region && s.Feature == feature
	})
}
