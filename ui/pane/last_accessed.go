package pane

import (
	"time"

	"deputy/model"
	"deputy/model/access"
	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// LastAccessedWanted asks to show which services were used last at a node, or, of
// those that an SCP allows, by the accounts that it applies to.
type LastAccessedWanted struct {
	Node   model.NodeID
	Policy model.PolicyID
}

// IsIntent implements kit.Intent.
func (LastAccessedWanted) IsIntent() {}

// LastAccessed shows service last accessed information. AWS generates it when the
// user asks for it here, and not before.
type LastAccessed struct {
	env      *Env
	on       LastAccessedWanted
	offline  string // why AWS cannot be asked; empty if it can
	services []model.ServiceAccess
	used     int
	window   widget.Window
	head     int // rows above the list in the last view
	asOf     uint64
}

// NewLastAccessed returns the pane. A policy alone is shown for the whole
// organization. Offline says why AWS cannot be asked.
func NewLastAccessed(env *Env, on LastAccessedWanted, offline string) *LastAccessed {
	if on.Node == "" {
		for root := range env.Reading.Roots() {
			on.Node = root.ID
		}
	}
	return &LastAccessed{env: env, on: on, offline: offline}
}

// name returns what the pane is about.
func (p *LastAccessed) name() string {
	if p.on.Policy != "" {
		return policyName(p.env.Reading, p.on.Policy)
	}
	return p.env.nodeName(p.on.Node)
}

// gather makes the list again if a report has come.
func (p *LastAccessed) gather() {
	if of := p.env.Reading.Generation(model.PartAccessReport) + 1; of != p.asOf {
		p.asOf, p.used = of, 0
		report, _ := p.report()
		p.services = export.SortedAccess(report)
		for p.used < len(p.services) && !p.services[p.used].Last.IsZero() {
			p.used++
		}
		p.window.Len = len(p.services)
	}
}

func (p *LastAccessed) report() (model.AccessReport, model.Status) {
	return p.env.Reading.AccessReport(p.on.Node, p.on.Policy)
}

// View draws how far the report is, and the services.
func (p *LastAccessed) View(s kit.Size, focused bool) []string {
	p.gather()
	report, status := p.report()
	top := newPage(p.env, s.W)
	title := top.Line().Put(theme.Strong, "Services last accessed: "+p.name())
	if p.on.Policy != "" {
		title.Right(theme.Muted, string(p.on.Policy)+" ")
	} else {
		title.Right(theme.Muted, string(p.on.Node)+" ")
	}
	top.Add(title)
	p.writeState(top, status, !report.Generated.IsZero())
	if !report.Generated.IsZero() {
		top.Say(theme.Plain, "", export.AccessSummary(report, p.used))
		top.Say(theme.Muted, "", "AWS counts every attempt, also a denied one, and knows services, not actions.")
		p.writeUnusedDelegations(top)
		top.Blank()
	}
	c := lastAccessedColumns(s.W)
	if len(p.services) > 0 {
		top.Add(c.draw(widget.NewLine(p.env.Theme, theme.Page, s.W).Space(1), theme.Muted, [5]string{"service", "last used", "in", "Region", "accounts"}))
	}
	if p.head = len(top.Lines); p.head >= s.H {
		return kit.Pad(p.env.Theme, top.Lines, s)
	}
	p.window.Resize(len(p.services), s.H-p.head)
	for i := p.window.Top; i < p.window.End(); i++ {
		ink, cells := p.row(&p.services[i])
		top.Add(c.draw(p.env.Row(i == p.window.Cursor, focused, s.W), ink, cells))
	}
	return kit.Pad(p.env.Theme, top.Lines, s)
}

// writeState says how far the report is; before it was asked for, what asking means.
func (p *LastAccessed) writeState(to *page, status model.Status, have bool) {
	switch {
	case status.Progress == model.Waiting:
		to.Arriving("waiting for AWS to generate the report: it may take minutes, and deputy goes on meanwhile")
	case status.Progress == model.Partial:
		to.Arriving("AWS has been generating the report for " + phrase.Duration(time.Duration(max(1, status.Done))*time.Second) + "; deputy goes on meanwhile")
	case status.Gap != nil:
		to.gap(status.Gap)
	case have:
	default:
		to.Say(theme.Plain, "", p.question())
		to.Blank()
		if ok, why := p.canAsk(); ok {
			to.Say(theme.Plain, "", "AWS generates a report, which may take minutes and changes nothing. Press "+p.env.Key("open")+" to ask for it.")
		} else {
			to.Say(theme.Warning, p.env.Theme.Marks.Gap, why)
		}
		to.Say(theme.Muted, "", "The report covers 400 days, or less where AWS has not tracked a Region for that long, up to some four hours ago. It leaves out services that SCPs allow nothing of.")
	}
}

// question returns what the report answers.
func (p *LastAccessed) question() string {
	n := p.env.Reading.Node(p.on.Node)
	switch {
	case p.on.Policy != "":
		return "Which of the services that " + p.name() + " allows were used, when and where? Only accounts that it applies to count."
	case n != nil && n.Kind == model.KindAccount:
		return "Which services did " + p.name() + " use, and when?"
	default:
		return "Which services did the accounts in " + p.name() + " use, when and where? The management account is left out."
	}
}

// writeUnusedDelegations says which services the account administers and never used.
func (p *LastAccessed) writeUnusedDelegations(to *page) {
	n := p.env.Reading.Node(p.on.Node)
	if p.on.Policy != "" || n == nil || n.Account() == "" {
		return
	}
	var never []string
	ds, _ := p.env.Reading.Delegations(n.Account())
	for _, d := range ds {
		if access.UseOfDelegation(p.env.Reading, d).Never() {
			never = append(never, serviceNames([]model.Delegation{d})...)
		}
	}
	if len(never) > 0 {
		to.Say(theme.Warning, p.env.Theme.Marks.Gap, "It is delegated administrator of "+phrase.Join(never, " and ")+", and has not used "+map[bool]string{true: "it", false: "them"}[len(never) == 1]+".")
	}
}

// row returns the cells of a service.
func (p *LastAccessed) row(a *model.ServiceAccess) (ink theme.Meaning, cells [5]string) {
	name := access.ServiceLabel(*a)
	if a.Name != "" {
		name += "  " + a.Namespace
	}
	if a.Last.IsZero() {
		return theme.Muted, [5]string{name, "not used", "", "", ""}
	}
	where := ""
	if account := a.Account(); account != "" {
		where = p.env.nodeName(account.Node())
	}
	return theme.Plain, [5]string{name, access.Ago(a.Last, p.env.Now), where, string(a.Region), phrase.Thousands(a.Accounts)}
}

// accessColumns are the widths of the columns; those that do not fit have none.
type accessColumns [5]int

func lastAccessedColumns(width int) accessColumns {
	c := accessColumns{0, 14, 22, 15, 8}
	if width < 100 {
		c = accessColumns{0, 13, 18, 13, 0}
	}
	c[0] = width - 3
	for _, w := range c[1:] {
		if w > 0 {
			c[0] -= w + 1
		}
	}
	c[0] = max(12, c[0])
	return c
}

func (c *accessColumns) draw(l *widget.Line, m theme.Meaning, cells [5]string) *widget.Line {
	for i, w := range c {
		switch {
		case w == 0:
		case i == len(c)-1:
			l.Number(m, cells[i], w)
		default:
			l.Cell(m, widget.Clean(cells[i]), w).Space(1)
		}
	}
	return l
}

// busy reports whether the report is on its way.
func (p *LastAccessed) busy() bool {
	_, status := p.report()
	return status.Progress == model.Waiting || status.Progress == model.Partial
}

// canAsk reports whether the report can be asked for, or why not.
func (p *LastAccessed) canAsk() (ok bool, reason string) {
	r := p.env.Reading
	switch {
	case p.offline != "":
		return false, p.offline
	case p.busy():
		return false, "AWS is generating this report."
	case r.Caller.Role == model.CallerMember || r.Caller.Role == model.CallerDelegated:
		return false, "Only the management account may ask AWS for this: use a profile of it."
	case r.Status(model.PartRoots, "").Known() && r.PolicyTypeStatus(model.ServiceControlPolicy) != "ENABLED":
		return false, "AWS has this information only where SCPs are enabled."
	case r.EntityPath(p.on.Node) == "":
		return false, "deputy does not know the place of " + p.name() + " in the tree yet."
	}
	return true, ""
}

// want returns the request for the report, or for no longer waiting for it.
func (p *LastAccessed) want(stop bool) kit.Intent {
	return Wanted{model.WantAccessReport{Node: p.on.Node, Policy: p.on.Policy, Path: p.env.Reading.EntityPath(p.on.Node), Stop: stop}}
}

// Do asks for the report, stops waiting for it, or opens the account of a row.
func (p *LastAccessed) Do(c kit.Command) kit.Intent {
	p.gather()
	switch {
	case kit.Move(&p.window, c):
	case c == kit.Close:
		return Gone{}
	case c == kit.Open && len(p.services) > 0:
		return NodeOpened{p.services[p.window.Cursor].Account().Node()}
	case c == kit.Open, c == kit.Reload:
		return p.want(false)
	case c == kit.DropChange:
		return p.want(true)
	}
	return nil
}

// Can implements kit.Pane.
func (p *LastAccessed) Can(c kit.Command) (ok bool, reason string) {
	p.gather()
	switch {
	case c == kit.Close:
		return true, ""
	case c.Moves():
		return len(p.services) > 0, ""
	case c == kit.Open && len(p.services) > 0:
		return p.services[p.window.Cursor].Account() != "", ""
	case c == kit.Open, c == kit.Reload:
		return p.canAsk()
	case c == kit.DropChange:
		return p.busy(), ""
	default:
		return false, ""
	}
}

// Label names what the keys do.
func (p *LastAccessed) Label(c kit.Command) string {
	switch c {
	case kit.Open:
		if len(p.services) > 0 {
			return "show account"
		}
		return "ask AWS"
	case kit.Reload:
		return "ask again"
	case kit.DropChange:
		return "stop"
	default:
		return ""
	}
}

// Mouse chooses a row; the second click opens its account.
func (p *LastAccessed) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&p.window, m, p.head) {
		if ok, _ := p.Can(kit.Open); ok {
			return p.Do(kit.Open)
		}
	}
	return nil
}

// Export returns the report.
func (p *LastAccessed) Export() *export.Document {
	if report, _ := p.report(); report.Generated.IsZero() {
		return nil
	}
	return export.AccessReport(p.env.Reading, p.on.Node, p.on.Policy, p.env.Now)
}
