package serviceapi

import (
	"bytes"
	"context"
	"encoding/json"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

// listed is an administrator in a service's list. The services have no common name
// for its members: each fills those that it sends, whatever it calls them.
type listed interface{ setting() (model.Setting, bool) }

// member is the member of an answer that has what was asked for.
type member struct {
	name string
	// always is true if AWS documents that the member is there, also if it is empty.
	// Of the other services AWS does not say; if it is not, there is nothing else in
	// the answer either.
	always bool
}

// lister returns a List that makes the service's call without a client of the SDK.
func lister[T listed](api, operation string, in member) List {
	return func(ctx context.Context, config sdk.Config, page Page) ([]model.Setting, *string, error) {
		answer, members, err := ask(ctx, config, api, operation, catalog.Parameters{
			{Name: "NextToken", Value: sdk.ToString(page.Token)}, {Name: "Feature", Value: page.Feature},
		}, in)
		if err != nil {
			return nil, nil, err
		}
		var administrators []T
		if text := members[in.name]; text != nil {
			if err := json.Unmarshal(text, &administrators); err != nil {
				return nil, nil, &rawcall.Foreign{Lacks: "list " + in.name + " in AWS's form"}
			}
		}
		var all []model.Setting
		for _, a := range administrators {
			if s, counts := a.setting(); counts {
				all = append(all, s)
			}
		}
		for _, name := range []string{"NextToken", "nextToken"} {
			if next, ok := answer.Members[name]; ok {
				return all, &next, nil
			}
		}
		return all, nil, nil
	}
}

// ask makes a call that reads, and returns the answer with its members as they came.
// It has the member that was asked for, or is empty.
func ask(ctx context.Context, config sdk.Config, api, operation string, values catalog.Parameters, in member) (
	rawcall.Answer, map[string]json.RawMessage, error,
) {
	call, _ := catalog.FindCall(api, operation)
	answer, err := rawcall.Send(ctx, config, call, values)
	if err != nil {
		return answer, nil, err
	}
	members := map[string]json.RawMessage{}
	text := bytes.TrimSpace(answer.Text)
	if len(text) > 0 {
		if err := json.Unmarshal(text, &members); err != nil {
			return answer, nil, &rawcall.Foreign{Lacks: "object in AWS's form"}
		}
	}
	if id, _ := awsmiddleware.GetRequestIDMetadata(answer.Metadata); id == "" && len(members) == 0 {
		return answer, nil, &rawcall.Foreign{Lacks: "content and no request ID"}
	}
	if members[in.name] == nil && (in.always || string(text) != "{}") {
		return answer, nil, &rawcall.Foreign{Lacks: "list " + in.name}
	}
	return answer, members, nil
}
