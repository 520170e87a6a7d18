package pane

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// finder searches in a document, without regard to case.
type finder struct {
	input  kit.Input
	typing bool
	hits   []scp.Span // in the shown text
	at     int        // the current hit
	caret  tea.Position
}

// open reports whether the finder has a line on the screen.
func (f *finder) open() bool { return f.typing || f.input.Value() != "" }

// close ends the search.
func (f *finder) close() {
	f.typing, f.hits, f.at = false, nil, 0
	f.input.Set("")
}

// hitsMost is the number of hits that are highlighted.
const hitsMost = 1000

// search finds every hit in the text.
func (f *finder) search(text string) {
	f.hits, f.at = nil, 0
	query := lower(f.input.Value())
	if query == "" {
		return
	}
	text = lower(text)
	for at := 0; len(f.hits) < hitsMost; {
		i := strings.Index(text[at:], query)
		if i < 0 {
			return
		}
		f.hits = append(f.hits, scp.Span{Start: at + i, End: at + i + len(query)})
		at += i + len(query)
	}
}

// lower returns the text in lower case. Every character keeps its length, so
// that offsets stay valid.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, s)
}

// view draws the line of the finder, the last one of the pane.
func (f *finder) view(env *Env, s kit.Size, focused bool) string {
	l := widget.NewLine(env.Theme, theme.Page, s.W).Space(1).Put(theme.Accent, "find ")
	width := max(8, s.W-50)
	f.caret = tea.Position{X: f.input.Draw(l, theme.Plain, width), Y: s.H - 1}
	l.Space(2)
	switch {
	case f.input.Value() == "":
	case len(f.hits) == 0:
		l.Put(theme.Warning, "not found")
	default:
		l.Put(theme.Muted, phrase.Thousands(f.at+1)+" of "+phrase.Thousands(len(f.hits)))
		if !f.typing && focused {
			l.Put(theme.Muted, "   n next  N previous  Esc done")
		}
	}
	return l.String()
}

// ground returns the ground of a highlighted span: the current hit stands out
// from the others.
func (f *finder) ground(s scp.Span) theme.Ground {
	if f.at < len(f.hits) && f.hits[f.at] == s {
		return theme.Cursor
	}
	return theme.Lit
}

// highlights returns the spans that are highlighted between two lines: hits,
// and statements that decide.
func (d *Document) highlights(first, last int) []scp.Span {
	if d.layout == nil {
		return nil
	}
	if first, last = max(0, first), min(last, len(d.layout.lines)); last <= first {
		return nil
	}
	visible := scp.Span{Start: d.layout.lines[first].start, End: d.layout.lines[last-1].end}
	var spans []scp.Span
	add := func(s scp.Span) {
		if s.Start < visible.End && s.End > visible.Start {
			spans = append(spans, s)
		}
	}
	for _, s := range d.highlighted {
		add(d.layout.shown(s))
	}
	for _, s := range d.find.hits {
		add(s)
	}
	return spans
}

// show scrolls until an offset of the shown text is visible.
func (d *Document) show(offset int) {
	row := d.facts + d.layout.lineAt(offset)
	if row < d.top || row >= d.top+d.height {
		d.top = max(0, row-d.height/3)
	}
}

// nextHit moves to the next hit, or back if by is negative.
func (d *Document) nextHit(by int) kit.Intent {
	n := len(d.find.hits)
	if n == 0 {
		return nil
	}
	d.find.at = (d.find.at + by + n) % n
	d.show(d.find.hits[d.find.at].Start)
	return nil
}

// Typing reports whether keys go into the finder.
func (d *Document) Typing() bool { return d.find.typing }

// Key edits what the finder looks for, and shows the first hit.
func (d *Document) Key(k tea.KeyPressMsg) (kit.Intent, bool) {
	switch k.String() {
	case "esc":
		d.find.close()
		return nil, true
	case "enter":
		d.find.typing = false
		return nil, true
	}
	if !d.find.input.Key(k) {
		return nil, false
	}
	return d.seek(), true
}

// Paste inserts pasted text into what the finder looks for.
func (d *Document) Paste(text string) kit.Intent {
	d.find.input.Paste(text)
	return d.seek()
}

// seek searches for the text in the finder, from the first visible line on.
func (d *Document) seek() kit.Intent {
	if d.layout == nil {
		return nil
	}
	d.find.search(d.layout.text)
	for i, h := range d.find.hits {
		if d.facts+d.layout.lineAt(h.Start) >= d.top {
			d.find.at = i
			break
		}
	}
	return d.nextHit(0)
}

// Caret returns the place of the text cursor in the last view.
func (d *Document) Caret() *tea.Position {
	at := d.find.caret
	return &at
}
