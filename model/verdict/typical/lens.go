package typical

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/verdict"
)

// Lens is one question answered for every account of the organization, or for
// those below some nodes: as for an ordinary request, or exactly. A LensBuilder
// makes it.
//
// Accounts of an OU that policies treat alike share one answer, which is that of
// the question completed for the first of them (verdict.Likeness).
type Lens struct {
	Question verdict.Question // with the Region that is asked about
	Exactly  bool
	// Regions are those that can be asked about, one of each group that policies
	// treat alike, the offered one first; none if the question has its Region, or if
	// policies make no difference between Regions.
	Regions []string
	// ElsewhereDiffers is set if an account has another answer in another Region.
	ElsewhereDiffers bool

	exact   *verdict.Lens
	answers map[model.NodeID]*lensAnswer
	levels  map[model.NodeID]*lensLevel // by the root's or OU's ID
	total   Counts
	asking  *asking // the last one
}

// lensAnswer is the answer that alike accounts share.
type lensAnswer struct {
	kind      Kind
	ruling    verdict.Ruling
	account   model.AccountID // the first of them
	reason    string          // in a sentence; empty until it is asked for
	turn      Kind            // result of DecidedAt for each of them, if turnKnown
	turnKnown bool
	byOU      bool // accounts of other OUs were tried as owners: it holds in one OU only
}

// lensLevel is what a lens says of a root or OU.
type lensLevel struct {
	counts    Counts          // of the accounts below
	denied    int             // how many of these are denied, whatever differs
	bound     int             // how many are not the management account
	first     model.AccountID // the smallest of those, if none is denied; else the smallest that is
	turn      Kind            // result of DecidedAt, if turnKnown
	turnKnown bool
}

// Kind returns what the lens says of an account.
func (l *Lens) Kind(id model.NodeID) Kind {
	if l.exact != nil {
		return ExactKind(l.exact.Ruling(id))
	}
	if a := l.answers[id]; a != nil {
		return a.kind
	}
	return KindNone
}

// Counts returns how many accounts below a node have each kind.
func (l *Lens) Counts(id model.NodeID) Counts {
	if l.exact != nil {
		return exactCounts(l.exact.Counts(id))
	}
	if level := l.levels[id]; level != nil {
		return level.counts
	}
	return Counts{}
}

// Total returns how many of all accounts asked have each kind.
func (l *Lens) Total() Counts { return l.total }

// NextRegion returns the Region after the one that is asked about; empty if there
// is no other.
func (l *Lens) NextRegion() string {
	if len(l.Regions) < 2 {
		return ""
	}
	at := slices.Index(l.Regions, strings.Join(given(l.Question, regionKey), ","))
	return l.Regions[(at+1)%len(l.Regions)]
}

// exactCounts counts the kinds of exact rulings.
func exactCounts(of verdict.Counts) (c Counts) {
	for ruling, n := range of {
		c[ExactKind(verdict.Ruling(ruling))] += n
	}
	return c
}

// add takes an account's answer, and counts it at all levels above it.
func (l *Lens) add(r *model.Reading, id model.NodeID, a *lensAnswer) {
	if l.answers[id] != nil {
		return
	}
	l.answers[id] = a
	l.total[a.kind]++
	bound := id != r.Organization.Management.Node()
	for _, n := range r.Path(id) {
		if n.Kind == model.KindAccount {
			continue
		}
		level := l.levels[n.ID]
		if level == nil {
			level = &lensLevel{}
			l.levels[n.ID] = level
		}
		level.counts[a.kind]++
		if level.turnKnown = false; bound {
			level.note(model.AccountID(id), a.ruling.Denied())
		}
	}
}

// note counts an account below that is not the management account.
func (l *lensLevel) note(id model.AccountID, denied bool) {
	first := l.bound == 0 || denied && l.denied == 0 || denied == (l.denied > 0) && id < l.first
	if l.bound++; denied {
		l.denied++
	}
	if first {
		l.first = id
	}
}

// DecidedAt returns the kind that a node's own policies bring about: Denied,
// Conditional or Unknown; Depends if that differs from account to account below it,
// and in an exact lens if it depends on what is not given. It returns KindNone if
// they leave the answer of the levels above as it is.
func (l *Lens) DecidedAt(id model.NodeID) Kind {
	if l.exact != nil {
		return ExactKind(l.exact.DecidedAt(id))
	}
	level, answer := l.levels[id], l.answers[id]
	switch {
	case level != nil && !level.turnKnown:
		level.turn, level.turnKnown = l.turn(level.first, id), true
		if level.turn == Denied && level.denied != level.bound {
			level.turn = Depends
		}
		return level.turn
	case level != nil:
		return level.turn
	case answer == nil:
		return KindNone
	case !answer.turnKnown:
		answer.turn, answer.turnKnown = l.turn(answer.account, answer.account.Node()), true
	}
	return answer.turn
}

// turn returns the kind that the policies of a node on an account's path bring
// about, or KindNone.
func (l *Lens) turn(account model.AccountID, id model.NodeID) Kind {
	r := l.asking.asker.Reading()
	if account == "" || account == r.Organization.Management {
		return KindNone
	}
	above := model.NodeID("")
	for _, n := range r.Path(account.Node()) {
		if n.ID == id {
			break
		}
		above = n.ID
	}
	a := l.asking.answer(l.Question.ForAccount(account))
	before, after := verdict.Allowed, verdict.Allowed
	for i := range a.Cases[0].Verdicts {
		q := a.Cases[0].Verdicts[i].Question
		before, after = worse(before, l.asking.asker.RuleAt(q, above)), worse(after, l.asking.asker.RuleAt(q, id))
	}
	switch {
	case alike(before, after) || after == verdict.Allowed || a.Ruling() == verdict.Unknown && after != verdict.Unknown:
		return KindNone
	case after == verdict.Depends:
		return Conditional
	default:
		return ExactKind(after)
	}
}
