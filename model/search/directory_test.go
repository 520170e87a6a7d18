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

// A directory finds the same accounts, in the same order, as comparing the typed
// text with each account in turn.
func TestDirectoryFindsLikeANaiveSearch(t *testing.T) {
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
	entries := search.DirectoryEntries(r)
	d := search.NewDirectory(slices.Clone(entries))
	typed := []string{"", "p", "prod", "prodpay", "pp", "PAYMENTS", "42", "9000", "0001", "@", "aws+", "pay@", "beuw", "euw", "-", "zzzz", "e", "17"}
	for i, e := range entries {
		if i%40 == 0 && e.Name != "" {
			typed = append(typed, e.Name, e.Name[1:], string(e.ID)[:5], string(e.ID)[4:9], strings.ToUpper(e.Email), e.Name[:1]+e.Name[len(e.Name)-2:])
		}
	}
	for _, text := range typed {
		for _, most := range []int{1, 10, 2000} {
			if got, want := fmt.Sprint(d.Find(text, most)), fmt.Sprint(naively(entries, text, most)); got != want {
				t.Errorf("for %q it finds\n%s\nand not\n%s", text, got, want)
			}
		}
	}
}

func naively(entries []search.DirectoryEntry, typed string, most int) []search.DirectoryEntry {
	typed = strings.ToLower(typed)
	fit := func(e search.DirectoryEntry) iam.Fit {
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
	found := slices.DeleteFunc(slices.Clone(entries), func(e search.DirectoryEntry) bool { return fit(e) == iam.Misfit })
	slices.SortFunc(found, func(a, b search.DirectoryEntry) int {
		return cmp.Or(cmp.Compare(fit(a), fit(b)), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return found[:min(most, len(found))]
}

// Named finds the accounts that FindAccount does.
func TestDirectoryNames(t *testing.T) {
	r := modeltest.Demo()
	d := search.NewDirectory(search.DirectoryEntries(r))
	var words []string
	for n := range r.Accounts() {
		words = append(words, n.Name, strings.ToUpper(n.Name), n.Email, n.Name+"x", n.Name[1:], n.Email[1:])
	}
	for _, word := range append(words, "", "@", "prod", "Acme", "17") {
		n, err := search.FindAccount(r, word)
		named := d.Named(word)
		if len(named) == 1 != (err == nil) || err == nil && named[0].ID != n.Account() {
			t.Errorf("%q names %v, and FindAccount finds %v: %v", word, named, n, err)
		}
	}
}
