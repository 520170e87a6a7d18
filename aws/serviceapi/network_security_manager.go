package serviceapi

import (
	"context"
	"encoding/json"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

// networkSecurityManagerAPI is AWS Network Security Manager, called without a
// client of the SDK.
// https://docs.aws.amazon.com/network-security-manager/latest/APIReference/API_PutAdminAccount.html
var networkSecurityManagerAPI = API{
	Calls: map[string]Call{
		"PutAdminAccount":    rawcall.SendStep,
		"DeleteAdminAccount": rawcall.SendStep,
	},
	List: func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		call, _ := catalog.FindCall("network-security-manager", "ListAdminAccounts")
		out, err := rawcall.Send(ctx, config, call, catalog.Parameters{{Name: "NextToken", Value: sdk.ToString(page.Token)}})
		if err != nil {
			return nil, nil, err
		}
		var list struct {
			Administrators *[]struct {
				Account  string `json:"accountId"`
				Priority int    `json:"priority"`
			} `json:"adminAccounts"`
			Next *string `json:"nextToken"`
		}
		if err := json.Unmarshal(out.Text, &list); err != nil || list.Administrators == nil {
			return nil, nil, &rawcall.Foreign{Lacks: "list adminAccounts"}
		}
		var all []model.Setting
		for _, a := range *list.Administrators {
			setting := administrator(&a.Account, false)
			setting.Priority = a.Priority
			all = append(all, setting)
		}
		return all, list.Next, nil
	},
}
