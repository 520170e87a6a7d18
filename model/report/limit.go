package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/verdict"
)

// alike is accounts of which policies forbid the same.
type alike struct {
	accounts []*model.Node
	lines    map[model.PolicyType][]plain.Restriction
	notes    []string
}

// maxInFull is of how many groups of accounts the page says in words what they
// cannot do. Of more it gives the numbers of the guardrails.
const maxInFull = 100

// limits returns what accounts cannot do: all that policies forbid at their levels,
// once for all accounts of which they forbid the same.
func (b *builder) limits() *section {
	s := &section{anchor: "limits", title: "What accounts cannot do"}
	s.add(paragraph(say("All that SCPs and RCPs forbid, level by level from the root down to the account, once for all accounts of which they forbid the same. The numbers lead to the guardrail with all its actions and conditions.")))
	groups := b.alikes()
	if len(groups) == 0 {
		s.add(paragraph(say("deputy knows of no account.")))
	}
	if len(groups) > maxInFull {
		s.add(paragraph(say("This organization has "+phrase.Count(len(groups), "group")+" of such accounts, too many to repeat the guardrails for each: the table has their numbers.")), b.limitTable(groups))
		return s
	}
	for i, g := range groups {
		s.below = append(s.below, b.limitSection(i, g))
	}
	return s
}

// alikes returns the accounts by what policies forbid, in the order of the tree.
func (b *builder) alikes() []*alike {
	likeness := verdict.NewAsker(b.reading).Likeness(verdict.Question{})
	byKey, bySaying := map[string]*alike{}, map[string]*alike{}
	var all []*alike
	for _, n := range b.inOrder() {
		key := likeness.Key(n.ID)
		g := byKey[key]
		if g == nil {
			one, saying := b.limitsOf(n)
			if g = bySaying[saying]; g == nil {
				g, bySaying[saying] = one, one
				all = append(all, g)
			}
			byKey[key] = g
		}
		g.accounts = append(g.accounts, n)
	}
	return all
}

// inOrder returns all accounts in the order of the tree, those whose place is not
// known last.
func (b *builder) inOrder() []*model.Node {
	var all []*model.Node
	seen := map[model.NodeID]bool{}
	var walk func(id model.NodeID, depth int)
	walk = func(id model.NodeID, depth int) {
		if depth > model.MaxDepth {
			return
		}
		for child := range b.reading.Children(id) {
			if child.Kind == model.KindAccount && !seen[child.ID] {
				seen[child.ID] = true
				all = append(all, child)
			}
			walk(child.ID, depth+1)
		}
	}
	for root := range b.reading.Roots() {
		walk(root.ID, 0)
	}
	var rest []*model.Node
	for n := range b.reading.Accounts() {
		if !seen[n.ID] {
			rest = append(rest, n)
		}
	}
	model.SortByName(rest)
	return append(all, rest...)
}

// limitsOf returns what policies forbid of an account, and a text that is the same
// for accounts of which they forbid the same.
func (b *builder) limitsOf(n *model.Node) (g *alike, saying string) {
	g = &alike{lines: map[model.PolicyType][]plain.Restriction{}}
	var key strings.Builder
	for _, t := range model.Evaluated() {
		all := plain.RestrictionsAt(b.reading, n.ID, t)
		g.lines[t] = all.Lines
		if all.Note != "" && !slices.Contains(g.notes, all.Note) {
			g.notes = append(g.notes, all.Note)
			key.WriteString(all.Note)
		}
		for i := range all.Lines {
			key.WriteString("\x01" + restrictionKey(t, &all.Lines[i]))
		}
	}
	return g, key.String()
}

// limitSection returns what the accounts of a group cannot do.
func (b *builder) limitSection(i int, g *alike) *section {
	s := &section{anchor: "limits-" + strconv.Itoa(i+1), title: b.groupTitle(g)}
	if names := joined(b.accountLinks(g.accounts)); len(g.accounts) > 1 {
		s.add(paragraph(names))
	} else {
		s.add(paragraph(append(b.account(g.accounts[0].Account()), span{text: " in " + cmp.Or(b.reading.PathName(g.accounts[0].Parent), "no known OU")})))
	}
	for _, note := range g.notes {
		s.add(paragraph(say(note)))
	}
	said := len(g.notes) > 0
	for _, t := range model.Evaluated() {
		out := &table{caption: "What " + t.Abbreviation() + "s forbid", columns: []string{"No.", "Subject", cmp.Or(one(g, t), who(t, nil)), "Except", "At"}}
		lines := g.lines[t]
		for k := range lines {
			l := &lines[k]
			if said = true; l.Kind == plain.NotKnown {
				s.add(notice(b.unknown(l)))
				continue
			}
			out.rows = append(out.rows, []line{b.numberOf(t, l), say(l.Topic.Subject().String()), say(l.What), say(exceptions(l)), b.levels(l)})
		}
		if len(out.rows) > 0 {
			s.add(out.withoutEmpty())
		}
	}
	if !said {
		s.add(paragraph(say("No policy forbids anything here.")))
	}
	return s
}

// one returns who cannot do something if the group is a single account.
func one(g *alike, t model.PolicyType) string {
	if len(g.accounts) == 1 {
		return who(t, g.accounts[0])
	}
	return ""
}

// groupTitle returns how many accounts are in a group, and in which OUs.
func (b *builder) groupTitle(g *alike) string {
	if len(g.accounts) == 1 {
		return b.name(g.accounts[0])
	}
	var places []string
	for _, n := range g.accounts {
		if place := cmp.Or(b.reading.PathName(n.Parent), "no known OU"); !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return phrase.Count(len(g.accounts), "account") + " in " + phrase.JoinMost(places, " and ", 4)
}

// accountLinks returns the names of accounts, which lead to their rows.
func (b *builder) accountLinks(accounts []*model.Node) []line {
	names := make([]line, len(accounts))
	for i, n := range accounts {
		names[i] = line{{text: b.name(n), link: "#" + anchor("account", string(n.ID))}}
	}
	return names
}

// numberOf returns the number of a restriction, which leads to its full text.
func (b *builder) numberOf(t model.PolicyType, l *plain.Restriction) line {
	if g := b.numbers[restrictionKey(t, l)]; g.name != "" {
		return line{{text: g.name, link: "#" + g.anchor}}
	}
	return nil
}

// exceptions returns who and what a restriction does not apply to. Of many actions it
// says how many.
func exceptions(l *plain.Restriction) string {
	words := slices.Clone(l.Exempt)
	if actions := l.ExceptActions(); len(actions) > 4 {
		words = append(words, phrase.CountOf(len(actions), "service or action", "services or actions"))
	} else {
		words = append(words, actions...)
	}
	return strings.Join(words, ", ")
}

// levels returns the levels at which a restriction stands.
func (b *builder) levels(l *plain.Restriction) line {
	var all []line
	for _, id := range l.Levels {
		x := span{text: cmp.Or(b.reading.NodeName(model.NodeID(id)), id)}
		if a := b.anchorOf(model.NodeID(id)); a != "" {
			x.link = "#" + a
		}
		all = append(all, line{x})
	}
	return joined(all)
}

// limitTable returns what the accounts of many groups cannot do, by numbers.
func (b *builder) limitTable(groups []*alike) *table {
	out := &table{caption: "What accounts cannot do", columns: []string{"Accounts", "Guardrails", "Not known"}}
	for _, g := range groups {
		var numbers []line
		var unknown []string
		for _, t := range model.Evaluated() {
			lines := g.lines[t]
			for i := range lines {
				switch l := &lines[i]; {
				case l.Kind == plain.NotKnown:
					unknown = append(unknown, l.Sentence)
				case len(b.numberOf(t, l)) > 0:
					numbers = append(numbers, b.numberOf(t, l))
				default:
					numbers = append(numbers, say(l.What))
				}
			}
		}
		if len(numbers) == 0 {
			numbers = says(append(g.notes, "none"))[:1]
		}
		names := line{{text: b.groupTitle(g), mark: "strong"}}
		if len(g.accounts) > 1 {
			names = append(append(names, span{text: ": "}), joined(b.accountLinks(g.accounts))...)
		}
		out.rows = append(out.rows, []line{names, joined(numbers), say(strings.Join(unknown, "; "))})
	}
	return out.withoutEmpty()
}
