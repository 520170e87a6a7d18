package pane

import (
	"fmt"

	"deputy/model/phrase"
	"deputy/model/recorded"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Events is what is known of the CloudTrail events that the user named. Package ui
// keeps it up to date.
type Events struct {
	Paths    []string           // files and folders; none if the user named none
	Waits    bool               // the organization is read first
	Stopped  bool               // the user stopped the reading
	Progress *recorded.Progress // of the reading that is under way; nil for none
	Judged   *recorded.Judged   // what the last reading came to; nil before the first
	Failure  string             // why a later one came to nothing; empty if it did not
	Version  int                // of the what-if that Judged is about; 0 for the organization as it is
	Wanted   int                // of the what-if as it is; 0 if it changes nothing
	Runs     int                // how often Judged changed
}

// EventsChosen asks to judge the calls of events in files and folders. Without paths
// those are read again that were chosen before.
type EventsChosen struct{ Paths []string }

// EventsStopped asks to stop the reading of events.
type EventsStopped struct{}

// EventAsked asks for the request of one event as a question.
type EventAsked struct{ ID string }

// EventCallsShown asks to list the calls that the what-if changes.
type EventCallsShown struct{}

// IsIntent implements kit.Intent.
func (EventCallsShown) IsIntent() {}

// IsIntent implements kit.Intent.
func (EventsChosen) IsIntent() {}

// IsIntent implements kit.Intent.
func (EventsStopped) IsIntent() {}

// IsIntent implements kit.Intent.
func (EventAsked) IsIntent() {}

// Reading reports whether events are being read.
func (e *Events) Reading() bool { return e.Progress != nil }

// Percent returns how much was read, never all while something is left.
func (e *Events) Percent() int {
	p := e.Progress
	switch {
	case p == nil:
		return 0
	case p.Size > 0:
		return min(99, phrase.PercentOf(int(p.Bytes), int(p.Size)))
	case p.Of > 0:
		return min(99, phrase.PercentOf(p.Files, p.Of))
	default:
		return 0
	}
}

// eventBar is how wide the bar of progress is.
const eventBar = 20

// eventProgress draws how far the reading of events is; nil if none is under way.
func (e *Env) eventProgress(width int) []string {
	p := e.Events.Progress
	if p == nil {
		return nil
	}
	text := "finding the files of the events"
	if p.Of > 0 {
		text = fmt.Sprintf("%s, %s of %s", phrase.Count(p.Events, "event"), phrase.Thousands(p.Files), phrase.Count(p.Of, "file"))
	}
	l := widget.NewLine(e.Theme, theme.Page, width).Space(1).Put(theme.Muted, e.Spinner()+" ").
		Put(theme.Accent, bar(e.Theme, e.Events.Percent(), 100, eventBar)).Space(2).Put(theme.Muted, text)
	return []string{l.Right(theme.Muted, e.Key("stop-events")+" stops ").String()}
}

// eventKey returns a text that changes when there is something else to say of events
// than how far their reading is.
func (e *Env) eventKey() string {
	x := &e.Events
	return fmt.Sprint(len(x.Paths), x.Stopped, x.Waits, x.Reading(), x.Runs, x.Version)
}

// eventState returns why there are no events, or none yet; its text is empty if they
// have been judged, or are being read.
func (e *Env) eventState() kit.Cell {
	x := &e.Events
	switch {
	case x.Reading():
		return kit.Cell{}
	case x.Stopped:
		return kit.Cell{Mark: e.Theme.Marks.Gap, Marked: theme.Warning, Text: "The reading of events was stopped. Press " + e.Key("events") + " to read them again."}
	case x.Waits && (x.Judged == nil || x.Version != x.Wanted):
		return pendingCell(e, "waiting until the organization has been read, to judge the events")
	case x.Failure != "":
		return kit.Cell{Mark: e.Theme.Marks.Gap, Marked: theme.Warning, Text: "The events could not be judged: " + phrase.Sentence(x.Failure)}
	default:
		return kit.Cell{}
	}
}
