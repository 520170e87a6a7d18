package ui

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// loginMsg tells how a command that logs in ended.
type loginMsg struct {
	prompt int
	run    []string
	err    error
}

// profileMsg tells that the backend uses another profile from now on.
type profileMsg struct{}

// reply answers the backend and takes the prompt off the screen. Another
// profile begins a reading from nothing once the backend knows of it.
func (a *App) reply(r model.Reply) tea.Cmd {
	if r.Kind == model.PromptProfile {
		a.load.cancel()
		a.reset()
		b := a.backend
		return func() tea.Msg { b.Answer(r); return profileMsg{} }
	}
	a.overlays = slices.DeleteFunc(a.overlays, func(o kit.Pane) bool {
		p, ok := o.(*pane.Prompt)
		return ok && p.ID() == r.Prompt
	})
	return answer(a.backend, r)
}

// login hands the terminal over to a command that logs in.
func (a *App) login(l pane.Login) tea.Cmd {
	if len(l.Run) == 0 {
		return a.notice("There is no command to log in with.")
	}
	then := func(err error) tea.Msg { return loginMsg{l.Prompt, l.Run, err} }
	if a.options.Login != nil {
		return a.options.Login(a.ctx, l.Run, then)
	}
	return runCommand(a.ctx, l.Run, then)
}

// runCommand runs a command on the terminal in deputy's place.
func runCommand(ctx context.Context, run []string, then func(error) tea.Msg) tea.Cmd {
	return tea.ExecProcess(exec.CommandContext(ctx, run[0], run[1:]...), then)
}

// loggedIn goes on after a login, or says why it did not work.
func (a *App) loggedIn(msg loginMsg) tea.Cmd {
	if msg.err != nil {
		return a.toast.show(fmt.Sprintf("%s failed: %v", strings.Join(msg.run, " "), msg.err), theme.Danger)
	}
	return a.reply(model.Reply{Prompt: msg.prompt, Kind: model.PromptLogin})
}

// browse opens a page by the opener that main gave, and shows the address in
// any case.
func (a *App) browse(b pane.Browsed) tea.Cmd {
	if a.options.Open == nil {
		return a.toast.show(b.URL, theme.Accent)
	}
	open := a.options.Open
	return tea.Batch(a.toast.show(b.URL+"  opens in the browser", theme.Accent), func() tea.Msg {
		if err := open(b.URL); err != nil {
			return browseMsg{b.URL, err}
		}
		return nil
	})
}

// browseMsg tells that a page could not be opened.
type browseMsg struct {
	url string
	err error
}
