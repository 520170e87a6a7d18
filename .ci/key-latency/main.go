//go:build linux

// Command key-latency measures how long a key takes on the screen of a large
// organization: it builds the program, runs it in a pseudoterminal on a saved
// reading of 50,000 accounts, writes keys, and waits for the screen.
//
//	go run ./.ci/key-latency            # ten tours
//	go run ./.ci/key-latency -tours 2
//
// It prints, for each key, p50, p95 and the maximum in milliseconds, twice: until
// the first output, and until the output rests. Each tour is a process of its own,
// so every key is measured at its first use. The start is measured too, on a file and
// with a saved reading, and how much memory is resident at the end. Where other work is
// done beside it, the best start and the time of processors tell most.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"deputy/model/codec"
	"deputy/model/sample"
)

// rest is how long the program must write nothing until its screen is complete,
// and patience how long a key may take to show anything.
const rest, patience = 60 * time.Millisecond, 2 * time.Second

// step is a key of the tour; one without a name is not measured.
type step struct{ name, keys string }

const (
	escape = "\x1b"
	// Esc as terminals with the Kitty keyboard protocol send it. Elsewhere Bubble Tea
	// waits for 50 ms whether more follows.
	toldApart = "\x1b[27u"
	down      = "\x1b[B"
	end       = "\x1b[F"
	page      = "\x1b[6~"
)

// tour is the keys in the order in which they are pressed.
var tour = []step{
	{"down", down},
	{"/ (search)", "/"},
	{"p in the search", "p"},
	{"r in the search", "r"},
	{"Esc", escape},
	{"", "/"},
	{"Esc, told apart", toldApart},
	{"+ (unfold all)", "+"},
	{"down, unfolded", down},
	{"last row, unfolded", end},
	{"- (fold all)", "-"},
	{"C (compare)", "C"},
	{"", escape},
	{"t (list)", "t"},
	{"down in the list", down},
	{"page down in the list", page},
	{"last row of the list", end},
	{"s in the list", "s"},
	{"f in the list", "f"},
	{"1 in the filter", "1"},
	{"", escape},
	{"t (tree)", "t"},
	{"2 (Policies)", "2"},
	{"s, by size", "s"},
	{"s, by attachments", "s"},
	{"s, by accounts", "s"},
	{"s, by problems", "s"},
	{"page down in Policies", page},
	{"3 (Delegations)", "3"},
	{"4 (Findings)", "4"},
	{"1 (Organization)", "1"},
	{"A (activity)", "A"},
	{"", escape},
	{": (commands)", ":"},
	{"", escape},
	{"a (ask)", "a"},
	{"", "lambda:CreateFunction"},
	{"ctrl+n (lens)", "\x0e"},
	{"v (answers)", "v"},
	{"down in the answers", down},
}

func main() {
	starts := flag.Int("starts", 10, "how often the program is started, each way")
	tours := flag.Int("tours", 10, "how often the keys are pressed")
	accounts := flag.Int("accounts", 50_000, "the size of the organization")
	program := flag.String("program", "", "the program to run; empty builds it")
	flag.Parse()
	if err := measure(*starts, *tours, *accounts, *program); err != nil {
		fmt.Fprintln(os.Stderr, "key-latency:", err)
		os.Exit(1)
	}
}

func measure(starts, tours, accounts int, program string) error {
	dir, err := os.MkdirTemp("", "key-latency")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if program == "" {
		program = filepath.Join(dir, "program") // deputy is the state folder
		build := exec.CommandContext(context.Background(), "go", "build", "-o", program, ".")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	saved := filepath.Join(dir, "reading.json")
	if err := save(saved, accounts); err != nil {
		return err
	}
	if starts > 0 {
		if err := measureStarts(starts, accounts, program, saved, dir); err != nil {
			return err
		}
	}
	if tours == 0 {
		return nil
	}
	first, last := map[string][]time.Duration{}, map[string][]time.Duration{}
	var memory []int
	for range tours {
		resident, err := goOn(program, saved, dir, first, last)
		if err != nil {
			return err
		}
		memory = append(memory, resident)
	}
	fmt.Printf("%-24s %27s   %27s\n%-24s %27s   %27s\n", "", "first output, ms", "whole screen, ms", "key", "p50      p95      max", "p50      p95      max")
	for _, s := range tour {
		if s.name != "" {
			fmt.Printf("%-24s %s   %s\n", s.name, figures(first[s.name]), figures(last[s.name]))
		}
	}
	slices.Sort(memory)
	fmt.Printf("resident memory after the tour: %d MB, at most %d MB\n", memory[len(memory)/2]>>10, memory[len(memory)-1]>>10)
	return nil
}

// save writes a reading of so many accounts.
func save(path string, accounts int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return codec.Encode(f, sample.Large(accounts, accounts/25, accounts/25))
}

// goOn takes the tour once, in a process of its own, and returns how much memory is
// resident at its end, in kB.
func goOn(program, saved, home string, first, last map[string][]time.Duration) (resident int, err error) {
	p, err := run(program, home, []string{"--snapshot", saved}, nil)
	if err != nil {
		return 0, err
	}
	defer p.end()
	written := p.written
	wait(written, time.Now(), 10*time.Second, 2*time.Second)
	for _, s := range tour {
		began := time.Now()
		if _, err := p.terminal.WriteString(s.keys); err != nil {
			return 0, fmt.Errorf("after %q: %w", s.name, err)
		}
		f, l, ok := wait(written, began, patience, rest)
		if !ok && s.name != "" {
			return 0, fmt.Errorf("%q shows nothing within %s", s.name, patience)
		}
		if s.name != "" {
			first[s.name], last[s.name] = append(first[s.name], f), append(last[s.name], l)
			continue
		}
		wait(written, began, patience, 10*rest) // what is not measured settles
	}
	wait(written, time.Now(), 5*patience, 3*patience) // the work of the background ends
	return residentOf(p.command.Process.Pid)
}

// process is the program in a terminal.
type process struct {
	command  *exec.Cmd
	terminal *os.File
	written  chan output
}

// output is what the program wrote at once, and when.
type output struct {
	at   time.Time
	text []byte
}

// run starts the program.
func run(program, home string, args, environ []string) (*process, error) {
	terminal, tty, err := openTerminal()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(context.Background(), program, args...)
	c.Env = slices.Concat(os.Environ(), []string{"TERM=xterm-256color", "XDG_STATE_HOME=" + home, "HOME=" + home}, environ)
	c.Stdin, c.Stdout, c.Stderr = tty, tty, tty
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	err = c.Start()
	tty.Close()
	if err != nil {
		terminal.Close()
		return nil, err
	}
	p := &process{c, terminal, make(chan output, 1024)}
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			n, err := terminal.Read(buffer)
			if err != nil {
				close(p.written)
				return
			}
			p.written <- output{time.Now(), slices.Clone(buffer[:n])}
		}
	}()
	return p, nil
}

// end ends the program.
func (p *process) end() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
	p.terminal.Close()
}

// residentOf returns how much memory of a process is resident, in kB.
func residentOf(pid int) (kB int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	_, err = fmt.Sscan(after, &kB)
	return kB, err
}

// wait waits for output, and then until there is none for a while. It returns when
// the first and the last came.
func wait(written <-chan output, began time.Time, patience, rest time.Duration) (first, last time.Duration, ok bool) {
	for limit := patience; ; limit = rest {
		select {
		case w, open := <-written:
			if !open {
				return first, last, ok
			}
			if last = w.at.Sub(began); !ok {
				first, ok = last, true
			}
		case <-time.After(limit):
			return first, last, ok
		}
	}
}

// openTerminal returns both ends of a new pseudoterminal of 120×40.
func openTerminal() (terminal, tty *os.File, err error) {
	terminal, err = os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	fd := int(terminal.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 120})
	}
	if err == nil {
		tty, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	return terminal, tty, err
}

// figures returns p50, p95 and the maximum in milliseconds.
func figures(of []time.Duration) string { return percentiles(of, 50, 95, 100) }

// percentiles returns three of them in milliseconds.
func percentiles(of []time.Duration, percent ...int) string {
	slices.Sort(of)
	var b strings.Builder
	for _, p := range percent {
		fmt.Fprintf(&b, "%8.1f ", float64(of[(len(of)-1)*p/100].Microseconds())/1000)
	}
	return b.String()
}
