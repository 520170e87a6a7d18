package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model/phrase"
	"deputy/ui/pane"
	"deputy/ui/theme"
)

// appearance chooses the theme: the one that the user wants, else the one for the
// terminal's background.
type appearance struct {
	options *Options
	env     *pane.Env
	toast   *toast
	light   bool // the terminal's background, as far as it is known
}

// newAppearance returns the appearance of an environment and sets its theme.
func newAppearance(o *Options, env *pane.Env, t *toast) appearance {
	a := appearance{options: o, env: env, toast: t}
	a.apply()
	return a
}

// dark reports whether the theme is for dark backgrounds.
func (a *appearance) dark() bool {
	if a.options.Theme == theme.Auto {
		return !a.light
	}
	return a.options.Theme == theme.Dark
}

// apply makes the theme again.
func (a *appearance) apply() {
	a.env.Theme = theme.NewOwn(a.dark(), a.options.Depth, a.options.ASCII, a.options.Colours)
}

// background takes the terminal's background, and says which of the user's own
// colours are hard to read on it.
func (a *appearance) background(dark bool) tea.Cmd {
	a.light = !dark
	a.apply()
	if a.options.Theme != theme.Auto {
		return nil // it was said at the start
	}
	return a.faint()
}

// warn says at the start which of the user's own colours are hard to read. Where the
// background decides, the terminal has to name that first.
func (a *appearance) warn() tea.Cmd {
	if a.options.Theme == theme.Auto {
		return nil
	}
	return a.faint()
}

// faint says which of the user's own colours are hard to read.
func (a *appearance) faint() tea.Cmd {
	if a.options.Depth >= theme.Sixteen {
		return nil // they are not used
	}
	var names []string
	for _, m := range a.options.Colours.Faint(a.dark()) {
		names = append(names, m.String())
	}
	if len(names) == 0 {
		return nil
	}
	return a.toast.notice("The configured colours for " + phrase.Join(names, " and ") + " have too little contrast here: below 4.5:1.")
}

// setTheme shows the theme with a name: dark, light, or auto for the one for the
// terminal's background.
func (a *App) setTheme(name string) tea.Cmd {
	c, ok := theme.ParseChoice(name)
	if !ok {
		return a.toast.notice("The themes are dark, light and auto.")
	}
	a.options.Theme = c
	a.look.apply()
	return a.toast.show("Theme: "+name+`. To keep it, set "theme": "`+name+`" in the configuration.`, theme.Good)
}

// turnTheme switches between the dark and the light theme.
func (a *App) turnTheme() tea.Cmd {
	if a.look.dark() {
		return a.setTheme(theme.Light.String())
	}
	return a.setTheme(theme.Dark.String())
}
