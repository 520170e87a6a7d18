// Command man makes man pages of the reference, .github/reference/deputy*.md, in the
// folder man of OUT:
//
//	go run ./.ci/man OUT VERSION DATE
//
// It knows the Markdown that the reference uses, and refuses any other: headings,
// paragraphs, lists, tables, code, and links. A table becomes a list of terms, which
// fits any width.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "man:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("want a folder, a version and a date, got %q", args)
	}
	pages, err := filepath.Glob(filepath.Join(".github", "reference", "deputy*.md"))
	if err != nil || len(pages) == 0 {
		return fmt.Errorf("no pages in .github/reference: %w", err)
	}
	folder := filepath.Join(args[0], "man")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, path := range pages {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, page, err := convert(string(text), args[1], args[2])
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(page), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writer writes a page, block by block.
type writer struct {
	b       strings.Builder
	section string // the section's name
	heading string // the last heading, as it was written
}

var (
	title   = regexp.MustCompile(`^# (deputy[a-z-]*)\(([1-8])\)$`)
	heading = regexp.MustCompile(`^(##|###) (.+)$`)
	marker  = regexp.MustCompile(`^<!-- .* -->$`)
	bullet  = regexp.MustCompile(`^(\*|-|[0-9]+\.) (.*)$`)
	rule    = regexp.MustCompile(`^\|(-+\|)+$`)
)

// convert returns the file name and the text of a man page.
func convert(text, version, date string) (name, page string, err error) {
	lines := strings.Split(text, "\n")
	m := title.FindStringSubmatch(lines[0])
	if m == nil {
		return "", "", fmt.Errorf("the first line is %q, want # NAME(SECTION)", lines[0])
	}
	w := &writer{}
	fmt.Fprintf(&w.b, ".TH %s %s %s %q %q\n", strings.ToUpper(m[1]), m[2], date, "deputy "+version, "deputy")
	w.b.WriteString(".ad l\n.nh\n")
	for lines = lines[1:]; len(lines) > 0; {
		n, err := w.block(lines)
		if err != nil {
			return "", "", err
		}
		lines = lines[n:]
	}
	if !strings.Contains(w.b.String(), "\n.SH NAME\n") {
		return "", "", errors.New("there is no section Name")
	}
	return m[1] + "." + m[2], w.b.String(), nil
}

// block writes the first block of the lines and returns how many lines it has.
func (w *writer) block(lines []string) (int, error) {
	line := lines[0]
	switch h := heading.FindStringSubmatch(line); {
	case strings.TrimSpace(line) == "" || marker.MatchString(line):
		return 1, nil
	case h != nil:
		w.heading = ".SS " + inline(h[2]) + "\n"
		if h[1] == "##" {
			w.section, w.heading = h[2], ".SH "+inline(strings.ToUpper(h[2]))+"\n"
		}
		w.b.WriteString(w.heading)
		return 1, nil
	case strings.HasPrefix(line, "```"):
		return w.code(lines)
	case strings.HasPrefix(line, "|"):
		return w.table(lines)
	case bullet.MatchString(line):
		return w.item(lines), nil
	case strings.HasPrefix(line, " "), strings.HasPrefix(line, "#"), strings.HasPrefix(line, ">"), strings.HasPrefix(line, "!"), strings.HasPrefix(line, "<"):
		return 0, fmt.Errorf("%q: this Markdown is not known here", line)
	default:
		n := paragraph(lines)
		text := strings.Join(lines[:n], " ")
		if w.section == "Name" {
			return n, w.name(text)
		}
		w.begin()
		w.fill(text)
		return n, nil
	}
}

// begin begins a paragraph. Right behind a heading there is one already.
func (w *writer) begin() {
	if !strings.HasSuffix(w.b.String(), w.heading) {
		w.b.WriteString(".PP\n")
	}
}

// paragraph returns how many lines belong to a paragraph.
func paragraph(lines []string) int {
	for i, line := range lines {
		if i > 0 && (strings.TrimSpace(line) == "" || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "|") ||
			strings.HasPrefix(line, "#") || bullet.MatchString(line) || marker.MatchString(line)) {
			return i
		}
	}
	return len(lines)
}

// name writes the line by which whatis finds the page.
func (w *writer) name(text string) error {
	called, what, found := strings.Cut(text, " – ")
	if !found {
		return fmt.Errorf("%q: want `NAME` – WHAT", text)
	}
	called = strings.ReplaceAll(strings.Trim(called, "`"), " ", "-")
	w.b.WriteString(plain(called) + ` \- ` + inline(what) + "\n")
	return nil
}

func (w *writer) code(lines []string) (int, error) {
	w.begin()
	w.b.WriteString(".RS 4\n.nf\n")
	for i, line := range lines[1:] {
		if strings.HasPrefix(line, "```") {
			w.b.WriteString(".fi\n.RE\n")
			return i + 2, nil
		}
		w.b.WriteString(guard(strings.ReplaceAll(plain(line), "-", `\-`)) + "\n")
	}
	return 0, errors.New("code does not end")
}

// item writes one entry of a list, with its further lines.
func (w *writer) item(lines []string) int {
	m := bullet.FindStringSubmatch(lines[0])
	n, text := 1, m[2]
	for n < len(lines) && strings.HasPrefix(lines[n], "  ") {
		text += " " + strings.TrimSpace(lines[n])
		n++
	}
	mark := m[1]
	if mark == "*" || mark == "-" {
		mark = `\(bu`
	}
	w.b.WriteString(".IP " + mark + " 4\n")
	w.fill(text)
	return n
}

// table writes a table as terms: the first cell, and below it the others, each behind
// the heading of its column if that has one.
func (w *writer) table(lines []string) (int, error) {
	if len(lines) < 3 || !rule.MatchString(lines[1]) {
		return 0, fmt.Errorf("%q begins no table", lines[0])
	}
	head, n := cells(lines[0]), 2
	for ; n < len(lines) && strings.HasPrefix(lines[n], "|"); n++ {
		row := cells(lines[n])
		if len(row) != len(head) {
			return 0, fmt.Errorf("%q has %d cells, want %d", lines[n], len(row), len(head))
		}
		w.b.WriteString(".TP\n" + guard(inline(row[0])) + "\n")
		w.fill(described(head[1:], row[1:]))
	}
	return n, nil
}

// described joins the cells behind a term: first those of columns without a heading.
func described(head, row []string) string {
	var bare, headed []string
	for i, cell := range row {
		switch {
		case cell == "" || cell == "–":
		case head[i] == "":
			bare = append(bare, cell)
		default:
			headed = append(headed, head[i]+": "+cell)
		}
	}
	return strings.Join(append(bare, headed...), "; ")
}

// cells returns the cells of a row. A \| is no border.
func cells(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	all := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|")
	for i := range all {
		all[i] = strings.TrimSpace(strings.ReplaceAll(all[i], "\x00", "|"))
	}
	return all
}

// width is how long a line of the source becomes.
const width = 76

// fill writes text in short lines. What is spaced inside code stays together.
func (w *writer) fill(text string) {
	if text == "" {
		text = `\&`
	} else {
		text = inline(text)
	}
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			w.b.WriteString(guard(line) + "\n")
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	w.b.WriteString(guard(line) + "\n")
}

// guard keeps a line of text from being a request.
func guard(line string) string {
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}

var span = regexp.MustCompile("`([^`]+)`|\\*\\*([^*]+)\\*\\*|\\[([^]]+)\\]\\(([^)]+)\\)")

// inline makes roff of a text with code, bold words and links.
func inline(text string) string {
	var b strings.Builder
	for {
		at := span.FindStringSubmatchIndex(text)
		if at == nil {
			b.WriteString(plain(unescape(text)))
			return b.String()
		}
		group := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return text[at[2*i]:at[2*i+1]]
		}
		b.WriteString(plain(unescape(text[:at[0]])))
		switch code, bold, link, to := group(1), group(2), group(3), group(4); {
		case code != "":
			b.WriteString(`\fB` + strings.ReplaceAll(plain(code), "-", `\-`) + `\fR`)
		case bold != "":
			b.WriteString(`\fB` + plain(unescape(bold)) + `\fR`)
		case strings.HasPrefix(to, "http"):
			b.WriteString(inline(link) + " (" + strings.ReplaceAll(plain(to), "-", `\-`) + ")")
		default: // a page beside this one, or a part of it
			b.WriteString(inline(link))
		}
		text = text[at[1]:]
	}
}

// unescape returns the characters that Markdown stands for.
func unescape(text string) string {
	return strings.NewReplacer(`\*`, "*", `\_`, "_", `\|`, "|", "&lt;", "<").Replace(text)
}

// plain makes roff of characters.
func plain(text string) string { return strings.ReplaceAll(text, `\`, `\e`) }
