package emulator_test

import (
	"context"
	"strings"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

type organizationsClient = organizations.Client

// attempt is one call by a caller, and the error that it must give.
type attempt struct {
	name         string
	caller       string
	code, reason string
	call         func(context.Context, *organizationsClient) error
}

func (a attempt) run(t *testing.T, s *emulator.Server) {
	t.Helper()
	t.Run(a.name, func(t *testing.T) {
		err := a.call(t.Context(), client(s, a.caller))
		if a.code != "" {
			wantError(t, err, a.code, a.reason)
		} else if err != nil {
			t.Error(err)
		}
	})
}

func str(s string) *string { return &s }

// listRoots and the others below are calls with parameters filled in.
func listRoots(ctx context.Context, c *organizationsClient) error {
	_, err := c.ListRoots(ctx, nil)
	return err
}

func describeOrganization(ctx context.Context, c *organizationsClient) error {
	_, err := c.DescribeOrganization(ctx, nil)
	return err
}

func register(account, principal string) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.RegisterDelegatedAdministrator(ctx, &organizations.RegisterDelegatedAdministratorInput{AccountId: &account, ServicePrincipal: &principal})
		return err
	}
}

func deregister(account, principal string) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.DeregisterDelegatedAdministrator(ctx, &organizations.DeregisterDelegatedAdministratorInput{AccountId: &account, ServicePrincipal: &principal})
		return err
	}
}

func enable(principal string) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.EnableAWSServiceAccess(ctx, &organizations.EnableAWSServiceAccessInput{ServicePrincipal: &principal})
		return err
	}
}

func disable(principal string) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.DisableAWSServiceAccess(ctx, &organizations.DisableAWSServiceAccessInput{ServicePrincipal: &principal})
		return err
	}
}

func listTags(resource string) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.ListTagsForResource(ctx, &organizations.ListTagsForResourceInput{ResourceId: &resource})
		return err
	}
}

func accountsOf(in organizations.ListAccountsForParentInput) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.ListAccountsForParent(ctx, &in)
		return err
	}
}

func effective(kind types.EffectivePolicyType, target *string) func(context.Context, *organizationsClient) error {
	return func(ctx context.Context, c *organizationsClient) error {
		_, err := c.DescribeEffectivePolicy(ctx, &organizations.DescribeEffectivePolicyInput{PolicyType: kind, TargetId: target})
		return err
	}
}

// Who may call what: management account, delegated administrator, member,
// account outside the organization.
func TestCallers(t *testing.T) {
	s, _ := demo()
	const denied, outside = "AccessDeniedException", "AWSOrganizationsNotInUseException"
	for _, a := range []attempt{
		{"anyone describes the organization", payments, "", "", describeOrganization},
		{"an outsider does not", outsider, outside, "", describeOrganization},
		{"a delegate lists roots", tooling, "", "", listRoots},
		{"a member does not", payments, denied, "", listRoots},
		{"an outsider neither", outsider, outside, "", listRoots},
		{"a delegate registers nobody", tooling, denied, "", register(payments, "macie.amazonaws.com")},
		{"a delegate deregisters nobody", tooling, denied, "", deregister(tooling, "guardduty.amazonaws.com")},
		{"a delegate enables nothing", tooling, denied, "", enable("macie.amazonaws.com")},
		{"a member asks for its own effective policy", payments, "", "", effective(types.EffectivePolicyTypeTagPolicy, nil)},
		{"of a type that is not enabled there is none", payments, "EffectivePolicyNotFoundException", "", effective(types.EffectivePolicyTypeChatbotPolicy, nil)},
		{"nor is there where no policy applies", tooling, "EffectivePolicyNotFoundException", "", effective(types.EffectivePolicyTypeBackupPolicy, nil)},
		{"a member does not see who has an invalid one", payments, denied, "", invalidAccounts(types.EffectivePolicyTypeBackupPolicy)},
		{"nor why", payments, denied, "", policyErrors(payments, types.EffectivePolicyTypeBackupPolicy)},
		{"a delegate does", tooling, "", "", invalidAccounts(types.EffectivePolicyTypeBackupPolicy)},
		{"and sees why", tooling, "", "", policyErrors(payments, types.EffectivePolicyTypeBackupPolicy)},
		{"but not for another's", payments, denied, "", effective(types.EffectivePolicyTypeTagPolicy, str(tooling))},
	} {
		a.run(t, s)
	}
}

// An account is a delegated administrator as long as it holds one service.
func TestLastDelegationEndsReading(t *testing.T) {
	s, c := demo()
	if err := deregister(searchProd, "resource-explorer-2.amazonaws.com")(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	wantError(t, listRoots(t.Context(), client(s, searchProd)), "AccessDeniedException", "")
}

func TestDelegationConstraints(t *testing.T) {
	s, _ := demo()
	const broken, wrong = "ConstraintViolationException", "InvalidInputException"
	stacksets := "member.org.stacksets.cloudformation.amazonaws.com"
	for _, a := range []attempt{
		{"management account", management, broken, "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR", register(management, stacksets)},
		{"suspended account", management, broken, "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR", register(suspended, stacksets)},
		{"account of no one", management, "AccountNotFoundException", "", register(outsider, stacksets)},
		{"twice", management, "AccountAlreadyRegisteredException", "", register(tooling, "guardduty.amazonaws.com")},
		{"one too many", management, broken, "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED", register(payments, "guardduty.amazonaws.com")},
		{"no trusted access", management, broken, "SERVICE_ACCESS_NOT_ENABLED", register(payments, "macie.amazonaws.com")},
		{"unknown principal", management, wrong, "UNRECOGNIZED_SERVICE_PRINCIPAL", register(payments, "nonsense.amazonaws.com")},
		{"deregister who is not", management, "AccountNotRegisteredException", "", deregister(payments, "guardduty.amazonaws.com")},
		{"deregister outside", management, "AccountNotFoundException", "", deregister(outsider, "guardduty.amazonaws.com")},
		{"enable unknown", management, wrong, "UNRECOGNIZED_SERVICE_PRINCIPAL", enable("nonsense.amazonaws.com")},
		{"disable with delegates", management, broken, "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE", disable("guardduty.amazonaws.com")},
		{"disable without", management, "", "", disable("securityhub.amazonaws.com")},
	} {
		a.run(t, s)
	}
}

func TestMalformedParameters(t *testing.T) {
	s, _ := demo()
	root := "r-4x9a"
	const wrong = "InvalidInputException"
	long := strings.Repeat("a", 129)
	for _, a := range []attempt{
		{"parent", management, wrong, "INVALID_PATTERN", accountsOf(organizations.ListAccountsForParentInput{ParentId: str("root")})},
		{"parent that is none", management, "ParentNotFoundException", "", accountsOf(organizations.ListAccountsForParentInput{ParentId: str("r-none")})},
		{"page of 21", management, wrong, "MAX_VALUE_EXCEEDED", accountsOf(organizations.ListAccountsForParentInput{ParentId: &root, MaxResults: awssdk.Int32(21)})},
		{"page of none", management, wrong, "MIN_VALUE_EXCEEDED", accountsOf(organizations.ListAccountsForParentInput{ParentId: &root, MaxResults: awssdk.Int32(0)})},
		{"token", management, wrong, "INVALID_NEXT_TOKEN", accountsOf(organizations.ListAccountsForParentInput{ParentId: &root, NextToken: str("nonsense")})},
		{"resource", management, wrong, "INVALID_PATTERN", listTags("x")},
		{"resource that is none", management, "TargetNotFoundException", "", listTags("p-nobody00")},
		{"long principal", management, wrong, "MAX_LENGTH_EXCEEDED", enable(long)},
		{"empty principal", management, wrong, "MIN_LENGTH_EXCEEDED", enable("")},
		{"principal with a space", management, wrong, "INVALID_PATTERN", enable("a b")},
		{"effective SCP", management, wrong, "INVALID_ENUM_POLICY_TYPE", effective("SERVICE_CONTROL_POLICY", nil)},
		{"invalid effective SCPs", management, wrong, "INVALID_ENUM_POLICY_TYPE", invalidAccounts("SERVICE_CONTROL_POLICY")},
		{"errors of no one", management, "AccountNotFoundException", "", policyErrors(outsider, types.EffectivePolicyTypeTagPolicy)},
		{"errors of a type that is not enabled", management, "EffectivePolicyNotFoundException", "", policyErrors(payments, types.EffectivePolicyTypeChatbotPolicy)},
		{"errors of a unit", management, wrong, "INVALID_PATTERN", policyErrors("r-4x9a", types.EffectivePolicyTypeTagPolicy)},
		{"effective policy of a unit", management, wrong, "TARGET_NOT_SUPPORTED", effective(types.EffectivePolicyTypeTagPolicy, &root)},
		{"effective policy of no one", management, "TargetNotFoundException", "", effective(types.EffectivePolicyTypeTagPolicy, str(outsider))},
		{"child", management, "ChildNotFoundException", "", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.ListParents(ctx, &organizations.ListParentsInput{ChildId: str(outsider)})
			return err
		}},
		{"child type", management, wrong, "INVALID_ENUM", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.ListChildren(ctx, &organizations.ListChildrenInput{ParentId: &root, ChildType: "POLICY"})
			return err
		}},
		{"account", management, "AccountNotFoundException", "", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.DescribeAccount(ctx, &organizations.DescribeAccountInput{AccountId: str(outsider)})
			return err
		}},
		{"unit", management, "OrganizationalUnitNotFoundException", "", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.DescribeOrganizationalUnit(ctx, &organizations.DescribeOrganizationalUnitInput{OrganizationalUnitId: str("ou-4x9a-00000000")})
			return err
		}},
		{"policy", management, "PolicyNotFoundException", "", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: str("p-nobody00")})
			return err
		}},
		{"targets of no policy", management, "PolicyNotFoundException", "", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.ListTargetsForPolicy(ctx, &organizations.ListTargetsForPolicyInput{PolicyId: str("p-nobody00")})
			return err
		}},
		{"target", management, wrong, "INVALID_PATTERN_TARGET_ID", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.ListPoliciesForTarget(ctx, &organizations.ListPoliciesForTargetInput{TargetId: str("x"), Filter: types.PolicyTypeServiceControlPolicy})
			return err
		}},
		{"filter", management, wrong, "INVALID_ENUM_POLICY_TYPE", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.ListPolicies(ctx, &organizations.ListPoliciesInput{Filter: "SCP"})
			return err
		}},
		{"services of a plain member", management, "AccountNotRegisteredException", "", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.ListDelegatedServicesForAccount(ctx, &organizations.ListDelegatedServicesForAccountInput{AccountId: str(payments)})
			return err
		}},
		{"administrators of an unknown principal", management, wrong, "UNRECOGNIZED_SERVICE_PRINCIPAL", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.ListDelegatedAdministrators(ctx, &organizations.ListDelegatedAdministratorsInput{ServicePrincipal: str("nonsense.amazonaws.com")})
			return err
		}},
		{"operation that is not emulated", management, "UnknownOperationException", "", func(ctx context.Context, c *organizationsClient) error {
			_, err := c.CloseAccount(ctx, &organizations.CloseAccountInput{AccountId: str(payments)})
			return err
		}},
	} {
		a.run(t, s)
	}
}

// A token goes on with the list it came from, for the caller it was given to,
// and with nothing else.
func TestTokensAreBound(t *testing.T) {
	s, c := demo()
	first, err := c.ListAccounts(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	token := first.NextToken
	_, err = c.ListDelegatedAdministrators(t.Context(), &organizations.ListDelegatedAdministratorsInput{NextToken: token})
	wantError(t, err, "InvalidInputException", "INVALID_NEXT_TOKEN")
	_, err = client(s, tooling).ListAccounts(t.Context(), &organizations.ListAccountsInput{NextToken: token})
	wantError(t, err, "InvalidInputException", "INVALID_NEXT_TOKEN")
	targets, err := c.ListTargetsForPolicy(t.Context(), &organizations.ListTargetsForPolicyInput{PolicyId: str("p-FullAWSAccess")})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.ListTargetsForPolicy(t.Context(), &organizations.ListTargetsForPolicyInput{PolicyId: str("p-RCPFullAWSAccess"), NextToken: targets.NextToken})
	wantError(t, err, "InvalidInputException", "INVALID_NEXT_TOKEN")
	second, err := c.ListAccounts(t.Context(), &organizations.ListAccountsInput{NextToken: token, MaxResults: awssdk.Int32(1)})
	if err != nil || len(second.Accounts) != 1 || *second.Accounts[0].Id == *first.Accounts[0].Id {
		t.Errorf("the next page: %v, %v", second, err)
	}
}

// What needs all features is refused where there is consolidated billing only.
func TestConsolidatedBilling(t *testing.T) {
	for _, v := range sample.Hostile() {
		if v.Snapshot.Organization.Features == model.FeaturesAll {
			continue
		}
		s := emulator.New(v.Snapshot)
		owner := string(v.Snapshot.Organization.Management)
		for _, a := range []attempt{
			{"roots", owner, "", "", listRoots},
			{"register", owner, "ConstraintViolationException", "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", register(payments, "guardduty.amazonaws.com")},
			{"enable", owner, "ConstraintViolationException", "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", enable("guardduty.amazonaws.com")},
			{"resource policy", owner, "ConstraintViolationException", "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", func(ctx context.Context, c *organizationsClient) error {
				_, err := c.DescribeResourcePolicy(ctx, nil)
				return err
			}},
		} {
			a.run(t, s)
		}
		return
	}
	t.Error("no sample has consolidated billing only")
}

func TestNoResourcePolicy(t *testing.T) {
	organization := sample.Large(3, 2, 2)
	_, err := client(emulator.New(organization), string(organization.Organization.Management)).DescribeResourcePolicy(t.Context(), nil)
	wantError(t, err, "ResourcePolicyNotFoundException", "")
}

// A text that a saved reading lacks is denied, as it was to its reader.
func TestDocumentThatWasNotRead(t *testing.T) {
	organization := sample.Demo()
	delete(organization.Documents, model.FullAWSAccess)
	_, err := client(emulator.New(organization), management).DescribePolicy(t.Context(), &organizations.DescribePolicyInput{PolicyId: str("p-FullAWSAccess")})
	wantError(t, err, "AccessDeniedException", "")
}
