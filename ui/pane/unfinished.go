package pane

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/ui/theme"
)

// Unfinished shows what the journal says of changes that were begun and not
// finished.
type Unfinished struct {
	env     *Env
	entries []model.JournalEntry
	sheet   sheet
	height  int
}

// NewUnfinished gives the sheet of unfinished work.
func NewUnfinished(env *Env, entries []model.JournalEntry) *Unfinished {
	return &Unfinished{env: env, entries: entries}
}

// View draws the entries.
func (u *Unfinished) View(s Size, _ bool) []string {
	u.height = s.H
	sh := &u.sheet
	sh.reset(s.W)
	sh.item(u.env.Theme.Marks.Gap, theme.Warning, theme.Strong, "A change was begun and not finished")
	sh.put(theme.Plain, "This is what deputy's journal has of it. Enter reads back what AWS has, settles it in the journal, and plans what is left. u plans the way back.")
	told := map[string]bool{}
	for _, e := range u.entries {
		sh.blank()
		sh.put(theme.Strong, fmt.Sprintf("Step %d of %d: %s:%s", e.Step, e.Of, e.Service, e.Operation))
		sh.add(sheetRow{indent: 3, meaning: theme.Warning, text: e.Standing()})
		if e.Order != nil && !told[e.Plan] {
			told[e.Plan] = true
			sh.add(sheetRow{indent: 3, mark: "whole plan ", marked: theme.Muted, text: strings.Join(e.Order.Commands(), "; ")})
		}
		for _, p := range e.Parameters {
			sh.add(sheetRow{indent: 3, mark: p.Name + " ", marked: theme.Muted, text: p.Value})
		}
		sh.add(sheetRow{indent: 3, meaning: theme.Muted, text: strings.Join(nonEmpty(When(e.Time, u.env.Now), ShortCaller(e.Caller), string(e.Region), e.Reason), ", ")})
		if e.Error != "" {
			sh.add(sheetRow{indent: 3, meaning: theme.Danger, text: e.Error})
		}
		if e.Inverse != "" {
			sh.add(sheetRow{indent: 3, mark: "way back ", marked: theme.Muted, text: e.Inverse})
		}
	}
	return pad(u.env.Theme, sh.view(u.env.Theme, s.H), s)
}

func nonEmpty(ss ...string) []string {
	var kept []string
	for _, s := range ss {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// Do scrolls, settles or leaves.
func (u *Unfinished) Do(c Command) Intent {
	switch c {
	case Open:
		return Settled{}
	case Back:
		return Settled{Back: true}
	case Close:
		return Gone{}
	case CopyText:
		return Copied{"the way back:", u.wayBack()}
	default:
		u.sheet.scroll(c, u.height)
		return nil
	}
}

// wayBack gives the commands that undo the steps, one a line.
func (u *Unfinished) wayBack() string {
	var lines []string
	for _, e := range u.entries {
		lines = append(lines, nonEmpty(e.Inverse)...)
	}
	return strings.Join(lines, "\n")
}

// Can tells which commands make sense.
func (u *Unfinished) Can(c Command) (ok bool, reason string) {
	switch c {
	case Open, Back:
		return true, ""
	case CopyText:
		return u.wayBack() != "", ""
	default:
		return canList(c, 1)
	}
}

// Mouse scrolls.
func (u *Unfinished) Mouse(m Mouse) Intent {
	u.sheet.wheel(m.Wheel, u.height)
	return nil
}
