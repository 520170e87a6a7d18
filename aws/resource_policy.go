package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"deputy/model"
)

// readResourcePolicy reads the resource policy, which delegates the management
// of policies. An organization need not have one.
func (r *delegationReader) readResourcePolicy(j job) {
	const operation = "organizations:DescribeResourcePolicy"
	out, f := call(j, operation, "",
		func(ctx context.Context, s *session) (*organizations.DescribeResourcePolicyOutput, error) {
			return s.organizations.DescribeResourcePolicy(ctx, &organizations.DescribeResourcePolicyInput{})
		})
	fact := model.ResourcePolicyFact{}
	switch {
	case f != nil && f.Code == "ResourcePolicyNotFoundException":
		f = nil
	case f == nil && (out.ResourcePolicy == nil || sdk.ToString(out.ResourcePolicy.Content) == ""):
		f = incomplete(operation, "", "resource policy")
	case f == nil:
		fact.Text = sdk.ToString(out.ResourcePolicy.Content)
		if summary := out.ResourcePolicy.ResourcePolicySummary; summary != nil {
			fact.ARN = sdk.ToString(summary.Arn)
		}
	}
	if f = ignoreBillingOnly(f); f == nil {
		r.run.emit(fact)
	}
	r.run.reportEnd(model.PartResourcePolicy, "", f)
}
