package export

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/plain"
)

// Accounts returns accounts in the order in which they come. Policies are those
// that are attached to the account itself; what has not been read is nil.
func Accounts(r *model.Reading, accounts []*model.Node) Section {
	s := Section{Key: "accounts", Columns: []Column{
		{"accountId", "account ID"},
		{"name", "name"},
		{"path", "OU path"},
		{"email", "e-mail"},
		{"state", "state"},
		{"joined", "joined"},
		{"joinedBy", "joined by"},
		{"administers", "administrator for"},
		{"scps", "SCPs attached"},
		{"rcps", "RCPs attached"},
	}}
	for _, n := range accounts {
		s.Rows = append(s.Rows, []any{
			string(n.ID), n.Name, r.PathName(n.Parent), n.Email, n.State.String(), n.Joined, n.JoinedBy, administers(r, n.Account()),
			attached(r, n.ID, model.ServiceControlPolicy), attached(r, n.ID, model.ResourceControlPolicy),
		})
	}
	return s
}

// administers returns the service principals that an account is delegated
// administrator for; nil if they are not known.
func administers(r *model.Reading, a model.AccountID) any {
	held, status := r.Delegations(a)
	if !status.Known() {
		return nil
	}
	names := make([]string, len(held))
	for i, d := range held {
		names[i] = string(d.Principal)
	}
	return names
}

// attached returns the names of the policies that are attached to a node itself;
// nil if they are not known.
func attached(r *model.Reading, id model.NodeID, t model.PolicyType) any {
	policies, status := r.Attached(id, t)
	if !status.Known() {
		return nil
	}
	return policyNames(r, policies)
}

func policyNames(r *model.Reading, policies []model.PolicyID) []string {
	names := make([]string, len(policies))
	for i, p := range policies {
		names[i] = cmp.Or(r.PolicyName(p), string(p))
	}
	return names
}

// Tree returns a node and everything below it, each parent before its children.
func Tree(r *model.Reading, from model.NodeID) Section {
	s := Section{Key: "nodes", Columns: []Column{
		{"id", "ID"},
		{"kind", "kind"},
		{"name", "name"},
		{"path", "path"},
		{"parentId", "parent ID"},
		{"state", "state"},
		{"accounts", "accounts below"},
		{"scps", "SCPs attached"},
		{"rcps", "RCPs attached"},
	}}
	var add func(n *model.Node)
	add = func(n *model.Node) {
		var state, accounts any
		if n.Kind == model.KindAccount {
			state = n.State.String()
		} else {
			accounts = r.AccountCount(n.ID)
		}
		s.Rows = append(s.Rows, []any{
			string(n.ID), kindNames[n.Kind], n.Name, r.PathName(n.ID), string(n.Parent), state, accounts,
			attached(r, n.ID, model.ServiceControlPolicy), attached(r, n.ID, model.ResourceControlPolicy),
		})
		for child := range r.Children(n.ID) {
			add(child)
		}
	}
	if n := r.Node(from); n != nil {
		add(n)
	}
	return s
}

var kindNames = map[model.NodeKind]string{model.KindRoot: "root", model.KindOU: "OU", model.KindAccount: "account"}

// Node returns what is known of a root, OU or account: what it is, what is attached
// at each level above it, what that forbids, its delegations and its tags.
func Node(r *model.Reading, n *model.Node) *Document {
	d := &Document{Name: cmp.Or(n.Name, string(n.ID)), Title: cmp.Or(n.Name, string(n.ID)) + " (" + string(n.ID) + ")", About: []string{r.PathName(n.ID)}}
	facts := Section{Key: "facts", Title: "About", Columns: []Column{{"fact", "fact"}, {"value", "value"}}, Rows: [][]any{
		{"kind", kindNames[n.Kind]}, {"ARN", n.ARN},
	}}
	if n.Kind == model.KindAccount {
		facts.Rows = append(facts.Rows, []any{"e-mail", n.Email}, []any{"state", n.State.String()}, []any{"joined", n.Joined}, []any{"joined by", n.JoinedBy})
	} else {
		facts.Rows = append(facts.Rows, []any{"accounts below", r.AccountCount(n.ID)})
	}
	for _, t := range model.Evaluated() {
		d.Sections = append(d.Sections, Restrictions(r, n.ID, t))
	}
	d.Sections = append(d.Sections, facts)
	for _, t := range model.Evaluated() {
		d.Sections = append(d.Sections, Ladder(r, n.ID, t))
	}
	for _, t := range r.ManagementTypes() {
		d.Sections = append(d.Sections, Ladder(r, n.ID, t))
	}
	if n.Kind == model.KindAccount {
		d.Sections = append(d.Sections, EffectivePolicies(r, n.Account(), r.ManagementTypes())...)
	}
	if n.Kind == model.KindAccount {
		s := Section{Key: "delegations", Title: "Delegated administrator for", Columns: []Column{{"principal", "service principal"}, {"since", "since"}}}
		held, status := r.Delegations(n.Account())
		for _, h := range held {
			s.Rows = append(s.Rows, []any{string(h.Principal), h.Since})
		}
		d.Sections = append(d.Sections, s.noted(status))
	}
	tags, status := r.Tags(string(n.ID))
	s := Section{Key: "tags", Title: "Tags", Columns: []Column{{"key", "key"}, {"value", "value"}}}
	for _, t := range tags {
		s.Rows = append(s.Rows, []any{t.Key, t.Value})
	}
	d.Sections = append(d.Sections, s.noted(status))
	return d
}

// noted says in the section what is missing of it.
func (s Section) noted(status model.Status) Section {
	switch {
	case status.Gap != nil:
		s.Lines = append(s.Lines, "Not read: "+status.Gap.Sentence())
	case !status.Known():
		s.Lines = append(s.Lines, "Not read yet.")
	}
	return s
}

// Ladder returns the policies of a type that are attached at each level from the
// root down to a node.
func Ladder(r *model.Reading, id model.NodeID, t model.PolicyType) Section {
	s := Section{Key: strings.ToLower(t.Abbreviation()) + "Levels", Title: t.Plural() + " by level", Columns: []Column{{"level", "level"}, {"nodeId", "ID"}, {"policies", "policies"}}}
	for _, level := range r.Ladder(id, t) {
		var names any
		if level.Status.Known() {
			names = policyNames(r, level.Policies)
		}
		s.Rows = append(s.Rows, []any{cmp.Or(level.Node.Name, string(level.Node.ID)), string(level.Node.ID), names})
		s = s.noted(level.Status)
	}
	s.Lines = slices.Compact(s.Lines)
	return s
}

// Restrictions returns what the policies of a type forbid at a node, in words.
func Restrictions(r *model.Reading, id model.NodeID, t model.PolicyType) Section {
	s := Section{Key: strings.ToLower(t.Abbreviation()) + "Restrictions", Head: 2, Title: "What " + t.Abbreviation() + "s forbid", Columns: []Column{
		{"subject", "subject"},
		{"forbidden", "forbidden"},
		{"exceptActions", "except these actions"},
		{"exceptPrincipals", "except these principals"},
		{"policies", "policies"},
		{"levels", "levels"},
		{"statements", "statements"},
	}}
	all := plain.RestrictionsAt(r, id, t)
	if all.Note != "" {
		s.Lines = append(s.Lines, all.Note)
	}
	for i := range all.Lines {
		l := &all.Lines[i]
		if l.Kind == plain.NotKnown {
			s.Lines = append(s.Lines, "Not known: "+l.Sentence)
			continue
		}
		var policies, levels, statements []string
		for _, source := range l.Sources {
			policies = append(policies, source.Name)
			statements = append(statements, source.Statement())
		}
		for _, level := range l.Levels {
			levels = append(levels, cmp.Or(r.NodeName(model.NodeID(level)), level))
		}
		s.Rows = append(s.Rows, []any{
			l.Topic.Subject().String(), l.What, none(l.ExceptActions()), none(l.Exempt), none(distinct(policies)), none(levels), none(statements),
		})
	}
	return s
}

// none returns no strings for nil ones: that there are none is known.
func none(words []string) []string { return append([]string{}, words...) }

func distinct(words []string) []string {
	var once []string
	for _, w := range words {
		if !slices.Contains(once, w) {
			once = append(once, w)
		}
	}
	return once
}
