package emulator_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/google/go-cmp/cmp"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// administratorsOf lists who administers a principal.
func administratorsOf(ctx context.Context, t *testing.T, c *organizationsClient, principal string) []string {
	t.Helper()
	out, err := c.ListDelegatedAdministrators(ctx, &organizations.ListDelegatedAdministratorsInput{ServicePrincipal: &principal})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, a := range out.DelegatedAdministrators {
		ids = append(ids, *a.Id)
	}
	return ids
}

// Registering, with trusted access first, and taking it back leaves the
// organization as it was but for the trusted access.
func TestRegisterAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, c := demo()
		ctx := t.Context()
		before := s.Snapshot()
		for _, step := range []func(context.Context, *organizationsClient) error{enable("devops-guru.amazonaws.com"), register(tooling, "devops-guru.amazonaws.com")} {
			if err := step(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{tooling}, administratorsOf(ctx, t, c, "devops-guru.amazonaws.com")); diff != "" {
			t.Errorf("holders (-want +got):\n%s", diff)
		}
		after := s.Snapshot()
		want := model.Delegation{Account: tooling, Principal: "devops-guru.amazonaws.com", Since: time.Now()}
		if len(after.Delegations) != len(before.Delegations)+1 || !contains(after.Delegations, want) {
			t.Errorf("the organization does not hold %v", want)
		}
		if err := deregister(tooling, "devops-guru.amazonaws.com")(ctx, c); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before.Delegations, s.Snapshot().Delegations); diff != "" {
			t.Errorf("delegations (-before +after):\n%s", diff)
		}
		if err := disable("devops-guru.amazonaws.com")(ctx, c); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, s.Snapshot()); diff != "" {
			t.Errorf("organization (-before +after):\n%s", diff)
		}
	})
}

func contains(all []model.Delegation, one model.Delegation) bool {
	for _, d := range all {
		if d.Account == one.Account && d.Principal == one.Principal && d.Since.Equal(one.Since) {
			return true
		}
	}
	return false
}

// A reset brings back the organization as it was given.
func TestReset(t *testing.T) {
	s, c := demo()
	ctx := t.Context()
	for _, step := range []func(context.Context, *organizationsClient) error{enable("devops-guru.amazonaws.com"), register(payments, "devops-guru.amazonaws.com")} {
		if err := step(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	s.Reset()
	if got := administratorsOf(ctx, t, c, "devops-guru.amazonaws.com"); len(got) != 0 {
		t.Errorf("after a reset DevOps Guru is held by %v", got)
	}
}

func TestTags(t *testing.T) {
	_, c := demo()
	ctx := t.Context()
	tag := func(tags ...types.Tag) error {
		_, err := c.TagResource(ctx, &organizations.TagResourceInput{ResourceId: str(payments), Tags: tags})
		return err
	}
	if err := tag(types.Tag{Key: str("team"), Value: str("new")}, types.Tag{Key: str("note"), Value: str("")}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UntagResource(ctx, &organizations.UntagResourceInput{ResourceId: str(payments), TagKeys: []string{"owner", "absent"}}); err != nil {
		t.Fatal(err)
	}
	out, err := c.ListTagsForResource(ctx, &organizations.ListTagsForResourceInput{ResourceId: str(payments)})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, tag := range out.Tags {
		got[*tag.Key] = *tag.Value
	}
	if got["team"] != "new" || len(got) != 4 {
		t.Errorf("tags are %v", got)
	}
	wantError(t, tag(types.Tag{Key: str("aws:x"), Value: str("")}), "InvalidInputException", "INVALID_SYSTEM_TAGS_PARAMETER")
	wantError(t, tag(types.Tag{Key: str("a"), Value: str("")}, types.Tag{Key: str("a"), Value: str("")}), "InvalidInputException", "DUPLICATE_TAG_KEY")
	wantError(t, tag(types.Tag{Key: str(""), Value: str("")}), "InvalidInputException", "MIN_LENGTH_EXCEEDED")
	var many []types.Tag
	for i := range 50 {
		many = append(many, types.Tag{Key: str(string(rune('A' + i))), Value: str("")})
	}
	wantError(t, tag(many...), "ConstraintViolationException", "MAX_TAG_LIMIT_EXCEEDED")
	_, err = c.UntagResource(ctx, &organizations.UntagResourceInput{ResourceId: str(outsider), TagKeys: []string{"a"}})
	wantError(t, err, "TargetNotFoundException", "")
}

// More tags than a page holds come whole.
func TestTagsPage(t *testing.T) {
	organization := sample.Demo()
	for i := range 50 {
		organization.Tags[payments] = append(organization.Tags[payments][:i:i], model.Tag{Key: string(rune('A' + i))})
	}
	c := client(emulator.New(organization), management)
	n := 0
	for p := organizations.NewListTagsForResourcePaginator(c, &organizations.ListTagsForResourceInput{ResourceId: str(payments)}); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n += len(out.Tags)
	}
	if n != 50 {
		t.Errorf("%d tags, want 50", n)
	}
}

// Every change is in the journal, reads are there and no changes.
func TestJournal(t *testing.T) {
	s, c := demo()
	ctx := t.Context()
	_ = listRoots(ctx, client(s, payments)) // Denied: the journal tells.
	if err := enable("macie.amazonaws.com")(ctx, c); err != nil {
		t.Fatal(err)
	}
	calls := s.Journal()
	if len(calls) != 2 {
		t.Fatalf("%d calls", len(calls))
	}
	read, change := calls[0], calls[1]
	if read.Changes() || read.Account != payments || read.Operation != "ListRoots" || read.Code != "AccessDeniedException" {
		t.Errorf("the read is %+v", read)
	}
	if !change.Changes() || change.Service != "organizations" || change.Code != "" || change.RequestID == read.RequestID ||
		string(change.Parameters) != `{"ServicePrincipal":"macie.amazonaws.com"}` {
		t.Errorf("the change is %+v", change)
	}
}
