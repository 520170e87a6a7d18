package finding

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

const pageSCPs = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"

// withoutSCP finds accounts that no SCP but FullAWSAccess reaches: a finding for each
// highest unit of which that is true as a whole, and for each other one with
// such accounts of its own. Accounts out of use and the management account,
// which no SCP binds, do not count.
func (w *inspector) withoutSCP() {
	if w.r.Organization.Features == model.FeaturesBilling || !w.r.Status(model.PartRoots, "").Known() {
		return
	}
	for root := range w.r.Roots() {
		if w.enabled(model.ServiceControlPolicy) {
			root := w.r.TreeNode(root.ID)
			if b := w.withoutSCPIn(root, 0); b.whole() {
				w.addWithoutSCP(root, b, "in")
			}
		} else if n := w.r.AccountCount(root.ID) - 1; n > 0 {
			w.add(Finding{
				Severity: SeverityHigh, Title: "SCPs are not enabled", Place: Place{Node: root.ID}, Sources: []string{pageSCPs},
				Evidence: fmt.Sprintf("No SCP binds any of the %s beside the management account.", phrase.Count(n, "account")),
				Fix:      "Enable service control policies for the organization, and attach some.",
			})
		}
	}
}

// coverage is what is at and below a node: accounts in use, and those that no
// SCP reaches.
type coverage struct {
	accounts, bare int
	names          []string // of the bare ones, the first few in the order of the screen
}

// whole tells whether there are accounts and no SCP reaches any.
func (b *coverage) whole() bool { return b.bare > 0 && b.bare == b.accounts }

// withoutSCPIn looks at a node that no SCP reaches from above, and tells of the units
// below it unless the node is bare as a whole: its parent tells of it then.
func (w *inspector) withoutSCPIn(e *model.TreeNode, depth int) coverage {
	var all, own coverage
	if depth > model.MaxDepth || w.guarded(e) {
		all.accounts = w.r.AccountCount(e.ID)
		return all
	}
	var units []*model.TreeNode
	var below []coverage
	for _, k := range e.Below() {
		switch {
		case k.Kind == model.KindUnit:
			b := w.withoutSCPIn(k, depth+1)
			units, below = append(units, k), append(below, b)
			all.add(b)
		case k.Kind != model.KindAccount || !w.counts(k):
		case w.guarded(k):
			all.accounts++
		default:
			own.add(coverage{1, 1, []string{w.name(k.Account())}})
		}
	}
	all.add(own)
	if all.whole() {
		return all
	}
	for i, b := range below {
		if b.whole() {
			w.addWithoutSCP(units[i], b, "in")
		}
	}
	if own.bare > 0 {
		w.addWithoutSCP(e, own, "directly in")
	}
	return all
}

// nameMost is how many accounts a finding names.
const nameMost = 8

func (b *coverage) add(c coverage) {
	b.accounts += c.accounts
	b.bare += c.bare
	for _, name := range c.names {
		i, _ := slices.BinarySearchFunc(b.names, name, model.CompareNames)
		if i < nameMost {
			b.names = slices.Insert(b.names, i, name)
			b.names = b.names[:min(len(b.names), nameMost)]
		}
	}
}

// counts tells whether an account is one that SCPs should reach.
func (w *inspector) counts(e *model.TreeNode) bool {
	return e.Account() != w.r.Organization.Management && e.State.OutOfUse() == ""
}

// guarded tells whether a node carries an SCP other than FullAWSAccess, or
// may.
func (w *inspector) guarded(e *model.TreeNode) bool {
	policies, status := w.r.Attached(e.ID, model.ServiceControlPolicy)
	if slices.ContainsFunc(policies, func(p model.PolicyID) bool { return p != model.FullAWSAccess }) {
		return true
	}
	if !status.Known() {
		w.miss("SCPs of "+w.r.NodeName(e.ID), status)
		return true
	}
	return false
}

func (w *inspector) addWithoutSCP(e *model.TreeNode, b coverage, where string) {
	names := strings.Join(b.names, ", ")
	if n := b.bare - len(b.names); n > 0 {
		names += fmt.Sprintf(" and %d more", n)
	}
	w.add(Finding{
		Severity: SeverityMedium, Place: Place{Node: e.ID}, Sources: []string{pageSCPs},
		Title:    fmt.Sprintf("%s %s %s without an SCP", phrase.Count(b.bare, "account"), where, w.r.NodeName(e.ID)),
		Evidence: "No SCP but FullAWSAccess reaches " + names + ".",
		Fix:      "Attach the SCPs that other accounts have, here or above.",
	})
}

const pageQuotas = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"

// attachmentsFull finds nodes with as many policies of a type as AWS allows. The
// policies know their targets, so only nodes that carry many are looked at; of
// those of AWS each node may have one more.
func (w *inspector) attachmentsFull() {
	for _, t := range w.types() {
		_, most := t.Quota()
		carried := map[model.NodeID]int{}
		for _, p := range w.own() {
			if p.Type == t {
				targets, _ := w.r.Targets(p.ID)
				for _, target := range targets {
					carried[target]++
				}
			}
		}
		for id, n := range carried {
			if e := w.r.TreeNode(id); n+1 >= most && e != nil && e.Kind != model.KindUnknown {
				w.attachmentFull(e, t, most)
			}
		}
	}
}

// attachmentFull looks at a node that carries many policies of a type.
func (w *inspector) attachmentFull(e *model.TreeNode, t model.PolicyType, most int) {
	policies, status := w.r.Attached(e.ID, t)
	switch {
	case len(policies) >= most:
		w.add(Finding{
			Severity: SeverityLow, Place: Place{Node: e.ID}, Sources: []string{pageQuotas},
			Title:    fmt.Sprintf("%s has all the %ss it can have", w.r.NodeName(e.ID), t.Abbreviation()),
			Evidence: fmt.Sprintf("%d of %d are attached: %s.", len(policies), most, strings.Join(w.policyNames(policies), ", ")),
			Fix:      "Put the statements of several policies into one before another is attached.",
		})
	case len(policies) == most-1 && !status.Known():
		w.miss(t.Abbreviation()+"s of "+w.r.NodeName(e.ID), status)
	}
}

func (w *inspector) policyNames(ids []model.PolicyID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = w.r.PolicyName(id)
	}
	return names
}
