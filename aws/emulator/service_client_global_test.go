package emulator_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/auditmanager"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/fms"
	"github.com/aws/aws-sdk-go-v2/service/securitylake"
	"github.com/aws/smithy-go"
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

// ipam speaks EC2's query protocol itself, for want of the large module.
func ipam(config awssdk.Config) apiOf {
	ask := func(ctx context.Context, operation, account string) error {
		keys, err := config.Credentials.Retrieve(ctx)
		if err != nil {
			return err
		}
		form := url.Values{"Action": {operation}, "Version": {"2016-11-15"}, "DelegatedAdminAccountId": {account}}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, *config.BaseEndpoint+"/", strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", scoped("ec2", config.Region, strings.TrimSuffix(strings.TrimPrefix(keys.AccessKeyID, "AKIA"), "DEMO")))
		out, err := config.HTTPClient.Do(r)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(out.Body)
		if err := errors.Join(err, out.Body.Close()); err != nil {
			return err
		}
		if out.StatusCode == http.StatusOK {
			return nil
		}
		failed := struct {
			Code    string `xml:"Errors>Error>Code"`
			Message string `xml:"Errors>Error>Message"`
		}{}
		if err := xml.Unmarshal(text, &failed); err != nil {
			return err
		}
		return &smithy.GenericAPIError{Code: failed.Code, Message: failed.Message}
	}
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			return ask(ctx, "EnableIpamOrganizationAdminAccount", account)
		},
		disable: func(ctx context.Context, account string) error {
			return ask(ctx, "DisableIpamOrganizationAdminAccount", account)
		},
	}
}
