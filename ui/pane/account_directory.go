package pane

import (
	"time"

	"deputy/model"
	"deputy/model/search"
	"deputy/ui/kit"
)

// directory keeps the accounts sorted by name, ID and e-mail address, to be
// searched while the user types.
type directory struct {
	of      *search.Directory // nil until it is made
	entries []search.DirectoryEntry
	reading *model.Reading // that it was made of
	asOf    uint64         // generation
	at      time.Time
}

// work returns the next job that builds the directory again after accounts were
// read; while accounts still arrive, it does so every few seconds. Sorting runs
// outside the program's goroutine, because it takes too long for many accounts.
func (d *directory) work(env *Env) kit.Job {
	r, of := env.Reading, env.Reading.Generation(model.PartAccounts)
	switch {
	case d.entries != nil:
		entries := d.entries
		d.entries = nil
		return func() func() {
			made := search.NewDirectory(entries)
			return func() { d.of = made }
		}
	case d.reading != r, d.asOf != of && env.Now.Sub(d.at) >= indexLifetime:
		return kit.ShortJob(func() {
			d.entries = search.DirectoryEntries(r)
			d.reading, d.asOf, d.at = r, of, env.Now
		})
	}
	return nil
}
