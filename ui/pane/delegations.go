package pane

import (
	"cmp"
	"strings"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/plain"
	"deputy/ui/kit"
	"deputy/ui/widget"
)

// Delegations is the table of delegations: a row for each delegable service or,
// by account, the delegated administrators with their services.
type Delegations struct {
	env       *Env
	byAccount bool
	table     []delegation.Row
	rows      []delegationsRow
	window    widget.Window
	kit.ListFilter
	filteredBy string // what rows were filtered by
	asOf       uint64
	in         *model.Reading
	head       int // lines above the rows in the last view

	longestName, longestAdministrator int // of the table
}

// delegationsRow is a row of the table: a service, an account, a service that
// the account above administers, or the organization's resource policy.
type delegationsRow struct {
	service    *delegation.Row                // nil for an account
	account    *delegation.AccountDelegations // nil in the table by service
	delegation *delegation.Held               // set for a service that the account administers
	policy     *plain.ResourcePolicy          // set for the resource policy
}

// NewDelegations returns the table of the environment's reading.
func NewDelegations(env *Env) *Delegations {
	return &Delegations{env: env, ListFilter: kit.NewListFilter()}
}

// delegationParts is the parts of the reading that the table is made of.
var delegationParts = []model.Part{
	model.PartCaller, model.PartOrganization, model.PartOUs, model.PartAccounts,
	model.PartAdministrators, model.PartDelegations, model.PartTrustedAccess, model.PartResourcePolicy,
	model.PartRegions, model.PartService,
}

// gather makes the rows again if the reading, the filter or the form of the
// table changed. The cursor stays on its service or account.
func (d *Delegations) gather() {
	var asOf uint64
	for _, p := range delegationParts {
		asOf += d.env.Reading.Generation(p)
	}
	fresh := asOf == d.asOf && d.in == d.env.Reading && d.table != nil
	if fresh && d.filteredBy == d.ListFilter.Text() && d.rows != nil {
		return
	}
	on := d.key()
	if !fresh {
		d.table, d.asOf, d.in = delegation.Table(d.env.Reading), asOf, d.env.Reading
		model.SortStable(d.table, func(a, b delegation.Row) int {
			return cmp.Or(compareBool(a.Service == nil, b.Service == nil), model.CompareNames(shortService(a.Name), shortService(b.Name)))
		})
		d.measure()
	}
	d.filteredBy, d.rows = d.ListFilter.Text(), []delegationsRow{}
	if d.byAccount {
		d.addAccounts()
	} else {
		d.addServices()
	}
	d.addResourcePolicy()
	d.window.Len = len(d.rows)
	if !d.find(on) {
		d.window.To(0)
	}
}

// shortService returns a service's name without AWS or Amazon, as users look
// for it.
func shortService(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "AWS "), "Amazon ")
}

// addServices appends a row for each service.
func (d *Delegations) addServices() {
	for i := range d.table {
		row := &d.table[i]
		text := row.Name + "\n" + row.ID
		for _, p := range row.Principals {
			text += "\n" + string(p)
		}
		for _, h := range row.Administrators {
			text += "\n" + h.Name + "\n" + string(h.Account)
		}
		if d.ListFilter.Matches(strings.ToLower(text)) {
			d.rows = append(d.rows, delegationsRow{service: row})
		}
	}
}

// addAccounts appends a row for each account, and below it the services that it
// administers.
func (d *Delegations) addAccounts() {
	all := delegation.ByAccount(d.env.Reading)
	for i := range all {
		a := &all[i]
		name := strings.ToLower(a.Name + "\n" + string(a.Account) + "\n" + a.Place)
		var below []delegationsRow
		for k := range a.Held {
			h := &a.Held[k]
			if d.ListFilter.Matches(name + "\n" + strings.ToLower(h.Name+"\n"+string(h.Principal))) {
				below = append(below, delegationsRow{service: d.row(h.Principal), account: a, delegation: h})
			}
		}
		if len(below) > 0 || d.ListFilter.Matches(name) {
			d.rows = append(append(d.rows, delegationsRow{account: a}), below...)
		}
	}
}

// row returns the table's row of a service principal; nil if it has none.
func (d *Delegations) row(p model.Principal) *delegation.Row {
	for i := range d.table {
		for _, q := range d.table[i].Principals {
			if p == q {
				return &d.table[i]
			}
		}
	}
	return nil
}

// delegationsRowKey is what a row is recognized by when the rows are made
// again.
type delegationsRowKey struct {
	service   string
	account   model.AccountID
	principal model.Principal
}

// key returns what the row is recognized by.
func (x delegationsRow) key() delegationsRowKey {
	var k delegationsRowKey
	if x.service != nil {
		k.service = x.service.ID
	}
	if x.account != nil {
		k.account = x.account.Account
	}
	if x.delegation != nil {
		k.principal = x.delegation.Principal
	}
	if x.policy != nil {
		k.service = resourcePolicyName
	}
	return k
}

// key returns what the row under the cursor is recognized by.
func (d *Delegations) key() delegationsRowKey {
	if d.window.Cursor < len(d.rows) {
		return d.rows[d.window.Cursor].key()
	}
	return delegationsRowKey{}
}

// find moves the cursor to the row with a key, which stays at its place on the
// screen. It reports whether there is one.
func (d *Delegations) find(k delegationsRowKey) bool {
	for i, x := range d.rows {
		if x.key() == k {
			d.window.Keep(i)
			return true
		}
	}
	return false
}

// current returns the row under the cursor; the zero row if there is none.
func (d *Delegations) current() delegationsRow {
	d.gather()
	if d.window.Cursor < len(d.rows) {
		return d.rows[d.window.Cursor]
	}
	return delegationsRow{}
}

// Selected returns the service under the cursor, nil on an account, and the
// account that administers it if the table is by account.
func (d *Delegations) Selected() (*delegation.Row, model.AccountID) {
	x := d.current()
	if x.account != nil {
		return x.service, x.account.Account
	}
	return x.service, ""
}

// Place returns the service or account under the cursor.
func (d *Delegations) Place() Place {
	switch x := d.current(); {
	case x.service != nil && x.service.Service != nil:
		return Place{Service: x.service.Service.ID}
	case x.service != nil:
		return Place{Principal: x.service.Principals[0]}
	default:
		return Place{}
	}
}

// GoTo moves the cursor to a service. If necessary it switches to the table by
// service and clears the filter.
func (d *Delegations) GoTo(p Place) bool {
	d.gather()
	at := func() bool {
		for i, x := range d.rows {
			if x.service != nil && (p.Service != "" && x.service.ID == string(p.Service) ||
				p.Service == "" && p.Principal != "" && x.service == d.row(p.Principal)) {
				d.window.To(i)
				return true
			}
		}
		return false
	}
	if at() {
		return true
	}
	d.byAccount, d.rows = false, nil
	d.ListFilter.Clear()
	d.gather()
	return at()
}

// Do moves, switches between services and accounts, filters, and asks for
// plans.
func (d *Delegations) Do(c kit.Command) kit.Intent {
	x := d.current()
	switch c {
	case kit.Open, kit.Right:
		return d.open(x)
	case kit.Toggle:
		d.byAccount, d.rows = !d.byAccount, nil
		d.gather()
	case kit.Filter:
		d.ListFilter.Begin()
	case kit.Close:
		d.ListFilter.Clear()
	case kit.Reload:
		return reread(x.service)
	default:
		if kit.Move(&d.window, c) {
			return d.Arrived()
		}
		return d.act(x, c)
	}
	return nil
}

// open goes into what the row is about.
func (d *Delegations) open(x delegationsRow) kit.Intent {
	if x.service == nil && x.account != nil {
		return NodeOpened{x.account.Account.Node()}
	}
	if at := d.Arrived(); at != nil {
		return Many{Entered{}, at}
	}
	return Entered{}
}

// Arrived returns the intent to read the administrators that a service lists
// itself, if the cursor is on such a service and the caller may read them; else
// nil.
func (d *Delegations) Arrived() kit.Intent {
	if x := d.current(); x.service != nil && x.service.ServiceAPI != nil && !x.service.ServiceAPI.ManagementOnly {
		return ServiceMoved{x.service.Service.ID}
	}
	return nil
}

// act carries out a command on the row's service or account.
func (d *Delegations) act(x delegationsRow, c kit.Command) kit.Intent {
	if x.policy != nil {
		return d.env.doResourcePolicy(c)
	}
	if x.service == nil && x.account != nil {
		if n := d.env.Reading.Node(x.account.Account.Node()); n != nil {
			return doNode(d.env, n, c)
		}
		return nil
	}
	if x.service == nil {
		return nil
	}
	account := model.AccountID("")
	if x.account != nil {
		account = x.account.Account
	}
	return doService(d.env, x.service, account, c)
}

// Can implements kit.Pane.
func (d *Delegations) Can(c kit.Command) (ok bool, reason string) {
	x := d.current()
	if x.policy != nil && (c == kit.Copy || c == kit.CopyARN || c == kit.CopyText) {
		return d.env.canResourcePolicy(c)
	}
	switch c {
	case kit.Toggle, kit.Filter, kit.Reload:
		return true, ""
	case kit.Close:
		return d.ListFilter.Visible(), ""
	case kit.Up, kit.Down, kit.PageUp, kit.PageDown, kit.Home, kit.End, kit.Open, kit.Right:
		return len(d.rows) > 0, ""
	default:
	}
	switch {
	case x.service != nil:
		return canService(x.service, c)
	case x.account != nil:
		return canNode(d.env, d.env.Reading.Node(x.account.Account.Node()), c)
	default:
		return false, ""
	}
}

// Label names what the keys do here.
func (d *Delegations) Label(c kit.Command) string {
	switch {
	case c == kit.Toggle && d.byAccount:
		return "by service"
	case c == kit.Toggle:
		return "by account"
	case c == kit.Delegate:
		return "register"
	default:
		return ""
	}
}

// Mouse chooses a row; the second click opens it.
func (d *Delegations) Mouse(m kit.Mouse) kit.Intent {
	d.gather()
	if kit.Click(&d.window, m, d.head) {
		return d.open(d.current())
	}
	return d.Arrived()
}
