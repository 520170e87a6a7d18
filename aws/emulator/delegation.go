package emulator

import (
	"strings"

	"deputy/model"
)

// lastOf returns what follows the last slash of an ARN.
func lastOf(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

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
	delegations := q.seen.list(func(d model.Delegation) bool { return principal == "" || d.Principal == principal })
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

// administrator returns the holder of a delegation: an account without Paths.
func (q *query) administrator(d model.Delegation) wireAccount {
	a := wireAccount{ID: string(d.Account)}
	if n := q.w.account(d.Account); n != nil {
		a = q.account(n)
	}
	a.Paths, a.Enabled = nil, since(d.Since)
	return a
}

func listServices(q *query) (any, error) {
	account := model.AccountID(q.in.text["AccountId"])
	if q.w.account(account) == nil {
		return nil, errNoAccount
	}
	delegations := q.seen.of(account)
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

func listServiceAccess(q *query) (any, error) {
	type access struct {
		Principal string `json:"ServicePrincipal"`
		Enabled   *epoch `json:"DateEnabled,omitempty"`
	}
	all, next, err := page(q, q.seen.access())
	return struct {
		Enabled   []access `json:"EnabledServicePrincipals"`
		NextToken string   `json:",omitempty"`
	}{each(all, func(t model.TrustedAccess) access { return access{string(t.Principal), since(t.Since)} }), next}, err
}
