package model

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"deputy/model/scp"
)

// OrgPath gives an account's place as aws:PrincipalOrgPaths has it:
// organization, root and units, each followed by a slash. Empty while the place
// is not known up to the root.
func (r *Reading) OrgPath(a AccountID) string {
	path := r.Path(a.Node())
	if len(path) < 2 || path[0].Kind != KindRoot || r.Organization.ID == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(r.Organization.ID + "/")
	for _, n := range path[:len(path)-1] {
		b.WriteString(string(n.ID) + "/")
	}
	return b.String()
}

// Reading is all that is known of an organization at one moment, with its gaps.
// It has one owner, who applies facts in place; nothing in it is safe for use
// by two goroutines. The zero Reading is not ready: use NewReading.
type Reading struct {
	Caller       Caller
	Organization Organization

	roots          []*TreeNode
	nodes          map[NodeID]*TreeNode
	policies       map[PolicyID]*policyEntry
	trusted        map[Principal]TrustedAccess
	administrators map[AccountID]bool
	delegations    map[AccountID][]Delegation
	resourcePolicy ResourcePolicyFact
	tags           map[string][]Tag
	regions        map[AccountID][]AccountRegion
	settings       map[settingKey][]Setting
	notOffered     map[settingKey]string // how that is known
	status         map[Piece]Status
	savedGaps      map[Piece]*Gap        // statuses that are gaps of the saved reading
	lostTargets    map[PolicyID]*Gap     // policies whose targets could not be read
	targetsRun     map[PolicyType]uint32 // the run that last read all attachments of a type
	generation     [partCount]uint64

	run      uint32            // raised by Begin; entries not seen in a completed run are dropped
	baseline map[NodeID]NodeID // parent of each node of the saved reading; nil without one
	counted  uint64            // generation of the account counts

	holders  map[Principal][]Delegation // built from delegations on demand
	heldAsOf uint64
}

// TreeNode is a node with its place in the tree, for walks over the whole
// organization that cannot afford to look every node up. A parent that was named
// but not described yet is a TreeNode of KindUnknown.
type TreeNode struct {
	Node
	up       *TreeNode
	kids     []*TreeNode
	sorted   bool
	accounts int
	run      uint32
	attached map[PolicyType]*attached
}

// attached is what is known of the policies of one type on one node.
type attached struct {
	listed   []PolicyID // seen on policies' target lists
	exact    []PolicyID // the node's own list
	known    bool       // exact is set
	bare     bool       // the last of listed is supposed to be detached
	run      uint32     // when exact was read
	sortedAt uint64     // generation of the policies by whose names exact is ordered
	own      Status     // of PartLadder for this node and type
}

// policyEntry is a policy with its text and targets.
type policyEntry struct {
	Policy
	document *Document
	parsed   *scp.Document // of the document, made on demand
	targets  []NodeID
	complete bool
	run      uint32
}

// Above returns the node's parent, nil if it hangs nowhere.
func (e *TreeNode) Above() *TreeNode { return e.up }

// Below returns the node's children in no particular order. The caller does not
// change the list.
func (e *TreeNode) Below() []*TreeNode { return e.kids }

// TreeNode returns the node with the ID and its place in the tree, nil if the
// node is neither known nor named as a parent.
func (r *Reading) TreeNode(id NodeID) *TreeNode { return r.nodes[id] }

// TreeNodes returns every node that is known or named as a parent, in no
// particular order.
func (r *Reading) TreeNodes() iter.Seq[*TreeNode] { return maps.Values(r.nodes) }

// NodeCount returns how many nodes are known or named as parents.
func (r *Reading) NodeCount() int { return len(r.nodes) }

// Statuses returns how far every part and every target of one is read, in no
// particular order.
func (r *Reading) Statuses() iter.Seq2[Piece, Status] { return maps.All(r.status) }

// NewReading gives a reading of which nothing is known.
func NewReading() *Reading {
	return &Reading{
		nodes:          map[NodeID]*TreeNode{},
		policies:       map[PolicyID]*policyEntry{},
		trusted:        map[Principal]TrustedAccess{},
		administrators: map[AccountID]bool{},
		delegations:    map[AccountID][]Delegation{},
		tags:           map[string][]Tag{},
		regions:        map[AccountID][]AccountRegion{},
		settings:       map[settingKey][]Setting{},
		notOffered:     map[settingKey]string{},
		status:         map[Piece]Status{},
		savedGaps:      map[Piece]*Gap{},
		lostTargets:    map[PolicyID]*Gap{},
		targetsRun:     map[PolicyType]uint32{},
		run:            1,
	}
}

// Generation gives a number that rises whenever the part changes, so that what
// was derived from it can be kept until then.
func (r *Reading) Generation(p Part) uint64 { return r.generation[p] }

// Status tells how far a part, or one target of it, is.
func (r *Reading) Status(p Part, target string) Status { return r.status[Piece{p, target}] }

// Gaps lists everything that could not be read, ordered by operation and
// target.
func (r *Reading) Gaps() []Gap {
	var gaps []Gap
	for _, s := range r.status {
		if s.Gap != nil {
			gaps = append(gaps, *s.Gap)
		}
	}
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Cause, b.Cause))
	})
	return slices.Compact(gaps)
}

// Node gives the node with the ID, nil if it is not known.
func (r *Reading) Node(id NodeID) *Node {
	if e := r.nodes[id]; e != nil && e.Kind != KindUnknown {
		return &e.Node
	}
	return nil
}

// Roots gives the organization's roots: one, or none while it is not known.
func (r *Reading) Roots() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, e := range r.roots {
			if !yield(&e.Node) {
				return
			}
		}
	}
}

// Children gives a node's children in the order of the screen: units by name,
// then accounts by name.
func (r *Reading) Children(id NodeID) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		e := r.nodes[id]
		if e == nil {
			return
		}
		e.sort()
		for _, k := range e.kids {
			if k.Kind != KindUnknown && !yield(&k.Node) {
				return
			}
		}
	}
}

// Accounts gives every account in no particular order.
func (r *Reading) Accounts() iter.Seq[*Node] { return r.kind(KindAccount) }

// Units gives every organizational unit in no particular order.
func (r *Reading) Units() iter.Seq[*Node] { return r.kind(KindUnit) }

// Nodes gives every node in no particular order.
func (r *Reading) Nodes() iter.Seq[*Node] { return r.kind(KindUnknown) }

func (r *Reading) kind(k Kind) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, e := range r.nodes {
			if e.Kind != KindUnknown && (k == KindUnknown || e.Kind == k) && !yield(&e.Node) {
				return
			}
		}
	}
}

// sort brings the children into the order of the screen.
func (e *TreeNode) sort() {
	if e.sorted {
		return
	}
	slices.SortFunc(e.kids, func(a, b *TreeNode) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	e.sorted = true
}

// CompareNames orders names as people do, without regard to case; names that
// differ in case only keep a fixed order.
func CompareNames(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}

// Path gives the nodes from the root down to the node itself; nil if the node
// is not known. It begins below the root while the levels above are not known.
func (r *Reading) Path(id NodeID) []*Node {
	var path []*Node
	for e := r.nodes[id]; e != nil; e = e.up {
		if e.Kind != KindUnknown {
			path = append(path, &e.Node)
		}
	}
	slices.Reverse(path)
	return path
}

// PathName gives the names from the root down to the node's parent and the
// node, joined by " / ".
func (r *Reading) PathName(id NodeID) string {
	path := r.Path(id)
	names := make([]string, len(path))
	for i, n := range path {
		names[i] = n.Name
	}
	return strings.Join(names, " / ")
}

// AccountCount tells how many accounts are below a node; one for an account.
func (r *Reading) AccountCount(id NodeID) int {
	if asOf := r.generation[PartAccounts] + r.generation[PartUnits]; r.counted != asOf {
		r.count()
		r.counted = asOf
	}
	if e := r.nodes[id]; e != nil {
		return e.accounts
	}
	return 0
}

// count counts the accounts below every node.
func (r *Reading) count() {
	for _, e := range r.nodes {
		e.accounts = 0
	}
	for _, e := range r.nodes {
		if e.Kind != KindAccount {
			continue
		}
		for at, depth := e, 0; at != nil && depth < MaxDepth; at, depth = at.up, depth+1 {
			at.accounts++
		}
	}
}

// MaxDepth bounds walks up the tree: a root, five levels of units and an
// account are what AWS allows; a server that sends a ring must not hang deputy.
const MaxDepth = 64

// Change tells how a node differs from the saved reading.
type Change uint8

// The differences of a node from the saved reading.
const (
	Unchanged Change = iota
	Added
	Moved
)

// Change tells how the node differs from the reading that was saved at the
// last start; Unchanged if there was none, or if the node was not read again.
func (r *Reading) Change(id NodeID) Change {
	e := r.nodes[id]
	if r.baseline == nil || e == nil || e.run != r.run {
		return Unchanged
	}
	switch was, ok := r.baseline[id]; {
	case !ok:
		return Added
	case was != e.Parent:
		return Moved
	default:
		return Unchanged
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

// ReadTags returns the tags of a node or policy, and whether they were ever read.
func (r *Reading) ReadTags(target string) (tags []Tag, read bool) {
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
