package escalation_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/modeltest"
)

// TestDemoByHand has what an ordinary role of payments-prod can take, worked out from
// the policies by hand. ProtectRoles keeps OrgAdmin, SecAdmin and stacksets-exec-*
// from getting permissions and another trust policy, though not from being created.
func TestDemoByHand(t *testing.T) {
	want := map[string]escalation.Taking{
		"DenyRegions role/OrgAdmin*": escalation.Open, // OrgAdmin is protected, OrgAdminAttacker is not
		"DenyRegions role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_PlatformAdmin_*": escalation.Reserved,
		"KeepLogging role/SecAdmin": escalation.Blocked, "NoPublicS3 role/SecAdmin": escalation.Blocked,
		"ProtectRoles role/OrgAdmin": escalation.Blocked, "ProtectRoles role/stacksets-exec-*": escalation.Blocked,
		"RequireIMDSv2 role/PlatformAdmin": escalation.Open, "NoIAMUsers role/BreakGlass": escalation.Open,
		"KeepNetwork role/NetworkAdmin": escalation.Open, "KeepNetwork role/stacksets-exec-*": escalation.Blocked,
	}
	got := map[string]escalation.Taking{}
	for _, o := range escalation.At(modeltest.Demo(), modeltest.Payments) {
		got[o.Name+" "+o.Who()] = o.Taking
		if o.Name == "NoPublicS3" && o.Sentence() != "No role that is not exempt can gain the exemption of role/SecAdmin: it can be created, but iam:AttachRolePolicy, iam:PutRolePolicy, iam:UpdateAssumeRolePolicy and iam:DeleteRole are blocked." {
			t.Errorf("of NoPublicS3: %s", o.Sentence())
		}
	}
	for what, taking := range want {
		if got[what] != taking {
			t.Errorf("%s: %v instead of %v", what, got[what], taking)
		}
	}
	if len(got) != len(want) {
		t.Errorf("there are %v", got)
	}
}

// TestDemoAccountsByHand has the accounts in which the demo's policies can be
// escaped.
func TestDemoAccountsByHand(t *testing.T) {
	r := modeltest.Demo()
	names := func(in string, but ...string) (all []string) {
		for n := range r.Accounts() {
			path := r.PathName(n.ID) + " /"
			if strings.Contains(path, in) && n.State.OutOfUse() == "" && !slices.ContainsFunc(but, func(x string) bool { return strings.Contains(path, x) }) {
				all = append(all, n.Name)
			}
		}
		return all
	}
	want := map[string][]string{
		// Card Vault's allow list has no iam actions that a user or role is made with.
		"NoIAMUsers": slices.Concat(names("/ Workloads / Prod /", "/ Card Vault /"), names("/ Workloads / Staging /"), names("Root / Security /")),
		// Only below Policy Staging does ProtectRoles not apply.
		"NoPublicS3": names("/ Policy Staging /"),
	}
	for _, h := range survey(r) {
		expected, listed := want[h.Name]
		if !listed {
			continue
		}
		delete(want, h.Name)
		var got []string
		for _, a := range h.Accounts {
			got = append(got, r.NodeName(a.Node()))
		}
		slices.Sort(got)
		if slices.Sort(expected); !slices.Equal(got, expected) {
			t.Errorf("%s can be bypassed in %v, by hand in %v", h.Name, got, expected)
		}
	}
	for name := range want {
		t.Errorf("%s cannot be escaped anywhere", name)
	}
	// Whoever is in Exceptions is exempt by the account's OU path: there is nothing to take.
	for _, o := range escalation.At(r, exceptionsAccount(t, r)) {
		if o.Name == "DenyRegions" {
			t.Errorf("in Exceptions DenyRegions says %s", o.Sentence())
		}
	}
}

// exceptionsAccount returns an account of the OU Exceptions.
func exceptionsAccount(t *testing.T, r *model.Reading) model.AccountID {
	t.Helper()
	for n := range r.Accounts() {
		if strings.Contains(r.PathName(n.ID), "/ Exceptions /") {
			return n.Account()
		}
	}
	t.Fatal("nobody is in Exceptions")
	return ""
}

// TestHolesAreTheSameEveryTime ensures that an organization has the same holes with
// the same examples however often one asks.
func TestHolesAreTheSameEveryTime(t *testing.T) {
	survey := escalation.NewSurvey(modeltest.Demo())
	r := modeltest.Demo()
	for !survey.Done() {
		survey.Next(r, escalation.AttacksPerPart)
	}
	want := slices.Collect(survey.Holes())
	for range 20 {
		if got := slices.Collect(survey.Holes()); !reflect.DeepEqual(want, got) {
			t.Fatalf("the holes are\n%+v\nand then\n%+v", want, got)
		}
	}
}
