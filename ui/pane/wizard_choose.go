package pane

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// chooser is the list in which the user chooses the service or the account that
// an order does not name yet.
type chooser struct {
	order  plan.Order
	title  string
	filter kit.Input
	all    []choice
	shown  []choice
	window widget.Window
	many   bool                       // several can be marked, and are planned together
	marked map[string]bool            // by the key of a row
	typing bool                       // the last key went to the filter
	head   int                        // lines above the rows in the last view
	fit    map[model.AccountID]string // what policies mean for the candidates that were seen
}

// choice is one row: what the order would become, and why the row is disabled.
type choice struct {
	name, detail string
	note         string
	order        plan.Order
	disabled     string
	held         bool // the account administers this service already, or a part of it
	related      int  // how many services of the same family the account administers
}

// key returns what the row is recognized by.
func (x *choice) key() string { return x.name + " " + x.detail }

// newChooser returns the choices that complete an order.
func newChooser(env *Env, o plan.Order) chooser {
	c := chooser{order: o, filter: kit.NewInput(), marked: map[string]bool{}, fit: map[model.AccountID]string{}, many: o.Account != ""}
	switch {
	case Complete(o):
	case o.Account == "" && o.Direction == catalog.Remove:
		c.title, c.all = "Remove which administrator?", removableDelegations(env.Reading, o)
	case o.Account == "":
		c.title, c.all = "Register which account?", candidates(env.Reading, o)
	case o.Direction == catalog.Remove:
		c.title, c.all = "Remove which delegation?", removableDelegations(env.Reading, o)
	default:
		c.title, c.all = "Register for which service?", services(env.Reading, o)
	}
	c.shown = c.all
	return c
}

// services returns the services that an account can be registered for.
func services(r *model.Reading, o plan.Order) []choice {
	var cs []choice
	for _, s := range catalog.Services() {
		next := o
		next.Service = s.ID
		c := choice{name: s.Name, detail: string(s.ID), order: next}
		c.note, c.disabled = planNote(r, next)
		if note := heldNote(r, s, o.Account); note != "" {
			c.held = true
			if c.note != "" && c.disabled == "" {
				note += "; " + c.note
			}
			c.note = note
		}
		cs = append(cs, c)
	}
	model.SortStable(cs, func(a, b choice) int { return compareBool(a.disabled != "", b.disabled != "") })
	return cs
}

// candidates returns the accounts that could administer a service: active ones
// first, and of these the ones that administer the most services of its family.
func candidates(r *model.Reading, o plan.Order) []choice {
	var cs []choice
	service, _ := catalog.ByID(o.Service)
	relatives := delegation.RelatedServices(r, service)
	for n := range r.Accounts() {
		next := o
		next.Account = n.Account()
		c := choice{name: n.Name, detail: string(n.ID), order: next, note: strings.Join(badgesOf(r, n), " "), related: len(relatives[n.Account()])}
		if c.related > 0 {
			c.note = strings.TrimPrefix(fmt.Sprintf("%s, %d for %s", c.note, c.related, service.Family), ", ")
		}
		switch {
		case n.Account() == r.Organization.Management && !besideOrganizations(o.Service):
			c.disabled = "The management account cannot be a delegated administrator."
		case n.State != model.StateActive && n.State != model.StateNotGiven:
			c.disabled = "The account is " + n.State.Words() + "; you can register only an active account."
		}
		cs = append(cs, c)
	}
	slices.SortFunc(cs, func(a, b choice) int {
		return cmp.Or(compareBool(a.disabled != "", b.disabled != ""), cmp.Compare(b.related, a.related), model.CompareNames(a.name, b.name),
			cmp.Compare(a.detail, b.detail))
	})
	return cs
}

// policyWarning returns what SCPs mean for an account as administrator. It is
// computed when the row is first seen, since an organization has many accounts.
func (c *chooser) policyWarning(env *Env, x *choice) string {
	s, ok := catalog.ByID(x.order.Service)
	if !ok || x.disabled != "" || x.order.Direction != catalog.Register || c.order.Account != "" {
		return ""
	}
	text, known := c.fit[x.order.Account]
	if !known {
		text = plan.BlockedIn(env.Reading, s, x.order.Account, "")
		c.fit[x.order.Account] = text
	}
	return text
}

// besideOrganizations reports whether the management account can administer the
// service.
func besideOrganizations(id model.ServiceID) bool {
	s, ok := catalog.ByID(id)
	return ok && s.ManagementAccount != catalog.AnswerNo
}

// removableDelegations returns the delegations that match the order: one row
// for each service and account.
func removableDelegations(r *model.Reading, o plan.Order) []choice {
	var cs []choice
	seen := map[string]bool{}
	add := func(d model.Delegation) {
		c, fits := removableDelegation(r, o, d)
		if key := c.key(); fits && !seen[key] {
			seen[key] = true
			cs = append(cs, c)
		}
	}
	for _, principal := range r.DelegatedPrincipals() {
		delegations, _ := r.DelegatedAdministrators(principal)
		for _, d := range delegations {
			add(d)
		}
	}
	for i := range catalog.Services() {
		s := &catalog.Services()[i]
		for _, account := range r.ServiceAPIAdministrators(s.ID) {
			add(model.Delegation{Account: account, Principal: s.Principals[0].Name})
		}
	}
	slices.SortFunc(cs, func(a, b choice) int {
		return cmp.Or(model.CompareNames(a.name, b.name), cmp.Compare(a.detail, b.detail))
	})
	return cs
}

// removableDelegation returns the row of a delegation. It reports whether the
// delegation matches the order.
func removableDelegation(r *model.Reading, o plan.Order, d model.Delegation) (choice, bool) {
	c := choice{name: string(d.Principal), detail: string(d.Account), order: o}
	if s, ok := catalog.ByPrincipal(d.Principal); ok {
		c.order.Service, c.name = s.ID, s.Name
	} else if o.Service == "" {
		c.order.Principals = []model.Principal{d.Principal}
	}
	if o.Account != "" && o.Account != d.Account || o.Service != "" && o.Service != c.order.Service {
		return c, false
	}
	c.order.Account = d.Account
	if n := r.Node(d.Account.Node()); n != nil {
		c.note = n.Name
	}
	if note, disabled := planNote(r, c.order); disabled != "" {
		c.note, c.disabled = note, disabled
	}
	return c, true
}

// planNote returns, in short, what the plan for an order would say, and why the
// row is disabled. What the user can change in the wizard, such as trusted
// access, does not disable a row.
func planNote(r *model.Reading, o plan.Order) (note, disabled string) {
	p := plan.New(r, o)
	for _, b := range p.Blockers {
		if b.Code == "nothing-to-do" || b.Code == "caller" || b.Code == "management-account" {
			return blockerWords(b), b.Text
		}
	}
	for _, b := range p.Blockers {
		if b.Code != "regions" { // the wizard asks for them
			return blockerWords(b), ""
		}
	}
	return "", ""
}

// blockerWords returns a blocker in a few words, if there are any.
func blockerWords(b plan.Blocker) string {
	words := map[string]string{
		"nothing-to-do": "registered", "trusted-access": "access off", "trusted-access-unread": "access unread",
		"quota":  "quota full",
		"caller": "not yours", "management-account": "management", "account-state": "not active",
	}
	return cmp.Or(words[b.Code], b.Text)
}

// compareBool compares two booleans; false comes first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// key marks a row, or edits the filter.
func (c *chooser) key(k tea.KeyPressMsg) (kit.Intent, bool) {
	if c.many && k.String() == "space" && !c.between() {
		return c.mark(), true
	}
	if name := k.String(); name == "left" || name == "right" || name == "home" || name == "end" || !c.filter.Key(k) {
		return nil, false
	}
	c.narrow()
	c.typing = true
	return nil, true
}

// between reports whether a blank separates two words of the filter rather than
// marking a row: the last key was for the filter, and several rows are left.
func (c *chooser) between() bool {
	return c.typing && len(c.shown) > 1 && !strings.HasSuffix(c.filter.Value(), " ")
}

// mark marks the row under the cursor, or unmarks it.
func (c *chooser) mark() kit.Intent {
	if c.window.Cursor >= len(c.shown) {
		return nil
	}
	x := c.shown[c.window.Cursor]
	if x.disabled != "" {
		return Noticed{x.disabled, theme.Warning}
	}
	c.marked[x.key()], c.typing = !c.marked[x.key()], false
	return nil
}

// chosen returns the marked rows, or the one under the cursor.
func (c *chooser) chosen() []choice {
	some := slices.DeleteFunc(slices.Clone(c.all), func(x choice) bool { return !c.marked[x.key()] })
	if len(some) == 0 && c.window.Cursor < len(c.shown) {
		some = c.shown[c.window.Cursor : c.window.Cursor+1]
	}
	return some
}

// paste inserts pasted text into the filter.
func (c *chooser) paste(text string) {
	c.filter.Paste(text)
	c.narrow()
}

// narrow keeps the rows that contain every typed word.
func (c *chooser) narrow() {
	words := kit.Words(c.filter.Value())
	c.shown = c.all
	if len(words) > 0 {
		c.shown = slices.DeleteFunc(slices.Clone(c.all), func(x choice) bool {
			text := strings.ToLower(strings.Join([]string{x.name, x.detail, x.note, string(x.order.Service)}, " "))
			text += " " + strings.ReplaceAll(text, " ", "") // for a blank may have marked a row
			return !kit.HasWords(text, words)
		})
	}
	if len(c.shown) == 0 && c.many && c.order.Direction == catalog.Register {
		c.shown = unlisted(c.order, c.filter.Value())
	}
	c.window.Len = len(c.shown)
	c.window.To(0)
}

// unlisted returns the row of a service principal that the catalogue does not
// have, if that is what the filter holds.
func unlisted(o plan.Order, typed string) []choice {
	principal := model.Principal(strings.ToLower(strings.TrimSpace(typed)))
	o.Principals = []model.Principal{principal}
	x := choice{name: string(principal), detail: "by its principal", note: "deputy does not know this service", order: o}
	if !plan.CanBeUnknown(principal) {
		service, ok := catalog.MistakenFor(principal)
		if !ok {
			return nil
		}
		x.note = "choose " + service.Name
		x.disabled = "Choose " + service.Name + ": its administrators are registered for " + string(service.Principals[0].Name) + "."
	}
	return []choice{x}
}

// do moves and chooses.
func (c *chooser) do(cmd kit.Command) kit.Intent {
	c.typing = false
	if cmd != kit.Open {
		kit.Move(&c.window, cmd)
		return nil
	}
	return c.choose()
}

// choose asks for the plan of the chosen rows.
func (c *chooser) choose() kit.Intent {
	some := c.chosen()
	orders := make([]plan.Order, len(some))
	for i, x := range some {
		if x.disabled != "" {
			return Noticed{x.disabled, theme.Warning}
		}
		orders[i] = x.order
	}
	if len(orders) == 0 {
		return nil
	}
	return PlanWanted{plan.Together(orders)}
}

// mouse moves the cursor to a row; the second click chooses it.
func (c *chooser) mouse(m kit.Mouse) kit.Intent {
	if kit.Click(&c.window, m, c.head) {
		return c.choose()
	}
	return nil
}

// counts returns how many rows are shown, and how many are marked.
func (c *chooser) counts() string {
	text := fmt.Sprintf("%d of %d", len(c.shown), len(c.all))
	if c.many {
		text = "space marks several   " + text
	}
	if n := len(c.chosen()); slices.ContainsFunc(c.all, func(x choice) bool { return c.marked[x.key()] }) {
		text = fmt.Sprintf("%d marked   %d of %d", n, len(c.shown), len(c.all))
	}
	return text
}

// wide returns the width of the column of IDs: account IDs are short.
func (c *chooser) wide() int {
	if c.order.Account == "" && c.order.Direction == catalog.Register {
		return len("123456789012")
	}
	return 27
}

// view draws the title, the filter, what is marked, and the rows.
func (c *chooser) view(env *Env, s kit.Size) ([]string, *tea.Position) {
	t := env.Theme
	lines, caret := kit.QueryLines(&env.Look, s.W, c.title, c.counts(), &c.filter)
	for _, text := range kit.Wrap(c.markedNames(), s.W-2) {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Accent, text).String())
	}
	lines = lines[:min(len(lines), max(2, s.H/2))]
	c.head = len(lines)
	c.window.Resize(len(c.shown), max(1, s.H-c.head))
	for i := c.window.Top; i < c.window.End(); i++ {
		lines = append(lines, c.row(env, i, s.W))
	}
	if len(c.all) == 0 {
		lines = append(lines, widget.NewLine(t, theme.Page, s.W).Space(1).Put(theme.Muted, "Nothing is delegated here.").String())
	}
	return lines, caret
}
