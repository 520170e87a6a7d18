package stage_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// size is that of a terminal.
type size struct{ w, h int }

func (s size) String() string { return fmt.Sprintf("%dx%d", s.w, s.h) }

// otherSizes are the sizes at which every state is held against the frame that
// is kept of it: the least, those around the width where the panes part, and
// larger ones.
var otherSizes = []size{{60, 15}, {61, 16}, {80, 24}, {99, 24}, {100, 30}, {119, 39}, {140, 50}, {200, 60}}

// checkSizes resizes the terminal and fails the test where a frame breaks a
// rule that holds at every size. The stage itself checks that each frame is
// exact.
func checkSizes(r *rig) {
	r.t.Helper()
	whole := newScreen(r, kept)
	whole.check(r)
	for _, s := range otherSizes {
		r.Resize(s.w, s.h)
		f := newScreen(r, s)
		f.check(r)
		f.compare(r, whole)
		if strings.Contains(whole.String(), " Cancel ") && s.w < kept.w {
			f.scroll(r, whole)
		}
	}
}

// screen is a frame of the whole program.
type screen struct {
	size
	lines    []string
	dividers []int // the columns between panes
}

func newScreen(r *rig, s size) screen {
	f := screen{size: s, lines: strings.Split(strings.TrimSuffix(r.Frame(), "\n"), "\n")}
	for column, c := range []rune(f.lines[2]) {
		if c == '┬' {
			f.dividers = append(f.dividers, column)
		}
	}
	return f
}

func (s screen) String() string { return strings.Join(s.lines, "\n") }

// body returns the lines between the two rules.
func (s screen) body() []string { return s.lines[3 : s.h-2] }

// roomy reports whether the terminal is of the size of a usual one at least.
func (s screen) roomy() bool { return s.w >= 80 && s.h >= 24 }

func (s screen) fail(r *rig, format string, args ...any) {
	r.t.Helper()
	r.t.Errorf("%s: %s:\n%s", s.size, fmt.Sprintf(format, args...), s)
}

// rule returns the line above or below the panes.
func (s screen) rule(cross rune) string {
	line := []rune(strings.Repeat("─", s.w))
	for _, column := range s.dividers {
		line[column] = cross
	}
	return string(line)
}

// cutID is an account ID in a column of its own that ends in the middle.
var cutID = regexp.MustCompile(`  \d+…`)

// check fails the test unless header, rules, panes and footer lie where they
// belong, none runs into another, and nothing that identifies is cut.
func (s screen) check(r *rig) {
	r.t.Helper()
	if s.lines[2] != s.rule('┬') || s.lines[s.h-2] != s.rule('┴') {
		s.fail(r, "line 3 or %d is no rule", s.h-1)
	}
	for i, l := range s.body() {
		if !parted(l, s.dividers) {
			s.fail(r, "line %d runs over the edge of a pane", i+4)
		}
		if s.roomy() && cutID.MatchString(l) {
			s.fail(r, "line %d cuts an ID", i+4)
		}
	}
	if strings.Contains(s.lines[0], "…") {
		s.fail(r, "the header is cut")
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
	regexp.MustCompile(`(?m)(blocked|failed)$`),
	regexp.MustCompile(`(?m)(\? help|Ctrl\+K commands)$`),
}

// ends are the words that say how something ended. Where there is little room
// they may have to be scrolled to.
var ends = regexp.MustCompile(`Denied at|Allowed|Depends|Stopped:|Done and read back`)

// compare holds a screen against the one at the size that is kept.
func (s screen) compare(r *rig, whole screen) {
	r.t.Helper()
	sought := musts
	if s.roomy() {
		sought = append(slices.Clip(sought), ends)
	}
	text := s.String()
	for _, must := range sought {
		for _, m := range must.FindAllString(whole.String(), -1) {
			if !strings.Contains(text, m) {
				s.fail(r, "%q is lost", m)
			}
		}
	}
	same := len(s.dividers) == 0 && len(whole.dividers) == 0
	if same && s.roomy() && strings.Contains(text, "▌") != strings.Contains(whole.String(), "▌") {
		s.fail(r, "the cursor is lost")
	}
	if same && s.size == (size{200, 60}) {
		s.hold(r, whole.body())
	}
}

// hold fails the test unless a screen has every word of some lines.
func (s screen) hold(r *rig, lines []string) {
	r.t.Helper()
	flat := flatten(s.body())
	for _, word := range words(lines) {
		if !strings.Contains(flat, word) {
			s.fail(r, "%q is lost", word)
		}
	}
}

// flatten joins lines without their blanks, so that a word which is broken
// between lines is found.
func flatten(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, " ")), "")
}

// counter says how much is out of sight.
var counter = regexp.MustCompile(`\d+ more lines? (above|below)`)

// words returns what stands in lines, apart from what is cut or counts lines.
func words(lines []string) []string {
	text := counter.ReplaceAllString(strings.Join(lines, "\n"), "")
	return slices.DeleteFunc(strings.Fields(text), func(w string) bool { return strings.Contains(w, "…") })
}

// form is where the form below a plan begins.
var form = regexp.MustCompile(`^  (\[|Type  |Reason)`)

// scroll reads a plan to its end: nothing of it is out of reach.
func (s screen) scroll(r *rig, whole screen) {
	r.t.Helper()
	read := screen{size: s.size, lines: slices.Concat(s.lines[:3], s.body())}
	for range 20 {
		r.Press("pgdown")
		read.lines = append(read.lines, newScreen(r, s.size).body()...)
	}
	read.h = len(read.lines) + 2
	plan := whole.body()
	read.hold(r, plan[:slices.IndexFunc(plan, form.MatchString)])
	r.Press("home")
}
