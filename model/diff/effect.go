package diff

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/verdict"
	"deputy/model/verdict/typical"
)

// Limits of the work that finding out effects takes.
const (
	maxMoves     = 50 // accounts and OUs whose restrictions are compared
	maxQuestions = 40
	maxAnswers   = 2000 // asked of each reading
)

// Answers is whose answers to questions differ between two readings. The questions are
// an example of each statement that came, left or moved.
type Answers struct {
	Asked    int             `json:"asked"`    // questions
	Accounts int             `json:"accounts"` // that both readings have
	Cut      bool            `json:"cut"`      // there was more to ask than was asked
	Changes  []AnswerChanges `json:"changes"`
}

// AnswerChanges is a change of the answer to one question, with the accounts that have
// it.
type AnswerChanges struct {
	Action   string   `json:"action"`
	Before   string   `json:"before"`
	After    string   `json:"after"`
	Accounts []string `json:"accounts"` // their IDs
	Names    []string `json:"names"`
}

// Sentence says how accounts stand to the question.
func (c *AnswerChanges) Sentence() string {
	return c.Action + ": " + c.Before + " before, " + c.After + " now, in " + phrase.Count(len(c.Accounts), "account") + ": " + phrase.JoinMost(c.Names, " and ", 5) + "."
}

// CompareEffects returns what Compare does with details of what the differences come
// to, and whose answers to questions change. The answers are those for an ordinary
// request: not blocked, denied, or under conditions.
func CompareEffects(a, b *model.Snapshot) ([]Difference, *Answers) {
	d := newComparison(a, b)
	d.compare()
	e := &effects{comparison: d, now: restored(a), then: restored(b), touched: map[string]map[model.NodeID]bool{}}
	e.detail()
	return d.all, e.answers()
}

// restored returns a reading of a snapshot.
func restored(s *model.Snapshot) *model.Reading {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: s})
	return r
}

// effects finds out what differences come to.
type effects struct {
	*comparison
	now, then *model.Reading
	actions   []string                         // to ask about
	touched   map[string]map[model.NodeID]bool // below which nodes the answer may change, by action
}

// detail adds the details of all differences, and gathers what to ask about.
func (e *effects) detail() {
	moves := 0
	for i := range e.all {
		x := &e.all[i]
		switch {
		case x.Kind == Policy && x.Change == Changed && x.After != "" && model.IsPolicyID(x.ID) && e.isDocument(x):
			e.statements(x)
		case x.Kind == Attachment && x.Change != Unknown:
			e.ask(model.PolicyID(x.ID), model.NodeID(cmp.Or(x.After, x.Before)))
		case x.Change == Moved:
			if moves++; moves <= maxMoves {
				e.moved(x)
			}
		case x.Kind == Delegation && x.Change != Unknown:
			e.delegation(x)
		default:
		}
	}
}

// isDocument reports whether the difference is about the text of a policy.
func (e *effects) isDocument(x *Difference) bool {
	id := model.PolicyID(x.ID)
	return x.Before == e.a.Documents[id].Text && x.After == e.b.Documents[id].Text
}

// statements tells how the statements of a policy changed.
func (e *effects) statements(x *Difference) {
	p := e.b.policies[model.PolicyID(x.ID)]
	if p == nil || !slices.Contains(model.Evaluated(), p.Type) {
		return
	}
	changes := plain.CompareDocuments(e.then, p.Type, x.Before, x.After)
	for _, c := range changes {
		x.Details = append(x.Details, c.Sentence())
		e.want(c.Action, e.targets(p.ID)...)
	}
	if len(changes) == 0 {
		x.Details = []string{"Its statements mean what they meant."}
	}
}

// targets returns the nodes that a policy is attached to in either reading.
func (e *effects) targets(id model.PolicyID) (out []model.NodeID) {
	for _, x := range []snapshot{e.a, e.b} {
		for _, at := range x.Attachments {
			if at.Policy == id {
				out = append(out, at.Target)
			}
		}
	}
	return out
}

// ask gathers examples of what the statements of a policy are about, whose answers may
// change at a node and below it.
func (e *effects) ask(id model.PolicyID, at model.NodeID) {
	for _, x := range []snapshot{e.b, e.a} {
		if p, d := x.policies[id], x.Documents[id].Text; p != nil && d != "" && slices.Contains(model.Evaluated(), p.Type) {
			for _, action := range plain.ExampleActions(p.Type, d) {
				e.want(action, at)
			}
			return
		}
	}
}

// want gathers an action to ask about, and the nodes below which its answer may change.
func (e *effects) want(action string, nodes ...model.NodeID) {
	if action == "" {
		return
	}
	if e.touched[action] == nil {
		e.actions, e.touched[action] = append(e.actions, action), map[model.NodeID]bool{}
	}
	for _, n := range nodes {
		e.touched[action][n] = true
	}
}

// touches reports whether an answer about an action may change for an account.
func (e *effects) touches(action string, account model.NodeID) bool {
	for _, r := range []*model.Reading{e.now, e.then} {
		if slices.ContainsFunc(r.Path(account), func(n *model.Node) bool { return e.touched[action][n.ID] }) {
			return true
		}
	}
	return false
}

// moved tells what a move changes for an account or OU.
func (e *effects) moved(x *Difference) {
	id := model.NodeID(x.ID)
	for _, t := range model.Evaluated() {
		c := plain.CompareAcross(e.now, e.then, id, t)
		x.Details = append(x.Details, c.Lines(e.now, e.then)...)
		for _, lines := range [][]plain.Restriction{c.OnlyA, c.OnlyB} {
			for i := range lines {
				for _, s := range lines[i].Sources {
					e.ask(s.Policy, id)
				}
			}
		}
	}
	if len(x.Details) == 0 {
		x.Details = []string{"SCPs and RCPs forbid there what they forbade before."}
	}
}

// delegation names the service and, if it is not known who did it, how to find out.
func (e *effects) delegation(x *Difference) {
	principal := model.Principal(x.ID)
	if s, known := catalog.ByPrincipal(principal); known {
		x.Details = append(x.Details, "The service is "+s.Name+".")
	}
	if len(x.Authors) > 0 {
		return
	}
	operation := "RegisterDelegatedAdministrator"
	if x.Change == Removed {
		operation = "DeregisterDelegatedAdministrator"
	}
	when := "between " + phrase.DateTime(e.a.Taken) + " and " + phrase.DateTime(e.b.Taken)
	for _, g := range e.b.Delegations {
		if x.Change == Added && g.Principal == principal && string(g.Account) == x.After && !g.Since.IsZero() {
			when = "at " + phrase.DateTime(g.Since)
		}
	}
	x.Details = append(x.Details, "AWS Organizations does not tell by whom: look for "+operation+" in CloudTrail of the management account, "+when+".")
}

// answers asks both readings about the actions gathered.
func (e *effects) answers() *Answers {
	out := &Answers{Changes: []AnswerChanges{}}
	var accounts []*model.Node
	for i := range e.b.Accounts {
		if n := &e.b.Accounts[i]; e.a.nodes[n.ID] != nil {
			accounts = append(accounts, n)
		}
	}
	out.Accounts = len(accounts)
	if len(accounts) == 0 || len(e.actions) == 0 {
		return out
	}
	out.Cut = len(e.actions) > maxQuestions
	now, then, left := verdict.NewAsker(e.now), verdict.NewAsker(e.then), maxAnswers
	for _, action := range e.actions[:min(len(e.actions), maxQuestions)] {
		q := verdict.Question{Action: action}
		if q.Check() != nil {
			continue
		}
		out.Asked++
		out.Changes = append(out.Changes, e.change(q, now, then, accounts, &left)...)
		out.Cut = out.Cut || left <= 0
	}
	return out
}

// change returns how the answers of accounts to a question change. Accounts that
// neither reading can tell apart are asked once; left is how often may be asked.
func (e *effects) change(q verdict.Question, now, then *verdict.Asker, accounts []*model.Node, left *int) []AnswerChanges {
	type pair struct{ before, after typical.Kind }
	was, is := now.Likeness(q), then.Likeness(q)
	known := map[[2]string]pair{}
	found := map[pair]*AnswerChanges{}
	for _, n := range accounts {
		if !e.touches(q.Action, n.ID) {
			continue
		}
		key := [2]string{was.Key(n.ID), is.Key(n.ID)}
		p, asked := known[key]
		if !asked {
			if *left--; *left < 0 {
				break
			}
			asked := q.ForAccount(n.Account())
			p = pair{kindOf(now, asked), kindOf(then, asked)}
			known[key] = p
		}
		if p.before == p.after {
			continue
		}
		if found[p] == nil {
			found[p] = &AnswerChanges{Action: q.Action, Before: answerWords(p.before), After: answerWords(p.after)}
		}
		found[p].Accounts = append(found[p].Accounts, string(n.ID))
		found[p].Names = append(found[p].Names, cmp.Or(n.Name, string(n.ID)))
	}
	out := make([]AnswerChanges, 0, len(found))
	for _, c := range found {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b AnswerChanges) int {
		return cmp.Or(cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After))
	})
	return out
}

// answerWords returns an answer in words.
func answerWords(k typical.Kind) string {
	switch k {
	case typical.Differs:
		return "differs by Region, principal or owner"
	case typical.Conditional:
		return "not blocked under conditions"
	default:
		return k.Short()
	}
}

// kindOf returns the answer for an ordinary request in a word.
func kindOf(asker *verdict.Asker, q verdict.Question) typical.Kind {
	v, err := asker.Ask(q)
	if err != nil {
		return typical.Unknown
	}
	a := typical.CompleteBy(asker, v)
	return a.Kind()
}
