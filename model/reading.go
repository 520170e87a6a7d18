package model

import (
	"iter"
)

// Reading is all that is known of an organization at one moment, with its gaps.
// It has one owner, who applies facts in place; nothing in it is safe for use
// by two goroutines. The zero Reading is not ready: use NewReading.
type Reading struct {
	tree
	policySet
	statuses

	Caller       Caller
	Organization Organization

	trusted        map[Principal]TrustedAccess
	administrators map[AccountID]bool
	delegations    map[AccountID][]Delegation
	resourcePolicy ResourcePolicyFact
	tags           map[string][]Tag
	regions        map[AccountID][]AccountRegion
	settings       map[settingKey][]Setting
	notOffered     map[settingKey]string // how that is known
	savedGaps      map[PartKey]*Gap      // statuses that are gaps of the saved reading
	lostTargets    map[PolicyID]*Gap     // policies whose targets could not be read
	targetsRun     map[PolicyType]uint32 // the run that last read all attachments of a type

	run      uint32            // raised by Begin; entries not seen in a completed run are dropped
	baseline map[NodeID]NodeID // parent of each node of the saved reading; nil without one
	counted  uint64            // generation of the account counts

	holders  map[Principal][]Delegation // built from delegations on demand
	heldAsOf uint64
}

// attached is what is known of the policies of one type on one node.
type attached struct {
	listed   []PolicyID // seen on policies' target lists
	exact    []PolicyID // the node's own list
	known    bool       // exact is set
	bare     bool       // the last of listed is supposed to be detached
	run      uint32     // when exact was read
	sortedAt uint64     // generation of the policies by whose names exact is ordered
	own      Status     // of PartAttached for this node and type
}

// NewReading gives a reading of which nothing is known.
func NewReading() *Reading {
	return &Reading{
		tree:           tree{nodes: map[NodeID]*TreeNode{}},
		statuses:       statuses{status: map[PartKey]Status{}},
		policySet:      policySet{policies: map[PolicyID]*policyEntry{}},
		trusted:        map[Principal]TrustedAccess{},
		administrators: map[AccountID]bool{},
		delegations:    map[AccountID][]Delegation{},
		tags:           map[string][]Tag{},
		regions:        map[AccountID][]AccountRegion{},
		settings:       map[settingKey][]Setting{},
		notOffered:     map[settingKey]string{},
		savedGaps:      map[PartKey]*Gap{},
		lostTargets:    map[PolicyID]*Gap{},
		targetsRun:     map[PolicyType]uint32{},
		run:            1,
	}
}

// AccountCount tells how many accounts are below a node; one for an account.
func (r *Reading) AccountCount(id NodeID) int {
	if asOf := r.generation[PartAccounts] + r.generation[PartOUs]; r.counted != asOf {
		r.count()
		r.counted = asOf
	}
	if e := r.nodes[id]; e != nil {
		return e.accounts
	}
	return 0
}

// NodeChange tells how a node differs from the saved reading.
type NodeChange uint8

// The differences of a node from the saved reading.
const (
	NodeUnchanged NodeChange = iota
	NodeAdded
	NodeMoved
)

// NodeChange tells how the node differs from the reading that was saved at the
// last start; Unchanged if there was none, or if the node was not read again.
func (r *Reading) NodeChange(id NodeID) NodeChange {
	e := r.nodes[id]
	if r.baseline == nil || e == nil || e.run != r.run {
		return NodeUnchanged
	}
	switch was, ok := r.baseline[id]; {
	case !ok:
		return NodeAdded
	case was != e.Parent:
		return NodeMoved
	default:
		return NodeUnchanged
	}
}

// ResourcePolicy gives the organization's resource policy and its ARN; both
// are empty where there is none. Whether it was read, Status(PartResourcePolicy)
// tells.
func (r *Reading) ResourcePolicy() (arn, text string) {
	return r.resourcePolicy.ARN, r.resourcePolicy.Text
}

// Tags gives the tags of a node or policy, and how far they are read.
func (r *Reading) Tags(target string) ([]Tag, Status) {
	return r.tags[target], r.Status(PartTags, target)
}

// KnownTags returns the tags of a node or policy, and whether they were ever read.
func (r *Reading) KnownTags(target string) (tags []Tag, read bool) {
	tags, read = r.tags[target]
	return tags, read
}

// Tagged gives every target whose tags were read.
func (r *Reading) Tagged() iter.Seq2[string, []Tag] {
	return func(yield func(string, []Tag) bool) {
		for t, tags := range r.tags {
			if !yield(t, tags) {
				return
			}
		}
	}
}
