package model

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
)

// tree is the roots, OUs and accounts of an organization with their places. A
// Reading embeds it.
type tree struct {
	roots []*TreeNode
	nodes map[NodeID]*TreeNode
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

// Above returns the node's parent, nil if it hangs nowhere.
func (e *TreeNode) Above() *TreeNode { return e.up }

// Below returns the node's children in no particular order. The caller does not
// change the list.
func (e *TreeNode) Below() []*TreeNode { return e.kids }

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

// TreeNode returns the node with the ID and its place in the tree, nil if the
// node is neither known nor named as a parent.
func (t *tree) TreeNode(id NodeID) *TreeNode { return t.nodes[id] }

// TreeNodes returns every node that is known or named as a parent, in no
// particular order.
func (t *tree) TreeNodes() iter.Seq[*TreeNode] { return maps.Values(t.nodes) }

// NodeCount returns how many nodes are known or named as parents.
func (t *tree) NodeCount() int { return len(t.nodes) }

// Node gives the node with the ID, nil if it is not known.
func (t *tree) Node(id NodeID) *Node {
	if e := t.nodes[id]; e != nil && e.Kind != KindUnknown {
		return &e.Node
	}
	return nil
}

// Roots gives the organization's roots: one, or none while it is not known.
func (t *tree) Roots() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, e := range t.roots {
			if !yield(&e.Node) {
				return
			}
		}
	}
}

// Children gives a node's children in the order of the screen: OUs by name,
// then accounts by name.
func (t *tree) Children(id NodeID) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		e := t.nodes[id]
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
func (t *tree) Accounts() iter.Seq[*Node] { return t.kind(KindAccount) }

// OUs gives every organizational unit in no particular order.
func (t *tree) OUs() iter.Seq[*Node] { return t.kind(KindOU) }

// Nodes gives every node in no particular order.
func (t *tree) Nodes() iter.Seq[*Node] { return t.kind(KindUnknown) }

func (t *tree) kind(k Kind) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, e := range t.nodes {
			if e.Kind != KindUnknown && (k == KindUnknown || e.Kind == k) && !yield(&e.Node) {
				return
			}
		}
	}
}

// Path gives the nodes from the root down to the node itself; nil if the node
// is not known. It begins below the root while the levels above are not known.
func (t *tree) Path(id NodeID) []*Node {
	var path []*Node
	for e := t.nodes[id]; e != nil; e = e.up {
		if e.Kind != KindUnknown {
			path = append(path, &e.Node)
		}
	}
	slices.Reverse(path)
	return path
}

// PathName gives the names from the root down to the node's parent and the
// node, joined by " / ".
func (t *tree) PathName(id NodeID) string {
	path := t.Path(id)
	names := make([]string, len(path))
	for i, n := range path {
		names[i] = n.Name
	}
	return strings.Join(names, " / ")
}

// count counts the accounts below every node.
func (t *tree) count() {
	for _, e := range t.nodes {
		e.accounts = 0
	}
	for _, e := range t.nodes {
		if e.Kind != KindAccount {
			continue
		}
		for at, depth := e, 0; at != nil && depth < MaxDepth; at, depth = at.up, depth+1 {
			at.accounts++
		}
	}
}

// entry gives the node's entry, new if it was not known.
func (t *tree) entry(id NodeID) *TreeNode {
	e := t.nodes[id]
	if e == nil {
		e = &TreeNode{Node: Node{ID: id}}
		t.nodes[id] = e
	}
	return e
}

func (t *tree) attachedOf(id NodeID, kind PolicyType) *attached {
	e := t.entry(id)
	if e.attached == nil {
		e.attached = map[PolicyType]*attached{}
	}
	a := e.attached[kind]
	if a == nil {
		a = &attached{}
		e.attached[kind] = a
	}
	return a
}

// place hangs the entry below its parent.
func (t *tree) place(e *TreeNode) {
	if e.up != nil && e.up.ID == e.Parent {
		e.up.sorted = false
		return
	}
	if e.up != nil {
		e.up.kids = slices.DeleteFunc(e.up.kids, func(k *TreeNode) bool { return k == e })
		e.up = nil
	}
	if e.Parent == "" || t.isAbove(e, e.Parent) {
		return
	}
	e.up = t.entry(e.Parent)
	e.up.kids = append(e.up.kids, e)
	e.up.sorted = false
}

// isAbove tells whether e stands on the way from id up to the root: hanging e
// below id would close a ring.
func (t *tree) isAbove(e *TreeNode, id NodeID) bool {
	for at := t.nodes[id]; at != nil; at = at.up {
		if at == e {
			return true
		}
	}
	return false
}

// drop takes a node out. What still hangs below it hangs below an unknown place
// until it is seen elsewhere.
func (t *tree) drop(e *TreeNode) {
	e.Node = Node{ID: e.ID}
	t.place(e)
	e.attached = nil
	if len(e.kids) == 0 {
		delete(t.nodes, e.ID)
	}
}

// anyAbove tells whether a node above id is in the set.
func (t *tree) anyAbove(id NodeID, set map[NodeID]bool) bool {
	e := t.nodes[id]
	for depth := 0; e != nil && e.up != nil && depth < MaxDepth; depth++ {
		e = e.up
		if set[e.ID] {
			return true
		}
	}
	return false
}

// PolicyTypeStatus gives a policy type's status on the root in AWS's spelling
// (ENABLED, PENDING_ENABLE, PENDING_DISABLE); empty if it is not enabled.
func (t *tree) PolicyTypeStatus(kind PolicyType) string {
	for _, root := range t.roots {
		for _, s := range root.PolicyTypes {
			if s.Type == kind {
				return s.Status
			}
		}
	}
	return ""
}

func (t *tree) NodeName(id NodeID) string {
	if n := t.Node(id); n != nil && n.Name != "" {
		return n.Name
	}
	return string(id)
}

// ouLevelsBelow counts the levels of OUs below a node.
func (t *tree) ouLevelsBelow(id NodeID, depth int) int {
	deepest := 0
	if depth > MaxDepth {
		return 0
	}
	for n := range t.Children(id) {
		if n.Kind == KindOU {
			deepest = max(deepest, 1+t.ouLevelsBelow(n.ID, depth+1))
		}
	}
	return deepest
}

// CompareNames orders names as people do, without regard to case; names that
// differ in case only keep a fixed order.
func CompareNames(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}

// MaxDepth bounds walks up the tree: a root, five levels of OUs and an
// account are what AWS allows; a server that sends a ring must not hang deputy.
const MaxDepth = 64
