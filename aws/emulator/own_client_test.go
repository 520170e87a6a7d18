package emulator_test

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"

	"deputy/aws/emulator"
	"deputy/model"
)

// administrator is what a service's own list says of one account.
type administrator struct{ account, status string }

// road is a service's own API through its real client, for one caller in one
// Region.
type road struct {
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
	open      func(awssdk.Config) road
	disabling string // the status of an administrator that is being removed

	caller, member, twice, other, gone string
	accessOff                          string // empty if a registration switches it on
	management                         string // empty if the management account may be it
	name                               string // of the operation that registers, with its service
}

// at opens the service's road for a caller in a Region.
func (a administered) at(s *emulator.Server, account, region string) road {
	c := config(s, account)
	c.Region = region
	return a.open(c)
}

var services = []administered{
	{
		id: "guardduty", principal: "guardduty.amazonaws.com", regional: true, open: guardDuty, disabling: "DISABLE_IN_PROGRESS",
		caller: "BadRequestException", member: "BadRequestException", twice: "BadRequestException", other: "BadRequestException",
		gone: "BadRequestException", accessOff: "BadRequestException", name: "guardduty:EnableOrganizationAdminAccount",
	},
}

func guardDuty(config awssdk.Config) road {
	c := guardduty.NewFromConfig(config)
	return road{
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
