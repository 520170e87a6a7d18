// Package guardrail tests policies: it reads test files, asks package verdict what
// SCPs and RCPs make of the requests in them, and compares the answers with what
// the files expect.
//
// A test that expects a denial is about everything that it leaves open: each
// request must be denied but those that one of its listed exemptions is about. So a
// policy that exempts more than the test lists fails the test.
package guardrail
