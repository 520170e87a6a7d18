//go:build unix

package command

import (
	"os"
	"os/signal"
	"syscall"

	tea "charm.land/bubbletea/v2"
)

// suspendable lets another program stop this one as its own key does: it leaves the
// terminal as it was before, and draws the whole screen when it goes on. The
// returned function ends that.
func suspendable(program *tea.Program) (end func()) {
	asked, resumed, over := make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(asked, syscall.SIGTSTP)
	signal.Notify(resumed, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-asked:
				// Bubble Tea stops the process by the same signal, which must take its usual effect then.
				signal.Stop(asked)
				program.Send(tea.SuspendMsg{})
			case <-resumed:
				signal.Notify(asked, syscall.SIGTSTP)
			case <-over:
				return
			}
		}
	}()
	return func() {
		signal.Stop(asked)
		signal.Stop(resumed)
		close(over)
	}
}
