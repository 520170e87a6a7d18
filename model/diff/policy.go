package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// policies compares the policies of each type, their texts and their
// attachments.
func (d *comparison) policies() {
	for _, t := range d.policyTypes() {
		if d.comparableParts(Policy, t, model.PartPolicies) {
			d.policyList(t)
		}
	}
	for _, t := range d.policyTypes() {
		if d.comparableParts(Attachment, t, model.PartPolicies, model.PartTargets) {
			d.attachments(t)
		}
	}
	d.effectivePolicies()
	d.invalidPolicies()
}

// effectivePolicies compares the effective policies that were read for both readings.
// They are read of the accounts that somebody looks at, so that one is missing says
// nothing.
func (d *comparison) effectivePolicies() {
	was := map[string]model.EffectivePolicy{}
	for _, p := range d.a.EffectivePolicies {
		was[model.EffectiveTarget(p.Account, p.Type)] = p
	}
	for _, n := range d.b.EffectivePolicies {
		o, both := was[model.EffectiveTarget(n.Account, n.Type)]
		if !both || o.Text == n.Text {
			continue
		}
		d.add(Policy, Changed, string(n.Account), n.Type.Singular(), o.Text, n.Text, "The effective %s of %s changed.", n.Type.Singular(), d.nodeLabel(n.Account.Node()))
	}
}

// invalidPolicies compares which accounts have an invalid effective policy.
func (d *comparison) invalidPolicies() {
	was, is := invalidOf(d.a), invalidOf(d.b)
	for _, target := range slices.Sorted(maps.Keys(union(was, is))) {
		account, kind, _ := strings.Cut(target, " ")
		key := model.PartKey{Part: model.PartInvalid, Target: kind}
		_, before := d.a.lacking[key]
		_, after := d.b.lacking[key]
		if was[target] == is[target] || before || after {
			continue
		}
		o, n, became := "", "invalid", "became invalid"
		if was[target] {
			o, n, became = n, o, "is no longer invalid"
		}
		name := model.PolicyType(kind).Singular()
		d.add(Policy, Changed, account, name, o, n, "The effective %s of %s %s.", name, d.nodeLabel(model.NodeID(account)), became)
	}
}

// invalidOf returns the accounts and types of the invalid effective policies.
func invalidOf(x snapshot) map[string]bool {
	all := map[string]bool{}
	for _, p := range x.InvalidPolicies {
		all[model.EffectiveTarget(p.Account, p.Type)] = true
	}
	return all
}

// policyTypes returns the types of which either reading has policies.
func (d *comparison) policyTypes() []model.PolicyType {
	types := map[model.PolicyType]bool{}
	for _, x := range []snapshot{d.a, d.b} {
		for _, p := range x.Policies {
			types[p.Type] = true
		}
	}
	return slices.Sorted(maps.Keys(types))
}

// comparableParts reports whether both readings have the parts of a policy
// type, and adds that they are not compared if not.
func (d *comparison) comparableParts(kind Kind, t model.PolicyType, parts ...model.Part) bool {
	for _, part := range parts {
		key := model.PartKey{Part: part, Target: string(t)}
		for _, x := range []snapshot{d.a, d.b} {
			if _, lacking := x.lacking[key]; lacking {
				d.skip(kind, string(t), "%s, because one of the readings lacks them.", key)
				return false
			}
		}
	}
	return true
}

// policyList compares the policies of a type.
func (d *comparison) policyList(t model.PolicyType) {
	for _, id := range keysOf(d.a.policies, d.b.policies) {
		o, n := d.a.policies[id], d.b.policies[id]
		switch {
		case o != nil && o.Type != t || n != nil && n.Type != t:
		case o == nil:
			d.add(Policy, Added, string(id), n.Name, "", n.Name, "Policy %s is new.", d.policyLabel(id))
		case n == nil:
			d.add(Policy, Removed, string(id), o.Name, o.Name, "", "Policy %s no longer exists.", d.policyLabel(id))
		default:
			d.policy(o, n)
		}
	}
}

// policy compares a policy that both readings have. A text that only one of
// them has is not compared.
func (d *comparison) policy(o, n *model.Policy) {
	id, label := string(n.ID), d.policyLabel(n.ID)
	if o.Name != n.Name {
		d.add(Policy, Renamed, id, n.Name, o.Name, n.Name, "Policy %s was named %s before.", label, o.Name)
	}
	if o.Description != n.Description {
		d.add(Policy, Changed, id, n.Name, o.Description, n.Description, "The description of policy %s changed.", label)
	}
	before, readBefore := d.a.Documents[n.ID]
	after, readAfter := d.b.Documents[n.ID]
	switch {
	case readBefore && readAfter && before.Text != after.Text:
		d.add(Policy, Changed, id, n.Name, before.Text, after.Text, "The document of policy %s changed: %s removed, %s added.",
			label, phrase.Count(linesMissing(before.Text, after.Text), "line"), phrase.Count(linesMissing(after.Text, before.Text), "line"))
	case readBefore != readAfter:
		d.skip(Policy, id, "the document of policy %s, because one of the readings lacks it.", label)
	}
}

// attachments compares where the policies of a type are attached. It leaves out
// nodes whose attachments one reading does not have, and nodes that were added
// or removed: what is attached to them is part of that difference.
func (d *comparison) attachments(t model.PolicyType) {
	was, is := d.a.attached(t), d.b.attached(t)
	for _, at := range slices.SortedFunc(maps.Keys(union(was, is)), compareAttachments) {
		if was[at] == is[at] || d.a.nodes[at.Target] == nil || d.b.nodes[at.Target] == nil || d.isUnknown(at, t) {
			continue
		}
		id := string(at.Policy)
		if is[at] {
			d.add(Attachment, Added, id, d.policyLabel(at.Policy), "", string(at.Target), "Policy %s was attached to %s.", d.policyLabel(at.Policy), d.nodeLabel(at.Target))
		} else {
			d.add(Attachment, Removed, id, d.policyLabel(at.Policy), string(at.Target), "", "Policy %s was detached from %s.", d.policyLabel(at.Policy), d.nodeLabel(at.Target))
		}
	}
}

// isUnknown reports whether one of the readings does not know if a policy is
// attached to a node.
func (d *comparison) isUnknown(at model.Attachment, t model.PolicyType) bool {
	for _, x := range []snapshot{d.a, d.b} {
		for _, key := range []model.PartKey{{Part: model.PartAttached, Target: model.AttachedTarget(at.Target, t)}, {Part: model.PartTargets, Target: string(at.Policy)}} {
			if _, lacking := x.lacking[key]; lacking {
				return true
			}
		}
	}
	return false
}

// compareAttachments orders attachments by node and policy.
func compareAttachments(a, b model.Attachment) int {
	return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Policy, b.Policy))
}

// attached returns the attachments of a policy type.
func (x snapshot) attached(t model.PolicyType) map[model.Attachment]bool {
	all := map[model.Attachment]bool{}
	for _, a := range x.Attachments {
		if p := x.policies[a.Policy]; p != nil && p.Type == t {
			all[a] = true
		}
	}
	return all
}

// union returns the keys of both maps.
func union[K comparable](a, b map[K]bool) map[K]bool {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}
