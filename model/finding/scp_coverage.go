package finding

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// findWithoutSCP finds accounts to which no SCP but FullAWSAccess applies. It
// adds one finding for each topmost OU in which that is true of all accounts,
// and one for each other OU with such accounts directly in it. Accounts out of
// use do not count, nor does the management account, to which no SCP applies.
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
				Evidence: fmt.Sprintf("No SCP applies to any of the %s.", phrase.Count(n, "member account")),
				Fix:      "Enable service control policies for the organization and attach some.",
			})
		}
	}
}

// coverage counts the accounts in use at and below a node, and those to which
// no SCP applies.
type coverage struct {
	accounts, bare int
	names          []string // of the bare ones, the first few in the order of the screen
}

// whole reports whether there are accounts, and no SCP applies to any of them.
func (b *coverage) whole() bool { return b.bare > 0 && b.bare == b.accounts }

// coverageOf counts below a node to which no SCP applies from above. It adds
// findings for the OUs below unless no SCP applies to any account below the
// node: then the caller adds one for all of them.
func coverageOf(w *inspector, e *model.TreeNode, depth int) coverage {
	var all, own coverage
	if depth > model.MaxDepth || hasSCP(w, e) {
		all.accounts = w.r.AccountCount(e.ID)
		return all
	}
	var ous []*model.TreeNode
	var below []coverage
	for _, k := range e.Below() {
		switch {
		case k.Kind == model.KindOU:
			b := coverageOf(w, k, depth+1)
			ous, below = append(ous, k), append(below, b)
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
			addWithoutSCP(w, ous[i], b, "in")
		}
	}
	if own.bare > 0 {
		addWithoutSCP(w, e, own, "directly in")
	}
	return all
}

// maxNames is how many accounts or policies a finding names.
const maxNames = 8

// add adds the counts of another node.
func (b *coverage) add(c coverage) {
	b.accounts += c.accounts
	b.bare += c.bare
	for _, name := range c.names {
		i, _ := slices.BinarySearchFunc(b.names, name, model.CompareNames)
		if i < maxNames {
			b.names = slices.Insert(b.names, i, name)
			b.names = b.names[:min(len(b.names), maxNames)]
		}
	}
}

// needsSCP reports whether an account counts for findWithoutSCP.
func needsSCP(w *inspector, e *model.TreeNode) bool {
	return e.Account() != w.r.Organization.Management && e.State.OutOfUse() == ""
}

// hasSCP reports whether an SCP other than FullAWSAccess is attached to a node,
// or may be.
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

// addWithoutSCP adds the finding for the accounts in a node, or directly in it.
func addWithoutSCP(w *inspector, e *model.TreeNode, b coverage, where string) {
	names := strings.Join(b.names, ", ")
	if n := b.bare - len(b.names); n > 0 {
		names += fmt.Sprintf(" and %d more", n)
	}
	w.add(Finding{
		Severity: SeverityMedium, Place: Place{Node: e.ID}, Sources: []string{pageSCPs},
		Title:    fmt.Sprintf("%s %s %s without an SCP", phrase.Count(b.bare, "account"), where, w.r.NodeName(e.ID)),
		Evidence: "No SCP other than FullAWSAccess applies to " + names + ".",
		Fix:      "Attach the SCPs that other accounts have, here or above.",
	})
}
