package verdict

import (
	"sync"

	"deputy/model"
	"deputy/model/scp"
)

// Asker answers many questions about one state of a reading, which must not
// change meanwhile. It looks up each node's policies once. Several goroutines can
// ask at once.
type Asker struct {
	reading *model.Reading
	of      uint64 // the reading's generation
	brief   bool   // no outcomes of statements that do not match

	anyAccount bool // the account of a question stands for any: aws:PrincipalAccount stays open

	// A reading keeps what it has parsed and sorted: only who has locked this may
	// ask it for policies.
	lock  *sync.RWMutex
	rungs map[rungKey]Rung
	rcps  []attachedRCP
	known bool // rcps is set

	resources  map[string]scp.Resource // by action, partition, types, and whether * is added
	likenesses map[string]*Likeness    // by action, in lower case
	specific   map[*scp.Statement]*accountSpecific

	neighbors []Neighbor // nil until they are asked for

	ways knownWays
}

// rungKey names the policies of one type at one node.
type rungKey struct {
	node model.NodeID
	kind model.PolicyType
}

// attachedRCP is an RCP that applies to some account.
type attachedRCP struct {
	policy *model.Policy
	text   *scp.Document // nil while it has not been read
}

// NewAsker returns an Asker for a reading.
func NewAsker(r *model.Reading) *Asker {
	return (&Asker{lock: &sync.RWMutex{}}).Edited(r)
}

// Briefly returns an Asker whose verdicts have the reasons, but neither the
// derived keys nor the outcomes of statements that are no reason.
func (a *Asker) Briefly() *Asker {
	a.brief = true
	return a
}

// ForAnyAccount returns an Asker of a reading whose accounts stand for any account:
// their IDs are not among what follows from a question.
func (a *Asker) ForAnyAccount() *Asker {
	a.anyAccount = true
	return a
}

// Edited returns an Asker like this one for the reading with edits. The two can
// be asked at once.
func (a *Asker) Edited(then *model.Reading) *Asker {
	return &Asker{
		reading: then, of: generation(then), brief: a.brief, anyAccount: a.anyAccount, lock: a.lock,
		rungs: map[rungKey]Rung{}, likenesses: map[string]*Likeness{}, resources: map[string]scp.Resource{}, specific: map[*scp.Statement]*accountSpecific{},
	}
}

// Holds reports whether a reading is the one that is asked, and still as it was. No
// Asker holds for nothing.
func (a *Asker) Holds(r *model.Reading) bool {
	return a != nil && a.reading == r && a.of == generation(r)
}

// generation returns a number that rises when something changes that answers
// depend on.
func generation(r *model.Reading) (of uint64) {
	for p := model.PartNone; p <= model.PartDocument; p++ {
		of += r.Generation(p)
	}
	return of
}

// Reading returns the reading that is asked.
func (a *Asker) Reading() *model.Reading { return a.reading }

// Rungs returns what the function Rungs does.
func (a *Asker) Rungs(id model.NodeID, t model.PolicyType) []Rung {
	path := a.reading.Path(id)
	if len(path) == 0 || path[0].Kind != model.KindRoot {
		a.lock.Lock()
		defer a.lock.Unlock()
		return Rungs(a.reading, id, t)
	}
	rungs := make([]Rung, len(path))
	for i, n := range path {
		rungs[i] = a.rung(n, t)
	}
	return rungs
}

func (a *Asker) rung(n *model.Node, t model.PolicyType) Rung {
	key := rungKey{n.ID, t}
	a.lock.RLock()
	rung, ok := a.rungs[key]
	a.lock.RUnlock()
	if ok {
		return rung
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	policies, status := a.reading.Attached(n.ID, t)
	rung = NewRung(a.reading, model.Level{Node: n, Policies: policies, Status: status}, t)
	a.rungs[key] = rung
	return rung
}

// attachedRCPs returns the RCPs that apply to some account, ordered by name.
func (a *Asker) attachedRCPs() []attachedRCP {
	a.lock.RLock()
	rcps, known := a.rcps, a.known
	a.lock.RUnlock()
	if known {
		return rcps
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	rcps = nil
	for _, p := range a.reading.AttachedRCPs() {
		rcps = append(rcps, attachedRCP{p, a.reading.ParsedDocument(p.ID, model.ResourceControlPolicy)})
	}
	a.rcps, a.known = rcps, true
	return rcps
}
