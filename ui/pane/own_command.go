package pane

import (
	"strings"

	"deputy/ui/kit"
	"deputy/ui/theme"
)

// CommandConfirmed asks to run a program of the user's: its arguments, and the
// variables that it is given, as KEY=value.
type CommandConfirmed struct {
	Name           string
	Run, Variables []string
}

// IsIntent implements kit.Intent.
func (CommandConfirmed) IsIntent() {}

// OwnCommand shows a command of the user's configuration before it runs for the
// first time.
type OwnCommand struct {
	env   *Env
	start CommandConfirmed
	line  string // as a shell would take it
	sheet kit.Sheet
	tall  int
}

// NewOwnCommand returns the pane of a command that is to be confirmed.
func NewOwnCommand(env *Env, start CommandConfirmed, line string) *OwnCommand {
	return &OwnCommand{env: env, start: start, line: line}
}

// View draws the command line and the variables.
func (o *OwnCommand) View(s kit.Size, _ bool) []string {
	o.tall = s.H
	sh := &o.sheet
	sh.Reset(s.W)
	sh.Put(theme.Strong, "Run "+o.start.Name+"?")
	sh.Blank()
	sh.Add(kit.SheetRow{Indent: 3, Meaning: theme.Plain, Text: o.line})
	sh.Blank()
	for _, v := range o.start.Variables {
		name, value, _ := strings.Cut(v, "=")
		sh.Add(kit.SheetRow{Indent: 3, Mark: name + "=", Marked: theme.Muted, Text: value})
	}
	sh.Blank()
	sh.Put(theme.Muted, "This command comes from your configuration; deputy does not know what it does. It runs on the terminal with these variables. deputy asks this once, until you quit.")
	return kit.Pad(o.env.Theme, sh.View(o.env.Theme, s.H), s)
}

// Do runs, scrolls or leaves.
func (o *OwnCommand) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		return o.start
	case kit.Close:
		return Gone{}
	case kit.CopyText:
		return Copied{"the command line", o.line}
	default:
		o.sheet.Scroll(c, o.tall)
		return nil
	}
}

// Can implements kit.Pane.
func (o *OwnCommand) Can(c kit.Command) (ok bool, reason string) {
	if c == kit.CopyText {
		return true, ""
	}
	return kit.CanList(c, 1)
}

// Label names what the keys do here.
func (o *OwnCommand) Label(c kit.Command) string {
	switch c {
	case kit.Open:
		return "run"
	case kit.Close:
		return "cancel"
	default:
		return ""
	}
}

// Mouse scrolls.
func (o *OwnCommand) Mouse(m kit.Mouse) kit.Intent {
	o.sheet.Wheel(m.Wheel, o.tall)
	return nil
}
