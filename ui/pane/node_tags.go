package pane

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// newTags returns the tab of a node's tags.
func newTags(env *Env, chosen func() *model.Node) *nodeText {
	return &nodeText{env: env, chosen: chosen, write: writeTags}
}

// writeTags writes the tags of a node.
func writeTags(p *page, n *model.Node) {
	tags, status := p.env.Reading.Tags(string(n.ID))
	if p.state(status, "tags") {
		return
	}
	if len(tags) == 0 {
		p.Add(p.Line().Put(theme.Muted, "No tags."))
		return
	}
	tags = slices.SortedFunc(slices.Values(tags), func(a, b model.Tag) int { return cmp.Compare(a.Key, b.Key) })
	width := 0
	for _, t := range tags {
		width = max(width, widget.Width(widget.Clean(t.Key))+2)
	}
	width = min(width, p.Width/2)
	p.Add(p.Line().Cell(theme.Muted, "key", width).Put(theme.Muted, "value").Right(theme.Muted, asOf(p.env, status)+" "))
	for _, t := range tags {
		p.tag(t, width)
	}
}

// tag appends one tag: key and value, each wrapped in its column.
func (p *page) tag(t model.Tag, width int) {
	keys, values := kit.Wrap(t.Key, width-2), kit.Wrap(t.Value, p.Width-2-width)
	for i := range max(len(keys), len(values)) {
		l := p.Line()
		if i < len(keys) {
			l.Put(theme.Plain, keys[i])
		}
		l.To(1 + width)
		if i < len(values) {
			l.Put(theme.Plain, values[i])
		}
		p.Add(l)
	}
}
