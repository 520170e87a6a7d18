package command

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/export"
)

// branches are what a tree is drawn with: to a child, to the last child, and beside
// what is below either.
type branches struct{ child, last, beside, below string }

// branches returns the characters that the terminal has.
func (s *session) branches() branches {
	if s.ascii() {
		return branches{"|- ", "`- ", "|  ", "   "}
	}
	return branches{"├─ ", "└─ ", "│  ", "   "}
}

// treeText returns nodes and what is below them for people, each name as far in as
// its node is deep.
func treeText(r *model.Reading, from []model.NodeID, b branches) export.Section {
	s := export.Section{Key: "nodes", Columns: []export.Column{
		{Key: "name", Title: "name"}, {Key: "id", Title: "ID"}, {Key: "accounts", Title: "accounts"}, {Key: "state", Title: "state"},
	}}
	var add func(n *model.Node, mark, below string)
	add = func(n *model.Node, mark, below string) {
		row := []any{mark + n.Name, string(n.ID), nil, nil}
		switch {
		case n.Kind != model.KindAccount:
			row[2] = r.AccountCount(n.ID)
		case n.State != model.StateActive && n.State != model.StateNotGiven:
			row[3] = strings.ToLower(n.State.String())
		}
		s.Rows = append(s.Rows, row)
		children := slices.Collect(r.Children(n.ID))
		for i, child := range children {
			if i == len(children)-1 {
				add(child, below+b.last, below+b.below)
			} else {
				add(child, below+b.child, below+b.beside)
			}
		}
	}
	for _, id := range from {
		if n := r.Node(id); n != nil {
			add(n, "", "")
		}
	}
	return s
}
