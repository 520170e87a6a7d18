package overview

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/plain"
	"deputy/model/verdict"
)

// Overview looks through an organization, some accounts at a time, for the
// guardrails of its accounts. A guardrail is what the SCPs and RCPs that apply to an
// account deny, by topic, or that they leave only what they list. Accounts out of
// use do not count, nor does the management account, to which no SCP and no RCP
// applies.
type Overview struct {
	pending  verdict.WorkList
	policies map[model.PolicyID]*plain.PolicyTopics
	nodes    map[model.NodeID]*nodeTopics // roots and OUs
	topics   []plain.Topic

	unread   int // accounts of which something that may be attached is not known
	added    []model.NodeID
	moved    []model.NodeID
	finished bool
	lacking  []Lack
	changes  []Change
}

// nodeTopics is what is known of a root or OU.
type nodeTopics struct {
	set      plain.TopicSet // of what is attached here and above
	varying  []model.PolicyID
	unread   bool
	accounts int // in use, at and below it
	have     map[plain.Topic]int
	direct   []group // the accounts directly in it
}

// group is accounts directly in an OU with the same guardrails.
type group struct {
	set   plain.TopicSet
	count int
	some  []model.NodeID // the first few
}

// maxNames is how many accounts of a group are kept by name.
const maxNames = 3

// New returns the overview of an organization. Next does the work.
func New(r *model.Reading) *Overview {
	return &Overview{
		pending: verdict.Accounts(r), topics: plain.Topics(),
		policies: map[model.PolicyID]*plain.PolicyTopics{}, nodes: map[model.NodeID]*nodeTopics{},
	}
}

// Done reports whether all accounts have been looked at.
func (o *Overview) Done() bool { return o.finished }

// Next looks at the next accounts, against the reading as it is now.
func (o *Overview) Next(r *model.Reading, accounts int) {
	looks := lookups(r)
	for _, id := range o.pending.Next(r, accounts) {
		o.account(r, looks, r.TreeNode(id))
	}
	if o.finished = len(o.pending) == 0; o.finished {
		o.lacking = o.findLacking(r)
		slices.SortFunc(o.added, byName(r))
		slices.SortFunc(o.moved, byName(r))
		o.changes = o.findChanges(r)
	}
}

// byName orders nodes by their names.
func byName(r *model.Reading) func(a, b model.NodeID) int {
	return func(a, b model.NodeID) int {
		return cmp.Or(model.CompareNames(r.NodeName(a), r.NodeName(b)), cmp.Compare(a, b))
	}
}

// lookup finds what is attached to nodes of one policy type.
type lookup struct {
	model.AttachmentLookup
	listed bool // the targets of all policies are known
}

// lookups returns the lookups of the enabled policy types.
func lookups(r *model.Reading) []lookup {
	var all []lookup
	for _, t := range model.Evaluated() {
		if r.PolicyTypeStatus(t) != "" {
			all = append(all, lookup{r.AttachmentLookup(t), r.Status(model.PartTargets, string(t)).Known()})
		}
	}
	return all
}

// account counts an account for each node above it.
func (o *Overview) account(r *model.Reading, looks []lookup, e *model.TreeNode) {
	switch r.NodeChange(e.ID) {
	case model.NodeAdded:
		o.added = append(o.added, e.ID)
	case model.NodeMoved:
		o.moved = append(o.moved, e.ID)
	case model.NodeUnchanged:
	}
	if e.Account() == r.Organization.Management || e.State.OutOfUse() != "" || e.Above() == nil {
		return
	}
	up := o.node(r, looks, e.Above(), 0)
	here := o.attached(r, looks, e)
	set := up.set | here.set
	for _, p := range slices.Concat(up.varying, here.varying) {
		set |= o.policy(r, p).At(r, e.ID)
	}
	if up.unread || here.unread {
		o.unread++
	}
	up.addDirect(set, e.ID)
	for at, depth := e.Above(), 0; at != nil && depth < model.MaxDepth; at, depth = at.Above(), depth+1 {
		n := o.node(r, looks, at, depth)
		n.accounts++
		for _, t := range o.topics {
			if set.Has(t) {
				n.have[t]++
			}
		}
	}
}

// addDirect adds an account directly in the node.
func (n *nodeTopics) addDirect(set plain.TopicSet, id model.NodeID) {
	i := slices.IndexFunc(n.direct, func(g group) bool { return g.set == set })
	if i < 0 {
		n.direct, i = append(n.direct, group{set: set}), len(n.direct)
	}
	g := &n.direct[i]
	if g.count++; len(g.some) < maxNames {
		g.some = append(g.some, id)
	}
}

// node returns what is known of a root or OU.
func (o *Overview) node(r *model.Reading, looks []lookup, e *model.TreeNode, depth int) *nodeTopics {
	if n := o.nodes[e.ID]; n != nil {
		return n
	}
	n := o.attached(r, looks, e)
	n.have = map[plain.Topic]int{}
	o.nodes[e.ID] = n
	switch up := e.Above(); {
	case up != nil && depth < model.MaxDepth:
		above := o.node(r, looks, up, depth+1)
		n.set |= above.set
		n.varying = slices.Concat(above.varying, n.varying)
		n.unread = n.unread || above.unread
	case e.Kind != model.KindRoot:
		n.unread = true
	}
	return n
}

// attached returns the guardrails of the policies that are attached to a node.
func (o *Overview) attached(r *model.Reading, looks []lookup, e *model.TreeNode) *nodeTopics {
	n := &nodeTopics{}
	for i := range looks {
		policies, status := looks[i].At(e)
		all := false
		for _, id := range policies {
			p := o.policy(r, id)
			all, n.unread = all || p.AllowsAll, n.unread || !p.Read
			if n.set |= p.Everywhere(); p.Varies() {
				n.varying = append(n.varying, id)
			}
		}
		// A level where no SCP allows everything leaves only what its SCPs list.
		if status.Known() && !all && !n.unread && looks[i].Type() == model.ServiceControlPolicy {
			n.set = n.set.With(plain.TopicAllowance)
		}
		// Whether FullAWSAccess is among a node's policies is known last, and
		// restricts nothing.
		n.unread = n.unread || !status.Known() && !(looks[i].listed && status.Progress == model.Partial)
	}
	return n
}

// policy returns what a policy is about. A text that arrives later is looked at
// again.
func (o *Overview) policy(r *model.Reading, id model.PolicyID) *plain.PolicyTopics {
	p := o.policies[id]
	if p == nil || !p.Read {
		topics := plain.TopicsOf(r, id, r.TypeOf(id))
		p = &topics
		o.policies[id] = p
	}
	return p
}

// Guardrail is a topic that the policies of some accounts restrict.
type Guardrail struct {
	Topic    plain.Topic
	Accounts int // for which something of it is restricted
}

// Accounts returns the number of accounts that count, and whether all that may be
// attached to them has been read.
func (o *Overview) Accounts() (n int, certain bool) {
	for _, root := range o.nodes {
		n += root.directAccounts()
	}
	return n, o.unread == 0
}

// directAccounts returns how many accounts are directly in the node.
func (n *nodeTopics) directAccounts() (sum int) {
	for _, g := range n.direct {
		sum += g.count
	}
	return sum
}

// Guardrails returns what policies restrict, what holds for most accounts first.
func (o *Overview) Guardrails() []Guardrail {
	var all []Guardrail
	for _, t := range o.topics {
		g := Guardrail{Topic: t}
		for _, n := range o.nodes {
			for _, d := range n.direct {
				if d.set.Has(t) {
					g.Accounts += d.count
				}
			}
		}
		if g.Accounts > 0 {
			all = append(all, g)
		}
	}
	model.SortStable(all, func(a, b Guardrail) int { return cmp.Compare(b.Accounts, a.Accounts) })
	return all
}

// Bare returns how many accounts no policy restricts.
func (o *Overview) Bare() (sum int) {
	for _, n := range o.nodes {
		for _, d := range n.direct {
			if d.set == 0 {
				sum += d.count
			}
		}
	}
	return sum
}
