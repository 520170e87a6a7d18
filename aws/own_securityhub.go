package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/securityhub/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// securityHubAPI is what deputy uses of AWS Security Hub.
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableOrganizationAdminAccount.html
type securityHubAPI interface {
	EnableOrganizationAdminAccount(context.Context, *securityhub.EnableOrganizationAdminAccountInput, ...func(*securityhub.Options)) (*securityhub.EnableOrganizationAdminAccountOutput, error)
	DisableOrganizationAdminAccount(context.Context, *securityhub.DisableOrganizationAdminAccountInput, ...func(*securityhub.Options)) (*securityhub.DisableOrganizationAdminAccountOutput, error)
	ListOrganizationAdminAccounts(context.Context, *securityhub.ListOrganizationAdminAccountsInput, ...func(*securityhub.Options)) (*securityhub.ListOrganizationAdminAccountsOutput, error)
}

func (s *session) securityHub(region model.Region) securityHubAPI {
	return securityhub.NewFromConfig(s.in(region))
}

var securityHubOwn = own{
	calls: map[string]ownCall{
		"EnableOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.securityHub(step.Region).EnableOrganizationAdminAccount(ctx, &securityhub.EnableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
				Feature:        types.SecurityHubFeature(step.Parameters.Get("Feature")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.securityHub(step.Region).DisableOrganizationAdminAccount(ctx, &securityhub.DisableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
				Feature:        types.SecurityHubFeature(step.Parameters.Get("Feature")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	list: func(ctx context.Context, s *session, at ownPage) ([]model.Setting, *string, error) {
		out, err := s.securityHub(at.region).ListOrganizationAdminAccounts(ctx, &securityhub.ListOrganizationAdminAccountsInput{Feature: types.SecurityHubFeature(at.feature), NextToken: at.token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.AdminAccounts {
			all = append(all, administrator(a.AccountId, a.Status == types.AdminStatusDisableInProgress))
		}
		return all, out.NextToken, nil
	},
}
