package command

import "deputy/ui/theme"

// Appearance is what deputy's own configuration file says of the screen.
type Appearance struct {
	Theme   string            // dark, light or auto; empty if the file does not say
	Colours map[string]string // "#rrggbb" by the name of what is said by it, such as accent
}

// appearance returns how the screen is to look: by the flag, else by the
// configuration.
func (s *session) appearance() (theme.Choice, theme.Colours, error) {
	var a Appearance
	if s.Appearance != nil {
		var err error
		if a, err = s.Appearance(); err != nil {
			return theme.Auto, nil, bad("%s", err)
		}
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
		return theme.Auto, colours, nil
	}
	choice, ok := theme.ParseChoice(name)
	if !ok {
		return theme.Auto, nil, bad("there is no theme %q: give dark, light or auto to --theme or DEPUTY_THEME", name)
	}
	return choice, colours, nil
}
