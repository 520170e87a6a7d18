package plain

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// IdleReason tells why a statement can never matter.
type IdleReason uint8

// The reasons.
const (
	IdleAction    IdleReason = iota + 1 // no action has the form of those it lists
	IdleResource                        // it lists no resource that there could be
	IdleCondition                       // nothing fulfills one of its conditions in this organization
	IdleConflict                        // its conditions contradict each other
	IdleCovered                         // RCPs cover none of its actions
	IdleAllowRCP                        // an RCP allows nothing; only RCPFullAWSAccess has an Allow
	IdleDenied                          // a Deny at the same level or above forbids all of it
	IdleAllowed                         // another Allow of the same level allows all of it
	IdleAbove                           // a level above, or for a Deny its own, allows none of it
	IdleUnbound                         // it is attached to the management account only
)

// IdleStatement is a statement that can never matter where its policy is
// attached, and why.
type IdleStatement struct {
	Index    int // from 1
	Span     scp.Span
	Reason   IdleReason
	By       *verdict.Reason // the statement that makes it so, if one does
	Sentence string          // such as "FullAWSAccess allows all of it at the same level"
}

// idleByNever gives the reason for a statement that matches nothing.
var idleByNever = map[neverReason]IdleReason{
	neverAction: IdleAction, neverResource: IdleResource, neverCondition: IdleCondition, neverConflict: IdleConflict, neverCovered: IdleCovered,
}

// idleSentences tell the reasons that lie in the statement itself.
var idleSentences = map[IdleReason]string{
	IdleAction:    "no action has the form of those that it lists",
	IdleResource:  "no resource is among those that it is for",
	IdleCondition: "nothing in this organization fulfills one of its conditions",
	IdleConflict:  "its conditions contradict each other",
	IdleCovered:   "RCPs cover none of its actions",
	IdleAllowRCP:  "an RCP does not allow anything; only RCPFullAWSAccess does",
}

// Idle tells which statements of an SCP or RCP can never matter, in the
// document's order. What depends on where the policy is attached counts only if
// it is so at each of its targets, and if all of them and what else is attached
// there is known. It may miss a case; it never names a statement that matters.
// Policies of AWS have none.
func Idle(r *model.Reading, id model.PolicyID) []IdleStatement { return NewIdling(r).Of(id) }

// Idling looks for the idle statements of several policies of a reading, which
// share the work. It belongs to the moment of the reading it was made of.
type Idling struct {
	r        *model.Reading
	known    map[model.PolicyType]*scp.Request
	meanings map[*scp.Document][]meaning
	levels   map[verdict.LevelRef]idleLevel
}

// NewIdling begins to look for idle statements.
func NewIdling(r *model.Reading) *Idling {
	x := &Idling{r, map[model.PolicyType]*scp.Request{}, map[*scp.Document][]meaning{}, map[verdict.LevelRef]idleLevel{}}
	for _, t := range model.Evaluated() {
		x.known[t] = verdict.DerivedRequest(r, "", t)
	}
	return x
}

// Of does for a policy what Idle does.
func (x *Idling) Of(id model.PolicyID) []IdleStatement {
	r := x.r
	p := r.Policy(id)
	if p == nil || p.AWSManaged || p.Type != model.ServiceControlPolicy && p.Type != model.ResourceControlPolicy {
		return nil
	}
	d := r.Parsed(id, p.Type)
	if d == nil {
		return nil
	}
	w := &idleWork{Idling: x, kind: p.Type, id: id}
	targets, status := r.Targets(id)
	if status.Known() {
		w.place(targets)
	}
	var out []IdleStatement
	for i, m := range w.of(d) {
		if s := &d.Statements[i]; !s.Broken {
			if x := w.statement(&m); x.Reason != 0 {
				x.Index, x.Span = s.Index, s.Span
				out = append(out, x)
			}
		}
	}
	return out
}

// idleWork looks for the idle statements of one policy.
type idleWork struct {
	*Idling
	kind    model.PolicyType
	id      model.PolicyID
	ladders [][]idleLevel // of each target that policies bind, root first; none if one is not known
	unbound bool          // there is no target but the management account
}

// idleLevel is a level with all that its policies say.
type idleLevel struct {
	rung verdict.Rung
	sure bool // nothing is missing and no document is broken
}

// of gives the meanings of a document's statements, made once.
func (x *Idling) of(d *scp.Document) []meaning {
	ms, ok := x.meanings[d]
	if !ok {
		for i := range d.Statements {
			ms = append(ms, newMeaning(d, &d.Statements[i]))
		}
		x.meanings[d] = ms
	}
	return ms
}

// level gives a level with what its policies say, made once.
func (x *Idling) level(l model.Level, t model.PolicyType) idleLevel {
	key := verdict.LevelRef{Type: t, Level: string(l.Node.ID)}
	level, ok := x.levels[key]
	if !ok {
		level.rung = verdict.NewRung(x.r, l, t)
		level.sure = l.Status.Known() && level.rung.Gap == nil && !level.rung.Incomplete
		for _, b := range level.rung.Policies {
			level.sure = level.sure && b.Text != nil && !b.Text.Broken()
		}
		x.levels[key] = level
	}
	return level
}

func (w *idleWork) place(targets []model.NodeID) {
	for _, t := range targets {
		if t == w.r.Organization.Management.Node() {
			w.unbound = len(targets) == 1
			continue
		}
		var levels []idleLevel
		for _, l := range w.r.Ladder(t, w.kind).Levels {
			levels = append(levels, w.level(l, w.kind))
		}
		if len(levels) == 0 || w.r.TreeNode(model.NodeID(levels[0].rung.Level)).Kind != model.KindRoot {
			w.ladders = nil // Where the target is, is not known.
			return
		}
		w.ladders = append(w.ladders, levels)
	}
}

// statement tells whether a statement is idle; the zero value if not.
func (w *idleWork) statement(m *meaning) IdleStatement {
	if never := m.never(w.known[w.kind]); never != neverNot {
		return IdleStatement{Reason: idleByNever[never], Sentence: idleSentences[idleByNever[never]]}
	}
	if w.kind == model.ResourceControlPolicy && m.statement.Effect == scp.Allow {
		return IdleStatement{Reason: IdleAllowRCP, Sentence: idleSentences[IdleAllowRCP]}
	}
	if w.unbound {
		return IdleStatement{Reason: IdleUnbound, Sentence: "no " + w.kind.Abbreviation() + " binds the management account, to which alone it is attached"}
	}
	var first IdleStatement
	for i, levels := range w.ladders {
		x := w.at(m, levels)
		if x.Reason == 0 {
			return x
		}
		if i == 0 {
			first = x
		}
	}
	return first
}

// at tells whether a statement is idle at one target, the last of the levels.
func (w *idleWork) at(m *meaning, levels []idleLevel) IdleStatement {
	last, deny := len(levels)-1, m.statement.Effect == scp.Deny
	above := w.above(m, levels)
	if deny && above.Reason != 0 {
		return above
	}
	for i := range levels {
		if by := w.coveredBy(m, &levels[i].rung, scp.Deny, i == last); by != nil {
			return IdleStatement{Reason: IdleDenied, By: by, Sentence: byWords(by) + " forbids all of it already"}
		}
	}
	if deny || above.Reason != 0 {
		return above
	}
	if by := w.coveredBy(m, &levels[last].rung, scp.Allow, true); by != nil {
		return IdleStatement{Reason: IdleAllowed, By: by, Sentence: byWords(by) + " allows all of it already"}
	}
	return IdleStatement{}
}

// above tells whether nothing of a statement of an SCP is allowed at a level
// above it, so that there is nothing left to allow or to deny. For a Deny its own
// level is as good.
func (w *idleWork) above(m *meaning, levels []idleLevel) IdleStatement {
	if w.kind != model.ServiceControlPolicy { // RCPFullAWSAccess is at each level.
		return IdleStatement{}
	}
	for i := range levels {
		own := i == len(levels)-1
		if own && m.statement.Effect == scp.Allow || !levels[i].sure || !w.allowsNone(m, &levels[i].rung) {
			continue
		}
		text := "nothing of it is allowed at " + levels[i].rung.Name
		if !own {
			text += " above"
		}
		return IdleStatement{Reason: IdleAbove, Sentence: text}
	}
	return IdleStatement{}
}

func byWords(by *verdict.Reason) string {
	text := by.Name
	if by.Index > 1 || !strings.HasSuffix(by.Name, "FullAWSAccess") {
		text += ", statement " + strconv.Itoa(by.Index) + ","
	}
	return text + " at " + by.Place
}

// coveredBy finds a statement of a level that applies wherever m does. Of two
// that mean the same at one level the first is not idle, and AWS's own never.
func (w *idleWork) coveredBy(m *meaning, rung *verdict.Rung, effect scp.Effect, same bool) *verdict.Reason {
	later := false // what comes now stands behind m itself
	for _, b := range rung.Policies {
		if b.Text == nil {
			continue
		}
		p := w.r.Policy(b.Policy)
		managed := p != nil && p.AWSManaged
		of := w.of(b.Text)
		for i := range of {
			n := &of[i]
			if same && b.Policy == w.id && n.statement == m.statement {
				later = true
				continue
			}
			if n.statement.Broken || n.statement.Effect != effect || !n.covers(m) || n.never(w.known[w.kind]) != neverNot {
				continue
			}
			if same && later && !managed && m.statement.Effect == effect && m.covers(n) {
				continue
			}
			s := n.statement
			return &verdict.Reason{Type: w.kind, Level: rung.Level, Place: rung.Name, Policy: b.Policy, Name: b.Name, Sid: s.Sid.Value, Index: s.Index, Span: s.Span}
		}
	}
	return nil
}

// allowsNone tells whether no Allow of a level has a request with m in common.
func (w *idleWork) allowsNone(m *meaning, rung *verdict.Rung) bool {
	for _, b := range rung.Policies {
		of := w.of(b.Text)
		for i := range of {
			if n := &of[i]; n.statement.Effect == scp.Allow && !n.actionsApart(m) && !n.requestsApart(m, w.known[w.kind]) {
				return false
			}
		}
	}
	return true
}

// requestsApart tells whether the resources and conditions of two statements
// that share an action surely have no request in common.
func (m *meaning) requestsApart(n *meaning, known *scp.Request) bool {
	action := m.common(n)
	if action == "" || m.unconditional() || n.unconditional() {
		return false
	}
	q := scp.NewRequest(action, scp.OpenResource(), scp.Open)
	if presence, values := known.Key("aws:PrincipalOrgID"); presence == scp.Given {
		q.Set("aws:PrincipalOrgID", values...)
	}
	_, possible := scp.Possible(nil, [][]*scp.Statement{{m.statement}, {n.statement}}, q)
	return !possible
}

// common gives an action that both statements list; none where finding one takes
// more than to look at their patterns. Resources and conditions bear on all
// actions of a statement alike, so that one stands for all.
func (m *meaning) common(n *meaning) string {
	if m.not || n.not {
		return ""
	}
	plain := strings.NewReplacer("*", "", "?", "x")
	for _, a := range m.actions {
		for _, b := range n.actions {
			switch {
			case globCovers(a, b):
				return plain.Replace(b)
			case globCovers(b, a):
				return plain.Replace(a)
			}
		}
	}
	return ""
}
