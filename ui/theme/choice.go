package theme

import "slices"

// Choice is the theme that the user wants.
type Choice uint8

// The choices.
const (
	Auto Choice = iota // the one for the terminal's background
	Dark
	Light
)

var choiceNames = []string{"auto", "dark", "light"}

// String returns the choice as the configuration spells it.
func (c Choice) String() string { return choiceNames[c] }

// ParseChoice returns the choice with a name; it reports false if there is none.
func ParseChoice(name string) (Choice, bool) {
	i := slices.Index(choiceNames, name)
	return Choice(max(0, i)), i >= 0
}
