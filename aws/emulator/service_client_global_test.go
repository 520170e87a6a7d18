package emulator_test

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/auditmanager"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/fms"
	"github.com/aws/aws-sdk-go-v2/service/securitylake"
)

func auditManager(config awssdk.Config) apiOf {
	c := auditmanager.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.RegisterOrganizationAdminAccount(ctx, &auditmanager.RegisterOrganizationAdminAccountInput{AdminAccountId: &account})
			return err
		},
		disable: func(ctx context.Context, account string) error {
			_, err := c.DeregisterOrganizationAdminAccount(ctx, &auditmanager.DeregisterOrganizationAdminAccountInput{AdminAccountId: &account})
			return err
		},
		list: func(ctx context.Context) ([]administrator, error) {
			out, err := c.GetOrganizationAdminAccount(ctx, nil)
			if err != nil || out.AdminAccountId == nil {
				return nil, err
			}
			return []administrator{{*out.AdminAccountId, "ENABLED"}}, nil
		},
	}
}

func lake(config awssdk.Config) apiOf {
	c := securitylake.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.RegisterDataLakeDelegatedAdministrator(ctx, &securitylake.RegisterDataLakeDelegatedAdministratorInput{AccountId: &account})
			return err
		},
		disable: func(ctx context.Context, _ string) error {
			_, err := c.DeregisterDataLakeDelegatedAdministrator(ctx, nil)
			return err
		},
	}
}

func trail(config awssdk.Config) apiOf {
	c := cloudtrail.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.RegisterOrganizationDelegatedAdmin(ctx, &cloudtrail.RegisterOrganizationDelegatedAdminInput{MemberAccountId: &account})
			return err
		},
		disable: func(ctx context.Context, account string) error {
			_, err := c.DeregisterOrganizationDelegatedAdmin(ctx, &cloudtrail.DeregisterOrganizationDelegatedAdminInput{DelegatedAdminAccountId: &account})
			return err
		},
	}
}

func firewall(config awssdk.Config) apiOf {
	c := fms.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.AssociateAdminAccount(ctx, &fms.AssociateAdminAccountInput{AdminAccount: &account})
			return err
		},
		disable: func(ctx context.Context, _ string) error {
			_, err := c.DisassociateAdminAccount(ctx, nil)
			return err
		},
		list: func(ctx context.Context) ([]administrator, error) {
			return paged(func(token *string) (all []administrator, _ *string, _ error) {
				out, err := c.ListAdminAccountsForOrganization(ctx, &fms.ListAdminAccountsForOrganizationInput{NextToken: token})
				if err != nil {
					return nil, nil, err
				}
				for _, a := range out.AdminAccounts {
					status := string(a.Status)
					if status == "ONBOARDING_COMPLETE" {
						status = "ENABLED"
					}
					all = append(all, administrator{*a.AdminAccount, status})
				}
				return all, out.NextToken, nil
			})
		},
	}
}
