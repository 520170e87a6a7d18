package emulator_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// answer is the answer to a request.
type answer struct {
	status int
	header http.Header
	text   []byte
}

// ask sends a request without a client of the SDK, and reads the answer.
func ask(ctx context.Context, config awssdk.Config, service, method, path, body string) (answer, error) {
	keys, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, method, *config.BaseEndpoint+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Authorization", scoped(service, config.Region, strings.TrimSuffix(strings.TrimPrefix(keys.AccessKeyID, "AKIA"), "DEMO")))
	out, err := config.HTTPClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	text, err := io.ReadAll(out.Body)
	return answer{out.StatusCode, out.Header, text}, errors.Join(err, out.Body.Close())
}

// ipam speaks EC2's query protocol itself, for want of the large module.
func ipam(config awssdk.Config) apiOf {
	call := func(ctx context.Context, operation, account string) error {
		form := url.Values{"Action": {operation}, "Version": {"2016-11-15"}, "DelegatedAdminAccountId": {account}}
		out, err := ask(ctx, config, "ec2", http.MethodPost, "/", form.Encode())
		if err != nil || out.status == http.StatusOK {
			return err
		}
		failed := struct {
			Code    string `xml:"Errors>Error>Code"`
			Message string `xml:"Errors>Error>Message"`
		}{}
		if err := xml.Unmarshal(out.text, &failed); err != nil {
			return err
		}
		return &smithy.GenericAPIError{Code: failed.Code, Message: failed.Message}
	}
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			return call(ctx, "EnableIpamOrganizationAdminAccount", account)
		},
		disable: func(ctx context.Context, account string) error {
			return call(ctx, "DisableIpamOrganizationAdminAccount", account)
		},
	}
}

// networkSecurity speaks for Network Security Manager itself: there is no client
// in the SDK's versions that the tests have.
func networkSecurity(config awssdk.Config) apiOf {
	call := func(ctx context.Context, method, path, body string, into any) error {
		out, err := ask(ctx, config, "network-security-manager", method, path, body)
		switch {
		case err != nil:
			return err
		case out.status == http.StatusNoContent && len(out.text) == 0:
			return nil
		case out.status == http.StatusOK:
			return json.Unmarshal(out.text, into)
		}
		failed := struct {
			Message string `json:"message"`
		}{}
		err = json.Unmarshal(out.text, &failed)
		return errors.Join(err, &smithy.GenericAPIError{Code: out.header.Get("X-Amzn-Errortype"), Message: failed.Message})
	}
	return apiOf{
		enable: func(ctx context.Context, account string) error {
			return call(ctx, http.MethodPut, "/admin-account", `{"accountId":"`+account+`","priority":1}`, &struct{}{})
		},
		disable: func(ctx context.Context, account string) error {
			return call(ctx, http.MethodDelete, "/admin-account/"+account, "", nil)
		},
		list: func(ctx context.Context) ([]administrator, error) {
			return paged(func(token *string) (all []administrator, _ *string, _ error) {
				var out struct {
					AdminAccounts []struct{ AccountID string }
					NextToken     *string
				}
				path := "/admin-accounts?maxResults=100"
				if token != nil {
					path += "&nextToken=" + url.QueryEscape(*token)
				}
				err := call(ctx, http.MethodGet, path, "", &out)
				for _, a := range out.AdminAccounts {
					all = append(all, administrator{a.AccountID, "ENABLED"})
				}
				return all, out.NextToken, err
			})
		},
	}
}
