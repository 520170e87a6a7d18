package pane

import (
	"strconv"

	"deputy/model"
)

// nameOf gives a node's name, or its ID while the name is not known.
func nameOf(n *model.Node) string {
	if n.Name == "" {
		return string(n.ID)
	}
	return n.Name
}

// badgesOf gives the words behind a node's name.
func badgesOf(r *model.Reading, n *model.Node) []string {
	var badges []string
	if a := n.Account(); a != "" {
		if a == r.Organization.Management {
			badges = append(badges, "mgmt")
		}
		if ds, _ := r.Delegations(a); len(ds) > 0 {
			badges = append(badges, "admin for "+strconv.Itoa(len(ds)))
		} else if r.IsAdministrator(a) {
			badges = append(badges, "admin")
		}
		if n.State != model.StateActive && n.State != model.StateNotGiven {
			badges = append(badges, n.State.Words())
		}
	}
	switch r.Change(n.ID) {
	case model.Added:
		badges = append(badges, "new")
	case model.Moved:
		badges = append(badges, "moved")
	case model.Unchanged:
	}
	return badges
}

// count gives a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
