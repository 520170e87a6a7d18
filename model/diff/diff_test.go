package diff_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deputy/model"
	"deputy/model/diff"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// linesOf returns the differences as lines: kind, change and sentence.
func linesOf(all []diff.Difference) []string {
	var lines []string
	for _, d := range all {
		lines = append(lines, d.Kind.String()+" "+d.Change.String()+": "+d.Text)
	}
	return lines
}

func TestDiff(t *testing.T) {
	a, b := sample.Demo(), sample.Demo()
	node := func(s *model.Snapshot, name string) *model.Node {
		i := slices.IndexFunc(s.Accounts, func(n model.Node) bool { return n.Name == name })
		return &s.Accounts[i]
	}
	security := "ou-4x9a-5kl9f8yy"
	node(b, "payments-prod").Parent = model.NodeID(security)
	node(b, "security-tooling").Name = "security"
	node(b, "audit").State = model.StateSuspended
	gone := node(b, "finops").ID
	b.Accounts = slices.DeleteFunc(b.Accounts, func(n model.Node) bool { return n.ID == gone })
	b.Accounts = append(b.Accounts, model.Node{ID: "999999999999", Kind: model.KindAccount, Name: "new", Parent: model.NodeID(security)})
	b.OUs = append(b.OUs, model.Node{ID: "ou-4x9a-99999999", Kind: model.KindOU, Name: "Quarantine", Parent: "r-4x9a"})
	b.Roots[0].PolicyTypes = slices.DeleteFunc(b.Roots[0].PolicyTypes, func(s model.PolicyTypeStatus) bool { return s.Type == model.TagPolicy })
	imds := model.PolicyID("p-1u33xtpl")
	b.Documents[imds] = model.Document{Text: strings.Replace(b.Documents[imds].Text, `"Effect"`, `"Sid": "x", "Effect"`, 1)}
	b.Attachments = slices.DeleteFunc(b.Attachments, func(x model.Attachment) bool {
		return x.Target == gone || x == model.Attachment{Policy: imds, Target: "ou-4x9a-w7k2p9da"}
	})
	b.Attachments = append(b.Attachments, model.Attachment{Policy: imds, Target: model.NodeID(security)}, model.Attachment{Policy: imds, Target: "999999999999"})
	b.TrustedAccess = append(b.TrustedAccess[1:], model.TrustedAccess{Principal: "new.amazonaws.com"})
	b.Delegations = append(slices.DeleteFunc(b.Delegations, func(d model.Delegation) bool { return d.Principal == "fms.amazonaws.com" }),
		model.Delegation{Account: modeltest.Payments, Principal: "new.amazonaws.com"})
	b.ResourcePolicy = model.ResourcePolicyFact{}
	b.Tags[string(modeltest.Payments)] = []model.Tag{{Key: "k", Value: "v"}}
	delete(b.Tags, string(modeltest.Management))

	want := []string{
		"organization changed: Policy type TAG_POLICY changed from ENABLED to not enabled.",
		"unit added: OU Quarantine (ou-4x9a-99999999) is new, in Root (r-4x9a).",
		"account renamed: Account security (222233334444) was named security-tooling before.",
		"account removed: Account finops (333344445555) is no longer in Shared Services (ou-4x9a-qttidvz5).",
		"account moved: Account payments-prod (444455556666) moved from Prod (ou-4x9a-iqh17pvk) to Security (ou-4x9a-5kl9f8yy).",
		"account changed: The state of audit (566061915816) changed from ACTIVE to SUSPENDED.",
		"account added: Account new (999999999999) is new, in Security (ou-4x9a-5kl9f8yy).",
		"policy changed: The document of policy RequireIMDSv2 (p-1u33xtpl) changed: 1 line removed, 1 line added.",
		"attachment added: Policy RequireIMDSv2 (p-1u33xtpl) was attached to Security (ou-4x9a-5kl9f8yy).",
		"attachment removed: Policy RequireIMDSv2 (p-1u33xtpl) was detached from Workloads (ou-4x9a-w7k2p9da).",
		"trustedAccess removed: Trusted access for access-analyzer.amazonaws.com was switched off.",
		"trustedAccess added: Trusted access for new.amazonaws.com was switched on.",
		"delegation removed: security (222233334444) is no longer a delegated administrator for fms.amazonaws.com.",
		"delegation added: payments-prod (444455556666) became a delegated administrator for new.amazonaws.com.",
		"resourcePolicy removed: The organization has no resource policy any more.",
	}
	got := linesOf(diff.Compare(a, b))
	tags := slices.IndexFunc(got, func(s string) bool {
		return strings.HasPrefix(s, "tags changed: The tags of payments-prod (444455556666) changed from ")
	})
	if tags != len(got)-1 {
		t.Errorf("the tags are at %d: %q", tags, got)
	}
	if diff := cmp.Diff(want, got[:len(got)-1]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestDiffOfGaps ensures that what could not be read is not reported as removed.
func TestDiffOfGaps(t *testing.T) {
	gap := func(p model.Part, of string) model.Gap {
		return model.Gap{Operation: "x", Cause: "denied", Missing: model.PartKey{Part: p, Target: of}}
	}
	b := sample.Demo()
	b.Accounts, b.Delegations, b.TrustedAccess, b.ResourcePolicy = nil, nil, nil, model.ResourcePolicyFact{}
	b.Policies = slices.DeleteFunc(b.Policies, func(p model.Policy) bool { return p.Type == model.ResourceControlPolicy })
	b.Attachments = slices.DeleteFunc(b.Attachments, func(a model.Attachment) bool {
		return a.Target == "ou-4x9a-w7k2p9da" && a.Policy[:4] != "p-95" && a.Policy[:4] != "p-b0" && a.Policy[:4] != "p-de" || a.Policy == "p-RCPFullAWSAccess"
	})
	delete(b.Documents, "p-1u33xtpl")
	b.Gaps = []model.Gap{
		gap(model.PartAccounts, ""), gap(model.PartTrustedAccess, ""), gap(model.PartDelegations, string(modeltest.Payments)), gap(model.PartPolicies, modeltest.RCPAt),
		gap(model.PartAttached, "ou-4x9a-w7k2p9da "+modeltest.SCPAt),
	}
	b.Unread = []model.PartKey{{Part: model.PartResourcePolicy}}
	want := []string{
		"account unknown: Not compared: the tree, because the second reading lacks part of it.",
		"policy unknown: Not compared: policies of RESOURCE_CONTROL_POLICY, because one of the readings lacks them.",
		"policy unknown: Not compared: the document of policy RequireIMDSv2 (p-1u33xtpl), because one of the readings lacks it.",
		"attachment unknown: Not compared: policies of RESOURCE_CONTROL_POLICY, because one of the readings lacks them.",
		"trustedAccess unknown: Not compared: trusted access, because the second reading lacks part of it.",
		"delegation unknown: Not compared: delegated administrators, because the second reading lacks part of it.",
		"resourcePolicy unknown: Not compared: the resource policy, because the second reading lacks part of it.",
	}
	if diff := cmp.Diff(want, linesOf(diff.Compare(sample.Demo(), b))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestDiffLaws ensures that a snapshot does not differ from itself, that the other
// direction has as many differences, and that the order is always the same.
func TestDiffLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := modeltest.Organization(t)
		if got := diff.Compare(a, a); len(got) > 0 {
			t.Fatalf("it differs from itself: %q", linesOf(got))
		}
		b := modeltest.Changed(t, a)
		there, back := diff.Compare(a, b), diff.Compare(b, a)
		if len(there) != len(back) || len(there) == 0 && len(a.Accounts) > 2 {
			t.Fatalf("there %q, and back %q", linesOf(there), linesOf(back))
		}
		if diff := cmp.Diff(linesOf(there), linesOf(diff.Compare(a, b))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestEncodeDifferences(t *testing.T) {
	a, b := sample.Demo(), sample.Demo()
	b.Accounts[0].Name = "<x>\x1b"
	b.Taken = modeltest.Noon
	var out strings.Builder
	if err := diff.Encode(&out, a, b, diff.Compare(a, b), nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"organization": "o-4x9acme2k7"`, `"after": "2026-11-23T12:00:00Z"`, `"kind": "account"`, `"change": "renamed"`, `"after": "<x>\u001b"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("there is no %s in %s", want, out.String())
		}
	}
	out.Reset()
	if err := diff.Encode(&out, a, a, nil, nil); err != nil || !json.Valid([]byte(out.String())) || !strings.Contains(out.String(), `"differences": []`) {
		t.Errorf("nothing differs: %s, %v", out.String(), err)
	}
}

func BenchmarkDiff(b *testing.B) {
	x, y := sample.Large(50_000, 2_000, 2_000), sample.Large(50_000, 2_000, 2_000)
	for i := range y.Accounts {
		if i%100 == 0 {
			y.Accounts[i].Name = "renamed"
		}
	}
	for b.Loop() {
		if got := len(diff.Compare(x, y)); got != 500 {
			b.Fatal(got)
		}
	}
}
