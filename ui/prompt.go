package ui

import (
	"context"
	"fmt"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// loginMsg reports how a command that logs in ended.
type loginMsg struct {
	prompt int
	run    []string
	err    error
}

// profileMsg reports that the backend uses another profile from now on.
type profileMsg struct{}

// reply answers the backend and takes the prompt off the screen. Another profile
// may see another organization, so everything that was read and shown is
// forgotten; a reading begins once the backend knows of the profile.
func (a *App) reply(r model.Reply) tea.Cmd {
	b := a.session.backend
	if r.Kind == model.PromptProfile {
		a.session.forget()
		a.layout.reset()
		a.env.Recent, a.questions.whatIf = nil, nil
		a.env.Events = pane.Events{Paths: a.env.Events.Paths}
		return func() tea.Msg { b.Answer(r); return profileMsg{} }
	}
	a.layout.remove(func(o kit.Pane) bool {
		p, ok := o.(*pane.Prompt)
		return ok && p.ID() == r.Prompt
	})
	return answer(b, r)
}

// login hands the terminal over to a command that logs in.
func (a *App) login(l pane.Login) tea.Cmd {
	if len(l.Run) == 0 {
		return a.toast.notice("deputy knows no command to log in with.")
	}
	run := a.options.Login
	if run == nil {
		run = runCommand
	}
	return run(a.session.ctx, l.Run, func(err error) tea.Msg { return loginMsg{l.Prompt, l.Run, err} })
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
