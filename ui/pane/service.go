package pane

import (
	"slices"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Service shows a delegable service: its delegated administrators, trusted
// access, quotas, how a registration works and what it grants, and what a
// removal breaks. The cursor is on an administrator.
type Service struct {
	env    *Env
	chosen func() (*delegation.Row, model.AccountID)
	on     string
	cursor int // among the administrators
	first  int // line of the first administrator
	kit.Scroll
}

// NewService returns a pane that shows the service that chosen returns.
func NewService(env *Env, chosen func() (*delegation.Row, model.AccountID)) *Service {
	return &Service{env: env, chosen: chosen}
}

// row returns the service, and moves the cursor to the account that the list is
// on, if it names one.
func (s *Service) row() *delegation.Row {
	row, account := s.chosen()
	if row == nil {
		return nil
	}
	if key := row.ID + " " + string(account); key != s.on {
		s.on, s.Top = key, 0
		s.cursor = max(0, slices.IndexFunc(row.Administrators, func(h delegation.Administrator) bool { return h.Account == account }))
	}
	s.cursor = max(0, min(s.cursor, len(row.Administrators)-1))
	return row
}

// administrator returns the account under the cursor; empty if the service has
// no administrator.
func (s *Service) administrator(row *delegation.Row) model.AccountID {
	if s.cursor < len(row.Administrators) {
		return row.Administrators[s.cursor].Account
	}
	return ""
}

// View writes the page and returns the part that the user scrolled to.
func (s *Service) View(size kit.Size, focused bool) []string {
	row := s.row()
	if row == nil {
		return kit.Pad(s.env.Theme, nil, size)
	}
	p := newPage(s.env, size.W)
	s.write(p, row, focused)
	return s.Show(&p.Page, size)
}

// Do moves through the administrators and the text, and asks for plans.
func (s *Service) Do(c kit.Command) kit.Intent {
	row := s.row()
	if row == nil {
		return nil
	}
	switch c {
	case kit.Up:
		s.step(-1, len(row.Administrators))
	case kit.Down:
		s.step(1, len(row.Administrators))
	case kit.Home:
		s.cursor = 0
		s.Turn(c)
	case kit.PageUp, kit.PageDown, kit.End:
		s.Turn(c)
	case kit.Left:
		return Gone{}
	case kit.Open:
		return Place{Node: s.administrator(row).Node()}.Intent()
	case kit.Delegate:
		if o := completion(row, s.administrator(row)); o != nil {
			return PlanWanted{*o}
		}
		return doService(s.env, row, "", c)
	default:
		return doService(s.env, row, s.administrator(row), c)
	}
	return nil
}

// step moves the cursor among the administrators while they are visible, and
// scrolls otherwise.
func (s *Service) step(by, administrators int) {
	to := s.cursor + by
	if to >= 0 && to < administrators && s.first+to >= s.Top && s.first+to < s.Top+s.Height {
		s.cursor = to
		return
	}
	s.Move(by)
}

// Can implements kit.Pane.
func (s *Service) Can(c kit.Command) (ok bool, reason string) {
	row := s.row()
	switch {
	case row == nil:
		return false, ""
	case c.Moves() || c == kit.Left:
		return true, ""
	case c == kit.Open:
		return len(row.Administrators) > 0, ""
	case c == kit.Delegate && completion(row, s.administrator(row)) != nil:
		return true, ""
	default:
		return canService(row, c)
	}
}

// Label names what Enter and d do here.
func (s *Service) Label(c kit.Command) string {
	switch row := s.row(); {
	case row == nil:
		return ""
	case c == kit.Open:
		return "go to the account"
	case c == kit.Delegate && completion(row, s.administrator(row)) != nil:
		return "complete"
	case c == kit.Delegate:
		return "register"
	default:
		return ""
	}
}

// Mouse moves the cursor to an administrator, or scrolls.
func (s *Service) Mouse(m kit.Mouse) kit.Intent {
	row := s.row()
	if row == nil || m.Wheel != 0 {
		s.Move(m.Wheel)
		return nil
	}
	if i := s.Top + m.Y - s.first; i >= 0 && i < len(row.Administrators) {
		s.cursor = i
		if m.Twice {
			return s.Do(kit.Open)
		}
	}
	return nil
}

// completion returns the change that would complete what is only partly
// configured for an account; nil if there is none.
func completion(row *delegation.Row, account model.AccountID) *plan.Order {
	if account == "" {
		return nil
	}
	for _, d := range row.Disagreements {
		if d.Fix != nil && d.Fix.Account == account {
			return d.Fix
		}
	}
	return nil
}

// doService carries out a command on a service, wherever it is shown. The
// account is an administrator of it; empty if the user is to choose one.
func doService(env *Env, row *delegation.Row, account model.AccountID, c kit.Command) kit.Intent {
	o := plan.Order{}
	if row.Service != nil {
		o.Service = row.Service.ID
	} else {
		o.Principals = row.Principals
	}
	switch c {
	case kit.Delegate:
		o.Direction = catalog.Register
		return PlanWanted{o}
	case kit.Undelegate:
		o.Direction, o.Account = catalog.Remove, account
		if all := row.Accounts(); account == "" && len(all) == 1 {
			o.Account = all[0]
		}
		return PlanWanted{o}
	case kit.Copy:
		return copiedName("the service principal", string(row.Principals[0]))
	case kit.Console:
		if row.Service != nil && row.Service.Docs != "" {
			return Browsed{"the documentation of " + row.Name, row.Service.Docs}
		}
		return Browsed{"the console's list of services", "https://" + consoleHost(env.Reading.Caller.Partition) + "/organizations/v2/home/services"}
	case kit.Reload:
		return reread(row)
	default:
		return nil
	}
}

// reread asks to read again all that the table shows of a row.
func reread(row *delegation.Row) kit.Intent {
	if row == nil || row.ServiceAPI == nil || row.ServiceAPI.ManagementOnly {
		return Wanted{model.WantDelegations{}}
	}
	return Many{Wanted{model.WantDelegations{}}, Wanted{model.WantService{Service: row.Service.ID}}}
}

// canService reports whether a command of doService is available.
func canService(row *delegation.Row, c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Copy, kit.Console, kit.Reload, kit.Delegate:
		return true, ""
	case kit.Undelegate:
		switch {
		case row.Unread():
			reason = "deputy does not know who administers " + row.Name + "."
		case len(row.Administrators) == 0 && row.ServiceAPI != nil && !row.ServiceAPI.Complete():
			reason = "AWS Organizations lists no administrator of " + row.Name + ". Its page checks the service API."
		case len(row.Administrators) == 0:
			reason = row.Name + " has no delegated administrator."
		}
		return reason == "", reason
	default:
		return false, ""
	}
}

// administratorLine draws one administrator.
func (s *Service) administratorLine(h delegation.Administrator, on, focused bool, width int) *widget.Line {
	l := s.env.Row(on, focused, width)
	m := theme.Strong
	if !active(h.State) {
		m = theme.Warning
	}
	l.Cell(m, administratorName(h), min(26, max(12, width-62))).Space(1).Cell(theme.Plain, string(h.Account), 13)
	l.Cell(theme.Muted, string(h.Principal), min(34, max(24, width-54))).Space(1).Cell(theme.Plain, phrase.Date(h.Since), 11)
	return l.Put(theme.Muted, placeAndState(h.Place, h.State))
}
