package pane

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model/catalog"
	"deputy/model/search"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// searchMost is the number of hits that are listed.
const searchMost = 200

// Search finds any place by typing. Before the user types, it lists where the
// user was.
type Search struct {
	pickList[search.Hit]
	asked  string
	found  *search.Index // that was searched last
	number int           // of its entries then
	picker *picker       // what is searched for; nil for any place, to go there
}

// picker limits a search to what can be chosen for a purpose.
type picker struct {
	title string
	rows  string                 // what the rows are while nothing is typed
	want  func(*search.Hit) bool // what can be chosen
	first func() []search.Hit    // listed while nothing is typed
	pick  func(search.Hit) kit.Intent
	label string // what Enter does
}

// newPicker returns a search that chooses something for a purpose.
func newPicker(env *Env, c picker) *Search { return newSearch(env, &c, c.label) }

// NewSearch returns the search of the environment's reading.
func NewSearch(env *Env) *Search { return newSearch(env, nil, "go there") }

func newSearch(env *Env, c *picker, does string) *Search {
	s := &Search{picker: c}
	s.pickList = pickList[search.Hit]{Query: kit.NewQuery(s.gather), env: env, does: does, choose: s.open}
	s.gather()
	return s
}

// gather searches again if the query or the index changed.
func (s *Search) gather() {
	x := s.env.index.get(s.env)
	if s.found == x && s.number == x.Len() && s.asked == s.Value() {
		return
	}
	if s.asked != s.Value() {
		s.window.To(0)
	}
	s.found, s.number, s.asked = x, x.Len(), s.Value()
	switch {
	case s.listExact():
	case strings.TrimSpace(s.asked) != "":
		s.list(x.SearchFor(s.asked, searchMost, s.want()))
	case s.picker != nil:
		s.list(s.picker.first())
	default:
		s.list(s.env.hits(append(slices.Clip(s.env.Bookmarks), s.env.Recent...)))
	}
	s.window.Move(0)
}

// listExact lists what the query names by an ID or an ARN, if there is that.
func (s *Search) listExact() bool {
	h, ok := s.exactHit()
	if ok {
		s.list([]search.Hit{h})
	}
	return ok
}

// Work returns the next job that makes the index of a large organization.
func (s *Search) Work() kit.Job { return s.env.index.work(s.env) }

// want returns what says whether a hit can be chosen; nil if any can.
func (s *Search) want() func(*search.Hit) bool {
	if s.picker == nil {
		return nil
	}
	return s.picker.want
}

// hits returns places as rows of a search, each once; what is not in the reading
// is left out.
func (e *Env) hits(places []Place) []search.Hit {
	var hits []search.Hit
	for i, p := range places {
		if h, ok := e.hit(p); ok && !slices.Contains(places[:i], p) {
			hits = append(hits, h)
		}
	}
	return hits
}

// hit returns a place as a row of a search; false if it is not in the reading.
func (e *Env) hit(p Place) (search.Hit, bool) {
	if n := e.Reading.Node(p.Node); n != nil {
		return nodeHit(e.Reading, n), true
	}
	if x := e.Reading.Policy(p.Policy); x != nil {
		return search.Hit{Policy: x.ID, Kind: x.Type.Abbreviation(), Name: x.Name, Where: string(x.ID)}, true
	}
	if service, ok := catalog.ByID(p.Service); ok {
		return search.Hit{Service: p.Service, Kind: "service", Name: service.Name, Where: string(p.Service)}, true
	}
	return search.Hit{Principal: p.Principal, Kind: "service", Name: string(p.Principal)}, p.Principal != ""
}

// NewBookmarks returns a search among the bookmarks.
func NewBookmarks(env *Env) *Search {
	return newPicker(env, picker{
		title: "Bookmarks", rows: "b on a place adds it here, or removes it", label: "go there",
		want:  func(h *search.Hit) bool { return slices.Contains(env.Bookmarks, PlaceOf(*h)) },
		first: func() []search.Hit { return env.hits(env.Bookmarks) },
		pick:  func(h search.Hit) kit.Intent { return PlaceOf(h).Intent() },
	})
}

// View draws the query and its hits.
func (s *Search) View(z kit.Size, _ bool) []string {
	s.gather()
	read, all := s.env.index.get(s.env).Tagged()
	text := pickListText{title: "Search", right: fmt.Sprintf("tags of %d of %d", read, all), about: s.listed()}
	if s.picker != nil {
		text.title = s.picker.title
	}
	return s.view(z, text, func(l *widget.Line, h search.Hit) { drawHit(l, h, z.W) })
}

// drawHit draws a hit: its kind, its name with the matching characters, where it
// is, and what else matched.
func drawHit(l *widget.Line, h search.Hit, width int) {
	l.Cell(theme.Muted, h.Kind, 9)
	end := l.Used() + min(48, max(24, width/3))
	drawHighlighted(l, h.Name, h.Matched, end-1-l.Used())
	l.To(end)
	if h.Node != "" && len(h.Node) == 12 {
		l.Cell(theme.Muted, string(h.Node), 14)
	}
	l.Put(theme.Muted, h.Where)
	if h.MatchedText != "" {
		l.Put(theme.Muted, "  ").Put(theme.Plain, h.MatchedText)
	}
}

// drawHighlighted draws a name in so many cells, with some characters in the
// accent colour. Colours are not the only sign, since the query stands above.
func drawHighlighted(l *widget.Line, name string, at []int, width int) {
	if widget.Width(widget.Clean(name)) > width || len(at) == 0 {
		l.Cell(theme.Plain, name, width)
		return
	}
	var piece strings.Builder
	was, k := theme.Plain, 0
	for i, c := range []rune(name) {
		m := theme.Plain
		if k < len(at) && at[k] == i {
			m, k = theme.Accent, k+1
		}
		if m != was {
			l.Put(was, piece.String())
			piece.Reset()
			was = m
		}
		piece.WriteRune(c)
	}
	l.Put(was, piece.String())
}

// PlaceOf returns the place that a hit opens.
func PlaceOf(h search.Hit) Place {
	return Place{Node: h.Node, Policy: h.Policy, Service: h.Service, Principal: h.Principal}
}

// exactHit returns what the query names by an ID, an ARN or a URL. It reports
// whether there is such a thing and it can be chosen.
func (s *Search) exactHit() (search.Hit, bool) {
	h, ok := s.env.index.get(s.env).Find(s.Value())
	if n := s.env.Reading.Node(h.Node); ok && n != nil {
		h = nodeHit(s.env.Reading, n)
	}
	return h, ok && (s.picker == nil || s.picker.want(&h))
}

// open chooses the hit under the cursor. What the query names by an ID or an ARN is
// the only hit.
func (s *Search) open() kit.Intent {
	s.gather()
	if ref := s.reference(); ref.Identifies() || ref.Kind == search.RefDenial {
		return Named{s.Value()}
	}
	if h, ok := s.row(); ok {
		return s.take(h)
	}
	return nil
}

// take returns what follows when the user chooses a hit.
func (s *Search) take(h search.Hit) kit.Intent {
	if s.picker != nil {
		return s.picker.pick(h)
	}
	return PlaceOf(h).Intent()
}

// Paste searches for the pasted text. An ID, an ARN or a URL opens its place at
// once, and an error text or an event is asked about.
func (s *Search) Paste(text string) kit.Intent {
	alone := s.Value() == ""
	if ref := search.Refer(text); ref.Kind == search.RefDenial && s.picker == nil {
		return Named{text}
	}
	s.Query.Paste(text)
	switch h, ok := s.exactHit(); {
	case !ok || !alone:
		return nil
	case s.reference().Identifies():
		return Named{text}
	default:
		return s.take(h)
	}
}
