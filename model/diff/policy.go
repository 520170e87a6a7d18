package diff

import (
	"cmp"
	"maps"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
)

// policies compares the policies of each type, their texts and where they are
// attached.
func (d *differ) policies() {
	for _, t := range d.policyTypes() {
		if d.comparablePieces(Policy, t, model.PartPolicies) {
			d.policyList(t)
		}
	}
	for _, t := range d.policyTypes() {
		if d.comparablePieces(Attachment, t, model.PartPolicies, model.PartTargets) {
			d.attachments(t)
		}
	}
}

// policyTypes are those that either side has policies of.
func (d *differ) policyTypes() []model.PolicyType {
	types := map[model.PolicyType]bool{}
	for _, x := range []side{d.a, d.b} {
		for _, p := range x.Policies {
			types[p.Type] = true
		}
	}
	return slices.Sorted(maps.Keys(types))
}

// comparablePieces tells whether both sides have parts of a policy type, and
// says so if not.
func (d *differ) comparablePieces(kind Kind, t model.PolicyType, parts ...model.Part) bool {
	for _, part := range parts {
		piece := model.Piece{Part: part, Target: string(t)}
		for _, x := range []side{d.a, d.b} {
			if _, lacking := x.lacking[piece]; lacking {
				d.skip(kind, string(t), "%s, which one of the readings lacks.", piece)
				return false
			}
		}
	}
	return true
}

func (d *differ) policyList(t model.PolicyType) {
	for _, id := range keysOf(d.a.policies, d.b.policies) {
		o, n := d.a.policies[id], d.b.policies[id]
		switch {
		case o != nil && o.Type != t || n != nil && n.Type != t:
		case o == nil:
			d.add(Policy, Added, string(id), n.Name, "", n.Name, "Policy %s is new.", d.policyName(id))
		case n == nil:
			d.add(Policy, Removed, string(id), o.Name, o.Name, "", "Policy %s is gone.", d.policyName(id))
		default:
			d.policy(o, n)
		}
	}
}

// policy compares a policy that both sides have. A text that either of them
// lacks is no difference.
func (d *differ) policy(o, n *model.Policy) {
	id, label := string(n.ID), d.policyName(n.ID)
	if o.Name != n.Name {
		d.add(Policy, Renamed, id, n.Name, o.Name, n.Name, "Policy %s was called %s.", label, o.Name)
	}
	if o.Description != n.Description {
		d.add(Policy, Changed, id, n.Name, o.Description, n.Description, "The description of policy %s changed.", label)
	}
	before, readBefore := d.a.Documents[n.ID]
	after, readAfter := d.b.Documents[n.ID]
	switch {
	case readBefore && readAfter && before.Text != after.Text:
		d.add(Policy, Changed, id, n.Name, before.Text, after.Text, "The text of policy %s changed: %s out, %s in.",
			label, phrase.Count(lines(before.Text, after.Text), "line"), phrase.Count(lines(after.Text, before.Text), "line"))
	case readBefore != readAfter:
		d.skip(Policy, id, "the text of policy %s, which one of the readings lacks.", label)
	}
}

// attachments compares where the policies of a type are attached. Of a node
// whose own list one side lacks, nothing is said; and what hangs on a node that
// came or went is told by the node.
func (d *differ) attachments(t model.PolicyType) {
	was, is := d.a.attached(t), d.b.attached(t)
	for _, at := range slices.SortedFunc(maps.Keys(union(was, is)), compareAttachments) {
		if was[at] == is[at] || d.a.nodes[at.Target] == nil || d.b.nodes[at.Target] == nil || d.unsure(at, t) {
			continue
		}
		id := string(at.Policy)
		if is[at] {
			d.add(Attachment, Added, id, d.policyName(at.Policy), "", string(at.Target), "Policy %s is attached to %s.", d.policyName(at.Policy), d.name(at.Target))
		} else {
			d.add(Attachment, Removed, id, d.policyName(at.Policy), string(at.Target), "", "Policy %s is detached from %s.", d.policyName(at.Policy), d.name(at.Target))
		}
	}
}

// unsure tells whether a side does not know if the policy is attached there.
func (d *differ) unsure(at model.Attachment, t model.PolicyType) bool {
	for _, x := range []side{d.a, d.b} {
		for _, piece := range []model.Piece{{Part: model.PartLadder, Target: model.LadderTarget(at.Target, t)}, {Part: model.PartTargets, Target: string(at.Policy)}} {
			if _, lacking := x.lacking[piece]; lacking {
				return true
			}
		}
	}
	return false
}

func compareAttachments(a, b model.Attachment) int {
	return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Policy, b.Policy))
}

// attached gives the attachments of a type.
func (x side) attached(t model.PolicyType) map[model.Attachment]bool {
	all := map[model.Attachment]bool{}
	for _, a := range x.Attachments {
		if p := x.policies[a.Policy]; p != nil && p.Type == t {
			all[a] = true
		}
	}
	return all
}

func union[K comparable](a, b map[K]bool) map[K]bool {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}
