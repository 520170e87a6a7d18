package verdict

import (
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"

	"deputy/model/phrase"
)

// accountSpecific is what policies compare that differs from account to
// account, such as aws:PrincipalAccount. Accounts that neither the policies nor
// the question name by ID are alike to these policies, so that accounts of one
// OU can still share an answer.
type accountSpecific struct {
	accounts   map[model.AccountID]bool // the account IDs that are named
	partialIDs bool                     // a pattern may match a part of an account ID, so no two accounts are alike
}

// alike reports whether the account is like every other one that is not named.
func (a *accountSpecific) alike(id model.AccountID) bool {
	return a == nil || !a.partialIDs && !a.accounts[id]
}

// with merges two of them; either may be nil.
func (a *accountSpecific) with(o *accountSpecific) *accountSpecific {
	if a == nil || o == nil {
		if a == nil {
			return o
		}
		return a
	}
	both := &accountSpecific{maps.Clone(a.accounts), a.partialIDs || o.partialIDs}
	maps.Copy(both.accounts, o.accounts)
	return both
}

// specificTo returns what a statement compares that differs from account to
// account; nil if it treats all accounts alike but for what follows from their IDs
// as a whole. Callers have locked the Asker, or have it to themselves.
func (a *Asker) specificTo(s *scp.Statement) *accountSpecific {
	specific, known := a.specific[s]
	if !known {
		text := comparedText(s)
		if accounts, partial := accountsIn(text, s.Sid.Value), matchesPartOfID(s, text); partial || len(accounts) > 0 {
			specific = &accountSpecific{accounts, partial}
		}
		a.specific[s] = specific
	}
	return specific
}

// namedBy returns the accounts that a name names; nil if none.
func namedBy(name string) *accountSpecific {
	if !hasAccountID(name) {
		return nil
	}
	return &accountSpecific{accounts: accountsIn(name)}
}

// comparedText returns every key and value that a statement compares, in lower
// case, each on a line.
func comparedText(s *scp.Statement) string {
	var b strings.Builder
	add := func(values ...scp.Text) {
		for _, v := range values {
			b.WriteString("\n" + strings.ToLower(v.Value) + "\n")
		}
	}
	add(s.Resource.Values...)
	for k := range s.Comparisons {
		add(s.Comparisons[k].Key)
		add(s.Comparisons[k].Values...)
	}
	return b.String()
}

var (
	partOfID            = phrase.Regexp(`[:*?\n]\d{1,11}[*?]|[*?]\d{1,11}[:*?\n]`)                // digits alone between a wildcard and an end
	variableAndWildcard = phrase.Regexp(`(?m)^[^/\n]*(\$\{[^/\n]*\}[^/\n]*[*?]|[*?][^/\n]*\$\{)`) // both in one part of a value
	longNumber          = phrase.Regexp(`\d{12,}`)                                                // an account ID, or longer
)

// matchesPartOfID reports whether a statement may match a part of an account ID,
// or compare IDs otherwise than as text. ${aws:PrincipalAccount} stands for a
// whole ID.
func matchesPartOfID(s *scp.Statement, text string) bool {
	return partOfID().MatchString(text) || variableAndWildcard().MatchString(strings.ReplaceAll(text, "${aws:principalaccount}", "")) ||
		comparesIDsAsNumbers(s)
}

// comparesIDsAsNumbers reports whether a statement compares account IDs
// otherwise than as text.
func comparesIDsAsNumbers(s *scp.Statement) bool {
	return slices.ContainsFunc(s.Comparisons, func(c scp.Comparison) bool {
		switch c.Operator.Family {
		case scp.Strings, scp.ARNs, scp.Existence, scp.Booleans:
			return false
		default:
			return slices.ContainsFunc([]string{"aws:PrincipalAccount", "aws:PrincipalArn", "aws:ResourceAccount"}, func(key string) bool { return strings.EqualFold(c.Key.Value, key) })
		}
	})
}

// accountsIn returns all account IDs that texts may name.
func accountsIn(texts ...string) map[model.AccountID]bool {
	const length = 12
	out := map[model.AccountID]bool{}
	for _, text := range texts {
		for _, number := range longNumber().FindAllString(text, -1) {
			for i := 0; i+length <= len(number); i++ {
				out[model.AccountID(number[i:i+length])] = true
			}
		}
	}
	return out
}

// namedAccounts returns the account IDs that the question contains.
func (q Question) namedAccounts() map[model.AccountID]bool {
	texts := []string{q.Resource, string(q.ResourceAccount), q.Principal}
	for _, values := range q.Given {
		texts = append(texts, values...)
	}
	return accountsIn(texts...)
}

// hasAccountID reports whether a text has as many digits in a row as an account ID.
func hasAccountID(text string) bool {
	digits := 0
	for i := range len(text) {
		if c := text[i]; c < '0' || c > '9' {
			digits = 0
		} else if digits++; digits == len(anyAccount) {
			return true
		}
	}
	return false
}
