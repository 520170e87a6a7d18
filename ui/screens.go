package ui

import (
	"deputy/ui/kit"
	"deputy/ui/pane"
)

// The names of the screens, in the order of their keys.
const (
	organizationScreen = "Organization"
	policiesScreen     = "Policies"
	delegationsScreen  = "Delegations"
	findingsScreen     = "Findings"
)

// The widths that wide lists take before a detail stands beside them.
const accountsWidth, policiesWidth, delegationsWidth, findingsWidth = 100, 100, 110, 100

// newOrganization returns the screen of the tree, with the chosen node beside it.
func newOrganization(env *pane.Env) *screen {
	s := &screen{name: organizationScreen, list: pane.NewTree(env), other: pane.NewAccounts(env), listWidth: accountsWidth}
	s.details = []kit.Pane{pane.NewNode(env, s.chosen)}
	return s
}

// newPolicies returns the screen of all policies, with the chosen one's document
// beside it.
func newPolicies(env *pane.Env) *screen {
	list := pane.NewPolicies(env)
	return &screen{
		name: policiesScreen, list: list, details: []kit.Pane{pane.NewDocument(env, list.Selected)},
		full: true, listWidth: policiesWidth, badge: env.PoliciesBadge,
	}
}

// newDelegations returns the screen of delegations, with the chosen service
// beside it, and how far delegation has come behind its name.
func newDelegations(env *pane.Env) *screen {
	list := pane.NewDelegations(env)
	return &screen{
		name: delegationsScreen, list: list, details: []kit.Pane{pane.NewDelegationsDetail(env, list)},
		full: true, listWidth: delegationsWidth, badge: env.DelegationsBadge,
	}
}

// newFindings returns the screen of findings, with the chosen one beside them,
// and the gravest of them behind its name.
func newFindings(env *pane.Env) *screen {
	list := pane.NewFindings(env)
	return &screen{
		name: findingsScreen, list: list, details: []kit.Pane{pane.NewFinding(env, list.Selected)},
		full: true, listWidth: findingsWidth, badge: env.FindingsBadge,
	}
}
