package command_test

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/hinshun/vt10x"

	"deputy/model/plan"
	"deputy/ui/command"
)

// screen is a terminal on which the program runs.
type screen struct {
	t     *testing.T
	keys  *io.PipeWriter
	ended chan command.Code

	mu      sync.Mutex
	term    vt10x.Terminal
	raw     bytes.Buffer
	written chan struct{}
}

// Write draws what the program sends.
func (s *screen) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(text)
	// Without a terminal behind it the program counts on no carriage return.
	if _, err := s.term.Write(bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	select {
	case s.written <- struct{}{}:
	default:
	}
	return len(text), nil
}

// open runs the program on a screen of 120×40.
func (b *bench) open(args ...string) *screen {
	b.t.Helper()
	in, keys := io.Pipe()
	s := &screen{
		t: b.t, keys: keys, ended: make(chan command.Code, 1),
		term: vt10x.New(vt10x.WithSize(120, 40)), written: make(chan struct{}, 1),
	}
	b.terminal = true
	b.system.Terminal = []tea.ProgramOption{tea.WithWindowSize(120, 40)}
	var errors bytes.Buffer
	b.system.Stdin, b.system.Stdout, b.system.Stderr = in, s, &errors
	go func() {
		code := command.Run(b.ctx, &b.system, args)
		b.err = errors.String()
		s.ended <- code
	}()
	b.t.Cleanup(func() { keys.Close() })
	return s
}

// until waits until the screen shows a text.
func (s *screen) until(text string) {
	s.t.Helper()
	late := time.After(20 * time.Second)
	for {
		s.mu.Lock()
		shown := s.term.String()
		s.mu.Unlock()
		if strings.Contains(shown, text) {
			return
		}
		select {
		case <-s.written:
		case <-late:
			s.t.Fatalf("the screen does not show %q:\n%s", text, shown)
		}
	}
}

// press sends keys as a terminal does.
func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits until the program has ended with the code.
func (s *screen) ends(want command.Code) {
	s.t.Helper()
	select {
	case got := <-s.ended:
		if got != want {
			s.t.Fatalf("the program ends with %d instead of %d", got, want)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatal("the program does not end")
	}
}

// TestScreen ensures that the program opens without a command and leaves with
// 0, and that NO_COLOR takes every colour away.
func TestScreen(t *testing.T) {
	b := newBench(t)
	b.system.Environ = []string{"TERM=xterm-256color", "NO_COLOR=yes", "LANG=C"}
	s := b.open("--demo")
	s.until("Workloads")
	s.press("q")
	s.ends(command.Done)
	if raw := s.raw.String(); regexp.MustCompile(`\x1b\[38;[25];`).MatchString(raw) || strings.Contains(raw, "▸") {
		t.Error("NO_COLOR leaves colours, or a plain locale marks that are not ASCII")
	}
}

// TestScreenInterrupted ensures that a signal ends the program with 130.
func TestScreenInterrupted(t *testing.T) {
	b := newBench(t)
	ctx, signal := context.WithCancel(t.Context())
	b.ctx = ctx
	s := b.open("--demo")
	s.until("Workloads")
	signal()
	s.ends(command.Interrupted)
}

// TestScreenLeftHalfDone ensures that a signal in the middle of a change lets
// the step end, and that what is left is said after the screen is gone.
func TestScreenLeftHalfDone(t *testing.T) {
	b := newBench(t)
	ctx, signal := context.WithCancel(t.Context())
	b.ctx = ctx
	begun, finish := make(chan struct{}), make(chan struct{})
	b.fake.outcome = func(int, plan.Step) plan.Outcome {
		close(begun)
		<-finish
		return plan.Outcome{Result: plan.ResultUnknown}
	}
	var passed atomic.Int64 // seconds since benchTime
	b.system.Now = func() time.Time { return benchTime.Add(time.Duration(passed.Load()) * time.Second) }
	s := b.open("--demo")
	s.until("Workloads")
	s.press("+") // unfolds everything: the first account is two rows below
	s.until("partner-integration")
	s.press("jjd")
	s.until("Register for which service?")
	s.press("account-management\r")
	s.until("aws organizations register-delegated-administrator")
	passed.Add(1) // a plan that has just appeared takes no keys
	s.press("\t")
	s.until("[ Register ]")
	s.press("\r")
	<-begun
	signal()
	close(finish)
	s.ends(command.Partly)
	b.says(b.err, "unknown", "aws organizations register-delegated-administrator")
}
