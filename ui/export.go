package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/ui/pane"
	"deputy/ui/theme"
)

// exporter writes what is taken along into files.
type exporter struct {
	// save writes a new file and returns its path; nil if there is nowhere to write.
	save  func(name, ending string, text []byte) (path string, err error)
	toast *toast
}

// savedMsg reports a file that was written, or why it was not.
type savedMsg struct {
	path string
	err  error
}

// export offers the content of the pane with the keys in several formats.
func (a *App) export() tea.Cmd {
	x, ok := a.layout.focused().(pane.Exporter)
	if !ok {
		return nil
	}
	d := x.Export()
	if d == nil {
		return a.toast.notice("There is nothing to export here yet.")
	}
	d.Organization, d.Taken = a.env.Reading.Organization.ID, a.session.progress().at
	return a.open(pane.NewExport(a.env, d))
}

// noExport says why the pane with the keys cannot be exported; empty if it can.
func (a *App) noExport() string {
	if _, ok := a.layout.focused().(pane.Exporter); !ok {
		return "deputy cannot export this: e exports lists, pages, documents and answers."
	}
	return ""
}

// write writes a file while the screen goes on.
func (e exporter) write(i pane.Saved) tea.Cmd {
	if e.save == nil {
		return e.toast.notice("deputy cannot save files here: copy it instead.")
	}
	return func() tea.Msg {
		path, err := e.save(i.Name, i.Ending, i.Text)
		return savedMsg{path, err}
	}
}

// saved says where a file is, or why there is none.
func (e exporter) saved(msg savedMsg) tea.Cmd {
	if msg.err != nil {
		return e.toast.notice("Not saved: " + msg.err.Error())
	}
	return e.toast.show("Saved as "+msg.path, theme.Good)
}
