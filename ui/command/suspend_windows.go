package command

import tea "charm.land/bubbletea/v2"

// suspendable does nothing: Windows stops no programs.
func suspendable(*tea.Program) (end func()) { return func() {} }
