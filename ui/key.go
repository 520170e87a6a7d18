package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model/denial"
	"deputy/ui/kit"
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

// paste passes pasted text to a pane that takes text. Elsewhere an error text or
// an event is asked about.
func (a *App) paste(text string) tea.Cmd {
	if a.layout.tooSmall() {
		return nil
	}
	t := a.layout.typist()
	switch {
	case t != nil:
		return a.follow(t.Paste(text))
	case a.questions.askFocused():
		return a.follow(a.questions.asked.Paste(text))
	case !a.layout.overlaid() && denial.Recognizes(text):
		cmd := a.questions.ask()
		if !a.questions.askFocused() {
			return cmd
		}
		return tea.Batch(cmd, a.follow(a.questions.asked.Paste(text)))
	case !a.layout.overlaid():
		return a.toast.notice("Nothing here takes a pasted text: / searches for an ID or ARN, a asks about an error or an event.")
	default:
		return a.toast.notice("Nothing here takes a pasted text.")
	}
}

// out leaves what was opened, by way of its pane where that has a say.
func (a *App) out() tea.Cmd {
	if ok, _ := a.layout.focused().Can(kit.Close); ok {
		return a.follow(a.layout.focused().Do(kit.Close))
	}
	a.layout.leave()
	return nil
}
