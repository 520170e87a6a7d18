package pane

import (
	"time"

	"deputy/model"
	"deputy/ui/kit"
)

// directory keeps the accounts ready to be found while one types.
type directory struct {
	of      *model.Directory // nil until it is made
	entries []model.DirectoryEntry
	reading *model.Reading // that it was made of
	asOf    uint64         // generation
	at      time.Time
}

// work makes it anew once accounts were read, but while the reading streams in
// only now and then. What sorts them runs beside the program: for many it takes
// longer than a key may.
func (d *directory) work(env *Env) kit.Job {
	r, of := env.Reading, env.Reading.Generation(model.PartAccounts)
	switch {
	case d.entries != nil:
		entries := d.entries
		d.entries = nil
		return func() func() {
			made := model.NewDirectory(entries)
			return func() { d.of = made }
		}
	case d.reading != r, d.asOf != of && env.Now.Sub(d.at) >= indexLifetime:
		return kit.ShortJob(func() {
			d.entries = r.DirectoryEntries()
			d.reading, d.asOf, d.at = r, of, env.Now
		})
	}
	return nil
}
