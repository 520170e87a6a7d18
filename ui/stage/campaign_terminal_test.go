//go:build linux

package stage_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"deputy/aws/store"
)

// pty is a real terminal: the program has one end, the test the other.
type pty struct {
	t        *testing.T
	ours     *os.File
	theirs   *os.File
	before   unix.Termios
	screen   *output
	answered chan struct{} // closed when nobody has the program's end any more
}

// newPTY opens a terminal of w×h.
func newPTY(t *testing.T, w, h uint16) *pty {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	must(err)
	must(unix.IoctlSetPointerInt(int(ours.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(ours.Fd()), unix.TIOCGPTN)
	must(err)
	theirs, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	must(err)
	must(unix.IoctlSetWinsize(int(ours.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: w, Row: h}))
	before, err := unix.IoctlGetTermios(int(theirs.Fd()), unix.TCGETS)
	must(err)
	p := &pty{t: t, ours: ours, theirs: theirs, before: *before, screen: &output{more: make(chan struct{}, 1)}, answered: make(chan struct{})}
	go func() {
		defer close(p.answered)
		_, _ = io.Copy(p.screen, ours) // It ends with an error when the other end is closed.
	}()
	return p
}

// start starts a command on the terminal, as the leader of a session of its own.
func (p *pty) start(cmd *exec.Cmd) {
	p.t.Helper()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.theirs, p.theirs, p.theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// send sends bytes as a keyboard does.
func (p *pty) send(keys string) {
	p.t.Helper()
	if _, err := io.WriteString(p.ours, keys); err != nil {
		p.t.Fatal(err)
	}
}

// end closes the terminal once the program has ended, and checks that it was left as it was found.
func (p *pty) end() {
	p.t.Helper()
	p.usable()
	_ = p.theirs.Close()
	<-p.answered
	_ = p.ours.Close()
	if problem := terminalLeft(p.screen.String()); problem != "" {
		p.t.Errorf("%s after\n%q", problem, lastOf(p.screen.String(), 600))
	}
}

// usable checks that a shell could read lines from the terminal.
func (p *pty) usable() {
	p.t.Helper()
	after, err := unix.IoctlGetTermios(int(p.theirs.Fd()), unix.TCGETS)
	if err != nil {
		p.t.Fatal(err)
	}
	if *after != p.before {
		p.t.Errorf("the terminal's settings are %+v instead of %+v", *after, p.before)
	}
}

func lastOf(s string, n int) string { return s[max(0, len(s)-n):] }

var (
	modeSet  = regexp.MustCompile("\x1b\\[\\?([0-9;]+)([hl])")
	keyboard = regexp.MustCompile("\x1b\\[([<>=])[0-9;]*u")
	otherKey = regexp.MustCompile("\x1b\\[>4(;[0-9])?m")
)

// terminalLeft says which mode of a terminal is not as a shell expects it after a program has sent a text; empty if all are.
func terminalLeft(text string) string {
	on := map[string]bool{"25": true} // the cursor
	ever := map[string]bool{}
	for _, m := range modeSet.FindAllStringSubmatch(text, -1) {
		for mode := range strings.SplitSeq(m[1], ";") {
			on[mode] = m[2] == "h"
			ever[mode] = true
		}
	}
	for mode, is := range on {
		if is != (mode == "25") && mode != "7" {
			return fmt.Sprintf("mode %s is on: %t", mode, is)
		}
	}
	if !ever["1049"] || !ever["2004"] {
		return "the program had no screen of its own"
	}
	pushed := 0
	for _, m := range keyboard.FindAllStringSubmatch(text, -1) {
		switch m[1] {
		case ">":
			pushed++
		case "<":
			pushed--
		}
	}
	if pushed > 0 {
		return "the keyboard protocol is left on"
	}
	if all := otherKey.FindAllStringSubmatch(text, -1); len(all) > 0 && all[len(all)-1][1] > ";0" {
		return "modifyOtherKeys is left on"
	}
	return ""
}

// ending is a way to end the program, with the exit code that the README documents.
type ending struct {
	name   string
	keys   string
	signal syscall.Signal
	code   int
}

var endings = []ending{
	{name: "q", keys: "q"},
	{name: "ctrl+c", keys: "\x03"},
	{name: "SIGINT", signal: syscall.SIGINT, code: 130},
	{name: "SIGTERM", signal: syscall.SIGTERM, code: 130},
	{name: "SIGHUP", signal: syscall.SIGHUP, code: 130},
	{name: "SIGQUIT", signal: syscall.SIGQUIT, code: 130},
	{name: "stopped and continued", signal: syscall.SIGTSTP},
}

// ttyKeys are keys as a terminal sends them. quiet ones leave no field that would take a q as text.
var (
	quietKeys = []string{"j", "k", "g", "G", "1", "2", "3", "4", "+", "-", "t", "s", "\t", "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[<64;20;10M", "\x1b[<65;20;10M", "\x0c"}
	ttyKeys   = append([]string{
		"\r", " ", "a", "d", "x", "f", "/", ":", "?", "A", "L", "y", "Y", "\x1b[C", "\x1b[D", "\x7f", "\x15", "n", "payments", "s3:GetObject",
		"\x1b[200~pasted \x07\x9b text\n\x1b[201~", "\x1b[<0;10;10M\x1b[<0;10;10m", "\x1b[<0;300;90M", "\xff\xfe", "宽\u202e", "\x1b[I", "\x1b[O", "\x1b[999;999R", "\x1b]11;rgb:ff/ff/ff\x07",
	}, quietKeys...)
)

// TestCampaignTerminal runs the built program on a real terminal, presses keys at random, and ends it in every way: the
// terminal is then as it was before, and the exit code as the README has it.
func TestCampaignTerminal(t *testing.T) {
	t.Parallel()
	skipShort(t)
	path := program(t)
	total := ofCampaign(len(endings), 40, 1000)
	var ended atomic.Int64
	t.Run("sequences", func(t *testing.T) {
		for worker := range 4 { // They wait for the terminal much of the time.
			t.Run(strconv.Itoa(worker), func(t *testing.T) {
				t.Parallel()
				for i := worker; i < total && !t.Failed(); i += 4 {
					onTerminal(t, path, i)
					ended.Add(1)
				}
			})
		}
	})
	count(t, int(ended.Load()), "sequences on a real terminal, which was left as it was")
}

// onTerminal plays the sequence of a number.
func onTerminal(t *testing.T, path string, number int) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(number), 20261130))
	end := endings[number%len(endings)]
	p := newPTY(t, uint16(60+random.IntN(120)), uint16(15+random.IntN(40)))
	cmd := exec.CommandContext(t.Context(), path, "--demo")
	cmd.Env = []string{"TERM=xterm-256color", "HOME=" + t.TempDir(), store.DirVariable + "=" + t.TempDir(), "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	if number%3 == 0 {
		cmd.Env = append(cmd.Env, "NO_COLOR=1")
	}
	p.start(cmd)
	p.screen.await(t, "\x1b[?1049h")
	p.screen.await(t, "Organization")
	keys := ttyKeys
	if end.keys == "q" {
		keys = quietKeys
	}
	var sent []string
	for range random.IntN(40) {
		key := keys[random.IntN(len(keys))]
		sent = append(sent, key)
		p.send(key)
		if random.IntN(8) == 0 {
			size := &unix.Winsize{Col: uint16(1 + random.IntN(200)), Row: uint16(1 + random.IntN(60))}
			if err := unix.IoctlSetWinsize(int(p.ours.Fd()), unix.TIOCSWINSZ, size); err != nil {
				t.Fatal(err)
			}
		}
	}
	switch {
	case end.signal == syscall.SIGTSTP:
		p.stopped(cmd)
		p.send("\x03")
	case end.signal != 0:
		if err := cmd.Process.Signal(end.signal); err != nil {
			t.Fatal(err)
		}
	default:
		p.send(end.keys)
	}
	_ = cmd.Wait() // The exit code says how it ended.
	p.end()
	if code := cmd.ProcessState.ExitCode(); code != end.code || t.Failed() {
		t.Errorf("sequence %d, %s: it ends with %d instead of %d after %q:\n%q", number, end.name, code, end.code, sent, lastOf(p.screen.String(), 600))
	}
}

// stopped stops the program as another one can, checks that the terminal is usable meanwhile, and lets it go on.
func (p *pty) stopped(cmd *exec.Cmd) {
	p.t.Helper()
	if err := cmd.Process.Signal(syscall.SIGTSTP); err != nil {
		p.t.Fatal(err)
	}
	p.screen.await(p.t, "\x1b[?1049l")
	for { // The screen is left before the settings are restored.
		if after, err := unix.IoctlGetTermios(int(p.theirs.Fd()), unix.TCGETS); err != nil || *after == p.before {
			break
		}
		if p.t.Context().Err() != nil {
			p.t.Fatal("the settings of the terminal were not restored")
		}
	}
	if problem := terminalLeft(p.screen.String()); problem != "" {
		p.t.Errorf("while it is stopped %s", problem)
	}
	before := strings.Count(p.screen.String(), "\x1b[?1049h")
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for strings.Count(p.screen.String(), "\x1b[?1049h") == before { // It may wait for the signal only in a moment.
		if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
			p.t.Fatal(err)
		}
		select {
		case <-again.C:
		case <-p.t.Context().Done():
			p.t.Fatal("the program does not go on")
		}
	}
}
