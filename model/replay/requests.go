package replay

import "deputy/model/cloudtrail"

// Requests tells requests apart for whoever counts something else than a Tally does.
// One goroutine at a time may use it.
type Requests struct {
	replayer *Replayer
	probe    probe
}

// Requests returns what tells requests apart as the Replayer does.
func (p *Replayer) Requests() *Requests { return &Requests{replayer: p, probe: probe{p: p}} }

// Key returns what events of one principal, account and Region have in common whose
// requests no policy tells apart.
func (r *Requests) Key(e *cloudtrail.Event) [2]uint64 {
	x := &r.probe
	x.take(e, r.replayer.scope(e, actionOf(e)), "")
	x.b = text(append(x.b[:0], x.facts...), e.CallerARN(), e.Identity.Account, string(x.owner))
	return x.hash()
}
