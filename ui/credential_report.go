package ui

import (
	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/ui/theme"
)

// generateReport says what IAM will do, and asks it to once the key is pressed again
// while that is on the screen.
func (s *session) generateReport() tea.Cmd {
	if s.toast.text == "" || s.explained != s.toast.tag {
		cmd := s.toast.show("IAM will generate a credential report of the management account; nothing else changes. Press "+s.env.Key("credential-report")+" again.", theme.Accent)
		s.explained = s.toast.tag
		return cmd
	}
	s.load.want(model.WantCredentialReport{})
	return s.toast.show("IAM is generating the credential report, which takes some seconds.", theme.Accent)
}
