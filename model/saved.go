package model

import (
	"iter"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// Restored returns the fact of a saved reading, and does beforehand what takes long
// about applying it: another goroutine than that of the reading's owner can.
func Restored(s *Snapshot) SavedFact {
	r := NewReading()
	r.Apply(SavedFact{Snapshot: s})
	return SavedFact{s, &restored{r}}
}

// LoadSaved opens a saved reading and returns its fact as Restored does; nil if there
// is none. Nothing of what it reads is free before the end, so that memory is not
// collected until then: in a program that has just begun, that would be done again and
// again.
func LoadSaved(open func() (*Snapshot, error)) (*SavedFact, error) {
	defer collection.hold()()
	saved, err := open()
	if saved == nil || err != nil {
		return nil, err
	}
	fact := Restored(saved)
	return &fact, nil
}

// collection is whether memory is collected.
var collection collector

// collector is held by those that want no memory to be collected.
type collector struct {
	mu      sync.Mutex
	holders int
	percent int   // as it was before the first one
	limit   int64 // likewise
}

// mostUncollected is how many bytes of memory may be in use until it is collected
// nevertheless: a file may be made to leave much of it behind.
const mostUncollected = 256 << 20

// hold keeps memory from being collected until the function that it returns is called.
func (c *collector) hold() (release func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.holders++; c.holders == 1 {
		c.limit = debug.SetMemoryLimit(-1) // only asks
		debug.SetMemoryLimit(min(c.limit, mostUncollected))
		c.percent = debug.SetGCPercent(-1)
	}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.holders--; c.holders == 0 {
			debug.SetGCPercent(c.percent)
			debug.SetMemoryLimit(c.limit)
		}
	}
}

// restored is the reading that a saved one makes of an empty one; nil once it is in
// use.
type restored struct{ reading *Reading }

// becomes makes it the reading, and reports whether it could: nothing must be known
// of that, and no other reading have become this one.
func (s *restored) becomes(r *Reading) bool {
	if s == nil || s.reading == nil || r.generation != [partCount]uint64{} {
		return false
	}
	s.reading.size = r.size
	*r, s.reading = *s.reading, nil
	return true
}

// restore fills a reading from a saved one. That may come after the first fresh
// facts: what has a status of this run keeps it.
type restore struct {
	update
	saved   *Snapshot
	missing map[PartKey]*Gap // the parts that the saved reading does not have
}

func (r restore) apply() {
	if r.Organization.ID == "" {
		r.Organization = r.saved.Organization
	}
	if r.Caller.Account == "" {
		r.Caller = r.saved.Caller
	}
	r.reserve()
	r.gaps()
	r.keepBaseline()
	r.nodes()
	r.Apply(PoliciesFact{Policies: r.saved.Policies})
	for id, d := range r.saved.Documents {
		r.Apply(DocumentFact{id, d})
		r.markSaved(PartDocument, string(id))
	}
	r.attachments()
	r.Apply(TrustedAccessFact{r.saved.TrustedAccess})
	for _, d := range r.saved.Delegations {
		r.setDelegations(d.Account, append(slices.Clone(r.delegations[d.Account]), d))
	}
	r.resourcePolicy = r.saved.ResourcePolicy
	if r.saved.RootAccess != nil && r.Status(PartRootAccess, "").Progress == Unread {
		r.Apply(*r.saved.RootAccess)
		r.markSaved(PartRootAccess, "")
	}
	r.restoreManagementAccount()
	r.restoreHistory()
	r.restoreHandshakes()
	maps.Copy(r.tags, r.saved.Tags)
	for t := range r.saved.Tags {
		r.markSaved(PartTags, t)
	}
	r.settings()
	r.management()
	r.restoreAccessReports()
	r.parts()
	if r.Status(PartRoots, "").Progress == Complete { // read before the saved reading came
		r.dropDisabled()
	}
	r.run++ // so that what is not read again is dropped
}

// reserve makes the entries of all nodes at once, which takes less time and memory
// than one by one.
func (r restore) reserve() {
	lists := [][]Node{r.saved.Roots, r.saved.OUs, r.saved.Accounts}
	n := len(lists[0]) + len(lists[1]) + len(lists[2])
	empty := len(r.tree.nodes) == 0
	if empty {
		r.tree.nodes = make(map[NodeID]*TreeNode, n)
	}
	entries := make([]TreeNode, n)
	for _, nodes := range lists {
		for i := range nodes {
			id := nodes[i].ID
			if !empty && r.tree.nodes[id] != nil {
				continue
			}
			entries[0].ID = id
			r.tree.nodes[id], entries = &entries[0], entries[1:]
		}
	}
}

// nodes restores the tree, and keeps the parents for Reading.NodeChange if no node
// is missing.
func (r restore) nodes() {
	parents := make(map[NodeID]NodeID, len(r.saved.OUs)+len(r.saved.Accounts)+1)
	for _, nodes := range [][]Node{r.saved.Roots, r.saved.OUs, r.saved.Accounts} {
		r.applyNodes(nodes)
		for i := range nodes {
			parents[nodes[i].ID] = nodes[i].Parent
		}
	}
	for key := range r.missing {
		if key.Part == PartRoots || key.Part == PartOUs || key.Part == PartAccounts {
			return
		}
	}
	r.baseline.parents = parents
}

// gaps sets the status of what the saved reading could not read. An account of
// which the delegations are missing is an administrator nevertheless.
func (r restore) gaps() {
	for key, gap := range r.missing {
		if key.Part == PartDelegations && key.Target != "" {
			r.administrators[AccountID(key.Target)] = true
		}
		if gap != nil && r.status[key].Progress == Unread {
			r.setStatus(key, Status{Progress: Failed, At: r.saved.Taken, Gap: gap})
			r.savedGaps[key] = gap
		}
		r.touch(key.Part)
	}
}

// parts marks as saved every part that is read as a whole and not missing.
func (r restore) parts() {
	whole := []PartKey{
		{PartOrganization, ""},
		{PartRoots, ""},
		{PartOUs, ""},
		{PartAccounts, ""},
		{PartDocument, ""},
		{PartTrustedAccess, ""},
		{PartAdministrators, ""},
		{PartDelegations, ""},
		{PartResourcePolicy, ""},
	}
	for _, t := range Evaluated() {
		whole = append(whole, PartKey{PartPolicies, string(t)}, PartKey{PartTargets, string(t)})
	}
	for _, key := range whole {
		if _, lacking := r.missing[key]; !lacking {
			r.markSaved(key.Part, key.Target)
		}
	}
}

// attachments restores the nodes' lists of policies and the policies' lists of
// targets.
func (r restore) attachments() {
	exact := r.ownLists()
	single := map[PolicyID][]PolicyID{} // most other nodes have one policy of a type, and share the list
	plain := plainLists{all: map[string]attachedLists{}}
	for of := range groups(r.saved.Attachments, func(a, b Attachment) bool { return a.Target == b.Target }) {
		e := r.entry(of[0].Target)
		if len(e.attached) == 0 && r.isPlain(of, exact) {
			e.attached = plain.of(of, r.run)
			continue
		}
		for _, at := range of {
			r.attachment(at, exact, single)
		}
	}
	r.emptyLists(exact)
	for id, p := range r.policies {
		_, lacking := r.missing[PartKey{PartTargets, string(id)}]
		_, partly := r.missing[PartKey{PartTargets, string(p.Type)}]
		p.targetsComplete = !lacking && !partly && id != p.Type.Full()
		p.targetsTaken = r.saved.TargetsTaken[id]
	}
	r.touch(PartTargets, PartAttached)
}

// attachment restores one attachment.
func (r restore) attachment(at Attachment, exact func(NodeID, PolicyType) bool, single map[PolicyID][]PolicyID) {
	p := r.policy(at.Policy)
	a := r.attachedAt(at.Target, p.Type)
	if exact(at.Target, p.Type) {
		if single[at.Policy] == nil {
			single[at.Policy] = []PolicyID{at.Policy}
		}
		if a.known, a.run = true, r.run; len(a.exact) == 0 {
			a.exact = single[at.Policy]
		} else {
			a.exact = append(slices.Clip(a.exact), at.Policy)
		}
	}
	if at.Policy != p.Type.Full() {
		a.listed = append(a.listed, at.Policy)
		p.targets = append(p.targets, at.Target)
	}
}

// isPlain reports whether nothing is attached to a node but the policies that allow
// everything, according to its own lists.
func (r restore) isPlain(of []Attachment, exact func(NodeID, PolicyType) bool) bool {
	return !slices.ContainsFunc(of, func(at Attachment) bool {
		t := r.TypeOf(at.Policy)
		return at.Policy != t.Full() || !exact(at.Target, t)
	})
}

// plainLists are lists with nothing but policies that allow everything, by what
// they have. Most nodes of a large organization share them.
type plainLists struct {
	all  map[string]attachedLists
	last []Attachment // what they were asked for last, and what that was
	same attachedLists
}

// of returns the lists of a node that has these attachments.
func (l *plainLists) of(attachments []Attachment, run uint32) attachedLists {
	if slices.EqualFunc(l.last, attachments, func(a, b Attachment) bool { return a.Policy == b.Policy }) {
		return l.same
	}
	key := ""
	for _, at := range attachments {
		key += string(at.Policy)
	}
	if l.all[key] == nil {
		for _, at := range attachments {
			kind := ServiceControlPolicy
			if at.Policy == RCPFullAWSAccess {
				kind = ResourceControlPolicy
			}
			l.all[key] = append(l.all[key], &attached{kind: kind, exact: []PolicyID{at.Policy}, known: true, run: run, shared: true})
		}
	}
	l.last, l.same = attachments, l.all[key]
	return l.same
}

// emptyLists marks the SCPs of each node as read, where SCPs are enabled: a
// saved reading names every attachment, so a node without any has none. AWS does
// not let that be, other servers do.
func (r restore) emptyLists(exact func(NodeID, PolicyType) bool) {
	on := slices.ContainsFunc(r.saved.Roots, func(root Node) bool {
		return slices.ContainsFunc(root.PolicyTypes, func(s PolicyTypeStatus) bool { return s.Type == ServiceControlPolicy })
	})
	if !on {
		return
	}
	for _, nodes := range [][]Node{r.saved.Roots, r.saved.OUs, r.saved.Accounts} {
		for _, n := range nodes {
			if a := r.entry(n.ID).attached.of(ServiceControlPolicy); (a == nil || !a.known) && exact(n.ID, ServiceControlPolicy) {
				a = r.attachedAt(n.ID, ServiceControlPolicy)
				a.known, a.run = true, r.run
			}
		}
	}
}

// ownLists returns a function that reports whether the saved attachments of a
// node and policy type are the node's exact list. They are if nothing is missing
// from them, and if they include FullAWSAccess or RCPFullAWSAccess: only a node's
// own list has these.
func (r restore) ownLists() func(NodeID, PolicyType) bool {
	partly := map[PolicyType]bool{}
	ladders := 0
	for key := range r.missing {
		switch key.Part {
		case PartTargets:
			partly[PolicyType(key.Target)] = true
			partly[r.TypeOf(PolicyID(key.Target))] = true
		case PartAttached:
			ladders++
		default:
		}
	}
	if len(partly) == 0 && ladders == 0 {
		return func(NodeID, PolicyType) bool { return true }
	}
	full := map[Attachment]bool{}
	for _, a := range r.saved.Attachments {
		if a.Policy == r.TypeOf(a.Policy).Full() {
			full[a] = true
		}
	}
	return func(node NodeID, t PolicyType) bool {
		_, lacking := r.missing[PartKey{PartAttached, AttachedTarget(node, t)}]
		return !lacking && !partly[t] || full[Attachment{t.Full(), node}]
	}
}

// markSaved sets a part's status to Saved, unless this run has one already.
func (r restore) markSaved(p Part, target string) { r.markSavedAt(p, target, r.saved.Taken) }

// markSavedAt does so for a part that was read at another time than the whole.
func (r restore) markSavedAt(p Part, target string, at time.Time) {
	key := PartKey{p, target}
	if r.status[key].Progress == Unread {
		r.setStatus(key, Status{Progress: Saved, At: at})
	}
	r.touch(p)
}

// settings restores settings and Regions. A snapshot does not say that a service
// has no setting in a Region, so that stays unknown.
func (r restore) settings() {
	for settings := range groups(r.saved.Settings, func(a, b Setting) bool { return a.Service == b.Service && a.Region == b.Region }) {
		first := settings[0]
		key := PartKey{PartService, ServiceTarget(first.Service, first.Region)}
		if r.status[key].Progress == Unread {
			r.applySettings(SettingsFact{Service: first.Service, Region: first.Region, Settings: settings})
			r.markSaved(key.Part, key.Target)
		}
	}
	for regions := range groups(r.saved.Regions, func(a, b AccountRegion) bool { return a.Account == b.Account }) {
		account := regions[0].Account
		if r.Status(PartRegions, string(account)).Progress == Unread {
			r.regions[account] = slices.Clone(regions)
			r.markSaved(PartRegions, string(account))
		}
	}
}

// groups splits a list into runs of neighbours that belong together.
func groups[T any](all []T, together func(a, b T) bool) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for from := 0; from < len(all); {
			to := from + 1
			for to < len(all) && together(all[from], all[to]) {
				to++
			}
			if !yield(all[from:to]) {
				return
			}
			from = to
		}
	}
}
