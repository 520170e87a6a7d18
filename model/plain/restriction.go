package plain

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// Restrictions are what the policies of one type forbid at a node and below it,
// in plain words: by SCPs what principals of the account cannot do, by RCPs
// what nobody can do to its resources. Service-linked roles are exempt from
// both.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
type Restrictions struct {
	Node  model.NodeID
	Type  model.PolicyType
	Lines []Restriction // what is not known first, then by consequence
	Note  string        // why nothing binds, or whether it does is not documented; may be empty
}

// RestrictionKind tells what sort of line a restriction is.
type RestrictionKind uint8

// The kinds of restrictions.
const (
	Forbidden  RestrictionKind = iota + 1 // a Deny forbids it
	NotAllowed                            // a level allows only what it lists
	NotKnown                              // something could not be read, so lines may be missing
)

// Restriction is one line: what cannot be done, and which statements see to
// it.
type Restriction struct {
	Kind     RestrictionKind
	Topic    Topic
	Sentence string           // goes on after "cannot", such as "leave the organization"; of NotKnown a whole clause
	Actions  []string         // the action patterns as the statement writes them
	Except   bool             // the line is about every action but Actions
	Sources  []verdict.Reason // root first; of NotAllowed the levels' Allow statements, perhaps none
	Levels   []string         // IDs of the levels, root first
	Broader  *verdict.Reason  // a statement that forbids all of this and more; nil if there is none
	Gap      *model.Gap       // of NotKnown; nil while it has only not been read yet

	meanings []meaning // one of a Deny, all Allows of a level
	key      string
	scope    scope
}

// scope is where the lines hold, for their questions.
type scope struct {
	reading *model.Reading
	account model.AccountID // an account that the ladder binds; empty if there is none
	kind    model.PolicyType
	known   *scp.Request // what follows for every request there
}

// RestrictionsAt tells in plain words what the policies of a type, SCPs or RCPs,
// forbid at a node: equal statements of several levels are one line, and a line
// is as exact as its statement, however long its lists are: those it shortens
// say how many values more there are.
func RestrictionsAt(r *model.Reading, id model.NodeID, t model.PolicyType) Restrictions {
	w := &restrictionLister{r: r, kind: t, out: Restrictions{Node: id, Type: t}, at: map[string]int{}}
	applies, note := verdict.AppliesAt(r, id, t)
	w.out.Note = note
	if applies {
		w.known = verdict.DerivedRequest(r, id, t)
		w.scope = scope{r, someMember(r, id), t, w.known}
		w.words = writer{r}
		w.climb(id)
		w.finish()
	}
	return w.out
}

// someMember gives the account itself, or the first account below a node that
// policies bind.
func someMember(r *model.Reading, id model.NodeID) model.AccountID {
	n := r.Node(id)
	if n == nil {
		return ""
	}
	if a := n.Account(); a != "" {
		if a == r.Organization.Management {
			return ""
		}
		return a
	}
	for k := range r.Children(id) {
		if a := someMember(r, k.ID); a != "" {
			return a
		}
	}
	return ""
}

// restrictionLister is a list of restrictions being made.
type restrictionLister struct {
	r     *model.Reading
	kind  model.PolicyType
	out   Restrictions
	scope scope
	words writer
	known *scp.Request   // what follows for the node; everything else is open
	at    map[string]int // lines by their meaning
}

// climb takes the levels from the root down.
func (w *restrictionLister) climb(id model.NodeID) {
	l := w.r.Ladder(id, w.kind)
	if len(l.Levels) == 0 || l.Levels[0].Node.Kind != model.KindRoot {
		for _, rung := range verdict.Rungs(w.r, id, w.kind) {
			if rung.Gap != nil {
				w.unknown(rung, verdict.AttachedPolicy{}, "where this account is in the organization is not known", rung.Gap)
			}
		}
	}
	for _, level := range l.Levels {
		w.level(level)
	}
}

// level takes one level's policies.
func (w *restrictionLister) level(l model.Level) {
	rung, sure := verdict.NewRung(w.r, l, w.kind), true
	if !l.Status.Known() || l.Status.Gap != nil {
		sure = false
		w.unknown(rung, verdict.AttachedPolicy{}, "not everything that is attached at "+l.Node.Name+" is known", l.Status.Gap)
	}
	var allows []meaning
	var sources []verdict.Reason
	for _, b := range rung.Policies {
		sure = w.complete(rung, b) && sure
		if b.Text == nil {
			continue
		}
		for i := range b.Text.Statements {
			s := &b.Text.Statements[i]
			if s.Broken {
				continue
			}
			m := newMeaning(b.Text, s)
			if m.never(w.known) != neverNot {
				continue
			}
			source := w.source(rung, b, s)
			if s.Effect == scp.Deny {
				w.deny(m, source)
				continue
			}
			allows, sources = append(allows, m), append(sources, source)
		}
	}
	if sure && w.kind == model.ServiceControlPolicy {
		w.allow(rung, allows, sources)
	}
}

// complete tells whether a policy can be read and evaluated as a whole, and
// puts up a line if not.
func (w *restrictionLister) complete(rung verdict.Rung, b verdict.AttachedPolicy) bool {
	switch {
	case b.Text == nil:
		gap, why := w.r.Status(model.PartDocument, string(b.Policy)).Gap, "its document has not been read"
		if gap != nil {
			why = "its document could not be read"
		}
		w.unknown(rung, b, "what "+b.Name+" at "+rung.Name+" forbids is not known: "+why, gap)
	case b.Text.Broken():
		gap := verdict.UnreadableGap(b)
		w.unknown(rung, b, "not all that "+b.Name+" at "+rung.Name+" does is known: "+gap.Cause, &gap)
	default:
		return true
	}
	return false
}

func (w *restrictionLister) source(rung verdict.Rung, b verdict.AttachedPolicy, s *scp.Statement) verdict.Reason {
	return verdict.Reason{Type: w.kind, Level: rung.Level, Place: rung.Name, Policy: b.Policy, Name: b.Name, Sid: s.Sid.Value, Index: s.Index, Span: s.Span}
}

func (w *restrictionLister) unknown(rung verdict.Rung, b verdict.AttachedPolicy, sentence string, gap *model.Gap) {
	w.out.Lines = append(w.out.Lines, Restriction{
		Kind: NotKnown, Topic: TopicGap, Sentence: sentence, Gap: gap, Levels: []string{rung.Level}, scope: w.scope,
		Sources: []verdict.Reason{{Type: w.kind, Level: rung.Level, Place: rung.Name, Policy: b.Policy, Name: b.Name}},
	})
}

// deny puts up the line of a Deny statement, or adds its source to the line
// that says the same already.
func (w *restrictionLister) deny(m meaning, source verdict.Reason) {
	key := m.key()
	if i, ok := w.at[key]; ok {
		l := &w.out.Lines[i]
		l.Sources = append(l.Sources, source)
		if l.Levels[len(l.Levels)-1] != source.Level {
			l.Levels = append(l.Levels, source.Level)
		}
		return
	}
	sentence, topic := w.words.sentence(&m)
	w.at[key] = len(w.out.Lines)
	w.out.Lines = append(w.out.Lines, Restriction{
		Kind: Forbidden, Topic: topic, Sentence: sentence, Actions: valuesOf(m.statement.Action.Values), Except: m.not,
		Sources: []verdict.Reason{source}, Levels: []string{source.Level}, meanings: []meaning{m}, key: key, scope: w.scope,
	})
}

// finish orders the lines by consequence and marks those that a broader one
// implies.
func (w *restrictionLister) finish() {
	slices.SortStableFunc(w.out.Lines, func(a, b Restriction) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.conditions(), b.conditions()))
	})
	lines := w.out.Lines
	for i := range lines {
		for k := range lines {
			if i != k && lines[i].Kind == Forbidden && lines[k].Kind == Forbidden && lines[k].meanings[0].covers(&lines[i].meanings[0]) {
				lines[i].Broader = &lines[k].Sources[0]
				break
			}
		}
	}
}

// conditions counts what narrows a line; nothing, where nothing is allowed.
func (l *Restriction) conditions() int {
	switch {
	case len(l.meanings) == 0:
		return -1
	case l.Kind != Forbidden:
		return 0
	}
	return min(1, len(l.meanings[0].clauses))
}

// valuesOf gives the values of scalars.
func valuesOf(values []scp.Text) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = v.Value
	}
	return out
}
