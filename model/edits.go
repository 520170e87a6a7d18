package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// Edits are changes to an organization that are only tried out: deputy neither
// moves nodes nor attaches policies in AWS.
type Edits struct {
	Moves    []Move
	Attached []Attachment // of policies that the organization has
	Detached []Attachment
	Drafts   []Draft
}

// Move moves an account or OU below another parent.
type Move struct{ Node, Parent NodeID }

// Draft is a policy that AWS does not have yet, attached to a node.
type Draft struct {
	Name   string
	Type   PolicyType // SCP or RCP
	Text   string
	Target NodeID
}

// NewDraft returns a draft and its parsed text. A text whose statements have a
// Principal is an RCP, any other an SCP.
func NewDraft(name, text string, target NodeID) (Draft, *scp.Document) {
	d, parsed := Draft{name, ServiceControlPolicy, text, target}, scp.Parse(text, scp.SCP)
	if slices.ContainsFunc(parsed.Statements, func(s scp.Statement) bool { return !s.Principal.Name.Empty() }) {
		d.Type, parsed = ResourceControlPolicy, scp.Parse(text, scp.RCP)
	}
	return d, parsed
}

// And returns the edits followed by more. A node that both move is where the later
// ones move it to.
func (e Edits) And(more Edits) Edits {
	moves := slices.DeleteFunc(slices.Clone(e.Moves), func(m Move) bool {
		return slices.ContainsFunc(more.Moves, func(n Move) bool { return n.Node == m.Node })
	})
	return Edits{
		Moves: append(moves, more.Moves...), Attached: slices.Concat(e.Attached, more.Attached),
		Detached: slices.Concat(e.Detached, more.Detached), Drafts: slices.Concat(e.Drafts, more.Drafts),
	}
}

// Empty reports whether there are no edits.
func (e *Edits) Empty() bool {
	return len(e.Moves)+len(e.Attached)+len(e.Detached)+len(e.Drafts) == 0
}

// Touched returns the nodes at and below which something changes, each once.
func (e *Edits) Touched() []NodeID {
	var ids []NodeID
	add := func(id NodeID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, m := range e.Moves {
		add(m.Node)
	}
	for _, a := range slices.Concat(e.Attached, e.Detached) {
		add(a.Target)
	}
	for _, d := range e.Drafts {
		add(d.Target)
	}
	return ids
}

// Words returns the edits as a clause: "if payments-prod were in Sandbox".
func (e *Edits) Words(r *Reading) string {
	name := r.NodeName
	var parts []string
	for _, m := range e.Moves {
		parts = append(parts, name(m.Node)+" were in "+name(m.Parent))
	}
	for _, a := range e.Attached {
		parts = append(parts, r.PolicyName(a.Policy)+" were attached to "+name(a.Target))
	}
	for _, d := range e.Drafts {
		parts = append(parts, "the draft "+d.Name+" were attached to "+name(d.Target))
	}
	for _, a := range e.Detached {
		parts = append(parts, r.PolicyName(a.Policy)+" were not attached to "+name(a.Target))
	}
	if len(parts) == 0 {
		return "as it is"
	}
	return "if " + strings.Join(parts, " and ")
}

// maxOULevels is how many levels of OUs AWS allows below the root.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const maxOULevels = 5

// Notes returns, in sentences, what AWS would not accept of the organization that
// the edits lead to: a node keeps at least one SCP, no more policies are attached to
// it than its quota, and OUs cannot be moved.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
func (e *Edits) Notes(to *Reading) []string {
	var out []string
	note := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, m := range e.Moves {
		if n := to.Node(m.Node); n.Kind == KindOU {
			// https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
			note("AWS can move accounts, but not OUs. To get the same result, create an OU in %s and move the accounts of %s there.", to.NodeName(m.Parent), n.Name)
			if depth := len(to.Path(m.Node)) - 1 + to.ouLevelsBelow(m.Node, 0); depth > maxOULevels {
				note("There would be %d levels of OUs. AWS allows %d below the root.", depth, maxOULevels)
			}
		}
	}
	for _, id := range e.Touched() {
		for _, t := range Evaluated() {
			on, status := to.Attached(id, t)
			_, most := t.Quota()
			switch {
			case !status.Known():
			case len(on) > most:
				note("%s would have %s. AWS allows %d.", to.NodeName(id), phrase.Count(len(on), t.Abbreviation()), most)
			case len(on) == 0 && t == ServiceControlPolicy && to.PolicyTypeStatus(t) != "":
				note("%s would have no SCP. AWS requires at least one on every root, OU and account.", to.NodeName(id))
			}
		}
	}
	for _, d := range e.Drafts {
		length := utf8.RuneCountInString(d.Text)
		if characters, _ := d.Type.Quota(); length > characters && characters > 0 {
			note("%s has %d characters. AWS allows %d in an %s.", d.Name, length, characters, d.Type.Abbreviation())
		}
	}
	return out
}
