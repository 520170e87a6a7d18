package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"deputy/model/export"
	"deputy/model/phrase"
)

// markdownWriter writes blocks as GitHub's Markdown, escaped as exports are.
type markdownWriter struct{ bytes.Buffer }

// Markdown returns the page as Markdown. A picture stands there as text.
func (p *Report) Markdown() []byte {
	w := &markdownWriter{}
	w.WriteString("# " + inline(p.title) + "\n")
	w.blocks(p.head)
	w.WriteString("\n## Contents\n\n")
	for _, s := range p.sections {
		// GitHub's anchor of a heading: https://docs.github.com/en/get-started/writing-on-github
		fmt.Fprintf(&w.Buffer, "- [%s](#%s)\n", inline(s.title), strings.ReplaceAll(strings.ToLower(s.title), " ", "-"))
	}
	for _, s := range p.sections {
		w.section(s, 2)
	}
	return w.Bytes()
}

// inline returns text as it stands in a line of Markdown.
func inline(text string) string { return export.Inline(phrase.Visible(text)) }

func (w *markdownWriter) section(s *section, level int) {
	w.WriteString("\n" + strings.Repeat("#", level) + " " + inline(s.title))
	if len(s.mark) > 0 {
		w.WriteString(" (")
		w.line(s.mark)
		w.WriteByte(')')
	}
	w.WriteByte('\n')
	w.blocks(s.blocks)
	for _, b := range s.below {
		w.section(b, level+1)
	}
}

func (w *markdownWriter) blocks(blocks []block) {
	for _, b := range blocks {
		w.WriteByte('\n')
		b.markdown(w)
	}
}

// line writes a line. Anchors are those of the HTML, so only AWS's pages are links.
func (w *markdownWriter) line(l line) {
	for _, s := range l {
		switch {
		case isDocumentation(s.link) && s.link == s.text:
			w.WriteString("<" + s.link + ">")
		case isDocumentation(s.link):
			w.WriteString("[" + inline(s.text) + "](" + s.link + ")")
		default:
			w.spaced(s.text)
		}
	}
}

// spaced writes a text with the blanks around it, which part it from what is beside
// it.
func (w *markdownWriter) spaced(text string) {
	if strings.HasPrefix(text, " ") {
		w.WriteByte(' ')
	}
	w.WriteString(inline(text))
	if len(text) > 1 && strings.HasSuffix(text, " ") {
		w.WriteByte(' ')
	}
}

func (b paragraph) markdown(w *markdownWriter) {
	w.line(line(b))
	w.WriteByte('\n')
}

func (b notice) markdown(w *markdownWriter) {
	w.WriteString("> ")
	w.line(line(b))
	w.WriteByte('\n')
}

func (b list) markdown(w *markdownWriter) {
	for _, l := range b {
		w.WriteString("- ")
		w.line(l)
		w.WriteByte('\n')
	}
}

func (b facts) markdown(w *markdownWriter) {
	for _, f := range b {
		w.WriteString("- ")
		w.line(f[0])
		w.WriteString(": ")
		w.line(f[1])
		w.WriteByte('\n')
	}
}

func (b figures) markdown(w *markdownWriter) {
	for _, f := range b {
		w.WriteString("- " + inline(f[0]+" "+f[1]) + "\n")
	}
}

func (b code) markdown(w *markdownWriter) {
	var all strings.Builder
	for text := range strings.Lines(string(b)) {
		body, ended := strings.CutSuffix(text, "\n")
		parts := strings.Split(body, "\t")
		for i := range parts {
			parts[i] = phrase.Visible(parts[i])
		}
		all.WriteString(strings.Join(parts, "\t"))
		if ended {
			all.WriteByte('\n')
		}
	}
	w.WriteString(export.Fenced(all.String()))
}

func (b *table) markdown(w *markdownWriter) {
	w.WriteByte('|')
	for _, c := range b.columns {
		w.WriteString(" " + inline(c) + " |")
	}
	w.WriteString("\n|")
	for i := range b.columns {
		if slices.Contains(b.numbers, i) {
			w.WriteString("---:|")
		} else {
			w.WriteString("---|")
		}
	}
	w.WriteByte('\n')
	for _, row := range b.rows {
		w.WriteByte('|')
		for _, cell := range row {
			w.WriteByte(' ')
			w.line(cell)
			w.WriteString(" |")
		}
		w.WriteByte('\n')
	}
}
