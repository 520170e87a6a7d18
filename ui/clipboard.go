package ui

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"deputy/ui/pane"
)

// maxShown is how long a text may be that a notice repeats.
const maxShown = 200

// clipboard sends texts to the terminal's clipboard and says so.
type clipboard struct{ toast *toast }

func (c clipboard) copy(i pane.Copied) tea.Cmd {
	i.Text = withoutControls(i.Text)
	return tea.Batch(tea.SetClipboard(i.Text), c.toast.notice(copiedText(i)))
}

// withoutControls returns a text without the characters that a terminal into which
// it is pasted would act on. Line breaks and tabs stay: documents have them.
func withoutControls(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) {
			return -1
		}
		return r
	}, text)
}

// copiedText returns the notice of a copied text. The text comes first so that
// it survives on a narrow screen: where the terminal has no clipboard, people
// copy it from there.
func copiedText(i pane.Copied) string {
	if len(i.Text) > maxShown {
		return "Sent to the terminal's clipboard: " + i.What
	}
	return i.Text + "  " + i.What + ", sent to the terminal's clipboard"
}
