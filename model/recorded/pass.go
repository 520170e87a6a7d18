package recorded

import (
	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/replay"
)

// Pass is one reading of all events.
type Pass struct {
	want     Want
	reading  *model.Reading
	replayer *replay.Replayer
	tallies  []*replay.Tally
	denials  *Denials
}

// NewPass returns a pass for what is wanted. The error says why the organization
// cannot become as the edits have it.
func NewPass(w Want) (*Pass, error) {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: w.Snapshot})
	replayer, err := replay.New(r, w.Edits)
	if err != nil {
		return nil, err
	}
	return &Pass{want: w, reading: r, replayer: replayer, denials: newDenials(r)}, nil
}

// Reading returns the organization by which the pass judges. It does not change.
func (p *Pass) Reading() *model.Reading { return p.reading }

// Counter counts events of one goroutine.
type Counter struct {
	tally    *replay.Tally
	requests *replay.Requests
	denials  *Denials
}

// Counter returns a new counter. Those of all goroutines are made before the first
// event is counted.
func (p *Pass) Counter() *Counter {
	t := p.replayer.Tally()
	p.tallies = append(p.tallies, t)
	return &Counter{tally: t, requests: p.replayer.Requests(), denials: p.denials}
}

// Add counts an event.
func (c *Counter) Add(e *cloudtrail.Event) {
	c.tally.Add(e)
	if e.Denied() {
		c.denials.add(e, c.requests.Key(e))
	}
}

// Skip counts what is no event.
func (c *Counter) Skip(reason string) { c.tally.Skip(reason) }

// Judged returns what the pass comes to. lacking says what could not be read.
func (p *Pass) Judged(lacking []string) Judged {
	result := p.replayer.Result(p.tallies...)
	p.denials.finish()
	return Judged{
		Token: p.want.Token, Result: result, Changes: changesOf(p.reading, result), Denials: p.denials,
		Lacking: append(lacking, p.replayer.Notes()...),
	}
}
