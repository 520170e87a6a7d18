package typical

import (
	"strings"

	"deputy/model"
	"deputy/model/verdict"
)

// asking asks one question for many accounts against one state of a reading.
type asking struct {
	question verdict.Question
	likeness *verdict.Likeness
	asker    *verdict.Asker
	answers  map[string]*lensAnswer // by the key of the accounts that share it
	asked    int                    // how many questions were completed
}

// newAsking returns an asking with no answers. The error says what is wrong with
// the question.
func newAsking(r *model.Reading, q verdict.Question) (*asking, error) {
	q.Account = ""
	if err := q.Check(); err != nil {
		return nil, err
	}
	asker := verdict.NewAsker(r)
	return &asking{question: q, likeness: asker.Likeness(q), asker: asker, answers: map[string]*lensAnswer{}}, nil
}

// holds reports whether the reading is still as it was.
func (k *asking) holds(r *model.Reading) bool {
	return k != nil && k.asker.Holds(r)
}

// lensAnswer returns the answer of an account.
func (k *asking) lensAnswer(id model.NodeID) *lensAnswer {
	a := k.oneByOne(id)
	if a.kind == KindNone {
		k.complete(a)
	}
	parent := k.parent(id)
	if !a.byOU || parent == k.parent(a.account.Node()) {
		return a
	}
	key := k.likeness.Key(id) + " " + string(parent)
	own := k.answers[key]
	if own == nil {
		own = &lensAnswer{account: model.AccountID(id)}
		k.complete(own)
		k.answers[key] = own
	}
	return own
}

// complete asks for an account's answer.
func (k *asking) complete(a *lensAnswer) {
	k.asked++
	full := k.answer(k.question.ForAccount(a.account))
	a.kind, a.ruling, a.reason, a.byOU = full.Kind(), full.Ruling(), full.lensReason(), full.byNeighbors
}

// parent returns the OU or root that an account is in.
func (k *asking) parent(id model.NodeID) model.NodeID {
	if n := k.asker.Reading().Node(id); n != nil {
		return n.Parent
	}
	return ""
}

// oneByOne returns the answer of an account as far as its policies settle it one by
// one. It has no kind if they do not.
func (k *asking) oneByOne(id model.NodeID) *lensAnswer {
	key := k.likeness.Key(id)
	a := k.answers[key]
	if a == nil {
		ruling, settled := k.asker.OneByOne(k.question.ForAccount(model.AccountID(id)))
		a = &lensAnswer{account: model.AccountID(id), ruling: ruling}
		if settled {
			a.kind = ExactKind(ruling)
		}
		k.answers[key] = a
	}
	return a
}

// answer returns what Ask does, without finding out first whether the exact
// verdict is settled: then the typical one is the same, and nothing differs. A
// gap is different, since the exact verdict may be unknown where it bears on it.
func (k *asking) answer(q verdict.Question) Answer {
	derived, gap := k.asker.Beginning(q)
	if !gap {
		if a := CompleteBy(k.asker, verdict.Verdict{Question: q, Derived: derived, Judgement: verdict.Judgement{Ruling: verdict.Depends}}); len(a.Assumptions) > 0 {
			return a
		}
	}
	exact, _ := k.asker.Ask(q) // It was checked.
	return CompleteBy(k.asker, exact)
}

// lensReason returns the answer in a sentence for all accounts that share it.
// Whoever is exempt from a denial is not told.
func (a *Answer) lensReason() string {
	account := string(a.Exact.Question.Account)
	name := a.reading().NodeName(model.NodeID(account))
	for i := range a.Cases {
		for k := range a.Cases[i].Verdicts {
			a.Cases[i].Verdicts[k].HideAccountName()
		}
	}
	base := &a.Cases[0]
	switch {
	case base.Ruling == verdict.Unknown:
		v := a.Deciding()
		for _, g := range v.Gaps {
			return g.Sentence()
		}
		for _, text := range v.Unread() {
			return text
		}
		return "deputy has not read everything yet."
	case base.Ruling.Denied() && !a.Changes():
		return strings.ReplaceAll(a.denied(base, nil), name+", where nothing", "the account itself, where nothing")
	default:
		return strings.ReplaceAll(a.Headline(), name+", where nothing", "the account itself, where nothing")
	}
}
