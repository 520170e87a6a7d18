package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Fitness is what an account's own SCPs and RCPs mean for its work as a
// service's administrator.
type Fitness struct {
	Obstacles []Obstacle
	Unread    string // why not everything could be judged; empty if it could
}

// Obstacle is what one cause keeps an administrator from.
type Obstacle struct {
	Firm    bool           // it is so whoever asks; otherwise it depends on something
	Actions []string       // service:Action, or service:* where that is all of a service
	Regions []model.Region // of the Regions asked about; empty if no Region was given
	Text    string         // one sentence
}

// Blocked tells whether anything is blocked whoever asks.
func (f *Fitness) Blocked() bool {
	return slices.ContainsFunc(f.Obstacles, func(o Obstacle) bool { return o.Firm })
}

// AssessFitness judges the service's administrative actions in an account. They are
// asked as any role of it would, in each of the Regions, or with the Region
// left open where none is given.
func AssessFitness(r *model.Reading, s catalog.Service, account model.AccountID, regions []model.Region) Fitness {
	var f Fitness
	if len(s.AdminActions) == 0 {
		return f
	}
	e := examination{r: r, service: s, account: account, places: regions}
	if len(regions) == 0 {
		e.places = []model.Region{""}
	}
	for _, action := range e.asked() {
		for _, place := range e.places {
			if h := e.ask(action, place); h.unread != "" {
				f.Unread = h.unread
			} else if h.before != "" {
				e.note(h, action, place)
			}
		}
	}
	for i := range e.found {
		f.Obstacles = append(f.Obstacles, e.obstacles(&e.found[i])...)
	}
	return f
}

// BlockedIn tells in a few words whether an account could do nothing of what the
// service's administrator does in a Region: cheaply, for a list. Where no Region
// is given, what a denial of Regions means is left open. Empty if it could do
// something, or that is not known.
func BlockedIn(r *model.Reading, s catalog.Service, account model.AccountID, place model.Region) string {
	if len(s.AdminActions) == 0 {
		return ""
	}
	firm, role := true, verdict.PrincipalARN(r.Caller.Partition, account, "role/"+anyOtherRole)
	for _, action := range s.AdminActions {
		q := AdministrativeQuestion(r, account, action, place)
		anybody, _ := verdict.Rule(r, q)
		q.Principal = role
		if ordinary, _ := verdict.Rule(r, q); !ordinary.Denied() {
			return ""
		}
		firm = firm && anybody.Denied()
	}
	if firm {
		return "SCPs block it"
	}
	return "SCPs block most roles"
}

// anyOtherRole is a role that no policy names.
const anyOtherRole = "AnyOtherRole"

// anyOther is an action that no policy names: it tells whether a service is
// blocked as a whole.
const anyOther = "AnyOtherAction"

// examination judges the actions of one administrator.
type examination struct {
	r       *model.Reading
	service catalog.Service
	account model.AccountID
	places  []model.Region // one empty one if none was given
	found   []blockedAction
}

// blockedAction is a cause and what it blocks. Its sentence is before, the actions
// and Regions, after.
type blockedAction struct {
	firm          bool
	before, after string
	unread        string
	blocked       map[string][]model.Region
}

// asked gives the actions to judge: the service's, and for each prefix one that
// stands for all the others.
func (e *examination) asked() []string {
	actions := slices.Clone(e.service.AdminActions)
	for _, a := range e.service.AdminActions {
		if other := prefixOf(a) + ":" + anyOther; !slices.Contains(actions, other) {
			actions = append(actions, other)
		}
	}
	return actions
}

func prefixOf(action string) string {
	prefix, _, _ := strings.Cut(action, ":")
	return prefix
}

// ask judges one action in one Region: for a role that no policy names, and
// where that is denied, for whoever may ask.
func (e *examination) ask(action string, place model.Region) blockedAction {
	q := AdministrativeQuestion(e.r, e.account, action, place)
	open := q
	// What follows from the role. Root, users and services are not asked about.
	q.Principal = verdict.PrincipalARN(e.r.Caller.Partition, e.account, "role/"+anyOtherRole)
	if ruling, err := verdict.Rule(e.r, q); err == nil && ruling == verdict.Allowed {
		return blockedAction{}
	}
	role, err := verdict.Ask(e.r, q)
	switch {
	case err != nil:
		return blockedAction{unread: err.Error()}
	case role.Ruling == verdict.Unknown:
		return blockedAction{unread: unreadOf(&role)}
	case role.Ruling == verdict.Depends:
		return blockedAction{before: "It depends whether SCPs and RCPs block ", after: ": " + strings.Join(role.Sentences(), "; ")}
	case !role.Ruling.Denied():
		return blockedAction{}
	}
	anybody, _ := verdict.Ask(e.r, open) // the same question with less given is as sound
	h := blockedAction{firm: anybody.Ruling.Denied(), before: causeOf(e.r, &role)}
	if !h.firm {
		h.after = exceptions(&role, &anybody)
	}
	return h
}

// AdministrativeQuestion asks about an action of an administrator in a Region, an empty
// one being open. Nothing is said of the principal.
func AdministrativeQuestion(r *model.Reading, account model.AccountID, action string, place model.Region) verdict.Question {
	q := verdict.Question{Account: account, ResourceAccount: account, Action: action, Given: map[string][]string{}}
	if place != "" && model.GlobalServiceRegion(action, r.Caller.Partition) == "" {
		q.Given["aws:RequestedRegion"] = []string{string(place)}
	}
	return q
}

// exceptions says for whom what a role meets does not hold.
func exceptions(role, anybody *verdict.Verdict) string {
	var words []string
	for i := range anybody.Open {
		o := &anybody.Open[i]
		switch {
		case slices.Contains(role.By, o.Reason) || slices.ContainsFunc(role.Together, func(x verdict.OpenReason) bool { return x.Reason == o.Reason }):
			words = append(words, strings.TrimPrefix(o.Condition(), "denies "))
		case len(role.By) == 0 && o.Effect == scp.Allow:
			way := o.Name + " " + o.Condition()
			if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "but ") }) {
				way = "but " + way
			}
			words = append(words, way)
		}
	}
	if len(words) == 0 {
		return " for a role that is not named in a policy"
	}
	return " " + phrase.Join(slices.Compact(words), " and ")
}

// unreadOf says what a verdict is unknown for.
func unreadOf(v *verdict.Verdict) string {
	if len(v.Gaps) > 0 {
		return phrase.TrimStop(v.Gaps[0].Cause)
	}
	return "not all of them are read"
}

// causeOf begins the sentence of a denial: every policy that denies, by itself
// or together with others, or the levels at which nothing allows.
func causeOf(r *model.Reading, v *verdict.Verdict) string {
	by, verb := v.By, " blocks "
	if len(v.By)+len(v.Missing) == 0 {
		for _, x := range v.Together {
			by = append(by, x.Reason)
		}
	}
	if len(by) == 0 {
		var places []string
		for _, m := range v.Missing {
			name := m.Level
			if n := r.Node(model.NodeID(m.Level)); n != nil && n.Name != "" {
				name = n.Name
			}
			places = append(places, name)
		}
		return "No SCP at " + phrase.Join(places, " and ") + " allows "
	}
	var causes []string
	for _, b := range by {
		cause := fmt.Sprintf("the %s %s at %s", b.Name, b.Type.Abbreviation(), cmp.Or(b.Place, b.Level))
		if !slices.Contains(causes, cause) {
			causes = append(causes, cause)
		}
	}
	if len(causes) > 1 {
		verb = " block "
	}
	return "T" + phrase.Join(causes, " and ")[1:] + verb
}

// note adds what is blocked to its cause.
func (e *examination) note(h blockedAction, action string, place model.Region) {
	i := slices.IndexFunc(e.found, func(x blockedAction) bool { return x.firm == h.firm && x.before == h.before && x.after == h.after })
	if i < 0 {
		h.blocked = map[string][]model.Region{}
		i, e.found = len(e.found), append(e.found, h)
	}
	e.found[i].blocked[action] = append(e.found[i].blocked[action], place)
}

// obstacles tells one cause, in a sentence for each set of Regions.
func (e *examination) obstacles(h *blockedAction) []Obstacle {
	var all []Obstacle
	var done []string
	for _, first := range e.asked() {
		regions, ok := h.blocked[first]
		if !ok || slices.Contains(done, first) {
			continue
		}
		var same []string
		for _, a := range e.asked() {
			if other, ok := h.blocked[a]; ok && slices.Equal(other, regions) {
				same = append(same, a)
			}
		}
		done = append(done, same...)
		actions := e.collapse(same)
		if len(actions) == 0 {
			continue // nothing that the catalogue names as an administrator's work
		}
		o := Obstacle{Firm: h.firm, Actions: actions, Regions: slices.DeleteFunc(regions, func(r model.Region) bool { return r == "" })}
		o.Text = h.before + phrase.Join(actions, " and ") + e.within(o.Regions) + phrase.Sentence(h.after)
		all = append(all, o)
	}
	return all
}

// collapse gives service:* for the actions of a service that is blocked as a
// whole, and leaves out the ones that only stand for others.
func (e *examination) collapse(same []string) []string {
	var out []string
	for _, a := range same {
		prefix := prefixOf(a)
		of := func(x string) bool { return prefixOf(x) != prefix }
		whole := slices.DeleteFunc(slices.Clone(e.asked()), of)
		switch {
		case len(slices.DeleteFunc(slices.Clone(same), of)) == len(whole):
			if all := prefix + ":*"; !slices.Contains(out, all) {
				out = append(out, all)
			}
		case !strings.HasSuffix(a, ":"+anyOther):
			out = append(out, a)
		}
	}
	return out
}

// within names the Regions of an obstacle.
func (e *examination) within(regions []model.Region) string {
	switch n := len(regions); {
	case n == 0:
		return ""
	case n == len(e.places) && n > 2:
		return fmt.Sprintf(" in all %d chosen Regions", n)
	default:
		words := make([]string, n)
		for i, r := range regions {
			words[i] = string(r)
		}
		return " in " + phrase.Join(words, " and ")
	}
}
