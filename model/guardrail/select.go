package guardrail

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/search"
)

// Needs is what a test must know of the organization to find its accounts.
type Needs struct {
	Tree  bool // the OUs and accounts
	Names bool // the accounts
	Tags  bool // of every account
}

// Needs returns what the words that select accounts need.
func (t *Test) Needs() Needs {
	var n Needs
	for _, word := range t.Accounts {
		_, _, below := under(word)
		switch {
		case below:
			n.Tree = true
		case strings.HasPrefix(word, tagPrefix):
			n.Tree, n.Tags = true, true
		case !model.IsAccountID(word):
			n.Names = true
		}
	}
	n.Names = n.Names || t.ResourceAccount != "" && !model.IsAccountID(t.ResourceAccount)
	return n
}

// tagPrefix begins a word that selects accounts by a tag.
const tagPrefix = "tag:"

// under reads a word that selects the accounts in an OU, or at any level below it.
func under(word string) (path string, deep, ok bool) {
	if word == "**" || word == "/**" {
		return "", true, true
	}
	if path, ok = strings.CutSuffix(word, "/**"); ok {
		return path, true, true
	}
	path, ok = strings.CutSuffix(word, "/*")
	return path, false, ok
}

// Select returns the accounts of a test, by their IDs. OU paths and tags leave out the
// management account, to which no SCP and no RCP applies. The error says which word
// does not fit the reading.
func (x *Runner) Select(t *Test) ([]model.AccountID, error) {
	chosen := map[model.AccountID]bool{}
	for _, word := range t.Accounts {
		accounts, err := x.selected(word)
		if err != nil {
			return nil, err
		}
		for _, a := range accounts {
			chosen[a] = true
		}
	}
	out := make([]model.AccountID, 0, len(chosen))
	for a := range chosen {
		out = append(out, a)
	}
	slices.Sort(out)
	return out, nil
}

// selected returns the accounts that a word selects.
func (x *Runner) selected(word string) ([]model.AccountID, error) {
	if path, deep, ok := under(word); ok {
		return x.below(path, deep)
	}
	if tag, ok := strings.CutPrefix(word, tagPrefix); ok {
		return x.tagged(tag)
	}
	if model.IsAccountID(word) {
		if a := model.AccountID(word); x.reading.Outside(a) {
			return nil, fmt.Errorf("account %s is not in this organization", word)
		}
		return []model.AccountID{model.AccountID(word)}, nil
	}
	a, err := x.find(word)
	if err != nil {
		if n, e := search.FindNode(x.reading, word); e == nil && n.Kind != model.KindAccount {
			return nil, fmt.Errorf("%s is no account: write %s/** for all accounts below it, or %s/* for those in it", phrase.Shorten(word), word, word)
		}
		return nil, err
	}
	return []model.AccountID{a}, nil
}

// below returns the accounts in an OU or root, or at any level below it.
func (x *Runner) below(path string, deep bool) ([]model.AccountID, error) {
	n, err := search.FindNode(x.reading, cmp.Or(strings.Trim(path, "/"), "root"))
	if err != nil {
		return nil, err
	}
	if n.Kind == model.KindAccount {
		return nil, fmt.Errorf("%s is an account: there is nothing below it", phrase.Shorten(path))
	}
	return x.accountsWhere(func(a *model.Node) bool {
		if !deep {
			return a.Parent == n.ID
		}
		return slices.ContainsFunc(x.reading.Path(a.ID), func(above *model.Node) bool { return above.ID == n.ID })
	}), nil
}

// tagged returns the accounts with a tag.
func (x *Runner) tagged(tag string) ([]model.AccountID, error) {
	key, value, ok := strings.Cut(tag, "=")
	if !ok || key == "" {
		return nil, fmt.Errorf("tag:%s: write tag:KEY=VALUE", phrase.Shorten(tag))
	}
	var unread int
	out := x.accountsWhere(func(a *model.Node) bool {
		tags, status := x.reading.Tags(string(a.ID))
		if !status.Known() {
			unread++
		}
		return slices.Contains(tags, model.Tag{Key: key, Value: value})
	})
	if unread > 0 {
		return nil, fmt.Errorf("tag:%s: the tags of %s are unknown", phrase.Shorten(tag), phrase.Count(unread, "account"))
	}
	return out, nil
}

// accountsWhere returns the accounts that have a property, but for the management
// account.
func (x *Runner) accountsWhere(has func(*model.Node) bool) []model.AccountID {
	var out []model.AccountID
	for a := range x.reading.Accounts() {
		if a.Account() != x.reading.Organization.Management && has(a) {
			out = append(out, a.Account())
		}
	}
	return out
}

// compareStatements orders statements by policy.
func compareStatements(a, b Statement) int {
	return cmp.Or(cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Index, b.Index))
}
