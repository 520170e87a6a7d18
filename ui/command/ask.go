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
	fmt.Fprint(s.Stderr, question)
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
			fmt.Fprintln(s.Stderr)
			return "", end(Unconfirmed, "nothing was typed")
		}
		return strings.Join(strings.Fields(l.text), " "), nil
	case <-ctx.Done():
		fmt.Fprintln(s.Stderr)
		return "", end(Interrupted, "interrupted; nothing was changed")
	}
}
