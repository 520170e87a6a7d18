package model

import (
	"cmp"
	"hash/maphash"
	"slices"
	"time"
)

// baseline is what stays known of the saved reading after it is read again, so
// that what changed can be told.
type baseline struct {
	taken       time.Time
	parents     map[NodeID]NodeID // of each node; nil if nodes were missing
	policies    map[PolicyID]savedPolicy
	delegations map[AccountID][]Delegation
}

// savedPolicy is a policy of the saved reading.
type savedPolicy struct {
	Policy
	text    uint64 // hash of the text
	known   bool   // the text was read
	targets []NodeID
}

// keepBaseline keeps what the saved reading says of policies and delegations.
func (r restore) keepBaseline() {
	b := &r.baseline
	b.taken = r.saved.Taken
	b.policies = make(map[PolicyID]savedPolicy, len(r.saved.Policies))
	for _, p := range r.saved.Policies {
		d, known := r.saved.Documents[p.ID]
		b.policies[p.ID] = savedPolicy{Policy: p, text: hashOf(d.Text), known: known}
	}
	for _, at := range r.saved.Attachments {
		if p, ok := b.policies[at.Policy]; ok && at.Policy != p.Type.Full() {
			p.targets = append(p.targets, at.Target)
			b.policies[at.Policy] = p
		}
	}
	b.delegations = map[AccountID][]Delegation{}
	for _, d := range r.saved.Delegations {
		b.delegations[d.Account] = append(b.delegations[d.Account], d)
	}
}

// hashOf returns a hash of a text: two texts of one policy are told apart without
// keeping both. It is another one in each process.
func hashOf(text string) uint64 { return maphash.String(hashSeed, text) }

var hashSeed = maphash.MakeSeed()

// SavedAt returns when the saved reading was taken that this reading is compared
// with; the zero time if there is none.
func (r *Reading) SavedAt() time.Time { return r.baseline.taken }

// PolicyChange says how a policy differs from the saved reading.
type PolicyChange struct {
	Policy   Policy
	Added    bool
	Removed  bool
	Edited   bool // its text is another one
	Attached int  // nodes that it was attached to since
	Detached int
}

// PolicyChanges returns how the policies of the evaluated types differ from the
// saved reading, by name. What was not read again counts as unchanged.
func (r *Reading) PolicyChanges() []PolicyChange {
	var all []PolicyChange
	for _, t := range Evaluated() {
		if r.baseline.policies == nil || r.Status(PartPolicies, string(t)).Progress != Complete {
			continue
		}
		for _, p := range r.Policies(t) {
			c := PolicyChange{Policy: *p}
			was, known := r.baseline.policies[p.ID]
			if c.Added = !known; known {
				r.comparePolicy(&c, &was)
			}
			if c != (PolicyChange{Policy: *p}) {
				all = append(all, c)
			}
		}
		for id, was := range r.baseline.policies {
			if was.Type == t && r.Policy(id) == nil {
				all = append(all, PolicyChange{Policy: was.Policy, Removed: true})
			}
		}
	}
	slices.SortFunc(all, func(a, b PolicyChange) int { return comparePolicies(&a.Policy, &b.Policy) })
	return all
}

// comparePolicy compares a policy's text and targets with the saved ones.
func (r *Reading) comparePolicy(c *PolicyChange, was *savedPolicy) {
	d, status := r.Document(c.Policy.ID)
	c.Edited = was.known && status.Progress == Complete && hashOf(d.Text) != was.text
	targets, status := r.Targets(c.Policy.ID)
	if status.Progress != Complete || c.Policy.ID == c.Policy.Type.Full() {
		return
	}
	c.Attached, c.Detached = countMissing(targets, was.targets), countMissing(was.targets, targets)
}

// countMissing returns how many of the nodes are not among others.
func countMissing(of, in []NodeID) (n int) {
	others := make(map[NodeID]bool, len(in))
	for _, t := range in {
		others[t] = true
	}
	for _, t := range of {
		if !others[t] {
			n++
		}
	}
	return n
}

// DelegationChanges returns the delegations that were registered and those that
// were removed since the saved reading, by account and principal; nothing before
// all of them have been read again.
func (r *Reading) DelegationChanges() (registered, removed []Delegation) {
	if r.baseline.delegations == nil || r.Status(PartAdministrators, "").Progress != Complete || r.Status(PartDelegations, "").Progress != Complete {
		return nil, nil
	}
	missing := func(of, in map[AccountID][]Delegation) (out []Delegation) {
		for account, ds := range of {
			for _, d := range ds {
				if !slices.ContainsFunc(in[account], func(o Delegation) bool { return o.Principal == d.Principal }) {
					out = append(out, d)
				}
			}
		}
		slices.SortFunc(out, func(a, b Delegation) int {
			return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Principal, b.Principal))
		})
		return out
	}
	return missing(r.delegations, r.baseline.delegations), missing(r.baseline.delegations, r.delegations)
}
