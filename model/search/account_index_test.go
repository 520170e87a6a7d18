package search_test

import (
	"testing"

	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/search"
)

// TestAccountIndex ensures that the index finds the account that FindAccount
// finds, or has its error.
func TestAccountIndex(t *testing.T) {
	r := twins()
	modeltest.Apply(r, model.AccountsFact{Accounts: []model.Node{
		{ID: "444444444444", Kind: model.KindAccount, Name: "Straße 1K", Email: "same", Parent: "r-1"},
		{ID: "555555555555", Kind: model.KindAccount, Name: "same", Parent: "r-1"},
		{ID: "666666666666", Kind: model.KindAccount, Name: "itself", Email: "ITSELF", Parent: "r-1"},
	}})
	index := search.NewAccountIndex(r)
	for _, word := range []string{
		"111111111111", " 222222222222 ", "999999999999", "Payments-Prod", " payments-prod ", "pay@EXAMPLE.com", "shop", "pay", "", " ", "same",
		"ITSELF", "ſtraße 1\u212a", "STRASSE 1K",
	} {
		want, told := search.FindAccount(r, word)
		got, err := index.Find(word)
		if got != want || (err == nil) != (told == nil) || err != nil && err.Error() != told.Error() {
			t.Errorf("%q is %v, %v; FindAccount says %v, %v", word, got, err, want, told)
		}
	}
}
