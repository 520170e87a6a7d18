package guardrail

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/search"
	"deputy/model/verdict"
)

// Result is how a test ended.
type Result struct {
	Test      *Test
	File      string // whose test it is
	Questions int    // that the test comes to: one for each account and action
	Failures  []Failure
	// Unneeded are exemptions that the test lists although what they are about is
	// denied as well.
	Unneeded []string
}

// Passed reports whether all answers are as expected.
func (r *Result) Passed() bool { return len(r.Failures) == 0 }

// Failure is a question whose answer is not as expected, with the accounts for which
// it is the same.
type Failure struct {
	Accounts []model.AccountID // none for a test that brings its policies, or that fails as a whole
	Names    []string          // of the accounts
	Action   string
	Outcome
}

// Runner runs tests on one reading.
type Runner struct {
	reading  *model.Reading
	asker    *verdict.Asker
	accounts *search.Index // made by the first name
	Coverage Coverage
}

// NewRunner returns a runner for a reading; nil runs only tests that bring their
// policies.
func NewRunner(r *model.Reading) *Runner {
	x := &Runner{reading: r}
	if r != nil {
		x.asker = verdict.NewAsker(r)
	}
	return x
}

// Run runs a test. accounts are those that Select returns for it. The error says what
// is wrong with the test.
func (x *Runner) Run(file string, t *Test, accounts []model.AccountID) (Result, error) {
	out := Result{Test: t, File: file}
	exemptions, err := Exemptions(t.Except)
	if err != nil {
		return out, err
	}
	if len(t.Accounts) == 0 {
		return out, x.alone(&out, exemptions)
	}
	if len(accounts) == 0 {
		out.Failures = []Failure{{Outcome: Outcome{Got: "no account", Why: []string{"No account is selected by " + phrase.Join(t.Accounts, " and ") + ": nothing was tested."}}}}
		return out, nil
	}
	owner, err := x.owner(t)
	if err != nil {
		return out, err
	}
	x.Coverage.add(x.asker, accounts)
	needed := map[string]bool{}
	for _, action := range t.Actions {
		q := t.question("", action)
		q.ResourceAccount = owner
		for _, group := range x.groups(t, q, accounts) {
			asked := q.ForAccount(group[0])
			asked.Principal = verdict.PrincipalARN(x.reading.Caller.Partition, group[0], t.Principal)
			f := Failure{Accounts: group, Action: action}
			if f.Outcome, err = x.check(x.asker, t, asked, exemptions, needed); err != nil {
				return out, err
			}
			for _, a := range group {
				f.Names = append(f.Names, x.reading.NodeName(a.Node()))
			}
			out.add(f, len(group))
		}
	}
	out.unneeded(needed)
	return out, nil
}

// add counts the questions of a group, and keeps them if they fail.
func (r *Result) add(f Failure, questions int) {
	r.Questions += questions
	if !f.Met {
		r.Failures = append(r.Failures, f)
	}
}

// unneeded keeps the exemptions that no question needs.
func (r *Result) unneeded(needed map[string]bool) {
	for _, word := range r.Test.Except {
		if r.Passed() && !needed[word] {
			r.Unneeded = append(r.Unneeded, word)
		}
	}
}

// check answers one question.
func (x *Runner) check(asker *verdict.Asker, t *Test, q verdict.Question, exemptions *scp.Document, needed map[string]bool) (Outcome, error) {
	o, err := Check(asker, q, t.Expect, exemptions)
	if err != nil {
		return o, err
	}
	if o.by(t.By); !o.Met {
		return o, nil
	}
	x.Coverage.exercise(o.Cites)
	for i, word := range t.Except {
		if needed[word] {
			continue
		}
		fewer, err := Exemptions(slices.Delete(slices.Clone(t.Except), i, i+1))
		if err != nil {
			return o, err
		}
		without, err := Check(asker, q, t.Expect, fewer)
		if err != nil {
			return o, err
		}
		needed[word] = !without.Met
	}
	return o, nil
}

// owner resolves the account that owns the resource.
func (x *Runner) owner(t *Test) (model.AccountID, error) {
	if t.ResourceAccount == "" || model.IsAccountID(t.ResourceAccount) {
		return model.AccountID(t.ResourceAccount), nil
	}
	return x.find(t.ResourceAccount)
}

// Questions returns the questions of a test, without the account that asks. An owner
// that is not known is left out: the test's run reports it.
func (x *Runner) Questions(t *Test) []verdict.Question {
	owner, _ := x.owner(t) // as above
	out := make([]verdict.Question, len(t.Actions))
	for i, action := range t.Actions {
		out[i] = t.question("", action)
		out[i].ResourceAccount = owner
	}
	return out
}

// find finds an account by its name or e-mail address.
func (x *Runner) find(word string) (model.AccountID, error) {
	if x.accounts == nil {
		x.accounts = search.NewIndex(x.reading)
	}
	n, err := x.accounts.Account(word)
	if err != nil {
		return "", err
	}
	return n.Account(), nil
}

// question returns the question of a test about an account.
func (t *Test) question(a model.AccountID, action string) verdict.Question {
	q := verdict.Question{Account: a, Action: action, Resource: t.Resource, Absent: t.Absent, Given: maps.Clone(t.Context)}
	if q.Given == nil {
		q.Given = map[string][]string{}
	}
	if t.Region != "" {
		q.Given[regionKey] = []string{t.Region}
	}
	if strings.HasPrefix(t.Principal, "arn:") {
		q.Principal = t.Principal
	}
	return q
}

// accountID matches what may be the ID of an account.
var accountID = regexp.MustCompile(`\d{12}`)

// groups returns the accounts in groups that share one answer, in their order.
func (x *Runner) groups(t *Test, q verdict.Question, accounts []model.AccountID) [][]model.AccountID {
	if q.Check() != nil || slices.ContainsFunc(t.Except, accountID.MatchString) {
		return slices.Collect(slices.Chunk(accounts, 1))
	}
	likeness := x.asker.Likeness(q)
	at := map[string]int{}
	var out [][]model.AccountID
	for _, a := range accounts {
		key := likeness.Key(a.Node())
		i, known := at[key]
		if !known {
			i, out = len(out), append(out, nil)
			at[key] = i
		}
		out[i] = append(out[i], a)
	}
	return out
}

// Coverage is which Deny statements of the policies in play decide a question that
// has the answer that its test expects.
type Coverage struct {
	known     map[coverageKey]bool // whether it is exercised
	documents map[documentKey]bool
}

// coverageKey names a statement.
type coverageKey struct {
	kind   model.PolicyType
	policy model.PolicyID
	name   string
	index  int
	sid    string
}

// documentKey names a policy whose statements are known.
type documentKey struct {
	kind   model.PolicyType
	policy model.PolicyID
}

// add adds the policies that apply to accounts.
func (c *Coverage) add(asker *verdict.Asker, accounts []model.AccountID) {
	if c.known == nil {
		c.known, c.documents = map[coverageKey]bool{}, map[documentKey]bool{}
	}
	for _, a := range accounts {
		for _, t := range model.Evaluated() {
			if applies, _ := verdict.AppliesAt(asker.Reading(), a.Node(), t); !applies {
				continue
			}
			for _, rung := range asker.Rungs(a.Node(), t) {
				for _, p := range rung.Policies {
					c.addPolicy(t, p)
				}
			}
		}
	}
}

// addPolicy adds the Deny statements of a policy.
func (c *Coverage) addPolicy(t model.PolicyType, p verdict.AttachedPolicy) {
	if p.Text == nil || c.documents[documentKey{t, p.Policy}] {
		return
	}
	c.documents[documentKey{t, p.Policy}] = true
	for i := range p.Text.Statements {
		if s := &p.Text.Statements[i]; s.Effect == scp.Deny && !s.Broken {
			c.known[coverageKey{t, p.Policy, p.Name, s.Index, s.Sid.Value}] = false
		}
	}
}

// exercise marks statements.
func (c *Coverage) exercise(reasons []verdict.Reason) {
	for _, r := range reasons {
		key := coverageKey{r.Type, r.Policy, r.Name, r.Index, r.Sid}
		if _, known := c.known[key]; known {
			c.known[key] = true
		}
	}
}

// Statement is a Deny statement of a policy in play.
type Statement struct {
	Type   string `json:"type"` // scp or rcp
	Policy string `json:"policy"`
	ID     string `json:"id"`
	Index  int    `json:"index"`
	Sid    string `json:"sid"`
}

// String returns the policy's name and the statement's number.
func (s Statement) String() string {
	text := fmt.Sprintf("%s [%d]", s.Policy, s.Index)
	if s.Sid != "" {
		text += " " + s.Sid
	}
	return text
}

// Statements returns how many Deny statements are in play, and those that no test
// exercises, by the policy's name.
func (c *Coverage) Statements() (all int, missed []Statement) {
	for key, exercised := range c.known {
		if !exercised {
			missed = append(missed, Statement{strings.ToLower(key.kind.Abbreviation()), key.name, string(key.policy), key.index, key.sid})
		}
	}
	slices.SortFunc(missed, compareStatements)
	return len(c.known), missed
}
