package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/smithy-go/middleware"

	"deputy/model/plan"
)

// cloudTrailAPI is AWS CloudTrail.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
var cloudTrailAPI = API{
	Calls: map[string]Call{
		"RegisterOrganizationDelegatedAdmin": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := cloudtrail.NewFromConfig(config).RegisterOrganizationDelegatedAdmin(ctx, &cloudtrail.RegisterOrganizationDelegatedAdminInput{
				MemberAccountId: sdk.String(step.Parameters.Get("MemberAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
		"DeregisterOrganizationDelegatedAdmin": func(ctx context.Context, config sdk.Config, step plan.Step) (m middleware.Metadata, err error) {
			out, err := cloudtrail.NewFromConfig(config).DeregisterOrganizationDelegatedAdmin(ctx, &cloudtrail.DeregisterOrganizationDelegatedAdminInput{
				DelegatedAdminAccountId: sdk.String(step.Parameters.Get("DelegatedAdminAccountId")),
			})
			if err == nil {
				m = out.ResultMetadata
			}
			return m, err
		},
	},
}
