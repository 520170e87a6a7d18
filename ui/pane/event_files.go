package pane

import (
	"strings"

	"deputy/ui/kit"
	"deputy/ui/theme"
)

// EventFiles takes the path of files with CloudTrail events.
type EventFiles struct {
	env *Env
	kit.Query
}

// NewEventFiles returns the field for a path.
func NewEventFiles(env *Env) *EventFiles {
	return &EventFiles{env: env, Query: kit.NewQuery(func() {})}
}

// View draws the field, and what it takes.
func (p *EventFiles) View(s kit.Size, _ bool) []string {
	lines := p.Lines(&p.env.Look, s.W, "CloudTrail events: path of a file or folder", "")
	page := newPage(p.env, s.W)
	page.Blank()
	page.Say(theme.Plain, "", "deputy judges the calls of these events by the organization's SCPs and RCPs: what a what-if would change, and what each statement denied.")
	page.Say(theme.Muted, "", "It reads log files as they lie in S3, gzipped or not, the output of aws cloudtrail lookup-events, and results of CloudTrail Lake and Athena. A folder stands for all files below it.")
	if now := p.env.Events.Paths; len(now) > 0 {
		page.Blank()
		page.Field("now", theme.Muted, strings.Join(now, ", "))
	}
	return kit.Pad(p.env.Theme, append(lines, page.Lines...), s)
}

// Do takes the path, or leaves.
func (p *EventFiles) Do(c kit.Command) kit.Intent {
	path := strings.TrimSpace(p.Value())
	switch {
	case c == kit.Close:
		return Gone{}
	case c == kit.Open && path == "":
		return Noticed{"Type or paste the path of a file or folder first.", theme.Warning}
	case c == kit.Open:
		return Many{Gone{}, EventsChosen{Paths: []string{path}}}
	}
	return nil
}

// Can implements kit.Pane.
func (p *EventFiles) Can(c kit.Command) (ok bool, reason string) {
	return c == kit.Open || c == kit.Close, ""
}

// Label names what Enter does.
func (p *EventFiles) Label(c kit.Command) string {
	if c == kit.Open {
		return "read events"
	}
	return ""
}

// Mouse does nothing.
func (p *EventFiles) Mouse(kit.Mouse) kit.Intent { return nil }
