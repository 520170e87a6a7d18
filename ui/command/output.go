package command

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"deputy/ui/widget"
)

// print prints what a command found out: as JSON where that was asked for, else
// as text for people. what names it for an error.
func (s *session) print(what string, asJSON bool, encode func(io.Writer) error, text func() *page) error {
	var err error
	if asJSON {
		err = encode(cleanJSON{s.Stdout})
	} else {
		err = text().writeTo(s.Stdout)
	}
	if err != nil {
		return fmt.Errorf("print the %s: %w", what, err)
	}
	return nil
}

// writeLine writes a line of JSON in one piece, unless it could not be encoded.
func writeLine(w io.Writer, text []byte, err error) error {
	if err == nil {
		_, err = fmt.Fprintf(w, "%s\n", text)
	}
	return err
}

// cleanLines makes text of several lines safe for a terminal.
func cleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = widget.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// cleanJSON writes JSON so that no character in it is one that a terminal acts
// on: they stand as \u escapes, which mean the same.
type cleanJSON struct{ w io.Writer }

// Write takes whole values: a character must not be cut in two.
func (c cleanJSON) Write(text []byte) (int, error) {
	if !slices.ContainsFunc(text, func(c byte) bool { return (c < ' ' || c > '~') && c != '\n' }) {
		return c.w.Write(text)
	}
	var b strings.Builder
	for _, r := range string(text) {
		if r < 0x7f || widget.Clean(string(r)) == string(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			const digits = "0123456789abcdef"
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(digits[unit>>shift&0xf])
			}
		}
	}
	if _, err := io.WriteString(c.w, b.String()); err != nil {
		return 0, err
	}
	return len(text), nil
}
