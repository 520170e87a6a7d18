package search

import (
	"strings"
	"unicode"

	"deputy/model"
)

// AccountIndex finds accounts as FindAccount does, fast if it is asked often. It
// is for a reading whose accounts do not change any more.
type AccountIndex struct {
	reading *model.Reading
	named   map[string][]*model.Node // by folded name or e-mail address
}

// NewAccountIndex returns an index of all accounts of a reading.
func NewAccountIndex(r *model.Reading) *AccountIndex {
	x := &AccountIndex{r, make(map[string][]*model.Node, 2*r.NodeCount())}
	for n := range r.Accounts() {
		name, email := caseless(n.Name), caseless(n.Email)
		x.named[name] = append(x.named[name], n)
		if email != name {
			x.named[email] = append(x.named[email], n)
		}
	}
	return x
}

// Find returns what FindAccount does.
func (x *AccountIndex) Find(word string) (*model.Node, error) {
	if trimmed := strings.TrimSpace(word); trimmed != "" && !model.IsAccountID(trimmed) {
		if fit := x.named[caseless(trimmed)]; len(fit) == 1 {
			return fit[0], nil
		}
	}
	return FindAccount(x.reading, word) // for the words of the error
}

// caseless returns the same text for all that strings.EqualFold takes for equal.
func caseless(text string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, text)
}
