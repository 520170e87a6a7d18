package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securitylake"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// securityLakeClient is what deputy uses of Amazon Security Lake.
// https://docs.aws.amazon.com/security-lake/latest/APIReference/API_RegisterDataLakeDelegatedAdministrator.html
type securityLakeClient interface {
	RegisterDataLakeDelegatedAdministrator(context.Context, *securitylake.RegisterDataLakeDelegatedAdministratorInput, ...func(*securitylake.Options)) (*securitylake.RegisterDataLakeDelegatedAdministratorOutput, error)
	DeregisterDataLakeDelegatedAdministrator(context.Context, *securitylake.DeregisterDataLakeDelegatedAdministratorInput, ...func(*securitylake.Options)) (*securitylake.DeregisterDataLakeDelegatedAdministratorOutput, error)
}

func newSecurityLake(config sdk.Config) securityLakeClient { return securitylake.NewFromConfig(config) }

var securityLakeAPI = API{
	Calls: map[string]Call{
		"RegisterDataLakeDelegatedAdministrator": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newSecurityLake(config).RegisterDataLakeDelegatedAdministrator(ctx, &securitylake.RegisterDataLakeDelegatedAdministratorInput{
				AccountId: sdk.String(step.Parameters.Get("AccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterDataLakeDelegatedAdministrator": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newSecurityLake(config).DeregisterDataLakeDelegatedAdministrator(ctx, &securitylake.DeregisterDataLakeDelegatedAdministratorInput{})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
}
