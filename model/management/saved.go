package management

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/catalog"
)

// Saved is a report in a form that is small enough to be remembered from one start to
// the next. The calls of each day are exact, and so are the figures of the report. Of
// the rows that lead down to events, those with the most calls are kept, each with
// the ID of one event.
type Saved struct {
	Management model.AccountID  `json:"management"`
	Catalogue  string           `json:"catalogue"` // by which the calls were judged
	Digest     string           `json:"digest"`
	Regions    []model.Region   `json:"regions"`
	Names      []string         `json:"names"` // what the rows have by number: actions, days, IDs
	Callers    []Caller         `json:"callers"`
	Judgements []savedJudgement `json:"judgements"`
	Days       []savedDay       `json:"days"`
	Rows       [][]int          `json:"rows"` // see savedRow
	Roots      []RootUse        `json:"roots,omitempty"`
}

// savedJudgement is a judgement, without what the reading says of delegates.
type savedJudgement struct {
	Action  string          `json:"action"`
	Class   Class           `json:"class"`
	Service model.ServiceID `json:"service,omitempty"`
	Why     string          `json:"why,omitempty"`
	If      string          `json:"if,omitempty"`
	Page    string          `json:"page,omitempty"`
}

// savedDay is the calls of one kind in one day.
type savedDay struct {
	Day   string    `json:"day"`
	Kind  eventKind `json:"kind"`
	Class Class     `json:"class,omitempty"`
	Sure  bool      `json:"sure,omitempty"`
	Calls int       `json:"calls"`
}

// The numbers of a row: indexes, and seconds of the day.
const (
	rowCaller = iota
	rowJudgement
	rowAction
	rowKind
	rowDay
	rowCalls
	rowFirst
	rowLast
	rowID
	rowLength
)

// Save returns a report, and what leads down from it, in the form that is remembered,
// with at most so many rows.
func Save(r *Report, daily []*Daily, most int) *Saved {
	s := &saver{
		Saved: Saved{Management: r.Management, Catalogue: r.Catalogue, Digest: r.Digest, Regions: r.Regions},
		names: map[string]int{}, callers: map[Caller]int{}, judgements: map[savedJudgement]int{},
	}
	days := map[dayKind]int{}
	for _, d := range daily {
		kind := d.kind()
		key := dayKind{day: d.Day, kind: kind}
		if d.Judgement != nil {
			key.class, key.sure = d.Judgement.Class, d.Judgement.If == ""
		}
		days[key] += *d.count(kind)
	}
	for k, n := range days {
		s.Days = append(s.Days, savedDay{k.day, k.kind, k.class, k.sure, n})
	}
	slices.SortFunc(s.Days, func(a, b savedDay) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Class, b.Class), b.Calls-a.Calls)
	})
	rows := slices.Clone(daily)
	slices.SortStableFunc(rows, func(a, b *Daily) int { return b.Calls() - a.Calls() })
	for _, d := range rows[:min(len(rows), most)] {
		s.addRow(d)
	}
	for _, x := range r.Roots[:min(len(r.Roots), most)] {
		s.Roots = append(s.Roots, *x)
	}
	return &s.Saved
}

// saver makes a Saved.
type saver struct {
	Saved
	names      map[string]int
	callers    map[Caller]int
	judgements map[savedJudgement]int
}

// indexOf returns the number of a thing in a list, and adds it if it is new.
func indexOf[T comparable](numbers map[T]int, list *[]T, x T) int {
	i, ok := numbers[x]
	if !ok {
		i = len(*list)
		numbers[x] = i
		*list = append(*list, x)
	}
	return i
}

func (s *saver) name(text string) int { return indexOf(s.names, &s.Names, text) }

func (s *saver) addRow(d *Daily) {
	row := make([]int, rowLength)
	kind := d.kind()
	row[rowCaller], row[rowJudgement], row[rowID] = indexOf(s.callers, &s.Callers, d.Caller), -1, -1
	if j := d.Judgement; j != nil {
		row[rowJudgement] = indexOf(s.judgements, &s.Judgements, savedJudgement{d.Action, j.Class, j.Service, j.Why, j.If, j.Page})
	}
	row[rowAction], row[rowKind], row[rowDay], row[rowCalls] = s.name(d.Action), int(kind), s.name(d.Day), *d.count(kind)
	row[rowFirst], row[rowLast] = second(d.First), second(d.Last)
	if len(d.EventIDs) > 0 {
		row[rowID] = s.name(d.EventIDs[0])
	}
	s.Rows = append(s.Rows, row)
}

// kind returns what the calls count as.
func (d *Daily) kind() eventKind {
	for _, kind := range []eventKind{changeEvent, failedEvent, signInEvent, serviceEvent} {
		if *d.count(kind) > 0 {
			return kind
		}
	}
	return readEvent
}

// second returns the second of the day of a time; -1 if it is none.
func second(text string) int {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return -1
	}
	return int(at.UTC().Sub(at.UTC().Truncate(24 * time.Hour)).Seconds())
}

// errSaved says that a saved report cannot be used.
var errSaved = errors.New("the use of the management account was saved by another version of deputy")

// Tally returns the tally of what was saved, with who is a delegated administrator by
// judge. It fails if the rules have changed since, or if what was saved is damaged.
func (s *Saved) Tally(judge *Judge) (*Tally, error) {
	digest, err := hex.DecodeString(s.Digest)
	if err != nil || len(digest) != 32 || s.Catalogue != catalog.Version() || s.Management != judge.management {
		return nil, errSaved
	}
	t := NewTally(judge, nil)
	for i := range t.digest {
		t.digest[i] = binary.BigEndian.Uint64(digest[8*i:])
	}
	for _, region := range s.Regions {
		t.seenRegions[region] = 0
	}
	t.callers = s.Callers
	for i, j := range s.Judgements {
		t.judgements = append(t.judgements, Judgement{Class: j.Class, Service: j.Service, Why: j.Why, If: j.If, Page: j.Page})
		t.judgedIndex[judged{j.Action, j.Class, j.Service, j.Why, j.If}] = i
	}
	total := 0
	for _, d := range s.Days {
		t.days[dayKind{d.Day, d.Kind, d.Class, d.Sure}] += d.Calls
		total += d.Calls
	}
	for _, row := range s.Rows {
		if !s.fits(row) {
			return nil, errSaved
		}
		u, c := s.use(row)
		t.uses[u] = c
		total -= c.calls
	}
	t.beyond = total
	for _, x := range s.Roots {
		t.roots[rootKey{x.Account, x.Session}] = &count{calls: x.Calls, first: x.Last, last: x.Last, ids: []string{x.EventID}}
	}
	t.Rejudge(judge)
	return t, nil
}

// fits reports whether a row is whole, and has only numbers of things that there are.
func (s *Saved) fits(row []int) bool {
	if len(row) != rowLength {
		return false
	}
	judged := row[rowKind] == int(changeEvent) || row[rowKind] == int(failedEvent)
	for _, x := range []struct {
		column, least, most int
	}{
		{rowCaller, 0, len(s.Callers)},
		{rowJudgement, -1, len(s.Judgements)},
		{rowAction, 0, len(s.Names)},
		{rowKind, int(changeEvent), int(serviceEvent) + 1},
		{rowDay, 0, len(s.Names)},
		{rowID, -1, len(s.Names)},
	} {
		if row[x.column] < x.least || row[x.column] >= x.most {
			return false
		}
	}
	return judged == (row[rowJudgement] >= 0)
}

// use returns what a row says.
func (s *Saved) use(row []int) (use, *count) {
	day := s.Names[row[rowDay]]
	at := func(second int) string {
		midnight, err := time.Parse(dayForm, day)
		if err != nil || second < 0 {
			return day
		}
		return midnight.Add(time.Duration(second) * time.Second).Format(time.RFC3339)
	}
	c := &count{calls: row[rowCalls], first: at(row[rowFirst]), last: at(row[rowLast])}
	if row[rowID] >= 0 {
		c.ids = []string{s.Names[row[rowID]]}
	}
	return use{caller: row[rowCaller], judgement: row[rowJudgement], action: s.Names[row[rowAction]], kind: eventKind(row[rowKind]), day: day}, c
}
