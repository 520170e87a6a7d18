package emulator

import (
	"maps"
	"slices"
	"time"

	"deputy/model"
)

// register makes an account the delegated administrator for a principal.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
func register(q *query) (any, error) {
	account, principal, err := q.delegation()
	if err != nil {
		return nil, err
	}
	truth := q.s.truth
	n := q.w.account(account)
	_, registered := truth.delegations[keyOf(account, principal)]
	quota, limited := q.s.rules.quotas[principal]
	switch {
	case account == q.w.Organization.Management:
		return nil, constraint("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR", "You cannot register management account/yourself as delegated administrator for your organization.")
	case n.State == model.StateSuspended || n.State == model.StateClosed:
		return nil, constraint("CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR", "You cannot register a suspended account as a delegated administrator.")
	case !accessible(principal, truth):
		return nil, constraint("SERVICE_ACCESS_NOT_ENABLED", "You must enable service access for "+string(principal)+" before you register a delegated administrator.")
	case registered:
		return nil, errRegistered
	case limited && quota > 0 && len(truth.holders(principal)) >= quota:
		return nil, constraint("MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED", "You have reached the maximum number of delegated administrators for this service principal.")
	}
	q.s.change(q.now, func(l *ledger) { l.delegations[keyOf(account, principal)] = q.now })
	return nil, nil
}

// deregister takes a delegation back.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
func deregister(q *query) (any, error) {
	account, principal, err := q.delegation()
	if err != nil {
		return nil, err
	}
	if _, registered := q.s.truth.delegations[keyOf(account, principal)]; !registered {
		return nil, errNotRegistered
	}
	q.s.change(q.now, func(l *ledger) {
		delete(l.delegations, keyOf(account, principal))
		l.dismiss(account, principal)
	})
	return nil, nil
}

// dismiss takes the account's place in the service away that the principal
// belongs to, in every Region: what AWS documents for Detective and Security
// Hub, and what the emulator does for every service that keeps an administrator
// for each Region, since that asks most of a client, and for those that know
// their administrator from Organizations. Firewall Manager is not told.
// https://docs.aws.amazon.com/securityhub/latest/userguide/remove-admin-overview.html
// https://docs.aws.amazon.com/detective/latest/userguide/accounts-designate-admin.html
func (l *ledger) dismiss(account model.AccountID, principal model.Principal) {
	service, ok := model.ServiceByPrincipal(principal)
	if !ok || !service.Regions.Regional && service.List.Road != model.RoadOrganizations {
		return
	}
	maps.DeleteFunc(l.settings, func(s model.Setting, _ held) bool {
		return s.Service == service.ID && s.Account == account
	})
}

// delegation reads account and principal.
func (q *query) delegation() (model.AccountID, model.Principal, error) {
	account := model.AccountID(q.in.text["AccountId"])
	if q.w.account(account) == nil {
		return "", "", errNoAccount
	}
	principal, err := q.principal()
	return account, principal, err
}

// accessible reports whether the trusted access is on that a registration rests
// on.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
func accessible(principal model.Principal, l *ledger) bool {
	service, ok := model.ServiceByPrincipal(principal)
	if !ok {
		return l.trusts(principal)
	}
	needed, anyOf := service.AccessNeeded(principal)
	if anyOf {
		return slices.ContainsFunc(needed, l.trusts)
	}
	return !slices.ContainsFunc(needed, func(p model.Principal) bool { return !l.trusts(p) })
}

// enableServiceAccess switches trusted access on. Doing so again is no error.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
func enableServiceAccess(q *query) (any, error) {
	principal, err := q.principal()
	if err != nil {
		return nil, err
	}
	if !q.s.truth.trusts(principal) {
		q.s.change(q.now, func(l *ledger) { l.trusted[principal] = q.now })
	}
	return nil, nil
}

// disableServiceAccess switches trusted access off, unless somebody still
// administers the service or its policy type is enabled.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html
func disableServiceAccess(q *query) (any, error) {
	principal, err := q.principal()
	if err != nil {
		return nil, err
	}
	switch {
	case len(q.s.truth.holders(principal)) > 0:
		return nil, constraint("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE", "You must first deregister all existing delegated administrators for this service principal.")
	case principal == "securityhub.amazonaws.com" && q.enabled(model.SecurityHubPolicy):
		return nil, constraint("POLICY_TYPE_ENABLED_FOR_THIS_SERVICE", "You must first disable the policy type of this service.")
	}
	q.s.change(q.now, func(l *ledger) { delete(l.trusted, principal) })
	return nil, nil
}

// enabled reports whether a root has the policy type enabled.
func (q *query) enabled(t model.PolicyType) bool {
	return slices.ContainsFunc(q.w.Roots, func(r model.Node) bool {
		return slices.ContainsFunc(r.PolicyTypes, func(s model.PolicyTypeStatus) bool { return s.Type == t })
	})
}

// timeOf returns the time that was sent.
func timeOf(e *epoch) time.Time {
	if e == nil {
		return time.Time{}
	}
	return time.Time(*e)
}
