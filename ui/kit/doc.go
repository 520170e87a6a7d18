// Package kit holds what panes are made of: the Pane interface with its commands,
// pages of text, boards with two sides, inputs, filters, lists, and work that is
// done between keys.
//
// A piece may live here if it would fit a program about something else: it knows
// windows, words and keys, but no account, policy or reading. That is why the room
// may import ui/widget, ui/theme and the modules that draw, and nothing of model.
package kit
