package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	"github.com/aws/aws-sdk-go-v2/service/inspector2/types"
	"github.com/aws/smithy-go/middleware"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/plan"
)

// inspectorAPI is Amazon Inspector.
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_EnableDelegatedAdminAccount.html
var inspectorAPI = API{
	Calls: map[string]Call{
		"EnableDelegatedAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := inspector2.NewFromConfig(config).EnableDelegatedAdminAccount(ctx, &inspector2.EnableDelegatedAdminAccountInput{
				DelegatedAdminAccountId: sdk.String(step.Parameters.Get("DelegatedAdminAccountId")),
			})
			if err == nil && out.DelegatedAdminAccountId == nil {
				err = &rawcall.Foreign{Lacks: "delegated administrator"}
			}
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DisableDelegatedAdminAccount": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := inspector2.NewFromConfig(config).DisableDelegatedAdminAccount(ctx, &inspector2.DisableDelegatedAdminAccountInput{
				DelegatedAdminAccountId: sdk.String(step.Parameters.Get("DelegatedAdminAccountId")),
			})
			if err == nil && out.DelegatedAdminAccountId == nil {
				err = &rawcall.Foreign{Lacks: "delegated administrator"}
			}
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		out, err := inspector2.NewFromConfig(config).ListDelegatedAdminAccounts(ctx, &inspector2.ListDelegatedAdminAccountsInput{NextToken: page.Token})
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
