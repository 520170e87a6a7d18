// Package widget draws without meaning: clean text, lines of exact width, windows
// over long lists. What lives here knows cells and colours, but no commands, panes
// or accounts. The room may import model/phrase, ui/theme and the modules that draw.
package widget

import "deputy/model/phrase"

// Clean makes any text safe to draw on one line: control characters become
// visible (^[ for escape, <U+202E> for a direction override), invalid UTF-8 and
// variation selectors are replaced or dropped, so that what is measured is what
// the terminal shows.
func Clean(s string) string { return phrase.Visible(s) }
