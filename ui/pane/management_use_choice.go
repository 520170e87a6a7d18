package pane

import (
	"strings"

	"deputy/model/catalog"
	"deputy/model/management"
	"deputy/model/phrase"
	"deputy/ui/kit"
)

// useChoice is a row of the use of the management account: what it leads down to, and
// what else can be done with it.
type useChoice struct {
	title string
	days  func(*management.Daily) bool // the calls that it counts; nil for none
	day   *management.Daily            // of which the events are shown; nil for none
	offer *management.Offer            // the delegation that the row is about; nil for none
	page  string                       // AWS's
	ids   []string                     // of events
	text  string                       // of an event, or of what is shown
	what  string                       // the text is
}

// useOpened says that Enter opens a row, within the pane.
type useOpened struct{}

// IsIntent implements kit.Intent.
func (useOpened) IsIntent() {}

// open returns what Enter leads down to; nil for nothing.
func (c useChoice) open(env *Env) useLevel {
	switch {
	case c.days != nil:
		return newUseCalls(env, c.title, c.days)
	case c.day != nil:
		return newUseEvents(env, c.day)
	default:
		return nil
	}
}

// does carries out a command that can allows.
func (c useChoice) does(command kit.Command) kit.Intent {
	switch {
	case command == kit.Delegate && c.offer != nil:
		return PlanWanted{c.register()}
	case command == kit.Console && c.page != "":
		return Browsed{"AWS's page about it", c.page}
	case command == kit.Copy && len(c.ids) > 0:
		return copiedName(phrase.CountOf(len(c.ids), "event ID", "event IDs"), strings.Join(c.ids, " "))
	case command == kit.CopyText && c.text != "":
		return Copied{c.what, c.text}
	default:
		return nil
	}
}

// can reports whether does has a use for a command.
func (c useChoice) can(command kit.Command) (ok bool, reason string) {
	switch command {
	case kit.Delegate:
		switch {
		case c.offer == nil:
			return false, "Move to a row below \"Delegations that cover these changes\" to plan that delegation."
		case c.offer.Service == "":
			return false, "deputy does not change the organization's resource policy: use aws organizations put-resource-policy."
		}
		return true, ""
	case kit.Console:
		return c.page != "", ""
	case kit.Copy:
		return len(c.ids) > 0, ""
	case kit.CopyText:
		return c.text != "", ""
	default:
		return false, ""
	}
}

// label names what a key does with the row.
func (c useChoice) label(command kit.Command) string {
	switch {
	case command == kit.Open && c.days != nil:
		return "calls"
	case command == kit.Open && c.day != nil:
		return "events"
	case command == kit.Console:
		return "documentation"
	case command == kit.Copy:
		return "copy event ID"
	default:
		return ""
	}
}

// offerName returns the name of a delegation.
func offerName(o *management.Offer) string {
	if s, ok := catalog.ByID(o.Service); ok {
		return s.Name
	}
	return "Policies, by the organization's resource policy"
}
