package finding

import (
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/plan"
)

// Inspection is what a reading looks like as a whole: what was found in it, and
// how far the organization has come with delegating.
type Inspection struct {
	Findings  []Finding // by severity, kind and title
	Trusted   int       // delegable services with trusted access on, for some of their principals at least
	Delegated int       // those of them that somebody is delegated for
	Certain   bool      // both numbers rest on everything that is to be read
	Next      *Finding  // the gravest of those that deputy can mend; nil if there is none
	Nodes     int       // roots, units and accounts that were looked at
}

// Count gives how many findings say that something is wrong: those that are
// neither notes nor open.
func (x *Inspection) Count() int {
	n := 0
	for i := range x.Findings {
		if x.Findings[i].Severity < SeverityNote {
			n++
		}
	}
	return n
}

// progress counts what is delegated and finds the next step. A removal that
// destroys something is never proposed as the next step.
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
	for _, piece := range needDelegations(w) {
		x.Certain = x.Certain && w.r.Status(piece.Part, piece.Target).Known()
	}
	for _, barred := range []bool{false, true} {
		for i := range x.Findings {
			f := &x.Findings[i]
			if f.Order != nil && (f.Barred != "") == barred && !destroys(f.Order) {
				x.Next = f
				return
			}
		}
	}
}

// destroys tells whether something is lost for good, or may be.
func destroys(o *plan.Order) bool {
	return o.Direction == catalog.Remove && (o.Service == "" || o.CatalogService().Remove.Consequences.Destroys)
}

// trusted tells whether the service has trusted access, at least in part.
func trusted(row *delegation.Row) bool {
	return row.Access == delegation.AccessOn || row.Access == delegation.AccessPartly
}
