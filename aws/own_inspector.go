package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	"github.com/aws/aws-sdk-go-v2/service/inspector2/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// inspectorAPI is what deputy uses of Amazon Inspector.
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_EnableDelegatedAdminAccount.html
type inspectorAPI interface {
	EnableDelegatedAdminAccount(context.Context, *inspector2.EnableDelegatedAdminAccountInput, ...func(*inspector2.Options)) (*inspector2.EnableDelegatedAdminAccountOutput, error)
	DisableDelegatedAdminAccount(context.Context, *inspector2.DisableDelegatedAdminAccountInput, ...func(*inspector2.Options)) (*inspector2.DisableDelegatedAdminAccountOutput, error)
	ListDelegatedAdminAccounts(context.Context, *inspector2.ListDelegatedAdminAccountsInput, ...func(*inspector2.Options)) (*inspector2.ListDelegatedAdminAccountsOutput, error)
}

func (s *session) inspector(region model.Region) inspectorAPI {
	return inspector2.NewFromConfig(s.in(region))
}

var inspectorOwn = own{
	calls: map[string]ownCall{
		"EnableDelegatedAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.inspector(step.Region).EnableDelegatedAdminAccount(ctx, &inspector2.EnableDelegatedAdminAccountInput{
				DelegatedAdminAccountId: sdk.String(step.Parameters.Get("DelegatedAdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableDelegatedAdminAccount": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.inspector(step.Region).DisableDelegatedAdminAccount(ctx, &inspector2.DisableDelegatedAdminAccountInput{
				DelegatedAdminAccountId: sdk.String(step.Parameters.Get("DelegatedAdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	list: func(ctx context.Context, s *session, at ownPage) ([]model.Setting, *string, error) {
		out, err := s.inspector(at.region).ListDelegatedAdminAccounts(ctx, &inspector2.ListDelegatedAdminAccountsInput{NextToken: at.token})
		if err != nil {
			return nil, nil, err
		}
		var all []model.Setting
		for _, a := range out.DelegatedAdminAccounts {
			all = append(all, administrator(a.AccountId, a.Status == types.DelegatedAdminStatusDisableInProgress))
		}
		return all, out.NextToken, nil
	},
}
