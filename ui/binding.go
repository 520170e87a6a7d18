package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"deputy/model/phrase"
)

// Bindings are the keys and the commands of the user's configuration.
type Bindings struct {
	Keys     map[string][]string // the keys of actions, by their names; those that are not there keep theirs
	Commands []OwnCommand
}

// OwnCommand is a program that the user runs from the screen.
type OwnCommand struct {
	Name     string   // in the palette and the help
	Key      string   // empty for none
	Run      []string // the program and its arguments
	ReadOnly bool     // it changes nothing, and may run where nothing is changed
}

// Check returns what is wrong with the bindings, in one sentence; nil if nothing is.
func (b Bindings) Check() error {
	_, err := b.bind(Actions())
	return err
}

// bind returns the actions with the keys of the configuration, and its commands
// behind them.
func (b Bindings) bind(actions []Action) ([]Action, error) {
	own := slices.Clone(actions)
	byName := map[string]int{}
	for i := range own {
		byName[own[i].Name] = i
	}
	for name, keys := range b.Keys {
		i, ok := byName[name]
		if !ok {
			return nil, unknownAction(name, own)
		}
		for _, k := range keys {
			if err := checkKey(k); err != nil {
				return nil, fmt.Errorf("the keys of %s: %w", name, err)
			}
		}
		if own[i].Keys = slices.Clone(keys); name == "quit" {
			own[i].Keys = append(own[i].Keys, alwaysQuits)
		}
	}
	for _, c := range b.Commands {
		if err := c.check(byName); err != nil {
			return nil, err
		}
		byName[c.Name] = len(own)
		own = append(own, c.action())
	}
	return own, b.conflict(actions, own, byName)
}

// conflict returns the error about a key that would do two things in one place.
// Actions that share a key by themselves are of different places.
func (b Bindings) conflict(before, own []Action, byName map[string]int) error {
	names := make([]string, 0, len(b.Keys)+len(b.Commands))
	for name := range b.Keys {
		names = append(names, name)
	}
	for _, c := range b.Commands {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	for _, name := range names {
		i := byName[name]
		for k := range own {
			if k == i || i < len(before) && k < len(before) && shareKey(before[i].Keys, before[k].Keys) {
				continue
			}
			for _, key := range own[i].Keys {
				if slices.Contains(own[k].Keys, key) {
					return fmt.Errorf("the key %s is bound to %s and to %s: give one of them another key", key, name, own[k].Name)
				}
			}
		}
	}
	return nil
}

// shareKey reports whether two lists of keys have one in common.
func shareKey(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}

// unknownAction returns the error about a name that no action has, with the name
// that may be meant.
func unknownAction(name string, actions []Action) error {
	best, least := "", 1+len(name)/3
	for i := range actions {
		if d := phrase.EditDistance(name, actions[i].Name); d <= least {
			best, least = actions[i].Name, d
		}
	}
	if best != "" {
		return fmt.Errorf("no action is called %s: did you mean %s?", phrase.Shorten(name), best)
	}
	return fmt.Errorf("no action is called %s: the help (?) lists them", phrase.Shorten(name))
}

// alwaysQuits is the key that ends the program in any case.
const alwaysQuits = "ctrl+c"

// specialKeys are the keys that have a name, as configurations spell them.
var specialKeys = []string{
	"up", "down", "left", "right", "enter", "esc", "tab", "space", "backspace", "delete", "insert", "home", "end", "pgup", "pgdown",
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
}

// checkKey returns what is wrong with the spelling of a key.
func checkKey(key string) error {
	rest := key
	for _, modifier := range []string{"ctrl+", "alt+", "shift+"} {
		rest = strings.TrimPrefix(rest, modifier)
	}
	switch r, size := utf8.DecodeRuneInString(rest); {
	case key == alwaysQuits:
		return fmt.Errorf("%s always quits", key)
	case slices.Contains(specialKeys, rest):
		return nil
	case size == len(rest) && size > 0 && r != utf8.RuneError && r > ' ':
		return nil
	default:
		return fmt.Errorf("%q is not a key: write a character, ctrl+x, alt+x, or one of %s", phrase.Shorten(key), strings.Join(specialKeys[:15], ", "))
	}
}

// ownName matches the names of commands.
var ownName = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// check returns what is wrong with a command.
func (c OwnCommand) check(taken map[string]int) error {
	_, exists := taken[c.Name]
	switch {
	case !ownName.MatchString(c.Name):
		return fmt.Errorf("the command %q needs a name of letters, digits and hyphens, such as open-ticket", phrase.Shorten(c.Name))
	case exists:
		return fmt.Errorf("the command %s has the name of an action, or of another command: give it another name", c.Name)
	case len(c.Run) == 0 || c.Run[0] == "":
		return fmt.Errorf("the command %s runs nothing: give it a program in run", c.Name)
	case c.Key != "":
		if err := checkKey(c.Key); err != nil {
			return fmt.Errorf("the key of %s: %w", c.Name, err)
		}
	}
	return nil
}
