package aws

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"deputy/model"
)

// treeReader reads the organization's shape: roots, OUs and accounts.
type treeReader struct {
	run   *run
	nodes knownNodes
	walks atomic.Bool   // the OUs are wanted, which brings their names
	turn  chan struct{} // has room for the one that sends nodes

	mu    sync.Mutex
	roots *rootsCall
}

// readTree reads roots and OUs from the top down and, at the same time, the
// accounts.
func (r *treeReader) readTree(j job) {
	var wg sync.WaitGroup
	var accounts accountListing
	listed, walked := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		defer close(walked)
		roots, f := r.readRoots(j, true)
		if f != nil {
			<-listed
			roots = r.sendRootOfPath()
		}
		r.readOUs(j, roots, f)
	})
	wg.Go(func() {
		r.listAccounts(j, &accounts)
		close(listed)
		if accounts.needsParents() {
			<-walked
			r.listAccountsByParent(j, &accounts)
		}
		accounts.progress.end()
	})
	wg.Wait()
	r.run.policies.readMovedNode()
}

// readAccounts lists the accounts. Only where the list is denied does it need the
// OUs, to list the accounts of each.
func (r *treeReader) readAccounts(j job) {
	var accounts accountListing
	r.listAccounts(j, &accounts)
	if accounts.denied != nil {
		roots, f := r.readRoots(j, true)
		r.readOUs(j, roots, f)
		r.listAccountsByParent(j, &accounts)
	}
	accounts.progress.end()
}

// inTurn sends facts about nodes, one after the other, so that an OU without its name
// never follows the same one with it. What is known of nodes is not locked meanwhile:
// whoever sends may have to wait.
func (r *treeReader) inTurn(send func()) {
	r.turn <- struct{}{}
	defer func() { <-r.turn }()
	send()
}

// sendRootOfPath sends the root that the paths of accounts name, where the roots
// may not be listed. Its name and enabled policy types stay unknown.
func (r *treeReader) sendRootOfPath() []model.Node {
	root := r.nodes.rootOfPath()
	if root == "" {
		return nil
	}
	roots := []model.Node{{ID: root, Kind: model.KindRoot}}
	r.run.emit(model.RootsFact{Roots: roots})
	return roots
}

// sendOUs sends OUs that were listed.
func (r *treeReader) sendOUs(ous []model.Node) {
	if len(ous) == 0 {
		return
	}
	r.inTurn(func() {
		r.nodes.markOUs(ous)
		r.run.emit(model.OUsFact{OUs: ous})
	})
}

// sendUnnamedOUs sends OUs of which only the IDs are known, without those that
// were sent before: their rows can appear.
func (r *treeReader) sendUnnamedOUs(ous []model.Node) {
	r.inTurn(func() { r.sendNewOUs(ous) })
}

// sendNewOUs sends the OUs that were not sent before, in the turn of its caller.
func (r *treeReader) sendNewOUs(ous []model.Node) {
	if news := r.nodes.markNewOUs(ous); len(news) > 0 {
		r.run.emit(model.OUsFact{OUs: news})
	}
}

// sendAccounts sends accounts and, before them, the OUs on their paths that were
// not listed yet. Only the IDs of those are known, but the rows can appear.
func (r *treeReader) sendAccounts(accounts []model.Node, ways [][]model.NodeID) {
	r.inTurn(func() {
		r.sendNewOUs(r.nodes.putAccounts(accounts, ways))
		if len(accounts) > 0 {
			r.run.emit(model.AccountsFact{Accounts: accounts})
		}
	})
}

// parents returns every node that may contain accounts.
func (r *treeReader) parents(roots []model.Node) []model.NodeID {
	r.nodes.mu.Lock()
	defer r.nodes.mu.Unlock()
	ids := slices.Sorted(maps.Keys(r.nodes.ous))
	for _, root := range roots {
		ids = append(ids, root.ID)
	}
	return ids
}
