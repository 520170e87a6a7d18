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
	ids      ids

	shards [shardCount]shard
}

// shard is a part of the requests that were judged.
type shard struct {
	lock   sync.Mutex
	judged map[fingerprint]*ruled
}

// get returns what became of a request, and asks for it if that is not known.
func (s *shard) get(key fingerprint, ask func() *ruled) *ruled {
	s.lock.Lock()
	known := s.judged[key]
	s.lock.Unlock()
	if known != nil {
		return known
	}
	made := ask()
	s.lock.Lock()
	defer s.lock.Unlock()
	if known := s.judged[key]; known != nil { // Another goroutine was faster.
		return known
	}
	if s.judged == nil || len(s.judged) >= maxJudged {
		s.judged = map[fingerprint]*ruled{}
	}
	s.judged[key] = made
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

// words holds each text once: what is counted shares names of principals.
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
func (p *Replayer) ruled(key fingerprint, x *probe) *ruled {
	return p.shards[key[0]%shardCount].get(key, func() *ruled {
		if x.from != "" {
			return p.judgeDerived(x.e, x.s)
		}
		return p.judge(x.e, x.s)
	})
}

// ids numbers texts, so that fingerprints have numbers and not the texts.
type ids struct {
	lock sync.Mutex
	of   map[string]uint32
	last uint32
}

// id returns the number of a text. It is another one once there were too many texts,
// but never that of another text.
func (n *ids) id(text string) uint32 {
	n.lock.Lock()
	defer n.lock.Unlock()
	id, ok := n.of[text]
	if !ok {
		if n.of == nil || len(n.of) >= maxClasses {
			n.of = map[string]uint32{}
		}
		n.last++
		id = n.last
		n.of[strings.Clone(text)] = id
	}
	return id
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
