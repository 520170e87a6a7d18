// Package stage plays the program in tests: it puts a model on a terminal of
// some size, presses keys, lets fake time pass and gives the frames. Every
// frame is checked for its exact size and for raw control characters. It must
// run inside a testing/synctest bubble.
package stage

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Stage is a model on a terminal. Create one with New.
type Stage struct {
	t     testing.TB
	model tea.Model
	w, h  int
	drawn string   // the last frame
	lines []string // of the last frame, checked
	plain string   // the last frame without colours; empty until it is asked for

	mu   sync.Mutex
	msgs []tea.Msg     // what commands brought and was not played yet
	came chan struct{} // holds a value when there are some

	Drawn func(frame string) // is told every frame that differs from the one before, with its colours; may be nil

	Quit bool      // the model asked to quit; nothing is played any more
	Sent []tea.Msg // every message that commands brought, oldest first
}

// New puts a model on a stage of w×h and starts it. Nothing has been played
// when it returns but the size.
func New(t testing.TB, m tea.Model, w, h int) *Stage {
	t.Helper()
	s := &Stage{t: t, model: m, came: make(chan struct{}, 1)}
	s.run(m.Init())
	s.Resize(w, h)
	return s
}

// Resize changes the terminal's size.
func (s *Stage) Resize(w, h int) {
	s.t.Helper()
	s.w, s.h, s.drawn, s.lines, s.plain = w, h, "", nil, ""
	s.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// Send plays one message and all that follows from it without time passing.
func (s *Stage) Send(msg tea.Msg) {
	s.t.Helper()
	s.update(msg)
	s.settle()
}

// Press presses keys one after the other, spelled as Bubble Tea does.
func (s *Stage) Press(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.Send(Key(k))
	}
}

// Type presses the key of every character.
func (s *Stage) Type(text string) {
	s.t.Helper()
	for _, r := range text {
		s.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Paste pastes a text.
func (s *Stage) Paste(text string) {
	s.t.Helper()
	s.Send(tea.PasteMsg{Content: text})
}

// Wait lets fake time pass, playing what comes on the way.
func (s *Stage) Wait(d time.Duration) {
	s.t.Helper()
	s.pass(d, func() bool { return false })
}

// End plays nothing any more and lets commands that still wait, such as a
// spinner's next turn, run out: a bubble must not end with goroutines in it.
func (s *Stage) End() {
	s.Quit = true
	time.Sleep(5 * time.Minute)
}

// Until lets fake time pass until the frame shows a text; after a minute it
// fails the test with the frame.
func (s *Stage) Until(text string) {
	s.t.Helper()
	if !s.pass(time.Minute, func() bool { return s.Shows(text) }) {
		s.t.Fatalf("after a minute the frame does not show %q:\n%s", text, s.Frame())
	}
}

// pass lets fake time pass, playing what comes on the way, until something
// holds; false if it did not in that time.
func (s *Stage) pass(d time.Duration, holds func() bool) bool {
	s.t.Helper()
	end := time.NewTimer(d)
	defer end.Stop()
	for {
		s.settle()
		if holds() {
			return true
		}
		select {
		case <-s.came:
		case <-end.C:
			s.settle()
			return holds()
		}
	}
}

// Frame gives the screen as plain text, without blanks at the lines' ends.
func (s *Stage) Frame() string {
	if s.plain != "" {
		return s.plain
	}
	lines := strings.Split(ansi.Strip(s.drawn), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	s.plain = strings.Join(lines, "\n") + "\n"
	return s.plain
}

// Styled gives the screen with its colours.
func (s *Stage) Styled() string { return s.drawn }

// Shows tells whether the frame holds a text.
func (s *Stage) Shows(text string) bool { return strings.Contains(s.Frame(), text) }

func (s *Stage) update(msg tea.Msg) {
	s.t.Helper()
	if s.Quit {
		return // nobody listens any more
	}
	switch msg := msg.(type) {
	case nil:
		return
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
		return
	case tea.QuitMsg:
		s.Quit = true
		return
	}
	var cmd tea.Cmd
	s.model, cmd = s.model.Update(msg)
	s.run(cmd)
	s.check()
}

// run carries out a command beside the model, as Bubble Tea does.
func (s *Stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.msgs = append(s.msgs, msg)
		select {
		case s.came <- struct{}{}:
		default:
		}
	}()
}

// settle plays what commands brought until nothing more comes by itself.
func (s *Stage) settle() {
	s.t.Helper()
	for played := 0; ; {
		synctest.Wait()
		s.mu.Lock()
		msgs := s.msgs
		s.msgs = nil
		s.mu.Unlock()
		if len(msgs) == 0 {
			return
		}
		if played += len(msgs); played > 100_000 {
			s.t.Fatalf("messages follow each other without end, of type %T", msgs[0])
		}
		for _, m := range msgs {
			s.Sent = append(s.Sent, m)
			s.update(m)
		}
	}
}

// check draws a frame and checks it. What has not changed since the last one was checked then.
func (s *Stage) check() {
	s.t.Helper()
	drawn := s.model.View().Content
	if drawn == s.drawn {
		return
	}
	before := s.lines
	s.drawn, s.plain, s.lines = drawn, "", strings.Split(drawn, "\n")
	if s.Drawn != nil {
		s.Drawn(drawn)
	}
	if len(s.lines) != s.h {
		s.t.Fatalf("the frame has %d lines instead of %d:\n%s", len(s.lines), s.h, ansi.Strip(drawn))
	}
	for i, line := range s.lines {
		if len(before) == len(s.lines) && before[i] == line {
			continue
		}
		if problem := checkLine(line, s.w); problem != "" {
			s.t.Fatalf("line %d %s", i+1, problem)
		}
	}
}

// checkLine says what is wrong with a line; empty if nothing is. It must not be wider than w, whether a terminal counts
// characters or clusters, nor lose anything when it is put into the cells of the renderer, and may hold
// nothing but text and colours.
func checkLine(line string, w int) string {
	text := withoutColours(line)
	if at := strings.IndexFunc(text, isControl); at >= 0 || !utf8.ValidString(text) {
		return fmt.Sprintf("holds a raw control character: %q", text)
	}
	if width := max(ansi.StringWidth(text), ansi.StringWidthWc(text)); width > w {
		return fmt.Sprintf("is %d cells wide instead of at most %d: %q", width, w, text)
	}
	if strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }) < 0 {
		return "" // Every character has its cell.
	}
	cells := uv.NewScreenBuffer(w, 1)
	uv.NewStyledString(line).Draw(cells, cells.Bounds())
	var shown strings.Builder
	for x := 0; x < w; {
		c := cells.CellAt(x, 0)
		if c == nil || c.Width == 0 {
			return fmt.Sprintf("has half a character in cell %d: %q", x, text)
		}
		shown.WriteString(c.Content)
		x += c.Width
	}
	if got := strings.TrimRight(shown.String(), " "); got != strings.TrimRight(text, " ") {
		return fmt.Sprintf("is %q in the cells of the renderer instead of %q", got, text)
	}
	return ""
}

// isControl reports whether a terminal acts on a character or does not show it.
func isControl(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

// withoutColours removes SGR sequences only, so that any other sequence shows.
func withoutColours(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexFunc(after, func(r rune) bool { return r != ';' && r != ':' && (r < '0' || r > '9') })
		if end < 0 || after[end] != 'm' {
			b.WriteString("\x1b[")
			s = after
			continue
		}
		s = after[end+1:]
	}
}

// Key gives the key press with a name as Bubble Tea spells it: a, enter,
// ctrl+c, shift+tab.
func Key(name string) tea.KeyPressMsg {
	var mod tea.KeyMod
	rest := name
	for _, m := range []struct {
		prefix string
		mod    tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"alt+", tea.ModAlt}, {"shift+", tea.ModShift}} {
		if after, ok := strings.CutPrefix(rest, m.prefix); ok && after != "" {
			mod, rest = mod|m.mod, after
		}
	}
	if code, ok := codes[rest]; ok {
		k := tea.KeyPressMsg{Code: code, Mod: mod}
		if rest == "space" && mod == 0 {
			k.Text = " "
		}
		return k
	}
	r, _ := utf8.DecodeRuneInString(rest)
	k := tea.KeyPressMsg{Code: r, Mod: mod}
	if mod&^tea.ModShift == 0 {
		k.Text = rest
	}
	return k
}

var codes = map[string]rune{
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "enter": tea.KeyEnter, "esc": tea.KeyEscape,
	"tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "home": tea.KeyHome, "end": tea.KeyEnd,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
}

// Clipboard returns the text that was last sent to the terminal's clipboard; empty
// if none was.
func (s *Stage) Clipboard() string {
	for _, msg := range slices.Backward(s.Sent) {
		// Bubble Tea's message of a text for the clipboard has no exported name.
		if v := reflect.ValueOf(msg); v.Kind() == reflect.String && v.Type().Name() == "setClipboardMsg" {
			return v.String()
		}
	}
	return ""
}
