package pane

import (
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/ui/theme"
)

// contentCounts counts what is below each root and OU, once for each change
// of the tree.
type contentCounts struct {
	env    *Env
	asOf   uint64
	counts map[model.NodeID]*contentCount
}

// contentCount is what is below a node: OUs, and accounts that are not
// active.
type contentCount struct {
	ous    int
	states map[model.AccountState]int
}

// of returns what is below a node.
func (t *contentCounts) of(id model.NodeID) contentCount {
	r := t.env.Reading
	asOf := r.Generation(model.PartRoots) + r.Generation(model.PartOUs) + r.Generation(model.PartAccounts)
	if t.counts == nil || asOf != t.asOf {
		t.count()
		t.asOf = asOf
	}
	if c := t.counts[id]; c != nil {
		return *c
	}
	return contentCount{}
}

// count counts for all nodes.
func (t *contentCounts) count() {
	t.counts = map[model.NodeID]*contentCount{}
	for u := range t.env.Reading.OUs() {
		t.addToAncestors(u, func(c *contentCount) { c.ous++ })
	}
	for a := range t.env.Reading.Accounts() {
		if a.State != model.StateActive {
			t.addToAncestors(a, func(c *contentCount) { c.states[a.State]++ })
		}
	}
}

// addToAncestors adds a node to the counts of everything above it.
func (t *contentCounts) addToAncestors(n *model.Node, add func(*contentCount)) {
	for _, up := range t.env.Reading.Path(n.ID) {
		if up.ID == n.ID {
			continue
		}
		c := t.counts[up.ID]
		if c == nil {
			c = &contentCount{states: map[model.AccountState]int{}}
			t.counts[up.ID] = c
		}
		add(c)
	}
}

// writeAttached writes the policies that are attached right at a node.
func writeAttached(p *page, n *model.Node) {
	p.Add(p.Line().Put(theme.Strong, "Attached here"))
	for _, kind := range model.Evaluated() {
		if whyNoPolicies(p.env.Reading, kind) != "" {
			continue
		}
		policies, status := p.env.Reading.Attached(n.ID, kind)
		var names []string
		for _, id := range policies {
			if !isFull(id) {
				names = append(names, policyName(p.env.Reading, id))
			}
		}
		switch {
		case len(names) > 0:
			p.Field(typeName(kind), theme.Plain, strings.Join(names, " "+p.env.Theme.Marks.Dot+" "))
		case status.Progress == model.Failed:
			p.Field(typeName(kind), theme.Warning, p.env.Theme.Marks.Gap+" could not be read")
		case status.Known():
			p.Field(typeName(kind), theme.Muted, "none but "+policyName(p.env.Reading, kind.Full()))
		default:
			p.Field(typeName(kind), theme.Muted, p.env.Theme.Marks.Unknown+" not read yet")
		}
	}
}

// maxChildren is how many of the nodes in an OU its overview lists.
const maxChildren = 16

// writeChildren writes the OUs and accounts directly in an OU.
func (o *overviewText) writeChildren(p *page, n *model.Node) {
	r := p.env.Reading
	e := r.TreeNode(n.ID)
	if e == nil || len(e.Below()) == 0 {
		return
	}
	p.Blank()
	name := max(16, min(40, p.Width-36))
	p.Add(p.Line().Cell(theme.Strong, "In this OU", name).Number(theme.Muted, "accounts", 10).Number(theme.Muted, "policies", 10))
	lookups := p.env.attachmentLookups()
	shown := 0
	for child := range r.Children(n.ID) {
		if shown++; shown > maxChildren {
			break
		}
		l := p.Line()
		count, m := "", theme.Plain
		if child.Kind != model.KindAccount {
			count, m = phrase.Thousands(r.AccountCount(child.ID)), theme.Strong
		}
		policies := p.env.policyCount(lookups, child)
		l.Cell(m, nameOf(child), name-1).Space(1).Number(theme.Muted, count, 10).Number(theme.Muted, policies.text, 10).Space(2)
		p.Add(l.Put(theme.Warning, o.unusual(child)).Put(theme.Muted, strings.Join(badgesOf(r, child), " ")))
	}
	if rest := len(e.Below()) - maxChildren; rest > 0 {
		p.Add(p.Line().Put(theme.Muted, phrase.Thousands(rest)+" more"))
	}
}

// unusual returns how many accounts below an OU are not active, by state.
func (o *overviewText) unusual(n *model.Node) string {
	if n.Kind == model.KindAccount {
		return ""
	}
	var words []string
	c := o.counts.of(n.ID)
	for _, s := range unusualStates {
		if k := c.states[s]; k > 0 {
			words = append(words, phrase.Thousands(k)+" "+s.Words())
		}
	}
	return strings.Join(words, ", ")
}

// unusualStates are the states of accounts that are told.
var unusualStates = []model.AccountState{
	model.StatePendingActivation, model.StateSuspended, model.StatePendingClosure, model.StateClosed, model.StateNotGiven,
}
