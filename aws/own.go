package aws

import (
	"context"
	"errors"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// own is the API of one service that keeps its administrators itself: how its
// calls are made, and how its list is read. Each service has a file of its own.
type own struct {
	calls map[string]ownCall // by operation, those that change something
	list  ownList            // nil for a service that has no list
}

// ownCall makes the call of a step, in the step's Region and with the step's
// parameters.
type ownCall func(context.Context, *session, model.Step) (middleware.Metadata, error)

// ownList reads one page of the administrators in a Region, and gives the token
// of the next.
type ownList func(ctx context.Context, s *session, at ownPage) ([]model.Setting, *string, error)

// ownPage is what is asked for: a page of a list in one Region, of one part of
// the service.
type ownPage struct {
	region  model.Region
	feature string
	token   *string
}

// owns has every service with an API of its own that deputy can call.
var owns = map[model.ServiceID]own{
	"audit-manager":    auditManagerOwn,
	"cloudtrail":       cloudTrailOwn,
	"detective":        detectiveOwn,
	"firewall-manager": firewallOwn,
	"guardduty":        guardDutyOwn,
	"inspector":        inspectorOwn,
	"macie":            macieOwn,
	"security-hub":     securityHubOwn,
	"security-lake":    securityLakeOwn,
	"vpc-ipam":         ipamOwn,
}

// administrator gives the setting of an account that a service lists. Ending
// tells that its removal has begun.
func administrator(account *string, ending bool) model.Setting {
	s := model.Setting{Account: model.AccountID(sdk.ToString(account)), State: model.SettingEnabled}
	if ending {
		s.State = model.SettingDisabling
	}
	return s
}

// isNobody tells whether a service answers that there is no administrator.
func isNobody(err error) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && answer.ErrorCode() == "ResourceNotFoundException"
}
