package emulator_test

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/securityhub/types"

	"deputy/aws/emulator"
	"deputy/model"
)

// administrator is what a service's own list says of one account.
type administrator struct{ account, status string }

// apiOf is a service's own API through its real client, for one caller in one
// Region.
type apiOf struct {
	enable  func(ctx context.Context, account string) error
	disable func(ctx context.Context, account string) error
	list    func(ctx context.Context) ([]administrator, error)
}

// administered is a service with an API of its own, and the error codes that
// it gives.
type administered struct {
	id        model.ServiceID
	principal string
	home      string // where its calls go; any Region if empty
	regional  bool
	open      func(awssdk.Config) apiOf
	disabling string // the status of an administrator that is being removed

	caller, member, twice, other, gone, region string
	accessOff                                  string // empty if a registration switches it on
	management                                 string // empty if the management account may be it
	name                                       string // of the operation that registers, with its service
	ranked                                     bool   // several administrators, each with a priority; the tests ask for the first
}

// at returns the service's API for a caller in a Region.
func (a administered) at(s *emulator.Server, account, region string) apiOf {
	c := config(s, account)
	c.Region = region
	return a.open(c)
}

var services = []administered{
	{
		id: "guardduty", principal: "guardduty.amazonaws.com", regional: true, open: guardDuty, disabling: "DISABLE_IN_PROGRESS",
		caller: "BadRequestException", member: "BadRequestException", twice: "BadRequestException", other: "BadRequestException",
		gone: "BadRequestException", region: "BadRequestException", accessOff: "BadRequestException", name: "guardduty:EnableOrganizationAdminAccount",
	},
	{
		id: "macie", principal: "macie.amazonaws.com", regional: true, open: macie, disabling: "DISABLING_IN_PROGRESS",
		caller: "AccessDeniedException", member: "ResourceNotFoundException", twice: "ConflictException", other: "ConflictException",
		gone: "ResourceNotFoundException", region: "ValidationException", name: "macie2:EnableOrganizationAdminAccount",
	},
	{
		id: "security-hub", principal: "securityhub.amazonaws.com", regional: true, open: hub(""), disabling: "DISABLE_IN_PROGRESS",
		caller: "AccessDeniedException", member: "InvalidInputException", twice: "InvalidInputException", other: "InvalidInputException",
		gone: "InvalidInputException", region: "InvalidInputException", name: "securityhub:EnableOrganizationAdminAccount",
	},
	{
		id: "inspector", principal: "inspector2.amazonaws.com", regional: true, open: inspector, disabling: "DISABLE_IN_PROGRESS",
		caller: "AccessDeniedException", member: "ResourceNotFoundException", twice: "ConflictException", other: "ConflictException",
		gone: "ResourceNotFoundException", region: "ValidationException", accessOff: "ValidationException", name: "inspector2:EnableDelegatedAdminAccount",
	},
	{
		id: "detective", principal: "detective.amazonaws.com", regional: true, open: detectives, disabling: "ENABLED",
		caller: "AccessDeniedException", member: "ValidationException", twice: "ValidationException", other: "ValidationException",
		gone: "ValidationException", region: "ValidationException", name: "detective:EnableOrganizationAdminAccount",
	},
	{
		id: "audit-manager", principal: "auditmanager.amazonaws.com", regional: true, open: auditManager, disabling: "ENABLED",
		caller: "AccessDeniedException", member: "ResourceNotFoundException", twice: "ValidationException", other: "ValidationException",
		gone: "ResourceNotFoundException", region: "ValidationException", accessOff: "ValidationException",
		management: "ValidationException", name: "auditmanager:RegisterOrganizationAdminAccount",
	},
	{
		id: "network-security-manager", principal: "network-security-manager.amazonaws.com", regional: true, open: networkSecurity, disabling: "ENABLED",
		caller: "AccessDeniedException", member: "ValidationException", other: "ConflictException", gone: "ValidationException",
		region: "ValidationException", accessOff: "ValidationException", name: "network-security-manager:PutAdminAccount", ranked: true,
	},
	{
		id: "security-lake", principal: "securitylake.amazonaws.com", open: lake,
		caller: "AccessDeniedException", member: "ResourceNotFoundException", twice: "ConflictException", other: "ConflictException",
		gone: "ResourceNotFoundException", management: "BadRequestException", name: "securitylake:RegisterDataLakeDelegatedAdministrator",
	},
	{
		id: "cloudtrail", principal: "cloudtrail.amazonaws.com", open: trail,
		caller: "NotOrganizationManagementAccountException", member: "AccountNotFoundException", twice: "AccountRegisteredException",
		gone: "AccountNotRegisteredException", accessOff: "CloudTrailAccessNotEnabledException",
		management: "CannotDelegateManagementAccountException", name: "cloudtrail:RegisterOrganizationDelegatedAdmin",
	},
	{
		id: "firewall-manager", principal: "fms.amazonaws.com", home: "us-east-1", open: firewall, disabling: "OFFBOARDING",
		caller: "AccessDeniedException", member: "ResourceNotFoundException", twice: "InvalidOperationException", other: "InvalidOperationException",
		gone: "ResourceNotFoundException", management: "InvalidOperationException", name: "fms:AssociateAdminAccount",
	},
	{
		id: "vpc-ipam", principal: "ipam.amazonaws.com", open: ipam,
		caller: "UnauthorizedOperation", member: "InvalidParameterValue", twice: "InvalidParameterValue", other: "InvalidParameterValue",
		gone: "InvalidParameterValue", management: "InvalidParameterValue", name: "ec2:EnableIpamOrganizationAdminAccount",
	},
}

// paged collects the administrators of every page. next gives one page and
// the token of the one after it.
func paged(next func(token *string) ([]administrator, *string, error)) (all []administrator, err error) {
	for token := (*string)(nil); ; {
		page, after, err := next(token)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if after == nil {
			return all, nil
		}
		token = after
	}
}

func guardDuty(config awssdk.Config) apiOf {
	c := guardduty.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.EnableOrganizationAdminAccount(ctx, &guardduty.EnableOrganizationAdminAccountInput{AdminAccountId: &account})
			return err
		},
		disable: func(ctx context.Context, account string) error {
			_, err := c.DisableOrganizationAdminAccount(ctx, &guardduty.DisableOrganizationAdminAccountInput{AdminAccountId: &account})
			return err
		},
		list: func(ctx context.Context) (all []administrator, err error) {
			for p := guardduty.NewListOrganizationAdminAccountsPaginator(c, nil); p.HasMorePages(); {
				out, err := p.NextPage(ctx)
				if err != nil {
					return nil, err
				}
				for _, a := range out.AdminAccounts {
					all = append(all, administrator{*a.AdminAccountId, string(a.AdminStatus)})
				}
			}
			return all, nil
		},
	}
}

func macie(config awssdk.Config) apiOf {
	c := macie2.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.EnableOrganizationAdminAccount(ctx, &macie2.EnableOrganizationAdminAccountInput{AdminAccountId: &account, ClientToken: str("once")})
			return err
		},
		disable: func(ctx context.Context, account string) error {
			_, err := c.DisableOrganizationAdminAccount(ctx, &macie2.DisableOrganizationAdminAccountInput{AdminAccountId: &account})
			return err
		},
		list: func(ctx context.Context) ([]administrator, error) {
			return paged(func(token *string) (all []administrator, _ *string, _ error) {
				out, err := c.ListOrganizationAdminAccounts(ctx, &macie2.ListOrganizationAdminAccountsInput{NextToken: token, MaxResults: awssdk.Int32(25)})
				if err != nil {
					return nil, nil, err
				}
				for _, a := range out.AdminAccounts {
					all = append(all, administrator{*a.AccountId, string(a.Status)})
				}
				return all, out.NextToken, nil
			})
		},
	}
}

// hub returns the API for one feature of Security Hub.
func hub(feature types.SecurityHubFeature) func(awssdk.Config) apiOf {
	return func(config awssdk.Config) apiOf {
		c := securityhub.NewFromConfig(config)
		return apiOf{
			enable: func(ctx context.Context, account string) error {
				_, err := c.EnableOrganizationAdminAccount(ctx, &securityhub.EnableOrganizationAdminAccountInput{AdminAccountId: &account, Feature: feature})
				return err
			},
			disable: func(ctx context.Context, account string) error {
				_, err := c.DisableOrganizationAdminAccount(ctx, &securityhub.DisableOrganizationAdminAccountInput{AdminAccountId: &account, Feature: feature})
				return err
			},
			list: func(ctx context.Context) ([]administrator, error) {
				return paged(func(token *string) (all []administrator, _ *string, _ error) {
					out, err := c.ListOrganizationAdminAccounts(ctx, &securityhub.ListOrganizationAdminAccountsInput{NextToken: token, Feature: feature})
					if err != nil {
						return nil, nil, err
					}
					for _, a := range out.AdminAccounts {
						all = append(all, administrator{*a.AccountId, string(a.Status)})
					}
					return all, out.NextToken, nil
				})
			},
		}
	}
}

func inspector(config awssdk.Config) apiOf {
	c := inspector2.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.EnableDelegatedAdminAccount(ctx, &inspector2.EnableDelegatedAdminAccountInput{DelegatedAdminAccountId: &account})
			return err
		},
		disable: func(ctx context.Context, account string) error {
			_, err := c.DisableDelegatedAdminAccount(ctx, &inspector2.DisableDelegatedAdminAccountInput{DelegatedAdminAccountId: &account})
			return err
		},
		list: func(ctx context.Context) ([]administrator, error) {
			return paged(func(token *string) (all []administrator, _ *string, _ error) {
				out, err := c.ListDelegatedAdminAccounts(ctx, &inspector2.ListDelegatedAdminAccountsInput{NextToken: token, MaxResults: awssdk.Int32(5)})
				if err != nil {
					return nil, nil, err
				}
				for _, a := range out.DelegatedAdminAccounts {
					all = append(all, administrator{*a.AccountId, string(a.Status)})
				}
				return all, out.NextToken, nil
			})
		},
	}
}

// detectives has no status: who is listed is enabled, and a removal names
// nobody.
func detectives(config awssdk.Config) apiOf {
	c := detective.NewFromConfig(config)
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			_, err := c.EnableOrganizationAdminAccount(ctx, &detective.EnableOrganizationAdminAccountInput{AccountId: &account})
			return err
		},
		disable: func(ctx context.Context, _ string) error {
			_, err := c.DisableOrganizationAdminAccount(ctx, nil)
			return err
		},
		list: func(ctx context.Context) ([]administrator, error) {
			return paged(func(token *string) (all []administrator, _ *string, _ error) {
				out, err := c.ListOrganizationAdminAccounts(ctx, &detective.ListOrganizationAdminAccountsInput{NextToken: token})
				if err != nil {
					return nil, nil, err
				}
				for _, a := range out.Administrators {
					all = append(all, administrator{*a.AccountId, "ENABLED"})
				}
				return all, out.NextToken, nil
			})
		},
	}
}
