package ui

import "deputy/ui/pane"

// newOrganization gives the screen of the tree, with the chosen node beside it.
func newOrganization(env *pane.Env) *screen {
	s := &screen{name: organizationScreen, list: pane.NewTree(env)}
	s.details = []pane.Pane{pane.NewNode(env, s.chosen)}
	return s
}
