package pane

import (
	"hash/maphash"
	"maps"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/management"
)

// The bounds of counting: the events of a part, so that other work can be done
// between, and how many events and bytes of their texts are remembered.
const (
	pagesInPart   = 20
	maxEventsSeen = 4_000_000
	maxEventTexts = 16 << 20
	resultsApart  = 20 // times the time that a result takes: others are not kept from work
)

// useCount counts events. Only one job at a time has it.
type useCount struct {
	tally *management.Tally
	seen  map[uint64]struct{} // where reading goes on, some events come twice
	seed  maphash.Seed
	texts map[string]string // of events that the rows name, by their IDs
	size  int               // of the texts
	lost  int               // what cannot be read as an event
}

// useResult is what was counted so far. It does not change any more.
type useResult struct {
	version int
	days    int
	until   string // the last day that counts

	report *management.Report
	daily  []*management.Daily
	texts  map[string]string // of events, by their IDs
	lost   int
	took   time.Duration // to be made
}

func newUseCount(judge *management.Judge) *useCount {
	return &useCount{tally: management.NewTally(judge, nil), seen: map[uint64]struct{}{}, seed: maphash.MakeSeed(), texts: map[string]string{}}
}

// add counts the events of pages. It returns the time of the oldest of each Region.
func (c *useCount) add(pages []model.EventsFact) map[model.Region]time.Time {
	reached := map[model.Region]time.Time{}
	for _, page := range pages {
		for _, text := range page.Events {
			at := c.event(text)
			if before, ok := reached[page.Region]; !at.IsZero() && (!ok || at.Before(before)) {
				reached[page.Region] = at
			}
		}
	}
	return reached
}

// event counts an event, and returns its time.
func (c *useCount) event(text string) time.Time {
	e, err := cloudtrail.Parse(text)
	if err != nil {
		c.lost++
		return time.Time{}
	}
	if c.again(e.ID) {
		return e.At()
	}
	if e.ReadOnly != "true" && c.size < maxEventTexts {
		c.texts[strings.Clone(e.ID)] = text
		c.size += len(text)
	}
	c.tally.Add(&e)
	return e.At()
}

// again reports whether an event came before, and remembers it.
func (c *useCount) again(id string) bool {
	h := maphash.String(c.seed, id)
	if _, again := c.seen[h]; again && id != "" {
		return true
	}
	if len(c.seen) < maxEventsSeen {
		c.seen[h] = struct{}{}
	}
	return false
}

// conclude makes a result of what was counted. It measures how long that takes, if it
// has a clock.
func (c *useCount) conclude(r *useResult, clock func() time.Time) {
	if clock != nil {
		began := clock()
		defer func() { r.took = clock().Sub(began) }()
	}
	r.report, r.lost = c.tally.Report(r.days, r.until), c.lost
	r.daily = c.tally.Daily(r.report)
	c.forget()
	r.texts = maps.Clone(c.texts)
}

// forget forgets the texts of events that no row names.
func (c *useCount) forget() {
	named := map[string]bool{}
	for id := range c.tally.EventIDs() {
		named[id] = true
	}
	for id, text := range c.texts {
		if !named[id] {
			delete(c.texts, id)
			c.size -= len(text)
		}
	}
}
