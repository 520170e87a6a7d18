// Package serviceapi calls the eleven services that keep their delegated
// administrators behind a service API, such as EnableOrganizationAdminAccount
// of Amazon GuardDuty. Each service has one file: its calls that change something,
// and how a page of its list of administrators is read.
//
// What differs from service to service belongs here. When a call is made, how
// often it is tried and what is done with the answer is decided in package aws.
// The calls are made without the services' SDK clients, which cost a build half of
// its time: the tests hold what is sent, and where to, against these clients.
package serviceapi

import (
	"context"
	"errors"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/plan"
)

// API is the part of a service's API that deputy uses.
type API struct {
	Calls map[string]Call // by operation, those that change something
	List  List            // nil for a service that cannot list its administrators
}

// Call makes the call of a step, with the step's parameters and in the Region of
// config.
type Call func(ctx context.Context, config sdk.Config, step plan.Step) (middleware.Metadata, error)

// List reads one page of the administrators in the Region of config, and returns
// the token of the next page.
type List func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error)

// Page is the page of a list that is asked for.
type Page struct {
	Feature string  // the part of the service, for a service that has several
	Token   *string // nil for the first page
}

// Of returns the API of a service; a zero one if the service has none, or deputy
// cannot call it.
func Of(id model.ServiceID) API { return apis[id] }

var apis = map[model.ServiceID]API{
	"audit-manager":            auditManagerAPI,
	"cloudtrail":               cloudTrailAPI,
	"detective":                detectiveAPI,
	"firewall-manager":         firewallManagerAPI,
	"guardduty":                guardDutyAPI,
	"inspector":                inspectorAPI,
	"macie":                    macieAPI,
	"network-security-manager": networkSecurityManagerAPI,
	"security-hub":             securityHubAPI,
	"security-lake":            securityLakeAPI,
	"vpc-ipam":                 vpcIPAMAPI,
}

// administrator returns the setting of an account that a service lists. Removing
// says that the removal of the account has begun.
func administrator(account string, removing bool) model.Setting {
	s := model.Setting{Account: model.AccountID(account), State: model.SettingEnabled}
	if removing {
		s.State = model.SettingDisabling
	}
	return s
}

// hasNoAdministrator reports whether a service answers that it has no
// administrator.
func hasNoAdministrator(err error) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && answer.ErrorCode() == "ResourceNotFoundException"
}
