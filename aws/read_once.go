package aws

import (
	"context"
	"sync"

	"deputy/model"
)

// readOnce remembers what this run has read or is reading, so that nothing is
// asked twice: policies' documents and nodes' own lists of policies.
type readOnce struct {
	mu    sync.Mutex
	items map[string]*readItem
}

// readItem is a thing that is read once.
type readItem struct {
	isRead   bool
	policies []model.PolicyID // of a node's list
	done     chan struct{}    // closed when it is read, or was given up
	owner    context.Context  // the job that reads it
	priority int              // of that job
}

// claim tells whether the job has to read the thing: then it calls put or drop.
// If somebody else reads it, claim waits for that, unless it is less urgent or
// gave up: then the job reads it too. False means that it was read, or that
// the job has ended.
func (k *readOnce) claim(l lane, name string) bool {
	for {
		k.mu.Lock()
		it := k.items[name]
		switch {
		case it == nil:
			if k.items == nil {
				k.items = map[string]*readItem{}
			}
			k.items[name] = &readItem{done: make(chan struct{}), owner: l.wait, priority: l.priority}
			k.mu.Unlock()
			return true
		case !it.isRead && (l.priority < it.priority || it.owner.Err() != nil):
			it.owner, it.priority = l.wait, l.priority //nolint:fatcontext // Another job takes the item over; contexts do not nest.
			k.mu.Unlock()
			return true
		case it.isRead:
			k.mu.Unlock()
			return false
		}
		k.mu.Unlock()
		select {
		case <-it.done:
		case <-l.wait.Done():
			return false
		}
	}
}

// put tells that the thing was read. It tells false if it had been already.
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

// drop tells that the job could not read the thing, so that others may. It
// tells false if somebody else has read it or reads it by now.
func (k *readOnce) drop(l lane, name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	it := k.items[name]
	if it == nil || it.isRead || it.owner != l.wait {
		return false
	}
	delete(k.items, name)
	close(it.done)
	return true
}

// policies gives a node's list, if it was read.
func (k *readOnce) policies(name string) []model.PolicyID {
	k.mu.Lock()
	defer k.mu.Unlock()
	if it := k.items[name]; it != nil {
		return it.policies
	}
	return nil
}
