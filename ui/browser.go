package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/ui/pane"
	"deputy/ui/theme"
)

// browser opens pages of the AWS console.
type browser struct {
	open  func(url string) error // nil shows the address only
	toast *toast
}

// browseMsg reports that a page could not be opened.
type browseMsg struct {
	url string
	err error
}

// browse opens a page, and shows its address in any case.
func (b browser) browse(i pane.Browsed) tea.Cmd {
	if b.open == nil {
		return b.toast.show(i.URL, theme.Accent)
	}
	return tea.Batch(b.toast.show(i.URL+"  opens in the browser", theme.Accent), func() tea.Msg {
		if err := b.open(i.URL); err != nil {
			return browseMsg{i.URL, err}
		}
		return nil
	})
}

// failed says that a page could not be opened.
func (b browser) failed(msg browseMsg) tea.Cmd {
	return b.toast.notice(msg.url + "  not opened: " + msg.err.Error())
}
