package emulator

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"deputy/model"
)

// serviceAPI describes a service with an API of its own for its administrators
// or its trusted access.
type serviceAPI struct {
	id        model.ServiceID
	name      string // in messages
	principal model.Principal

	regional         bool // an administrator for each Region, and the same account in all of them
	allowsManagement bool // the management account may be the administrator
	// managementBeside allows the management account although Organizations has
	// a delegated administrator.
	managementBeside bool
	// needsAccess refuses a registration while trusted access is off. Otherwise
	// a registration switches it on.
	needsAccess bool
	// noList says that the service cannot list its administrators: Organizations
	// does, and a removal in the service ends the registration there.
	noList             bool
	manyAdministrators bool                    // more than one account may be administrator
	inGlobalRegion     bool                    // calls must be made in the partition's global Region
	callRegions        map[string]model.Region // another Region in which calls must be made, by partition
	standby            model.Region            // of partition aws, which takes such calls as well

	codes     map[refusal]string // the error codes that are documented for the operations
	otherCode string             // the code of every other refusal
}

// refusal is the reason why a service refuses a request.
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
	otherAdministrator
	alreadyAdministrator
	inProgress
	tooManyAdministrators
	notAdministrator
	configuredCentrally
	defaultNotLast
	wrongRegion
	priorityTaken
	justRemoved
)

// refusalMessages are the messages of refusals; %s is the service.
var refusalMessages = map[refusal]string{
	notManagement:         "The request to %s failed because your account does not have the required permission of the organization's management account.",
	notInOrganization:     "The request failed because your account is not a member of an organization; %s cannot be managed for one.",
	notAllFeatures:        "The request failed because not all features are enabled in the organization, as %s needs.",
	badInput:              "The request to %s is rejected because an invalid or out-of-range value is specified as an input parameter.",
	badToken:              "The request to %s is rejected because its token for the next page is not valid.",
	noMember:              "The request failed because the account is not a member of the organization that %s is managed for.",
	notActive:             "The request failed because the account is suspended or closed and cannot administer %s.",
	isManagement:          "The request failed because the management account cannot be the delegated administrator of %s.",
	accessOff:             "The request failed because trusted access of %s is not enabled in AWS Organizations.",
	regionOff:             "The request failed because this Region is not enabled for the account that is to administer %s.",
	otherAdministrator:    "The request failed because another account is already the delegated administrator of %s for the organization.",
	alreadyAdministrator:  "The request failed because the account is already the delegated administrator of %s.",
	inProgress:            "The request failed because the administrator of %s is being removed.",
	tooManyAdministrators: "The request failed because the organization has reached the maximum number of administrators of %s.",
	notAdministrator:      "The request failed because the account is not the delegated administrator of %s.",
	configuredCentrally:   "The request failed because %s is configured centrally for the organization.",
	defaultNotLast:        "The request failed because other administrators of %s must leave before the default administrator.",
	wrongRegion:           "This operation of %s is not supported in this Region.",
	priorityTaken:         "The request failed because another administrator of %s has this priority.",
	justRemoved:           "The request failed because the account was removed as administrator of %s a moment ago. Retry after a few minutes.",
}

// callRegion returns the Region in which calls must be made; empty for any.
func (o *serviceAPI) callRegion(partition string) model.Region {
	if o.inGlobalRegion {
		return globalRegion(partition)
	}
	return o.callRegions[partition]
}

// refuse returns the service's error for a refusal.
func (o *serviceAPI) refuse(why refusal) error {
	return &awsError{code: cmp.Or(o.codes[why], o.otherCode), message: fmt.Sprintf(refusalMessages[why], o.name)}
}

// call is a checked request to a service with an API of its own.
type call struct {
	s       *Server
	x       *exchange
	service *serviceAPI
	in      serviceInput
	now     time.Time
}

func (c *call) refuse(why refusal) error { return c.service.refuse(why) }

func (c *call) isManagement(a model.AccountID) bool {
	return a == c.s.index.Organization.Management
}

// checkManagement returns the error for a caller that may not call an operation
// of the management account.
func (c *call) checkManagement() error {
	account := c.x.caller.account
	switch {
	case c.s.index.account(account) == nil && !c.isManagement(account):
		return c.refuse(notInOrganization)
	case !c.isManagement(account):
		return c.refuse(notManagement)
	case c.s.index.Organization.Features != model.FeaturesAll:
		return c.refuse(notAllFeatures)
	}
	return nil
}

// settingKey returns the key of an administrator's setting in the Region of the
// call.
func (c *call) settingKey(account model.AccountID, feature string) model.Setting {
	key := model.Setting{Service: c.service.id, Account: account, Feature: feature}
	if c.service.regional {
		key.Region = model.Region(c.x.region)
	}
	return key
}

// designate makes an account the service's administrator.
func (c *call) designate(account model.AccountID, feature string) error {
	key := c.settingKey(account, feature)
	if err := c.checkAccount(account); err != nil {
		return err
	}
	if err := c.checkVacant(key); err != nil {
		return err
	}
	c.setAdministrator(key, 0)
	return nil
}

// checkAccount returns the error for an account that cannot be the service's
// administrator, no matter which other one is.
func (c *call) checkAccount(account model.AccountID) error {
	n := c.s.index.account(account)
	current := c.s.current
	switch {
	case c.isManagement(account) && !c.service.allowsManagement:
		return c.refuse(isManagement)
	case n == nil && !c.isManagement(account):
		return c.refuse(noMember)
	case n != nil && (n.State == model.StateSuspended || n.State == model.StateClosed):
		return c.refuse(notActive)
	case c.service.needsAccess && !hasNeededAccess(c.service.principal, current):
		return c.refuse(accessOff)
	case c.service.regional && !c.s.index.regionStatus(account, model.Region(c.x.region)).Usable():
		return c.refuse(regionOff)
	}
	return nil
}

// checkVacant returns the error if the service has another administrator
// already.
func (c *call) checkVacant(key model.Setting) error {
	if c.service.manyAdministrators {
		return c.checkQuota(key.Account)
	}
	current := c.s.current
	for _, s := range current.settingsWhere(func(s model.Setting) bool { return s.Service == key.Service && !isNoAdministrator(s.Feature) }) {
		switch {
		case s.Account != key.Account && !c.mayCoexist(s, key):
			return c.refuse(otherAdministrator)
		case s.Key() == key && s.State == model.SettingDisabling:
			return c.refuse(inProgress)
		}
	}
	registered := c.isManagement(key.Account)
	for _, d := range current.administratorsOf(c.service.principal) {
		if d.Account != key.Account && !(c.service.managementBeside && c.isManagement(key.Account)) {
			return c.refuse(otherAdministrator)
		}
		registered = true
	}
	if _, held := current.settings[key]; held && registered {
		return c.refuse(alreadyAdministrator)
	}
	return nil
}

// mayCoexist reports whether an administrator in another Region permits this
// one.
func (c *call) mayCoexist(s, key model.Setting) bool {
	return c.service.managementBeside && s.Region != key.Region && (c.isManagement(key.Account) || c.isManagement(s.Account))
}

// checkQuota returns the error if an account cannot become one of several
// administrators, which Organizations lists.
func (c *call) checkQuota(account model.AccountID) error {
	holders := c.s.current.administratorsOf(c.service.principal)
	quota := c.s.rules.quotas[c.service.principal]
	switch {
	case slices.ContainsFunc(holders, func(d model.Delegation) bool { return d.Account == account }):
		return c.refuse(alreadyAdministrator)
	case quota > 0 && len(holders) >= quota:
		return c.refuse(tooManyAdministrators)
	}
	return nil
}

// isNoAdministrator reports whether a setting is something other than an
// administrator.
func isNoAdministrator(feature string) bool { return feature == model.FeatureCentralConfiguration }

// setAdministrator sets an administrator in the service, registers it in
// Organizations unless it is the management account, and switches trusted access
// on. The priority is 0 in a service that does not rank its administrators.
func (c *call) setAdministrator(key model.Setting, priority int) {
	principal, member := c.service.principal, !c.isManagement(key.Account)
	c.s.change(c.now, func(l *state) {
		l.settings[key] = settingState{model.SettingEnabled, c.now, priority}
		if _, registered := l.delegations[delegationKey(key.Account, principal)]; member && !registered {
			l.delegations[delegationKey(key.Account, principal)] = c.now
		}
		if !l.hasAccess(principal) {
			l.trusted[principal] = c.now
		}
	})
}

// remove removes the administrator in the Region of the call.
func (c *call) remove(account model.AccountID, feature string) error {
	key, registration := c.settingKey(account, feature), delegationKey(account, c.service.principal)
	found, held := c.s.current.settings[key]
	_, registered := c.s.current.delegations[registration]
	switch {
	case !held && !(registered && c.service.noList):
		return c.refuse(notAdministrator)
	case found.state == model.SettingDisabling:
		return c.refuse(inProgress)
	}
	c.showRemoval(key)
	ends := c.service.noList || c.s.rules.endsRegistration[c.service.id]
	c.s.change(c.now, func(l *state) {
		delete(l.settings, key)
		l.removed[key] = c.now
		if ends && !l.administers(key.Service, account) {
			delete(l.delegations, registration)
		}
	})
	return nil
}

// showRemoval makes reads show a removal in progress until the lag is over.
func (c *call) showRemoval(key model.Setting) {
	if found, ok := c.s.visible.settings[key]; ok && c.s.faults.Lag > 0 {
		c.s.visible.settings[key] = settingState{model.SettingDisabling, found.since, found.priority}
	}
}

// currentAdministrator returns the administrator that an operation removes
// without naming it.
func (c *call) currentAdministrator() (model.AccountID, error) {
	want := c.settingKey("", "")
	if held := c.s.current.settingsWhere(func(s model.Setting) bool { return s.Service == want.Service && s.Region == want.Region }); len(held) > 0 {
		return held[0].Account, nil
	}
	if holders := c.s.current.administratorsOf(c.service.principal); c.service.noList && len(holders) > 0 {
		return holders[0].Account, nil
	}
	return "", c.refuse(notAdministrator)
}

// administrators returns the service's administrators in the Region of the call,
// as reads show them.
func (c *call) administrators(feature string) []model.Setting {
	want := c.settingKey("", feature)
	return c.s.visible.settingsWhere(func(s model.Setting) bool {
		return s.Service == want.Service && s.Region == want.Region && s.Feature == feature
	})
}
