package command

import (
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model/cloudtrail"
)

// recentKeys lets what runs beside the screen wait while a key is handled: on a busy
// machine they would share the processor.
type recentKeys struct {
	pressed atomic.Int64 // when the last key came, in nanoseconds
	added   atomic.Int64
}

// How long a key is left alone, and after how many events the clock is looked at.
const (
	keyAlone   = 20 * time.Millisecond
	looksEvery = 32
)

// note notes a key among the messages of the screen.
func (k *recentKeys) note(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, is := msg.(tea.KeyPressMsg); is {
		k.pressed.Store(time.Now().UnixNano())
	}
	return msg
}

// Add waits before an event is counted if a key is being handled.
func (k *recentKeys) Add(*cloudtrail.Event) {
	if k.added.Add(1)%looksEvery != 0 {
		return
	}
	if left := keyAlone - time.Since(time.Unix(0, k.pressed.Load())); left > 0 {
		<-time.After(left)
	}
}

// Skip does nothing: what is no event takes no time.
func (k *recentKeys) Skip(string) {}
