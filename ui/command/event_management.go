package command

import (
	"sync"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/management"
	"deputy/model/recorded"
)

// managementEvents counts what the events that the screen reads say of the use of the
// management account. All goroutines count in one tally.
type managementEvents struct {
	lock    sync.Mutex
	counted management.Counted
}

func newManagementEvents(p *recorded.Pass) eventUse {
	return &managementEvents{counted: management.Counted{Tally: management.NewTally(management.NewJudge(p.Reading()), nil)}}
}

func (m *managementEvents) counter() eventCounter { return m }

func (m *managementEvents) fact() model.Fact { return m.counted }

// Add counts an event.
func (m *managementEvents) Add(e *cloudtrail.Event) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.counted.Tally.Add(e)
}

// Skip counts what is no event.
func (m *managementEvents) Skip(string) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.counted.Skipped++
}
