package pane

import (
	"errors"
	"fmt"
	"strings"

	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// Exporter is a pane whose content can be taken along.
type Exporter interface {
	// Export returns all that the pane shows, and not only what fits on the screen;
	// nil while there is nothing.
	Export() *export.Document
}

// Saved asks to write a text to a new file. Name is a proposal without a folder,
// and Ending that of the file.
type Saved struct {
	Name, Ending string
	Text         []byte
}

// IsIntent implements kit.Intent.
func (Saved) IsIntent() {}

// exportChoice is a format and where it goes.
type exportChoice struct {
	format export.Format
	file   bool
}

// Export lets the user choose the format of what is taken along, and whether it
// goes to the clipboard or to a file.
type Export struct {
	pickList[exportChoice]
	document *export.Document
	all      []exportChoice
}

// NewExport returns the choice for a document.
func NewExport(env *Env, d *export.Document) *Export {
	p := &Export{document: d}
	for _, file := range []bool{false, true} {
		for _, f := range export.Formats() {
			p.all = append(p.all, exportChoice{f, file})
		}
	}
	p.pickList = pickList[exportChoice]{Query: kit.NewQuery(p.narrow), env: env, does: "export", choose: p.take}
	p.narrow()
	return p
}

// View draws the formats.
func (p *Export) View(s kit.Size, _ bool) []string {
	about := "one page"
	if table, ok := p.document.Table(); ok {
		about = phrase.Count(len(table.Rows), "row")
	}
	return p.view(s, pickListText{title: "Export: " + p.document.Title, right: about, empty: "No format matches."},
		func(l *widget.Line, c exportChoice) {
			l.Cell(theme.Plain, c.words(), 18)
			if _, ok := p.document.Table(); c.format == export.CSV && !ok {
				l.Put(theme.Muted, "this has no table")
			} else {
				l.Put(theme.Muted, formatWords[c.format])
			}
		})
}

var formatWords = map[export.Format]string{
	export.Markdown: "for a ticket or a page",
	export.CSV:      "the table, for a spreadsheet",
	export.JSON:     "for a program",
}

// words says what a choice does.
func (c exportChoice) words() string {
	if c.file {
		return "save " + c.format.String()
	}
	return "copy " + c.format.String()
}

// narrow keeps the choices that contain what was typed.
func (p *Export) narrow() {
	var fit []exportChoice
	for _, c := range p.all {
		if kit.HasWords(strings.ToLower(c.words()), kit.Words(p.Value())) {
			fit = append(fit, c)
		}
	}
	p.list(fit)
	p.window.To(0)
}

// take makes the text of the chosen format.
func (p *Export) take() kit.Intent {
	c, ok := p.row()
	if !ok {
		return nil
	}
	text, err := export.Encode(p.document, c.format)
	switch {
	case errors.Is(err, export.ErrNoTable):
		return Noticed{"This has no table for CSV. Choose Markdown or JSON.", theme.Warning}
	case err != nil:
		return Noticed{err.Error(), theme.Warning}
	case c.file:
		return Many{Gone{}, Saved{p.document.Name, c.format.Ending(), text}}
	}
	what := fmt.Sprintf("%s as %s, %s", p.document.Title, c.format, bytesWords(len(text)))
	if len(text) > clipboardSafe {
		what += " (some terminals accept only " + bytesWords(clipboardSafe) + ": check the end, or save a file)"
	}
	return Many{Gone{}, Copied{what, string(text)}}
}

// clipboardSafe is how many bytes every terminal takes that has a clipboard: base64
// makes 100,000 bytes of them, which is where some stop.
const clipboardSafe = 74_000

// bytesWords returns a number of bytes for people.
func bytesWords(n int) string {
	if n < 10_000 {
		return phrase.Count(n, "byte")
	}
	return phrase.Thousands((n+500)/1000) + " kB"
}
