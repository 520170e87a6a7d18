package diff

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/phrase"
)

// Kind says what a difference is about.
type Kind uint8

// The kinds of difference.
const (
	Organization Kind = iota + 1
	OU
	Account
	Policy
	Attachment
	TrustedAccess
	Delegation
	ResourcePolicy
	Tags
)

// kindWords holds the words of the kinds, as files have them.
var kindWords = []string{
	"organization", "unit", "account", "policy", "attachment", "trustedAccess", "delegation", "resourcePolicy", "tags",
}

// String returns the kind in one word, as files write it.
func (k Kind) String() string { return phrase.StateWord(kindWords, k) }

// MarshalText writes the word.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Change says how something differs.
type Change uint8

// The changes. Unknown is no difference: the thing could not be compared, because
// one of the readings does not have it.
const (
	Added Change = iota + 1
	Removed
	Moved
	Renamed
	Changed
	Unknown
)

// changeWords holds the words of the changes, as files have them.
var changeWords = []string{"added", "removed", "moved", "renamed", "changed", "unknown"}

// String returns the change in one word, as files write it.
func (c Change) String() string { return phrase.StateWord(changeWords, c) }

// MarshalText writes the word.
func (c Change) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Difference is something that differs between two readings, or that could not
// be compared.
type Difference struct {
	Kind   Kind   `json:"kind"`
	Change Change `json:"change"`
	ID     string `json:"id,omitempty"`     // of the node or policy, or the principal, policy type or ARN
	Name   string `json:"name,omitempty"`   // of the node or policy, in the later snapshot that has it
	Before string `json:"before,omitempty"` // the value; empty if there was none
	After  string `json:"after,omitempty"`
	Text   string `json:"text"` // one sentence; it has names as AWS has them, with whatever characters they contain
	// Details are sentences about what follows: the statements of a policy that changed,
	// what a moved account may do now, the service of a delegation.
	Details []string `json:"details,omitempty"`
	// Authors are who made it, the latest first, as far as the event history of the later
	// reading knows.
	Authors []Author `json:"madeBy,omitempty"`
}

// Compare returns what changed from one reading to another, in a stable order.
// What one of them could not read is not compared, and reported as Unknown: its
// absence means nothing.
func Compare(a, b *model.Snapshot) []Difference {
	d := newComparison(a, b)
	d.compare()
	return d.all
}

// newComparison returns a comparison of two readings.
func newComparison(a, b *model.Snapshot) *comparison {
	return &comparison{a: newSnapshot(a), b: newSnapshot(b)}
}

// compare finds all differences.
func (d *comparison) compare() {
	a, b := d.a, d.b
	d.organization()
	if d.comparable(Account, "the tree", model.PartRoots, model.PartOUs, model.PartAccounts) {
		d.nodes(OU, a.OUs, b.OUs)
		d.nodes(Account, a.Accounts, b.Accounts)
	}
	d.policies()
	d.trustedAccess()
	d.delegations()
	d.resourcePolicy()
	d.tags()
	d.findAuthors()
}

// Encode writes differences as one JSON object: {version, organization, before, after,
// differences: [...], answers}, with the fields of Difference and Answers. The list is
// empty if nothing differs.
func Encode(w io.Writer, a, b *model.Snapshot, differences []Difference, answers *Answers) error {
	if differences == nil {
		differences = []Difference{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(struct {
		Version      int          `json:"version"`
		Organization string       `json:"organization"`
		Before       time.Time    `json:"before"`
		After        time.Time    `json:"after"`
		Differences  []Difference `json:"differences"`
		Answers      *Answers     `json:"answers,omitempty"`
	}{1, b.Organization.ID, a.Taken.UTC(), b.Taken.UTC(), differences, answers})
	if err != nil {
		return fmt.Errorf("write the differences: %w", err)
	}
	return nil
}

// snapshot is one of the two readings, with maps to look things up.
type snapshot struct {
	*model.Snapshot
	lacking  map[model.PartKey]*model.Gap
	nodes    map[model.NodeID]*model.Node
	policies map[model.PolicyID]*model.Policy
}

// newSnapshot returns a reading with its maps.
func newSnapshot(s *model.Snapshot) snapshot {
	x := snapshot{s, s.MissingParts(), make(map[model.NodeID]*model.Node, len(s.Accounts)+len(s.OUs)+1), make(map[model.PolicyID]*model.Policy, len(s.Policies))}
	for _, nodes := range [][]model.Node{s.Roots, s.OUs, s.Accounts} {
		for i := range nodes {
			x.nodes[nodes[i].ID] = &nodes[i]
		}
	}
	for i := range s.Policies {
		x.policies[s.Policies[i].ID] = &s.Policies[i]
	}
	return x
}

// lacks reports whether the reading lacks anything of a part.
func (x snapshot) lacks(p model.Part) bool {
	for key := range x.lacking {
		if key.Part == p {
			return true
		}
	}
	return false
}

// comparison gathers the differences from the earlier reading a to the later b.
type comparison struct {
	a, b snapshot
	all  []Difference
}

// add adds a difference.
func (d *comparison) add(kind Kind, change Change, id, name, before, after, format string, args ...any) {
	d.all = append(d.all, Difference{Kind: kind, Change: change, ID: id, Name: name, Before: before, After: after, Text: fmt.Sprintf(format, args...)})
}

// skip adds that something is not compared.
func (d *comparison) skip(kind Kind, id, format string, args ...any) {
	d.add(kind, Unknown, id, "", "", "", "Not compared: "+format, args...)
}

// comparable reports whether both readings have all of the parts, and adds that
// they are not compared if not.
func (d *comparison) comparable(kind Kind, what string, parts ...model.Part) bool {
	in := func(x snapshot) bool { return slices.ContainsFunc(parts, x.lacks) }
	var which string
	switch a, b := in(d.a), in(d.b); {
	case a && b:
		which = "both readings lack"
	case a:
		which = "the first reading lacks"
	case b:
		which = "the second reading lacks"
	default:
		return true
	}
	d.skip(kind, "", "%s, because %s part of it.", what, which)
	return false
}

// nodeLabel returns the name and ID of a node.
func (d *comparison) nodeLabel(id model.NodeID) string {
	for _, x := range []snapshot{d.b, d.a} {
		if n := x.nodes[id]; n != nil && n.Name != "" {
			return n.Name + " (" + string(id) + ")"
		}
	}
	return cmp.Or(string(id), "an unknown place")
}

// policyLabel returns the name and ID of a policy.
func (d *comparison) policyLabel(id model.PolicyID) string {
	for _, x := range []snapshot{d.b, d.a} {
		if p := x.policies[id]; p != nil && p.Name != "" {
			return p.Name + " (" + string(id) + ")"
		}
	}
	return string(id)
}

// organization compares the organization itself and its enabled policy types.
func (d *comparison) organization() {
	o, n := d.a.Organization, d.b.Organization
	if o.ID != n.ID {
		d.add(Organization, Changed, n.ID, "", o.ID, n.ID, "The readings are of two organizations: %s and %s.", o.ID, n.ID)
	}
	if o.Management != n.Management {
		d.add(Organization, Changed, n.ID, "", string(o.Management), string(n.Management), "The management account changed from %s to %s.", o.Management, n.Management)
	}
	if o.Features != n.Features {
		before, after := codec.FeatureWords[o.Features], codec.FeatureWords[n.Features]
		d.add(Organization, Changed, n.ID, "", before, after, "The feature set changed from %s to %s.", cmp.Or(before, "unknown"), cmp.Or(after, "unknown"))
	}
	if !d.comparable(Organization, "enabled policy types", model.PartRoots) {
		return
	}
	was, is := policyTypes(d.a.Roots), policyTypes(d.b.Roots)
	for _, t := range keysOf(was, is) {
		before, after := cmp.Or(was[t], "not enabled"), cmp.Or(is[t], "not enabled")
		if before != after {
			d.add(Organization, Changed, t, "", was[t], is[t], "Policy type %s changed from %s to %s.", t, before, after)
		}
	}
}

// policyTypes returns the states of the policy types.
func policyTypes(roots []model.Node) map[string]string {
	all := map[string]string{}
	for _, r := range roots {
		for _, t := range r.PolicyTypes {
			all[string(t.Type)] = t.Status
		}
	}
	return all
}

// keysOf returns the keys of two maps in order.
func keysOf[K cmp.Ordered, V any](a, b map[K]V) []K {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// kindNames holds the words for kinds of nodes in sentences.
var kindNames = map[Kind]string{OU: "OU", Account: "Account"}

// nodes compares the nodes of a kind.
func (d *comparison) nodes(kind Kind, before, after []model.Node) {
	word := kindNames[kind]
	was, is := byNodeID(before), byNodeID(after)
	for _, id := range keysOf(was, is) {
		o, n := was[id], is[id]
		switch {
		case o == nil:
			d.add(kind, Added, string(id), n.Name, "", string(n.Parent), "%s %s is new, in %s.", word, d.nodeLabel(id), d.nodeLabel(n.Parent))
		case n == nil:
			d.add(kind, Removed, string(id), o.Name, string(o.Parent), "", "%s %s is no longer in %s.", word, d.nodeLabel(id), d.nodeLabel(o.Parent))
		default:
			d.node(kind, word, o, n)
		}
	}
}

// byNodeID returns nodes by their ID.
func byNodeID(nodes []model.Node) map[model.NodeID]*model.Node {
	all := make(map[model.NodeID]*model.Node, len(nodes))
	for i := range nodes {
		all[nodes[i].ID] = &nodes[i]
	}
	return all
}

// node compares a node that both readings have.
func (d *comparison) node(kind Kind, word string, o, n *model.Node) {
	id, label := string(n.ID), d.nodeLabel(n.ID)
	if o.Parent != n.Parent {
		d.add(kind, Moved, id, n.Name, string(o.Parent), string(n.Parent), "%s %s moved from %s to %s.", word, label, d.nodeLabel(o.Parent), d.nodeLabel(n.Parent))
	}
	if o.Name != n.Name {
		d.add(kind, Renamed, id, n.Name, o.Name, n.Name, "%s %s was named %s before.", word, label, o.Name)
	}
	if o.State != n.State {
		before, after := o.State.String(), n.State.String()
		d.add(kind, Changed, id, n.Name, before, after, "The state of %s changed from %s to %s.", label, cmp.Or(before, "unknown"), cmp.Or(after, "unknown"))
	}
	if o.Email != n.Email {
		d.add(kind, Changed, id, n.Name, o.Email, n.Email, "The e-mail address of %s changed from %s to %s.", label, cmp.Or(o.Email, "none"), cmp.Or(n.Email, "none"))
	}
}

// linesMissing counts the lines of a text that another text does not have.
func linesMissing(text, other string) int {
	left := map[string]int{}
	for l := range strings.Lines(other) {
		left[strings.TrimSpace(l)]++
	}
	n := 0
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); left[l] > 0 {
			left[l]--
		} else {
			n++
		}
	}
	return n
}
