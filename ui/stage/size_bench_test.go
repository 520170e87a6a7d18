package stage_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
	"deputy/ui/theme"
)

// audience runs a program in real time, as Bubble Tea does, but draws when it
// is asked to.
type audience struct {
	app  *ui.App
	msgs chan tea.Msg
}

// attend starts the program on an organization, through the real clients.
func attend(ctx context.Context, s *model.Snapshot) *audience {
	b := aws.New(aws.Options{
		Demo: true, Transport: emulator.New(s).Transport(),
		Keys: &aws.Keys{ID: "AKIA" + string(s.Organization.Management) + "DEMO", Secret: "demo"},
	})
	a := &audience{ui.New(ctx, b, ui.Options{Depth: theme.Full}), make(chan tea.Msg, 64)}
	a.take(tea.WindowSizeMsg{Width: 120, Height: 40}) //nolint:contextcheck // The program has its context since New.
	a.run(a.app.Init())
	return a
}

func (a *audience) run(c tea.Cmd) {
	if c == nil {
		return
	}
	go func() {
		if msg := c(); msg != nil {
			a.msgs <- msg
		}
	}()
}

func (a *audience) take(msg tea.Msg) {
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, c := range batch {
			a.run(c)
		}
		return
	}
	_, cmd := a.app.Update(msg)
	a.run(cmd)
}

// until plays what comes until the frame shows a text.
func (a *audience) until(text string) {
	for !strings.Contains(ansi.Strip(a.app.View().Content), text) {
		a.take(<-a.msgs)
	}
}

// BenchmarkFirstFrame measures the way from New to a first frame, and
// BenchmarkFirstRows to one with the organization's OUs and accounts.
func BenchmarkFirstFrame(b *testing.B) {
	s := sample.Demo()
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		a := attend(ctx, s)
		if !strings.Contains(a.app.View().Content, "Organization") {
			b.Fatal("the first frame shows no screen")
		}
		cancel()
	}
}

// BenchmarkFirstRows measures the way from New to a frame with accounts.
func BenchmarkFirstRows(b *testing.B) {
	s := sample.Demo()
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		attend(ctx, s).until("Acme Root mgmt")
		cancel()
	}
}

// BenchmarkWhole reads whole organizations through the real clients, reports
// how long that takes without AWS's limits and what the program holds in memory
// then, and measures one key on it: every account unfolded, 120×40.
func BenchmarkWhole(b *testing.B) {
	for _, n := range []int{500, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := sample.Large(n, n/25, max(50, n/25))
			before := heap()
			began := time.Now()
			a := attend(b.Context(), s)
			a.until("complete ")
			read, used := time.Since(began), heap()-before
			for _, k := range []string{"+", "tab", "down", "down", "down", "down"} {
				a.take(stage.Key(k))
			}
			keys := [2]tea.Msg{stage.Key("down"), stage.Key("up")}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				a.app.Update(keys[i/400%2]) // 400 rows down, 400 rows up
				a.app.View()
			}
			b.ReportMetric(read.Seconds(), "s/reading")
			b.ReportMetric(float64(used)/(1<<20), "MB")
		})
	}
}

// heap gives the bytes in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
