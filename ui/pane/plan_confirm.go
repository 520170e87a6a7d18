package pane

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// fieldKind is the purpose of a field of the confirmation dialog.
type fieldKind uint8

// The kinds of fields. Those before fieldAcknowledge change the plan.
const (
	fieldPrincipal   fieldKind = iota + 1 // this principal of a service that has several
	fieldAccess                           // let the plan switch trusted access on
	fieldReplace                          // let the plan remove this account, which is in the way
	fieldInstead                          // remove through AWS Organizations, since the service refuses
	fieldLeaveOut                         // leave this service out, for it is blocked
	fieldAcknowledge                      // I know what is lost with this service
	fieldWords                            // type SERVICE ACCOUNT
	fieldReason                           // a reason or ticket
	fieldCancel                           // has the focus at first
	fieldConfirm
)

// confirmField is one field of the dialog. The key tells fields of one kind
// apart: it is a principal or an account.
type confirmField struct {
	kind fieldKind
	key  string
	part *plan.Plan
}

// confirmForm is the confirmation dialog under a plan: what the user must do to
// confirm it. It begins on Cancel.
type confirmForm struct {
	fields []confirmField
	at     int // the field with the focus
	ticked map[*plan.Plan]bool
	words  kit.Input
	reason kit.Input
}

// newConfirmForm returns the dialog of a plan. A blocked plan can only be
// cancelled, or changed until it is not blocked.
func newConfirmForm(p *plan.Plan) confirmForm {
	f := confirmForm{words: kit.NewInput(), reason: kit.NewInput(), ticked: map[*plan.Plan]bool{}}
	add := func(kind fieldKind, key string, part *plan.Plan) {
		f.fields = append(f.fields, confirmField{kind, key, part})
	}
	f.options(p, add)
	if !p.Blocked() {
		for _, part := range p.Losses() {
			add(fieldAcknowledge, "", part)
		}
		if p.ConfirmationText() != "" {
			add(fieldWords, "", nil)
		}
		add(fieldReason, "", nil)
	}
	f.at = len(f.fields)
	add(fieldCancel, "", nil)
	if !p.Blocked() {
		add(fieldConfirm, "", nil)
	}
	return f
}

// options adds the fields that change the plan itself.
func (f *confirmForm) options(p *plan.Plan, add func(fieldKind, string, *plan.Plan)) {
	for _, part := range p.Each() {
		if open := openPrincipals(part); len(open) > 1 {
			for _, principal := range open {
				add(fieldPrincipal, string(principal), part)
			}
		}
	}
	if slices.ContainsFunc(p.Each(), accessOffered) {
		add(fieldAccess, "", nil)
	}
	for _, part := range p.Each() {
		for _, account := range part.Replaceable {
			add(fieldReplace, string(account), part)
		}
		if s, ok := catalog.ByID(part.Order.Service); ok && part.Order.Direction == catalog.Remove && s.Remove.Instead != nil {
			add(fieldInstead, "", part)
		}
	}
	for _, part := range p.Parts {
		if part.Blocked() {
			add(fieldLeaveOut, "", part)
		}
	}
}

// openPrincipals returns the service's principals that a plan changes, and
// those that the user left out of it.
func openPrincipals(part *plan.Plan) []model.Principal {
	s, _ := catalog.ByID(part.Order.Service)
	var open []model.Principal
	for _, p := range s.Principals {
		changes := func(step plan.Step) bool {
			return step.Principal == p.Name && step.Action != catalog.ActionEnableAccess
		}
		if slices.ContainsFunc(part.Steps, changes) || !slices.Contains(part.Order.Principals, p.Name) {
			open = append(open, p.Name)
		}
	}
	return open
}

// accessOffered reports whether the user may let the plan switch on trusted
// access.
func accessOffered(p *plan.Plan) bool {
	return p.Order.EnableAccess || slices.ContainsFunc(p.Blockers, func(b plan.Blocker) bool { return b.Access })
}

// focus returns the field with the focus.
func (f *confirmForm) focus() confirmField { return f.fields[f.at] }

// on reports whether a field of the kind has the focus.
func (f *confirmForm) on(kind fieldKind) bool { return len(f.fields) > 0 && f.focus().kind == kind }

// move moves the focus to the next or the previous field.
func (f *confirmForm) move(by int) { f.at = (f.at + by + len(f.fields)) % len(f.fields) }

// missing returns what the user must do before they can confirm; empty for
// nothing.
func (f *confirmForm) missing(p *plan.Plan) string {
	switch {
	case p.Blocked():
		return "The plan is blocked: " + p.Blockers[0].Text
	case slices.ContainsFunc(p.Losses(), func(part *plan.Plan) bool { return !f.ticked[part] }):
		return "Confirm that you know what is lost: Tab goes to the box, space ticks it."
	case p.ConfirmationText() != "" && strings.Join(strings.Fields(f.words.Value()), " ") != p.ConfirmationText():
		return "Type " + p.ConfirmationText() + " first: Tab goes to the field."
	default:
		return ""
	}
}

// key edits the field with the focus, or ticks it with space.
func (f *confirmForm) key(w *Wizard, k tea.KeyPressMsg) (kit.Intent, bool) {
	x := f.focus()
	switch {
	case x.kind == fieldWords:
		return nil, f.words.Key(k)
	case x.kind == fieldReason:
		return nil, f.reason.Key(k)
	case k.String() != "space":
	case x.kind == fieldAcknowledge:
		f.ticked[x.part] = !f.ticked[x.part]
		return nil, true
	case x.kind < fieldAcknowledge:
		return x.toggled(w.order), true
	}
	// A letter meant for a field must not go to another screen and lose what
	// was typed here.
	return nil, len(k.Text) > 0 && !slices.Contains([]string{"c", "T", "?", ":"}, k.Text)
}

// toggled asks for the plan with the field's choice the other way.
func (x confirmField) toggled(o plan.Order) kit.Intent {
	ofPart := func(one *plan.Order) bool {
		return one.Service == x.part.Order.Service && one.Account == x.part.Order.Account && one.Direction == x.part.Order.Direction
	}
	switch x.kind {
	case fieldPrincipal:
		some := x.part.Order.Principals
		if i := slices.Index(some, model.Principal(x.key)); i < 0 {
			some = append(slices.Clone(some), model.Principal(x.key))
		} else if some = slices.Delete(slices.Clone(some), i, i+1); len(some) == 0 {
			return Noticed{"Choose at least one principal.", theme.Warning}
		}
		o = o.Each(func(one *plan.Order) {
			if ofPart(one) {
				one.Principals = some
			}
		})
	case fieldAccess:
		on := !slices.ContainsFunc(o.Orders(), func(one plan.Order) bool { return one.EnableAccess })
		o = o.Each(func(one *plan.Order) { one.EnableAccess = on })
	case fieldReplace:
		on := !slices.Contains(x.part.Replaced, model.AccountID(x.key))
		o = o.Each(func(one *plan.Order) {
			if one.Replace = one.Replace && !ofPart(one) || on && ofPart(one); ofPart(one) {
				one.ReplacedAccount = ""
				if on && len(x.part.Replaceable) > 1 {
					one.ReplacedAccount = model.AccountID(x.key)
				}
			}
		})
	case fieldInstead:
		o = o.Each(func(one *plan.Order) { one.Instead = one.Instead != ofPart(one) })
	case fieldLeaveOut:
		o = o.Without(x.part)
	default:
	}
	return PlanWanted{o}
}

// checkbox returns the words of a field that is a checkbox, and whether it is
// ticked.
func (w *Wizard) checkbox(x confirmField) (ticked bool, text string) {
	p := w.plan
	of := ""
	if len(p.Parts) > 0 && x.part != nil {
		of = " of " + x.part.ServiceName()
	}
	switch x.kind {
	case fieldPrincipal:
		return slices.Contains(x.part.Order.Principals, model.Principal(x.key)), x.key + principalNote(x.part, model.Principal(x.key))
	case fieldAccess:
		on := func(part *plan.Plan) bool { return part.Order.EnableAccess }
		return slices.ContainsFunc(p.Each(), on), "Switch trusted access on first"
	case fieldReplace:
		return slices.Contains(x.part.Replaced, model.AccountID(x.key)), "Remove " + w.named(model.AccountID(x.key)) + of + " first, to make room"
	case fieldInstead:
		return x.part.Order.Instead, "The service refuses because of its central configuration: remove it through AWS Organizations"
	case fieldLeaveOut:
		return false, "Leave " + x.part.ServiceName() + " out of this plan"
	default:
		text := "I know what is lost" + strings.Replace(of, " of ", " with ", 1)
		if x.part.KeptDays > 0 {
			text += strings.TrimPrefix(x.part.LossHeading(), "Lost")
		}
		return w.confirm.ticked[x.part], text
	}
}

// principalNote returns what a principal is for.
func principalNote(part *plan.Plan, principal model.Principal) string {
	s, _ := catalog.ByID(part.Order.Service)
	for _, p := range s.Principals {
		if p.Name == principal && p.For != "" {
			return "  " + p.For
		}
	}
	return ""
}

// named returns an account with its name, if that is known.
func (w *Wizard) named(id model.AccountID) string {
	if n := w.env.Reading.Node(id.Node()); n != nil && n.Name != "" {
		return n.Name + " " + string(id)
	}
	return string(id)
}
