package replay

import (
	"hash/maphash"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Replayer judges events by an organization as it is, and with edits. Several
// goroutines can use it at once; the reading must not change meanwhile.
type Replayer struct {
	now, then *verdict.Asker // the same without edits
	edits     model.Edits
	documents []*scp.Document
	changed   []*scp.Document // that the edits add to some node, or take from it

	byPrincipal bool // calls to which the edits do nothing are grouped by principal as well

	seeds [2]maphash.Seed
	seen  *seen

	lock     sync.RWMutex
	scopes   map[action]*scope
	byAction map[string]*scope
	accounts map[model.AccountID]string // their classes
	classes  [kindCount]*classes
	words    words

	shards [shardCount]shard
}

// shard is a part of the requests that were judged.
type shard struct {
	outcomes memo[outcome] // by what is counted together
	ruled    memo[ruled]   // by what has one verdict
}

// memo remembers what was made of requests, by their fingerprints.
type memo[V any] struct {
	lock sync.Mutex
	made map[fingerprint]*V
}

// get returns what was made for a key, and asks for it if there is nothing.
func (m *memo[V]) get(key fingerprint, ask func() *V) *V {
	m.lock.Lock()
	known := m.made[key]
	m.lock.Unlock()
	if known != nil {
		return known
	}
	made := ask()
	m.lock.Lock()
	defer m.lock.Unlock()
	if known := m.made[key]; known != nil { // Another goroutine was faster.
		return known
	}
	if m.made == nil || len(m.made) >= maxJudged {
		m.made = map[fingerprint]*V{}
	}
	m.made[key] = made
	return made
}

// Requests are kept in parts, so that goroutines seldom wait for each other. When a
// part is full it begins again: what is counted stays counted, and a request that
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
		scopes: map[action]*scope{}, byAction: map[string]*scope{}, accounts: map[model.AccountID]string{},
	}
	p.seen = newSeen(p.seeds[0])
	p.now = verdict.NewAsker(r).Briefly()
	p.then = p.now
	p.documents = documents(r)
	if !edits.Empty() {
		then, err := r.WithEdits(edits)
		if err != nil {
			return nil, err
		}
		p.then = p.now.Edited(then)
		p.documents = documents(r, then)
		p.changed = append(p.added(p.now, p.then), p.added(p.then, p.now)...)
	}
	for k := range kindCount {
		p.classes[k] = newClasses(k, p.documents)
	}
	return p, nil
}

// Notes returns what AWS would object to in the edits.
func (p *Replayer) Notes() []string { return p.edits.Notes(p.then.Reading()) }

// outcome returns what became of an event's request, and judges it if there was none
// alike.
func (p *Replayer) outcome(x *probe) *outcome {
	key := x.same()
	return p.shards[key[0]%shardCount].outcomes.get(key, func() *outcome {
		return &outcome{
			ruled: p.ruled(x), action: x.s.action, from: x.from, region: p.words.keep(x.e.Region), principal: p.words.keep(callerName(x.e)),
			account: model.AccountID(p.words.keep(string(x.e.Account()))),
		}
	})
}

// words holds each text once: outcomes share names of principals and Regions.
type words struct {
	lock sync.Mutex
	has  map[string]string
}

// keep returns a text that does not hold on to a larger one.
func (w *words) keep(text string) string {
	w.lock.Lock()
	defer w.lock.Unlock()
	kept, ok := w.has[text]
	if !ok {
		if w.has == nil || len(w.has) >= maxClasses {
			w.has = map[string]string{}
		}
		kept = strings.Clone(text)
		w.has[kept] = kept
	}
	return kept
}

// ruled returns the verdict on an event's request.
func (p *Replayer) ruled(x *probe) *ruled {
	key := x.alike()
	return p.shards[key[0]%shardCount].ruled.get(key, func() *ruled {
		if x.from != "" {
			return p.judgeDerived(x.e, x.s)
		}
		return p.judge(x.e, x.s)
	})
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
	young, aged []uint64 // hashes where they belong, or behind that; 0 is free
	count       int      // in young
}

// How many events a part has room for, and remembers before it forgets older ones.
const (
	seenRoom = 1 << 15
	maxSeen  = seenRoom / 4 * 3
)

func newSeen(seed maphash.Seed) *seen { return &seen{seed: seed} }

// add reports whether an event has not been seen before.
func (s *seen) add(id string) bool {
	hash := max(maphash.String(s.seed, id), 1)
	shard := &s.shards[hash%shardCount]
	shard.lock.Lock()
	defer shard.lock.Unlock()
	if shard.young == nil || shard.count == maxSeen {
		shard.young, shard.aged, shard.count = make([]uint64, seenRoom), shard.young, 0
	}
	at := find(shard.young, hash)
	if shard.young[at] == hash || shard.aged != nil && shard.aged[find(shard.aged, hash)] == hash {
		return false
	}
	shard.young[at] = hash
	shard.count++
	return true
}

// find returns where a hash is in a table, or where it has room.
func find(table []uint64, hash uint64) int {
	at := int(hash / shardCount % seenRoom)
	for table[at] != 0 && table[at] != hash {
		at = (at + 1) % seenRoom
	}
	return at
}
