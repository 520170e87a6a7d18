package serviceapi

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// inspectorAPI is Amazon Inspector.
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_EnableDelegatedAdminAccount.html
var inspectorAPI = API{
	Calls: map[string]Call{
		"EnableDelegatedAdminAccount":  changeInspector,
		"DisableDelegatedAdminAccount": changeInspector,
	},
	List: lister[inspectorAdministrator]("inspector2", "ListDelegatedAdminAccounts", member{name: "delegatedAdminAccounts"}),
}

// changeInspector makes a call whose answer names the delegated administrator.
func changeInspector(ctx context.Context, config sdk.Config, step plan.Step) (middleware.Metadata, error) {
	call, _ := catalog.FindCall("inspector2", step.Operation)
	answer, err := rawcall.Send(ctx, config, call, step.Parameters)
	if err == nil && answer.Members["delegatedAdminAccountId"] == "" {
		err = &rawcall.Foreign{Lacks: "delegated administrator"}
	}
	return answer.Metadata, err
}

// inspectorAdministrator is an administrator in Inspector's list.
// https://docs.aws.amazon.com/inspector/v2/APIReference/API_DelegatedAdminAccount.html
type inspectorAdministrator struct {
	Account string `json:"accountId"`
	Status  string `json:"status"`
}

func (a inspectorAdministrator) setting() (model.Setting, bool) {
	return administrator(a.Account, a.Status == "DISABLE_IN_PROGRESS"), true
}
