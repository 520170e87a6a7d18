package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"deputy/aws/rawcall"
	"deputy/model"
)

// auditManagerAPI is AWS Audit Manager.
// https://docs.aws.amazon.com/audit-manager/latest/APIReference/API_RegisterOrganizationAdminAccount.html
// https://docs.aws.amazon.com/audit-manager/latest/APIReference/API_GetOrganizationAdminAccount.html
var auditManagerAPI = API{
	Calls: map[string]Call{
		"RegisterOrganizationAdminAccount":   rawcall.SendStep,
		"DeregisterOrganizationAdminAccount": rawcall.SendStep,
	},
	List: func(ctx context.Context, config sdk.Config, _ Page) ([]model.Setting, *string, error) {
		answer, _, err := ask(ctx, config, "auditmanager", "GetOrganizationAdminAccount", nil, member{name: "adminAccountId"})
		account := answer.Members["adminAccountId"]
		switch {
		case hasNoAdministrator(err):
			return nil, nil, nil
		case err != nil:
			return nil, nil, err
		case account == "":
			return nil, nil, nil
		}
		return []model.Setting{administrator(account, false)}, nil, nil
	},
}
