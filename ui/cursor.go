package ui

import (
	"time"

	"deputy/ui/kit"

	tea "charm.land/bubbletea/v2"
)

// restFor is how long the cursor stays on a row before what is there is read.
const restFor = 120 * time.Millisecond

// cursor waits for the cursor of a list to rest, so that nothing is read for
// the rows that it only passes.
type cursor struct{ tag int } // of the latest move

// restMsg comes when the cursor may have come to rest.
type restMsg struct {
	tag    int
	intent kit.Intent
}

// moved begins to wait: intent says where the cursor has come to.
func (c *cursor) moved(intent kit.Intent) tea.Cmd {
	c.tag++
	tag := c.tag
	return tea.Tick(restFor, func(time.Time) tea.Msg { return restMsg{tag, intent} })
}

// rested returns what the cursor rests on; nil if it has moved on meanwhile.
func (c *cursor) rested(msg restMsg) kit.Intent {
	if msg.tag != c.tag {
		return nil
	}
	return msg.intent
}
