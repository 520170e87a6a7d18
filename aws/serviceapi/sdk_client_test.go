package serviceapi_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/auditmanager"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/detective"
	"github.com/aws/aws-sdk-go-v2/service/fms"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	hubtypes "github.com/aws/aws-sdk-go-v2/service/securityhub/types"
	"github.com/aws/aws-sdk-go-v2/service/securitylake"
	"github.com/aws/smithy-go"
	gocmp "github.com/google/go-cmp/cmp"

	"deputy/aws/serviceapi"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// request is what of a request a service sees, except the time, the signature, and
// what names the client.
type request struct {
	Method, URL, Body, Type, Target, Scope string
	Length                                 int64
}

// network keeps the last request, and answers.
type network struct {
	last   *request
	status int // 200 if it is 0
	answer string
}

var (
	token = regexp.MustCompile(`"clientToken":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"`)
	scope = regexp.MustCompile(`Credential=([^,]+)`)
	date  = regexp.MustCompile(`/\d{8}/`)
)

func (n *network) RoundTrip(q *http.Request) (*http.Response, error) {
	var body []byte
	if q.Body != nil {
		var err error
		if body, err = io.ReadAll(q.Body); err != nil {
			return nil, err
		}
	}
	n.last = &request{
		Method: q.Method, URL: q.URL.String(), Type: q.Header.Get("Content-Type"), Target: q.Header.Get("X-Amz-Target"), Length: q.ContentLength,
		Body:  token.ReplaceAllString(string(body), `"clientToken":"TOKEN"`),
		Scope: date.ReplaceAllString(scope.FindString(q.Header.Get("Authorization")), "/DATE/"),
	}
	return &http.Response{
		StatusCode: cmp.Or(n.status, http.StatusOK), Header: http.Header{"X-Amzn-Requestid": {"R1"}}, Request: q, Body: io.NopCloser(strings.NewReader(n.answer)),
	}, nil
}

// source is a source of the configuration that asks for FIPS or dual-stack endpoints,
// or has an endpoint for each service.
type source struct {
	fips, dual bool
	custom     string // what stands before the service's name
}

func (s source) GetServiceBaseEndpoint(_ context.Context, id string) (string, bool, error) {
	return s.custom + strings.ReplaceAll(id, " ", "-"), s.custom != "", nil
}

func (s source) GetUseFIPSEndpoint(context.Context) (sdk.FIPSEndpointState, bool, error) {
	if s.fips {
		return sdk.FIPSEndpointStateEnabled, true, nil
	}
	return sdk.FIPSEndpointStateDisabled, true, nil
}

func (s source) GetUseDualStackEndpoint(context.Context) (sdk.DualStackEndpointState, bool, error) {
	if s.dual {
		return sdk.DualStackEndpointStateEnabled, true, nil
	}
	return sdk.DualStackEndpointStateDisabled, true, nil
}

func (n *network) config(region string, s source) sdk.Config {
	return sdk.Config{
		Region: region, Credentials: credentials.NewStaticCredentialsProvider("AKIA111122223333DEMO", "secret", ""),
		HTTPClient: &http.Client{Transport: n}, Retryer: func() sdk.Retryer { return sdk.NopRetryer{} }, ConfigSources: []any{s},
	}
}

const account, next, feature = "222233334444", "a+b/c=&d", "SecurityHubV2"

// clients has the same call by the SDK's client of the service, for every call that
// deputy makes without one.
var clients = map[string]func(context.Context, sdk.Config) error{
	"audit-manager RegisterOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := auditmanager.NewFromConfig(c).RegisterOrganizationAdminAccount(ctx, &auditmanager.RegisterOrganizationAdminAccountInput{AdminAccountId: sdk.String(account)})
		return err
	},
	"audit-manager DeregisterOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := auditmanager.NewFromConfig(c).DeregisterOrganizationAdminAccount(ctx, &auditmanager.DeregisterOrganizationAdminAccountInput{AdminAccountId: sdk.String(account)})
		return err
	},
	"audit-manager GetOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := auditmanager.NewFromConfig(c).GetOrganizationAdminAccount(ctx, &auditmanager.GetOrganizationAdminAccountInput{})
		return err
	},
	"cloudtrail RegisterOrganizationDelegatedAdmin": func(ctx context.Context, c sdk.Config) error {
		_, err := cloudtrail.NewFromConfig(c).RegisterOrganizationDelegatedAdmin(ctx, &cloudtrail.RegisterOrganizationDelegatedAdminInput{MemberAccountId: sdk.String(account)})
		return err
	},
	"cloudtrail DeregisterOrganizationDelegatedAdmin": func(ctx context.Context, c sdk.Config) error {
		_, err := cloudtrail.NewFromConfig(c).DeregisterOrganizationDelegatedAdmin(ctx, &cloudtrail.DeregisterOrganizationDelegatedAdminInput{DelegatedAdminAccountId: sdk.String(account)})
		return err
	},
	"detective EnableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := detective.NewFromConfig(c).EnableOrganizationAdminAccount(ctx, &detective.EnableOrganizationAdminAccountInput{AccountId: sdk.String(account)})
		return err
	},
	"detective DisableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := detective.NewFromConfig(c).DisableOrganizationAdminAccount(ctx, &detective.DisableOrganizationAdminAccountInput{})
		return err
	},
	"detective ListOrganizationAdminAccounts": func(ctx context.Context, c sdk.Config) error {
		_, err := detective.NewFromConfig(c).ListOrganizationAdminAccounts(ctx, &detective.ListOrganizationAdminAccountsInput{NextToken: sdk.String(next)})
		return err
	},
	"firewall-manager AssociateAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := fms.NewFromConfig(c).AssociateAdminAccount(ctx, &fms.AssociateAdminAccountInput{AdminAccount: sdk.String(account)})
		return err
	},
	"firewall-manager PutAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := fms.NewFromConfig(c).PutAdminAccount(ctx, &fms.PutAdminAccountInput{AdminAccount: sdk.String(account)})
		return err
	},
	"firewall-manager DisassociateAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := fms.NewFromConfig(c).DisassociateAdminAccount(ctx, &fms.DisassociateAdminAccountInput{})
		return err
	},
	"firewall-manager ListAdminAccountsForOrganization": func(ctx context.Context, c sdk.Config) error {
		_, err := fms.NewFromConfig(c).ListAdminAccountsForOrganization(ctx, &fms.ListAdminAccountsForOrganizationInput{NextToken: sdk.String(next)})
		return err
	},
	"guardduty EnableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := guardduty.NewFromConfig(c).EnableOrganizationAdminAccount(ctx, &guardduty.EnableOrganizationAdminAccountInput{AdminAccountId: sdk.String(account)})
		return err
	},
	"guardduty DisableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := guardduty.NewFromConfig(c).DisableOrganizationAdminAccount(ctx, &guardduty.DisableOrganizationAdminAccountInput{AdminAccountId: sdk.String(account)})
		return err
	},
	"guardduty ListOrganizationAdminAccounts": func(ctx context.Context, c sdk.Config) error {
		_, err := guardduty.NewFromConfig(c).ListOrganizationAdminAccounts(ctx, &guardduty.ListOrganizationAdminAccountsInput{NextToken: sdk.String(next)})
		return err
	},
	"inspector EnableDelegatedAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := inspector2.NewFromConfig(c).EnableDelegatedAdminAccount(ctx, &inspector2.EnableDelegatedAdminAccountInput{DelegatedAdminAccountId: sdk.String(account)})
		return err
	},
	"inspector DisableDelegatedAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := inspector2.NewFromConfig(c).DisableDelegatedAdminAccount(ctx, &inspector2.DisableDelegatedAdminAccountInput{DelegatedAdminAccountId: sdk.String(account)})
		return err
	},
	"inspector ListDelegatedAdminAccounts": func(ctx context.Context, c sdk.Config) error {
		_, err := inspector2.NewFromConfig(c).ListDelegatedAdminAccounts(ctx, &inspector2.ListDelegatedAdminAccountsInput{NextToken: sdk.String(next)})
		return err
	},
	"macie EnableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := macie2.NewFromConfig(c).EnableOrganizationAdminAccount(ctx, &macie2.EnableOrganizationAdminAccountInput{AdminAccountId: sdk.String(account)})
		return err
	},
	"macie DisableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := macie2.NewFromConfig(c).DisableOrganizationAdminAccount(ctx, &macie2.DisableOrganizationAdminAccountInput{AdminAccountId: sdk.String(account)})
		return err
	},
	"macie ListOrganizationAdminAccounts": func(ctx context.Context, c sdk.Config) error {
		_, err := macie2.NewFromConfig(c).ListOrganizationAdminAccounts(ctx, &macie2.ListOrganizationAdminAccountsInput{NextToken: sdk.String(next)})
		return err
	},
	"security-hub EnableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := securityhub.NewFromConfig(c).EnableOrganizationAdminAccount(ctx, &securityhub.EnableOrganizationAdminAccountInput{AdminAccountId: sdk.String(account), Feature: hubtypes.SecurityHubFeature(feature)})
		return err
	},
	"security-hub DisableOrganizationAdminAccount": func(ctx context.Context, c sdk.Config) error {
		_, err := securityhub.NewFromConfig(c).DisableOrganizationAdminAccount(ctx, &securityhub.DisableOrganizationAdminAccountInput{AdminAccountId: sdk.String(account), Feature: hubtypes.SecurityHubFeature(feature)})
		return err
	},
	"security-hub ListOrganizationAdminAccounts": func(ctx context.Context, c sdk.Config) error {
		_, err := securityhub.NewFromConfig(c).ListOrganizationAdminAccounts(ctx, &securityhub.ListOrganizationAdminAccountsInput{NextToken: sdk.String(next), Feature: hubtypes.SecurityHubFeature(feature)})
		return err
	},
	"security-lake RegisterDataLakeDelegatedAdministrator": func(ctx context.Context, c sdk.Config) error {
		_, err := securitylake.NewFromConfig(c).RegisterDataLakeDelegatedAdministrator(ctx, &securitylake.RegisterDataLakeDelegatedAdministratorInput{AccountId: sdk.String(account)})
		return err
	},
	"security-lake DeregisterDataLakeDelegatedAdministrator": func(ctx context.Context, c sdk.Config) error {
		_, err := securitylake.NewFromConfig(c).DeregisterDataLakeDelegatedAdministrator(ctx, &securitylake.DeregisterDataLakeDelegatedAdministratorInput{})
		return err
	},
}

// byDeputy makes a call as deputy does.
func byDeputy(ctx context.Context, c sdk.Config, name string) error {
	id, operation, _ := strings.Cut(name, " ")
	service, _ := catalog.ByID(model.ServiceID(id))
	api := serviceapi.Of(service.ID)
	call := api.Calls[operation]
	if call == nil {
		if service.ListCall().Operation != operation {
			return errors.New("deputy does not make this call")
		}
		_, _, err := api.List(ctx, c, serviceapi.Page{Feature: featureOf(id), Token: sdk.String(next)})
		return err
	}
	for _, made := range service.Calls() {
		if made.Operation == operation {
			parameters := made.Values(catalog.Arguments{Account: account, Feature: featureOf(id)})
			_, err := call(ctx, c, plan.Step{API: made.Service, Operation: operation, Parameters: parameters})
			return err
		}
	}
	return errors.New("the catalogue does not have this call")
}

func featureOf(service string) string {
	if service == "security-hub" {
		return feature
	}
	return ""
}

// TestRequests ensures that deputy's requests are those of the SDK's clients, byte for
// byte: the endpoint in each partition, also those for FIPS and dual-stack, what is
// signed for which service and Region, path, query and body.
func TestRequests(t *testing.T) {
	regions := []string{
		"us-east-1", "eu-central-1", "ap-southeast-7", "us-gov-west-1", "us-gov-east-1", "cn-north-1", "cn-northwest-1", "eusc-de-east-1",
		"us-iso-east-1", "us-isob-east-1", "us-isof-south-1", "eu-isoe-west-1", "xx-nowhere-9",
	}
	compared := 0
	for _, name := range slices.Sorted(maps.Keys(clients)) {
		for _, region := range regions {
			for _, s := range []source{{}, {fips: true}, {dual: true}, {fips: true, dual: true}, {custom: "https://proxy.example:8443/base/"}} {
				theirs, ours := &network{}, &network{}
				err := clients[name](t.Context(), theirs.config(region, s))
				if theirs.last == nil {
					t.Logf("%s in %s, %+v: the client sends nothing: %v", name, region, s, err)
					continue
				}
				_ = byDeputy(t.Context(), ours.config(region, s), name) // It may find too little in the answer.
				if d := gocmp.Diff(theirs.last, ours.last); d != "" {
					t.Errorf("%s in %s, %+v (-SDK +deputy):\n%s", name, region, s, d)
				}
				compared++
			}
		}
	}
	t.Logf("%d requests compared", compared)
	if compared < 1000 {
		t.Errorf("%d requests compared, want over 1000", compared)
	}
}

// TestErrors ensures that the catalogue documents every error that the SDK's
// description of an operation has: what is described is AWS's refusal, and after
// anything else the outcome of a change is unknown.
func TestErrors(t *testing.T) {
	calls, codes := map[string]*catalog.Call{}, map[string]bool{"NobodyKnowsThis": true}
	for _, service := range catalog.Services() {
		for _, call := range service.Calls() {
			calls[string(service.ID)+" "+call.Operation] = call
			for _, code := range call.Errors {
				codes[code] = true
			}
		}
	}
	described := 0
	for _, name := range slices.Sorted(maps.Keys(clients)) {
		for code := range codes {
			n := &network{status: http.StatusBadRequest, answer: `{"__type":"` + code + `","code":"` + code + `"}`}
			err := clients[name](t.Context(), n.config("eu-west-1", source{}))
			var answer smithy.APIError
			var undescribed *smithy.GenericAPIError
			if !errors.As(err, &answer) || answer.ErrorCode() != code {
				t.Fatalf("%s: %v, want %s", name, err, code)
			}
			if errors.As(err, &undescribed) || calls[name].StateField != "" || serviceapi.Of(model.ServiceID(strings.Fields(name)[0])).Calls[strings.Fields(name)[1]] == nil {
				continue
			}
			described++
			if !slices.Contains(calls[name].Errors, code) {
				t.Errorf("%s: the catalogue does not have the error %s", name, code)
			}
		}
	}
	if described < 80 {
		t.Errorf("%d errors are described, want over 80", described)
	}
}
