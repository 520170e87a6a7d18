package export

import (
	"cmp"
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
)

// Mermaid returns the tree below a node as a Mermaid flowchart: roots, OUs with the
// number of their accounts, and the accounts if they are wanted.
// https://mermaid.js.org/syntax/flowchart.html
func Mermaid(r *model.Reading, from model.NodeID, accounts bool) string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	names := map[model.NodeID]string{} // an ID could be read as a word of the language
	var add func(n *model.Node)
	add = func(n *model.Node) {
		name := fmt.Sprintf("n%d", len(names))
		names[n.ID] = name
		label, left, right := mermaidLabel(cmp.Or(n.Name, string(n.ID))), "[", "]"
		if n.Kind == model.KindAccount {
			left, right = "([", "])"
		} else {
			label += "<br/>" + phrase.Count(r.AccountCount(n.ID), "account")
		}
		fmt.Fprintf(&b, "  %s%s\"%s\"%s\n", name, left, label, right)
		if parent, ok := names[n.Parent]; ok {
			fmt.Fprintf(&b, "  %s --> %s\n", parent, name)
		}
		for child := range r.Children(n.ID) {
			if accounts || child.Kind != model.KindAccount {
				add(child)
			}
		}
	}
	if n := r.Node(from); n != nil {
		add(n)
	}
	return b.String()
}

// mermaidLabel returns a name as it stands in quotes: control characters made
// visible, and every character that is no letter, digit or blank as its code, so
// that none acts as HTML, Markdown or as the end of the quotes.
func mermaidLabel(name string) string {
	var b strings.Builder
	for _, r := range phrase.Visible(name) {
		if r >= 0x80 || r == ' ' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
