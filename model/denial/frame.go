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
	var columns []strings.Builder
	for _, line := range lines {
		cells := strings.FieldsFunc(strings.ReplaceAll(strings.Trim(line, frameRunes), "||", "| |"), func(r rune) bool { return strings.ContainsRune(frameRunes, r) })
		for i, cell := range cells {
			if i == len(columns) {
				columns = append(columns, strings.Builder{})
			}
			b := &columns[i]
			// A cell without a blank at its end is full: its last word may go on.
			if before := b.String(); before == "" || !cutInARN(before, cell) {
				b.WriteString(" ")
			}
			b.WriteString(strings.TrimSpace(cell))
		}
	}
	var b strings.Builder
	for i := range columns {
		b.WriteString(columns[i].String() + "\n")
	}
	return b.String()
}

// cutInARN reports whether a line ends within an ARN that the next one goes on
// with: one that has not all of its colons yet.
func cutInARN(before, next string) bool {
	word := before[strings.LastIndexByte(before, ' ')+1:]
	at := strings.LastIndex(word, "arn:")
	return at >= 0 && strings.Count(word[at:], ":") < 5 && strings.Contains(next, ":")
}
