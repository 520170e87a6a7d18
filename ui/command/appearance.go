package command

import (
	"strings"

	"deputy/ui/pane"
	"deputy/ui/theme"
)

// Appearance is what deputy's own configuration file says of the screen.
type Appearance struct {
	Theme   string            // dark, light or auto; empty if the file does not say
	Colours map[string]string // "#rrggbb" by the name of what is said by it, such as accent
	Columns []string          // of the list of accounts, behind the name; nil for those that there is room for
}

// appearance returns how the screen is to look: by the flag, else by the
// configuration.
func (s *session) appearance() (theme.Choice, theme.Colours, []string, error) {
	var a Appearance
	if s.Appearance != nil {
		var err error
		if a, err = s.Appearance(); err != nil {
			return theme.Auto, nil, nil, bad("%s", err)
		}
	}
	if unknown, known := pane.UnknownAccountColumn(a.Columns); unknown != "" {
		return theme.Auto, nil, nil, bad("the configuration names the column %q, which the list of accounts does not have: write %s, or tag:KEY", unknown, strings.Join(known, ", "))
	}
	colours := theme.Colours{}
	for name, code := range a.Colours {
		if m, ok := theme.Named(name); ok {
			colours[m] = code
		}
	}
	name := a.Theme
	if s.flags.theme != "" {
		name = s.flags.theme
	}
	if name == "" {
		return theme.Auto, colours, a.Columns, nil
	}
	choice, ok := theme.ParseChoice(name)
	if !ok {
		return theme.Auto, nil, nil, bad("there is no theme %q: give dark, light or auto to --theme or DEPUTY_THEME", name)
	}
	return choice, colours, a.Columns, nil
}
