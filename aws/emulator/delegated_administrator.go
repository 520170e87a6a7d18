package emulator

import (
	"maps"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
)

// register makes an account the delegated administrator for a principal.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
func register(q *query) (any, error) {
	account, principal, err := q.delegation()
	if err != nil {
		return nil, err
	}
	current := q.s.current
	n := q.index.account(account)
	_, registered := current.delegations[delegationKey(account, principal)]
	quota, limited := q.s.rules.quotas[principal]
	switch {
	case account == q.index.Organization.Management:
		return nil, constraint("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR", "You cannot register management account/yourself as delegated administrator for your organization.")
	case n.State == model.StateSuspended || n.State == model.StateClosed:
		return nil, constraint("CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR", "You cannot register a suspended account as a delegated administrator.")
	case !hasNeededAccess(principal, current):
		return nil, constraint("SERVICE_ACCESS_NOT_ENABLED", "You must enable service access for "+string(principal)+" before you register a delegated administrator.")
	case registered:
		return nil, errRegistered
	case limited && quota > 0 && len(current.administratorsOf(principal)) >= quota:
		return nil, constraint("MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED", "You have reached the maximum number of delegated administrators for this service principal.")
	}
	q.s.change(q.now, func(l *state) { l.delegations[delegationKey(account, principal)] = q.now })
	return nil, nil
}

// deregister ends a delegation.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
func deregister(q *query) (any, error) {
	account, principal, err := q.delegation()
	if err != nil {
		return nil, err
	}
	if _, registered := q.s.current.delegations[delegationKey(account, principal)]; !registered {
		return nil, errNotRegistered
	}
	q.s.change(q.now, func(l *state) {
		delete(l.delegations, delegationKey(account, principal))
		l.removeFromService(account, principal)
	})
	return nil, nil
}

// removeFromService removes the account as administrator in the service of the
// principal, in every Region. AWS documents that for Detective and Security Hub.
// The emulator does it for every service with an administrator for each Region,
// since that demands most of a client, and for those whose administrators are
// listed by Organizations. Firewall Manager is not changed.
// https://docs.aws.amazon.com/securityhub/latest/userguide/remove-admin-overview.html
// https://docs.aws.amazon.com/detective/latest/userguide/accounts-designate-admin.html
func (l *state) removeFromService(account model.AccountID, principal model.Principal) {
	service, ok := catalog.ByPrincipal(principal)
	if !ok || !service.Regions.Regional && service.List.Mechanism != catalog.MechanismOrganizations {
		return
	}
	maps.DeleteFunc(l.settings, func(s model.Setting, _ settingState) bool {
		return s.Service == service.ID && s.Account == account
	})
}

// delegation reads account and principal.
func (q *query) delegation() (model.AccountID, model.Principal, error) {
	account := model.AccountID(q.in.text["AccountId"])
	if q.index.account(account) == nil {
		return "", "", errNoAccount
	}
	principal, err := q.principal()
	return account, principal, err
}

// resourceOf returns the part of an ARN after the last slash.
func resourceOf(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// principal returns the service principal of a request, if it is one that AWS
// knows.
func (q *query) principal() (model.Principal, error) {
	p := model.Principal(q.in.text["ServicePrincipal"])
	if p != "" && !q.s.rules.known[p] {
		return "", invalid("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal.")
	}
	return p, nil
}

func listAdministrators(q *query) (any, error) {
	principal, err := q.principal()
	if err != nil {
		return nil, err
	}
	delegations := q.visible.delegationsWhere(func(d model.Delegation) bool { return principal == "" || d.Principal == principal })
	var all []wireAccount
	for _, d := range delegations {
		if i := len(all) - 1; i >= 0 && all[i].ID == string(d.Account) {
			// Of several services, the date is that of the first.
			if d.Since.Before(timeOf(all[i].Enabled)) {
				all[i].Enabled = since(d.Since)
			}
			continue
		}
		all = append(all, q.administrator(d))
	}
	accounts, next, err := page(q, all)
	return struct {
		Administrators []wireAccount `json:"DelegatedAdministrators"`
		NextToken      string        `json:",omitempty"`
	}{accounts, next}, err
}

// administrator returns the account of a delegation, without Paths.
func (q *query) administrator(d model.Delegation) wireAccount {
	a := wireAccount{ID: string(d.Account)}
	if n := q.index.account(d.Account); n != nil {
		a = q.account(n)
	}
	a.Paths, a.Enabled = nil, since(d.Since)
	return a
}

func listServices(q *query) (any, error) {
	account := model.AccountID(q.in.text["AccountId"])
	if q.index.account(account) == nil {
		return nil, errNoAccount
	}
	delegations := q.visible.delegationsOf(account)
	if len(delegations) == 0 {
		return nil, errNotRegistered
	}
	type service struct {
		Principal string `json:"ServicePrincipal"`
		Enabled   *epoch `json:"DelegationEnabledDate,omitempty"`
	}
	services, next, err := page(q, delegations)
	return struct {
		Services  []service `json:"DelegatedServices"`
		NextToken string    `json:",omitempty"`
	}{each(services, func(d model.Delegation) service { return service{string(d.Principal), since(d.Since)} }), next}, err
}
