package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"deputy/model/denial"
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// key passes a key to a pane that takes text, else to the table of actions.
func (a *App) key(msg tea.KeyPressMsg) tea.Cmd {
	if a.layout.tooSmall() { // nobody can see what a key would do
		if k := msg.String(); k == "q" || k == "ctrl+c" {
			return a.change.quit()
		}
		return nil
	}
	if t := a.layout.typist(); t != nil {
		if intent, taken := t.Key(msg); taken {
			return a.follow(intent)
		}
	}
	return a.act(msg.String())
}

// maxPaste is how long an error text or an event may be that is pasted, in bytes. CloudTrail's events have at most 256 KiB.
const maxPaste = 1 << 20

// refusedPaste says why a pasted text is not taken; empty if it is.
func refusedPaste(text string) string {
	switch {
	case len(text) > maxPaste:
		return fmt.Sprintf("The pasted text is longer than %d MiB, so deputy ignored it. Paste one message or event.", maxPaste>>20)
	case len(text) > kit.MaxInput && !denial.Recognizes(text):
		return fmt.Sprintf("The pasted text is longer than %d KiB, so deputy ignored it. Paste less.", kit.MaxInput>>10)
	default:
		return ""
	}
}

// paste passes pasted text to a pane that takes text. Elsewhere it leads to what it
// names, or is asked about; but not away from a change, or from a question of AWS.
func (a *App) paste(text string) tea.Cmd {
	if a.layout.tooSmall() {
		return nil
	}
	if why := refusedPaste(text); why != "" {
		return a.toast.notice(why)
	}
	if t := a.layout.typist(); t != nil {
		return a.follow(t.Paste(text))
	}
	switch a.layout.focused().(type) {
	case *pane.Wizard, *pane.Prompt, *pane.OwnCommand:
		return a.toast.notice("You cannot paste text here.")
	case *pane.Ask:
		if denial.Recognizes(text) {
			return a.follow(a.questions.asked.Paste(text))
		}
	}
	return a.named(text)
}
