package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for the style
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"deputy/model/phrase"
)

//go:embed style.css
var style string

// contentSecurityPolicy allows the page its own style, by its hash, and nothing
// else: no script, no image, no request, no form, no base address.
// https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
func contentSecurityPolicy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// htmlWriter writes blocks as HTML. Its methods are the only place where text
// becomes markup.
type htmlWriter struct {
	bytes.Buffer
	regions int // tables so far, which may be scrolled
}

// text writes text that says just this.
func (w *htmlWriter) text(s string) { w.WriteString(escaped(s)) }

// escaped returns text as it stands in an element or in a quoted attribute.
func escaped(s string) string { return html.EscapeString(phrase.Visible(s)) }

// HTML returns the page as one HTML file.
func (p *Report) HTML() []byte {
	w := &htmlWriter{}
	w.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	fmt.Fprintf(&w.Buffer, "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n", html.EscapeString(contentSecurityPolicy()))
	w.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n<title>")
	w.text(p.title)
	w.WriteString("</title>\n<style>" + style + "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n")
	w.WriteString("<header>\n<h1>")
	w.text(p.title)
	w.WriteString("</h1>\n")
	w.blocks(p.head)
	w.WriteString("</header>\n")
	w.contents(p.sections)
	w.WriteString("<main id=\"main\">\n")
	for _, s := range p.sections {
		w.section(s, 2)
	}
	w.WriteString("</main>\n</body>\n</html>\n")
	return w.Bytes()
}

// maxContents is how many sections below one the table of contents lists.
const maxContents = 60

// contents writes the table of contents.
func (w *htmlWriter) contents(sections []*section) {
	w.WriteString("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n")
	for _, s := range sections {
		fmt.Fprintf(&w.Buffer, "<li><a href=\"#%s\">", escaped(s.anchor))
		w.text(s.title)
		w.WriteString("</a>")
		if n := len(s.below); n > 0 && n <= maxContents {
			w.WriteString("\n<ol>\n")
			for _, b := range s.below {
				fmt.Fprintf(&w.Buffer, "<li><a href=\"#%s\">", escaped(b.anchor))
				w.text(b.title)
				w.WriteString("</a></li>\n")
			}
			w.WriteString("</ol>\n")
		}
		w.WriteString("</li>\n")
	}
	w.WriteString("</ol>\n</nav>\n")
}

// section writes a section and those below it.
func (w *htmlWriter) section(s *section, level int) {
	fmt.Fprintf(&w.Buffer, "<section aria-labelledby=\"%[2]s\">\n<h%[1]d id=\"%[2]s\">", level, escaped(s.anchor))
	w.text(s.title)
	if len(s.mark) > 0 {
		w.WriteByte(' ')
		w.line(s.mark)
	}
	fmt.Fprintf(&w.Buffer, "</h%d>\n", level)
	w.blocks(s.blocks)
	for _, b := range s.below {
		w.section(b, level+1)
	}
	w.WriteString("</section>\n")
}

func (w *htmlWriter) blocks(blocks []block) {
	for _, b := range blocks {
		b.html(w)
	}
}

// line writes a line. Only an anchor of the page and a page of AWS become links.
func (w *htmlWriter) line(l line) {
	for _, s := range l {
		class := ""
		switch {
		case s.mark != "":
			class = " class=\"" + escaped(s.mark) + "\""
		case s.link == s.text && s.link != "":
			class = " class=\"address\"" // which print does not repeat
		}
		switch {
		case strings.HasPrefix(s.link, "#"):
			fmt.Fprintf(&w.Buffer, "<a%s href=\"%s\">%s</a>", class, escaped(s.link), escaped(s.text))
		case isDocumentation(s.link):
			fmt.Fprintf(&w.Buffer, "<a%s href=\"%s\" rel=\"noopener noreferrer\">%s</a>", class, escaped(s.link), escaped(s.text))
		case class != "":
			fmt.Fprintf(&w.Buffer, "<span%s>%s</span>", class, escaped(s.text))
		default:
			w.text(s.text)
		}
	}
}

// documentation matches a page of AWS, without characters that any markup acts on.
var documentation = regexp.MustCompile(`^https://(docs\.)?aws\.amazon\.com/[A-Za-z0-9/._#-]*$`)

// isDocumentation reports whether a link leads to a page of AWS. Other addresses
// may come from names, and stay text.
func isDocumentation(link string) bool {
	return documentation.MatchString(link)
}

func (b paragraph) html(w *htmlWriter) { w.element("p", "", line(b)) }

func (b notice) html(w *htmlWriter) { w.element("p", "notice", line(b)) }

func (b list) html(w *htmlWriter) {
	w.WriteString("<ul>\n")
	for _, l := range b {
		w.element("li", "", l)
	}
	w.WriteString("</ul>\n")
}

// element writes an element with a line in it.
func (w *htmlWriter) element(name, class string, l line) {
	w.WriteString("<" + name)
	if class != "" {
		w.WriteString(" class=\"" + class + "\"")
	}
	w.WriteByte('>')
	w.line(l)
	w.WriteString("</" + name + ">\n")
}

func (b facts) html(w *htmlWriter) {
	w.WriteString("<dl>\n")
	for _, f := range b {
		w.WriteString("<div>")
		w.element("dt", "", f[0])
		w.element("dd", "", f[1])
		w.WriteString("</div>\n")
	}
	w.WriteString("</dl>\n")
}

func (b figures) html(w *htmlWriter) {
	w.WriteString("<dl class=\"figures\">\n")
	for _, f := range b {
		fmt.Fprintf(&w.Buffer, "<div><dt>%s</dt><dd>%s</dd></div>\n", escaped(f[1]), escaped(f[0]))
	}
	w.WriteString("</dl>\n")
}

func (b code) html(w *htmlWriter) {
	w.WriteString("<pre tabindex=\"0\"><code>")
	for text := range strings.Lines(string(b)) {
		body, ended := strings.CutSuffix(text, "\n")
		for i, part := range strings.Split(body, "\t") {
			if i > 0 {
				w.WriteByte('\t')
			}
			w.text(part)
		}
		if ended {
			w.WriteByte('\n')
		}
	}
	w.WriteString("</code></pre>\n")
}

func (b *table) html(w *htmlWriter) {
	w.regions++
	classes := b.classes()
	caption := escaped(b.caption)
	fmt.Fprintf(&w.Buffer, "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-labelledby=\"table-%[1]d\">\n<table>\n<caption id=\"table-%[1]d\">%[2]s</caption>\n<thead><tr>", w.regions, caption)
	for i, c := range b.columns {
		fmt.Fprintf(&w.Buffer, "<th scope=\"col\"%s>%s</th>", classes[i], escaped(c))
	}
	w.WriteString("</tr></thead>\n<tbody>\n")
	for k, row := range b.rows {
		w.WriteString("<tr")
		if k < len(b.anchors) && b.anchors[k] != "" {
			w.WriteString(" id=\"" + escaped(b.anchors[k]) + "\"")
		}
		w.WriteByte('>')
		for i, cell := range row {
			name, scope := "td", ""
			if i == 0 {
				name, scope = "th", " scope=\"row\""
			}
			w.WriteString("<" + name + scope + classes[i] + ">")
			w.line(cell)
			w.WriteString("</" + name + ">")
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</tbody>\n</table>\n</div>\n")
}

// longCell is how many bytes a cell has at least whose column gets room.
const longCell = 70

// classes returns the attribute of the cells of each column: numbers stand below
// each other, and sentences get room.
func (b *table) classes() []string {
	classes := make([]string, len(b.columns))
	for i := range classes {
		long := func(row []line) bool {
			n := 0
			for _, s := range row[i] {
				n += len(s.text)
			}
			return n > longCell
		}
		switch {
		case slices.Contains(b.numbers, i):
			classes[i] = " class=\"number\""
		case slices.ContainsFunc(b.rows, long):
			classes[i] = " class=\"long\""
		}
	}
	return classes
}

// number returns a number as an attribute of a picture has it.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
