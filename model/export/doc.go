// Package export turns what a screen or a command shows into a document that one
// can take along: Markdown for people, CSV for spreadsheets, JSON for programs.
//
// A Document has sections, each with sentences, a text as it is stored, or a table.
// The functions named after what AWS Organizations has (Accounts, Policies, …)
// return the section of such a list.
package export
