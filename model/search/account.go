package search

import (
	"cmp"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
)

// Account returns what FindAccount does, fast if it is asked often. The index must be
// whole.
func (x *Index) Account(word string) (*model.Node, error) {
	if x.named == nil {
		x.nameAccounts()
	}
	if word = strings.TrimSpace(word); word != "" && !model.IsAccountID(word) {
		if i, ok := x.named[phrase.Fold(word)]; ok && i != several {
			return x.r.Node(model.NodeID(x.entries[i].of)), nil
		}
	}
	return FindAccount(x.r, word) // for the words of the error
}

// several stands for more than one entry.
const several = -1

// nameAccounts notes which account alone has a name or an e-mail address.
func (x *Index) nameAccounts() {
	x.named = make(map[string]int32, 2*len(x.entries))
	for i := range x.entries {
		e := &x.entries[i]
		if e.kind != foundAccount {
			continue
		}
		for _, name := range []string{e.name(), e.mail()} {
			if other, ok := x.named[name]; ok && other != int32(i) {
				x.named[name] = several
			} else {
				x.named[name] = int32(i)
			}
		}
	}
}

// Accounts returns at most so many accounts that fit the typed text: first those
// whose name or ID begins with it, then those whose words it abbreviates, then
// those that contain it. If it has an @, it looks for e-mail addresses as well.
// Among equals, the accounts stand by name.
func (x *Index) Accounts(typed string, most int) []*model.Node {
	if x == nil {
		return nil
	}
	t := typedAccount{text: phrase.Fold(typed), digits: strings.Trim(typed, "0123456789") == "", at: strings.Contains(typed, "@")}
	t.letters = iam.Letters(t.text)
	found := best[accountFit]{most: most, compare: compareAccounts}
	for i := range x.entries {
		if e := &x.entries[i]; e.kind == foundAccount {
			if fit := t.fit(e); fit != iam.Misfit {
				found.add(accountFit{fit, e})
			}
		}
	}
	var nodes []*model.Node
	for _, f := range found.all {
		if n := x.r.Node(model.NodeID(f.of)); n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// accountFit is an account and how well it fits what is typed.
type accountFit struct {
	fit iam.Fit
	*entry
}

// compareAccounts orders accounts, those that fit best first.
func compareAccounts(a, b accountFit) int {
	return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.name(), b.name()), cmp.Compare(a.title, b.title), cmp.Compare(a.of, b.of))
}

// typedAccount is a text by which an account is looked for.
type typedAccount struct {
	text    string // folded
	letters uint64 // iam.Letters of it
	digits  bool   // it may be an ID
	at      bool   // it may be an e-mail address
}

// What fits the e-mail address alone comes last.
const (
	beginsAddress = iam.Misfit + 1 + iota
	inAddress
)

// fit returns how well an account fits.
func (t *typedAccount) fit(e *entry) iam.Fit {
	switch {
	case strings.HasPrefix(e.name(), t.text), t.digits && strings.HasPrefix(e.id(), t.text):
		return iam.Begins
	case t.letters&^e.letters == 0:
		if fit := iam.FitOf(t.text, e.title); fit != iam.Misfit {
			return fit
		}
	}
	switch {
	case strings.Contains(e.text[:e.idEnd], t.text):
		return iam.Within
	case !t.at || !strings.Contains(e.mail(), t.text):
		return iam.Misfit
	case strings.HasPrefix(e.mail(), t.text):
		return beginsAddress
	default:
		return inAddress
	}
}
