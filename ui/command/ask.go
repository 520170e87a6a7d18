package command

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// ask puts a question to whoever sits at the terminal and gives the line that
// is typed. Without a terminal it gives an error with the code Unconfirmed.
func (s *session) ask(ctx context.Context, question string) (string, error) {
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

// tell says something beside the output. An error of standard error is
// dropped: there is nobody left to tell.
func (s *session) tell(format string, args ...any) { _, _ = fmt.Fprintf(s.Stderr, format, args...) }

// warn tells what went wrong, in one line.
func (s *session) warn(err error) {
	if text := errorText(err); text != "" {
		s.tell("deputy: %s\n", text)
	}
}
