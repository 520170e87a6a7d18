package model

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
)

// tree is the roots, OUs and accounts of an organization. A Reading embeds it.
type tree struct {
	roots []*TreeNode
	nodes map[NodeID]*TreeNode
}

// MaxDepth bounds walks up the tree. AWS allows a root, five levels of OUs and an
// account, but a server that sends a cycle of parents must not hang deputy.
const MaxDepth = 64

// TreeNode is a node with its parent and children, for walks over the whole
// organization that cannot afford to look up every node. It has KindUnknown while
// only its ID is known, as the parent of a node or the target of a policy.
type TreeNode struct {
	Node
	up       *TreeNode
	children []*TreeNode
	sorted   bool   // whether the children are sorted
	accounts int    // below it, as of Reading.countedAt
	run      uint32 // the run that last saw it
	attached attachedLists
}

// Above returns the node's parent, nil if it has none or it is not known.
func (e *TreeNode) Above() *TreeNode { return e.up }

// Below returns the node's children in no particular order. The caller must not
// change the slice.
func (e *TreeNode) Below() []*TreeNode { return e.children }

// sort sorts the children as the screen shows them: OUs before accounts, by name.
func (e *TreeNode) sort() {
	if e.sorted {
		return
	}
	type named struct {
		*TreeNode
		folded string
	}
	all := make([]named, len(e.children))
	for i, c := range e.children {
		all[i] = named{c, strings.ToLower(c.Name)}
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.folded, b.folded), strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	for i := range all {
		e.children[i] = all[i].TreeNode
	}
	e.sorted = true
}

// TreeNode returns the node with the ID, nil if the ID has not been seen.
func (t *tree) TreeNode(id NodeID) *TreeNode { return t.nodes[id] }

// TreeNodes returns every node whose ID has been seen, in no particular order.
func (t *tree) TreeNodes() iter.Seq[*TreeNode] { return maps.Values(t.nodes) }

// NodeCount returns how many nodes TreeNodes has.
func (t *tree) NodeCount() int { return len(t.nodes) }

// Node returns the node with the ID, nil if it is not known.
func (t *tree) Node(id NodeID) *Node {
	if e := t.nodes[id]; e != nil && e.Kind != KindUnknown {
		return &e.Node
	}
	return nil
}

// Roots returns the organization's roots: one, or none while it is not known.
func (t *tree) Roots() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, e := range t.roots {
			if !yield(&e.Node) {
				return
			}
		}
	}
}

// Children returns a node's children as the screen shows them: OUs by name, then
// accounts by name.
func (t *tree) Children(id NodeID) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		e := t.nodes[id]
		if e == nil {
			return
		}
		e.sort()
		for _, k := range e.children {
			if k.Kind != KindUnknown && !yield(&k.Node) {
				return
			}
		}
	}
}

// SortChildren brings a node's children into the order of Children, so that this
// takes no time once they are asked for.
func (t *tree) SortChildren(id NodeID) {
	if e := t.nodes[id]; e != nil {
		e.sort()
	}
}

// Accounts returns every account in no particular order.
func (t *tree) Accounts() iter.Seq[*Node] { return t.kind(KindAccount) }

// OUs returns every OU in no particular order.
func (t *tree) OUs() iter.Seq[*Node] { return t.kind(KindOU) }

// Nodes returns every known node in no particular order.
func (t *tree) Nodes() iter.Seq[*Node] { return t.kind(KindUnknown) }

// kind returns the nodes of a kind; all nodes for KindUnknown.
func (t *tree) kind(k NodeKind) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for _, e := range t.nodes {
			if e.Kind != KindUnknown && (k == KindUnknown || e.Kind == k) && !yield(&e.Node) {
				return
			}
		}
	}
}

// Path returns the nodes from the root down to the node itself; nil if the node is
// not known. It begins below the root while the levels above are not known.
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

// PathName returns the names of the nodes of Path, joined by " / ".
func (t *tree) PathName(id NodeID) string {
	path := t.Path(id)
	names := make([]string, len(path))
	for i, n := range path {
		names[i] = n.Name
	}
	return strings.Join(names, " / ")
}

// count sets the number of accounts of every node.
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

// entry returns the node with the ID, a new one of KindUnknown if it was not known.
func (t *tree) entry(id NodeID) *TreeNode {
	e := t.nodes[id]
	if e == nil {
		e = &TreeNode{Node: Node{ID: id}}
		t.nodes[id] = e
	}
	return e
}

// attachedAt returns what is known of the policies of a type that are attached to
// a node, for changing it.
func (t *tree) attachedAt(id NodeID, kind PolicyType) *attached {
	e := t.entry(id)
	for i, a := range e.attached {
		if a.kind != kind {
			continue
		}
		if a.shared {
			own := *a
			own.shared = false
			e.attached = slices.Clone(e.attached)
			e.attached[i], a = &own, &own
		}
		return a
	}
	a := &attached{kind: kind}
	e.attached = append(slices.Clip(e.attached), a)
	return a
}

// link makes the entry a child of its Parent, unless that would close a cycle.
func (t *tree) link(e *TreeNode) {
	if e.up != nil && e.up.ID == e.Parent {
		e.up.sorted = false
		return
	}
	if e.up != nil {
		e.up.children = slices.DeleteFunc(e.up.children, func(k *TreeNode) bool { return k == e })
		e.up = nil
	}
	if e.Parent == "" {
		return
	}
	up := t.entry(e.Parent)
	if up.isBelow(e) {
		return
	}
	e.up = up
	up.children = append(up.children, e)
	up.sorted = false
}

// isBelow reports whether the node is another one, or below that.
func (e *TreeNode) isBelow(other *TreeNode) bool {
	for at := e; at != nil; at = at.up {
		if at == other {
			return true
		}
	}
	return false
}

// drop removes a node. If it still has children, they keep it as a parent of
// KindUnknown until they are seen elsewhere.
func (t *tree) drop(e *TreeNode) {
	e.Node = Node{ID: e.ID}
	t.link(e)
	e.attached = nil
	if len(e.children) == 0 {
		delete(t.nodes, e.ID)
	}
}

// hasAncestorIn reports whether a node above the one with the ID is in the set.
func (t *tree) hasAncestorIn(id NodeID, set map[NodeID]bool) bool {
	e := t.nodes[id]
	for depth := 0; e != nil && e.up != nil && depth < MaxDepth; depth++ {
		e = e.up
		if set[e.ID] {
			return true
		}
	}
	return false
}

// PolicyTypeStatus returns a policy type's status on the root in AWS's spelling
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

// NodeName returns a node's name, or its ID if the name is not known.
func (t *tree) NodeName(id NodeID) string {
	if n := t.Node(id); n != nil && n.Name != "" {
		return n.Name
	}
	return string(id)
}

// ouLevelsBelow returns the number of levels of OUs below a node.
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

// SortByName sorts nodes by name as CompareNames orders them, and then by ID.
func SortByName(nodes []*Node) { copy(nodes, NameOrder(nodes)()) }

// NameOrder returns what returns the nodes in the order of SortByName. That takes a
// while for many, and may be done in another goroutine, even if the nodes change.
func NameOrder(nodes []*Node) (sorted func() []*Node) {
	type named struct {
		node              *Node
		id                NodeID
		name, inLowercase string
	}
	all := make([]named, len(nodes))
	for i, n := range nodes {
		all[i] = named{node: n, id: n.ID, name: n.Name}
	}
	return func() []*Node {
		for i := range all {
			all[i].inLowercase = strings.ToLower(all[i].name)
		}
		slices.SortFunc(all, func(a, b named) int {
			return cmp.Or(strings.Compare(a.inLowercase, b.inLowercase), strings.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
		})
		out := make([]*Node, len(all))
		for i := range all {
			out[i] = all[i].node
		}
		return out
	}
}

// CompareNames orders names without regard to case; names that differ in case only
// have a fixed order.
func CompareNames(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}
