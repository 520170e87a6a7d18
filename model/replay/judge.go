package replay

import (
	"cmp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Effect is what edits do to a request.
type Effect uint8

// The effects.
const (
	EffectNone      Effect = iota + 1 // the ruling stays, as far as it can be told
	NewlyDenied                       // denied, whatever the event does not say
	NewlyAllowed                      // denied before, and no longer
	NewlyDepends                      // denied or not by something that the event does not say
	Exempt                            // neither SCPs nor RCPs apply to the call
	AlreadyDenied                     // with the edits and without
	EffectUndecided                   // a gap of the reading bears on it
)

// ruled is what became of a request, whoever made it.
type ruled struct {
	effect    Effect
	by        Statement
	keys      []string // on which it depends
	condition string   // on which it depends, as a clause
	why       string   // it is exempt, or undecided
	skip      string   // it cannot be judged
}

// Statement names a statement of a policy where it is attached. For a level that
// allows nothing it has no policy.
type Statement struct {
	Type        model.PolicyType
	Level       string // the node's ID
	Place       string // its name
	Policy      model.PolicyID
	Name        string // the policy's
	Sid         string
	Index       int
	Nothing     bool // nothing allows the call at the level
	OneOfOthers bool // one of several statements denies, whatever the event does not say
}

func statementOf(r *verdict.Reason) Statement {
	return Statement{Type: r.Type, Level: r.Level, Place: r.Place, Policy: r.Policy, Name: r.Name, Sid: r.Sid, Index: r.Index}
}

// Words returns the statement for people.
func (s *Statement) Words() string {
	if s.Nothing {
		return "nothing allows it at " + cmp.Or(s.Place, s.Level)
	}
	words := s.Name
	if s.Index > 0 {
		r := verdict.Reason{Name: s.Name, Index: s.Index}
		words = r.Statement()
	}
	words += " at " + cmp.Or(s.Place, s.Level)
	if s.OneOfOthers {
		words += ", or another one"
	}
	return words
}

// Reasons why an event is not judged.
const (
	reasonUnnamed   = "the event does not name the caller's account"
	reasonUnknown   = "AWS's reference has no action of the event's name"
	reasonDuplicate = "the event is there twice"
	reasonService   = "an AWS service's own event: nobody called an API"
	reasonSignIn    = "a sign-in: no API call that a policy could deny"
	reasonInsight   = "an Insights event: no API call"
	reasonQuestion  = "the event's request is not complete: "
)

// unjudged returns why an event cannot be judged; empty if it can.
func unjudged(e *cloudtrail.Event) string {
	switch {
	case e.Type == "AwsServiceEvent":
		return reasonService
	case e.Type == "AwsConsoleSignIn" || e.Source == "signin.amazonaws.com":
		return reasonSignIn
	case e.Category == "Insight" || e.Type == "AwsCloudTrailInsight":
		return reasonInsight
	}
	return ""
}

// judge judges the request of an event, with the edits and without.
func (p *Replayer) judge(e *cloudtrail.Event, s *scope) *ruled {
	r := e.RequestOf(s.action, "")
	r.KnownAction = s.known
	r.Complete(s.tagKeys)
	switch {
	case !s.known:
		return &ruled{skip: reasonUnknown}
	case r.Account == "" && !r.WithoutAccount:
		return &ruled{skip: reasonUnnamed}
	}
	if err := r.Check(); err != nil {
		return &ruled{skip: reasonQuestion + err.Error()}
	}
	o := &ruled{}
	now, err := p.now.Rule(r.Question)
	if err != nil {
		return &ruled{skip: reasonQuestion + err.Error()}
	}
	then := now
	if s.changed {
		if then, err = p.then.Rule(r.Question); err != nil {
			return &ruled{skip: reasonQuestion + err.Error()}
		}
	}
	p.compare(o, &r, now, then, s.changed)
	return o
}

// judgeDerived judges a request that AWS authorizes with another call. To pass a role
// is a permission of IAM, which AWS checks with a call to a service in a Region: which
// of the two aws:RequestedRegion is does not follow from AWS's documentation.
func (p *Replayer) judgeDerived(e *cloudtrail.Event, s *scope) *ruled {
	o := p.judge(e, s)
	if e.Source != "iam.amazonaws.com" {
		return o
	}
	at := *e
	at.Region = ""
	home := p.judge(&at, s)
	switch {
	case home.effect == o.effect:
		return o
	case home.effect == NewlyDenied:
		o = home
	}
	if o.effect == NewlyDenied {
		return &ruled{effect: NewlyDepends, by: o.by, keys: []string{"aws:RequestedRegion"}, condition: "the Region of the call counts for the role"}
	}
	return o
}

// PrincipalName returns a principal as people name it: a permission set by its name,
// others by what stands behind the account in the ARN.
func PrincipalName(principal string) string {
	arn, err := model.ParseARN(principal)
	if err != nil {
		return principal
	}
	if at := strings.LastIndex(arn.Resource, "/"+verdict.ReservedRole); at >= 0 && strings.HasPrefix(arn.Resource, "role/"+verdict.ReservedRolePath) {
		name := arn.Resource[at+1+len(verdict.ReservedRole):]
		if end := strings.LastIndexByte(name, '_'); end > 0 {
			name = name[:end]
		}
		return "sso/" + name
	}
	return arn.Resource
}

// callerName returns the role, the user or the service that made the call.
func callerName(e *cloudtrail.Event) string {
	name, _ := verdict.PrincipalOf(e.CallerARN())
	return cmp.Or(name, e.Identity.InvokedBy, e.Identity.Type)
}

// compare finds out what the edits do to a request.
func (p *Replayer) compare(o *ruled, r *cloudtrail.Request, now, then verdict.Ruling, changed bool) {
	switch {
	case verdict.IsServiceLinkedRole(r.Principal):
		o.effect, o.why = Exempt, "service-linked role"
	case then == verdict.Allowed && r.Account == p.now.Reading().Organization.Management:
		o.effect, o.why = Exempt, "management account"
	case now.Denied() && then == verdict.Allowed:
		o.effect = NewlyAllowed
		p.explain(o, p.now, r)
	case then == verdict.Allowed, then == verdict.Depends && !changed:
		o.effect = EffectNone
	case now.Denied() && then.Denied():
		o.effect = AlreadyDenied
	case then.Denied():
		o.effect = NewlyDenied
		p.explain(o, p.then, r)
	default:
		p.compareOpen(o, r, now, then)
	}
}

// compareOpen compares where a ruling is not final.
func (p *Replayer) compareOpen(o *ruled, r *cloudtrail.Request, now, then verdict.Ruling) {
	v, err := p.then.Ask(r.Question) // It was ruled on before.
	switch {
	case err != nil:
		o.effect, o.why = EffectUndecided, err.Error()
		return
	case then == verdict.Unknown:
		o.effect, o.why = EffectUndecided, "a policy that applies has not been read"
		if len(v.Gaps) > 0 {
			o.why = v.Gaps[0].Sentence()
		}
		return
	}
	o.effect = EffectNone
	before := p.openBefore(r, now)
	for i := range v.Open {
		if open := &v.Open[i]; p.then != p.now && !before[statementOf(&open.Reason)] {
			o.addOpen(open)
		}
	}
	slices.Sort(o.keys)
	o.keys = slices.Compact(o.keys)
	if o.effect == EffectNone && now.Denied() {
		o.effect = NewlyAllowed
		p.explain(o, p.now, r)
	}
}

// openBefore returns the statements that are open without the edits.
func (p *Replayer) openBefore(r *cloudtrail.Request, now verdict.Ruling) map[Statement]bool {
	before := map[Statement]bool{}
	if now != verdict.Depends || p.then == p.now {
		return before
	}
	was, err := p.now.Ask(r.Question)
	if err != nil { // It was ruled on before.
		return before
	}
	for i := range was.Open {
		before[statementOf(&was.Open[i].Reason)] = true
	}
	return before
}

// addOpen adds a statement that the edits leave open: the first one names the row,
// and the keys are those of all.
func (o *ruled) addOpen(open *verdict.OpenReason) {
	if o.effect == EffectNone {
		o.effect, o.by, o.condition = NewlyDepends, statementOf(&open.Reason), open.Condition()
	}
	for k := range open.Residual {
		if open.Residual[k].Resource {
			o.keys = append(o.keys, "Resource")
		} else {
			o.keys = append(o.keys, open.Residual[k].Key)
		}
	}
	if open.ByOwner() {
		o.keys = append(o.keys, "the resource's owner")
	}
}

// explain finds the statement that denies a request.
func (p *Replayer) explain(o *ruled, by *verdict.Asker, r *cloudtrail.Request) {
	v, err := by.Ask(r.Question)
	switch {
	case err != nil:
	case len(v.By) > 0:
		o.by = statementOf(&v.By[0])
	case len(v.Missing) > 0:
		level := v.Missing[0]
		o.by = Statement{Type: level.Type, Level: level.Level, Place: by.Reading().NodeName(model.NodeID(level.Level)), Nothing: true}
	case len(v.Together) > 0:
		o.by = statementOf(&v.Together[0].Reason)
		o.by.OneOfOthers = true
	}
}

// denies reports whether a document has a Deny that concerns an action.
func denies(d *scp.Document, request *scp.Request) bool {
	return slices.ContainsFunc(d.Statements, func(s scp.Statement) bool { return s.Effect == scp.Deny && s.Concerns(request) })
}
