package verdict

import (
	"slices"
	"sync"

	"deputy/model/scp"
)

// knownWays remembers the completions of requests that scp.Possible has found:
// what does for one request usually does for the next one that is like it, and to
// check that is far cheaper than a search.
type knownWays struct {
	lock sync.RWMutex
	ways map[wayKey][]*scp.Request
}

// wayKey is what the completions are remembered by. It need not tell all searches
// apart, since each completion is checked.
type wayKey struct {
	first *scp.Statement
	avoid bool // it is one of the statements to avoid
}

// maxWays is how many completions are remembered for a key.
const maxWays = 4

// possible returns what scp.Possible does.
func (k *knownWays) possible(avoid []*scp.Statement, need [][]*scp.Statement, q *scp.Request) (way *scp.Request, possible bool) {
	if k == nil {
		return scp.Possible(avoid, need, q)
	}
	var key wayKey
	switch {
	case len(avoid) > 0:
		key = wayKey{avoid[0], true}
	case len(need) > 0 && len(need[0]) > 0:
		key.first = need[0][0]
	}
	k.lock.RLock()
	known := k.ways[key]
	k.lock.RUnlock()
	for _, way := range slices.Backward(known) {
		if way = scp.Refill(way, avoid, need, q); way != nil {
			return way, true
		}
	}
	if way, possible = scp.Possible(avoid, need, q); way == nil {
		return way, possible
	}
	k.lock.Lock()
	defer k.lock.Unlock()
	if k.ways == nil {
		k.ways = map[wayKey][]*scp.Request{}
	}
	// A list that others may be reading is left as it is.
	known = k.ways[key]
	k.ways[key] = append(slices.Clone(known[max(0, len(known)-maxWays+1):]), way)
	return way, possible
}

// forget forgets all, with the statements that are kept by it.
func (k *knownWays) forget() {
	k.lock.Lock()
	defer k.lock.Unlock()
	clear(k.ways)
}
