package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/securitylake"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// securityLakeAPI is what deputy uses of Amazon Security Lake.
// https://docs.aws.amazon.com/security-lake/latest/APIReference/API_RegisterDataLakeDelegatedAdministrator.html
type securityLakeAPI interface {
	RegisterDataLakeDelegatedAdministrator(context.Context, *securitylake.RegisterDataLakeDelegatedAdministratorInput, ...func(*securitylake.Options)) (*securitylake.RegisterDataLakeDelegatedAdministratorOutput, error)
	DeregisterDataLakeDelegatedAdministrator(context.Context, *securitylake.DeregisterDataLakeDelegatedAdministratorInput, ...func(*securitylake.Options)) (*securitylake.DeregisterDataLakeDelegatedAdministratorOutput, error)
}

func (s *session) securityLake(region model.Region) securityLakeAPI {
	return securitylake.NewFromConfig(s.in(region))
}

var securityLakeOwn = own{
	calls: map[string]ownCall{
		"RegisterDataLakeDelegatedAdministrator": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.securityLake(step.Region).RegisterDataLakeDelegatedAdministrator(ctx, &securitylake.RegisterDataLakeDelegatedAdministratorInput{
				AccountId: sdk.String(step.Parameters.Get("AccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterDataLakeDelegatedAdministrator": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.securityLake(step.Region).DeregisterDataLakeDelegatedAdministrator(ctx, &securitylake.DeregisterDataLakeDelegatedAdministratorInput{})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
}
