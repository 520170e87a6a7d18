package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Begin starts a new run of reading: parts that this run completes lose what
// it did not see again.
func (r *Reading) Begin() {
	r.run++
	for k, s := range r.status {
		if s.Progress == Failed || s.Progress == Waiting || s.Progress == Partial {
			r.setStatus(k, Status{})
			delete(r.status, k)
		}
	}
	clear(r.savedGaps)
}

// setStatus keeps the status of a piece.
func (r *Reading) setStatus(piece Piece, s Status) {
	old := r.status[piece]
	s.Again = (s.Progress == Waiting || s.Progress == Partial) && (old.Progress == Complete || old.Again)
	r.status[piece] = s
	r.touch(piece.Part)
	if node, t, ok := strings.Cut(piece.Target, " "); piece.Part == PartLadder && ok {
		r.attachedOf(NodeID(node), PolicyType(t)).own = s
	}
	if piece.Part != PartTargets {
		return
	}
	if id := PolicyID(piece.Target); s.Progress == Failed {
		r.lostTargets[id] = s.Gap
	} else {
		delete(r.lostTargets, id)
	}
	if s.Progress == Complete {
		r.targetsRun[PolicyType(piece.Target)] = r.run
	}
}

// Apply folds a fact into the reading.
func (r *Reading) Apply(f Fact) {
	switch f := f.(type) {
	case CallerFact:
		r.Caller = f.Caller
		r.touch(PartCaller)
	case OrganizationFact:
		r.Organization = f.Organization
		r.touch(PartOrganization)
	case RootsFact:
		r.applyNodes(f.Roots)
		r.touch(PartRoots, PartUnits)
	case UnitsFact:
		r.applyNodes(f.Units)
		r.touch(PartUnits)
	case AccountsFact:
		r.applyNodes(f.Accounts)
		r.touch(PartAccounts)
	case PlacesFact:
		r.applyPlaces(f)
	case PoliciesFact:
		r.applyPolicies(f.Policies)
	case TargetsFact:
		r.applyTargets(f)
	case LadderFact:
		a := r.attachedOf(f.Node, f.Type)
		a.exact, a.known, a.run, a.sortedAt = slices.Clone(f.Policies), true, r.run, 0
		r.touch(PartLadder, PartTargets)
	case DocumentFact:
		d := f.Document
		r.policy(f.Policy).document = &d
		r.touch(PartDocument)
	case TrustedAccessFact:
		clear(r.trusted)
		for _, t := range f.Trusted {
			r.trusted[t.Principal] = t
		}
		r.touch(PartTrustedAccess)
	case DelegatesFact:
		r.applyDelegates(f)
	case DelegationsFact:
		r.setDelegations(f.Account, slices.Clone(f.Delegations))
		if len(f.Delegations) == 0 {
			delete(r.administrators, f.Account)
		}
	case ResourcePolicyFact:
		r.resourcePolicy = f
		r.touch(PartResourcePolicy)
	case TagsFact:
		r.tags[f.Target] = f.Tags
		r.touch(PartTags)
	case RegionsFact:
		r.regions[f.Account] = slices.Clone(f.Regions)
		r.touch(PartRegions)
	case SettingsFact:
		r.applySettings(f)
	case StatusFact:
		r.applyStatus(f)
	case SavedFact:
		r.applySnapshot(f.Snapshot)
	default: // prompts, profiles, calls: for the screen
	}
}

// applyPlaces hangs children below a parent that names them.
func (r *Reading) applyPlaces(f PlacesFact) {
	for _, c := range f.Children {
		e := r.entry(c)
		e.Parent, e.run = f.Parent, r.run
		r.place(e)
	}
	r.touch(PartAccounts, PartUnits)
}

// touch raises the generation of parts.
func (r *Reading) touch(parts ...Part) {
	for _, p := range parts {
		r.generation[p]++
	}
}

// entry gives the node's entry, new if it was not known.
func (r *Reading) entry(id NodeID) *TreeNode {
	e := r.nodes[id]
	if e == nil {
		e = &TreeNode{Node: Node{ID: id}}
		r.nodes[id] = e
	}
	return e
}

// policy gives the policy's entry, new if it was not known.
func (r *Reading) policy(id PolicyID) *policyEntry {
	p := r.policies[id]
	if p == nil {
		p = &policyEntry{Policy: Policy{ID: id}}
		r.policies[id] = p
	}
	return p
}

func (r *Reading) attachedOf(id NodeID, t PolicyType) *attached {
	e := r.entry(id)
	if e.attached == nil {
		e.attached = map[PolicyType]*attached{}
	}
	a := e.attached[t]
	if a == nil {
		a = &attached{}
		e.attached[t] = a
	}
	return a
}

func (r *Reading) applyNodes(nodes []Node) {
	for _, n := range nodes {
		e := r.entry(n.ID)
		if n.Parent == "" && n.Kind == KindAccount {
			n.Parent = e.Parent // a list without Paths does not move an account
		}
		if n.Name == "" {
			n.Name = e.Name // a place named by a path has no name yet
		}
		if n.State == StateNotGiven {
			n.State = e.State // another list may have given it
		}
		e.Node, e.run = n, r.run
		r.place(e)
		if n.Kind == KindRoot && !slices.Contains(r.roots, e) {
			r.roots = append(r.roots, e)
		}
	}
}

// place hangs the entry below its parent.
func (r *Reading) place(e *TreeNode) {
	if e.up != nil && e.up.ID == e.Parent {
		e.up.sorted = false
		return
	}
	if e.up != nil {
		e.up.kids = slices.DeleteFunc(e.up.kids, func(k *TreeNode) bool { return k == e })
		e.up = nil
	}
	if e.Parent == "" || r.isAbove(e, e.Parent) {
		return
	}
	e.up = r.entry(e.Parent)
	e.up.kids = append(e.up.kids, e)
	e.up.sorted = false
}

// isAbove tells whether e stands on the way from id up to the root: hanging e
// below id would close a ring.
func (r *Reading) isAbove(e *TreeNode, id NodeID) bool {
	for at := r.nodes[id]; at != nil; at = at.up {
		if at == e {
			return true
		}
	}
	return false
}

func (r *Reading) applyPolicies(policies []Policy) {
	for _, p := range policies {
		e := r.policy(p.ID)
		var targets []NodeID
		if e.Type != p.Type { // its targets came first, and are filed under no type
			targets = e.targets
			r.unlist(e)
		}
		e.Policy, e.run = p, r.run
		r.list(e, targets)
	}
	r.touch(PartPolicies, PartTargets, PartLadder)
}

func (r *Reading) applyTargets(f TargetsFact) {
	p := r.policy(f.Policy)
	if f.First {
		r.unlist(p)
		p.complete = false
	}
	r.list(p, f.Targets)
	if f.Last {
		p.complete = true
	}
	r.touch(PartTargets)
}

// list enters the policy in its targets' lists.
func (r *Reading) list(p *policyEntry, targets []NodeID) {
	for _, t := range targets {
		a := r.attachedOf(t, p.Type)
		if !slices.Contains(a.listed, p.ID) {
			a.listed = append(a.listed, p.ID)
			p.targets = append(p.targets, t)
		}
	}
}

// unlist takes the policy out of its targets' lists.
func (r *Reading) unlist(p *policyEntry) {
	for _, t := range p.targets {
		if e := r.nodes[t]; e != nil && e.attached[p.Type] != nil {
			a := e.attached[p.Type]
			a.listed = slices.DeleteFunc(a.listed, func(id PolicyID) bool { return id == p.ID })
		}
	}
	p.targets = nil
}

func (r *Reading) applyDelegates(f DelegatesFact) {
	for _, n := range f.Accounts {
		n.Kind = KindAccount
		if e := r.nodes[n.ID]; e == nil || e.Kind == KindUnknown {
			r.applyNodes([]Node{n})
			r.touch(PartAccounts)
		} else if n.State != StateNotGiven {
			e.State = n.State
		}
	}
	if f.Principal == "" {
		clear(r.administrators)
		for _, n := range f.Accounts {
			r.administrators[AccountID(n.ID)] = true
		}
		maps.DeleteFunc(r.delegations, func(a AccountID, _ []Delegation) bool { return !r.administrators[a] })
		r.touch(PartDelegates, PartDelegations)
		return
	}
	isOf := func(d Delegation) bool { return d.Principal == f.Principal }
	for a, ds := range r.delegations {
		if slices.ContainsFunc(ds, isOf) {
			r.setDelegations(a, slices.DeleteFunc(slices.Clone(ds), isOf))
			if _, status := r.Delegations(a); status.Known() && len(r.delegations[a]) == 0 {
				delete(r.administrators, a) // it was the last of all that it had
			}
		}
	}
	for _, n := range f.Accounts {
		a := AccountID(n.ID)
		r.setDelegations(a, append(slices.Clone(r.delegations[a]), Delegation{a, f.Principal, f.Since[a]}))
	}
	r.touch(PartDelegates, PartDelegations)
}

// setDelegations keeps all that is known to be delegated to an account, in a
// list that is nobody else's. That nothing is left does not make the account
// no administrator: there may be more than is known.
func (r *Reading) setDelegations(a AccountID, ds []Delegation) {
	slices.SortFunc(ds, func(x, y Delegation) int { return cmp.Compare(x.Principal, y.Principal) })
	if len(ds) == 0 {
		delete(r.delegations, a)
	} else {
		r.delegations[a] = ds
		r.administrators[a] = true
	}
	r.touch(PartDelegations)
}

func (r *Reading) applyStatus(f StatusFact) {
	r.setStatus(Piece{f.Part, f.Target}, f.Status)
	if f.Status.Progress != Complete {
		return
	}
	r.forgetSavedGaps(f.Part, f.Target)
	switch {
	case f.Part == PartUnits && f.Target == "":
		r.sweepNodes(KindUnit, PartUnits)
	case f.Part == PartAccounts && f.Target == "":
		r.sweepNodes(KindAccount, PartAccounts)
	case f.Part == PartPolicies:
		r.sweepPolicies(PolicyType(f.Target))
	}
}

// sweepNodes drops the nodes of a kind that this run did not see, unless it
// could not look everywhere.
func (r *Reading) sweepNodes(k Kind, part Part) {
	for piece, s := range r.status {
		if piece.Part == part && s.Progress == Failed {
			return
		}
	}
	for _, e := range r.nodes {
		if e.Kind == k && e.run != r.run {
			r.drop(e)
		}
	}
	r.touch(PartUnits, PartAccounts)
}

// drop takes a node out. What still hangs below it hangs below an unknown place
// until it is seen elsewhere.
func (r *Reading) drop(e *TreeNode) {
	e.Node = Node{ID: e.ID}
	r.place(e)
	e.attached = nil
	if len(e.kids) == 0 {
		delete(r.nodes, e.ID)
	}
}

// sweepPolicies drops the policies of a type that this run did not see.
func (r *Reading) sweepPolicies(t PolicyType) {
	for id, p := range r.policies {
		if p.Type == t && p.run != r.run {
			r.unlist(p)
			delete(r.policies, id)
		}
	}
	r.touch(PartPolicies, PartTargets, PartLadder)
}
