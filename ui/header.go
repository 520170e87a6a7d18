package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"deputy/model"
	"deputy/ui/pane"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// piece is a part of the header in forms from the fullest to the shortest; an
// empty form leaves it out. Forms are never cut.
type piece struct {
	meaning theme.Meaning
	label   string // muted, before the form
	forms   []string
	ranks   []int // of each step to a shorter form; the lowest is taken first
}

// header tells the organization, who asks and as what, and how fresh the
// reading is. What finds no room is left out, the least important first.
func (a *App) header() string {
	pieces := a.pieces()
	meaning, fresh := a.freshness()
	form := make([]int, len(pieces))
	width := func(right string) int {
		n := 1 + widget.Width(right) + 1 // with the edges; each piece ends with its gap
		for i, p := range pieces {
			if text := p.forms[form[i]]; text != "" {
				n += widget.Width(p.label) + widget.Width(widget.Clean(text)) + 2
			}
		}
		return n
	}
	short := 0
	for width(fresh[short]) > a.size.W {
		least, rank := -1, rankFresh
		if short > 0 {
			rank = rankCaller + 1
		}
		for i, p := range pieces {
			if form[i] < len(p.ranks) && p.ranks[form[i]] < rank {
				least, rank = i, p.ranks[form[i]]
			}
		}
		switch {
		case least >= 0:
			form[least]++
		case short == 0:
			short = 1
		default:
			return a.headerLine(pieces, form, meaning, "")
		}
	}
	return a.headerLine(pieces, form, meaning, fresh[short])
}

// headerLine draws the pieces in their chosen forms.
func (a *App) headerLine(pieces []piece, form []int, meaning theme.Meaning, right string) string {
	l := widget.NewLine(a.env.Theme, theme.Page, a.size.W).Space(1)
	for i, p := range pieces {
		if text := p.forms[form[i]]; text != "" {
			l.Put(theme.Muted, p.label).Whole(p.meaning, text).Space(2)
		}
	}
	if right != "" {
		l.To(a.size.W-1-widget.Width(right)).Put(meaning, right)
	}
	return l.String()
}

// The ranks of what is left out, the least important first.
const (
	rankProfile = iota
	rankCallerName
	rankManagementName
	rankRole
	rankEndpoint
	rankFresh
	rankManagement
	rankRoleAtAll
	rankEndpointWord
	rankCaller
)

// pieces gives the header's parts from left to right.
func (a *App) pieces() []piece {
	r := a.env.Reading
	var ps []piece
	if r.Caller.Demo {
		ps = append(ps, piece{theme.Warning, "", []string{"DEMO"}, nil})
	}
	if a.options.ReadOnly != "" {
		ps = append(ps, piece{theme.Warning, "", []string{"READ-ONLY"}, nil})
	}
	if a.options.Offline {
		ps = append(ps, piece{theme.Warning, "", []string{"OFFLINE"}, nil})
	}
	if o := r.Organization; o.ID != "" {
		ps = append(ps, piece{theme.Strong, "", []string{o.ID}, nil})
		if o.Management != "" {
			name := ""
			if n := r.Node(o.Management.Node()); n != nil {
				name = " " + widget.Cut(widget.Clean(n.Name), 24, a.env.Theme.Marks.Ellipsis)
			}
			id := string(o.Management)
			ps = append(ps, piece{theme.Plain, "management ", []string{id + name, id, ""}, []int{rankManagementName, rankManagement}})
		}
	}
	if r.Caller.ARN != "" {
		ps = append(ps, a.callerPiece(r))
	}
	if r.Caller.Profile != "" {
		ps = append(ps, piece{theme.Plain, "profile ", []string{r.Caller.Profile, ""}, []int{rankProfile}})
	}
	if r.Caller.Endpoint != "" {
		ps = append(ps, piece{theme.Warning, "", []string{"endpoint " + r.Caller.Endpoint, "custom endpoint", "endpoint"}, []int{rankEndpoint, rankEndpointWord}})
	}
	return ps
}

// callerPiece tells who asks and what that account is.
func (a *App) callerPiece(r *model.Reading) piece {
	who := pane.ShortCaller(r.Caller.ARN)
	long, short := roleOf(r.Caller.Role)
	forms, ranks := []string{who + long, who + short, who, ""}, []int{rankRole, rankRoleAtAll, rankCaller}
	if n := r.Node(r.Caller.Account.Node()); n != nil && r.Caller.Role != model.CallerManagement && n.Name != "" {
		name := " in " + widget.Cut(widget.Clean(n.Name), 24, a.env.Theme.Marks.Ellipsis)
		forms, ranks = append([]string{who + name + long}, forms...), append([]int{rankCallerName}, ranks...)
	}
	return piece{theme.Plain, "you: ", forms, ranks}
}

// roleOf tells what the caller's account is, in full and in short.
func roleOf(r model.CallerRole) (long, short string) {
	switch r {
	case model.CallerManagement:
		return " (management account)", " (management)"
	case model.CallerDelegated:
		return " (delegated administrator)", " (delegated)"
	case model.CallerMember:
		return " (member, or no organizations:List* permission)", " (member?)"
	default:
		return "", ""
	}
}

// freshness tells how far the reading is and how old, in full and in short.
func (a *App) freshness() (theme.Meaning, [2]string) {
	p := a.progress()
	gaps := len(a.env.Gaps())
	same := func(s string) [2]string { return [2]string{s, s} }
	_, asked := a.focused().(*pane.Prompt)
	switch {
	case asked:
		return theme.Warning, same("waiting for you")
	case a.options.Offline:
		return theme.Muted, same("saved " + pane.When(p.at, a.env.Now))
	case p.loading && p.left > 0 && p.total > 0:
		return theme.Muted, [2]string{fmt.Sprintf("loading %d %%, %s left", p.percent(), pane.Duration(p.left)), fmt.Sprintf("loading %d %%", p.percent())}
	case p.loading && p.total > 0:
		return theme.Muted, same(fmt.Sprintf("loading %d %%", p.percent()))
	case p.loading:
		return theme.Muted, same("loading")
	case gaps > 0:
		words := a.env.Theme.Marks.Gap + " incomplete, " + count(gaps, "gap")
		return theme.Warning, [2]string{words, count(gaps, "gap")}
	case p.at.IsZero():
		return theme.Muted, [2]string{}
	case !p.saved.IsZero():
		fresh := "complete " + pane.When(p.at, a.env.Now)
		if p.at.Equal(p.saved) {
			return theme.Muted, same("saved " + pane.When(p.saved, a.env.Now))
		}
		return theme.Muted, [2]string{fresh + ", rest saved " + pane.When(p.saved, a.env.Now), fresh}
	default:
		return theme.Muted, same("complete " + pane.When(p.at, a.env.Now))
	}
}

// count gives a number and its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// progress is how far the reading is as a whole.
type progress struct {
	loading     bool
	done, total int
	left        time.Duration
	at          time.Time // the latest completion
	saved       time.Time // the age of the oldest part that is not read again; zero if there is none
}

// percent gives the work done of all that is known to be to do, never 100
// while something is still being read.
func (p progress) percent() int { return min(99, p.done*100/p.total) }

// progress adds up the parts of the reading.
func (a *App) progress() progress {
	var p progress
	for _, k := range pane.WholeReading() {
		s := a.env.Reading.Status(k.Part, k.Target)
		p.done, p.total, p.left = p.done+s.Done, p.total+max(s.Total, s.Done), max(p.left, s.Left)
		p.loading = p.loading || s.Progress == model.Waiting || s.Progress == model.Partial || a.awaited(k, s)
		if s.At.After(p.at) {
			p.at = s.At
		}
		if s.Progress == model.Saved && (p.saved.IsZero() || s.At.Before(p.saved)) {
			p.saved = s.At
		}
	}
	if a.env.Reading.Organization.ID == "" && a.env.Reading.Status(model.PartOrganization, "").Gap == nil {
		p.loading = true
	}
	return p
}

// awaited tells whether policies are to be read whose reading has not begun.
func (a *App) awaited(k pane.ReadingPart, s model.Status) bool {
	if !a.session.policies || s.Progress != model.Unread || !pane.Expected(a.env.Reading, k) {
		return false
	}
	return k.Part == model.PartPolicies ||
		k.Part == model.PartTargets && a.env.Reading.Status(model.PartPolicies, k.Target).Progress == model.Complete
}

// loading tells whether anything is being read.
func (a *App) loading() bool { return a.progress().loading }

// tabs names the screens, with what there is on them, and the way to anything.
// Where a question stays on and is hardly told, the names of the other screens
// give way to it.
func (a *App) tabs() string {
	l := a.screenTabs(false)
	if a.lens.on && l.Left() < lensLeast {
		l = a.screenTabs(true)
	}
	if a.lens.on {
		l.Put(theme.Accent, "L").Put(theme.Muted, " lens ").Put(theme.Plain, a.lens.question.Action)
	}
	hints := "/ search  A activity "
	if l.Left() <= widget.Width(hints) {
		hints = "/ search "
	}
	if l.Left() > widget.Width(hints) && a.usable([]string{"/"}) != "" {
		l.To(a.size.W - widget.Width(hints))
		for _, h := range strings.SplitAfter(hints, "  ") {
			key, label, _ := strings.Cut(h, " ")
			l.Put(theme.Accent, key).Put(theme.Muted, " "+label)
		}
	}
	return l.String()
}

// lensLeast is how many cells the question that stays on takes at least.
const lensLeast = 20

// screenTabs names the screens; in short only the one that is shown.
func (a *App) screenTabs(short bool) *widget.Line {
	l, gap := widget.NewLine(a.env.Theme, theme.Page, a.size.W).Space(1), 3
	if a.size.W < 72 || a.lens.on && a.size.W < splitWidth {
		gap = 2
	}
	for i, s := range a.screens {
		m := theme.Muted
		if i == a.at && len(a.overlays) == 0 {
			m = theme.Strong
		}
		l.Put(theme.Accent, strconv.Itoa(i+1))
		if !short || i == a.at {
			l.Put(m, " "+s.name)
			if n := s.count(a.env.Reading); n > 0 {
				l.Put(theme.Muted, " "+strconv.Itoa(n))
			}
		}
		l.Space(gap)
	}
	return l
}

// count gives the number behind a screen's name, counted anew only when the
// parts that it depends on changed; each time where it names none.
func (s *screen) count(r *model.Reading) int {
	if s.number == nil {
		return 0
	}
	if s.parts == nil {
		return s.number(r)
	}
	var of uint64
	for _, p := range s.parts {
		of += r.Generation(p)
	}
	if of != s.countedOf {
		s.counted, s.countedOf = s.number(r), of
	}
	return s.counted
}
