package pane

import (
	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// Compared tells that two nodes are to be held side by side.
type Compared struct{ A, B model.NodeID }

func (Compared) IsIntent() {}

// NodeMoved tells that the cursor came to rest on a node.
type NodeMoved struct{ Node model.NodeID }

// NodeOpened asks to show a node: select it in the tree and go into its pane.
type NodeOpened struct{ Node model.NodeID }

// PolicyMoved tells that the cursor came to rest on a policy.
type PolicyMoved struct{ Policy model.PolicyID }

// PolicyOpened asks to show a policy's document.
type PolicyOpened struct {
	Policy    model.PolicyID
	Highlight []scp.Span // statements to light, such as those that decide a question
}

// PolicyShown asks to go to the policy on the Policies screen.
type PolicyShown struct{ Policy model.PolicyID }

// ServiceShown asks to go to a service on the Delegations screen.
type ServiceShown struct {
	Service   model.ServiceID
	Principal model.Principal // for principals that the catalogue does not know
}

// ServiceMoved tells that the cursor came to a service that has a list of its
// own administrators.
type ServiceMoved struct{ Service model.ServiceID }

// Wanted asks for more to be read.
type Wanted struct{ Want model.Want }

// Entered asks to move the keys from a list into the pane beside it.
type Entered struct{}

// Gone asks to leave the pane: back to the list, or close the overlay.
type Gone struct{}

// Switched asks for the other form of a screen's list: the tree, or the flat
// list of accounts.
type Switched struct{}

// Copied asks to put text on the clipboard. What names it for the notice.
type Copied struct{ What, Text string }

// Browsed asks to open a page in the browser.
type Browsed struct{ What, URL string }

// Noticed asks to show a sentence for some seconds.
type Noticed struct {
	Text    string
	Meaning theme.Meaning
}

// PlanWanted asks for a plan: a registration or a removal begins with it. Zero
// fields of the order are chosen in the wizard.
type PlanWanted struct{ Order model.Order }

// Approved tells that the user confirmed a plan.
type Approved struct {
	Plan   *model.Plan
	Reason string
}

// Settled asks to read back what an unfinished change left, and to plan the way
// on from there, or back.
type Settled struct{ Back bool }

// Stopped asks to stop after the current step.
type Stopped struct{}

// Ran asks to run a command of the palette, by the name of its action.
type Ran struct{ Action string }

// Replied answers the backend's prompt.
type Replied struct{ Reply model.Reply }

// Login asks to run a command that logs in, with the terminal handed over.
type Login struct {
	Prompt int
	Run    []string
}

// QuestionMoved tells that the question being typed is another one.
type QuestionMoved struct{ Question model.Question }

// LensWanted asks to keep a question on while the tree is walked.
type LensWanted struct{ Question model.Question }

// Many is several intents, in order.
type Many []kit.Intent

func (NodeMoved) IsIntent() {}

func (NodeOpened) IsIntent() {}

func (PolicyMoved) IsIntent() {}

func (PolicyOpened) IsIntent() {}

func (PolicyShown) IsIntent() {}

func (ServiceShown) IsIntent() {}

func (ServiceMoved) IsIntent() {}

func (Wanted) IsIntent() {}

func (Entered) IsIntent() {}

func (Gone) IsIntent() {}

func (Switched) IsIntent() {}

func (Copied) IsIntent() {}

func (Browsed) IsIntent() {}

func (Noticed) IsIntent() {}

func (PlanWanted) IsIntent() {}

func (Approved) IsIntent() {}

func (Settled) IsIntent() {}

func (Stopped) IsIntent() {}

func (Ran) IsIntent() {}

func (Replied) IsIntent() {}

func (Login) IsIntent() {}

func (QuestionMoved) IsIntent() {}

func (LensWanted) IsIntent() {}

func (Many) IsIntent() {}

// WhatIfWanted asks what could be supposed about a node or a policy; about a
// policy at a node where both are given. About is the node that was looked at,
// if it is another one.
type WhatIfWanted struct {
	Node   model.NodeID
	Policy model.PolicyID
	About  model.NodeID
}

// ChangeAdded tells what is supposed, and about which node one wants to know.
type ChangeAdded struct {
	Change model.Hypothesis
	About  model.NodeID
}

func (WhatIfWanted) IsIntent() {}

func (ChangeAdded) IsIntent() {}
