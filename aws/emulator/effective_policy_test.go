package emulator_test

import (
	"context"
	"encoding/json"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
)

func invalidAccounts(t types.EffectivePolicyType) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.ListAccountsWithInvalidEffectivePolicy(ctx, &organizations.ListAccountsWithInvalidEffectivePolicyInput{PolicyType: t})
		return err
	}
}

func policyErrors(a model.AccountID, t types.EffectivePolicyType) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.ListEffectivePolicyValidationErrors(ctx, &organizations.ListEffectivePolicyValidationErrorsInput{AccountId: awssdk.String(string(a)), PolicyType: t})
		return err
	}
}

// An effective policy is what the levels add up to, without operators.
func TestEffectivePolicy(t *testing.T) {
	_, c := demo()
	for account, want := range map[string]string{
		"444455556666": `{"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["1000", "2000"]},
			"team": {"tag_key": "team", "tag_value": ["pay", "shop", "data", "platform", "security", "finops"]}}}`,
		"880087747607": `{"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["1000", "2000", "2310", "2320"]},
			"team": {"tag_key": "team", "tag_value": ["pay", "shop", "data", "platform", "security", "finops"]}}}`,
		"111122223333": `{"tags": {"costcenter": {"tag_key": "CostCenter", "tag_value": ["1000", "2000"]}}}`,
	} {
		out, err := c.DescribeEffectivePolicy(t.Context(), &organizations.DescribeEffectivePolicyInput{PolicyType: types.EffectivePolicyTypeTagPolicy, TargetId: &account})
		if err != nil {
			t.Errorf("%s: %v", account, err)
			continue
		}
		var is, should any
		_ = json.Unmarshal([]byte(*out.EffectivePolicy.PolicyContent), &is)
		_ = json.Unmarshal([]byte(want), &should)
		if diff := cmp.Diff(should, is); diff != "" {
			t.Errorf("%s (-want +got):\n%s", account, diff)
		}
		if *out.EffectivePolicy.TargetId != account || out.EffectivePolicy.PolicyType != types.EffectivePolicyTypeTagPolicy || out.EffectivePolicy.LastUpdatedTimestamp.IsZero() {
			t.Errorf("%s: %+v", account, out.EffectivePolicy)
		}
	}
}

// The operators take away, and a saved reading's own effective policy comes first.
func TestEffectivePolicyOfASnapshot(t *testing.T) {
	s := model.Snapshot{
		Organization: model.Organization{ID: "o-aa111bb222", Features: model.FeaturesAll, Management: "111122223333"},
		Roots:        []model.Node{{ID: "r-a1b2", Kind: model.KindRoot, PolicyTypes: []model.PolicyTypeStatus{{Type: model.TagPolicy, Status: "ENABLED"}, {Type: model.S3Policy, Status: "ENABLED"}}}},
		Accounts:     []model.Node{{ID: "111122223333", Kind: model.KindAccount, Parent: "r-a1b2"}},
		Policies:     []model.Policy{{ID: "p-aaaaaaaa", Type: model.TagPolicy}, {ID: "p-bbbbbbbb", Type: model.TagPolicy}},
		Documents: map[model.PolicyID]model.Document{
			"p-aaaaaaaa": {Text: `{"a": {"@@assign": ["x", "y"]}, "b": {"@@assign": "1"}}`},
			"p-bbbbbbbb": {Text: `{"a": {"@@remove": ["x"], "@@append": ["y", "z"]}, "b": {"@@assign": "2"}}`},
		},
		Attachments:       []model.Attachment{{Policy: "p-aaaaaaaa", Target: "r-a1b2"}, {Policy: "p-bbbbbbbb", Target: "111122223333"}},
		EffectivePolicies: []model.EffectivePolicy{{Account: "111122223333", Type: model.S3Policy, Text: `{"as": "saved"}`}},
	}
	c := client(emulator.New(&s), "111122223333")
	for kind, want := range map[types.EffectivePolicyType]string{types.EffectivePolicyTypeTagPolicy: `{"a":["y","z"],"b":"2"}`, types.EffectivePolicyTypeS3Policy: `{"as": "saved"}`} {
		out, err := c.DescribeEffectivePolicy(t.Context(), &organizations.DescribeEffectivePolicyInput{PolicyType: kind})
		if err != nil || *out.EffectivePolicy.PolicyContent != want {
			t.Errorf("%s: %v, %v", kind, out, err)
		}
	}
}

func TestInvalidEffectivePolicies(t *testing.T) {
	s, c := demo()
	s.SetFaults(emulator.Faults{EmptyPages: true})
	var accounts []string
	for p := organizations.NewListAccountsWithInvalidEffectivePolicyPaginator(c, &organizations.ListAccountsWithInvalidEffectivePolicyInput{PolicyType: types.EffectivePolicyTypeBackupPolicy, MaxResults: awssdk.Int32(1)}); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range out.Accounts {
			accounts = append(accounts, *a.Id)
		}
	}
	if diff := cmp.Diff([]string{"595639700481", "880087747607", "915920303084"}, accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	s.SetFaults(emulator.Faults{})
	out, err := c.ListEffectivePolicyValidationErrors(t.Context(), &organizations.ListEffectivePolicyValidationErrorsInput{AccountId: &accounts[0], PolicyType: types.EffectivePolicyTypeBackupPolicy})
	if err != nil || len(out.EffectivePolicyValidationErrors) != 1 || *out.EffectivePolicyValidationErrors[0].ErrorCode != "ELEMENTS_TOO_MANY" ||
		len(out.EffectivePolicyValidationErrors[0].ContributingPolicies) != 2 || *out.AccountId != accounts[0] || out.Path == nil {
		t.Errorf("errors %+v, %v", out, err)
	}
}
