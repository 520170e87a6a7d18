// Package overview decides what a person should learn first about an
// organization: which guardrails its accounts have, which accounts lack one that
// most of their neighbors have, and what changed since the saved reading.
//
// The package may import model, phrase, scp, iam, verdict, plain and catalog.
package overview
