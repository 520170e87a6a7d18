package pane

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// newTags gives the tab of a node's tags.
func newTags(env *Env, chosen func() *model.Node) *scroll {
	return &scroll{env: env, chosen: chosen, write: writeTags}
}

func writeTags(p *page, n *model.Node) {
	tags, status := p.env.Reading.Tags(string(n.ID))
	if p.state(status, "tags") {
		return
	}
	if len(tags) == 0 {
		p.add(p.line().Put(theme.Muted, "No tags."))
		return
	}
	tags = slices.SortedFunc(slices.Values(tags), func(a, b model.Tag) int { return cmp.Compare(a.Key, b.Key) })
	width := 0
	for _, t := range tags {
		width = max(width, widget.Width(widget.Clean(t.Key))+2)
	}
	width = min(width, p.width/2)
	p.add(p.line().Cell(theme.Muted, "key", width).Put(theme.Muted, "value").Right(theme.Muted, asOf(p.env, status)+" "))
	for _, t := range tags {
		p.tag(t, width)
	}
}

// tag appends one tag: key and value, each wrapped in its column.
func (p *page) tag(t model.Tag, width int) {
	keys, values := wrap(t.Key, width-2), wrap(t.Value, p.width-2-width)
	for i := range max(len(keys), len(values)) {
		l := p.line()
		if i < len(keys) {
			l.Put(theme.Plain, keys[i])
		}
		l.To(1 + width)
		if i < len(values) {
			l.Put(theme.Plain, values[i])
		}
		p.add(l)
	}
}
