package store

import (
	"fmt"

	"deputy/model/phrase"
)

// Appearance is the part of the configuration that says how the screen looks:
//
//	{"theme": "light", "colours": {"accent": "#0550ae", "danger": "#b3261e"}, "columns": ["id", "state", "tag:team"]}
type Appearance struct {
	Theme   ThemeName `json:"theme"`   // dark, light or auto; auto follows the terminal's background
	Colours Colours   `json:"colours"` // your own, on terminals with 256 colours or more
	Columns []string  `json:"columns"` // of the list of accounts behind the name: id, state, path, email, joined, delegations or tag:KEY
}

// ThemeName is dark, light or auto; empty is the same as auto.
type ThemeName string

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *ThemeName) UnmarshalText(text []byte) error {
	switch *n = ThemeName(text); *n {
	case "dark", "light", "auto":
		return nil
	default:
		return fmt.Errorf("it must be dark, light or auto, not %s", phrase.Shorten(string(text)))
	}
}

// Colours are the user's own colours for what deputy says by colour; empty for
// deputy's.
type Colours struct {
	Muted   Colour `json:"muted"`   // what can be skipped, as #rrggbb
	Accent  Colour `json:"accent"`  // focus and keys, as #rrggbb
	Good    Colour `json:"good"`    // allowed, done, as #rrggbb
	Warning Colour `json:"warning"` // half done, gaps, as #rrggbb
	Danger  Colour `json:"danger"`  // denied, lost, as #rrggbb
}

// Named returns the colours that are given, by name.
func (c Colours) Named() map[string]string {
	all := map[string]string{}
	for name, colour := range map[string]Colour{"muted": c.Muted, "accent": c.Accent, "good": c.Good, "warning": c.Warning, "danger": c.Danger} {
		if colour != "" {
			all[name] = string(colour)
		}
	}
	return all
}

// Colour is a colour as "#rrggbb".
type Colour string

var hexColour = phrase.Regexp(`^#[0-9a-fA-F]{6}$`)

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Colour) UnmarshalText(text []byte) error {
	if !hexColour().Match(text) {
		return fmt.Errorf("it must be a colour such as #6cb6ff, not %s", phrase.Shorten(string(text)))
	}
	*c = Colour(text)
	return nil
}
