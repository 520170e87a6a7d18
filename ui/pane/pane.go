// Package pane holds the panes, each of which fills a rectangle of the screen: the
// tree, the lists, the node, documents, the wizard. A pane shows the reading,
// carries out commands and returns intents, which package ui carries out.
//
// What knows the organization and is drawn lives here; what any pane is made of
// lives in package kit. A pane does no I/O and cannot name the backend: the room
// may import model, ui/kit, ui/widget, ui/theme and the modules that draw.
package pane

import (
	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// Env is what all panes share. Package ui owns it and keeps it up to date; panes
// read it.
type Env struct {
	kit.Look

	Reading  *model.Reading
	Lens     *model.Lens // the question that stays on; nil for none
	ReadOnly bool        // nothing can be changed
	Barred   string      // why nothing can be changed, if ReadOnly
	Wide     bool        // the document stands beside the ladder (180 columns and more)
	Recent   []Place     // where the user was, the latest first
	Calls    Calls       // what was asked of AWS
	Profiles model.ProfilesFact

	gaps      gapList
	library   library // what was computed from documents, for all panes
	directory directory
	inspected inspected
}

// NodeMoved tells that the cursor came to rest on a node.
type NodeMoved struct{ Node model.NodeID }

// NodeOpened asks to show a node: select it in the tree and go into its pane.
type NodeOpened struct{ Node model.NodeID }

// PolicyMoved tells that the cursor came to rest on a policy.
type PolicyMoved struct{ Policy model.PolicyID }

// PolicyOpened asks to show a policy's document.
type PolicyOpened struct {
	Policy model.PolicyID
	Lit    []scp.Span // statements to light, such as those that decide a question
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

func (NodeMoved) IsIntent()     {}
func (NodeOpened) IsIntent()    {}
func (PolicyMoved) IsIntent()   {}
func (PolicyOpened) IsIntent()  {}
func (PolicyShown) IsIntent()   {}
func (ServiceShown) IsIntent()  {}
func (ServiceMoved) IsIntent()  {}
func (Wanted) IsIntent()        {}
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
func (Many) IsIntent()          {}
