package pane

import (
	"strings"

	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// riskSection sums up what the changes would mean for a node: what is lost, which
// is a risk, and what is newly denied. The lists below have all of it.
func (p *WhatIf) riskSection(all []plain.Comparison, width int) kit.Section {
	var lost, denied []*plain.Restriction
	for i := range all {
		lost = append(lost, decisive(all[i].OnlyA)...)
		denied = append(denied, decisive(all[i].OnlyB)...)
	}
	var s kit.Section
	marks := p.env.Theme.Marks
	if len(lost) > 0 {
		text := phrase.CountOf(len(lost), "guardrail", "guardrails") + " lost"
		s.Whole = append(s.Whole, kit.Cell{
			Mark: marks.Minus, Marked: theme.Warning, Meaning: theme.Warning,
			Text: actionLine(text, marks.Gap, marks.Ellipsis, lost, allowedWords, width),
		})
	}
	if len(denied) > 0 {
		text := phrase.Thousands(len(denied)) + " newly denied"
		s.Whole = append(s.Whole, kit.Cell{
			Mark: "+", Marked: theme.Danger, Meaning: theme.Danger,
			Text: actionLine(text, marks.Denied, marks.Ellipsis, denied, firstAction, width),
		})
	}
	return s
}

// decisive returns the lines that say something of their own: not what could not be
// read, and not what a broader line says as well.
func decisive(lines []plain.Restriction) []*plain.Restriction {
	var all []*plain.Restriction
	for i := range lines {
		if x := &lines[i]; x.Kind != plain.NotKnown && x.Broader == nil {
			all = append(all, x)
		}
	}
	return all
}

// actionLine returns a text and the gravest actions for which one line has room,
// each after a mark.
func actionLine(text, mark, ellipsis string, lines []*plain.Restriction, words func(*plain.Restriction, string) string, width int) string {
	end := ""
	for _, x := range lines {
		more := "   " + mark + " " + words(x, ellipsis)
		if widget.Width(widget.Clean(text+more))+widget.Width(ellipsis)+3 > width-kit.LineIndent {
			end = "   " + ellipsis
			continue
		}
		text += more
	}
	return text + end
}

// allowedWords says in a few words what is possible once nothing forbids it.
func allowedWords(x *plain.Restriction, ellipsis string) string {
	action := firstAction(x, ellipsis)
	if thing, ok := strings.CutPrefix(action, "use the "); ok {
		return thing + " allowed"
	}
	if thing, ok := strings.CutPrefix(action, "use "); ok {
		return thing + " allowed"
	}
	return "can " + action
}

// firstAction returns the first of the actions that a restriction names, with its
// object: of "stop, delete trails, or" it is "stop, delete trails".
func firstAction(x *plain.Restriction, ellipsis string) string {
	action := oneLine(x.What)
	for i := range action {
		if strings.HasPrefix(action[i:], ", ") && strings.Contains(strings.ReplaceAll(action[:i], ", ", ","), " ") {
			return action[:i] + " " + ellipsis
		}
	}
	return action
}
