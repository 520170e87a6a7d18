package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/auditmanager"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// auditManagerAPI is what deputy uses of AWS Audit Manager.
// https://docs.aws.amazon.com/audit-manager/latest/APIReference/API_RegisterOrganizationAdminAccount.html
type auditManagerAPI interface {
	RegisterOrganizationAdminAccount(context.Context, *auditmanager.RegisterOrganizationAdminAccountInput, ...func(*auditmanager.Options)) (*auditmanager.RegisterOrganizationAdminAccountOutput, error)
	DeregisterOrganizationAdminAccount(context.Context, *auditmanager.DeregisterOrganizationAdminAccountInput, ...func(*auditmanager.Options)) (*auditmanager.DeregisterOrganizationAdminAccountOutput, error)
	GetOrganizationAdminAccount(context.Context, *auditmanager.GetOrganizationAdminAccountInput, ...func(*auditmanager.Options)) (*auditmanager.GetOrganizationAdminAccountOutput, error)
}

func (s *session) auditManager(region model.Region) auditManagerAPI {
	return auditmanager.NewFromConfig(s.in(region))
}

var auditManagerOwn = own{
	calls: map[string]ownCall{
		"RegisterOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.auditManager(step.Region).RegisterOrganizationAdminAccount(ctx, &auditmanager.RegisterOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.auditManager(step.Region).DeregisterOrganizationAdminAccount(ctx, &auditmanager.DeregisterOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	list: func(ctx context.Context, s *session, at ownPage) ([]model.Setting, *string, error) {
		out, err := s.auditManager(at.region).GetOrganizationAdminAccount(ctx, &auditmanager.GetOrganizationAdminAccountInput{})
		switch {
		case isNobody(err):
			return nil, nil, nil
		case err != nil:
			return nil, nil, err
		case sdk.ToString(out.AdminAccountId) == "":
			return nil, nil, nil
		}
		return []model.Setting{administrator(out.AdminAccountId, false)}, nil, nil
	},
}
