package denial

import "strings"

// frameRunes are what programs draw boxes and tables with.
const frameRunes = "│┃║╷╵╎┆┊|▏▕▌"

// unframe takes the lines of a text out of a box that is drawn around them, and
// joins words that were cut where a line was full. Of a table the columns stand
// one after the other.
func unframe(text string) string {
	if !strings.Contains(text, "\n") {
		return strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)
	}
	lines := strings.Split(text, "\n")
	var out, block []string
	flush := func() {
		out, block = append(out, joinBlock(block)), nil
	}
	for _, line := range lines {
		line = strings.TrimRight(line, " \t\r")
		trimmed := strings.TrimLeft(line, " \t")
		if !strings.ContainsAny(firstRune(trimmed), frameRunes) {
			if len(block) > 0 {
				flush()
			}
			out = append(out, line)
			continue
		}
		block = append(block, trimmed)
	}
	if len(block) > 0 {
		flush()
	}
	return strings.Join(out, "\n")
}

func firstRune(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// joinBlock returns the text of the lines of a box, column by column.
func joinBlock(lines []string) string {
	var columns []column
	for _, line := range lines {
		cells := strings.FieldsFunc(strings.Trim(line, frameRunes), func(r rune) bool { return strings.ContainsRune(frameRunes, r) })
		for i, cell := range cells[:min(len(cells), maxColumns)] {
			if i == len(columns) {
				columns = append(columns, nil)
			}
			columns[i] = append(columns[i], strings.TrimRight(strings.TrimPrefix(cell, " "), " \t"))
		}
	}
	var b strings.Builder
	for _, c := range columns {
		c.writeTo(&b)
		b.WriteByte('\n')
	}
	return b.String()
}

// maxColumns is how many columns of a table are looked at.
const maxColumns = 32

// column is the lines of a column of a box.
type column []string

// writeTo joins the lines. Where all of them are full, words were cut; else only
// an ARN that has not all of its colons yet goes on in the next line.
func (c column) writeTo(b *strings.Builder) {
	width, full := 0, 0
	for _, cell := range c {
		width = max(width, len(cell))
	}
	for _, cell := range c[:max(0, len(c)-1)] {
		if len(cell) >= width-1 {
			full++
		}
	}
	cuts := full >= 2 && full == len(c)-1
	for i, cell := range c {
		b.WriteString(cell)
		if i+1 == len(c) || cuts && len(cell) == width || !cuts && cutInARN(cell, c[i+1]) {
			continue
		}
		b.WriteByte(' ')
	}
}

// cutInARN reports whether a line ends within an ARN that the next one goes on
// with: one that has not all of its colons yet.
func cutInARN(before, next string) bool {
	word := before[strings.LastIndexByte(before, ' ')+1:]
	at := strings.LastIndex(word, "arn:")
	return at >= 0 && strings.Count(word[at:], ":") < 5 && strings.Contains(next, ":")
}
