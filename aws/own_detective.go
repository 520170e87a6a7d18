package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// detectiveAPI is what deputy uses of Amazon Detective.
// https://docs.aws.amazon.com/detective/latest/APIReference/API_EnableOrganizationAdminAccount.html
type detectiveAPI interface {
	EnableOrganizationAdminAccount(context.Context, *detective.EnableOrganizationAdminAccountInput, ...func(*detective.Options)) (*detective.EnableOrganizationAdminAccountOutput, error)
	DisableOrganizationAdminAccount(context.Context, *detective.DisableOrganizationAdminAccountInput, ...func(*detective.Options)) (*detective.DisableOrganizationAdminAccountOutput, error)
	ListOrganizationAdminAccounts(context.Context, *detective.ListOrganizationAdminAccountsInput, ...func(*detective.Options)) (*detective.ListOrganizationAdminAccountsOutput, error)
}

func (s *session) detective(region model.Region) detectiveAPI {
	return detective.NewFromConfig(s.in(region))
}

var detectiveOwn = own{
	calls: map[string]ownCall{
		"EnableOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.detective(step.Region).EnableOrganizationAdminAccount(ctx, &detective.EnableOrganizationAdminAccountInput{
				AccountId: sdk.String(step.Parameters.Get("AccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.detective(step.Region).DisableOrganizationAdminAccount(ctx, &detective.DisableOrganizationAdminAccountInput{})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	list: func(ctx context.Context, s *session, at ownPage) ([]model.Setting, *string, error) {
		out, err := s.detective(at.region).ListOrganizationAdminAccounts(ctx, &detective.ListOrganizationAdminAccountsInput{NextToken: at.token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.Administrators {
			setting := administrator(a.AccountId, false)
			setting.Since = sdk.ToTime(a.DelegationTime)
			all = append(all, setting)
		}
		return all, out.NextToken, nil
	},
}
