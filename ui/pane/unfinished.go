package pane

import (
	"fmt"
	"strings"

	"deputy/model/phrase"
	"deputy/model/plan"
	"deputy/ui/kit"
	"deputy/ui/theme"
)

// Unfinished shows what the journal has of changes that did not finish.
type Unfinished struct {
	env     *Env
	entries []plan.JournalEntry
	sheet   kit.Sheet
	height  int
}

// NewUnfinished returns the sheet of unfinished changes.
func NewUnfinished(env *Env, entries []plan.JournalEntry) *Unfinished {
	return &Unfinished{env: env, entries: entries}
}

// View draws the entries.
func (u *Unfinished) View(s kit.Size, _ bool) []string {
	u.height = s.H
	sh := &u.sheet
	sh.Reset(s.W)
	sh.Item(u.env.Theme.Marks.Gap, theme.Warning, theme.Strong, "A change did not finish")
	sh.Put(theme.Plain, "deputy's journal has these steps. Enter checks what AWS has, updates the journal and plans the remaining steps. "+u.env.Key("undo-this")+" plans to undo them.")
	listed := map[string]bool{}
	for _, e := range u.entries {
		sh.Blank()
		sh.Put(theme.Strong, fmt.Sprintf("Step %d of %d: %s:%s", e.Step, e.Of, e.Service, e.Operation))
		sh.Add(kit.SheetRow{Indent: 3, Meaning: theme.Warning, Text: e.Progress()})
		if e.Order != nil && !listed[e.Plan] {
			listed[e.Plan] = true
			sh.Add(kit.SheetRow{Indent: 3, Mark: "whole plan ", Marked: theme.Muted, Text: strings.Join(e.Order.Commands(), "; ")})
		}
		for _, p := range e.Parameters {
			sh.Add(kit.SheetRow{Indent: 3, Mark: p.Name + " ", Marked: theme.Muted, Text: p.Value})
		}
		sh.Add(kit.SheetRow{Indent: 3, Meaning: theme.Muted, Text: strings.Join(nonEmpty(phrase.When(e.Time, u.env.Now), ShortCaller(e.Caller), string(e.Region), e.Reason), ", ")})
		if e.Error != "" {
			sh.Add(kit.SheetRow{Indent: 3, Meaning: theme.Danger, Text: e.Error})
		}
		if e.Inverse != "" {
			sh.Add(kit.SheetRow{Indent: 3, Mark: "undo with ", Marked: theme.Muted, Text: e.Inverse})
		}
	}
	return kit.Pad(u.env.Theme, sh.View(u.env.Theme, s.H), s)
}

// nonEmpty returns the texts that are not empty.
func nonEmpty(ss ...string) []string {
	var kept []string
	for _, s := range ss {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// Do scrolls, settles the changes or leaves.
func (u *Unfinished) Do(c kit.Command) kit.Intent {
	switch c {
	case kit.Open:
		return Settled{}
	case kit.Undo:
		return Settled{Back: true}
	case kit.Close:
		return Gone{}
	case kit.CopyText:
		return Copied{"the commands that undo it:", u.wayBack()}
	default:
		u.sheet.Scroll(c, u.height)
		return nil
	}
}

// wayBack returns the commands that undo the steps, one on each line.
func (u *Unfinished) wayBack() string {
	var lines []string
	for _, e := range u.entries {
		lines = append(lines, nonEmpty(e.Inverse)...)
	}
	return strings.Join(lines, "\n")
}

// Can implements kit.Pane.
func (u *Unfinished) Can(c kit.Command) (ok bool, reason string) {
	switch c {
	case kit.Open, kit.Undo:
		return true, ""
	case kit.CopyText:
		return u.wayBack() != "", ""
	default:
		return kit.CanList(c, 1)
	}
}

// Mouse scrolls.
func (u *Unfinished) Mouse(m kit.Mouse) kit.Intent {
	u.sheet.Wheel(m.Wheel, u.height)
	return nil
}
