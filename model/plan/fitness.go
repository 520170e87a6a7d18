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

// Fitness says which of a service's administrative actions an account's SCPs
// and RCPs deny.
type Fitness struct {
	Obstacles []Obstacle
	Unread    string // why not everything could be judged; empty if it could
}

// Obstacle is what one cause denies an administrator.
type Obstacle struct {
	Firm    bool           // it applies to every principal; otherwise some are exempt, or it depends on something
	Actions []string       // service:Action, or service:* if all of a service is denied
	Regions []model.Region // which of the given Regions; empty if none was given
	Text    string         // one sentence
}

// AssessFitness judges a service's administrative actions in an account as an
// ordinary role would make the calls: in each of the Regions or, if none is
// given, with the Region left open.
func AssessFitness(r *model.Reading, s catalog.Service, account model.AccountID, regions []model.Region) Fitness {
	var f Fitness
	if len(s.AdminActions) == 0 {
		return f
	}
	e := fitnessCheck{r: r, service: s, account: account, regions: regions}
	if len(regions) == 0 {
		e.regions = []model.Region{""}
	}
	for _, action := range e.actions() {
		for _, region := range e.regions {
			if c := e.judge(action, region); c.unread != "" {
				f.Unread = c.unread
			} else if c.before != "" {
				e.add(c, action, region)
			}
		}
	}
	for i := range e.causes {
		f.Obstacles = append(f.Obstacles, e.obstacles(&e.causes[i])...)
	}
	return f
}

// BlockedIn says in a few words that SCPs deny an account everything that an
// administrator of the service does in a Region; empty if they do not, or if
// that is not known. It is fast enough for a list. With an empty Region it
// leaves open what policies that depend on the Region mean.
func BlockedIn(r *model.Reading, s catalog.Service, account model.AccountID, region model.Region) string {
	if len(s.AdminActions) == 0 {
		return ""
	}
	firm, role := true, verdict.PrincipalARN(r.Caller.Partition, account, "role/"+otherRole)
	for _, action := range s.AdminActions {
		q := AdministrativeQuestion(r, account, action, region)
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

// otherRole is the name of a role that no policy names.
const otherRole = "AnyOtherRole"

// otherAction is the name of an action that no policy names. If it is denied,
// all actions of the service are.
const otherAction = "AnyOtherAction"

// fitnessCheck judges the actions of one administrator, and gathers what is
// denied by its cause.
type fitnessCheck struct {
	r       *model.Reading
	service catalog.Service
	account model.AccountID
	regions []model.Region // one empty Region if none was given
	causes  []cause
}

// cause is why actions are denied, and which of them in which Regions. Its
// sentence consists of before, the actions and Regions, and after.
type cause struct {
	firm          bool
	before, after string
	unread        string
	blocked       map[string][]model.Region
}

// actions returns the actions to judge: those of the catalogue, and for each of
// their prefixes otherAction.
func (e *fitnessCheck) actions() []string {
	actions := slices.Clone(e.service.AdminActions)
	for _, a := range e.service.AdminActions {
		if other := prefixOf(a) + ":" + otherAction; !slices.Contains(actions, other) {
			actions = append(actions, other)
		}
	}
	return actions
}

// prefixOf returns the service prefix of an action.
func prefixOf(action string) string {
	prefix, _, _ := strings.Cut(action, ":")
	return prefix
}

// judge returns why an action is denied in a Region to a role that no policy
// names; a cause without before if it is not. If it is, the same question for
// any principal shows whether others are exempt.
func (e *fitnessCheck) judge(action string, region model.Region) cause {
	q := AdministrativeQuestion(e.r, e.account, action, region)
	open := q
	// As a role would ask; the root user, IAM users and services are not considered.
	q.Principal = verdict.PrincipalARN(e.r.Caller.Partition, e.account, "role/"+otherRole)
	if ruling, err := verdict.Rule(e.r, q); err == nil && ruling == verdict.Allowed {
		return cause{}
	}
	role, err := verdict.Ask(e.r, q)
	switch {
	case err != nil:
		return cause{unread: err.Error()}
	case role.Ruling == verdict.Unknown:
		return cause{unread: whyUnknown(&role)}
	case role.Ruling == verdict.Depends:
		return cause{before: "It depends on the request whether SCPs and RCPs block ", after: ": " + strings.Join(role.Sentences(), "; ")}
	case !role.Ruling.Denied():
		return cause{}
	}
	anybody, _ := verdict.Ask(e.r, open) // it has no error if the question about a role has none
	c := cause{firm: anybody.Ruling.Denied(), before: denialStart(e.r, &role)}
	if !c.firm {
		c.after = exceptionText(&role, &anybody)
	}
	return c
}

// AdministrativeQuestion returns the question whether an administrator's action
// is allowed in an account and a Region. The Region is left open if it is
// empty, and the principal always is.
func AdministrativeQuestion(r *model.Reading, account model.AccountID, action string, region model.Region) verdict.Question {
	q := verdict.Question{Account: account, ResourceAccount: account, Action: action, Given: map[string][]string{}}
	if region != "" && model.GlobalServiceRegion(action, r.Caller.Partition) == "" {
		q.Given["aws:RequestedRegion"] = []string{string(region)}
	}
	return q
}

// exceptionText says which principals a denial does not apply to: it is known
// for an ordinary role, and left open for any other principal.
func exceptionText(role, anybody *verdict.Verdict) string {
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
		return " for a role that no policy names"
	}
	return " " + phrase.Join(slices.Compact(words), " and ")
}

// whyUnknown says why a verdict is not known.
func whyUnknown(v *verdict.Verdict) string {
	if len(v.Gaps) > 0 {
		return phrase.TrimStop(v.Gaps[0].Cause)
	}
	return "deputy has not read all of them"
}

// denialStart returns the beginning of a sentence about a denial. It names
// every policy that denies, alone or together with others, or the levels
// without an allow.
func denialStart(r *model.Reading, v *verdict.Verdict) string {
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

// add adds a denied action to its cause.
func (e *fitnessCheck) add(c cause, action string, region model.Region) {
	i := slices.IndexFunc(e.causes, func(x cause) bool { return x.firm == c.firm && x.before == c.before && x.after == c.after })
	if i < 0 {
		c.blocked = map[string][]model.Region{}
		i, e.causes = len(e.causes), append(e.causes, c)
	}
	e.causes[i].blocked[action] = append(e.causes[i].blocked[action], region)
}

// obstacles returns the obstacles of one cause, one for each set of Regions.
func (e *fitnessCheck) obstacles(c *cause) []Obstacle {
	var all []Obstacle
	var done []string
	for _, first := range e.actions() {
		regions, ok := c.blocked[first]
		if !ok || slices.Contains(done, first) {
			continue
		}
		var same []string
		for _, a := range e.actions() {
			if other, ok := c.blocked[a]; ok && slices.Equal(other, regions) {
				same = append(same, a)
			}
		}
		done = append(done, same...)
		actions := e.summarize(same)
		if len(actions) == 0 {
			continue // only otherAction: nothing in the catalogue
		}
		o := Obstacle{Firm: c.firm, Actions: actions, Regions: slices.DeleteFunc(regions, func(r model.Region) bool { return r == "" })}
		o.Text = c.before + phrase.Join(actions, " and ") + e.inRegions(o.Regions) + phrase.Sentence(c.after)
		all = append(all, o)
	}
	return all
}

// summarize replaces the actions of a service that is denied as a whole by
// service:*, and leaves out otherAction.
func (e *fitnessCheck) summarize(same []string) []string {
	var out []string
	for _, a := range same {
		prefix := prefixOf(a)
		of := func(x string) bool { return prefixOf(x) != prefix }
		whole := slices.DeleteFunc(slices.Clone(e.actions()), of)
		switch {
		case len(slices.DeleteFunc(slices.Clone(same), of)) == len(whole):
			if all := prefix + ":*"; !slices.Contains(out, all) {
				out = append(out, all)
			}
		case !strings.HasSuffix(a, ":"+otherAction):
			out = append(out, a)
		}
	}
	return out
}

// inRegions names the Regions of an obstacle in a sentence.
func (e *fitnessCheck) inRegions(regions []model.Region) string {
	switch n := len(regions); {
	case n == 0:
		return ""
	case n == len(e.regions) && n > 2:
		return fmt.Sprintf(" in all %d chosen Regions", n)
	default:
		words := make([]string, n)
		for i, r := range regions {
			words[i] = string(r)
		}
		return " in " + phrase.Join(words, " and ")
	}
}
