package denial

import (
	"html"
	"net/url"
	"strings"

	"deputy/model/phrase"
)

// What terminals, mail programs and loggers put around the lines of a message.
var (
	terminalEscape = phrase.Regexp("\x1b(?:\\[[0-9;:?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[@-Z\\\\-_])")
	softBreak      = phrase.Regexp(`=\r?\n`)
	encodedByte    = phrase.Regexp(`(?:%[0-9a-fA-F]{2})+`)
	twoQuotes      = phrase.Regexp(`""+`)

	// lineBegin is a mark of quotation, the name of a container, or a time and a level.
	lineBegin = phrase.Regexp(`(?m)^(?:[ \t]*(?:>[ \t]?)+|[\w.-]+[ \t]+\|[ \t]|\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[\w.,:+-]*\]?[ \t]+(?:\[?(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL)\]?[ \t]+)?)`)
)

// plainQuotes replaces typographic quotation marks, and drops what has no width.
var plainQuotes = strings.NewReplacer(
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`, "＂", `"`, "‹", "'", "›", "'", "‘", "'", "’", "'", "‚", "'",
	"\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "",
)

// withoutEscapes returns a text without what changes colours or moves the cursor on a
// terminal.
func withoutEscapes(text string) string {
	if strings.IndexByte(text, '\x1b') < 0 {
		return text
	}
	return terminalEscape().ReplaceAllString(text, "")
}

// decoded undoes how a text was encoded to travel in a mail, in an address or in
// HTML, perhaps twice.
func decoded(text string) string {
	if softBreak().MatchString(text) {
		text = strings.ReplaceAll(softBreak().ReplaceAllString(text, ""), "=3D", "=")
	}
	if containsFold(text, "authorized%20to") || containsFold(text, "authorized+to") {
		text = encodedByte().ReplaceAllStringFunc(strings.ReplaceAll(text, "+", " "), func(m string) string {
			if plain, err := url.PathUnescape(m); err == nil {
				return plain
			}
			return m
		})
	}
	for range 3 {
		if !strings.Contains(text, "&") {
			break
		}
		text = html.UnescapeString(text)
	}
	return twoQuotes().ReplaceAllString(plainQuotes.Replace(text), `"`)
}

// leastFold is how wide a text is at least that was cut into lines of equal width.
const leastFold = 40

// unfold joins lines that were cut where they were full, in the middle of words: at
// least two lines of the same width before a last one. folded reports whether there
// are some.
func unfold(text string) (joined string, folded bool) {
	lines := withoutIndent(strings.Split(text, "\n"))
	var out []string
	for i := 0; i < len(lines); {
		width, end := len(strings.TrimRight(lines[i], "\r")), i+1
		for width >= leastFold && end < len(lines) && len(strings.TrimRight(lines[end], "\r")) == width {
			end++
		}
		if end-i < 2 {
			out, i = append(out, lines[i]), i+1
			continue
		}
		if end < len(lines) && len(strings.TrimRight(lines[end], "\r")) < width {
			end++
		}
		var b strings.Builder
		for _, line := range lines[i:end] {
			b.WriteString(strings.TrimRight(line, "\r"))
		}
		out, i, folded = append(out, b.String()), end, true
	}
	return strings.Join(out, "\n"), folded
}

// withoutIndent removes the blanks that all lines begin with. The first line may have
// lost them, for who copies a text seldom begins before them.
func withoutIndent(lines []string) []string {
	blanks := func(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }
	least := -1
	for _, line := range lines[1:] {
		if n := blanks(line); n < len(line) && (least < 0 || n < least) {
			least = n
		}
	}
	for i, line := range lines {
		lines[i] = line[min(max(least, 0), blanks(line)):]
	}
	return lines
}

// known is how much of the request some denials say.
func known(all []Denial) int {
	total := 0
	for i := range all {
		total += len(all[i].Principal) + len(all[i].Action) + len(all[i].Resource) + len(all[i].Evidence.PolicyARN)
	}
	return total
}
