// Package pane holds the panes, each of which fills a rectangle of the screen: the
// tree, the lists, the node, documents, the wizard. A pane shows the reading,
// carries out commands and returns intents, which package ui carries out.
//
// What knows the organization and is drawn lives here; what any pane is made of
// lives in package kit. A pane does no I/O and cannot name the backend: the room
// may import model, ui/kit, ui/widget, ui/theme and the modules that draw.
package pane

import (
	"time"

	"deputy/model"
	"deputy/model/escalation"
	"deputy/model/overview"
	"deputy/model/plan"
	"deputy/model/verdict/typical"
	"deputy/ui/kit"
)

// Env is what all panes share. Package ui owns it and keeps it up to date; panes
// read it.
type Env struct {
	kit.Look

	Clock       func() time.Time // measures how long a part of work has taken; nil in tests
	Reading     *model.Reading
	Run         int                 // the number of the run of reading, from 1
	Lens        *typical.Lens       // the question that stays on; nil for none
	Keys        map[string][]string // the keys of the actions, by their names, as people spell them
	ReadOnly    bool                // nothing can be changed
	WhyReadOnly string              // why nothing can be changed, if ReadOnly
	Offline     bool                // a saved reading: nothing is read
	Pace        int                 // per cent of AWS's documented rates that reading uses; 0 for all
	Beside      bool                // a list and the pane of its row stand beside each other
	Wide        bool                // the document stands beside the policies (180 columns and more)
	Recent      []Place             // where the user was, the latest first
	Bookmarks   []Place             // what the user comes back to, the latest first
	Past        PastQuestions       // what was asked with the form
	Calls       Calls               // what was asked of AWS
	Profiles    model.ProfilesFact
	Events      Events            // CloudTrail events that the user named
	Lists       ListChoices       // how the user wants to see the lists
	Journal     *plan.JournalFact // what deputy changed; nil for nothing

	gaps        gapList
	policyCache policyCache // what was computed from documents, for all panes
	index       searchIndex
	inspected   inspected
	linted      linted
	survey      incremental[*escalation.Survey] // of exemptions, for the findings
	overview    incremental[*overview.Overview] // for the home
	history     historyLog
	nodeMarks   nodeMarks
	allPolicies allPolicies
	use         managementUse
}

// Key returns the key of an action for a text; what runs it in the palette if it has
// none.
func (e *Env) Key(action string) string {
	if keys := e.Keys[action]; len(keys) > 0 {
		return keys[0]
	}
	return ":" + action
}
