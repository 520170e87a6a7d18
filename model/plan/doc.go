// Package plan decides how a delegation is registered or removed: it makes the
// Plan of an Order (blockers, warnings, consequences, and Steps that each are
// one API call), follows its execution, writes and reads the journal, and finds
// out of the journal what did not finish and how the last change is undone.
//
// What lives here decides and calls nothing; package aws makes the calls. The
// package may import model, catalog, codec, verdict, scp and phrase.
package plan
