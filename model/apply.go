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
			r.applyStatus(StatusFact{k.part, k.target, Status{}})
			delete(r.status, k)
		}
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
		for _, c := range f.Children {
			e := r.entry(c)
			e.Parent, e.run = f.Parent, r.run
			r.place(e)
		}
		r.touch(PartAccounts)
	case PoliciesFact:
		for _, p := range f.Policies {
			e := r.policy(p.ID)
			e.Policy, e.run = p, r.run
		}
		r.touch(PartPolicies)
	case TargetsFact:
		r.applyTargets(f)
	case LadderFact:
		a := r.attachedOf(f.Node, f.Type)
		a.exact, a.known, a.run = r.byName(slices.Clone(f.Policies)), true, r.run
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
		r.setDelegations(f.Account, f.Delegations)
	case ResourcePolicyFact:
		r.resourcePolicy = f
		r.touch(PartResourcePolicy)
	case TagsFact:
		r.tags[f.Target] = f.Tags
		r.touch(PartTags)
	case StatusFact:
		r.applyStatus(f)
	case SavedFact:
		r.applySnapshot(f.Snapshot)
	default: // prompts, profiles, calls: for the screen
	}
}

// touch raises the generation of parts.
func (r *Reading) touch(parts ...Part) {
	for _, p := range parts {
		r.generation[p]++
	}
}

// entry gives the node's entry, new if it was not known.
func (r *Reading) entry(id NodeID) *entry {
	e := r.nodes[id]
	if e == nil {
		e = &entry{Node: Node{ID: id}}
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
		e.Node, e.run = n, r.run
		r.place(e)
		if n.Kind == KindRoot && !slices.Contains(r.roots, e) {
			r.roots = append(r.roots, e)
		}
	}
}

// place hangs the entry below its parent.
func (r *Reading) place(e *entry) {
	if e.up != nil && e.up.ID == e.Parent {
		e.up.sorted = false
		return
	}
	if e.up != nil {
		e.up.kids = slices.DeleteFunc(e.up.kids, func(k *entry) bool { return k == e })
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
func (r *Reading) isAbove(e *entry, id NodeID) bool {
	for at := r.nodes[id]; at != nil; at = at.up {
		if at == e {
			return true
		}
	}
	return false
}

func (r *Reading) applyTargets(f TargetsFact) {
	p := r.policy(f.Policy)
	if f.First {
		for _, t := range p.targets {
			a := r.attachedOf(t, p.Type)
			a.listed = slices.DeleteFunc(a.listed, func(id PolicyID) bool { return id == f.Policy })
		}
		p.targets, p.complete = nil, false
	}
	for _, t := range f.Targets {
		a := r.attachedOf(t, p.Type)
		if !slices.Contains(a.listed, f.Policy) {
			a.listed = append(a.listed, f.Policy)
			p.targets = append(p.targets, t)
		}
	}
	if f.Last {
		p.complete = true
	}
	r.touch(PartTargets)
}

func (r *Reading) applyDelegates(f DelegatesFact) {
	for _, n := range f.Accounts {
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
	for a, ds := range r.delegations {
		r.delegations[a] = slices.DeleteFunc(ds, func(d Delegation) bool { return d.Principal == f.Principal })
	}
	for _, n := range f.Accounts {
		a := AccountID(n.ID)
		r.setDelegations(a, append(slices.Clone(r.delegations[a]), Delegation{a, f.Principal, f.Since[a]}))
	}
	maps.DeleteFunc(r.delegations, func(_ AccountID, ds []Delegation) bool { return len(ds) == 0 })
	r.touch(PartDelegates, PartDelegations)
}

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
	r.status[partKey{f.Part, f.Target}] = f.Status
	r.touch(f.Part)
	if node, t, ok := strings.Cut(f.Target, " "); f.Part == PartLadder && ok {
		r.attachedOf(NodeID(node), PolicyType(t)).own = f.Status
	}
	if f.Status.Progress != Complete {
		return
	}
	switch {
	case f.Part == PartUnits && f.Target == "":
		r.sweepNodes(KindUnit)
	case f.Part == PartAccounts && f.Target == "":
		r.sweepNodes(KindAccount)
	case f.Part == PartPolicies:
		r.sweepPolicies(PolicyType(f.Target))
	}
}

// sweepNodes drops the nodes of a kind that this run did not see.
func (r *Reading) sweepNodes(k Kind) {
	for id, e := range r.nodes {
		if e.Kind == k && e.run != r.run {
			e.Parent = ""
			r.place(e)
			delete(r.nodes, id)
		}
	}
	r.touch(PartUnits, PartAccounts)
}

// sweepPolicies drops the policies of a type that this run did not see.
func (r *Reading) sweepPolicies(t PolicyType) {
	for id, p := range r.policies {
		if p.Type == t && p.run != r.run {
			r.applyTargets(TargetsFact{Policy: id, First: true, Last: true})
			delete(r.policies, id)
		}
	}
}
