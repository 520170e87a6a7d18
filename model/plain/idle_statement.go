package plain

import (
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// IdleReason is why a statement has no effect.
type IdleReason uint8

// The reasons.
const (
	IdleAction         IdleReason = iota + 1 // none of the listed actions can exist
	IdleResource                             // none of the listed resources can exist
	IdleCondition                            // no request in this organization meets one of its conditions
	IdleConflict                             // its conditions contradict each other
	IdleNotCovered                           // RCPs support none of its actions
	IdleAllowRCP                             // an RCP cannot allow anything; only RCPFullAWSAccess has an Allow
	IdleDenied                               // a Deny at the same level or above already forbids all of it
	IdleAllowed                              // another Allow of the same level already allows all of it
	IdleAbove                                // a level above, or for a Deny its own level, allows none of it
	IdleManagementOnly                       // it is attached only to the management account
)

// IdleStatement is a statement that has no effect wherever its policy is
// attached, and why.
type IdleStatement struct {
	Index    int // from 1
	Span     scp.Span
	Reason   IdleReason
	By       *verdict.Reason // the other statement that makes it so; nil if none does
	Sentence string          // such as "FullAWSAccess allows all of it at the same level"
}

// idleReasons maps why a statement matches no request to the reason why it has
// no effect.
var idleReasons = map[noMatchReason]IdleReason{
	noMatchAction: IdleAction, noMatchResource: IdleResource, noMatchCondition: IdleCondition, noMatchConflict: IdleConflict, noMatchNotCovered: IdleNotCovered,
}

// idleSentences are the sentences for reasons that lie in the statement itself.
var idleSentences = map[IdleReason]string{
	IdleAction:     "no AWS action matches those that it lists",
	IdleResource:   "no resource matches those that it lists",
	IdleCondition:  "nothing in this organization can meet one of its conditions",
	IdleConflict:   "its conditions contradict each other",
	IdleNotCovered: "RCPs do not apply to any of its actions",
	IdleAllowRCP:   "an RCP cannot allow anything; only RCPFullAWSAccess can",
}

// IdleFinder finds statements without effect in the policies of one reading, at
// the moment at which the reading is now. Policies that are checked by the same
// finder share the work.
type IdleFinder struct {
	reading  *model.Reading
	known    map[model.PolicyType]*scp.Request // the keys that are the same for every request
	meanings map[*scp.Document][]meaning
	levels   map[verdict.LevelRef]idleLevel
}

// NewIdleFinder returns a finder for a reading.
func NewIdleFinder(r *model.Reading) *IdleFinder {
	f := &IdleFinder{r, map[model.PolicyType]*scp.Request{}, map[*scp.Document][]meaning{}, map[verdict.LevelRef]idleLevel{}}
	for _, t := range model.Evaluated() {
		f.known[t] = verdict.DerivedRequest(r, "", t)
	}
	return f
}

// Of returns the statements of an SCP or RCP that have no effect, in the
// document's order. What depends on where the policy is attached counts only if
// it holds at each of its targets, and if these and what else is attached there
// are known. It may miss a statement, but never returns one that has an effect.
// For AWS's own policies it returns nothing.
func (f *IdleFinder) Of(id model.PolicyID) []IdleStatement {
	r := f.reading
	p := r.Policy(id)
	if p == nil || p.AWSManaged || p.Type != model.ServiceControlPolicy && p.Type != model.ResourceControlPolicy {
		return nil
	}
	d := r.ParsedDocument(id, p.Type)
	if d == nil {
		return nil
	}
	check := &idleCheck{IdleFinder: f, policyType: p.Type, policy: id}
	targets, status := r.Targets(id)
	if status.Known() {
		check.findLadders(targets)
	}
	var out []IdleStatement
	for i, m := range check.meaningsOf(d) {
		if s := &d.Statements[i]; !s.Broken {
			if idle := check.statement(&m); idle.Reason != 0 {
				idle.Index, idle.Span = s.Index, s.Span
				out = append(out, idle)
			}
		}
	}
	return out
}

// idleCheck checks the statements of one policy.
type idleCheck struct {
	*IdleFinder
	policyType     model.PolicyType
	policy         model.PolicyID
	ladders        [][]idleLevel // of each target to which policies apply, root first; nil if one is not known
	managementOnly bool          // the only target is the management account
}

// idleLevel is a level of a ladder, ready to be compared with a statement.
type idleLevel struct {
	rung     verdict.Rung
	complete bool // everything attached has been read and is free of errors
}

// meaningsOf returns the meanings of a document's statements, made on first
// use.
func (f *IdleFinder) meaningsOf(d *scp.Document) []meaning {
	ms, ok := f.meanings[d]
	if !ok {
		for i := range d.Statements {
			ms = append(ms, newMeaning(d, &d.Statements[i]))
		}
		f.meanings[d] = ms
	}
	return ms
}

// level returns a level ready to be compared, made on first use.
func (f *IdleFinder) level(l model.Level, t model.PolicyType) idleLevel {
	key := verdict.LevelRef{Type: t, Level: string(l.Node.ID)}
	level, ok := f.levels[key]
	if !ok {
		level.rung = verdict.NewRung(f.reading, l, t)
		level.complete = l.Status.Known() && level.rung.Gap == nil && !level.rung.Incomplete
		for _, p := range level.rung.Policies {
			level.complete = level.complete && p.Text != nil && !p.Text.Broken()
		}
		f.levels[key] = level
	}
	return level
}

// findLadders collects the ladders of a policy's targets.
func (c *idleCheck) findLadders(targets []model.NodeID) {
	for _, t := range targets {
		if t == c.reading.Organization.Management.Node() {
			c.managementOnly = len(targets) == 1
			continue
		}
		var levels []idleLevel
		for _, l := range c.reading.Ladder(t, c.policyType) {
			levels = append(levels, c.level(l, c.policyType))
		}
		if len(levels) == 0 || c.reading.TreeNode(model.NodeID(levels[0].rung.Level)).Kind != model.KindRoot {
			c.ladders = nil // The target's place is not known.
			return
		}
		c.ladders = append(c.ladders, levels)
	}
}

// statement returns why a statement has no effect, or the zero value if it has
// one.
func (c *idleCheck) statement(m *meaning) IdleStatement {
	if never := m.noMatch(c.known[c.policyType]); never != mayMatch {
		return IdleStatement{Reason: idleReasons[never], Sentence: idleSentences[idleReasons[never]]}
	}
	if c.policyType == model.ResourceControlPolicy && m.statement.Effect == scp.Allow {
		return IdleStatement{Reason: IdleAllowRCP, Sentence: idleSentences[IdleAllowRCP]}
	}
	if c.managementOnly {
		return IdleStatement{Reason: IdleManagementOnly, Sentence: "it is attached only to the management account, to which no " + c.policyType.Abbreviation() + " applies"}
	}
	var first IdleStatement
	for i, levels := range c.ladders {
		x := c.atTarget(m, levels)
		if x.Reason == 0 {
			return x
		}
		if i == 0 {
			first = x
		}
	}
	return first
}

// atTarget returns why a statement has no effect at one target, the last of the
// levels.
func (c *idleCheck) atTarget(m *meaning, levels []idleLevel) IdleStatement {
	last, deny := len(levels)-1, m.statement.Effect == scp.Deny
	notAllowed := c.notAllowedAbove(m, levels)
	if deny && notAllowed.Reason != 0 {
		return notAllowed
	}
	for i := range levels {
		if by := c.coveredBy(m, &levels[i].rung, scp.Deny, i == last); by != nil {
			return IdleStatement{Reason: IdleDenied, By: by, Sentence: byWords(by) + " already denies all of it"}
		}
	}
	if deny || notAllowed.Reason != 0 {
		return notAllowed
	}
	if by := c.coveredBy(m, &levels[last].rung, scp.Allow, true); by != nil {
		return IdleStatement{Reason: IdleAllowed, By: by, Sentence: byWords(by) + " already allows all of it"}
	}
	return IdleStatement{}
}

// notAllowedAbove returns IdleAbove if nothing that an SCP's statement is about
// is allowed at a level above it, so that nothing remains to be allowed or
// denied. For a Deny its own level counts too.
func (c *idleCheck) notAllowedAbove(m *meaning, levels []idleLevel) IdleStatement {
	if c.policyType != model.ServiceControlPolicy { // RCPFullAWSAccess is at each level.
		return IdleStatement{}
	}
	for i := range levels {
		own := i == len(levels)-1
		if own && m.statement.Effect == scp.Allow || !levels[i].complete || !c.allowsNone(m, &levels[i].rung) {
			continue
		}
		text := "none of this is allowed at " + levels[i].rung.Name
		if !own {
			text += ", above it"
		}
		return IdleStatement{Reason: IdleAbove, Sentence: text}
	}
	return IdleStatement{}
}

// byWords names a statement and its level.
func byWords(by *verdict.Reason) string {
	text := by.Name
	if by.Index > 1 || !strings.HasSuffix(by.Name, "FullAWSAccess") {
		text += ", statement " + strconv.Itoa(by.Index) + ","
	}
	return text + " at " + by.Place
}

// coveredBy returns a statement of a level that applies wherever m does. same
// tells that it is the level of m itself: of two statements there with the same
// meaning, the first is not idle, and AWS's own never is.
func (c *idleCheck) coveredBy(m *meaning, rung *verdict.Rung, effect scp.Effect, same bool) *verdict.Reason {
	later := false // m itself has been passed
	for _, attached := range rung.Policies {
		if attached.Text == nil {
			continue
		}
		p := c.reading.Policy(attached.Policy)
		managed := p != nil && p.AWSManaged
		of := c.meaningsOf(attached.Text)
		for i := range of {
			n := &of[i]
			if same && attached.Policy == c.policy && n.statement == m.statement {
				later = true
				continue
			}
			if n.statement.Broken || n.statement.Effect != effect || !n.covers(m) || n.noMatch(c.known[c.policyType]) != mayMatch {
				continue
			}
			if same && later && !managed && m.statement.Effect == effect && m.covers(n) {
				continue
			}
			by := rung.Reason(c.policyType, attached, n.statement)
			return &by
		}
	}
	return nil
}

// allowsNone reports whether no Allow of a level applies to a request that m
// applies to.
func (c *idleCheck) allowsNone(m *meaning, rung *verdict.Rung) bool {
	for _, attached := range rung.Policies {
		of := c.meaningsOf(attached.Text)
		for i := range of {
			if n := &of[i]; n.statement.Effect == scp.Allow && !n.actionsDisjoint(m) && !n.requestsDisjoint(m, c.known[c.policyType]) {
				return false
			}
		}
	}
	return true
}
