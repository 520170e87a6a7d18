package command

import (
	"bufio"
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"deputy/ui/theme"
	"deputy/ui/widget"
)

// prompt puts a question to whoever sits at the terminal and returns the line that
// is typed. Without a terminal it returns an error with the code Unconfirmed.
func (s *session) prompt(ctx context.Context, question string) (string, error) {
	if !s.isTerminal(s.Stdin) || !s.isTerminal(s.Stderr) {
		return "", end(Unconfirmed, "there is no terminal to ask on")
	}
	s.tell("%s", question)
	type line struct {
		text string
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		if s.typed == nil {
			s.typed = bufio.NewReader(s.Stdin)
		}
		text, err := s.typed.ReadString('\n')
		typed <- line{text, err}
	}()
	select {
	case l := <-typed:
		if l.err != nil && l.text == "" {
			s.tell("\n")
			return "", end(Unconfirmed, "nothing was typed")
		}
		return strings.Join(strings.Fields(l.text), " "), nil
	case <-ctx.Done():
		s.tell("\n")
		return "", end(Interrupted, "interrupted; nothing was changed")
	}
}

// tell writes something to standard error, beside the output. An error of standard error is
// dropped: nobody would see it.
func (s *session) tell(format string, args ...any) { _, _ = fmt.Fprintf(s.Stderr, format, args...) }

// warn says what went wrong, in one line.
func (s *session) warn(err error) {
	if text := errorText(err); text != "" {
		s.tell("deputy: %s\n", text)
	}
}

// errorText returns an error in one clean line.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return widget.Clean(strings.Join(strings.Fields(err.Error()), " "))
}

// colours returns how many colours the terminal has. Any value of NO_COLOR but
// the empty one takes them away: https://no-color.org.
func (s *session) colours() colorprofile.Profile {
	if s.getenv("NO_COLOR") != "" {
		return colorprofile.ASCII
	}
	return colorprofile.Detect(s.Stdout, s.Environ)
}

// depthOf returns the theme's colour depth for a terminal's colours.
func depthOf(p colorprofile.Profile) theme.Depth {
	switch p {
	case colorprofile.TrueColor:
		return theme.Full
	case colorprofile.ANSI256:
		return theme.Few
	case colorprofile.ANSI:
		return theme.Sixteen
	default:
		return theme.None
	}
}

// ascii reports whether the locale has no UTF-8. Where no locale is set nothing
// speaks against it, but for the Linux console, whose font lacks the marks.
func (s *session) ascii() bool {
	if s.getenv("TERM") == "linux" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToUpper(s.getenv(name)); value != "" {
			return runtime.GOOS != "windows" && !strings.Contains(value, "UTF-8") && !strings.Contains(value, "UTF8")
		}
	}
	return false
}
