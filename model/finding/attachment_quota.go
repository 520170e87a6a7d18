package finding

import (
	"fmt"
	"strings"

	"deputy/model"
)

// findFullNodes finds nodes with as many policies of a type attached as AWS
// allows. The customer's policies know where they are attached, so only nodes
// with many of them are looked at. One more may be the AWS-managed policy.
func findFullNodes(w *inspector) {
	for _, t := range w.enabledTypes() {
		_, most := t.Quota()
		carried := map[model.NodeID]int{}
		for _, p := range w.customerPolicies() {
			if p.Type == t {
				targets, _ := w.r.Targets(p.ID)
				for _, target := range targets {
					carried[target]++
				}
			}
		}
		for id, n := range carried {
			if e := w.r.TreeNode(id); n+1 >= most && e != nil && e.Kind != model.KindUnknown {
				checkFull(w, e, t, most)
			}
		}
	}
}

// checkFull judges a node that has many policies of a type attached.
func checkFull(w *inspector, e *model.TreeNode, t model.PolicyType, most int) {
	policies, status := w.r.Attached(e.ID, t)
	switch {
	case len(policies) >= most:
		w.add(Finding{
			Severity: SeverityLow, Place: Place{Node: e.ID}, Sources: []string{pageQuotas},
			Title:    fmt.Sprintf("%s is at its quota of attached %ss", w.r.NodeName(e.ID), t.Abbreviation()),
			Evidence: fmt.Sprintf("%d of %d are attached: %s.", len(policies), most, strings.Join(w.policyNames(policies), ", ")),
			Fix:      "Merge several policies into one before you attach another.",
		})
	case len(policies) == most-1 && !status.Known():
		w.miss(t.Abbreviation()+"s of "+w.r.NodeName(e.ID), status)
	}
}
