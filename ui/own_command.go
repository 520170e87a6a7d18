package ui

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// Runner returns the command of Bubble Tea that runs a program on the terminal, with
// variables beside those of the environment, and then brings a message made of how
// it ended.
type Runner func(ctx context.Context, run, variables []string, then func(error) tea.Msg) tea.Cmd

// ownCommandMsg reports how a command of the user's ended.
type ownCommandMsg struct {
	name string
	err  error
}

// groupOwn is the section of the help sheet for the user's commands.
const groupOwn = "Your commands"

// action returns the action that runs the command.
func (c OwnCommand) action() Action {
	x := Action{
		Name: c.Name, Label: c.Name, Help: "Run " + phrase.ShellCommand(c.Run...), Group: groupOwn,
		run:      func(a *App) tea.Cmd { return a.runOwn(c) },
		disabled: func(a *App) string { return a.ownDisabled(c) },
	}
	if c.Key != "" {
		x.Keys = []string{c.Key}
	}
	return x
}

// variable matches a variable of deputy's in an argument.
var variable = regexp.MustCompile(`\$(?:(ACCOUNT_ID|OU_ID|POLICY_ID|PROFILE)\b|\{(ACCOUNT_ID|OU_ID|POLICY_ID|PROFILE)\})`)

// unknownHere says which variables have no value.
var unknownHere = map[string]string{
	"ACCOUNT_ID": "no account is chosen", "OU_ID": "no OU is chosen", "POLICY_ID": "no policy is chosen", "PROFILE": "no profile is in use",
}

// ownDisabled says why a command cannot run here and now; empty if it can.
func (a *App) ownDisabled(c OwnCommand) string {
	if a.options.ReadOnly != "" && !c.ReadOnly {
		return c.Name + " may change something, and deputy is read-only now: set readOnly on the command if it changes nothing."
	}
	known := a.variables()
	for _, word := range c.Run {
		for _, m := range variable.FindAllStringSubmatch(word, -1) {
			if name := m[1] + m[2]; valueOf(known, name) == "" {
				return c.Name + " needs $" + name + ", and " + unknownHere[name] + " here."
			}
		}
	}
	return ""
}

// variables returns what commands are told of the place, as KEY=value. Only what has
// the form of an ID is passed on as one.
func (a *App) variables() []string {
	on, r := a.layout.place().on, a.env.Reading
	if n, ok := a.layout.focused().(*pane.Node); ok {
		on.Policy = n.Document().Policy()
	}
	var all []string
	add := func(name, value string, formed bool) {
		if formed {
			all = append(all, name+"="+value)
		}
	}
	if n := r.Node(on.Node); n != nil {
		ou := n
		if n.Kind == model.KindAccount {
			add("ACCOUNT_ID", string(n.ID), model.IsAccountID(string(n.ID)))
			ou = r.Node(n.Parent)
		}
		if ou != nil {
			add("OU_ID", string(ou.ID), model.IsOUID(string(ou.ID)))
		}
	}
	add("POLICY_ID", string(on.Policy), model.IsPolicyID(string(on.Policy)))
	profile := r.Caller.Profile
	if profile == "" {
		profile = a.env.Profiles.Current
	}
	add("PROFILE", profile, profile != "")
	return all
}

// valueOf returns the value of a variable; empty if it is not there.
func valueOf(variables []string, name string) string {
	for _, v := range variables {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// runOwn runs a command of the user's. The first time in a session it is shown, and
// runs once it was confirmed.
func (a *App) runOwn(c OwnCommand) tea.Cmd {
	if a.change.busy {
		return a.toast.notice(underWay)
	}
	known := a.variables()
	run := slices.Clone(c.Run)
	for i := range run {
		run[i] = variable.ReplaceAllStringFunc(run[i], func(v string) string { return valueOf(known, strings.Trim(v, "${}")) })
	}
	start := pane.CommandConfirmed{Name: c.Name, Run: run, Variables: known}
	if a.confirmed[c.Name] {
		return a.startOwn(start)
	}
	a.toast.clear()
	return a.open(pane.NewOwnCommand(a.env, start, phrase.ShellCommand(run...)))
}

// startOwn starts a command that was confirmed.
func (a *App) startOwn(i pane.CommandConfirmed) tea.Cmd {
	if _, shown := a.layout.focused().(*pane.OwnCommand); shown {
		a.layout.leave()
	}
	if a.confirmed == nil {
		a.confirmed = map[string]bool{}
	}
	a.confirmed[i.Name] = true
	start := a.options.Run
	if start == nil {
		start = runOnTerminal
	}
	return start(a.session.ctx, i.Run, i.Variables, func(err error) tea.Msg { return ownCommandMsg{i.Name, err} })
}

// ownEnded says how a command ended.
func (a *App) ownEnded(msg ownCommandMsg) tea.Cmd {
	if msg.err != nil {
		return a.toast.show(fmt.Sprintf("%s failed: %v", msg.name, msg.err), theme.Danger)
	}
	return a.toast.show(msg.name+" has ended. Press "+a.env.Key("reread")+" to reload this.", theme.Good)
}

// runOnTerminal runs a program on the terminal in deputy's place.
func runOnTerminal(ctx context.Context, run, variables []string, then func(error) tea.Msg) tea.Cmd {
	c := exec.CommandContext(ctx, run[0], run[1:]...)
	c.Env = environment(c.Environ(), variables)
	return tea.Exec(&readable{c}, then)
}

// environment returns the environment of a command: deputy's own, without what has the
// name of a variable. Where deputy knows no value, one that was set outside would stand
// for another place.
func environment(outside, variables []string) []string {
	own := slices.DeleteFunc(slices.Clone(outside), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		_, ours := unknownHere[name]
		return ours
	})
	return append(own, variables...)
}

// readable is a program that leaves what it printed on the terminal until Enter is
// pressed.
type readable struct{ *exec.Cmd }

// Run implements tea.ExecCommand.
func (r *readable) Run() error {
	err := r.Cmd.Run()
	if err != nil {
		_, _ = fmt.Fprintln(r.Stderr, err)
	}
	_, _ = fmt.Fprint(r.Stdout, "\nPress Enter to go back to deputy. ")
	_, _ = bufio.NewReader(r.Stdin).ReadString('\n') // the end of the input goes back too
	return err
}

// SetStdin implements tea.ExecCommand.
func (r *readable) SetStdin(in io.Reader) { r.Stdin = in }

// SetStdout implements tea.ExecCommand.
func (r *readable) SetStdout(out io.Writer) { r.Stdout = out }

// SetStderr implements tea.ExecCommand.
func (r *readable) SetStderr(out io.Writer) { r.Stderr = out }
