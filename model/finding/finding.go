package finding

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/escalation"
	"deputy/model/phrase"
	"deputy/model/plan"
)

// Severity says how much a finding matters. It is deputy's own judgement.
type Severity uint8

// The severities, the gravest first.
const (
	SeverityHigh   Severity = iota + 1 // something is broken, or open to everyone
	SeverityMedium                     // something is partly configured, or no SCP protects it
	SeverityLow                        // something to tidy up
	SeverityNote                       // something to know
	SeverityOpen                       // could not be checked, because something is not read
)

// severityWords holds the words of the severities.
var severityWords = []string{"high", "medium", "low", "note", "not checked"}

// String returns the severity in one or two words, as screens write it.
func (s Severity) String() string { return phrase.StateWord(severityWords, s) }

// Place is what a finding is about, and what a screen opens for it: a node, a
// policy or a service. The zero Place is none.
type Place struct {
	Node      model.NodeID
	Policy    model.PolicyID
	Service   model.ServiceID
	Principal model.Principal // instead of Service, for one that the catalogue does not have
}

// Finding is something that looks wrong or risky in a reading, that is good to
// know, or that could not be checked. Its sentences quote names as AWS gives
// them, with whatever characters they have.
type Finding struct {
	Severity    Severity
	Code        string   // of its kind, stable, such as nobody-delegated
	Title       string   // what it is, with the name of what it is about
	Evidence    string   // what shows it, one sentence
	Details     []string // a line each
	Powers      []Power  // of a finding about several accounts: what each could do
	Place       Place
	Order       *plan.Order   // the change that fixes it; nil if deputy has none
	Unavailable string        // why the order cannot be carried out now; may be empty
	Drafts      []model.Draft // policies that fix it, where they would be attached; none if deputy proposes none
	Fix         string        // how else to fix it, one sentence; may be empty
	Generate    bool          // it comes from a credential report, which IAM generates on demand
	Gap         *model.Gap    // for SeverityOpen: the call that failed; nil if it is only not read yet
	Sources     []string      // AWS's pages about it
}

// Inspect returns everything that looks wrong or risky, that is good to know, or
// that could not be checked, in a stable order, and how far delegation has come. It
// looks through the whole reading, so keep the result until a part's Generation
// rises.
func Inspect(r *model.Reading) *Inspection {
	s := escalation.NewSurvey(r)
	for !s.Done() {
		s.Next(r, escalation.AttacksPerPart)
	}
	return InspectSurveyed(r, s)
}

// InspectSurveyed does what Inspect does with a survey of exemptions that was made
// before, in parts, since it takes long; nil while there is none.
func InspectSurveyed(r *model.Reading, s *escalation.Survey) *Inspection {
	b := NewBuilder(r, s)
	for !b.Done() {
		b.Next()
	}
	return b.Inspection()
}

// Builder does what InspectSurveyed does in parts, between which the reading may
// change: then findings may tell of before and after.
type Builder struct {
	w    *inspector
	left []kind
	made *Inspection
}

// NewBuilder begins an inspection with a survey of exemptions; nil while there is
// none.
func NewBuilder(r *model.Reading, s *escalation.Survey) *Builder {
	w := &inspector{r: r, survey: s, rows: delegation.Table(r), failed: map[model.Part][]model.PartKey{}}
	for key, s := range r.Statuses() {
		if s.Gap != nil && key.Target != "" {
			w.failed[key.Part] = append(w.failed[key.Part], key)
		}
	}
	return &Builder{w: w, left: kinds}
}

// Done reports whether everything was looked through.
func (b *Builder) Done() bool { return b.made != nil }

// Inspection returns the result; nil until it is done.
func (b *Builder) Inspection() *Inspection { return b.made }

// Next looks for the findings of the next kind, or for some of a kind that takes long.
func (b *Builder) Next() {
	w := b.w
	switch {
	case len(w.parts) > 0:
		part := w.parts[0]
		w.parts = w.parts[1:]
		part()
	case len(b.left) > 0:
		w.begin(&b.left[0])
		b.left = b.left[1:]
	default:
		b.made = w.inspection()
		return
	}
	if len(w.parts) == 0 {
		w.addNotChecked()
	}
}

// inspection returns the findings in their order.
func (w *inspector) inspection() *Inspection {
	order := func(f Finding) int {
		return slices.IndexFunc(kinds, func(k kind) bool { return k.code == f.Code })
	}
	model.SortStable(w.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(order(a), order(b)),
			model.CompareNames(a.Title, b.Title), a.Place.compare(b.Place))
	})
	x := &Inspection{Findings: w.found, Nodes: w.r.NodeCount()}
	w.progress(x)
	return x
}

// compare orders places, so that findings stand in a stable order.
func (p Place) compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Node, q.Node), cmp.Compare(p.Policy, q.Policy),
		cmp.Compare(p.Service, q.Service), cmp.Compare(p.Principal, q.Principal))
}
