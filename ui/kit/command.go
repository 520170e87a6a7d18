package kit

// Command is what a key, a footer entry or the palette asks a pane to do. The
// table of actions in package ui says which keys mean which command.
type Command uint8

// The commands that panes understand; each pane has its own few.
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
	Toggle       // the other form of the same thing: tree or list, by service or by account
	Raw          // a document as it is stored, or formatted
	Sort         // the next sort order
	Reverse      // the same order in the other direction
	Filter       // narrow a list by typing
	FindIn       // search in a document
	FindNext     // the next hit
	FindPrevious // the hit before
	Copy         // the ID
	CopyARN
	CopyText // the document, the command lines
	Console  // the AWS console page
	Delegate // register this account, or an account for this service
	Undelegate
	Undo       // the plan that undoes the last change
	Reload     // read again what is shown here
	ReadEvents // read CloudTrail events, stop, or go on
	Days       // the next number of days that count
	Terraform
	KeepLens // keep the question on while moving through the tree
	Exactly  // the exact answer, or that for an ordinary request
	Assume   // assume what the cursor is on, or leave it open
	WhatIf   // add a change to the what-if screen
	Answer   // from the fields of a question to its answer
	Clear    // empty the field
	AddChange
	DropChange   // drop a change of the what-if screen
	TestCase     // the question and its answer as a guardrail test
	Generate     // have IAM generate a credential report
	LastAccessed // which services were used last
)

// Moves reports whether a command moves within a pane.
func (c Command) Moves() bool {
	switch c {
	case Up, Down, PageUp, PageDown, Home, End:
		return true
	default:
		return false
	}
}
