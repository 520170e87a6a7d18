package emulator_test

import (
	"context"
	"slices"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// usable returns the Regions that an account can use, three to a page; its own
// if it is not named.
func usable(ctx context.Context, s *emulator.Server, caller, of string) ([]string, error) {
	input := &account.ListRegionsInput{
		MaxResults:              awssdk.Int32(3),
		RegionOptStatusContains: []types.RegionOptStatus{types.RegionOptStatusEnabled, types.RegionOptStatusEnabledByDefault},
	}
	if of != "" {
		input.AccountId = &of
	}
	var names []string
	for p := account.NewListRegionsPaginator(account.NewFromConfig(config(s, caller)), input); p.HasMorePages(); {
		out, err := p.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range out.Regions {
			names = append(names, *r.RegionName)
		}
	}
	return names, nil
}

// Each account has its own Regions; the management account asks for others'.
func TestListRegions(t *testing.T) {
	s := emulator.New(sample.Demo())
	opted := append([]string{"eu-central-1", "eu-central-2"}, everywhere[1:]...)
	for _, c := range []struct {
		name, caller, of string
		want             []string
	}{
		{"the management account's", management, "", opted},
		{"a member's own", tooling, "", opted},
		{"a member's", management, tooling, opted},
		{"another member's", management, payments, everywhere},
	} {
		if got, err := usable(t.Context(), s, c.caller, c.of); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

// Who may not ask for whose Regions.
func TestListRegionsDenied(t *testing.T) {
	delegate, off, billing := sample.Demo(), sample.Demo(), sample.Demo()
	delegate.Delegations = append(delegate.Delegations, model.Delegation{Account: payments, Principal: "account.amazonaws.com"})
	off.TrustedAccess = nil
	billing.Organization.Features = model.FeaturesBilling
	for _, c := range []struct {
		name         string
		organization *model.Snapshot
		caller, of   string
		code         string
	}{
		{"a member for another", sample.Demo(), payments, tooling, "AccessDeniedException"},
		{"the delegate for another", delegate, payments, tooling, ""},
		{"the management account for itself by name", sample.Demo(), management, management, "ValidationException"},
		{"without trusted access", off, management, tooling, "AccessDeniedException"},
		{"its own without trusted access", off, management, "", ""},
		{"without all features", billing, management, tooling, "AccessDeniedException"},
		{"an outsider", sample.Demo(), management, outsider, "AccessDeniedException"},
	} {
		_, err := usable(t.Context(), emulator.New(c.organization), c.caller, c.of)
		wantCode(t, c.name, err, c.code)
	}
	denied := emulator.New(sample.Demo(), emulator.WithFaults(emulator.Faults{Deny: []emulator.Denial{{Operation: "account:ListRegions"}}}))
	_, err := usable(t.Context(), denied, management, "")
	wantCode(t, "denied", err, "AccessDeniedException")
}

// A partition of which little is known has its home Region.
func TestRegionsOfOtherPartitions(t *testing.T) {
	for partition, want := range map[string]string{"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-east-1", "aws-iso": "us-iso-east-1"} {
		o := sample.Demo()
		o.Regions = nil
		o.Organization.ARN = "arn:" + partition + ":organizations::" + management + ":organization/o-4x9acme2k7"
		if got, err := usable(t.Context(), emulator.New(o), management, ""); err != nil || len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, %v", partition, got, err)
		}
	}
}
