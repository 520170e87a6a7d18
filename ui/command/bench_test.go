package command_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deputy/ui"
	"deputy/ui/command"
)

// bench runs commands in a world of the test's own.
type bench struct {
	t        *testing.T
	ctx      context.Context
	system   command.System
	fake     *fake
	settings command.Settings // what the last command asked for
	terminal bool
	stdin    string
	pipe     io.Reader // instead of stdin

	out, err string // what the last command printed
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, ctx: t.Context(), fake: newFake()}
	b.system = command.System{
		Version:    "v0.0.0-test",
		License:    "the license\n",
		Notice:     "the notice\n",
		IsTerminal: func(any) bool { return b.terminal },
		Now:        func() time.Time { return benchTime },
		Backend: func(s command.Settings) (ui.Backend, error) {
			b.settings = s
			if s.Snapshot != nil {
				b.fake.snapshot = s.Snapshot
			}
			return b.fake, nil
		},
		Emulate:       func(_ context.Context, e command.Emulation) error { e.Ready(e.Listen); return nil },
		ProfileConfig: func(string) (command.ProfileConfig, error) { return command.ProfileConfig{}, nil },
	}
	return b
}

// run runs a command line and checks how it ends. An error is one line.
func (b *bench) run(want command.Code, args ...string) {
	b.t.Helper()
	got := b.runs(args...)
	if got != want {
		b.t.Fatalf("deputy %s ends with %d instead of %d\nout: %s\nerr: %s", strings.Join(args, " "), got, want, b.out, b.err)
	}
	if got == command.BadInput && (b.out != "" || strings.Count(b.err, "\n") != 1) {
		b.t.Errorf("deputy %s: want one line on standard error only\nout: %s\nerr: %s", strings.Join(args, " "), b.out, b.err)
	}
}

// runs carries out a command line and returns how it ends.
func (b *bench) runs(args ...string) command.Code {
	var out, err bytes.Buffer
	b.system.Stdin, b.system.Stdout, b.system.Stderr = strings.NewReader(b.stdin), &out, &err
	if b.pipe != nil {
		b.system.Stdin = b.pipe
	}
	code := command.Run(b.ctx, &b.system, args)
	b.out, b.err = out.String(), err.String()
	return code
}

// says checks that a text holds others.
func (b *bench) says(text string, wanted ...string) {
	b.t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			b.t.Errorf("%q is missing in:\n%s", w, text)
		}
	}
}

// calls checks what was executed, as operation and principal.
func (b *bench) calls(want ...string) {
	b.t.Helper()
	var got []string
	for _, s := range b.fake.executed {
		got = append(got, s.Operation+" "+string(s.Principal))
	}
	if d := cmp.Diff(want, got); d != "" {
		b.t.Errorf("executed (-want +got):\n%s", d)
	}
}

// digest returns the digest that the last line of a plan names.
func (b *bench) digest() string {
	b.t.Helper()
	lines := strings.Split(strings.TrimSuffix(b.out, "\n"), "\n")
	digest, ok := strings.CutPrefix(lines[len(lines)-1], "plan ")
	if !ok {
		b.t.Fatalf("the last line is no digest:\n%s", b.out)
	}
	return digest
}
