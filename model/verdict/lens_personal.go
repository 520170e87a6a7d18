package verdict

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// accountSpecific is what policies ask of the account itself. Accounts that neither
// they nor the question name are alike to them, side by side in one unit.
type accountSpecific struct {
	named  map[model.AccountID]bool
	ranges bool // something may fit a part of an account's ID: none are alike
}

// alike tells whether an account is as any other that is not named.
func (p *accountSpecific) alike(a model.AccountID) bool { return !p.ranges && !p.named[a] }

// with is what two ask for together; either may be nil.
func (p *accountSpecific) with(o *accountSpecific) *accountSpecific {
	if p == nil || o == nil {
		if p == nil {
			return o
		}
		return p
	}
	both := &accountSpecific{maps.Clone(p.named), p.ranges || o.ranges}
	maps.Copy(both.named, o.named)
	return both
}

// mind notes what a rung asks for that differs from account to account.
func (w *lensWork) mind(l *lensLevel, rung Rung) {
	for _, b := range rung.Bound {
		if b.Text != nil {
			l.accountSpecific = l.accountSpecific.with(w.asksForAccount(b.Text))
		}
	}
}

// asksForAccount gives what a policy asks for that differs from account to
// account; nil if nothing.
func (w *lensWork) asksForAccount(d *scp.Document) *accountSpecific {
	p, known := w.accountSpecific[d]
	if !known {
		if text := compared(d); w.differs(d, text) {
			p = &accountSpecific{named: accountsIn(text), ranges: fitsPartOfID(d, text)}
			maps.Copy(p.named, w.asked)
		}
		w.accountSpecific[d] = p
	}
	return p
}

// compared is all that a policy compares, a line for each key and value, in
// lower case.
func compared(d *scp.Document) string {
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

// differs tells whether a policy, of which the text in lower case is given, asks
// for something that differs from account to account.
func (w *lensWork) differs(d *scp.Document, text string) bool {
	for _, key := range []string{"aws:principalaccount", "aws:principalorgpaths", "aws:resourceaccount", "aws:resourceorgpaths"} {
		if strings.Contains(text, key) {
			return true
		}
	}
	return w.lens.Question.Principal != "" && d.DistinguishesAccounts("aws:PrincipalArn")
}

var (
	partOfID   = regexp.MustCompile(`[:*?\n]\d{1,11}[*?]|[*?]\d{1,11}[:*?\n]`)                // digits alone between a wildcard and an end
	joined     = regexp.MustCompile(`(?m)^[^/\n]*(\$\{[^/\n]*\}[^/\n]*[*?]|[*?][^/\n]*\$\{)`) // a variable and a wildcard
	longNumber = regexp.MustCompile(`\d{12,}`)                                                // as long as an account's ID, or longer
)

// fitsPartOfID tells whether a policy may fit a part of an account's ID, or
// compare IDs otherwise than as text. The account as a variable is whole.
func fitsPartOfID(d *scp.Document, text string) bool {
	return partOfID.MatchString(text) || joined.MatchString(strings.ReplaceAll(text, "${aws:principalaccount}", "")) ||
		slices.ContainsFunc(d.Statements, readsIDs)
}

// readsIDs tells whether a statement compares account IDs otherwise than as text.
func readsIDs(s scp.Statement) bool {
	return slices.ContainsFunc(s.Comparisons, func(c scp.Comparison) bool {
		switch c.Operator.Family {
		case scp.Strings, scp.ARNs, scp.Existence, scp.Booleans:
			return false
		default:
			return strings.EqualFold(c.Key.Value, "aws:PrincipalAccount") || strings.EqualFold(c.Key.Value, "aws:PrincipalArn")
		}
	})
}

// accountsIn are the account IDs that texts may name.
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

// named are the account IDs in what a question says.
func (q Question) named() map[model.AccountID]bool {
	texts := []string{q.Resource, string(q.ResourceAccount), q.Principal}
	for _, values := range q.Given {
		texts = append(texts, values...)
	}
	return accountsIn(texts...)
}
