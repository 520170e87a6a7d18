// Package pane holds what fills a rectangle of the screen: trees, lists, the
// node, documents, the wizard. A pane shows the reading and answers commands
// with intents; it does no I/O, for it has no name for it.
package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/scp"
	"deputy/ui/theme"
)

// Env is what all panes share. The root owns it and keeps it up to date; panes
// only read it.
type Env struct {
	Reading  *model.Reading
	Theme    *theme.Theme
	Lens     *model.Lens // the question that stays on; nil for none
	Frame    int         // the spinner's frame
	Now      time.Time   // when the last message came, for ages
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

// Size is a rectangle's width and height in cells.
type Size struct{ W, H int }

// Pane fills a rectangle.
type Pane interface {
	// View draws the pane: exactly s.H lines of exactly s.W cells. focused
	// tells whether the keys go here.
	View(s Size, focused bool) []string
	// Do carries out a command and gives what follows from it; nil if nothing
	// does.
	Do(c Command) Intent
	// Can tells whether a command makes sense here now. Where ok is false, a
	// reason says why it is barred; without a reason it does not belong here.
	Can(c Command) (ok bool, reason string)
	// Mouse acts on a click or wheel at a cell of the pane's last view.
	Mouse(m Mouse) Intent
}

// Mouse is a click or a turn of the wheel in the pane's own cells.
type Mouse struct {
	X, Y  int
	Wheel int  // rows to scroll; 0 for a click
	Twice bool // the second click on the same row
}

// Typist is a pane that takes text while Typing is true: keys and pastes go to
// it before they become commands.
type Typist interface {
	Typing() bool
	// Key takes a key; false if the pane has no use for it as text.
	Key(k tea.KeyPressMsg) (Intent, bool)
	Paste(text string) Intent
	// Caret gives where the text cursor stands in the last view, nil for none.
	Caret() *tea.Position
}

// Labeller is a pane that has its own word for what a command does there; empty
// for the common one.
type Labeller interface{ Label(c Command) string }

// Command is what a key, a footer entry or the palette asks a pane to do. The
// root's table of actions says which keys give which command.
type Command uint8

// The commands of panes.
const (
	None Command = iota
	Up
	Down
	PageUp
	PageDown
	Home
	End
	Left  // fold, or to the parent
	Right // unfold, or into
	Open  // Enter: go into what the cursor is on
	Close // Esc: leave what was opened here
	NextTab
	PrevTab
	FoldAll
	UnfoldAll
	Toggle  // the other form of the same thing: tree or list, by service or by account
	Raw     // a document as it is stored, or formatted
	Sort    // the next sort order
	Filter  // narrow a list by typing
	FindIn  // search in a document
	FindOn  // the next hit
	FindOff // the hit before
	Copy    // the ID
	CopyARN
	CopyText // the document, the command lines
	Console  // the AWS console page
	Delegate // register this account, or an account for this service
	Undelegate
	Back   // the plan that undoes the last change
	Reread // this place again
	Terraform
	KeepLens // keep the question on while walking the tree
	Suppose  // ask what would be different if something were
	SupposeMore
	TakeBack // a supposition
)

// Intent is what a pane wants to happen outside it. The set is closed; nil is
// nothing.
type Intent interface{ intent() }

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
type Many []Intent

func (NodeMoved) intent()     {}
func (NodeOpened) intent()    {}
func (PolicyMoved) intent()   {}
func (PolicyOpened) intent()  {}
func (PolicyShown) intent()   {}
func (ServiceShown) intent()  {}
func (ServiceMoved) intent()  {}
func (Wanted) intent()        {}
func (Entered) intent()       {}
func (Gone) intent()          {}
func (Switched) intent()      {}
func (Copied) intent()        {}
func (Browsed) intent()       {}
func (Noticed) intent()       {}
func (PlanWanted) intent()    {}
func (Approved) intent()      {}
func (Settled) intent()       {}
func (Stopped) intent()       {}
func (Ran) intent()           {}
func (Replied) intent()       {}
func (Login) intent()         {}
func (QuestionMoved) intent() {}
func (LensWanted) intent()    {}
func (Many) intent()          {}
