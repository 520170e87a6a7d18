package stage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// Size is that of a terminal.
type Size struct{ W, H int }

func (s Size) String() string { return fmt.Sprintf("%dx%d", s.W, s.H) }

// Kept is the size at which frames are kept to be read.
var Kept = Size{120, 40}

// otherSizes are the sizes at which a state is held against its frame at the
// size that is kept: the least, those around the width where the panes part, and
// larger ones.
var otherSizes = []Size{{60, 15}, {61, 16}, {80, 24}, {99, 24}, {100, 30}, {119, 39}, {140, 50}, {200, 60}}

// CheckSizes resizes the terminal from the size that is kept, and fails the test
// where a frame breaks a rule that holds at every size: besides having exactly
// the terminal's size, nothing runs into anything else, and nothing is cut or
// out of reach that must not be.
func (s *Stage) CheckSizes() {
	s.t.Helper()
	whole := s.screen(Kept)
	whole.check(s.t)
	for _, size := range otherSizes {
		s.Resize(size.W, size.H)
		f := s.screen(size)
		f.check(s.t)
		f.compare(s.t, whole)
		if strings.Contains(whole.String(), " Cancel ") && size.W < Kept.W {
			s.checkScrolled(f, whole)
		}
	}
}

// screen is a frame of the whole program.
type screen struct {
	Size
	lines    []string
	dividers []int // the columns between panes
}

func (s *Stage) screen(size Size) screen {
	f := screen{Size: size, lines: strings.Split(strings.TrimSuffix(s.Frame(), "\n"), "\n")}
	for column, c := range []rune(f.lines[2]) {
		if c == '┬' {
			f.dividers = append(f.dividers, column)
		}
	}
	return f
}

func (s screen) String() string { return strings.Join(s.lines, "\n") }

// body returns the lines between the two rules.
func (s screen) body() []string { return s.lines[3 : s.H-2] }

// roomy reports whether the terminal is of the size of a usual one at least.
func (s screen) roomy() bool { return s.W >= 80 && s.H >= 24 }

func (s screen) fail(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Errorf("%s: %s:\n%s", s.Size, fmt.Sprintf(format, args...), s)
}

// rule returns the line above or below the panes.
func (s screen) rule(cross rune) string {
	line := []rune(strings.Repeat("─", s.W))
	for _, column := range s.dividers {
		line[column] = cross
	}
	return string(line)
}

// toasted reports whether a toast that is too long to stand beside the keys begins in
// the place of the lower rule.
func (s screen) toasted() bool {
	return regexp.MustCompile(`^ [^ │▌]`).MatchString(s.lines[s.H-2]) && regexp.MustCompile(`\? help|Ctrl\+K commands`).MatchString(s.lines[s.H-1])
}

// cutID is an account ID in a column of its own that ends in the middle. The log
// of calls, whose lines begin with a time, has too little room.
var (
	cutID  = regexp.MustCompile(`  \d+…`)
	logged = regexp.MustCompile(`^.\d\d:\d\d:\d\dZ `)
)

// merged is an account ID that the next column runs into.
var merged = regexp.MustCompile(`\d{12}\pL`)

// check fails the test unless header, rules, panes and footer lie where they
// belong, none runs into another, and nothing that identifies is cut.
func (s screen) check(t testing.TB) {
	t.Helper()
	if s.lines[2] != s.rule('┬') || s.lines[s.H-2] != s.rule('┴') && !s.toasted() {
		s.fail(t, "line 3 or %d is no rule", s.H-1)
	}
	for i, l := range s.body() {
		if !parted(l, s.dividers) {
			s.fail(t, "line %d runs over the edge of a pane", i+4)
		}
		if s.roomy() && cutID.MatchString(l) && !logged.MatchString(l) {
			s.fail(t, "line %d cuts an ID", i+4)
		}
		if merged.MatchString(l) {
			s.fail(t, "in line %d an ID and the next column run together", i+4)
		}
	}
	if strings.Contains(s.lines[0], "…") {
		s.fail(t, "the header is cut")
	}
}

// parted reports whether a line has the edge of a pane in each of the columns,
// by either measure of the characters that terminals do not agree on.
func parted(line string, columns []int) bool {
	for _, column := range columns {
		found := false
		for i, c := range line {
			found = found || c == '│' && (ansi.StringWidth(line[:i]) == column || ansi.StringWidthWc(line[:i]) == column)
		}
		if !found {
			return false
		}
	}
	return true
}

// musts are what no size may lose: the buttons and the words to be typed of the
// form that confirms a plan, and the way to all keys.
var musts = []*regexp.Regexp{
	regexp.MustCompile(`\[ [A-Z][a-z ]+ \]`),
	regexp.MustCompile(`Type  \S+ \d{12}`),
	regexp.MustCompile(`\[[ x]\] (I know what is lost|Leave|Remove|Switch)`),
	regexp.MustCompile(`Reason or ticket`),
	regexp.MustCompile(`(?m)blocked$`),
	regexp.MustCompile(`(?m)(\? help|Ctrl\+K commands)$`),
}

// ends are the words that say how something ended. Where there is little room
// they may have to be scrolled to.
var ends = []*regexp.Regexp{
	regexp.MustCompile(`✗ .* failed\b`),
	regexp.MustCompile(`Denied at|Allowed|Depends`),
	regexp.MustCompile(`Stopped:`),
	regexp.MustCompile(`Done and read back`),
}

// compare holds a screen against the one at the size that is kept.
func (s screen) compare(t testing.TB, whole screen) {
	t.Helper()
	text := s.String()
	for _, must := range musts {
		for _, m := range must.FindAllString(whole.String(), -1) {
			if !strings.Contains(text, m) {
				s.fail(t, "%q is lost", m)
			}
		}
	}
	for _, end := range ends {
		if s.roomy() && end.MatchString(whole.String()) && !end.MatchString(text) {
			s.fail(t, "how it ended, %s, is lost", end)
		}
	}
	same := len(s.dividers) == 0 && len(whole.dividers) == 0
	if same && s.roomy() && strings.Contains(text, "▌") != strings.Contains(whole.String(), "▌") {
		s.fail(t, "the cursor is lost")
	}
	if same && s.Size == (Size{200, 60}) {
		s.hold(t, whole.body())
	}
}

// hold fails the test unless a screen has every word of some lines.
func (s screen) hold(t testing.TB, lines []string) {
	t.Helper()
	flat := flatten(s.body())
	for _, word := range words(lines) {
		if !strings.Contains(flat, word) {
			s.fail(t, "%q is lost", word)
		}
	}
}

// flatten joins lines without their blanks, so that a word which is broken
// between lines is found.
func flatten(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, " ")), "")
}

// counter says how much is out of sight.
var counter = regexp.MustCompile(`\d+ (more lines? (above|below)|lines? more [↓v])`)

// words returns what stands in lines, apart from what is cut or counts lines.
func words(lines []string) []string {
	text := counter.ReplaceAllString(strings.Join(lines, "\n"), "")
	return slices.DeleteFunc(strings.Fields(text), func(w string) bool { return strings.Contains(w, "…") })
}

// form is where the form below a plan begins.
var form = regexp.MustCompile(`^  (\[|Type  |Reason)`)

// checkScrolled reads a plan to its end: nothing of it is out of reach.
func (s *Stage) checkScrolled(f, whole screen) {
	s.t.Helper()
	read := screen{Size: f.Size, lines: slices.Concat(f.lines[:3], f.body())}
	for range 20 {
		s.Press("pgdown")
		read.lines = append(read.lines, s.screen(f.Size).body()...)
	}
	read.H = len(read.lines) + 2
	plan := whole.body()
	read.hold(s.t, plan[:slices.IndexFunc(plan, form.MatchString)])
	s.Press("home")
}
