package denial

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Group is denials that have a reason, an account and a principal in common.
type Group struct {
	Ruling      verdict.Ruling
	Reasons     []verdict.Reason // the statement that denies; several if one of them does; none if none is known
	Other       string           // why there is none
	Account     model.AccountID
	Principal   string // a role for its sessions
	Actions     []string
	Count       int
	First, Last time.Time // zero if no event of the group has a time
}

// Groups gathers denials.
type Groups struct {
	Read  int
	byKey map[string]*Group
}

// Add adds a denial and its verdict. r is what was read of the organization.
func (gs *Groups) Add(r *model.Reading, d *Denial, x *verdict.Explained) {
	g := Group{Ruling: x.Ruling, Reasons: x.Candidates, Account: x.Question.Account}
	g.Principal, _ = verdict.PrincipalOf(x.Question.Principal)
	switch {
	case len(g.Reasons) > 0:
	case x.Ruling == verdict.ExplicitlyDenied && len(x.By) > 0:
		g.Reasons = x.By[:1]
	default:
		g.Other = x.Headline(r)
		if len(d.DeniedBy) > 0 && !x.Ruling.Denied() {
			g.Other += " (AWS says: " + strings.Join(d.DeniedBy, ", ") + ")"
		}
	}
	gs.add(&g, d)
}

// AddUnasked adds a denial that cannot be asked about, and why.
func (gs *Groups) AddUnasked(d *Denial, why string) {
	principal, _ := verdict.PrincipalOf(d.Principal)
	gs.add(&Group{Ruling: verdict.Unknown, Other: why, Account: d.Account, Principal: principal}, d)
}

func (gs *Groups) add(g *Group, d *Denial) {
	times := max(1, d.times)
	gs.Read += times
	key := strings.Join([]string{g.Reason(), g.Place(), string(g.Account), g.Principal}, "\n")
	have := gs.byKey[key]
	if have == nil {
		if gs.byKey == nil {
			gs.byKey = map[string]*Group{}
		}
		have = g
		gs.byKey[key] = g
	}
	have.Count += times
	if !slices.Contains(have.Actions, d.Action) {
		have.Actions = append(have.Actions, d.Action)
	}
	if at := d.Evidence.At; !at.IsZero() {
		if have.First.IsZero() || at.Before(have.First) {
			have.First = at
		}
		for _, at := range []time.Time{at, d.last} {
			if at.After(have.Last) {
				have.Last = at
			}
		}
	}
}

// Sorted returns the groups, the largest first.
func (gs *Groups) Sorted() []*Group {
	out := make([]*Group, 0, len(gs.byKey))
	for _, g := range gs.byKey {
		slices.Sort(g.Actions)
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b *Group) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Reason(), b.Reason()), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Principal, b.Principal), cmp.Compare(a.Place(), b.Place()))
	})
	return out
}

// Reason returns the statements of the group in words, or why there is none.
func (g *Group) Reason() string {
	var out []string
	for _, r := range g.Reasons {
		out = append(out, r.Statement())
	}
	if len(out) == 0 {
		return g.Other
	}
	return phrase.Join(out, " or ")
}

// Place returns the names of the levels where the statements are attached.
func (g *Group) Place() string {
	var out []string
	for _, r := range g.Reasons {
		if !slices.Contains(out, r.Place) {
			out = append(out, r.Place)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return phrase.Join(out, " or ")
}

// groupStatement is a statement in the JSON of a group.
type groupStatement struct {
	Type   string `json:"type"`
	Level  string `json:"level"`
	Policy string `json:"policy"`
	Sid    string `json:"sid"`
	Index  int    `json:"index"`
}

// groupAnswer is a group in JSON.
type groupAnswer struct {
	Verdict   string           `json:"verdict"`
	By        []groupStatement `json:"by"`
	Reason    string           `json:"reason"`
	Account   string           `json:"account"`
	Principal string           `json:"principal"`
	Actions   []string         `json:"actions"`
	Count     int              `json:"count"`
	First     *time.Time       `json:"first,omitempty"`
	Last      *time.Time       `json:"last,omitempty"`
}

// Encode returns the groups as one JSON object.
func (gs *Groups) Encode() ([]byte, error) {
	out := struct {
		Version int           `json:"version"`
		Read    int           `json:"read"`
		Groups  []groupAnswer `json:"groups"`
	}{Version: 1, Read: gs.Read, Groups: []groupAnswer{}}
	for _, g := range gs.Sorted() {
		a := groupAnswer{Verdict: g.Ruling.String(), By: []groupStatement{}, Reason: g.Reason(), Account: string(g.Account), Principal: g.Principal, Actions: g.Actions, Count: g.Count}
		for _, r := range g.Reasons {
			a.By = append(a.By, groupStatement{strings.ToLower(r.Type.Abbreviation()), r.Level, r.Name, r.Sid, r.Index})
		}
		if !g.First.IsZero() {
			first, last := phrase.UTC(g.First), phrase.UTC(g.Last)
			a.First, a.Last = &first, &last
		}
		out.Groups = append(out.Groups, a)
	}
	return json.Marshal(out)
}
