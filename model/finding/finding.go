package finding

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/model/plain"
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

// kind is one thing that is looked for.
type kind struct {
	code  string
	about string                         // names in the plural what is looked for
	needs func(*inspector) []model.Piece // without which it is not judged in full
	judge func(*inspector)
}

// kinds are all kinds, in their order within a severity.
var kinds = []kind{
	{"nobody-delegated", "services with trusted access that nobody is delegated for", needDelegations, (*inspector).nobody},
	{"delegate-inactive", "delegates that are suspended or closed", needDelegates, (*inspector).inactive},
	{"disagreement", "services that are set up in part", needDelegations, (*inspector).disagreement},
	{"delegate-blocked", "delegates that SCPs or RCPs keep from their work", needVerdicts, (*inspector).blocked},
	{"resource-policy", "what the organization's resource policy gives away", needResourcePolicy, (*inspector).outOfUseInResourcePolicy},
	{"delegate-power", "what delegates could do to the organization", needPower, (*inspector).power},
	{"no-scp", "accounts that no SCP but FullAWSAccess reaches", needLadders, (*inspector).withoutSCP},
	{"policy-problem", "policies with problems", needDocuments, (*inspector).problems},
	{"unrelated-duties", "accounts with unrelated duties", needDelegates, (*inspector).unrelatedDelegations},
	{"delegate-among-inactive", "delegates among suspended accounts", needDelegates, (*inspector).amongInactive},
	{"quota-used", "quotas of administrators that are used up", needDelegates, (*inspector).quotas},
	{"attachments-full", "nodes with as many policies as AWS allows", needTargets, (*inspector).attachmentsFull},
	{"policy-size", "policies near their size quota", needDocuments, (*inspector).sizes},
	{"policy-unattached", "policies that are attached nowhere", needTargets, (*inspector).unattached},
	{"control-tower", "guardrails of AWS Control Tower", needPolicies, (*inspector).guardrails},
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
		w.kind, w.lost, w.short, w.judged = &kinds[i], map[model.Gap]bool{}, map[string]bool{}, len(w.found)
		for _, piece := range w.kind.needs(w) {
			w.need(piece)
		}
		w.kind.judge(w)
		w.open()
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

// inspector gathers findings.
type inspector struct {
	r     *model.Reading
	rows  []delegation.Row
	found []Finding

	kind   *kind              // being judged
	judged int                // findings there were before it
	lost   map[model.Gap]bool // what kept it from being judged in full
	short  map[string]bool    // what is not read yet

	failed map[model.Part][]model.Piece // single targets that could not be read

	held  map[model.AccountID]*delegation.AccountDelegations // made on demand, as are the others
	made  []*model.Policy
	given *plain.ResourcePolicy
}

// add notes a finding of the kind being judged.
func (w *inspector) add(f Finding) {
	f.Code = w.kind.code
	if f.Order != nil {
		f.Barred = w.barred(*f.Order)
	}
	w.found = append(w.found, f)
}

// need notes what is missing of a piece that is needed, as a whole or of single
// targets.
func (w *inspector) need(piece model.Piece) {
	w.miss(piece.String(), w.r.Status(piece.Part, piece.Target))
	for _, one := range w.failed[piece.Part] {
		if piece.Target == "" || w.r.TypeOf(model.PolicyID(one.Target)) == model.PolicyType(piece.Target) {
			w.miss("", w.r.Status(one.Part, one.Target))
		}
	}
}

// miss notes that something is not known, if it is not.
func (w *inspector) miss(what string, s model.Status) {
	switch {
	case s.Gap != nil:
		w.lost[*s.Gap] = true
	case !s.Known():
		w.short[what] = true
	}
}

// openMost is how many of the calls that failed are told.
const openMost = 12

// open says what kept the kind from being judged; nothing if nothing did.
func (w *inspector) open() {
	if len(w.lost) == 0 && len(w.short) == 0 {
		return
	}
	f := Finding{Severity: SeverityOpen, Title: "Not judged: " + w.kind.about}
	if len(w.found) > w.judged {
		f.Title = "Not judged in full: " + w.kind.about
	}
	lost := slices.SortedFunc(maps.Keys(w.lost), func(a, b model.Gap) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Fix, b.Fix))
	})
	if len(lost) == 0 {
		f.Evidence = "Not read yet: " + phrase.List(slices.Sorted(maps.Keys(w.short)), 3) + "."
		f.Fix = "It is judged as soon as this is read."
		w.add(f)
		return
	}
	f.Gap, f.Fix = &lost[0], lost[0].Fix
	f.Evidence = (&model.Failure{Operation: lost[0].Operation, Target: lost[0].Target, Cause: lost[0].Cause}).Error()
	for _, g := range lost[min(1, len(lost)):min(openMost, len(lost))] {
		f.Details = append(f.Details, g.Sentence())
	}
	if n := len(lost) - openMost; n > 0 {
		f.Details = append(f.Details, fmt.Sprintf("and %s that failed", phrase.Count(n, "more call")))
	}
	w.add(f)
}

// settled are the codes of a plan's blockers that nothing chosen in the wizard
// could take away.
var settled = []string{
	"caller", "features", "management-account", "account-unknown", "account-state", "quota", "trusted-access",
	"nothing-to-do", "not-registered",
}

// barred tells why an order cannot be carried out as things are.
func (w *inspector) barred(o plan.Order) string {
	for _, b := range plan.New(w.r, o).Blockers {
		if slices.Contains(settled, b.Code) && (o.Account != "" || b.Code != "account-unknown") {
			return b.Text
		}
	}
	return ""
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

// The pieces that kinds of findings need.

func needDelegates(*inspector) []model.Piece {
	return []model.Piece{{Part: model.PartAccounts, Target: ""}, {Part: model.PartDelegates, Target: ""}, {Part: model.PartDelegations, Target: ""}}
}

func needDelegations(*inspector) []model.Piece {
	return []model.Piece{{Part: model.PartTrustedAccess, Target: ""}, {Part: model.PartDelegates, Target: ""}, {Part: model.PartDelegations, Target: ""}}
}

func needLadders(w *inspector) []model.Piece {
	pieces := []model.Piece{{Part: model.PartRoots, Target: ""}, {Part: model.PartUnits, Target: ""}, {Part: model.PartAccounts, Target: ""}}
	if w.enabled(model.ServiceControlPolicy) {
		pieces = append(pieces, model.Piece{Part: model.PartTargets, Target: string(model.ServiceControlPolicy)})
	}
	return pieces
}

func needResourcePolicy(*inspector) []model.Piece {
	return []model.Piece{{Part: model.PartAccounts, Target: ""}, {Part: model.PartResourcePolicy, Target: ""}}
}

func needPower(w *inspector) []model.Piece {
	return slices.Concat(needDelegates(w), needLadders(w), []model.Piece{{Part: model.PartResourcePolicy, Target: ""}})
}

func needPolicies(w *inspector) []model.Piece {
	pieces := []model.Piece{{Part: model.PartRoots, Target: ""}}
	for _, t := range w.types() {
		pieces = append(pieces, model.Piece{Part: model.PartPolicies, Target: string(t)})
	}
	return pieces
}

func needTargets(w *inspector) []model.Piece {
	pieces := needPolicies(w)
	for _, t := range w.types() {
		pieces = append(pieces, model.Piece{Part: model.PartTargets, Target: string(t)})
	}
	return pieces
}

func needVerdicts(w *inspector) []model.Piece {
	pieces := append(needPower(w), model.Piece{Part: model.PartDocument, Target: ""})
	if w.enabled(model.ResourceControlPolicy) {
		pieces = append(pieces, model.Piece{Part: model.PartTargets, Target: string(model.ResourceControlPolicy)})
	}
	return pieces
}

func needDocuments(w *inspector) []model.Piece {
	return append(needPolicies(w), model.Piece{Part: model.PartDocument, Target: ""})
}

// enabled tells whether policies of a type can be attached.
func (w *inspector) enabled(t model.PolicyType) bool { return w.r.PolicyTypeStatus(t) != "" }

// types gives the evaluated policy types that are enabled.
func (w *inspector) types() []model.PolicyType {
	return slices.DeleteFunc(model.Evaluated(), func(t model.PolicyType) bool { return !w.enabled(t) })
}
