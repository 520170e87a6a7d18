package replay

import (
	"hash/maphash"
	"sync"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Replayer judges events by an organization as it is, and with edits. Several
// goroutines can use it at once; the reading must not change meanwhile.
type Replayer struct {
	now, then *verdict.Asker // the same without edits
	edits     model.Edits
	documents []*scp.Document

	seeds [2]maphash.Seed
	seen  *seen

	lock     sync.RWMutex
	scopes   map[action]*scope
	byAction map[string]*scope

	shards [shardCount]shard
}

// shard is a part of the requests that were judged.
type shard struct {
	lock     sync.Mutex
	outcomes map[fingerprint]judged
}

// judged is a request's outcome, or why it has none.
type judged struct {
	outcome *outcome
	skip    string
}

// Requests are kept in parts, so that goroutines seldom wait for each other. When a
// part is full it begins anew: what is counted stays counted, and a request that
// comes again is judged again.
const (
	shardCount = 64
	maxJudged  = 4096 // in a part
)

// New returns a Replayer for a reading, and for the same with edits, which may be
// none. The error says why the organization cannot become like that.
func New(r *model.Reading, edits model.Edits) (*Replayer, error) {
	p := &Replayer{
		edits: edits, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		scopes: map[action]*scope{}, byAction: map[string]*scope{},
	}
	p.seen = newSeen(p.seeds[0])
	p.now = verdict.NewAsker(r).Briefly()
	p.then = p.now
	if edits.Empty() {
		p.documents = documents(r)
		return p, nil
	}
	then, err := r.WithEdits(edits)
	if err != nil {
		return nil, err
	}
	p.then = p.now.Edited(then)
	p.documents = documents(r, then)
	return p, nil
}

// Notes returns what AWS would object to in the edits.
func (p *Replayer) Notes() []string { return p.edits.Notes(p.then.Reading()) }

// outcome returns what became of an event's request, and judges it if it is a new
// one.
func (p *Replayer) outcome(e *cloudtrail.Event, s *scope, print fingerprint) (*outcome, string) {
	shard := &p.shards[print[0]%shardCount]
	shard.lock.Lock()
	known, ok := shard.outcomes[print]
	shard.lock.Unlock()
	if ok {
		return known.outcome, known.skip
	}
	o, skip := p.judge(e, s)
	shard.lock.Lock()
	defer shard.lock.Unlock()
	if known, ok := shard.outcomes[print]; ok { // Another goroutine was faster.
		return known.outcome, known.skip
	}
	if shard.outcomes == nil || len(shard.outcomes) >= maxJudged {
		shard.outcomes = map[fingerprint]judged{}
	}
	shard.outcomes[print] = judged{o, skip}
	return o, skip
}

// seen remembers which events were counted: trails of several accounts have the same
// event, and each delivers it at least once. It remembers some millions, which is
// more than lie between two copies of one.
type seen struct {
	seed   maphash.Seed
	shards [shardCount]seenShard
}

type seenShard struct {
	lock        sync.Mutex
	young, aged map[uint64]struct{}
}

// maxSeen is how many events a part remembers before it forgets older ones.
const maxSeen = 1 << 14

func newSeen(seed maphash.Seed) *seen { return &seen{seed: seed} }

// add reports whether an event has not been seen before.
func (s *seen) add(id string) bool {
	hash := maphash.String(s.seed, id)
	shard := &s.shards[hash%shardCount]
	shard.lock.Lock()
	defer shard.lock.Unlock()
	_, young := shard.young[hash]
	_, aged := shard.aged[hash]
	if young || aged {
		return false
	}
	if shard.young == nil || len(shard.young) >= maxSeen {
		shard.aged, shard.young = shard.young, make(map[uint64]struct{}, maxSeen)
	}
	shard.young[hash] = struct{}{}
	return true
}
