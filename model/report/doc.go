// Package report writes what is known of an organization as one page for people
// who do not have deputy, such as auditors: its tree as a picture, what policies
// forbid where, what is delegated to whom, the findings and what could not be read.
//
// New gathers the page from a reading, as sections of blocks; HTML and Markdown
// write it. Names may hold anything: the two writers are the only places where text
// becomes markup, and both make control characters visible and escape the rest.
//
// The page has no script, no form and no address that is fetched. Its style stands
// in it, and a Content-Security-Policy allows that style by its hash and nothing
// else: whatever got past the escaping would still do nothing.
package report
