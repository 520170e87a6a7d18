package report

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/finding"
	"deputy/model/overview"
	"deputy/model/phrase"
)

// Report is the page.
type Report struct {
	title      string
	head       []block
	sections   []*section
	incomplete bool
	findings   int
}

// Source says where a reading comes from and when.
type Source struct {
	Taken     time.Time // of the reading
	Made      time.Time // of the report
	Saved     bool      // the reading was saved before
	Version   string    // of deputy
	Documents bool      // add the documents of all policies
}

// Incomplete reports whether something that the report is about has not been read.
func (p *Report) Incomplete() bool { return p.incomplete }

// Findings returns how many findings say that something is wrong.
func (p *Report) Findings() int { return p.findings }

// builder gathers the page.
type builder struct {
	reading    *model.Reading
	source     Source
	rows       []delegation.Row
	inspection *finding.Inspection
	overview   *overview.Overview
	lookups    map[model.PolicyType]*model.AttachmentLookup
	ous        map[model.NodeID][]*model.Node // of each root and OU, in order
	guarded    []*guarded                     // the nodes with guardrails of their own, each parent before its children
	anchors    map[model.NodeID]string        // of these
	numbers    map[string]guardrail           // the guardrails, by what they say
}

// New gathers the report on a reading.
func New(r *model.Reading, source Source) *Report {
	b := &builder{
		reading: r, source: source, rows: delegation.Table(r), inspection: finding.Inspect(r), overview: overview.New(r),
		lookups: map[model.PolicyType]*model.AttachmentLookup{}, ous: map[model.NodeID][]*model.Node{},
		anchors: map[model.NodeID]string{}, numbers: map[string]guardrail{},
	}
	for !b.overview.Done() {
		b.overview.Next(r, 1000)
	}
	for _, t := range model.Evaluated() {
		l := r.AttachmentLookup(t)
		b.lookups[t] = &l
	}
	for root := range r.Roots() {
		b.addOUs(root.ID, 0)
	}
	b.findGuardrails()
	p := &Report{title: "AWS Organizations report: " + cmp.Or(r.Organization.ID, "organization unknown"), findings: b.inspection.Count()}
	missing := b.missing()
	p.incomplete = len(missing.gaps) > 0 || len(missing.unread) > 0
	p.head = b.head(missing)
	p.sections = []*section{
		b.summary(), b.organization(), b.guardrails(), b.limits(), b.lacking(), b.delegations(), b.resourcePolicy(), b.findings(), b.policies(), b.accounts(), b.notRead(missing), b.about(),
	}
	if source.Documents {
		p.sections = append(p.sections, b.texts())
	}
	return p
}

// addOUs keeps the OUs below a node in their order.
func (b *builder) addOUs(id model.NodeID, depth int) {
	if depth > model.MaxDepth {
		return
	}
	for child := range b.reading.Children(id) {
		if child.Kind == model.KindOU {
			b.ous[id] = append(b.ous[id], child)
			b.addOUs(child.ID, depth+1)
		}
	}
}

// name returns a node's name, or its ID if it has none.
func (b *builder) name(n *model.Node) string { return cmp.Or(n.Name, string(n.ID)) }

// account returns an account with its name and ID, which leads to its row.
func (b *builder) account(a model.AccountID) line {
	n := b.reading.Node(a.Node())
	if n == nil {
		return say(string(a))
	}
	return line{{text: b.name(n), link: "#" + anchor("account", string(a))}, {text: " " + string(a), mark: "id"}}
}

// anchor returns the anchor of something with an ID. IDs that AWS gives need
// nothing else; another one becomes a number that stands for it.
func anchor(kind, id string) string {
	if len(id) < 64 && !slices.ContainsFunc([]byte(id), func(c byte) bool {
		return c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	}) {
		return kind + "-" + id
	}
	var sum uint64 = 14695981039346656037 // FNV-1a
	for i := range len(id) {
		sum = (sum ^ uint64(id[i])) * 1099511628211
	}
	return kind + "-x" + strconv.FormatUint(sum, 16)
}

// head returns what stands below the title: what the report is about, who read it
// and when, and whether everything could be read.
func (b *builder) head(missing missing) []block {
	r := b.reading
	caller := say(cmp.Or(r.Caller.ARN, string(r.Caller.Account), "unknown"))
	if words := r.Caller.Role.Words(); words != "" {
		caller = append(caller, span{text: " (" + words + ")"})
	}
	management := say("unknown")
	if r.Organization.Management != "" {
		management = b.account(r.Organization.Management)
	}
	read := phrase.DateTime(b.source.Taken)
	if age := b.source.Made.Sub(b.source.Taken); b.source.Saved {
		read += ", saved " + ageWords(age) + " before this report"
	}
	all := facts{
		{say("Organization"), say(cmp.Or(r.Organization.ID, "unknown"))},
		{say("Management account"), management},
		{say("Features"), say([...]string{"unknown", "all features", "consolidated billing only"}[r.Organization.Features])},
		{say("Read by"), caller},
		{say("Read at"), say(cmp.Or(read, "unknown"))},
		{say("Report made at"), say(phrase.DateTime(b.source.Made))},
		{say("Made with"), say("deputy " + b.source.Version)},
	}
	if r.Caller.Endpoint != "" {
		all = append(all, [2]line{say("Endpoint"), say(r.Caller.Endpoint)})
	}
	blocks := []block{all}
	if r.Caller.Demo {
		blocks = append(blocks, notice(say("This is the organization that is built into deputy for trying it out, not one at AWS.")))
	}
	if n := len(missing.gaps) + len(missing.unread); n > 0 {
		blocks = append(blocks, notice{{text: "Incomplete: deputy could not read " + phrase.Count(n, "part") + " of this organization. "}, {text: "Not read", link: "#not-read"}, {text: " lists them. What is not known is marked so where it would stand."}})
	}
	return blocks
}

// ageWords returns an age in words.
func ageWords(d time.Duration) string {
	if days := int(d.Hours()) / 24; days > 1 {
		return phrase.Count(days, "day")
	}
	return phrase.Duration(max(0, d))
}
