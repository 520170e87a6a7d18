package pane

import (
	"slices"

	"deputy/model"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Service shows a delegable service: who holds it, trusted access, quota, the
// road of a registration and what it grants, and what a removal breaks. The
// cursor is on one of the holders.
type Service struct {
	env    *Env
	chosen func() (*model.DelegationRow, model.AccountID)
	on     string
	cursor int // among the holders
	first  int // line of the first holder
	scrolled
}

// NewService gives the pane of the service that chosen gives.
func NewService(env *Env, chosen func() (*model.DelegationRow, model.AccountID)) *Service {
	return &Service{env: env, chosen: chosen}
}

// row gives the service and settles the cursor: on the account that the list
// is on, where it names one.
func (s *Service) row() *model.DelegationRow {
	row, account := s.chosen()
	if row == nil {
		return nil
	}
	if key := row.ID + " " + string(account); key != s.on {
		s.on, s.top = key, 0
		s.cursor = max(0, slices.IndexFunc(row.Holders, func(h model.Holder) bool { return h.Account == account }))
	}
	s.cursor = max(0, min(s.cursor, len(row.Holders)-1))
	return row
}

// holder gives the account under the cursor; empty if nobody holds the service.
func (s *Service) holder(row *model.DelegationRow) model.AccountID {
	if s.cursor < len(row.Holders) {
		return row.Holders[s.cursor].Account
	}
	return ""
}

// View writes the page and shows the part that was scrolled to.
func (s *Service) View(size Size, focused bool) []string {
	row := s.row()
	if row == nil {
		return pad(s.env.Theme, nil, size)
	}
	p := &page{env: s.env, width: size.W}
	s.write(p, row, focused)
	return s.show(p, size)
}

// Do moves through the holders and the text, and asks for plans.
func (s *Service) Do(c Command) Intent {
	row := s.row()
	if row == nil {
		return nil
	}
	switch c {
	case Up:
		s.step(-1, len(row.Holders))
	case Down:
		s.step(1, len(row.Holders))
	case Home:
		s.cursor = 0
		s.turn(c)
	case PageUp, PageDown, End:
		s.turn(c)
	case Left:
		return Gone{}
	case Open:
		return Place{Node: s.holder(row).Node()}.Intent()
	case Delegate:
		if o := mending(row, s.holder(row)); o != nil {
			return PlanWanted{*o}
		}
		return doService(s.env, row, "", c)
	default:
		return doService(s.env, row, s.holder(row), c)
	}
	return nil
}

// step moves the cursor among the holders while they are in view, and scrolls
// otherwise.
func (s *Service) step(by, holders int) {
	to := s.cursor + by
	if to >= 0 && to < holders && s.first+to >= s.top && s.first+to < s.top+s.height {
		s.cursor = to
		return
	}
	s.move(by)
}

// Can tells which commands make sense.
func (s *Service) Can(c Command) (ok bool, reason string) {
	row := s.row()
	switch {
	case row == nil:
		return false, ""
	case isMove(c) || c == Left:
		return true, ""
	case c == Open:
		return len(row.Holders) > 0, ""
	case c == Delegate && mending(row, s.holder(row)) != nil:
		return true, ""
	default:
		return canService(row, c)
	}
}

// Label names what Enter and d do here.
func (s *Service) Label(c Command) string {
	switch row := s.row(); {
	case row == nil:
		return ""
	case c == Open:
		return "go to the account"
	case c == Delegate && mending(row, s.holder(row)) != nil:
		return "complete"
	case c == Delegate:
		return "register"
	default:
		return ""
	}
}

// Mouse puts the cursor on a holder, or scrolls.
func (s *Service) Mouse(m Mouse) Intent {
	row := s.row()
	if row == nil || m.Wheel != 0 {
		s.move(m.Wheel)
		return nil
	}
	if i := s.top + m.Y - s.first; i >= 0 && i < len(row.Holders) {
		s.cursor = i
		if m.Twice {
			return s.Do(Open)
		}
	}
	return nil
}

// mending gives the change that would complete what an account half holds; nil
// if there is none.
func mending(row *model.DelegationRow, account model.AccountID) *model.Order {
	if account == "" {
		return nil
	}
	for _, d := range row.Disagree {
		if d.Mend != nil && d.Mend.Account == account {
			return d.Mend
		}
	}
	return nil
}

// doService carries out what can be done with a service wherever it is shown.
// The account is who holds it; empty if that is to be chosen.
func doService(env *Env, row *model.DelegationRow, account model.AccountID, c Command) Intent {
	o := model.Order{}
	if row.Service != nil {
		o.Service = row.Service.ID
	} else {
		o.Principals = row.Principals
	}
	switch c {
	case Delegate:
		o.Direction = model.Register
		return PlanWanted{o}
	case Undelegate:
		o.Direction, o.Account = model.Remove, account
		if all := row.Accounts(); account == "" && len(all) == 1 {
			o.Account = all[0]
		}
		return PlanWanted{o}
	case Copy:
		return Copied{"the service principal", string(row.Principals[0])}
	case Console:
		if row.Service != nil && row.Service.Docs != "" {
			return Browsed{"the documentation of " + row.Name, row.Service.Docs}
		}
		return Browsed{"the console's list of services", "https://" + consoleHost(env.Reading.Caller.Partition) + "/organizations/v2/home/services"}
	case Reread:
		return reread(row)
	default:
		return nil
	}
}

// reread asks for all that the table has of a row to be read again.
func reread(row *model.DelegationRow) Intent {
	if row == nil || row.Own == nil || row.Own.Barred {
		return Wanted{model.WantDelegations{}}
	}
	return Many{Wanted{model.WantDelegations{}}, Wanted{model.WantService{Service: row.Service.ID}}}
}

// canService tells whether the command of doService makes sense for the row.
func canService(row *model.DelegationRow, c Command) (ok bool, reason string) {
	switch c {
	case Copy, Console, Reread, Delegate:
		return true, ""
	case Undelegate:
		switch {
		case row.Unread():
			reason = "Who holds " + row.Name + " is not known."
		case len(row.Holders) == 0 && row.Own != nil && !row.Own.Whole():
			reason = "AWS Organizations names nobody for " + row.Name + ". Its page reads what the service says itself."
		case len(row.Holders) == 0:
			reason = "Nobody is delegated administrator of " + row.Name + "."
		}
		return reason == "", reason
	default:
		return false, ""
	}
}

// holderLine draws one holder.
func (s *Service) holderLine(h model.Holder, on, focused bool, width int) *widget.Line {
	l := widget.NewLine(s.env.Theme, ground(on, focused), width).Put(theme.Accent, cursorMark(s.env, on))
	m := theme.Strong
	if !active(h.State) {
		m = theme.Warning
	}
	l.Cell(m, holderName(h), min(26, max(12, width-62))).Space(1).Cell(theme.Plain, string(h.Account), 13)
	l.Cell(theme.Muted, string(h.Principal), min(34, max(24, width-54))).Space(1).Cell(theme.Plain, day(h.Since), 11)
	return l.Put(theme.Muted, placeAndState(h.Place, h.State))
}
