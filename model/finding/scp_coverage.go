package finding

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// findWithoutSCP finds accounts that no SCP but FullAWSAccess reaches: a finding for each
// highest unit of which that is true as a whole, and for each other one with
// such accounts of its own. Accounts out of use and the management account,
// which no SCP binds, do not count.
func findWithoutSCP(w *inspector) {
	if w.r.Organization.Features == model.FeaturesBilling || !w.r.Status(model.PartRoots, "").Known() {
		return
	}
	for root := range w.r.Roots() {
		if w.enabled(model.ServiceControlPolicy) {
			root := w.r.TreeNode(root.ID)
			if b := coverageOf(w, root, 0); b.whole() {
				addWithoutSCP(w, root, b, "in")
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

// coverageOf looks at a node that no SCP reaches from above, and tells of the units
// below it unless the node is bare as a whole: its parent tells of it then.
func coverageOf(w *inspector, e *model.TreeNode, depth int) coverage {
	var all, own coverage
	if depth > model.MaxDepth || hasSCP(w, e) {
		all.accounts = w.r.AccountCount(e.ID)
		return all
	}
	var units []*model.TreeNode
	var below []coverage
	for _, k := range e.Below() {
		switch {
		case k.Kind == model.KindUnit:
			b := coverageOf(w, k, depth+1)
			units, below = append(units, k), append(below, b)
			all.add(b)
		case k.Kind != model.KindAccount || !needsSCP(w, k):
		case hasSCP(w, k):
			all.accounts++
		default:
			own.add(coverage{1, 1, []string{w.accountName(k.Account())}})
		}
	}
	all.add(own)
	if all.whole() {
		return all
	}
	for i, b := range below {
		if b.whole() {
			addWithoutSCP(w, units[i], b, "in")
		}
	}
	if own.bare > 0 {
		addWithoutSCP(w, e, own, "directly in")
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

// needsSCP tells whether an account is one that SCPs should reach.
func needsSCP(w *inspector, e *model.TreeNode) bool {
	return e.Account() != w.r.Organization.Management && e.State.OutOfUse() == ""
}

// hasSCP tells whether a node carries an SCP other than FullAWSAccess, or
// may.
func hasSCP(w *inspector, e *model.TreeNode) bool {
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

func addWithoutSCP(w *inspector, e *model.TreeNode, b coverage, where string) {
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
