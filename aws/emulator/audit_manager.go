package emulator

import (
	"deputy/model"
)

// auditManager is AWS Audit Manager, which is set up in each Region. AWS does
// not document whether its API switches trusted access on; here trusted access
// has to be on before, which demands more of a client.
// https://docs.aws.amazon.com/audit-manager/latest/APIReference/API_RegisterOrganizationAdminAccount.html
var auditManager = &restAPI{
	serviceHandler: serviceHandler{service: serviceAPI{
		id: "audit-manager", name: "Audit Manager", principal: "auditmanager.amazonaws.com",
		regional: true, needsAccess: true, otherCode: "ValidationException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException",
			noMember: "ResourceNotFoundException", notAdministrator: "ResourceNotFoundException",
		},
	}},
	routes: map[string]route{
		"POST /account/registerOrganizationAdminAccount": {
			operation: "RegisterOrganizationAdminAccount", changes: true, required: params("adminAccountId"), run: designateAuditManager,
		},
		"POST /account/deregisterOrganizationAdminAccount": {
			operation: "DeregisterOrganizationAdminAccount", changes: true, optional: params("adminAccountId"), run: removeAuditManager,
		},
		"GET /account/organizationAdminAccount": {operation: "GetOrganizationAdminAccount", run: getAuditManager},
	},
}

// auditAdmin names the administrator; without one the answer is empty.
type auditAdmin struct {
	Account      model.AccountID `json:"adminAccountId,omitempty"`
	Organization string          `json:"organizationId,omitempty"`
}

func designateAuditManager(c *call) (any, error) {
	account := c.in.account("adminAccountId")
	return auditAdmin{account, c.s.index.Organization.ID}, c.designate(account, "")
}

func removeAuditManager(c *call) (any, error) {
	if _, given := c.in.text["adminAccountId"]; !given {
		return removeCurrent(c)
	}
	return nil, c.remove(c.in.account("adminAccountId"), "")
}

func getAuditManager(c *call) (any, error) {
	all := c.administrators("")
	if len(all) == 0 {
		return nil, nil
	}
	return auditAdmin{all[0].Account, c.s.index.Organization.ID}, nil
}
