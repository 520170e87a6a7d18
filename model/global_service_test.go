package model_test

import (
	"slices"
	"testing"

	"deputy/model"
)

// TestHomeRegions ensures that global services have the Regions that AWS's pages
// and endpoints say, in every partition, and that others have none.
func TestHomeRegions(t *testing.T) {
	for _, c := range []struct {
		action, partition string
		want              []model.Region
	}{
		{"IAM:CreateUser", "aws", []model.Region{"us-east-1"}},
		{"iam:CreateUser", "aws-cn", []model.Region{"cn-north-1"}},
		{"iam:CreateUser", "aws-us-gov", []model.Region{"us-gov-west-1"}},
		{"iam:CreateUser", "aws-eusc", []model.Region{"eusc-de-east-1"}},
		{"support:CreateCase", "aws-cn", []model.Region{"cn-north-1"}},
		{"organizations:ListAccounts", "aws-cn", []model.Region{"cn-northwest-1"}},
		{"health:DescribeEvents", "aws", []model.Region{"us-east-1", "us-east-2"}},
		{"trustedadvisor:ListRecommendations", "aws", nil},
		{"networkmanager:GetSites", "aws", []model.Region{"us-west-2"}},
		{"networkmanager:GetSites", "aws-us-gov", []model.Region{"us-gov-west-1"}},
		{"globalaccelerator:ListAccelerators", "aws", []model.Region{"us-west-2"}},
		{"billingconductor:ListBillingGroups", "aws", []model.Region{"us-east-1"}},
		{"notifications-contacts:ListEmailContacts", "aws", []model.Region{"us-east-1"}},
		{"cost-optimization-hub:ListRecommendations", "aws", []model.Region{"us-east-1"}},
		{"route53-recovery-control-config:ListClusters", "aws", []model.Region{"us-west-2"}},
		{"sts:AssumeRole", "aws", nil},
		{"s3:ListAllMyBuckets", "aws", nil},
		{"sqs:SendMessage", "aws-cn", nil},
		{"iam:CreateUser", "nowhere", nil},
	} {
		if got := model.HomeRegions(c.action, c.partition); !slices.Equal(got, c.want) {
			t.Errorf("%s in %s is in %v, want %v", c.action, c.partition, got, c.want)
		}
	}
}
