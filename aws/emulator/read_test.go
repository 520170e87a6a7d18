package emulator_test

import (
	"context"
	"errors"
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// reasonOf returns the Reason of the two errors that carry one.
func reasonOf(err error) (string, bool) {
	var i *types.InvalidInputException
	var c *types.ConstraintViolationException
	switch {
	case errors.As(err, &i):
		return string(i.Reason), true
	case errors.As(err, &c):
		return string(c.Reason), true
	}
	return "", false
}

func TestDescribeOrganization(t *testing.T) {
	s, c := demo()
	out, err := c.DescribeOrganization(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	o := s.Snapshot().Organization
	got := []string{*out.Organization.Id, *out.Organization.Arn, *out.Organization.MasterAccountId, *out.Organization.MasterAccountArn, *out.Organization.MasterAccountEmail, string(out.Organization.FeatureSet)}
	want := []string{o.ID, o.ARN, string(o.Management), o.ManagementARN, o.ManagementEmail, "ALL"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Walking the tree by parent and listing the accounts flat give the
// organization that the server was given.
func TestTreeComesOutAsItWentIn(t *testing.T) {
	for name, s := range map[string]*model.Snapshot{"demo": sample.Demo(), "large": sample.Large(300, 60, 10)} {
		t.Run(name, func(t *testing.T) {
			c := client(emulator.New(s), string(s.Organization.Management))
			parents, names := walk(t, c)
			for _, n := range append(append([]model.Node{}, s.OUs...), s.Accounts...) {
				if parents[string(n.ID)] != string(n.Parent) || names[string(n.ID)] != n.Name {
					t.Errorf("%s %q stands below %s, want %q below %s", n.ID, names[string(n.ID)], parents[string(n.ID)], n.Name, n.Parent)
				}
			}
			if len(parents) != len(s.OUs)+len(s.Accounts) {
				t.Errorf("%d nodes below the root, want %d", len(parents), len(s.OUs)+len(s.Accounts))
			}
		})
	}
}

// walk lists the children of each parent from the root down.
func walk(t *testing.T, c *organizations.Client) (parents, names map[string]string) {
	t.Helper()
	parents, names = map[string]string{}, map[string]string{}
	var queue []string
	for p := organizations.NewListRootsPaginator(c, nil); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range out.Roots {
			queue = append(queue, *r.Id)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		us := organizations.NewListOrganizationalUnitsForParentPaginator(c, &organizations.ListOrganizationalUnitsForParentInput{ParentId: &at})
		for us.HasMorePages() {
			p, err := us.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range p.OrganizationalUnits {
				parents[*u.Id], names[*u.Id] = at, *u.Name
				queue = append(queue, *u.Id)
			}
		}
		as := organizations.NewListAccountsForParentPaginator(c, &organizations.ListAccountsForParentInput{ParentId: &at})
		for as.HasMorePages() {
			p, err := as.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range p.Accounts {
				parents[*a.Id], names[*a.Id] = at, *a.Name
			}
		}
	}
	return parents, names
}

// allAccounts lists every account and counts the pages.
func allAccounts(ctx context.Context, c *organizations.Client) (accounts []types.Account, pages int, err error) {
	for p := organizations.NewListAccountsPaginator(c, nil); p.HasMorePages(); pages++ {
		out, err := p.NextPage(ctx)
		if err != nil {
			return nil, pages, err
		}
		accounts = append(accounts, out.Accounts...)
	}
	return accounts, pages, nil
}

func TestListAccountsPagesByTwenty(t *testing.T) {
	s, c := demo()
	accounts, pages, err := allAccounts(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if len(accounts) != len(s.Snapshot().Accounts) || pages != 4 {
		t.Errorf("%d accounts on %d pages, want %d on 4", len(accounts), pages, len(s.Snapshot().Accounts))
	}
	out, err := c.ListAccounts(t.Context(), &organizations.ListAccountsInput{MaxResults: awssdk.Int32(7)})
	if err != nil || len(out.Accounts) != 7 || out.NextToken == nil {
		t.Errorf("a page of seven: %v, %v", out, err)
	}
}

func TestAccountFields(t *testing.T) {
	s, c := demo()
	want := node(s.Snapshot(), "card-vault-prod")
	out, err := c.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: awssdk.String(string(want.ID))})
	if err != nil {
		t.Fatal(err)
	}
	a := out.Account
	if *a.Arn != want.ARN || *a.Email != want.Email || *a.Name != want.Name || string(a.State) != "ACTIVE" ||
		!a.JoinedTimestamp.Equal(want.Joined) || string(a.JoinedMethod) != "CREATED" || a.Status != "" {
		t.Errorf("got %+v, want %+v", *a, *want)
	}
	ou := node(s.Snapshot(), "Card Vault")
	u, err := c.DescribeOrganizationalUnit(t.Context(), &organizations.DescribeOrganizationalUnitInput{OrganizationalUnitId: awssdk.String(string(ou.ID))})
	if err != nil {
		t.Fatal(err)
	}
	if path := *u.OrganizationalUnit.Path + string(want.ID) + "/"; len(a.Paths) != 1 || a.Paths[0] != path {
		t.Errorf("Paths %q, want %q", a.Paths, path)
	}
}

func TestChildrenAndParents(t *testing.T) {
	s, c := demo()
	prod, regulated := node(s.Snapshot(), "Data"), node(s.Snapshot(), "Regulated")
	for kind, want := range map[types.ChildType]int{types.ChildTypeAccount: 3, types.ChildTypeOrganizationalUnit: 1} {
		out, err := c.ListChildren(t.Context(), &organizations.ListChildrenInput{ParentId: awssdk.String(string(prod.ID)), ChildType: kind})
		if err != nil || len(out.Children) != want || out.Children[0].Type != kind {
			t.Errorf("children of type %s: %v, %v, want %d", kind, out, err, want)
		}
	}
	out, err := c.ListParents(t.Context(), &organizations.ListParentsInput{ChildId: awssdk.String(string(regulated.ID))})
	if err != nil || len(out.Parents) != 1 || *out.Parents[0].Id != string(prod.ID) || out.Parents[0].Type != types.ParentTypeOrganizationalUnit {
		t.Errorf("parents of Regulated: %v, %v", out, err)
	}
}

// Each policy's text and targets, and each node's policies, are those of the
// organization.
func TestPolicies(t *testing.T) {
	s, c := demo()
	snapshot := s.Snapshot()
	attachments := map[model.Attachment]bool{}
	for _, a := range snapshot.Attachments {
		attachments[a] = true
	}
	seen := 0
	for _, enabled := range snapshot.Roots[0].PolicyTypes {
		kind := types.PolicyType(enabled.Type)
		for p := organizations.NewListPoliciesPaginator(c, &organizations.ListPoliciesInput{Filter: kind}); p.HasMorePages(); {
			out, err := p.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, policy := range out.Policies {
				seen += checkPolicy(t, c, snapshot, policy, attachments)
			}
		}
	}
	if want := len(snapshot.Attachments); seen != want {
		t.Errorf("%d attachments, want %d", seen, want)
	}
}

func checkPolicy(t *testing.T, c *organizations.Client, s *model.Snapshot, policy types.PolicySummary, want map[model.Attachment]bool) (targets int) {
	t.Helper()
	d, err := c.DescribePolicy(t.Context(), &organizations.DescribePolicyInput{PolicyId: policy.Id})
	if err != nil || *d.Policy.Content != s.Documents[model.PolicyID(*policy.Id)].Text || *d.Policy.PolicySummary.Name != *policy.Name {
		t.Errorf("policy %s: %v", *policy.Name, err)
	}
	for p := organizations.NewListTargetsForPolicyPaginator(c, &organizations.ListTargetsForPolicyInput{PolicyId: policy.Id}); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range out.Targets {
			targets++
			if !want[model.Attachment{Policy: model.PolicyID(*policy.Id), Target: model.NodeID(*target.TargetId)}] || target.Name == nil {
				t.Errorf("%s is not attached to %s", *policy.Name, *target.TargetId)
			}
		}
	}
	return targets
}

func TestListPoliciesForTarget(t *testing.T) {
	s, c := demo()
	sandbox := string(node(s.Snapshot(), "Sandbox").ID)
	out, err := c.ListPoliciesForTarget(t.Context(), &organizations.ListPoliciesForTargetInput{TargetId: &sandbox, Filter: types.PolicyTypeServiceControlPolicy})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range out.Policies {
		names = append(names, *p.Name)
	}
	if diff := cmp.Diff([]string{"SandboxAllow", "SmallInstances"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestResourcePolicyAndTags(t *testing.T) {
	s, c := demo()
	p, err := c.DescribeResourcePolicy(t.Context(), nil)
	if err != nil || *p.ResourcePolicy.Content != s.Snapshot().ResourcePolicy.Text || *p.ResourcePolicy.ResourcePolicySummary.Id != "rp-7c1e0f4a" {
		t.Errorf("resource policy: %v, %v", p, err)
	}
	tags, err := c.ListTagsForResource(t.Context(), &organizations.ListTagsForResourceInput{ResourceId: awssdk.String(payments)})
	if err != nil || len(tags.Tags) != 4 {
		t.Errorf("tags: %v, %v", tags, err)
	}
}

func TestDelegationsAreRead(t *testing.T) {
	s, c := demo()
	all, err := c.ListDelegatedAdministrators(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	accounts := map[string]bool{}
	for _, d := range s.Snapshot().Delegations {
		accounts[string(d.Account)] = true
	}
	if len(all.DelegatedAdministrators) != len(accounts) {
		t.Errorf("%d administrators, want %d", len(all.DelegatedAdministrators), len(accounts))
	}
	one, err := c.ListDelegatedAdministrators(t.Context(), &organizations.ListDelegatedAdministratorsInput{ServicePrincipal: awssdk.String("guardduty.amazonaws.com")})
	if err != nil || len(one.DelegatedAdministrators) != 1 || *one.DelegatedAdministrators[0].Id != tooling ||
		one.DelegatedAdministrators[0].DelegationEnabledDate.Year() != 2024 || one.DelegatedAdministrators[0].State != types.AccountStateActive {
		t.Errorf("administrators of GuardDuty: %v, %v", one, err)
	}
	services, err := c.ListDelegatedServicesForAccount(t.Context(), &organizations.ListDelegatedServicesForAccountInput{AccountId: awssdk.String(tooling)})
	if err != nil || len(services.DelegatedServices) != 5 {
		t.Errorf("services of security-tooling: %v, %v", services, err)
	}
	trusted := 0
	for p := organizations.NewListAWSServiceAccessForOrganizationPaginator(c, nil); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		trusted += len(out.EnabledServicePrincipals)
	}
	if trusted != len(s.Snapshot().TrustedAccess) {
		t.Errorf("%d principals with trusted access, want %d", trusted, len(s.Snapshot().TrustedAccess))
	}
}
