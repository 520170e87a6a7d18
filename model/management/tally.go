package management

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
)

// Bounds of what a Tally keeps, whatever the number of events. Beyond them the
// figures go on being exact, and the lists lack something, which the report says.
const (
	maxUses = 200_000
	maxIDs  = 4_000_000 // of changes, to find those that come twice
	fewIDs  = 3         // event IDs for each row
)

// use is what is counted together: one caller's calls of one kind in one day.
type use struct {
	caller    int // in callers
	judgement int // in judgements; -1 for reads and sign-ins
	action    string
	kind      eventKind
	day       string
}

// count is how often, when, and in which events.
type count struct {
	calls       int
	first, last string
	ids         []string
}

func (c *count) add(e *cloudtrail.Event) {
	c.calls += e.Count
	first, last := e.Time, e.Time
	if e.Last != "" {
		last = e.Last
	}
	if c.first == "" || first < c.first {
		c.first = strings.Clone(first)
	}
	if last > c.last {
		c.last = strings.Clone(last)
	}
	if len(c.ids) < fewIDs && e.ID != "" {
		c.ids = append(c.ids, strings.Clone(e.ID))
	}
}

// dayKind is a day with a kind of events.
type dayKind struct {
	day   string
	kind  eventKind
	class Class // of changes
	sure  bool  // no condition stands with the class
}

// judged tells judgements of an action apart.
type judged struct {
	action  string
	class   Class
	service model.ServiceID
	why, If string
}

// Tally counts what the management account is used for, event by event. Its zero
// value is not ready: use NewTally.
type Tally struct {
	judge   *Judge
	regions []model.Region // that count; all if empty
	most    int            // of uses and callers

	callers     []Caller
	callerIndex map[Caller]int
	judgements  []Judgement
	judgedIndex map[judged]int
	uses        map[use]*count
	days        map[dayKind]int
	seenRegions map[model.Region]int
	roots       map[rootKey]*count
	ids         map[uint64]struct{}
	seed        maphash.Seed
	digest      [4]uint64 // the sum of the digests of the event IDs
	words       map[string]string
	actionNames map[called]string
	events      int // of the management account, in the Regions that count
	twice       int
	others      int // of other accounts
	elsewhere   int // in other Regions
	undated     int
	beyond      int // events that found no place in uses
}

// NewTally returns a tally that judges with judge. If there are Regions, only
// events in them count.
func NewTally(judge *Judge, regions []model.Region) *Tally {
	return &Tally{
		judge: judge, regions: regions, most: maxUses, callerIndex: map[Caller]int{}, judgedIndex: map[judged]int{}, uses: map[use]*count{},
		days: map[dayKind]int{}, seenRegions: map[model.Region]int{}, roots: map[rootKey]*count{},
		ids: map[uint64]struct{}{}, seed: maphash.MakeSeed(), words: map[string]string{}, actionNames: map[called]string{},
	}
}

// Skip is told of what could not be read as an event; whoever reads says so.
func (*Tally) Skip(string) {}

// Add counts an event. Insights are about other events.
func (t *Tally) Add(e *cloudtrail.Event) {
	if e.Category == "Insight" {
		return
	}
	if e.Count == 0 {
		e.Count = 1
	}
	account := recipient(e)
	caller := CallerOf(e)
	if caller.Kind == Root {
		t.addRoot(account, e)
	}
	if account != t.judge.management {
		t.others += e.Count
		return
	}
	region := model.Region(e.Region)
	if len(t.regions) > 0 && !slices.Contains(t.regions, region) {
		t.elsewhere += e.Count
		return
	}
	action := t.actionOf(e)
	kind := kindOf(e, action, caller)
	if kind != readEvent && kind != serviceEvent && t.seen(e.ID) {
		t.twice += e.Count
		return
	}
	t.seenRegions[model.Region(t.word(e.Region))] += e.Count
	t.events += e.Count
	t.addDigest(e.ID)
	day := t.day(e)
	if day == "" {
		t.undated += e.Count
	}
	u := use{caller: t.callerOf(caller), judgement: -1, kind: kind, day: day}
	key := dayKind{day: day, kind: kind}
	switch kind {
	case changeEvent, failedEvent:
		u.action = t.word(action)
		u.judgement = t.judgementOf(u.action, e)
		j := &t.judgements[u.judgement]
		key.class, key.sure = j.Class, j.If == ""
	default:
		u.action = t.word(e.Source)
	}
	t.days[key] += e.Count
	t.addUse(u, e)
}

// called is what names the action of most events.
type called struct{ source, name string }

// actionOf returns the action of an event. That of Amazon S3 depends on more than
// the event's name.
func (t *Tally) actionOf(e *cloudtrail.Event) string {
	key := called{e.Source, e.Name}
	if action, ok := t.actionNames[key]; ok {
		return action
	}
	action, _ := e.Action()
	action = strings.Clone(action)
	if !strings.HasPrefix(e.Source, "s3") && len(t.actionNames) < maxUses {
		t.actionNames[called{strings.Clone(key.source), strings.Clone(key.name)}] = action
	}
	return action
}

// recipient returns the account in whose trail the event is.
func recipient(e *cloudtrail.Event) model.AccountID {
	if e.Recipient != "" {
		return model.AccountID(e.Recipient)
	}
	return e.Account()
}

func (t *Tally) addUse(u use, e *cloudtrail.Event) {
	c := t.uses[u]
	if c == nil {
		if len(t.uses) >= t.most {
			t.beyond += e.Count
			return
		}
		c = &count{}
		t.uses[u] = c
	}
	c.add(e)
}

// rootKey is an account in which root acted, and how.
type rootKey struct {
	account model.AccountID
	session bool // in a session of sts:AssumeRoot, not as the user
}

// addRoot counts a call of a root user, in whichever account.
func (t *Tally) addRoot(account model.AccountID, e *cloudtrail.Event) {
	k := rootKey{account, strings.EqualFold(e.Identity.AssumedRoot, "true")}
	c := t.roots[k]
	if c == nil {
		c = &count{}
		k.account = model.AccountID(strings.Clone(string(account)))
		t.roots[k] = c
	}
	c.add(e)
}

// seen reports whether an event came before, and remembers it.
func (t *Tally) seen(id string) bool {
	if id == "" {
		return false
	}
	h := maphash.String(t.seed, id)
	if _, ok := t.ids[h]; ok {
		return true
	}
	if len(t.ids) >= maxIDs {
		return false
	}
	t.ids[h] = struct{}{}
	return false
}

// addDigest adds an event to the digest of the input, which does not depend on the
// order of the events, or on the files that they are in.
func (t *Tally) addDigest(id string) {
	sum := sha256.Sum256([]byte(id))
	for i := range t.digest {
		t.digest[i] += binary.BigEndian.Uint64(sum[8*i:])
	}
}

// Digest returns the digest of the events that counted: the sum of the SHA-256 of
// their IDs, each 64 bits by themselves.
func (t *Tally) Digest() string {
	var b []byte
	for _, word := range t.digest {
		b = binary.BigEndian.AppendUint64(b, word)
	}
	return hex.EncodeToString(b)
}

func (t *Tally) callerOf(c Caller) int {
	i, ok := t.callerIndex[c]
	if !ok && len(t.callers) >= t.most { // Sessions can have any name.
		c.Person = ""
		i, ok = t.callerIndex[c]
	}
	if !ok {
		c.Name, c.Person = t.word(c.Name), t.word(c.Person)
		i = len(t.callers)
		t.callers = append(t.callers, c)
		t.callerIndex[c] = i
	}
	return i
}

// judgementOf judges an event, and returns which of the judgements it got.
func (t *Tally) judgementOf(action string, e *cloudtrail.Event) int {
	call := Call{Action: action, Parameters: e.Parameters}
	for _, r := range e.Resources {
		account := r.Account
		if account == "" {
			account, _ = splitARN(r.ARN)
		}
		if model.IsAccountID(account) {
			call.Owners = append(call.Owners, model.AccountID(account))
		}
	}
	j := t.judge.Judge(&call)
	j.Member = "" // It would tell calls apart that are judged alike.
	k := judged{action, j.Class, j.Service, j.Why, j.If}
	i, ok := t.judgedIndex[k]
	if !ok {
		i = len(t.judgements)
		t.judgements = append(t.judgements, j)
		t.judgedIndex[k] = i
	}
	return i
}

// day returns the day of an event; empty if it has no time that can be read.
func (t *Tally) day(e *cloudtrail.Event) string {
	day := e.Day()
	if known, ok := t.words[day]; ok {
		return known
	}
	if _, err := time.Parse(dayForm, day); err != nil {
		return ""
	}
	return t.word(day)
}

// word returns a text that does not keep that of the event in memory.
func (t *Tally) word(text string) string {
	if known, ok := t.words[text]; ok {
		return known
	}
	own := strings.Clone(text)
	if len(t.words) < maxUses {
		t.words[own] = own
	}
	return own
}
