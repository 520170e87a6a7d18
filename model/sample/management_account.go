package sample

import (
	"time"

	"deputy/model"
)

// The trust policies of the built-in organization's management account.
const (
	trustService = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	trustLinked  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sso.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	trustSSO     = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::` + string(management) + `:saml-provider/AWSSSO_0a1b2c3d4e5f6789_DO_NOT_DELETE"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"SAML:aud":"https://signin.aws.amazon.com/saml"}}}]}`
	trustCI      = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + string(delivery) + `:role/org-pipeline"},"Action":"sts:AssumeRole"}]}`
	trustVendor  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999900001111:root"},"Action":"sts:AssumeRole"}]}`
	trustGitHub  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::` + string(management) + `:oidc-provider/token.actions.githubusercontent.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/organization:*"}}}]}`
)

// ManagementAccount returns what lives in the management account of the built-in
// organization: what a platform team has left there over the years.
func ManagementAccount(now time.Time) model.ManagementAccount {
	ago := func(days int) time.Time { return now.UTC().Truncate(time.Hour).AddDate(0, 0, -days) }
	trail := model.Trail{Name: "organization", Home: "eu-west-1", Organization: true, MultiRegion: true, Logging: true}
	trail.ARN = "arn:aws:cloudtrail:" + string(trail.Home) + ":" + string(management) + ":trail/" + trail.Name
	return model.ManagementAccount{
		Identities: &model.Identities{
			Users: []string{"break-glass", "marta", "report-export", "terraform-2019"},
			Roles: []model.IAMRole{
				{Name: "AWSReservedSSO_PlatformAdmin_4f1d2c3b5a697887", Path: "/aws-reserved/sso.amazonaws.com/eu-west-1/", Trust: trustSSO, Used: ago(0)},
				{Name: "AWSReservedSSO_SecurityAdmin_4f1d2c3b5a697887", Path: "/aws-reserved/sso.amazonaws.com/eu-west-1/", Trust: trustSSO, Used: ago(0)},
				{Name: "AWSServiceRoleForSSO", Path: "/aws-service-role/sso.amazonaws.com/", Trust: trustLinked, Used: ago(1)},
				{Name: "cost-report", Path: "/service-role/", Trust: trustService, Used: ago(2)},
				{Name: "CloudSpendOptimizer", Path: "/", Trust: trustVendor, Used: ago(6)},
				{Name: "github-organization", Path: "/", Trust: trustGitHub, Used: ago(3)},
				{Name: "OrgAdmin", Path: "/", Trust: trustCI, Used: ago(0)},
			},
		},
		RootUser: &model.RootUser{MFA: true},
		Credentials: &model.CredentialReport{Users: []model.UserCredentials{
			{User: model.RootUserName, SignedIn: ago(17), MFA: true},
			{User: "break-glass", Password: true, SignedIn: ago(210), MFA: true},
			{User: "marta", Password: true, SignedIn: ago(34)},
			{User: "report-export", Keys: []model.AccessKey{{Number: 1, Rotated: ago(1290), Used: ago(1), Service: "lambda"}}},
			{User: "terraform-2019", Keys: []model.AccessKey{{Number: 1, Rotated: ago(2500), Used: ago(811), Service: "organizations"}}},
		}},
		Trails: &model.Trails{Trails: []model.Trail{trail}},
	}
}
