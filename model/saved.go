package model

import (
	"maps"
	"slices"
)

// restore fills a reading from a saved one.
type restore struct {
	update
	saved *Snapshot
	lacks map[PartKey]*Gap // what the saved reading lacks
}

// applySnapshot fills the reading from a saved one. Every part is marked as
// mark, but for those that the snapshot r.lacks and those of which this run
// knows more: a saved reading may come after the first fresh facts.
func (r restore) apply() {
	if r.Organization.ID == "" {
		r.Organization = r.saved.Organization
	}
	if r.Caller.Account == "" {
		r.Caller = r.saved.Caller
	}
	r.gaps()
	r.nodes()
	r.Apply(PoliciesFact{Policies: r.saved.Policies})
	for id, d := range r.saved.Documents {
		r.Apply(DocumentFact{id, d})
		r.mark(PartDocument, string(id))
	}
	r.attachments()
	r.Apply(TrustedAccessFact{r.saved.TrustedAccess})
	for _, d := range r.saved.Delegations {
		r.setDelegations(d.Account, append(slices.Clone(r.delegations[d.Account]), d))
	}
	r.resourcePolicy = r.saved.ResourcePolicy
	maps.Copy(r.tags, r.saved.Tags)
	for t := range r.saved.Tags {
		r.mark(PartTags, t)
	}
	r.settings()
	r.parts()
	r.run++ // what is not read again will be dropped
}

// nodes fills in the tree, and remembers it for comparison if it is
// whole.
func (r restore) nodes() {
	baseline := make(map[NodeID]NodeID, len(r.saved.OUs)+len(r.saved.Accounts)+1)
	for _, nodes := range [][]Node{r.saved.Roots, r.saved.OUs, r.saved.Accounts} {
		r.applyNodes(nodes)
		for _, n := range nodes {
			baseline[n.ID] = n.Parent
		}
	}
	for key := range r.lacks {
		if key.Part == PartRoots || key.Part == PartOUs || key.Part == PartAccounts {
			return
		}
	}
	r.baseline = baseline
}

// gaps gives what is lacking its status.
func (r restore) gaps() {
	for key, gap := range r.lacks {
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

// parts gives the other parts theirs.
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
		if _, lacking := r.lacks[key]; !lacking {
			r.mark(key.Part, key.Target)
		}
	}
}

// attachments fills both sides of the attachments: the nodes' lists
// and the policies' targets.
func (r restore) attachments() {
	exact := r.ownLists()
	for _, at := range r.saved.Attachments {
		p := r.policy(at.Policy)
		a := r.attachedOf(at.Target, p.Type)
		if exact(at.Target, p.Type) {
			a.exact, a.known, a.run = append(a.exact, at.Policy), true, r.run
		}
		if at.Policy != p.Type.Full() {
			a.listed = append(a.listed, at.Policy)
			p.targets = append(p.targets, at.Target)
		}
	}
	for id, p := range r.policies {
		_, lacking := r.lacks[PartKey{PartTargets, string(id)}]
		_, partly := r.lacks[PartKey{PartTargets, string(p.Type)}]
		p.complete = !lacking && !partly && id != p.Type.Full()
	}
	r.touch(PartTargets, PartAttached)
}

// ownLists tells of which nodes a snapshot has the own list: of those of
// which nothing is lacking, and of those with the full policy, which no other
// list shows.
func (r restore) ownLists() func(NodeID, PolicyType) bool {
	partly := map[PolicyType]bool{}
	ladders := 0
	for key := range r.lacks {
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
		_, lacking := r.lacks[PartKey{PartAttached, AttachedTarget(node, t)}]
		return !lacking && !partly[t] || full[Attachment{t.Full(), node}]
	}
}

// mark marks a part as taken from a saved reading, unless more is known of it.
func (r restore) mark(p Part, target string) {
	key := PartKey{p, target}
	if r.status[key].Progress == Unread {
		r.setStatus(key, Status{Progress: Saved, At: r.saved.Taken})
	}
	r.touch(p)
}

// settings fills in what a saved reading knows of services' own
// settings and of Regions, where this run knows nothing yet. That a service
// has no setting in a Region is not saved, and so is not known.
func (r restore) settings() {
	for settings := range chunks(r.saved.Settings, func(a, b Setting) bool { return a.Service == b.Service && a.Region == b.Region }) {
		first := settings[0]
		key := PartKey{PartService, ServiceTarget(first.Service, first.Region)}
		if r.status[key].Progress == Unread {
			r.applySettings(SettingsFact{Service: first.Service, Region: first.Region, Settings: settings})
			r.mark(key.Part, key.Target)
		}
	}
	for regions := range chunks(r.saved.Regions, func(a, b AccountRegion) bool { return a.Account == b.Account }) {
		account := regions[0].Account
		if r.Status(PartRegions, string(account)).Progress == Unread {
			r.regions[account] = slices.Clone(regions)
			r.mark(PartRegions, string(account))
		}
	}
}
