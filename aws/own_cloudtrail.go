package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// cloudTrailAPI is what deputy uses of AWS CloudTrail.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
type cloudTrailAPI interface {
	RegisterOrganizationDelegatedAdmin(context.Context, *cloudtrail.RegisterOrganizationDelegatedAdminInput, ...func(*cloudtrail.Options)) (*cloudtrail.RegisterOrganizationDelegatedAdminOutput, error)
	DeregisterOrganizationDelegatedAdmin(context.Context, *cloudtrail.DeregisterOrganizationDelegatedAdminInput, ...func(*cloudtrail.Options)) (*cloudtrail.DeregisterOrganizationDelegatedAdminOutput, error)
}

func (s *session) cloudTrail(region model.Region) cloudTrailAPI {
	return cloudtrail.NewFromConfig(s.in(region))
}

var cloudTrailOwn = own{
	calls: map[string]ownCall{
		"RegisterOrganizationDelegatedAdmin": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.cloudTrail(step.Region).RegisterOrganizationDelegatedAdmin(ctx, &cloudtrail.RegisterOrganizationDelegatedAdminInput{
				MemberAccountId: sdk.String(step.Parameters.Get("MemberAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterOrganizationDelegatedAdmin": func(ctx context.Context, s *session, step model.Step) (m middleware.Metadata, err error) {
			out, err := s.cloudTrail(step.Region).DeregisterOrganizationDelegatedAdmin(ctx, &cloudtrail.DeregisterOrganizationDelegatedAdminInput{
				DelegatedAdminAccountId: sdk.String(step.Parameters.Get("DelegatedAdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
}
