package ui

import (
	"strconv"
	"strings"

	"deputy/ui/pane"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// minLensWidth is how many cells the question that stays on takes at least.
const minLensWidth = 20

// tabs is the second line of the screen: the screens with the number of rows on
// them, the question that stays on, and the way to anything else.
type tabs struct {
	layout *layout
	sweep  *sweep
	hits   *hits
}

// line draws the tabs. Where the question that stays on finds no room, the names
// of the other screens are left out.
func (t tabs) line() string {
	l := t.names(fullNames)
	if hint := widget.Width(t.env().Key("search")+" search ") + 1; !t.sweep.on && l.Left() < hint {
		if l = t.names(urgentNames); l.Left() == 0 {
			l = t.names(shortNames)
		}
	}
	if t.sweep.on && l.Left() < max(minLensWidth, t.lensWidth()) {
		l = t.names(oneName)
	}
	if t.sweep.on {
		t.hit(l, t.lensHint(), "lens")
		l.Put(theme.Accent, t.env().Key("lens")).Put(theme.Muted, " lens ")
		t.putLens(l)
	}
	search := t.layout.searchKey() + " search "
	hints := search + " " + t.env().Key("activity") + " activity "
	if l.Left() <= widget.Width(hints) {
		hints = search
	}
	if l.Left() > widget.Width(hints) && t.layout.usable([]string{"/"}) != "" {
		l.To(t.layout.size.W - widget.Width(hints))
		for _, h := range strings.SplitAfter(hints, "  ") {
			key, label, _ := strings.Cut(h, " ")
			t.hit(l, strings.TrimSpace(h), strings.TrimSpace(label))
			l.Put(theme.Accent, key).Put(theme.Muted, " "+label)
		}
	}
	return l.String()
}

// hit notes that a click on a text, which comes next, runs an action.
func (t tabs) hit(l *widget.Line, text, action string) {
	*t.hits = append(*t.hits, hit{l.Used(), tabsRow, widget.Width(text), action})
}

// lensForms returns the question that stays on, in full and shorter.
func (t tabs) lensForms() []string {
	forms := []string{t.sweep.question.Action}
	if lens := t.env().Lens; lens != nil {
		forms = append([]string{pane.LensWords(lens), pane.ShortLensWords(lens)}, forms...)
	}
	for i := range forms {
		forms[i] = widget.Clean(forms[i])
	}
	return forms
}

// lensWidth is how many cells the whole question takes, and the way to the search
// behind it.
func (t tabs) lensWidth() int {
	return widget.Width(t.lensHint()+" "+t.lensForms()[0]+t.env().Key("search")+" search ") + 1
}

// lensHint names the key that turns the question off.
func (t tabs) lensHint() string { return t.env().Key("lens") + " lens" }

func (t tabs) env() *pane.Env { return t.layout.env }

// putLens writes the question that stays on, with as much of it as there is room
// for.
func (t tabs) putLens(l *widget.Line) {
	forms := t.lensForms()
	for i, text := range forms {
		if i == len(forms)-1 || widget.Width(text) < l.Left()-widget.Width("/ search ") {
			l.Put(theme.Plain, text)
			return
		}
	}
}

// tabForm is how much the tabs say.
type tabForm uint8

// The forms, from the fullest.
const (
	fullNames   tabForm = iota // names with what is told behind them
	urgentNames                // the same, but only what asks for attention
	shortNames                 // the same without the words
	oneName                    // only the name of the screen that is shown
)

// names writes the names of the screens.
func (t tabs) names(form tabForm) *widget.Line {
	l, gap := widget.NewLine(t.layout.env.Theme, theme.Page, t.layout.size.W).Space(1), 3
	if t.layout.size.W < 80 || t.sweep.on && t.layout.size.W < splitWidth {
		gap = 2
	}
	*t.hits = (*t.hits)[:0] // these are the first
	for i, s := range t.layout.screens {
		m, from := theme.Muted, l.Used()
		if i == t.layout.at && !t.layout.overlaid() {
			m = theme.Strong
		}
		l.Put(theme.Accent, strconv.Itoa(i+1))
		if form < oneName || i == t.layout.at {
			l.Put(m, " "+s.name)
			t.putBadge(l, s, form)
		}
		*t.hits = append(*t.hits, hit{from, tabsRow, l.Used() - from, strings.ToLower(s.name)})
		l.Space(gap)
	}
	return l
}

// putBadge writes what is told behind a name.
func (t tabs) putBadge(l *widget.Line, s *screen, form tabForm) {
	if s.badge == nil {
		return
	}
	b := s.badge()
	switch {
	case b.Text == "" || form >= urgentNames && b.Meaning == theme.Muted:
	case form == shortNames:
		l.Space(1).Put(b.Meaning, b.Short)
	default:
		l.Space(1).Put(b.Meaning, b.Text)
	}
}
