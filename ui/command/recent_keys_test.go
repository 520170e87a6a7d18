package command

import (
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestRecentKeys ensures that events wait while a key is handled, and only then.
func TestRecentKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, began := &recentKeys{}, time.Now()
		count := func() {
			for range looksEvery {
				keys.Add(nil)
			}
		}
		count()
		keys.note(nil, tea.WindowSizeMsg{})
		if count(); time.Since(began) != 0 {
			t.Errorf("without a key the events waited for %s", time.Since(began))
		}
		keys.note(nil, tea.KeyPressMsg{})
		count()
		if count(); time.Since(began) != keyAlone {
			t.Errorf("after a key the events waited for %s", time.Since(began))
		}
	})
}
