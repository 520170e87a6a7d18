package emulator

import (
	"strconv"
	"time"

	"deputy/model"
)

// networkSecurityManager is AWS Network Security Manager: up to ten administrators
// in each Region, each with a priority of its own. A registration needs trusted
// access, and registers the account in Organizations if it is not there yet, which
// AWS lets the caller be permitted to do and does not say outright. Scopes of
// administrators are ignored.
// https://docs.aws.amazon.com/network-security-manager/latest/APIReference/API_PutAdminAccount.html
// https://docs.aws.amazon.com/network-security-manager/latest/devguide/setting-up.html
var networkSecurityManager = &restAPI{
	serviceHandler: serviceHandler{maxPage: 100, service: serviceAPI{
		id: "network-security-manager", name: "Network Security Manager", principal: "network-security-manager.amazonaws.com",
		regional: true, allowsManagement: true, needsAccess: true, manyAdministrators: true, otherCode: "ValidationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			priorityTaken: "ConflictException", justRemoved: "ConflictException", inProgress: "ConflictException",
			tooManyAdministrators: "ServiceQuotaExceededException",
		},
	}},
	routes: map[string]route{
		"PUT /admin-account": {operation: "PutAdminAccount", changes: true, required: params("accountId", "priority"), run: putRankedAdmin},
		"DELETE /admin-account/{accountId}": {
			operation: "DeleteAdminAccount", changes: true, empty: true, required: params("accountId"), run: func(c *call) (any, error) {
				return nil, c.remove(c.in.account("accountId"), "")
			},
		},
		"GET /admin-account/{accountId}": {operation: "GetAdminAccount", required: params("accountId"), run: getRankedAdmin},
		"GET /admin-accounts":            {operation: "ListAdminAccounts", optional: params("maxResults", "nextToken"), run: listRankedAdmins},
	},
}

const (
	priorities = 10 // the lowest rank
	// settlingTime is for how long an account that was removed cannot be set again.
	// AWS speaks of a few minutes.
	settlingTime = 3 * time.Minute
)

// rankedAdmin is an administrator as Put and Get answer it.
type rankedAdmin struct {
	Details rankedAdminDetails `json:"adminAccountDetails"`
}

type rankedAdminDetails struct {
	Account  model.AccountID `json:"adminAccount"`
	Priority int             `json:"priority"`
	Status   string          `json:"status"`
}

// putRankedAdmin adds an administrator, or changes the priority of one.
func putRankedAdmin(c *call) (any, error) {
	account := c.in.account("accountId")
	key := c.settingKey(account, "")
	priority, err := strconv.Atoi(c.in.text["priority"])
	if err != nil || priority < 1 || priority > priorities {
		return nil, c.refuse(badInput)
	}
	if err := c.checkAccount(account); err != nil {
		return nil, err
	}
	for _, s := range c.s.current.settingsWhere(func(s model.Setting) bool { return s.Service == key.Service && s.Region == key.Region }) {
		if s.Account != account && s.Priority == priority {
			return nil, c.refuse(priorityTaken)
		}
	}
	if removed, ok := c.s.current.removed[key]; ok && c.now.Before(removed.Add(settlingTime)) {
		return nil, c.refuse(justRemoved)
	}
	if _, registered := c.s.current.delegations[delegationKey(account, c.service.principal)]; !registered && !c.isManagement(account) {
		if err := c.checkQuota(account); err != nil {
			return nil, err
		}
	}
	c.setAdministrator(key, priority)
	return rankedAdmin{rankedAdminDetails{account, priority, "ONBOARDED"}}, nil
}

func getRankedAdmin(c *call) (any, error) {
	for _, s := range c.administrators("") {
		if s.Account == c.in.account("accountId") {
			return rankedAdmin{rankedAdminDetails{s.Account, s.Priority, "ONBOARDED"}}, nil
		}
	}
	return nil, &awsError{code: "ResourceNotFoundException", message: "The specified resource was not found."}
}

func listRankedAdmins(c *call) (any, error) {
	type administrator struct {
		Account  model.AccountID `json:"accountId"`
		Priority int             `json:"priority"`
		Name     string          `json:"name,omitempty"`
		Email    string          `json:"email,omitempty"`
	}
	all, next, err := pageOf(c, c.administrators(""))
	return struct {
		Administrators []administrator `json:"adminAccounts"`
		Next           string          `json:"nextToken,omitempty"`
	}{each(all, func(s model.Setting) administrator {
		a := administrator{Account: s.Account, Priority: s.Priority}
		if n := c.s.index.account(s.Account); n != nil {
			a.Name, a.Email = n.Name, n.Email
		}
		return a
	}), next}, err
}
