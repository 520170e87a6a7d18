package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/verdict"
)

// guarded is a root, OU or account with policies of its own, and what they forbid.
type guarded struct {
	node  *model.Node
	lines map[model.PolicyType][]plain.Restriction // of its own policies
	notes []string
}

// guardrail is the number of a restriction on the page, and its name there.
type guardrail struct{ name, anchor string }

// own returns the policies that are attached to a node itself, without those of AWS
// that allow everything, and whether these are all.
func (b *builder) own(id model.NodeID, t model.PolicyType) (own []model.PolicyID, known bool) {
	n := b.reading.TreeNode(id)
	if n == nil || b.reading.PolicyTypeStatus(t) == "" {
		return nil, b.reading.Status(model.PartRoots, "").Known()
	}
	all, status := b.lookups[t].At(n)
	for _, p := range all {
		if p != t.Full() {
			own = append(own, p)
		}
	}
	return own, status.Known()
}

// findGuardrails looks for guardrails at every root and OU, and at the accounts that
// have policies of their own, and numbers what they forbid.
func (b *builder) findGuardrails() {
	var walk func(n *model.Node, depth int)
	walk = func(n *model.Node, depth int) {
		b.findGuardrailsAt(n)
		if depth > model.MaxDepth {
			return
		}
		for child := range b.reading.Children(n.ID) {
			if child.Kind != model.KindAccount || b.stands(child.ID) {
				walk(child, depth+1)
			}
		}
	}
	for root := range b.reading.Roots() {
		walk(root, 0)
	}
}

// stands reports whether an account's own policies differ from those that AWS
// attaches to every account.
func (b *builder) stands(id model.NodeID) bool {
	for _, t := range model.Evaluated() {
		if own, known := b.own(id, t); len(own) > 0 || !known {
			return true
		}
		if n := b.reading.TreeNode(id); n != nil && t == model.ServiceControlPolicy && b.reading.PolicyTypeStatus(t) != "" {
			if all, _ := b.lookups[t].At(n); len(all) == 0 {
				return true // where no SCP is attached, nothing is allowed
			}
		}
	}
	return false
}

// findGuardrailsAt keeps a node that has guardrails of its own.
func (b *builder) findGuardrailsAt(n *model.Node) {
	g := &guarded{node: n, lines: map[model.PolicyType][]plain.Restriction{}}
	found := false
	for _, t := range model.Evaluated() {
		own, _ := b.own(n.ID, t)
		found = found || len(own) > 0
		all := plain.RestrictionsAt(b.reading, n.ID, t)
		if all.Note != "" && !slices.Contains(g.notes, all.Note) {
			g.notes = append(g.notes, all.Note)
		}
		for i := range all.Lines {
			if l := &all.Lines[i]; slices.Contains(l.Levels, string(n.ID)) {
				g.lines[t] = append(g.lines[t], *l)
				b.enumerate(t, l)
			}
		}
		found = found || len(g.lines[t]) > 0
	}
	if found {
		b.guarded = append(b.guarded, g)
		b.anchors[n.ID] = anchor("guardrails", string(n.ID))
	}
}

// restrictionKey returns what a restriction says and by which statements, wherever
// their policies are attached.
func restrictionKey(t model.PolicyType, l *plain.Restriction) string {
	var key strings.Builder
	fmt.Fprintf(&key, "%s %s\x00%s\x00", t, l.Sentence, strings.Join(l.Actions, " "))
	for i, x := range l.Sources {
		if !slices.ContainsFunc(l.Sources[:i], func(y verdict.Reason) bool { return x.Policy == y.Policy && x.Index == y.Index }) {
			fmt.Fprintf(&key, "%s %d\x00", x.Policy, x.Index)
		}
	}
	return key.String()
}

// enumerate gives a restriction its number, the same at all levels.
func (b *builder) enumerate(t model.PolicyType, l *plain.Restriction) {
	if key := restrictionKey(t, l); l.Kind != plain.NotKnown && b.numbers[key].name == "" {
		n := strconv.Itoa(len(b.numbers) + 1)
		b.numbers[key] = guardrail{"G" + n, "guardrail-" + n}
	}
}

// anchorOf returns the anchor of a node's guardrails; empty if it has none.
func (b *builder) anchorOf(id model.NodeID) string { return b.anchors[id] }

// guardrails returns what policies forbid, by the root, OU or account to which they
// are attached.
func (b *builder) guardrails() *section {
	s := &section{anchor: "guardrails", title: "Guardrails by OU"}
	s.add(paragraph(say("What SCPs and RCPs forbid, in plain words, at the root, OU or account to which they are attached. They apply there and everywhere below. Each guardrail has a number in this report.")))
	if why := b.whyNoPolicies(); why != "" {
		s.add(notice(say(why)))
	}
	if len(b.guarded) == 0 {
		s.add(paragraph(say("deputy knows of no root, OU or account with a policy that forbids something.")))
	}
	listed := map[string]bool{}
	for _, g := range b.guarded {
		s.below = append(s.below, b.guardedSection(g, listed))
	}
	return s
}

// whyNoPolicies returns why no policy applies, or why that is not known.
func (b *builder) whyNoPolicies() string {
	var off []string
	for _, t := range model.Evaluated() {
		if b.reading.PolicyTypeStatus(t) == "" {
			off = append(off, t.Abbreviation()+"s")
		}
	}
	switch {
	case !b.reading.Status(model.PartRoots, "").Known():
		return "deputy could not read which policy types are enabled."
	case b.reading.Organization.Features == model.FeaturesBilling:
		return "The organization has consolidated billing only: there are no SCPs and no RCPs."
	case len(off) > 0:
		return phrase.Join(off, " and ") + " are not enabled on the root."
	}
	return ""
}

// guardedSection returns the guardrails of one node. A guardrail of several nodes
// has its anchor at the first.
func (b *builder) guardedSection(g *guarded, listed map[string]bool) *section {
	s := &section{anchor: b.anchorOf(g.node.ID), title: b.pathOf(g.node.ID), mark: line{{text: string(g.node.ID), mark: "id"}}}
	about := facts{}
	if g.node.Kind != model.KindAccount {
		about = append(about, [2]line{say("Accounts below"), say(phrase.Thousands(b.reading.AccountCount(g.node.ID)))})
	}
	for _, t := range model.Evaluated() {
		own, known := b.own(g.node.ID, t)
		names := b.policyLinks(own)
		if !known {
			names = append(names, line{{text: "not all read", mark: "unknown"}})
		}
		if len(names) > 0 {
			about = append(about, [2]line{say(t.Abbreviation() + "s attached here"), joined(names)})
		}
	}
	if above := b.guardedAbove(g.node); len(above) > 0 {
		about = append(about, [2]line{say("Inherits from"), joined(above)})
	}
	if len(about) > 0 {
		s.add(about)
	}
	for _, note := range g.notes {
		s.add(paragraph(say(note)))
	}
	n := len(s.blocks)
	for _, t := range model.Evaluated() {
		b.addRestrictions(s, g, t, listed)
	}
	if len(s.blocks) == n {
		s.add(paragraph(say("These policies forbid nothing.")))
	}
	return s
}

// pathOf returns the names from the root down to a node.
func (b *builder) pathOf(id model.NodeID) string {
	return cmp.Or(b.reading.PathName(id), b.reading.NodeName(id), string(id))
}

// guardedAbove returns the nodes above one that have guardrails.
func (b *builder) guardedAbove(n *model.Node) (above []line) {
	path := b.reading.Path(n.ID)
	for _, up := range path[:max(0, len(path)-1)] {
		if a := b.anchorOf(up.ID); a != "" {
			above = append(above, line{{text: b.name(up), link: "#" + a}})
		}
	}
	return above
}

// policyLinks returns the names of policies, which lead to their rows.
func (b *builder) policyLinks(ids []model.PolicyID) []line {
	names := make([]line, len(ids))
	for i, id := range ids {
		names[i] = line{{text: cmp.Or(b.reading.PolicyName(id), string(id)), link: "#" + anchor("policy", string(id))}}
	}
	return names
}

// who returns who cannot do what the policies of a type forbid.
func who(t model.PolicyType, n *model.Node) string {
	switch account := n != nil && n.Kind == model.KindAccount; {
	case t == model.ResourceControlPolicy && account:
		return "Nobody can, with the account's resources"
	case t == model.ResourceControlPolicy:
		return "Nobody can, with resources of these accounts"
	case account:
		return "Principals of the account cannot"
	default:
		return "Principals of these accounts cannot"
	}
}

// addRestrictions adds what the policies of a type forbid, with every action and
// every condition: this is where the page says it in full.
func (b *builder) addRestrictions(s *section, g *guarded, t model.PolicyType, listed map[string]bool) {
	out := &table{
		caption: "What " + t.Abbreviation() + "s at " + b.name(g.node) + " forbid",
		columns: []string{"No.", "Subject", who(t, g.node), "By"},
	}
	lines := g.lines[t]
	for i := range lines {
		l := &lines[i]
		if l.Kind == plain.NotKnown {
			s.add(notice(b.unknown(l)))
			continue
		}
		key := restrictionKey(t, l)
		number, at := b.numbers[key], ""
		if !listed[key] {
			listed[key], at = true, number.anchor
		}
		out.rows = append(out.rows, []line{
			say(number.name), say(l.Topic.Subject().String()), b.words(l), b.sources(l),
		})
		out.anchors = append(out.anchors, at)
	}
	if len(out.rows) > 0 {
		s.add(out.withoutEmpty())
	}
}

// words returns a restriction in full. Its sentence shortens the list of actions that
// a Deny is not about, which therefore stands behind it.
func (b *builder) words(l *plain.Restriction) line {
	all := say(l.Words(b.reading))
	if actions := l.ExceptActions(); l.Kind == plain.Forbidden && len(actions) > 0 {
		all = append(all, span{text: ". Exceptions: " + phrase.Commas(actions), mark: "muted"})
	}
	return all
}

// unknown returns what is not known of the policies of a level.
func (b *builder) unknown(l *plain.Restriction) line {
	text := "Not known: " + phrase.Sentence(l.Sentence)
	if l.Gap != nil {
		text += " " + phrase.Sentence(l.Gap.Sentence())
	}
	return say(text)
}

// sources returns the statements of a restriction.
func (b *builder) sources(l *plain.Restriction) line {
	var all []line
	said := map[verdict.Reason]bool{}
	for _, x := range l.Sources {
		same := verdict.Reason{Policy: x.Policy, Index: x.Index}
		if said[same] {
			continue
		}
		said[same] = true
		statement := " statement " + strconv.Itoa(x.Index)
		if x.Sid != "" {
			statement = " " + x.Sid
		}
		all = append(all, line{{text: cmp.Or(x.Name, string(x.Policy)), link: "#" + anchor("policy", string(x.Policy))}, {text: statement}})
	}
	return joined(all)
}

// withoutEmpty returns the table without the columns that say nothing.
func (b *table) withoutEmpty() *table {
	for i := len(b.columns) - 1; i > 0; i-- {
		if slices.ContainsFunc(b.rows, func(row []line) bool { return len(row[i]) > 0 && row[i][0].text != "" }) {
			continue
		}
		b.columns = slices.Delete(b.columns, i, i+1)
		for k := range b.rows {
			b.rows[k] = slices.Delete(b.rows[k], i, i+1)
		}
		for k, c := range b.numbers {
			if c > i {
				b.numbers[k]--
			}
		}
	}
	return b
}
