package pane

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/access"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// nodeDelegations is the tab of delegations: the services that an account
// administers, or the administrators below an OU.
type nodeDelegations struct {
	env            *Env
	chosen         func() *model.Node
	window         widget.Window
	on             model.NodeID
	asOf           uint64
	delegations    []model.Delegation     // of an account
	uses           []access.DelegationUse // whether the account used what it administers; nil without a report
	administrators []*model.Node          // of a root or OU
	head           int                    // rows above the list in the last view
}

// newNodeDelegations returns the tab for the node that chosen returns.
func newNodeDelegations(env *Env, chosen func() *model.Node) *nodeDelegations {
	return &nodeDelegations{env: env, chosen: chosen}
}

// count returns the number of services of an account, or of administrators
// below an OU.
func (h *nodeDelegations) count(n *model.Node) string {
	h.gather(n)
	if n.Kind == model.KindAccount {
		_, status := h.env.Reading.Delegations(n.Account())
		return tabCount(h.env, len(h.delegations), status)
	}
	return tabCount(h.env, len(h.administrators), h.env.Reading.Status(model.PartAdministrators, ""))
}

// gather makes the rows again if the node or what is known of it changed.
func (h *nodeDelegations) gather(n *model.Node) {
	r := h.env.Reading
	asOf := r.Generation(model.PartDelegations) + r.Generation(model.PartAdministrators) +
		r.Generation(model.PartAccounts) + r.Generation(model.PartOUs) + r.Generation(model.PartAccessReport)
	if n.ID == h.on && asOf == h.asOf {
		return
	}
	if n.ID != h.on {
		h.window = widget.Window{}
	}
	h.on, h.asOf, h.delegations, h.uses, h.administrators = n.ID, asOf, nil, nil, nil
	if n.Kind == model.KindAccount {
		h.delegations, _ = r.Delegations(n.Account())
		h.uses = delegationUses(r, h.delegations)
	} else {
		h.administrators = administratorsBelow(r, n.ID)
	}
	h.window.Resize(max(len(h.delegations), len(h.administrators)), h.window.Height)
}

// administratorsBelow returns the delegated administrators below a node, by
// name.
func administratorsBelow(r *model.Reading, id model.NodeID) []*model.Node {
	var found []*model.Node
	for a := range r.Administrators() {
		n := r.Node(a.Node())
		if n != nil && isBelow(r, n, id) {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(a, b *model.Node) int {
		return cmp.Or(model.CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// isBelow reports whether a node is, or is below, the one with the ID.
func isBelow(r *model.Reading, n *model.Node, id model.NodeID) bool {
	return slices.ContainsFunc(r.Path(n.ID), func(p *model.Node) bool { return p.ID == id })
}

// View draws the table.
func (h *nodeDelegations) View(s kit.Size, focused bool) []string {
	n := h.chosen()
	if n == nil {
		return kit.Pad(h.env.Theme, nil, s)
	}
	h.gather(n)
	p := newPage(h.env, s.W)
	h.top(p, n)
	h.head = len(p.Lines)
	tail := resourcePolicyLines(h.env, n, s.W, s.H-h.head-1)
	h.window.Resize(max(len(h.delegations), len(h.administrators)), max(0, s.H-h.head-len(tail)))
	for i := h.window.Top; i < h.window.End(); i++ {
		l := h.env.Row(i == h.window.Cursor, focused, s.W)
		if n.Kind == model.KindAccount {
			h.service(l, i)
		} else {
			h.account(l, h.administrators[i])
		}
		p.Add(l)
	}
	return kit.Pad(h.env.Theme, append(p.Lines, tail...), s)
}

// top writes what stands above the rows: how far they are read, and the names
// of the columns.
func (h *nodeDelegations) top(p *page, n *model.Node) {
	if n.Kind == model.KindAccount {
		_, status := h.env.Reading.Delegations(n.Account())
		if p.state(status, "delegations") || len(h.delegations) > 0 {
			if len(h.delegations) > 0 {
				h.headings(p, status)
			}
			return
		}
		p.Say(theme.Muted, "", "Not a delegated administrator of any service in AWS Organizations.")
		return
	}
	status := h.env.Reading.Status(model.PartAdministrators, "")
	if !p.state(status, "delegated administrators") && len(h.administrators) == 0 {
		p.Say(theme.Muted, "", "No account below this node is a delegated administrator.")
	}
	if len(h.administrators) > 0 {
		p.Add(p.Line().Cell(theme.Muted, "account", h.nameWidth(p.Width)).Cell(theme.Muted, "ID", 14).Put(theme.Muted, "administrator of").
			Right(theme.Muted, asOf(h.env, status)+" "))
	}
}

// headings writes the names of the columns.
func (h *nodeDelegations) headings(p *page, status model.Status) {
	service, principal := h.columns(p.Width)
	l := p.Line().Cell(theme.Muted, "service", service).Cell(theme.Muted, "principal", principal).Cell(theme.Muted, "since", sinceWidth)
	if h.uses != nil {
		l.Cell(theme.Muted, "last used", usedWidth)
	}
	if h.isHistoryKnown() {
		l.Put(theme.Muted, "by")
	}
	p.Add(l.Right(theme.Muted, asOf(h.env, status)+" "))
}

// The widths of the columns of when a delegation began, and of when its service was
// used last, with the space behind them.
const (
	sinceWidth = 12
	usedWidth  = 12
)

// columns returns the widths of the columns. The last one says who registered the
// account, once the event history is read.
func (h *nodeDelegations) columns(width int) (service, principal int) {
	left := width - sinceWidth - 2
	if h.uses != nil {
		left -= usedWidth
	}
	if h.isHistoryKnown() {
		left -= max(12, width/4)
	}
	service = max(20, left*2/5)
	return service, max(8, left-service)
}

// isHistoryKnown reports whether the event history was read, in this run or before.
func (h *nodeDelegations) isHistoryKnown() bool { return !h.env.History().To.IsZero() }

// nameWidth returns the width of the column of account names.
func (h *nodeDelegations) nameWidth(width int) int { return max(16, min(34, (width-16)/2)) }

// service draws a delegation of the account.
func (h *nodeDelegations) service(l *widget.Line, i int) {
	d := h.delegations[i]
	service, principal := h.columns(l.Used() + l.Left())
	name := theme.Plain
	if serviceName(d.Principal) == "" {
		name = theme.Muted
	}
	l.Cell(name, cmp.Or(serviceName(d.Principal), "not in the catalogue"), service-1).Space(1)
	l.Cell(theme.Muted, string(d.Principal), principal-1).Space(1)
	l.Cell(theme.Plain, phrase.Date(d.Since), sinceWidth)
	if h.uses != nil {
		m, text := delegationUseWords(h.env, h.uses[i])
		l.Cell(m, text, usedWidth)
	}
	if c := h.env.History().Registration(d); c != nil {
		l.Put(theme.Muted, whoShort(c))
	}
}

// account draws an administrator below the OU.
func (h *nodeDelegations) account(l *widget.Line, n *model.Node) {
	l.Cell(theme.Plain, nameOf(n), h.nameWidth(l.Used()+l.Left())-1).Space(1)
	l.Cell(theme.Muted, string(n.ID), 14)
	ds, status := h.env.Reading.Delegations(n.Account())
	switch {
	case len(ds) > 0:
		l.Put(theme.Plain, strconv.Itoa(len(ds))+"  ").Put(theme.Muted, strings.Join(serviceNames(ds), ", "))
	case status.Progress == model.Failed:
		l.Put(theme.Warning, h.env.Theme.Marks.Gap+" not readable: "+gapOf(status).Operation)
	default:
		l.Put(theme.Muted, h.env.Spinner())
	}
}

// serviceName returns the name of the service that a principal belongs to;
// empty if the catalogue does not have it.
func serviceName(p model.Principal) string {
	s, ok := catalog.ByPrincipal(p)
	if !ok {
		return ""
	}
	if s.Covers != "" {
		return s.Name + " (" + s.Covers + ")"
	}
	return s.Name
}

// serviceNames returns the services of delegations, each once, or their
// principals if the catalogue does not have them.
func serviceNames(ds []model.Delegation) []string {
	var names []string
	for _, d := range ds {
		name := cmp.Or(serviceName(d.Principal), string(d.Principal))
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Do moves, opens an account, or asks for a plan about the row.
func (h *nodeDelegations) Do(c kit.Command) kit.Intent {
	n := h.chosen()
	if n == nil {
		return nil
	}
	h.gather(n)
	i := h.window.Cursor
	switch {
	case kit.Move(&h.window, c):
	case c == kit.Open && i < len(h.administrators):
		return NodeOpened{h.administrators[i].ID}
	case c == kit.Open && i < len(h.delegations):
		s, _ := catalog.ByPrincipal(h.delegations[i].Principal)
		return ServiceShown{s.ID, h.delegations[i].Principal}
	case c == kit.Undelegate && i < len(h.delegations):
		return PlanWanted{removal(h.delegations[i])}
	case i < len(h.administrators):
		return doNode(h.env, h.administrators[i], c)
	}
	return nil
}

// removal returns the order that removes a delegation: only this one of the
// service's principals.
func removal(d model.Delegation) plan.Order {
	o := plan.Order{Direction: catalog.Remove, Account: d.Account}
	s, ok := catalog.ByPrincipal(d.Principal)
	if ok {
		o.Service = s.ID
	}
	if len(s.Principals) != 1 {
		o.Principals = []model.Principal{d.Principal}
	}
	return o
}

// Can implements kit.Pane.
func (h *nodeDelegations) Can(c kit.Command) (ok bool, reason string) {
	n := h.chosen()
	if n == nil {
		return false, ""
	}
	h.gather(n)
	i, rows := h.window.Cursor, max(len(h.delegations), len(h.administrators))
	switch {
	case c.Moves() || c == kit.Open:
		return rows > 0, ""
	case c == kit.Undelegate && i < len(h.delegations):
		return true, ""
	case i < len(h.administrators) && c != kit.Reload:
		return canNode(h.env, h.administrators[i], c)
	default:
		return false, ""
	}
}

// Mouse chooses a row; the second click opens it.
func (h *nodeDelegations) Mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&h.window, m, h.head) {
		return h.Do(kit.Open)
	}
	return nil
}
