package pane

import (
	"fmt"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// delegationsColumns is the width of each column; zero for a column that is not
// shown.
type delegationsColumns struct{ service, access, administrator, place, since, limit int }

// widths divides a width among the columns that it has room for. Services and
// administrators get what they need, the note what is left.
func (d *Delegations) widths(width int) delegationsColumns {
	var c delegationsColumns
	switch {
	case width < 100:
		return delegationsColumns{service: 29, access: 6, administrator: 31, limit: 8}
	case width < 150:
		c = delegationsColumns{service: 31, access: 6, administrator: 32, since: 11, limit: 8}
	default:
		c = delegationsColumns{service: 40, access: 8, administrator: 36, place: 32, since: 12, limit: 9}
	}
	free := max(0, width-1-c.service-c.access-c.administrator-c.place-c.since-c.limit-noteLeast)
	more := max(-8, min(free, d.longestName+2-c.service))
	c.service += more
	c.administrator += max(-8, min(free-more, d.longestAdministrator+2-c.administrator))
	return c
}

// noteLeast is the room that notes keep beside longer names.
const noteLeast = 24

// measure notes the widest names of services and administrators.
func (d *Delegations) measure() {
	d.longestName, d.longestAdministrator = 0, 0
	for i := range d.table {
		row := &d.table[i]
		d.longestName = max(d.longestName, widget.Width(widget.Clean(row.Name)))
		for _, h := range row.Administrators {
			d.longestAdministrator = max(d.longestAdministrator, widget.Width(widget.Clean(administratorName(h)))+len("  123456789012 +1"))
		}
	}
}

// View draws the summary, the columns' names and the rows.
func (d *Delegations) View(s kit.Size, focused bool) []string {
	d.gather()
	p := newPage(d.env, s.W)
	p.Add(d.summary(s.W))
	d.gaps(p)
	if len(d.rows) > 0 {
		p.Add(d.columns(s.W))
	}
	d.head = len(p.Lines)
	d.window.Resize(len(d.rows), max(0, s.H-d.head))
	for i := d.window.Top; i < d.window.End(); i++ {
		p.Add(d.line(i, s.W, focused))
	}
	if len(d.rows) == 0 {
		d.writeWhyEmpty(p)
	}
	return kit.Pad(d.env.Theme, p.Lines, s)
}

// gaps writes what could not be read and concerns all rows.
func (d *Delegations) gaps(p *page) {
	var shown []model.Gap
	for _, part := range []model.Part{model.PartAdministrators, model.PartDelegations, model.PartTrustedAccess} {
		st := d.env.Reading.Status(part, "")
		if st.Progress == model.Failed && !alreadyShown(shown, *gapOf(st)) {
			shown = append(shown, *gapOf(st))
			p.Say(theme.Warning, d.env.Theme.Marks.Gap, gapOf(st).Sentence())
		}
	}
}

// summary draws how many services have an administrator, or the filter.
func (d *Delegations) summary(width int) *widget.Line {
	l := widget.NewLine(d.env.Theme, theme.Page, width).Space(1)
	if d.ListFilter.Visible() {
		d.ListFilter.Draw(l, width-36)
		return l.Put(theme.Muted, phrase.Count(len(d.rows), "row"))
	}
	delegated, trusted := d.progress()
	lost := func(p model.Part) bool { return d.env.Reading.Status(p, "").Progress == model.Failed }
	if lost(model.PartAdministrators) || lost(model.PartDelegations) {
		l.Put(theme.Plain, "deputy does not know the administrators")
	} else if d.env.Reading.Status(model.PartTrustedAccess, "").Known() {
		l.Put(theme.Strong, strconv.Itoa(delegated)+" of "+strconv.Itoa(trusted)).Put(theme.Plain, " delegable services with trusted access have an administrator")
	} else {
		l.Put(theme.Plain, "deputy does not know which services have trusted access")
	}
	for _, part := range []model.Part{model.PartAdministrators, model.PartDelegations, model.PartTrustedAccess} {
		switch st := d.env.Reading.Status(part, ""); st.Progress {
		case model.Waiting, model.Partial:
			return l.Right(theme.Muted, d.env.Spinner()+" reading ")
		case model.Failed:
			return l.Right(theme.Warning, d.env.Theme.Marks.Gap+" incomplete ")
		case model.Saved:
			return l.Right(theme.Muted, asOf(d.env, st)+" ")
		default:
		}
	}
	return l
}

// progress counts the services of the catalogue that have trusted access, and
// those of them that have an administrator.
func (d *Delegations) progress() (delegated, trusted int) {
	for i := range d.table {
		row := &d.table[i]
		if row.Service == nil || row.Access != delegation.AccessOn && row.Access != delegation.AccessPartly {
			continue
		}
		trusted++
		if len(row.Administrators) > 0 {
			delegated++
		}
	}
	return delegated, trusted
}

// columns draws the names of the columns.
func (d *Delegations) columns(width int) *widget.Line {
	c := d.widths(width)
	l := widget.NewLine(d.env.Theme, theme.Page, width).Space(1)
	first, second := "service", "administrator"
	if d.byAccount {
		first, second = "account", "ID, or principal"
	}
	l.Cell(theme.Muted, first, c.service).Cell(theme.Muted, "trust", c.access).Cell(theme.Muted, second, c.administrator)
	if c.place > 0 {
		l.Cell(theme.Muted, "in", c.place)
	}
	if c.since > 0 {
		l.Cell(theme.Muted, "since", c.since)
	}
	return l.Cell(theme.Muted, "limit", c.limit).Put(theme.Muted, "note")
}

// writeWhyEmpty says why there is no row.
func (d *Delegations) writeWhyEmpty(p *page) {
	if d.ListFilter.Active() {
		p.Say(theme.Muted, "", "No service, principal or account matches. Esc clears the filter.")
		return
	}
	if !p.state(d.env.Reading.Status(model.PartAdministrators, ""), "delegated administrators") {
		p.Say(theme.Muted, "", "No account is a delegated administrator.")
	}
}

// line draws one row.
func (d *Delegations) line(i, width int, focused bool) *widget.Line {
	on := i == d.window.Cursor
	l := d.env.Row(on, focused, width)
	c := d.widths(width)
	switch x := d.rows[i]; {
	case x.delegation != nil:
		d.delegationLine(l, x, c)
	case x.account != nil:
		d.accountLine(l, x.account, c)
	case x.policy != nil:
		d.resourcePolicyLine(l, x.policy, c)
	default:
		d.serviceLine(l, x.service, c)
	}
	return l
}

// serviceLine draws a service: trusted access, its administrator, and since
// when.
func (d *Delegations) serviceLine(l *widget.Line, row *delegation.Row, c delegationsColumns) {
	name := theme.Plain
	if row.Service == nil {
		name = theme.Muted
	}
	l.Cell(name, row.Name, c.service-1).Space(1)
	d.access(l, row.Access, c.access)
	d.administrator(l, row, c)
	d.limit(l, row.Quota(), c.limit)
	m, mark, text := d.note(row)
	l.Put(m, mark)
	if l.Left() > 8 {
		l.Put(m, text)
	}
}

// limit draws how much of a quota is used.
func (d *Delegations) limit(l *widget.Line, u delegation.QuotaUse, width int) {
	m := theme.Muted
	if u.Reached() {
		m = theme.Plain
	}
	l.Cell(m, u.String(), width-1).Space(1)
}

// access draws the state of trusted access.
func (d *Delegations) access(l *widget.Line, a delegation.AccessState, width int) {
	word, m := a.String(), theme.Plain
	switch a {
	case delegation.AccessUnknown:
		word, m = d.env.Theme.Marks.Unknown, theme.Muted
	case delegation.AccessOff:
		m = theme.Muted
	case delegation.AccessPartly:
		word, m = "part", theme.Warning
	default:
	}
	l.Cell(m, word, width)
}

// administrator draws the administrator of a service, where it is, and since
// when it is one.
func (d *Delegations) administrator(l *widget.Line, row *delegation.Row, c delegationsColumns) {
	accounts := row.Accounts()
	rest := c.place + c.since
	switch {
	case row.Unread() && len(row.Gaps) > 0:
		l.Cell(theme.Warning, d.env.Theme.Marks.Unknown+" not readable", c.administrator+rest)
		return
	case row.Unread():
		l.Cell(theme.Muted, d.env.Spinner()+" reading", c.administrator+rest)
		return
	case len(accounts) == 0:
		l.Cell(theme.Muted, "nobody", c.administrator+rest)
		return
	}
	h := row.Administrators[0]
	more := ""
	if n := len(accounts) - 1; n > 0 {
		more = " +" + strconv.Itoa(n)
	}
	if !row.Certain {
		more += " " + d.env.Theme.Marks.Unknown
	}
	m := theme.Plain
	if !active(h.State) {
		m = theme.Warning
	}
	idWidth := len(h.Account) + len(more)
	l.Cell(m, administratorName(h), max(4, c.administrator-idWidth-2)).Space(1).Put(theme.Muted, string(h.Account)+more)
	l.To(1 + c.service + c.access + c.administrator)
	if c.place > 0 {
		l.Cell(theme.Muted, placeAndState(h.Place, h.State), c.place-1).Space(1)
	}
	if c.since > 0 {
		l.Cell(theme.Plain, phrase.Date(h.Since), c.since)
	}
}

// active reports whether an account is active, or of unknown state.
func active(s model.AccountState) bool { return s == model.StateActive || s == model.StateNotGiven }

// placeAndState returns where an account is, with its state if it is not
// active.
func placeAndState(place string, s model.AccountState) string {
	if active(s) {
		return place
	}
	return s.Words() + ", " + place
}

// note returns the most important note on a service.
func (d *Delegations) note(row *delegation.Row) (m theme.Meaning, mark, text string) {
	switch {
	case len(row.Disagreements) > 0:
		return theme.Warning, d.env.Theme.Marks.Gap, " " + row.Disagreements[0].Text
	case len(row.Gaps) > 0 && !row.Certain:
		return theme.Warning, d.env.Theme.Marks.Gap, " " + row.Gaps[0].Operation + ": " + row.Gaps[0].Cause
	case len(row.Administrators) > 0 && !active(row.Administrators[0].State) && len(row.Notes) > 0:
		return theme.Warning, d.env.Theme.Marks.Gap, " " + row.Notes[0]
	}
	if api := row.ServiceAPI; api != nil && (api.Reading() || len(api.Gaps()) > 0) {
		return d.serviceAPINote(row)
	}
	for _, n := range row.Notes {
		// Quotas have a column, and serviceAPINote says more of the service's own list.
		if !strings.HasSuffix(n, "is used up.") && !strings.Contains(n, "he service's own list") && !strings.HasPrefix(n, "Only AWS Organizations") {
			return theme.Muted, "", n
		}
	}
	return d.serviceAPINote(row)
}

// serviceAPINote returns a short note on the service's own list of
// administrators.
func (d *Delegations) serviceAPINote(row *delegation.Row) (m theme.Meaning, mark, text string) {
	api := row.ServiceAPI
	switch {
	case row.Service == nil || row.Service.Register.Mechanism != catalog.MechanismServiceAPI:
		return theme.Muted, "", ""
	case api == nil:
		return theme.Muted, "", "service API"
	case api.ManagementOnly:
		return theme.Muted, "", "service API: management account only"
	case api.Reading():
		return theme.Muted, d.env.Spinner(), " " + serviceAPIProgress(row)
	case len(api.Gaps()) > 0 && row.Service.Regions.Regional:
		return theme.Warning, d.env.Theme.Marks.Gap, fmt.Sprintf(" %d of %s not read", len(api.Unread()), phrase.Count(len(api.Regions), "Region"))
	case len(api.Gaps()) > 0:
		return theme.Warning, d.env.Theme.Marks.Gap, " service API not read"
	case api.Complete():
		return theme.Muted, "", "service API agrees"
	default:
		return theme.Muted, "", "service API not checked"
	}
}

// accountLine draws an administrator.
func (d *Delegations) accountLine(l *widget.Line, a *delegation.AccountDelegations, c delegationsColumns) {
	name := a.Name
	if name == "" {
		name = "account"
	}
	l.Cell(theme.Strong, name, c.service-1).Space(1).To(1+c.service+c.access).Cell(theme.Muted, string(a.Account), c.administrator)
	if c.place > 0 {
		l.Cell(theme.Muted, placeAndState(a.Place, a.State), c.place-1).Space(1)
	}
	l.Space(c.since)
	switch {
	case a.Gap != nil:
		l.Put(theme.Warning, d.env.Theme.Marks.Gap+" "+a.Gap.Operation+": "+a.Gap.Cause)
	case !a.Certain && len(a.Held) == 0:
		l.Put(theme.Muted, d.env.Spinner()+" reading")
	case !active(a.State):
		l.Put(theme.Warning, d.env.Theme.Marks.Gap+" "+a.State.Words())
	default:
		l.Put(theme.Muted, phrase.Count(len(a.Held), "delegation"))
	}
}

// delegationLine draws a service that the account above administers.
func (d *Delegations) delegationLine(l *widget.Line, x delegationsRow, c delegationsColumns) {
	l.Space(2).Cell(theme.Plain, x.delegation.Name, c.service-3).Space(1)
	if x.service == nil {
		l.To(1 + c.service + c.access)
	} else {
		d.access(l, x.service.Access, c.access)
	}
	l.Cell(theme.Muted, string(x.delegation.Principal), c.administrator-1).Space(1 + c.place)
	if c.since > 0 {
		l.Cell(theme.Plain, phrase.Date(x.delegation.Since), c.since)
	}
	if x.service == nil {
		return
	}
	d.limit(l, x.service.Quota(), c.limit)
	m, mark, text := d.note(x.service)
	l.Put(m, mark)
	if l.Left() > 8 {
		l.Put(m, text)
	}
}
