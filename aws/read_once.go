package aws

import (
	"context"
	"sync"

	"deputy/model"
)

// readOnce remembers what a run has read or is reading, so that it asks nothing
// twice: documents of policies, and policies attached to nodes.
type readOnce struct {
	mu    sync.Mutex
	items map[string]*readItem
}

// readItem is something that is read once.
type readItem struct {
	isRead   bool
	policies []model.PolicyID // attached to a node
	done     chan struct{}    // closed when it is read or its job gave up
	owner    context.Context  // the job that reads it
	priority int              // of that job
}

// claim reports whether the job has to read the item, and then call put or drop.
// If another job reads it, claim waits for that job, unless that one is less
// urgent or has given up: then this job reads the item as well. It returns false
// if the item was read or the job has ended.
func (k *readOnce) claim(j job, name string) bool {
	for {
		k.mu.Lock()
		it := k.items[name]
		switch {
		case it == nil:
			if k.items == nil {
				k.items = map[string]*readItem{}
			}
			k.items[name] = &readItem{done: make(chan struct{}), owner: j.wait, priority: j.priority}
			k.mu.Unlock()
			return true
		case !it.isRead && (j.priority < it.priority || it.owner.Err() != nil):
			it.owner, it.priority = j.wait, j.priority //nolint:fatcontext // Another job takes the item over; contexts do not nest.
			k.mu.Unlock()
			return true
		case it.isRead:
			k.mu.Unlock()
			return false
		}
		k.mu.Unlock()
		select {
		case <-it.done:
		case <-j.wait.Done():
			return false
		}
	}
}

// put says that the item was read. It returns false if it had been read before.
func (k *readOnce) put(name string, policies []model.PolicyID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.items == nil {
		k.items = map[string]*readItem{}
	}
	it := k.items[name]
	if it == nil {
		it = &readItem{done: make(chan struct{})}
		k.items[name] = it
	}
	if it.isRead {
		return false
	}
	it.isRead, it.policies = true, policies
	close(it.done)
	return true
}

// drop says that the job could not read the item, so that others may. It returns
// false if another job has read it, or is reading it by now.
func (k *readOnce) drop(j job, name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	it := k.items[name]
	if it == nil || it.isRead || it.owner != j.wait {
		return false
	}
	delete(k.items, name)
	close(it.done)
	return true
}

// forget makes an item that was read be read again.
func (k *readOnce) forget(name string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if it := k.items[name]; it != nil && it.isRead {
		delete(k.items, name)
	}
}

// policies returns the policies attached to a node, if they were read.
func (k *readOnce) policies(name string) []model.PolicyID {
	k.mu.Lock()
	defer k.mu.Unlock()
	if it := k.items[name]; it != nil {
		return it.policies
	}
	return nil
}
