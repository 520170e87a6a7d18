package finding

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// Severity tells how much a finding matters. It is deputy's own judgement.
type Severity uint8

// The severities, the gravest first.
const (
	SeverityHigh   Severity = iota + 1 // something is broken, or stands open
	SeverityMedium                     // something is half done, or guarded by nothing
	SeverityLow                        // something to tidy up
	SeverityNote                       // something to know
	SeverityOpen                       // not judged: something is not read
)

var severityWords = []string{"high", "medium", "low", "note", "not judged"}

// String gives the severity in one or two words, as screens write it.
func (s Severity) String() string { return phrase.StateWord(severityWords, s) }

// Place is where one looks at what a finding is about: a node, a policy
// or a service. The zero place is nowhere.
type Place struct {
	Node      model.NodeID
	Policy    model.PolicyID
	Service   model.ServiceID
	Principal model.Principal // instead of Service, where the catalogue does not know it
}

// Finding is something that looks wrong or risky in a reading, that is good to
// know, or that could not be judged. Its sentences quote names as AWS gives
// them, with whatever characters they have.
type Finding struct {
	Severity Severity
	Code     string   // of its kind, stable, such as nobody-delegated
	Title    string   // what it is, with the name of what it is about
	Evidence string   // what shows it, one sentence
	Details  []string // a line each
	Place    Place
	Order    *plan.Order // the change that mends it; nil if deputy has none
	Barred   string      // why the order cannot be carried out as things are; may be empty
	Fix      string      // what else mends it, one sentence; may be empty
	Gap      *model.Gap  // of SeverityOpen: what failed; nil while it is only not read yet
	Sources  []string    // AWS's pages about it
}

// Findings gives everything that looks wrong or risky, that is good to know, or
// that could not be judged, in a stable order. It takes a walk through the
// whole reading: keep it until a part's Generation rises.
func Findings(r *model.Reading) []Finding { return Inspect(r).Findings }

// Inspect gives the findings, and how far delegation has come.
func Inspect(r *model.Reading) *Inspection {
	w := &inspector{r: r, rows: delegation.Table(r), failed: map[model.Part][]model.Piece{}}
	for piece, s := range r.Statuses() {
		if s.Gap != nil && piece.Target != "" {
			w.failed[piece.Part] = append(w.failed[piece.Part], piece)
		}
	}
	for i := range kinds {
		w.kind, w.gaps, w.notRead, w.before = &kinds[i], map[model.Gap]bool{}, map[string]bool{}, len(w.found)
		for _, piece := range w.kind.needs(w) {
			w.need(piece)
		}
		w.kind.find(w)
		w.addNotJudged()
	}
	order := func(f Finding) int {
		return slices.IndexFunc(kinds, func(k kind) bool { return k.code == f.Code })
	}
	slices.SortStableFunc(w.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(order(a), order(b)),
			model.CompareNames(a.Title, b.Title), a.Place.compare(b.Place))
	})
	x := &Inspection{Findings: w.found, Nodes: r.NodeCount()}
	w.progress(x)
	return x
}

func (p Place) compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Node, q.Node), cmp.Compare(p.Policy, q.Policy),
		cmp.Compare(p.Service, q.Service), cmp.Compare(p.Principal, q.Principal))
}

// The pieces that kinds of findings need.
