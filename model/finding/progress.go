package finding

import (
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/plan"
)

// Inspection is the result of looking through a whole reading: the findings,
// and how far the organization has come with delegating.
type Inspection struct {
	Findings  []Finding // by severity, kind and title
	Trusted   int       // delegable services with trusted access on, for some of their principals at least
	Delegated int       // those of them that have a delegated administrator
	Certain   bool      // everything that both numbers depend on has been read
	Next      *Finding  // the gravest that deputy can fix; nil if there is none
	Nodes     int       // the number of roots, OUs and accounts
}

// Count returns the number of findings that say that something is wrong. Notes
// and what could not be judged do not count.
func (x *Inspection) Count() int {
	n := 0
	for i := range x.Findings {
		if x.Findings[i].Severity < SeverityNote {
			n++
		}
	}
	return n
}

// progress counts what is delegated and chooses the next step. A removal that
// destroys something is never the next step.
func (w *inspector) progress(x *Inspection) {
	for i := range w.rows {
		if row := &w.rows[i]; row.Service != nil && trusted(row) {
			x.Trusted++
			if len(row.Administrators) > 0 {
				x.Delegated++
			}
		}
	}
	x.Certain = true
	for _, key := range needDelegations(w) {
		x.Certain = x.Certain && w.r.Status(key.Part, key.Target).Known()
	}
	for _, unavailable := range []bool{false, true} {
		for i := range x.Findings {
			f := &x.Findings[i]
			if f.Order != nil && (f.Unavailable != "") == unavailable && !destroys(f.Order) {
				x.Next = f
				return
			}
		}
	}
}

// destroys reports whether an order destroys something for good, or may.
func destroys(o *plan.Order) bool {
	return o.Direction == catalog.Remove && (o.Service == "" || o.CatalogService().Remove.Consequences.Destroys)
}

// trusted reports whether a service has trusted access, at least for some of
// its principals.
func trusted(row *delegation.Row) bool {
	return row.Access == delegation.AccessOn || row.Access == delegation.AccessPartly
}
