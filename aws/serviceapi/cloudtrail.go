package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// cloudTrailClient is what deputy uses of AWS CloudTrail.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
type cloudTrailClient interface {
	RegisterOrganizationDelegatedAdmin(context.Context, *cloudtrail.RegisterOrganizationDelegatedAdminInput, ...func(*cloudtrail.Options)) (*cloudtrail.RegisterOrganizationDelegatedAdminOutput, error)
	DeregisterOrganizationDelegatedAdmin(context.Context, *cloudtrail.DeregisterOrganizationDelegatedAdminInput, ...func(*cloudtrail.Options)) (*cloudtrail.DeregisterOrganizationDelegatedAdminOutput, error)
}

func newCloudTrail(config sdk.Config) cloudTrailClient { return cloudtrail.NewFromConfig(config) }

var cloudTrailAPI = API{
	Calls: map[string]Call{
		"RegisterOrganizationDelegatedAdmin": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newCloudTrail(config).RegisterOrganizationDelegatedAdmin(ctx, &cloudtrail.RegisterOrganizationDelegatedAdminInput{
				MemberAccountId: sdk.String(step.Parameters.Get("MemberAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterOrganizationDelegatedAdmin": func(ctx context.Context, config sdk.Config, step model.Step) (m middleware.Metadata, err error) {
			out, err := newCloudTrail(config).DeregisterOrganizationDelegatedAdmin(ctx, &cloudtrail.DeregisterOrganizationDelegatedAdminInput{
				DelegatedAdminAccountId: sdk.String(step.Parameters.Get("DelegatedAdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
}
