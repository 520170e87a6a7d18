package pane

import (
	"slices"
	"strings"
	"unicode/utf8"

	"deputy/model/scp"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// layout is a policy's text broken into lines of one width. It is made once for
// each text and width.
type layout struct {
	text    string  // what is shown: as stored, or formatted
	moved   bool    // formatted: places differ from those in the stored text
	tokens  []token // of text, in order
	offsets []token // the same tokens' places in the stored text
	lines   []textLine
}

// token is a stretch of text of one kind. White space lies between tokens.
type token struct {
	kind       scp.Kind
	start, end int
}

// textLine is one line of the screen: a stretch of the layout's text, and its
// indent.
type textLine struct {
	indent     int
	start, end int
}

// newLayout breaks a stored text into lines. If formatted is set, it indents
// JSON; what is not JSON stays as it is.
func newLayout(stored string, formatted bool, width int) *layout {
	l := &layout{}
	for _, h := range scp.Highlight(stored) {
		l.offsets = append(l.offsets, token{h.Kind, h.Span.Start, h.Span.End})
		formatted = formatted && h.Kind != scp.Invalid
	}
	if formatted && len(l.offsets) > 0 {
		f := formatter{stored: stored, from: l.offsets, width: width}
		l.text, l.tokens = f.format()
		l.moved = true
	} else {
		l.text, l.tokens = stored, l.offsets
	}
	l.wrap(max(16, width))
	return l
}

// wrap breaks the text into lines.
func (l *layout) wrap(width int) {
	for start := 0; start <= len(l.text); {
		end := len(l.text)
		if i := strings.IndexByte(l.text[start:], '\n'); i >= 0 {
			end = start + i
		}
		l.breakLine(start, len(strings.TrimSuffix(l.text[start:end], "\r"))+start, width)
		start = end + 1
	}
	if n := len(l.lines); n > 1 && l.lines[n-1].start >= l.lines[n-1].end {
		l.lines = l.lines[:n-1]
	}
}

// breakLine breaks one line of the text where it is too wide, and indents its
// further lines.
func (l *layout) breakLine(start, end, width int) {
	indent := 0
	for ; start < end && (l.text[start] == ' ' || l.text[start] == '\t'); start++ {
		indent++
		if l.text[start] == '\t' {
			indent++
		}
	}
	for hang := min(indent+4, width/2); ; indent = hang {
		indent = min(indent, width/2)
		at := start + fit(l.text[start:end], width-indent)
		l.lines = append(l.lines, textLine{indent, start, at})
		if start = at; start >= end {
			return
		}
	}
}

// fit returns how many bytes of a text fit into so many cells, at least one
// character. It breaks after a blank, comma or slash if it can.
func fit(text string, width int) int {
	used, soft := 0, 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		w := 1
		if r < 0x20 || r > 0x7e {
			w = widget.Width(widget.Clean(text[i : i+n]))
		}
		if used+w > width && i > 0 {
			if soft > i/2 {
				return soft
			}
			return i
		}
		used += w
		i += n
		if strings.ContainsRune(" ,/", r) {
			soft = i
		}
	}
	return len(text)
}

// stretch is a part of a line in one colour.
type stretch struct {
	meaning    theme.Meaning
	start, end int
}

// stretches splits a line at its tokens.
func (l *layout) stretches(line textLine) []stretch {
	var out []stretch
	at := line.start
	for _, t := range l.tokens[tokenAt(l.tokens, line.start):] {
		if t.start >= line.end {
			break
		}
		start, end := max(t.start, at), min(t.end, line.end)
		if start > at {
			out = append(out, stretch{theme.Plain, at, start})
		}
		if end > start {
			out = append(out, stretch{meaningOf(t.kind), start, end})
			at = end
		}
	}
	if at < line.end {
		out = append(out, stretch{theme.Plain, at, line.end})
	}
	return out
}

// tokenAt returns the index of the first token that ends after an offset.
func tokenAt(tokens []token, offset int) int {
	i, _ := slices.BinarySearchFunc(tokens, offset, func(t token, offset int) int {
		if t.end <= offset {
			return -1
		}
		return 1
	})
	return i
}

// meaningOf returns the colour of a kind of text.
func meaningOf(k scp.Kind) theme.Meaning {
	switch k {
	case scp.Name:
		return theme.Accent
	case scp.Punctuation:
		return theme.Muted
	case scp.Invalid:
		return theme.Danger
	case scp.String, scp.Number, scp.Constant:
		return theme.Plain
	default:
		return theme.Plain
	}
}

// shown translates a span of the stored text into one of the shown text.
func (l *layout) shown(s scp.Span) scp.Span {
	if !l.moved {
		return s
	}
	first := tokenAt(l.offsets, s.Start)
	if first == len(l.offsets) {
		return scp.Span{Start: len(l.text), End: len(l.text)}
	}
	from, to := l.offsets[first], l.tokens[first]
	out := scp.Span{Start: to.start + max(0, s.Start-from.start), End: to.start}
	if last := tokenAt(l.offsets, s.End-1); last < len(l.offsets) && s.End > s.Start {
		from, to = l.offsets[last], l.tokens[last]
		out.End = to.end - max(0, from.end-s.End)
	}
	return out
}

// lineAt returns the line that an offset of the text is on.
func (l *layout) lineAt(offset int) int {
	i, _ := slices.BinarySearchFunc(l.lines, offset, func(line textLine, offset int) int {
		if line.end <= offset {
			return -1
		}
		return 1
	})
	return max(0, min(i, len(l.lines)-1))
}
