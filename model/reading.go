package model

import "cmp"

// Reading is everything that is known of an organization at one moment, with its
// gaps. It has one owner, who applies facts in place. Even methods that only read
// may fill caches, so two goroutines must not use a reading at the same time. The
// zero Reading is not ready: use NewReading.
type Reading struct {
	tree
	policySet
	managementSet
	managementAccount
	statuses

	Caller       Caller
	Organization Organization

	trustedAccess  map[Principal]TrustedAccess
	serviceAccess  map[ServiceID]string // what the service says of its trusted access
	administrators map[AccountID]bool   // of any service
	delegations    map[AccountID][]Delegation
	resourcePolicy ResourcePolicyFact
	rootFeatures   []string // of centralized root access, that are enabled
	history        history
	handshakes     []Handshake // open, by ID
	tags           map[string][]Tag
	regions        map[AccountID][]AccountRegion
	accessReports  map[string]AccessReport // by AccessTarget
	settings       map[settingKey][]Setting
	notOffered     map[settingKey]string // how that is known
	savedGaps      map[PartKey]*Gap      // statuses that are gaps of the saved reading
	failedTargets  map[PolicyID]*Gap     // policies whose targets could not be read
	targetsRun     map[PolicyType]uint32 // the run that last read all targets of a type

	run       uint32   // raised by Begin; what a completed run has not seen is dropped
	baseline  baseline // the saved reading, to compare with
	countedAt uint64   // generation of the account counts
	size      int      // of the organization where its accounts are not listed; 0 if that is not known

	byPrincipal     map[Principal][]Delegation // the delegations again, built on demand
	byPrincipalAsOf uint64                     // their generation then
}

// NewReading returns a reading of which nothing is known.
func NewReading() *Reading {
	return &Reading{
		tree:           tree{nodes: map[NodeID]*TreeNode{}},
		statuses:       statuses{status: map[PartKey]Status{}},
		policySet:      policySet{policies: map[PolicyID]*policyEntry{}},
		managementSet:  managementSet{map[string]EffectivePolicy{}, map[PolicyType][]AccountID{}, map[string][]PolicyError{}},
		trustedAccess:  map[Principal]TrustedAccess{},
		serviceAccess:  map[ServiceID]string{},
		administrators: map[AccountID]bool{},
		delegations:    map[AccountID][]Delegation{},
		tags:           map[string][]Tag{},
		regions:        map[AccountID][]AccountRegion{},
		accessReports:  map[string]AccessReport{},
		settings:       map[settingKey][]Setting{},
		notOffered:     map[settingKey]string{},
		savedGaps:      map[PartKey]*Gap{},
		failedTargets:  map[PolicyID]*Gap{},
		targetsRun:     map[PolicyType]uint32{},
		run:            1,
	}
}

// Size returns how many accounts the organization has, and whether that is
// known.
func (r *Reading) Size() (accounts int, known bool) {
	if r.Status(PartAccounts, "").Known() {
		accounts = r.PlacedAccounts()
	}
	accounts = cmp.Or(accounts, r.size)
	return accounts, accounts > 0
}

// PlacedAccounts returns how many accounts are below the roots: all of which it is
// known so far where they are.
func (r *Reading) PlacedAccounts() (accounts int) {
	for root := range r.Roots() {
		accounts += r.AccountCount(root.ID)
	}
	return accounts
}

// AccountCount returns how many accounts are below a node; one for an account.
func (r *Reading) AccountCount(id NodeID) int {
	if asOf := r.generation[PartAccounts] + r.generation[PartOUs]; r.countedAt != asOf {
		r.count()
		r.countedAt = asOf
	}
	if e := r.nodes[id]; e != nil {
		return e.accounts
	}
	return 0
}

// NodeChange is how a node differs from the saved reading.
type NodeChange uint8

// The differences of a node from the saved reading.
const (
	NodeUnchanged NodeChange = iota
	NodeAdded
	NodeMoved
)

// NodeChange returns how the node differs from the reading that was saved at the
// last start; NodeUnchanged if there was none, or if the node was not read again
// yet.
func (r *Reading) NodeChange(id NodeID) NodeChange {
	e := r.nodes[id]
	if r.baseline.parents == nil || e == nil || e.run != r.run {
		return NodeUnchanged
	}
	switch was, ok := r.baseline.parents[id]; {
	case !ok:
		return NodeAdded
	case was != e.Parent:
		return NodeMoved
	default:
		return NodeUnchanged
	}
}

// Document returns a policy's text and how far it has been read. Until then it is
// the text that AWS documents, if it documents one; it has no time then. A gap stays
// a gap.
func (r *Reading) Document(id PolicyID) (Document, Status) {
	status := r.Status(PartDocument, string(id))
	switch p := r.policies[id]; {
	case p != nil && p.document != nil:
		return *p.document, status
	case p == nil || p.Type == "" || status.Progress == Failed:
		return Document{}, status
	default:
		return Document{Text: DocumentedText(id)}, status
	}
}

// ResourcePolicy returns the organization's resource policy and its ARN. Both are
// empty if there is none; the status of PartResourcePolicy says whether that is
// known.
func (r *Reading) ResourcePolicy() (arn, text string) {
	return r.resourcePolicy.ARN, r.resourcePolicy.Text
}

// Tags returns the tags of a node or policy, and how far they have been read.
func (r *Reading) Tags(target string) ([]Tag, Status) {
	return r.tags[target], r.Status(PartTags, target)
}

// KnownTags returns the tags of a node or policy, and whether they were ever
// read.
func (r *Reading) KnownTags(target string) (tags []Tag, read bool) {
	tags, read = r.tags[target]
	return tags, read
}
