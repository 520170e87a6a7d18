package pane

import (
	"strings"

	"deputy/model/scp"
	"deputy/ui/widget"
)

// formatter indents JSON, token by token: it leaves nothing out and changes no
// token, whatever the text says. Lists and objects without others inside stay
// on one line if they fit.
type formatter struct {
	stored string
	from   []token
	width  int

	out    strings.Builder
	tokens []token
	depth  int
	inline int // tokens still to be put on one line
	column int
}

// format returns the formatted text, and the places of the tokens in it.
func (f *formatter) format() (string, []token) {
	for i, t := range f.from {
		f.put(i, t, f.stored[t.start:t.end])
	}
	return f.out.String(), f.tokens
}

// put writes a token with the white space around it.
func (f *formatter) put(i int, t token, text string) {
	closing := t.kind == scp.Punctuation && (text == "}" || text == "]")
	if closing {
		f.depth = max(0, f.depth-1)
		if f.inline == 0 && !f.opened(i) {
			f.line()
		}
	}
	start := f.out.Len()
	f.out.WriteString(text)
	f.column += widget.Width(widget.Clean(text))
	f.tokens = append(f.tokens, token{t.kind, start, f.out.Len()})
	f.inline = max(0, f.inline-1)
	if t.kind != scp.Punctuation {
		return
	}
	switch text {
	case "{", "[":
		f.depth++
		if f.inline == 0 {
			f.inline = f.short(i)
		}
		if f.inline == 0 && !f.closes(i+1) {
			f.line()
		}
	case ",":
		if f.inline > 0 {
			f.blank()
		} else {
			f.line()
		}
	case ":":
		f.blank()
	}
}

// blank writes a space.
func (f *formatter) blank() {
	f.out.WriteByte(' ')
	f.column++
}

// line begins a new line with its indent.
func (f *formatter) line() {
	f.out.WriteByte('\n')
	f.column = 2 * min(f.depth, maxIndent)
	f.out.WriteString(strings.Repeat(" ", f.column))
}

// maxIndent limits the indentation of deeply nested texts.
const maxIndent = 40

// opened reports whether the token before is an opening bracket.
func (f *formatter) opened(i int) bool {
	if i == 0 {
		return false
	}
	text := f.stored[f.from[i-1].start:f.from[i-1].end]
	return text == "{" || text == "["
}

// closes reports whether a token is a closing bracket.
func (f *formatter) closes(i int) bool {
	if i >= len(f.from) {
		return true
	}
	text := f.stored[f.from[i].start:f.from[i].end]
	return text == "}" || text == "]"
}

// short returns the number of tokens up to the bracket that closes the one at
// i, if they fit on the line and have no brackets among them; else 0.
func (f *formatter) short(i int) int {
	room := f.width - f.column
	for n, t := range f.from[i+1:] {
		text := f.stored[t.start:t.end]
		if room -= widget.Width(widget.Clean(text)) + 1; room < 0 {
			return 0
		}
		if t.kind != scp.Punctuation {
			continue
		}
		switch text {
		case "{", "[":
			return 0
		case "}", "]":
			return n + 1
		}
	}
	return 0
}
