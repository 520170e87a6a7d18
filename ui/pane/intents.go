package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/plan"
	"deputy/model/scp"
	"deputy/model/verdict"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// CompareWanted asks to show two nodes side by side.
type CompareWanted struct{ A, B model.NodeID }

// NodeMoved says that the cursor moved to a node.
type NodeMoved struct{ Node model.NodeID }

// NodeOpened asks to select a node in the tree and to go into its pane.
type NodeOpened struct{ Node model.NodeID }

// PolicyMoved says that the cursor moved to a policy.
type PolicyMoved struct{ Policy model.PolicyID }

// PolicyOpened asks to show a policy's document.
type PolicyOpened struct {
	Policy    model.PolicyID
	Highlight []scp.Span // statements to highlight, such as those that decide a question
}

// PolicyShown asks to go to a policy on the Policies screen.
type PolicyShown struct{ Policy model.PolicyID }

// ServiceShown asks to go to a service on the Delegations screen.
type ServiceShown struct {
	Service   model.ServiceID
	Principal model.Principal // for principals that the catalogue does not know
}

// FindingShown asks to go to a finding on the Findings screen, by what the screen
// recognizes it by.
type FindingShown struct{ Finding string }

// ServiceMoved says that the cursor moved to a service that has its own list of
// administrators, which deputy should read.
type ServiceMoved struct{ Service model.ServiceID }

// Named asks to go to what a text names, or to ask about an error text.
type Named struct{ Text string }

// Wanted asks to read something.
type Wanted struct{ Want model.Want }

// ReportWanted asks to have IAM generate a credential report.
type ReportWanted struct{}

// Entered asks to move the keys from a list to the pane beside it.
type Entered struct{}

// Gone asks to leave the pane: back to the list, or close the overlay.
type Gone struct{}

// Switched asks for the other form of a screen's list: the tree, or the list of
// accounts.
type Switched struct{}

// Copied asks to copy a text to the clipboard. What names the text in the
// toast.
type Copied struct{ What, Text string }

// copiedName returns the intent to copy an ID, an ARN or a name as it is shown:
// in one line, without characters that a terminal acts on or that cannot be seen.
func copiedName(what, name string) Copied {
	return Copied{what, strings.TrimSpace(widget.Clean(name))}
}

// Browsed asks to open a page in the browser.
type Browsed struct{ What, URL string }

// Noticed asks to show a sentence for some seconds.
type Noticed struct {
	Text    string
	Meaning theme.Meaning
}

// PlanWanted asks to plan a change. The wizard asks the user for fields of the
// order that are zero.
type PlanWanted struct{ Order plan.Order }

// Approved says that the user confirmed a plan.
type Approved struct {
	Plan   *plan.Plan
	Reason string
}

// Settled asks to read what an unfinished change left in AWS, and to plan the
// rest of it, or the way back.
type Settled struct{ Back bool }

// Stopped asks to stop a change after the current step.
type Stopped struct{}

// Ran asks to run an action of the palette by its name, with what was typed behind
// it.
type Ran struct{ Action, Argument string }

// Replied answers the backend's prompt.
type Replied struct{ Reply model.Reply }

// Login asks to run a command that logs in, on the user's terminal.
type Login struct {
	Prompt int
	Run    []string
}

// QuestionMoved says that the user changed the question.
type QuestionMoved struct{ Question verdict.Question }

// LensWanted asks to keep a question on while the user moves through the tree.
type LensWanted struct{ Question verdict.Question }

// LensTurned asks to turn the question that stays on between the exact answers
// and those for an ordinary request.
type LensTurned struct{}

// Many is several intents, in order.
type Many []kit.Intent

// WhatIfWanted asks for the menu of what-if changes to a node or to a policy,
// or to a policy at a node. About is the node whose policies the user looked
// at, if that is another one.
type WhatIfWanted struct {
	Node   model.NodeID
	Policy model.PolicyID
	About  model.NodeID
}

// ChangeAdded adds a what-if change, and names the node that the user wants to
// see it at.
type ChangeAdded struct {
	Change model.Edits
	About  model.NodeID
}

func (CompareWanted) IsIntent() {}
func (NodeMoved) IsIntent()     {}
func (NodeOpened) IsIntent()    {}
func (PolicyMoved) IsIntent()   {}
func (PolicyOpened) IsIntent()  {}
func (PolicyShown) IsIntent()   {}
func (ServiceShown) IsIntent()  {}
func (FindingShown) IsIntent()  {}
func (ServiceMoved) IsIntent()  {}
func (Named) IsIntent()         {}
func (Wanted) IsIntent()        {}
func (ReportWanted) IsIntent()  {}
func (Entered) IsIntent()       {}
func (Gone) IsIntent()          {}
func (Switched) IsIntent()      {}
func (Copied) IsIntent()        {}
func (Browsed) IsIntent()       {}
func (Noticed) IsIntent()       {}
func (PlanWanted) IsIntent()    {}
func (Approved) IsIntent()      {}
func (Settled) IsIntent()       {}
func (Stopped) IsIntent()       {}
func (Ran) IsIntent()           {}
func (Replied) IsIntent()       {}
func (Login) IsIntent()         {}
func (QuestionMoved) IsIntent() {}
func (LensWanted) IsIntent()    {}
func (LensTurned) IsIntent()    {}
func (Many) IsIntent()          {}
func (WhatIfWanted) IsIntent()  {}
func (ChangeAdded) IsIntent()   {}
