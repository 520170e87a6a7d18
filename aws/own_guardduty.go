package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/guardduty/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// guardDutyAPI is what deputy uses of Amazon GuardDuty.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
type guardDutyAPI interface {
	EnableOrganizationAdminAccount(context.Context, *guardduty.EnableOrganizationAdminAccountInput, ...func(*guardduty.Options)) (*guardduty.EnableOrganizationAdminAccountOutput, error)
	DisableOrganizationAdminAccount(context.Context, *guardduty.DisableOrganizationAdminAccountInput, ...func(*guardduty.Options)) (*guardduty.DisableOrganizationAdminAccountOutput, error)
	ListOrganizationAdminAccounts(context.Context, *guardduty.ListOrganizationAdminAccountsInput, ...func(*guardduty.Options)) (*guardduty.ListOrganizationAdminAccountsOutput, error)
}

func (s *session) guardDuty(region model.Region) guardDutyAPI {
	return guardduty.NewFromConfig(s.in(region))
}

var guardDutyOwn = own{
	calls: map[string]ownCall{
		"EnableOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.guardDuty(step.Region).EnableOrganizationAdminAccount(ctx, &guardduty.EnableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableOrganizationAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.guardDuty(step.Region).DisableOrganizationAdminAccount(ctx, &guardduty.DisableOrganizationAdminAccountInput{
				AdminAccountId: sdk.String(step.Parameters.Get("AdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	list: func(ctx context.Context, s *session, at ownPage) ([]model.Setting, *string, error) {
		out, err := s.guardDuty(at.region).ListOrganizationAdminAccounts(ctx, &guardduty.ListOrganizationAdminAccountsInput{NextToken: at.token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.AdminAccounts {
			all = append(all, administrator(a.AdminAccountId, a.AdminStatus == types.AdminStatusDisableInProgress))
		}
		return all, out.NextToken, nil
	},
}
