package emulator

import (
	"fmt"
	"hash/fnv"
	"time"

	"deputy/model"
)

// detective is Amazon Detective. A registration switches trusted access on and
// starts a behavior graph, which the removal deletes. The management account
// may be chosen beside the one that Organizations has.
// https://docs.aws.amazon.com/detective/latest/APIReference/API_EnableOrganizationAdminAccount.html
// https://docs.aws.amazon.com/detective/latest/userguide/accounts-designate-admin.html
var detective = &restAPI{
	message: "Message",
	serviceHandler: serviceHandler{maxPage: 200, service: serviceAPI{
		id: "detective", name: "Detective", principal: "detective.amazonaws.com",
		regional: true, allowsManagement: true, managementBeside: true, otherCode: "ValidationException",
		codes: map[refusal]string{notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException"},
	}},
	routes: map[string]route{
		"POST /orgs/enableAdminAccount":  {operation: "EnableOrganizationAdminAccount", changes: true, required: params("AccountId"), run: designateDetective},
		"POST /orgs/disableAdminAccount": {operation: "DisableOrganizationAdminAccount", changes: true, run: removeCurrent},
		"POST /orgs/adminAccountslist":   {operation: "ListOrganizationAdminAccounts", optional: params("MaxResults", "NextToken"), run: listDetective},
	},
}

func designateDetective(c *call) (any, error) {
	return nil, c.designate(c.in.account("AccountId"), "")
}

// removeCurrent removes the current administrator, whoever it is.
func removeCurrent(c *call) (any, error) {
	account, err := c.currentAdministrator()
	if err != nil {
		return nil, err
	}
	return nil, c.remove(account, "")
}

// listDetective has no status: an administrator is listed until it is gone.
// https://docs.aws.amazon.com/detective/latest/APIReference/API_Administrator.html
func listDetective(c *call) (any, error) {
	type administrator struct {
		Account model.AccountID `json:"AccountId"`
		Since   string          `json:"DelegationTime,omitempty"`
		Graph   string          `json:"GraphArn"`
	}
	all, next, err := pageOf(c, c.administrators(""))
	return struct {
		Administrators []administrator
		Next           string `json:"NextToken,omitempty"`
	}{each(all, func(s model.Setting) administrator {
		a := administrator{Account: s.Account, Graph: graphOf(c.s.index.partition, s)}
		if !s.Since.IsZero() {
			a.Since = s.Since.UTC().Format("2006-01-02T15:04:05.000Z")
		}
		return a
	}), next}, err
}

// graphOf returns the ARN of an administrator's behavior graph. Designating the
// same account again starts another graph.
func graphOf(partition string, s model.Setting) string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(string(s.Account) + string(s.Region) + s.Since.UTC().Format(time.RFC3339Nano))) // A hash never fails to take bytes.
	return fmt.Sprintf("arn:%s:detective:%s:%s:graph:%x", partition, s.Region, s.Account, h.Sum(nil))
}
