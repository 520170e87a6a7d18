package pane

import (
	"bytes"
	"encoding/json"
	"strings"

	"deputy/model/management"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// useEvents is the events of a principal, an action and a day.
type useEvents struct {
	env   *Env
	day   *management.Daily
	board kit.Board
	width int
}

func newUseEvents(env *Env, d *management.Daily) *useEvents {
	u := &useEvents{env: env, day: d, board: kit.NewBoard(&env.Look)}
	u.board.Skips = true
	return u
}

// View draws what is known of the calls, and the IDs of their events.
func (u *useEvents) View(s kit.Size, focused bool) []string {
	if u.width != s.W {
		u.width = s.W
		u.board.Set(u.sections(), s.W)
	}
	return kit.Pad(u.env.Theme, u.board.View(s.H, focused), s)
}

func (u *useEvents) sections() []kit.Section {
	d := u.day
	about := kit.Section{Title: d.Action}
	add := func(label, text string) {
		if text != "" {
			about.Whole = append(about.Whole, kit.Cell{Label: label, Column: 12, Meaning: theme.Plain, Text: text})
		}
	}
	add("principal", d.Caller.String())
	add("day", d.Day)
	add("calls", phrase.Thousands(d.Calls()))
	add("first", d.First)
	add("last", d.Last)
	add("class", dailyClass(d))
	if d.Judgement != nil {
		add("why", d.Judgement.Reason())
		add("AWS's page", d.Judgement.Page)
	}
	events := kit.Section{Title: "Events"}
	for i, id := range d.EventIDs {
		c := kit.Cell{Meaning: theme.Plain, Text: id, Aside: "Enter shows it", Open: useOpened{}, ID: i + 1}
		if u.text(id) == "" {
			c.Aside = "deputy has not kept its text"
		}
		events.Whole = append(events.Whole, c)
	}
	if more := d.Calls() - len(d.EventIDs); more > 0 {
		events.Whole = append(events.Whole, kit.Cell{Meaning: theme.Muted, Text: phrase.Count(more, "more event") + ": deputy keeps the first IDs only"})
	}
	return []kit.Section{about, events}
}

// text returns the text of an event; empty if it was not kept.
func (u *useEvents) text(id string) string {
	if r := u.env.use.result; r != nil {
		return r.texts[id]
	}
	return ""
}

// under returns the event under the cursor.
func (u *useEvents) under() useChoice {
	c := useChoice{}
	if u.day.Judgement != nil {
		c.page = u.day.Judgement.Page
	}
	if cell := u.board.Chosen(); cell != nil && cell.ID > 0 {
		c.ids = u.day.EventIDs[cell.ID-1 : cell.ID]
		c.text, c.what = u.text(c.ids[0]), "the event"
	}
	return c
}

// open returns the text of the event under the cursor; nil if it was not kept.
func (u *useEvents) open() useLevel {
	if c := u.under(); c.text != "" {
		return &useEvent{env: u.env, of: c}
	}
	return nil
}

// Do moves.
func (u *useEvents) Do(c kit.Command) kit.Intent {
	u.board.Do(c)
	return nil
}

// Can implements kit.Pane.
func (u *useEvents) Can(c kit.Command) (ok bool, reason string) { return c.Moves(), "" }

// Mouse moves to an event; the second click opens it.
func (u *useEvents) Mouse(m kit.Mouse) kit.Intent {
	if u.board.Mouse(m) {
		return useOpened{}
	}
	return nil
}

// useEvent is the text of an event.
type useEvent struct {
	env    *Env
	of     useChoice
	sheet  kit.Sheet
	height int
}

// View draws the event, one line for each member.
func (u *useEvent) View(s kit.Size, _ bool) []string {
	u.height = s.H
	if u.sheet.Width != s.W {
		u.sheet.Reset(s.W)
		u.sheet.Put(theme.Strong, "Event "+u.of.ids[0])
		var text bytes.Buffer
		if json.Indent(&text, []byte(u.of.text), "", "  ") != nil { // It is shown as it came.
			text.Reset()
			text.WriteString(u.of.text)
		}
		for line := range strings.Lines(text.String()) {
			line = strings.TrimSuffix(line, "\n")
			word := strings.TrimLeft(line, " ")
			u.sheet.Add(kit.SheetRow{Indent: 1 + len(line) - len(word), Meaning: theme.Plain, Text: word})
		}
	}
	return kit.Pad(u.env.Theme, u.sheet.View(u.env.Theme, s.H), s)
}

func (u *useEvent) under() useChoice { return u.of }

func (u *useEvent) open() useLevel { return nil }

// Do scrolls.
func (u *useEvent) Do(c kit.Command) kit.Intent {
	u.sheet.Scroll(c, u.height)
	return nil
}

// Can implements kit.Pane.
func (u *useEvent) Can(c kit.Command) (ok bool, reason string) { return c.Moves(), "" }

// Mouse scrolls.
func (u *useEvent) Mouse(m kit.Mouse) kit.Intent {
	u.sheet.Wheel(m.Wheel, u.height)
	return nil
}
