// Package diff compares two saved readings of an organization: what was added,
// removed, moved, renamed or changed between them, and what cannot be compared
// since one of them lacks it. The package may import model, codec and phrase.
package diff
