package verdict

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
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

// noteAccountSpecific adds what a level's policies ask that differs from
// account to account.
func (m *lensMaker) noteAccountSpecific(l *lensLevel, rung Rung) {
	for _, p := range rung.Policies {
		if p.Text != nil {
			l.accountSpecific = l.accountSpecific.with(m.accountSpecificOf(p.Text))
			l.apart = l.apart.with(m.apartBy(p.Text))
			l.byPlace = l.byPlace || m.likeness && asksPlace(p.Text)
		}
	}
}

// accountSpecificOf returns what a policy asks that differs from account to
// account; nil if nothing.
func (m *lensMaker) accountSpecificOf(d *scp.Document) *accountSpecific {
	specific, known := m.accountSpecific[d]
	if !known {
		if text := comparedText(d); m.dependsOnAccount(d, text) {
			specific = &accountSpecific{accounts: accountsIn(text), partialIDs: matchesPartOfID(d, text)}
			maps.Copy(specific.accounts, m.namedAccounts)
		}
		m.accountSpecific[d] = specific
	}
	return specific
}

// comparedText returns every key and value that a policy compares, in lower
// case, each on a line.
func comparedText(d *scp.Document) string {
	var b strings.Builder
	add := func(values []scp.Text) {
		for _, v := range values {
			b.WriteString("\n" + strings.ToLower(v.Value) + "\n")
		}
	}
	for i := range d.Statements {
		s := &d.Statements[i]
		add(s.Resource.Values)
		for k := range s.Comparisons {
			add([]scp.Text{s.Comparisons[k].Key})
			add(s.Comparisons[k].Values)
		}
	}
	return b.String()
}

// dependsOnAccount reports whether a policy asks for something that differs
// from account to account. text is its comparedText.
func (m *lensMaker) dependsOnAccount(d *scp.Document, text string) bool {
	return comparesAccount(text) || m.lens.Question.Principal != "" && d.DistinguishesAccounts("aws:PrincipalArn")
}

// comparesAccount reports whether a policy compares a key that follows from the
// account. text is the policy's comparedText.
func comparesAccount(text string) bool {
	return slices.ContainsFunc([]string{"aws:principalaccount", "aws:principalorgpaths", "aws:resourceaccount", "aws:resourceorgpaths"},
		func(key string) bool { return strings.Contains(text, key) })
}

var (
	partOfID            = regexp.MustCompile(`[:*?\n]\d{1,11}[*?]|[*?]\d{1,11}[:*?\n]`)                // digits alone between a wildcard and an end
	variableAndWildcard = regexp.MustCompile(`(?m)^[^/\n]*(\$\{[^/\n]*\}[^/\n]*[*?]|[*?][^/\n]*\$\{)`) // both in one part of a value
	longNumber          = regexp.MustCompile(`\d{12,}`)                                                // an account ID, or longer
)

// matchesPartOfID reports whether a policy may match a part of an account ID,
// or compare IDs otherwise than as text. ${aws:PrincipalAccount} stands for a
// whole ID.
func matchesPartOfID(d *scp.Document, text string) bool {
	return partOfID.MatchString(text) || variableAndWildcard.MatchString(strings.ReplaceAll(text, "${aws:principalaccount}", "")) ||
		slices.ContainsFunc(d.Statements, comparesIDsAsNumbers)
}

// comparesIDsAsNumbers reports whether a statement compares account IDs
// otherwise than as text.
func comparesIDsAsNumbers(s scp.Statement) bool {
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
		for _, number := range longNumber.FindAllString(text, -1) {
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
