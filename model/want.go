package model

// Want is something that the screen or a command needs to know. The set is
// closed. What is wanted with a lower Priority number is read first.
type Want interface{ Priority() int }

// WantTree asks for caller, organization, roots, OUs and accounts.
type WantTree struct{}

// WantDelegations asks for delegated administrators, their services, trusted
// access and the organization's resource policy.
type WantDelegations struct{}

// WantPolicies asks for every evaluated policy, its attachments and, when
// Documents is set, its text.
type WantPolicies struct{ Documents bool }

// WantLadder asks for the policies on each level above Node and their
// documents. It is what the user looks at: a later WantLadder cancels what an
// earlier one has not begun.
type WantLadder struct{ Node NodeID }

// WantDocument asks for one policy's text.
type WantDocument struct{ Policy PolicyID }

// WantTags asks for the tags of a node or policy. A later one cancels an
// earlier one.
type WantTags struct{ Target string }

// WantService asks what a service's own API says of its administrators, in
// every Region that is enabled. For a service without such a list it asks for
// the Regions only. A later one of the same service cancels an earlier one.
type WantService struct{ Service ServiceID }

// WantFresh asks for a fresh look before a plan: caller, organization, the
// accounts, the holders and trusted access of the principals, all that the
// delegates hold, and what the services say themselves in every enabled Region
// and in Regions. The ladders of the candidates are read as far as this run has
// not read them, for as long as a person may wait: what is missing then stays
// unread. It ends with a StatusFact for PartFresh and Token. A failure to read
// what the delegates hold, a Region, or a ladder, is a gap of its own.
type WantFresh struct {
	Token      string
	Accounts   []AccountID
	Principals []Principal
	Delegates  []AccountID
	Candidates []AccountID // whose SCPs and RCPs the plan is judged by
	Services   []ServiceID
	Regions    []Region // to be looked at besides the enabled ones
}

// WantSave asks to keep a reading for the next start.
type WantSave struct{ Snapshot *Snapshot }

// Priority is that of what a plan waits for, and a person for the plan.
func (WantFresh) Priority() int { return 0 }

// Priority is that of the chosen node, after nothing but a plan.
func (WantLadder) Priority() int { return 1 }

// Priority is that of an opened document.
func (WantDocument) Priority() int { return 1 }

// Priority is that of an opened service.
func (WantService) Priority() int { return 1 }

// Priority is that of the chosen node's tags, after its ladder.
func (WantTags) Priority() int { return 2 }

// Priority is that of the tree, on which everything hangs.
func (WantTree) Priority() int { return 3 }

// Priority is that of the tree's marks for delegated administrators.
func (WantDelegations) Priority() int { return 4 }

// Priority is that of the background.
func (WantPolicies) Priority() int { return 5 }

// Priority is that of what is done whenever there is time.
func (WantSave) Priority() int { return 6 }
