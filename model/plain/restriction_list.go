package plain

import (
	"cmp"
	"slices"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// restrictionLister collects restrictions.
type restrictionLister struct {
	reading    *model.Reading
	policyType model.PolicyType
	out        Restrictions
	words      writer
	known      *scp.Request   // the keys that are the same for every request at the node
	lineByKey  map[string]int // index of the line for a meaning
}

// RestrictionsAt returns what the policies of a type, SCPs or RCPs, forbid at a
// node. Equal statements of several levels share a line. A line is as exact as
// its statement: if it shortens a list, it says how many values are missing.
func RestrictionsAt(r *model.Reading, id model.NodeID, t model.PolicyType) Restrictions {
	list := &restrictionLister{reading: r, policyType: t, out: Restrictions{Node: id, Type: t}, lineByKey: map[string]int{}}
	applies, note := verdict.AppliesAt(r, id, t)
	list.out.Note = note
	if applies {
		list.known = verdict.DerivedRequest(r, id, t)
		list.words = writer{reading: r}
		list.addLevels(id)
		list.finish()
	}
	return list.out
}

// addLevels adds the levels from the root down.
func (list *restrictionLister) addLevels(id model.NodeID) {
	levels := list.reading.Ladder(id, list.policyType)
	if len(levels) == 0 || levels[0].Node.Kind != model.KindRoot {
		for _, rung := range verdict.Rungs(list.reading, id, list.policyType) {
			if rung.Gap != nil {
				list.addUnknown(rung, verdict.AttachedPolicy{}, "deputy does not know where this account is in the organization", rung.Gap)
			}
		}
	}
	for _, level := range levels {
		list.addLevel(level)
	}
}

// addLevel adds the policies of one level.
func (list *restrictionLister) addLevel(l model.Level) {
	rung, complete := verdict.NewRung(list.reading, l, list.policyType), true
	if !l.Status.Known() || l.Status.Gap != nil {
		complete = false
		list.addUnknown(rung, verdict.AttachedPolicy{}, "deputy does not know all policies attached at "+l.Node.Name, l.Status.Gap)
	}
	var allows []meaning
	var sources []verdict.Reason
	for _, attached := range rung.Policies {
		complete = list.checkDocument(rung, attached) && complete
		if attached.Text == nil {
			continue
		}
		for i := range attached.Text.Statements {
			s := &attached.Text.Statements[i]
			if s.Broken {
				continue
			}
			m := newMeaning(attached.Text, s)
			if m.noMatch(list.known) != mayMatch {
				continue
			}
			source := rung.Reason(list.policyType, attached, s)
			if s.Effect == scp.Deny {
				list.addDeny(m, source)
				continue
			}
			allows, sources = append(allows, m), append(sources, source)
		}
	}
	if complete && list.policyType == model.ServiceControlPolicy {
		list.addAllowList(rung, allows, sources)
	}
}

// checkDocument reports whether a policy has been read and is free of errors,
// and adds a line if not.
func (list *restrictionLister) checkDocument(rung verdict.Rung, attached verdict.AttachedPolicy) bool {
	switch {
	case attached.Text == nil:
		gap, why := list.reading.Status(model.PartDocument, string(attached.Policy)).Gap, "it has not read the document"
		if gap != nil {
			why = "it could not read the document"
		}
		list.addUnknown(rung, attached, "deputy does not know what "+attached.Name+" at "+rung.Name+" forbids: "+why, gap)
	case attached.Text.Broken():
		gap := verdict.UnreadableGap(attached)
		list.addUnknown(rung, attached, "deputy does not know all that "+attached.Name+" at "+rung.Name+" does: "+gap.Cause, &gap)
	default:
		return true
	}
	return false
}

// addUnknown adds a line about what is not known.
func (list *restrictionLister) addUnknown(rung verdict.Rung, attached verdict.AttachedPolicy, sentence string, gap *model.Gap) {
	list.out.Lines = append(list.out.Lines, Restriction{
		Kind: NotKnown, Topic: TopicGap, Sentence: sentence, What: sentence, Gap: gap, Levels: []string{rung.Level},
		Sources: []verdict.Reason{{Type: list.policyType, Level: rung.Level, Place: rung.Name, Policy: attached.Policy, Name: attached.Name}},
	})
}

// addDeny adds the line of a Deny statement, or its source to the line that
// says the same already.
func (list *restrictionLister) addDeny(m meaning, source verdict.Reason) {
	key := m.key()
	if i, ok := list.lineByKey[key]; ok {
		l := &list.out.Lines[i]
		l.Sources = append(l.Sources, source)
		if l.Levels[len(l.Levels)-1] != source.Level {
			l.Levels = append(l.Levels, source.Level)
		}
		return
	}
	words := list.words.denial(&m)
	list.lineByKey[key] = len(list.out.Lines)
	list.out.Lines = append(list.out.Lines, Restriction{
		Kind: Forbidden, Topic: words.topic, Sentence: words.sentence, What: words.what, Exempt: words.who, rank: words.rank, Actions: valuesOf(m.statement.Action.Values), Except: m.notActions,
		Sources: []verdict.Reason{source}, Levels: []string{source.Level}, meanings: []meaning{m}, key: key,
	})
}

// finish sorts the lines and marks those that a broader one implies.
func (list *restrictionLister) finish() {
	slices.SortStableFunc(list.out.Lines, func(a, b Restriction) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.rank, b.rank), cmp.Compare(a.conditions(), b.conditions()))
	})
	lines := list.out.Lines
	for i := range lines {
		for k := range lines {
			if i != k && lines[i].Kind == Forbidden && lines[k].Kind == Forbidden && lines[k].meanings[0].covers(&lines[i].meanings[0]) {
				lines[i].Broader = &lines[k].Sources[0]
				break
			}
		}
	}
}

// conditions ranks a line by what narrows it: nothing if nothing is allowed,
// then lines without conditions, then the others.
func (l *Restriction) conditions() int {
	switch {
	case len(l.meanings) == 0:
		return -1
	case l.Kind != Forbidden:
		return 0
	}
	return min(1, len(l.meanings[0].clauses))
}
