package search_test

import (
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/search"
)

// twins returns an organization with names that are hard to distinguish.
func twins() *model.Reading {
	r := model.NewReading()
	modeltest.Apply(r,
		model.RootsFact{Roots: []model.Node{{ID: "r-1", Kind: model.KindRoot, Name: "Root"}}},
		model.OUsFact{OUs: []model.Node{
			{ID: "ou-1111-11111111", Kind: model.KindOU, Name: "Workloads", Parent: "r-1"},
			{ID: "ou-1111-22222222", Kind: model.KindOU, Name: "Prod", Parent: "ou-1111-11111111"},
			{ID: "ou-1111-33333333", Kind: model.KindOU, Name: "R/D \x1b[31m", Parent: "r-1"},
			{ID: "ou-1111-44444444", Kind: model.KindOU, Name: "Sandbox", Parent: "ou-1111-33333333"},
		}},
		model.AccountsFact{Accounts: []model.Node{
			{ID: "111111111111", Kind: model.KindAccount, Name: "Shop", Email: "one@example.com", Parent: "ou-1111-22222222"},
			{ID: "222222222222", Kind: model.KindAccount, Name: "shop", Email: "two@example.com", Parent: "ou-1111-44444444"},
			{ID: "333333333333", Kind: model.KindAccount, Name: "payments-prod", Email: "Pay@example.com", Parent: "ou-1111-44444444"},
		}})
	modeltest.Apply(r, modeltest.Completed(modeltest.Noon)...)
	return r
}

func TestFindAccount(t *testing.T) {
	r := twins()
	for word, want := range map[string]model.NodeID{
		"111111111111": "111111111111", " 222222222222 ": "222222222222", "Payments-Prod": "333333333333", "pay@EXAMPLE.com": "333333333333", "two@example.com": "222222222222",
	} {
		if n, err := search.FindAccount(r, word); err != nil || n.ID != want {
			t.Errorf("%q is %v, %v", word, n, err)
		}
	}
	for word, says := range map[string]string{
		"SHOP":          `"Shop" (111111111111), "shop" (222222222222)`,
		"payment-prod":  `did you mean "payments-prod" (333333333333)?`,
		"pay":           `"payments-prod"`,
		"nothing":       `no account is called "nothing": give an ID`,
		"":              "no account is named",
		"Prod":          `did you mean "payments-prod"`,
		"999999999999":  "no account has the ID 999999999999",
		"bad\x1b[2J\nx": `"bad\x1b[2J\nx"`,
	} {
		n, err := search.FindAccount(r, word)
		if err == nil || !strings.Contains(err.Error(), says) || strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("%q is %v, %v", word, n, err)
		}
	}
	if _, err := search.FindAccount(modeltest.Small(), "999999999999"); err == nil || !strings.Contains(err.Error(), "it has not read all accounts") {
		t.Errorf("an account that may exist is said to be none: %v", err)
	}
}

func TestFindNode(t *testing.T) {
	r := twins()
	for word, want := range map[string]model.NodeID{
		"r-1": "r-1", "/": "r-1", "root": "r-1", "ou-1111-22222222": "ou-1111-22222222", "333333333333": "333333333333",
		"Workloads": "ou-1111-11111111", "workloads/prod": "ou-1111-22222222", "/Workloads/Prod/": "ou-1111-22222222", "Root / Workloads / Prod": "ou-1111-22222222",
		"Workloads/Prod/shop": "111111111111", "sandbox": "ou-1111-44444444", "prod": "ou-1111-22222222", "R/D \x1b[31m/Sandbox": "ou-1111-44444444", "prod/shop": "111111111111", "pay@example.com": "333333333333",
		"arn:aws:organizations::999999999999:ou/o-1/ou-1111-22222222": "ou-1111-22222222", "arn:aws:organizations::9:account/o-1/111111111111": "111111111111",
	} {
		if n, err := search.FindNode(r, word); err != nil || n.ID != want {
			t.Errorf("%q is %v, %v", word, n, err)
		}
	}
	for word, says := range map[string]string{
		"shop": "2 of them", "": "is named", "Workloads/Prot": `did you mean "Prod" (ou-1111-22222222)`, "ou-1111-99999999": "no root, OU or account has the ID",
	} {
		n, err := search.FindNode(r, word)
		if err == nil || !strings.Contains(err.Error(), says) || strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("%q is %v, %v", word, n, err)
		}
	}
}

func TestFindPlace(t *testing.T) {
	r := modeltest.Demo()
	modeltest.Apply(r, model.DelegationsFact{Account: modeltest.Payments, Delegations: []model.Delegation{{Account: modeltest.Payments, Principal: "new.amazonaws.com"}}})
	for word, want := range map[string]search.Target{
		"payments-prod":           {Node: modeltest.Payments.Node()},
		"Security":                {Node: "ou-4x9a-5kl9f8yy"},
		"p-FullAWSAccess":         {Policy: "p-FullAWSAccess"},
		"requireimdsv2":           {Policy: "p-1u33xtpl"},
		"guardduty":               {Service: "guardduty"},
		"guardduty.amazonaws.com": {Service: "guardduty"},
		"new.amazonaws.com":       {Principal: "new.amazonaws.com"},
		"arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess": {Policy: "p-FullAWSAccess"},
	} {
		if got, err := search.FindTarget(r, word); err != nil || got != want {
			t.Errorf("%q is %+v, %v", word, got, err)
		}
	}
	for word, says := range map[string]string{"RequireIMDS": `"RequireIMDSv2" (p-1u33xtpl)`, "gardduty": `"guardduty" (service)`, "": "is named", "?!": "give an ID or a name"} {
		if got, err := search.FindTarget(r, word); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %+v, %v", word, got, err)
		}
	}
	if _, err := search.FindPolicy(r, "KeepNetwor"); err == nil || !strings.Contains(err.Error(), "KeepNetwork") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkFindNode(b *testing.B) {
	r := modeltest.Saved(sample.Large(50_000, 2_000, 100))
	for b.Loop() {
		if _, err := search.FindNode(r, "no such place"); err == nil {
			b.Fatal("found")
		}
	}
}
