package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Begin starts a new run, that is, reads the organization again. When a run
// completes a part, everything in that part which the run did not see is dropped:
// AWS no longer has it.
func (r *Reading) Begin() {
	u := update{r}
	r.run++
	for k, s := range r.status {
		if s.Progress == Failed || s.Progress == Waiting || s.Progress == Partial {
			u.setStatus(k, Status{})
			delete(r.status, k)
		}
	}
	clear(r.savedGaps)
}

// Apply applies a fact to the reading.
func (r *Reading) Apply(f Fact) { update{r}.apply(f) }

// update is a Reading while facts are applied to it. It keeps the methods that
// write apart from those that only read.
type update struct{ *Reading }

func (u update) apply(f Fact) {
	switch f := f.(type) {
	case CallerFact:
		u.Caller = f.Caller
		u.touch(PartCaller)
	case OrganizationFact:
		u.Organization = f.Organization
		u.touch(PartOrganization)
	case RootsFact:
		u.applyNodes(f.Roots)
		u.dropDisabled()
		u.touch(PartRoots, PartOUs)
	case OUsFact:
		u.applyNodes(f.OUs)
		u.touch(PartOUs)
	case AccountsFact:
		u.applyNodes(f.Accounts)
		u.touch(PartAccounts)
	case ChildrenFact:
		u.applyChildren(f)
	case PoliciesFact:
		u.applyPolicies(f.Policies)
	case TargetsFact:
		u.applyTargets(f)
	case AttachedFact:
		u.applyAttached(f)
	case DocumentFact:
		u.applyDocument(f)
	case EffectivePolicyFact, InvalidPoliciesFact, PolicyErrorsFact:
		u.applyManagement(f)
	case SizeFact:
		u.size = f.Accounts
	case TrustedAccessFact:
		u.applyTrustedAccess(f)
	case ServiceAccessFact:
		u.applyServiceAccess(f)
	case AdministratorsFact:
		u.applyAdministrators(f)
	case DelegationsFact:
		u.applyDelegations(f)
	case ResourcePolicyFact:
		u.resourcePolicy = f
		u.touch(PartResourcePolicy)
	case TagsFact:
		u.tags[f.Target] = f.Tags
		u.touch(PartTags)
	case RegionsFact:
		u.regions[f.Account] = slices.Clone(f.Regions)
		u.touch(PartRegions)
	case SettingsFact:
		u.applySettings(f)
	case StatusFact:
		u.applyStatus(f)
	case SavedFact:
		u.applySaved(f)
	default:
		u.applyOnDemand(f)
	}
}

// applyOnDemand applies what is read only if somebody asks for it. Prompts, profiles
// and calls are for the screen.
func (u update) applyOnDemand(f Fact) {
	switch f := f.(type) {
	case RootAccessFact:
		u.rootFeatures = slices.Clone(f.Enabled)
		u.touch(PartRootAccess)
	case HandshakesFact:
		u.applyHandshakes(f)
	case HistoryFact:
		u.applyHistory(f)
	case ManagementAccountFact:
		u.applyManagementAccount(f)
	case AccessReportFact:
		u.applyAccessReport(f)
	}
}

func (u update) applyDelegations(f DelegationsFact) {
	u.setDelegations(f.Account, slices.Clone(f.Delegations))
	if len(f.Delegations) == 0 {
		delete(u.administrators, f.Account)
	}
}

func (u update) applySaved(f SavedFact) {
	if !f.restored.becomes(u.Reading) {
		restore{u, f.Snapshot, f.Snapshot.MissingParts()}.apply()
	}
}

func (u update) applyDocument(f DocumentFact) {
	d := f.Document
	u.policy(f.Policy).document = &d
	u.touch(PartDocument)
}

func (u update) applyServiceAccess(f ServiceAccessFact) {
	u.serviceAccess[f.Service] = f.Said
	u.touch(PartServiceAccess)
}

func (u update) applyAttached(f AttachedFact) {
	a := u.attachedAt(f.Node, f.Type)
	a.exact, a.known, a.run, a.sortedAt = slices.Clone(f.Policies), true, u.run, 0
	u.touch(PartAttached, PartTargets)
}

func (u update) applyTrustedAccess(f TrustedAccessFact) {
	clear(u.trustedAccess)
	for _, t := range f.Trusted {
		u.trustedAccess[t.Principal] = t
	}
	u.touch(PartTrustedAccess)
}

// setStatus stores the status of a part, or of one target of it.
func (u update) setStatus(key PartKey, s Status) {
	old := u.status[key]
	s.Again = (s.Progress == Waiting || s.Progress == Partial) && (old.Progress == Complete || old.Again)
	u.status[key] = s
	u.touch(key.Part)
	if node, t, ok := strings.Cut(key.Target, " "); key.Part == PartAttached && ok {
		u.attachedAt(NodeID(node), PolicyType(t)).status = &s
	}
	if key.Part != PartTargets {
		return
	}
	if id := PolicyID(key.Target); s.Progress == Failed {
		u.failedTargets[id] = s.Gap
	} else {
		delete(u.failedTargets, id)
	}
	if s.Progress == Complete {
		u.targetsRun[PolicyType(key.Target)] = u.run
	}
}

// applyChildren moves nodes below the parent that AWS has listed them under.
func (u update) applyChildren(f ChildrenFact) {
	for _, c := range f.Children {
		e := u.entry(c)
		e.Parent, e.run = f.Parent, u.run
		u.link(e)
	}
	u.touch(PartAccounts, PartOUs)
}

func (u update) applyNodes(nodes []Node) {
	for _, n := range nodes {
		e := u.entry(n.ID)
		if n.Parent == "" && n.Kind == KindAccount {
			n.Parent = e.Parent // a list without Paths says nothing of the parent
		}
		if n.Name == "" {
			n.Name = e.Name // an OU known from a path has no name yet
		}
		if n.State == StateNotGiven {
			n.State = e.State // another list may have given it
		}
		e.Node, e.run = n, u.run
		u.link(e)
		if n.Kind == KindRoot && !slices.Contains(u.roots, e) {
			u.roots = append(u.roots, e)
		}
	}
}

func (u update) applyPolicies(policies []Policy) {
	for _, p := range policies {
		e := u.policy(p.ID)
		var targets []NodeID
		if e.Type != p.Type { // its targets came first, and are stored under no type
			targets = e.targets
			u.removeTargets(e)
		}
		e.Policy, e.run = p, u.run
		u.addTargets(e, targets)
	}
	u.touch(PartPolicies, PartTargets, PartAttached)
}

func (u update) applyTargets(f TargetsFact) {
	p := u.policy(f.Policy)
	if f.First {
		u.removeTargets(p)
		p.targetsComplete, p.targetsTaken = false, time.Time{}
	}
	u.addTargets(p, f.Targets)
	for i, name := range f.Names {
		if e := u.entry(f.Targets[i]); e.Name == "" { // the tree may not have been read
			e.Name = name
		}
	}
	if f.Last {
		p.targetsComplete, p.targetsTaken = true, f.Taken
	}
	u.touch(PartTargets)
}

// addTargets records that a policy is attached to the targets, on both sides.
func (u update) addTargets(p *policyEntry, targets []NodeID) {
	for _, t := range targets {
		a := u.attachedAt(t, p.Type)
		if !slices.Contains(a.listed, p.ID) {
			a.listed = append(a.listed, p.ID)
			p.targets = append(p.targets, t)
		}
	}
}

// removeTargets forgets all targets of a policy, on both sides.
func (u update) removeTargets(p *policyEntry) {
	for _, t := range p.targets {
		e := u.nodes[t]
		if e == nil {
			continue
		}
		if a := e.attached.of(p.Type); a != nil {
			a.listed = slices.DeleteFunc(a.listed, func(id PolicyID) bool { return id == p.ID })
		}
	}
	p.targets = nil
}

func (u update) applyAdministrators(f AdministratorsFact) {
	for _, n := range f.Accounts {
		n.Kind = KindAccount
		if e := u.nodes[n.ID]; e == nil || e.Kind == KindUnknown {
			u.applyNodes([]Node{n})
			u.touch(PartAccounts)
		} else if n.State != StateNotGiven {
			e.State = n.State
		}
	}
	if f.Principal == "" {
		clear(u.administrators)
		for _, n := range f.Accounts {
			u.administrators[AccountID(n.ID)] = true
		}
		maps.DeleteFunc(u.delegations, func(a AccountID, _ []Delegation) bool { return !u.administrators[a] })
		u.touch(PartAdministrators, PartDelegations)
		return
	}
	isOf := func(d Delegation) bool { return d.Principal == f.Principal }
	for a, ds := range u.delegations {
		if slices.ContainsFunc(ds, isOf) {
			u.setDelegations(a, slices.DeleteFunc(slices.Clone(ds), isOf))
			if _, status := u.Delegations(a); status.Known() && len(u.delegations[a]) == 0 {
				delete(u.administrators, a) // that was its last delegation
			}
		}
	}
	for _, n := range f.Accounts {
		a := AccountID(n.ID)
		u.setDelegations(a, append(slices.Clone(u.delegations[a]), Delegation{a, f.Principal, f.Since[a]}))
	}
	u.touch(PartAdministrators, PartDelegations)
}

// setDelegations stores all known delegations of an account; it takes over the
// slice. An account without any stays an administrator: it may have delegations
// that are not known.
func (u update) setDelegations(a AccountID, ds []Delegation) {
	slices.SortFunc(ds, func(x, y Delegation) int { return cmp.Compare(x.Principal, y.Principal) })
	if len(ds) == 0 {
		delete(u.delegations, a)
	} else {
		u.delegations[a] = ds
		u.administrators[a] = true
	}
	u.touch(PartDelegations)
}

func (u update) applyStatus(f StatusFact) {
	u.setStatus(PartKey{f.Part, f.Target}, f.Status)
	if f.Status.Progress != Complete {
		return
	}
	u.forgetSavedGaps(f.Part, f.Target)
	switch {
	case f.Part == PartOUs && f.Target == "":
		u.dropUnseenNodes(KindOU, PartOUs)
	case f.Part == PartAccounts && f.Target == "":
		u.dropUnseenNodes(KindAccount, PartAccounts)
	case f.Part == PartPolicies:
		u.dropUnseenPolicies(PolicyType(f.Target))
	}
}

// dropUnseenNodes drops the nodes of a kind that this run did not see, unless a
// list of them failed: they may be on it.
func (u update) dropUnseenNodes(k NodeKind, part Part) {
	for key, s := range u.status {
		if key.Part == part && s.Progress == Failed {
			return
		}
	}
	for _, e := range u.nodes {
		if e.Kind == k && e.run != u.run {
			u.drop(e)
		}
	}
	u.touch(PartOUs, PartAccounts)
}

// dropUnseenPolicies drops the policies of a type that this run did not see.
func (u update) dropUnseenPolicies(t PolicyType) {
	for id, p := range u.policies {
		if p.Type == t && p.run != u.run {
			u.removeTargets(p)
			delete(u.policies, id)
		}
	}
	u.touch(PartPolicies, PartTargets, PartAttached)
}

// applySettings replaces the settings of a service in a Region.
func (u update) applySettings(f SettingsFact) {
	at := settingKey{f.Service, f.Region}
	u.notOffered[at] = f.NotOffered
	if len(f.Settings) == 0 {
		delete(u.settings, at)
	} else {
		settings := slices.Clone(f.Settings)
		slices.SortFunc(settings, compareSettings)
		u.settings[at] = settings
	}
	u.touch(PartService)
}

// forgetSavedGaps drops the gaps of the saved reading that this run has closed by
// completing a part. Once all attachments of a policy type are read, gaps in the
// lists of single policies and of single nodes are closed too.
func (u update) forgetSavedGaps(p Part, target string) {
	if target != "" && p != PartTargets {
		return
	}
	for key, gap := range u.savedGaps {
		closed := key.Part == p && p != PartTargets
		if p == PartTargets {
			id, t, _ := strings.Cut(key.Target, " ")
			closed = key.Part == PartAttached && t == target ||
				key.Part == PartTargets && u.TypeOf(PolicyID(id)) == PolicyType(target)
		}
		if closed && u.status[key].Gap == gap {
			delete(u.savedGaps, key)
			u.setStatus(key, Status{})
			delete(u.status, key)
		}
	}
}
