package search_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/model/search"
)

// TestAccount ensures that the index finds the account that FindAccount
// finds, or has its error.
func TestAccount(t *testing.T) {
	r := twins()
	modeltest.Apply(r, model.AccountsFact{Accounts: []model.Node{
		{ID: "444444444444", Kind: model.KindAccount, Name: "Straße 1K", Email: "same", Parent: "r-1"},
		{ID: "555555555555", Kind: model.KindAccount, Name: "same", Parent: "r-1"},
		{ID: "666666666666", Kind: model.KindAccount, Name: "itself", Email: "ITSELF", Parent: "r-1"},
	}})
	index := search.NewIndex(r)
	for _, word := range []string{
		"111111111111", " 222222222222 ", "999999999999", "Payments-Prod", " payments-prod ", "pay@EXAMPLE.com", "shop", "pay", "", " ", "same",
		"ITSELF", "İtself", "ſtraße 1\u212a", "STRASSE 1K",
	} {
		want, told := search.FindAccount(r, word)
		got, err := index.Account(word)
		if got != want || (err == nil) != (told == nil) || err != nil && err.Error() != told.Error() {
			t.Errorf("%q is %v, %v; FindAccount says %v, %v", word, got, err, want, told)
		}
	}
	for _, word := range []string{"ſtraße 1\u212a", "STRAẞE 1k"} { // case is one thing wherever names are typed
		account, _ := index.Account(word)
		node, err := search.FindNode(r, word)
		if offered := index.Accounts(word, 1); err != nil || node != account || len(offered) != 1 || offered[0] != node || len(index.Search(word, 1)) != 1 {
			t.Errorf("%q is %v, the node %v (%v), offered %v", word, account, node, err, offered)
		}
	}
}

// The index finds the same accounts, in the same order, as comparing the typed text
// with all of them and sorting them.
func TestAccountsFindsLikeANaiveSearch(t *testing.T) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Large(700, 40, 10)})
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	r.Apply(model.AccountsFact{Accounts: []model.Node{
		{ID: "900000000001", Kind: model.KindAccount, Name: "Payments Prod", Email: "Pay@Example.com"},
		{ID: "900000000002", Kind: model.KindAccount, Name: "payments prod", Email: "aws+pay@example.com"},
		{ID: "900000000003", Kind: model.KindAccount, Name: "42 is a name", Email: "x42@example.com"},
		{ID: "900000000004", Kind: model.KindAccount, Name: "", Email: ""},
		{ID: "900000000005", Kind: model.KindAccount, Name: "BillingEU-West", Email: "b@b"},
	}})
	d := search.NewIndex(r)
	var entries []*model.Node
	for n := range r.Accounts() {
		entries = append(entries, n)
	}
	typed := []string{"", "p", "prod", "prodpay", "pp", "PAYMENTS", "42", "9000", "0001", "@", "aws+", "pay@", "beuw", "euw", "-", "zzzz", "e", "17"}
	for i, e := range entries {
		if i%40 == 0 && e.Name != "" {
			typed = append(typed, e.Name, e.Name[1:], string(e.ID)[:5], string(e.ID)[4:9], strings.ToUpper(e.Email), e.Name[:1]+e.Name[len(e.Name)-2:])
		}
	}
	for _, text := range typed {
		for _, most := range []int{1, 10, 2000} {
			if got, want := told(d.Accounts(text, most)), told(naively(entries, text, most)); got != want {
				t.Errorf("for %q it finds\n%s\nand not\n%s", text, got, want)
			}
		}
	}
}

func naively(entries []*model.Node, typed string, most int) []*model.Node {
	typed = strings.ToLower(typed)
	fit := func(e *model.Node) iam.Fit {
		f := iam.FitOf(typed, e.Name)
		if strings.Trim(typed, "0123456789") == "" {
			f = min(f, iam.FitOf(typed, string(e.ID)))
		}
		switch mail := strings.ToLower(e.Email); {
		case f != iam.Misfit || !strings.Contains(typed, "@") || !strings.Contains(mail, typed):
			return f
		case strings.HasPrefix(mail, typed):
			return iam.Misfit + 1
		default:
			return iam.Misfit + 2
		}
	}
	found := slices.DeleteFunc(slices.Clone(entries), func(e *model.Node) bool { return fit(e) == iam.Misfit })
	slices.SortFunc(found, func(a, b *model.Node) int {
		return cmp.Or(cmp.Compare(fit(a), fit(b)), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return found[:min(most, len(found))]
}

func told(nodes []*model.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		fmt.Fprintln(&b, n.ID, n.Name, n.Email)
	}
	return b.String()
}
