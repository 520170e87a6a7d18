package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/auditmanager"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/plan"
)

// auditManagerAPI is AWS Audit Manager.
// https://docs.aws.amazon.com/audit-manager/latest/APIReference/API_RegisterOrganizationAdminAccount.html
var auditManagerAPI = API{
	Calls: map[string]Call{
		"RegisterOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := auditmanager.NewFromConfig(config).RegisterOrganizationAdminAccount(ctx, &auditmanager.RegisterOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterOrganizationAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := auditmanager.NewFromConfig(config).DeregisterOrganizationAdminAccount(ctx, &auditmanager.DeregisterOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := auditmanager.NewFromConfig(config).GetOrganizationAdminAccount(ctx, &auditmanager.GetOrganizationAdminAccountInput{})
		switch {
		case hasNoAdministrator(err):
			return nil, nil, nil
		case err != nil:
			return nil, nil, err
		case sdk.ToString(out.AdminAccountId) == "":
			return nil, nil, nil
		}
		return []model.Setting{administrator(out.AdminAccountId, false)}, nil, nil
	},
}
