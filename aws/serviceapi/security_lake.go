package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securitylake"
	"github.com/aws/smithy-go/middleware"

	"deputy/model/plan"
)

// securityLakeAPI is Amazon Security Lake.
// https://docs.aws.amazon.com/security-lake/latest/APIReference/API_RegisterDataLakeDelegatedAdministrator.html
var securityLakeAPI = API{
	Calls: map[string]Call{
		"RegisterDataLakeDelegatedAdministrator": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := securitylake.NewFromConfig(config).RegisterDataLakeDelegatedAdministrator(ctx, &securitylake.RegisterDataLakeDelegatedAdministratorInput{
				AccountId: sdk.String(step.Parameters.Get("AccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterDataLakeDelegatedAdministrator": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := securitylake.NewFromConfig(config).DeregisterDataLakeDelegatedAdministrator(ctx, &securitylake.DeregisterDataLakeDelegatedAdministratorInput{})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
}
