package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// trustedAccess compares the trusted access of services.
func (d *comparison) trustedAccess() {
	if !d.comparable(TrustedAccess, "trusted access", model.PartTrustedAccess) {
		return
	}
	was, is := map[model.Principal]bool{}, map[model.Principal]bool{}
	for _, t := range d.a.TrustedAccess {
		was[t.Principal] = true
	}
	for _, t := range d.b.TrustedAccess {
		is[t.Principal] = true
	}
	for _, p := range keysOf(was, is) {
		switch {
		case !was[p]:
			d.add(TrustedAccess, Added, string(p), "", "", "on", "Trusted access for %s was switched on.", p)
		case !is[p]:
			d.add(TrustedAccess, Removed, string(p), "", "on", "", "Trusted access for %s was switched off.", p)
		}
	}
}

// delegations compares the delegated administrators.
func (d *comparison) delegations() {
	if !d.comparable(Delegation, "delegated administrators", model.PartAdministrators, model.PartDelegations) {
		return
	}
	type delegation struct {
		model.Principal
		model.AccountID
	}
	was, is := map[delegation]bool{}, map[delegation]bool{}
	for _, g := range d.a.Delegations {
		was[delegation{g.Principal, g.Account}] = true
	}
	for _, g := range d.b.Delegations {
		is[delegation{g.Principal, g.Account}] = true
	}
	all := make([]delegation, 0, len(was))
	for g := range union(was, is) {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b delegation) int {
		return cmp.Or(cmp.Compare(a.Principal, b.Principal), cmp.Compare(a.AccountID, b.AccountID))
	})
	for _, g := range all {
		label, id := d.nodeLabel(g.Node()), string(g.AccountID)
		switch {
		case !was[g]:
			d.add(Delegation, Added, string(g.Principal), "", "", id, "%s became a delegated administrator for %s.", label, g.Principal)
		case !is[g]:
			d.add(Delegation, Removed, string(g.Principal), "", id, "", "%s is no longer a delegated administrator for %s.", label, g.Principal)
		}
	}
}

// resourcePolicy compares the organization's resource policy.
func (d *comparison) resourcePolicy() {
	if !d.comparable(ResourcePolicy, "the resource policy", model.PartResourcePolicy) {
		return
	}
	before, after := d.a.ResourcePolicy.Text, d.b.ResourcePolicy.Text
	id := cmp.Or(d.b.ResourcePolicy.ARN, d.a.ResourcePolicy.ARN)
	switch {
	case before == after:
	case before == "":
		d.add(ResourcePolicy, Added, id, "", "", after, "The organization has a resource policy now.")
	case after == "":
		d.add(ResourcePolicy, Removed, id, "", before, "", "The organization has no resource policy any more.")
	default:
		d.add(ResourcePolicy, Changed, id, "", before, after, "The organization's resource policy changed: %s removed, %s added.",
			phrase.Count(linesMissing(before, after), "line"), phrase.Count(linesMissing(after, before), "line"))
	}
}

// tags compares the tags that both readings have. Tags are read only for what a
// user looks at.
func (d *comparison) tags() {
	for _, target := range keysOf(d.a.Tags, d.b.Tags) {
		before, readBefore := d.a.Tags[target]
		after, readAfter := d.b.Tags[target]
		was, is := tagText(before), tagText(after)
		if !readBefore || !readAfter || was == is {
			continue
		}
		label := d.nodeLabel(model.NodeID(target))
		if model.IsPolicyID(target) {
			label = "policy " + d.policyLabel(model.PolicyID(target))
		}
		d.add(Tags, Changed, target, "", was, is, "The tags of %s changed from %s to %s.", label, cmp.Or(was, "none"), cmp.Or(is, "none"))
	}
}

// tagText returns tags in order, as key=value.
func tagText(tags []model.Tag) string {
	texts := make([]string, len(tags))
	for i, t := range tags {
		texts[i] = fmt.Sprintf("%s=%s", t.Key, t.Value)
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}
