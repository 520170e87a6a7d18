package ui

import (
	"fmt"

	"deputy/model"
	"deputy/model/phrase"
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

// header is the first line of the screen: the organization, who asks and as
// what, and how fresh the reading is. What finds no room is left out, the least
// important first.
type header struct {
	env      *pane.Env
	options  *Options
	width    int
	progress progress
	prompted bool // the backend waits for an answer
}

// line draws the header.
func (h header) line() string {
	pieces := h.pieces()
	meaning, fresh := h.freshness()
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
	for width(fresh[short]) > h.width {
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
			return h.draw(pieces, form, meaning, "")
		}
	}
	return h.draw(pieces, form, meaning, fresh[short])
}

// draw draws the pieces in their chosen forms.
func (h header) draw(pieces []piece, form []int, meaning theme.Meaning, right string) string {
	l := widget.NewLine(h.env.Theme, theme.Page, h.width).Space(1)
	for i, p := range pieces {
		if text := p.forms[form[i]]; text != "" {
			l.Put(theme.Muted, p.label).Whole(p.meaning, text).Space(2)
		}
	}
	if right != "" {
		l.To(h.width-1-widget.Width(right)).Put(meaning, right)
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

// pieces returns the header's parts from left to right.
func (h header) pieces() []piece {
	r := h.env.Reading
	var ps []piece
	if r.Caller.Demo {
		ps = append(ps, piece{theme.Warning, "", []string{"DEMO"}, nil})
	}
	if h.options.ReadOnly != "" {
		ps = append(ps, piece{theme.Warning, "", []string{"READ-ONLY"}, nil})
	}
	if h.options.Offline {
		ps = append(ps, piece{theme.Warning, "", []string{"OFFLINE"}, nil})
	}
	if o := r.Organization; o.ID != "" {
		ps = append(ps, piece{theme.Strong, "", []string{o.ID}, nil})
		if o.Management != "" {
			name := ""
			if n := r.Node(o.Management.Node()); n != nil {
				name = " " + widget.Cut(widget.Clean(n.Name), 24, h.env.Theme.Marks.Ellipsis)
			}
			id := string(o.Management)
			ps = append(ps, piece{theme.Plain, "management ", []string{id + name, id, ""}, []int{rankManagementName, rankManagement}})
		}
	}
	if r.Caller.ARN != "" {
		ps = append(ps, h.callerPiece(r))
	}
	if r.Caller.Profile != "" {
		ps = append(ps, piece{theme.Plain, "profile ", []string{r.Caller.Profile, ""}, []int{rankProfile}})
	}
	if r.Caller.Endpoint != "" {
		ps = append(ps, piece{theme.Warning, "", []string{"endpoint " + r.Caller.Endpoint, "custom endpoint", "endpoint"}, []int{rankEndpoint, rankEndpointWord}})
	}
	return ps
}

// shortRoles says in short what the caller's account is.
var shortRoles = [...]string{
	model.CallerManagement: "management", model.CallerDelegated: "delegated", model.CallerMember: "member?",
}

// callerPiece says who asks and what that account is.
func (h header) callerPiece(r *model.Reading) piece {
	who := pane.ShortCaller(r.Caller.ARN)
	long, short := r.Caller.Role.Words(), shortRoles[r.Caller.Role]
	if long != "" {
		long, short = " ("+long+")", " ("+short+")"
	}
	forms, ranks := []string{who + long, who + short, who, ""}, []int{rankRole, rankRoleAtAll, rankCaller}
	if n := r.Node(r.Caller.Account.Node()); n != nil && r.Caller.Role != model.CallerManagement && n.Name != "" {
		name := " in " + widget.Cut(widget.Clean(n.Name), 24, h.env.Theme.Marks.Ellipsis)
		forms, ranks = append([]string{who + name + long}, forms...), append([]int{rankCallerName}, ranks...)
	}
	return piece{theme.Plain, "you: ", forms, ranks}
}

// freshness says how far the reading is and how old, in full and in short.
func (h header) freshness() (theme.Meaning, [2]string) {
	p := h.progress
	gaps := len(h.env.Gaps())
	same := func(s string) [2]string { return [2]string{s, s} }
	switch {
	case h.prompted:
		return theme.Warning, same("waiting for you")
	case h.env.Events.Reading():
		words := fmt.Sprintf("events %d %%", h.env.Events.Percent())
		return theme.Muted, [2]string{"reading " + words, words}
	case h.options.Offline:
		return theme.Muted, same("saved " + phrase.When(p.at, h.env.Now))
	case p.loading && p.percent > 0:
		words := fmt.Sprintf("loading %d %%", p.percent)
		if p.left > 0 {
			return theme.Muted, [2]string{words + ", " + phrase.Duration(p.left) + " left", words}
		}
		return theme.Muted, same(words)
	case p.loading:
		accounts := h.env.Reading.PlacedAccounts()
		if accounts == 0 {
			return theme.Muted, same("loading")
		}
		return theme.Muted, [2]string{"loading, " + phrase.Count(accounts, "account") + " so far", "loading"}
	case gaps > 0:
		words := h.env.Theme.Marks.Gap + " incomplete, " + phrase.Count(gaps, "gap")
		return theme.Warning, [2]string{words, phrase.Count(gaps, "gap")}
	case p.at.IsZero():
		return theme.Muted, [2]string{}
	case !p.saved.IsZero():
		fresh := "complete " + phrase.When(p.at, h.env.Now)
		if p.at.Equal(p.saved) {
			return theme.Muted, same("saved " + phrase.When(p.saved, h.env.Now))
		}
		return theme.Muted, [2]string{fresh + ", rest saved " + phrase.When(p.saved, h.env.Now), fresh}
	default:
		return theme.Muted, same("complete " + phrase.When(p.at, h.env.Now))
	}
}
