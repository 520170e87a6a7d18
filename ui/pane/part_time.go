package pane

import "time"

// partTime is how long a key may have to wait for a part of other work.
const partTime = 8 * time.Millisecond

// Spend does steps until none is left or the time of a part is spent. Without a
// clock it does one.
func (e *Env) Spend(step func() (more bool)) {
	if e.Clock == nil {
		step()
		return
	}
	until := e.Clock().Add(partTime)
	for more := true; more; {
		more = step() && e.Clock().Before(until)
	}
}
