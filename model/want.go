package model

import "time"

// Want is something that the screen or a command needs to know, for the reader of
// an organization. What has a lower Priority is read first.
type Want interface{ Priority() int }

// WantTree asks for the caller, the organization, the roots, OUs and accounts.
type WantTree struct{}

// WantAccounts asks for the accounts alone, to find one by its name.
type WantAccounts struct{}

// WantDelegations asks for delegated administrators, their services, trusted
// access and the organization's resource policy.
type WantDelegations struct{}

// WantPolicies asks for every SCP and RCP, its targets and, if Documents is set,
// its text.
type WantPolicies struct {
	Documents bool
	Only      PolicyType // only those of this type; empty for all
}

// WantManagementPolicies asks for the policies of the enabled management policy
// types, their targets and texts, and for the accounts whose effective policy is
// invalid. They are read after whatever else was asked for before.
type WantManagementPolicies struct {
	Only PolicyType // only those of this type, at once; empty for all
}

// WantEffective asks for the effective policies of an account, of every enabled
// management policy type. A later one cancels an earlier one. Again asks also for
// what this run has read.
type WantEffective struct {
	Account AccountID
	Only    []PolicyType // only of these types; nil for all
	Errors  []PolicyType // of which its effective policy is known to be invalid: AWS's reasons are read as well
	Again   bool
}

// WantLadder asks for the policies attached to Node and to each node above it, and
// for their documents. It is what the user looks at, so a later WantLadder cancels
// whatever an earlier one has not requested yet. Again asks also for what this run
// has read.
type WantLadder struct {
	Node  NodeID
	Again bool
}

// WantDocument asks for one policy's text.
type WantDocument struct{ Policy PolicyID }

// WantPolicy asks for one policy's name, type and text, where the lists of policies are
// not read.
type WantPolicy struct{ Policy PolicyID }

// WantTags asks for the tags of a node or policy. A later one cancels an
// earlier one.
type WantTags struct{ Target string }

// WantService asks a service API for its administrators, in every enabled
// Region; of a service without such an API, only for the Regions. A later one for
// the same service cancels an earlier one.
type WantService struct{ Service ServiceID }

// WantFresh asks for everything that a planned change depends on, read again right
// before it: the caller, the organization, the Accounts, the delegated
// administrators and trusted access of the Principals, all delegations of the
// Delegates, what the service APIs return in every enabled Region and in
// Regions, and what the services of Access say of their trusted access.
//
// The ladders of the Candidates are read unless this run has read them, and only
// for as long as a person may wait: the rest stays Unread. It ends with a
// StatusFact for PartFresh and Token. If the delegations of a delegate, a Region,
// what a service says of its trusted access, or a ladder cannot be read, that is a
// gap of its own and PartFresh still completes.
type WantFresh struct {
	Token      string
	Accounts   []AccountID
	Principals []Principal
	Delegates  []AccountID
	Candidates []AccountID // for registration, whose SCPs and RCPs decide whether they can use the service
	Services   []ServiceID
	Regions    []Region    // besides the enabled ones
	Access     []ServiceID // which say of themselves whether their trusted access is on
}

// WantEvents asks for the CloudTrail events of the caller's account from From to To,
// the newest first, in every enabled Region or only in Regions. Where an earlier
// reading stopped, Until has the time in a Region from which it goes on. A later one
// stops an earlier one, and the zero want does nothing else.
type WantEvents struct {
	From, To time.Time
	Regions  []Region
	Until    map[Region]time.Time
	Reads    bool // also those of calls that only read
}

// WantSave asks to save a reading, or what the screen remembers of the
// organization, for the next start; what is nil stays as it was saved. Done is
// closed when both are saved, or could not be; it may be nil.
type WantSave struct {
	Snapshot *Snapshot
	Screen   []byte // in a form that only the screen knows
	Done     chan<- struct{}
}

// Priority is the highest: a person waits for the plan.
func (WantFresh) Priority() int { return 0 }

// Priority is that of the selected node.
func (WantLadder) Priority() int { return 1 }

// Priority is that of a document on the screen.
func (WantDocument) Priority() int { return 1 }

// Priority is that of a document on the screen.
func (WantPolicy) Priority() int { return 1 }

// Priority is that of a service on the screen.
func (WantService) Priority() int { return 1 }

// Priority is that of the selected node's tags, after its ladder.
func (WantTags) Priority() int { return 2 }

// Priority is that of the tree, which everything else needs.
func (WantTree) Priority() int { return 3 }

// Priority is that of the tree.
func (WantAccounts) Priority() int { return 3 }

// Priority is that of the delegated administrators, which the tree shows.
func (WantDelegations) Priority() int { return 4 }

// Priority is that of work in the background.
func (WantPolicies) Priority() int { return 5 }

// Priority is that of work in the background.
func (WantEvents) Priority() int { return 5 }

// Priority is that of work in the background.
func (WantManagementPolicies) Priority() int { return 5 }

// Priority is that of a document on the screen.
func (WantEffective) Priority() int { return 1 }

// Priority is the lowest.
func (WantSave) Priority() int { return 6 }
