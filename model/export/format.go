package export

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Format is a form of a document.
type Format uint8

// The formats.
const (
	Markdown Format = iota + 1
	CSV
	JSON
)

// Formats returns the formats in the order in which they are offered.
func Formats() []Format { return []Format{Markdown, CSV, JSON} }

// String returns the format's name.
func (f Format) String() string {
	return [...]string{Markdown: "Markdown", CSV: "CSV", JSON: "JSON"}[f]
}

// Ending returns the ending of a file of the format, with its dot.
func (f Format) Ending() string { return [...]string{Markdown: ".md", CSV: ".csv", JSON: ".json"}[f] }

// ErrNoTable says that a document has no table, which is all that CSV can hold.
var ErrNoTable = errors.New("there is no table in it, and CSV holds nothing else: take Markdown or JSON")

// Encode returns a document in a format. The error is ErrNoTable, or says which
// value cannot be written.
func Encode(d *Document, f Format) ([]byte, error) {
	switch f {
	case CSV:
		return d.csv()
	case JSON:
		return d.json()
	default:
		return d.markdown(), nil
	}
}

// csv returns the document's table with values as AWS has them.
func (d *Document) csv() ([]byte, error) {
	s, ok := d.Table()
	if !ok {
		return nil, ErrNoTable
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	record := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		record[i] = c.Title
	}
	err := w.Write(record)
	for _, row := range s.Rows {
		err = errors.Join(err, w.Write(Texts(row)))
	}
	w.Flush()
	if err = errors.Join(err, w.Error()); err != nil {
		return nil, fmt.Errorf("write the CSV of %s: %w", d.Title, err)
	}
	return b.Bytes(), nil
}

// json returns the document as one object: a member for each section, whose rows
// are objects with a value for each column, null for what is not known. Sentences
// beside a table stand in a member of their own, as accountsNotes beside accounts.
func (d *Document) json() ([]byte, error) {
	var o object
	o.add("version", Version)
	o.add("title", d.Title)
	if d.Organization != "" {
		o.add("organization", d.Organization)
	}
	if !d.Taken.IsZero() {
		o.add("taken", d.Taken.UTC())
	}
	if len(d.About) > 0 {
		o.add("about", d.About)
	}
	for i := range d.Sections {
		d.Sections[i].json(&o)
	}
	text, err := o.indented()
	if err != nil {
		return nil, fmt.Errorf("write the JSON of %s: %w", d.Title, err)
	}
	return text, nil
}

func (s *Section) json(o *object) {
	notes := s.Key
	switch {
	case len(s.Columns) > 0:
		rows := make([]json.RawMessage, len(s.Rows))
		for i, row := range s.Rows {
			rows[i] = o.row(s.Columns, row)
		}
		o.add(s.Key, rows)
		notes += "Notes"
	case s.Text != "":
		o.add(s.Key, s.Text)
		notes += "Notes"
	}
	if len(s.Lines) > 0 {
		o.add(notes, s.Lines)
	}
}

// object is a JSON object whose members keep their order.
type object struct {
	b   []byte
	err error // the first one
}

func (o *object) add(key string, value any) {
	encoded, err := json.Marshal(value)
	if err != nil {
		o.err = cmp.Or(o.err, fmt.Errorf("%s: %w", key, err))
		return
	}
	name, _ := json.Marshal(key) // strings always marshal
	o.b = append(append(append(append(o.b, ','), name...), ':'), encoded...)
}

// text returns the object without white space.
func (o *object) text() []byte {
	return append([]byte{'{'}, append(bytes.TrimPrefix(o.b, []byte{','}), '}')...)
}

func (o *object) indented() ([]byte, error) {
	if o.err != nil {
		return nil, o.err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, o.text(), "", "  "); err != nil {
		return nil, err
	}
	return append(b.Bytes(), '\n'), nil
}

// row returns a row of a table as an object. Its error is that of the whole.
func (o *object) row(columns []Column, row []any) json.RawMessage {
	var r object
	for i, c := range columns {
		value := row[i]
		switch v := value.(type) {
		case time.Time:
			if value = v.UTC(); v.IsZero() {
				value = nil
			}
		case []string:
			if v == nil {
				value = []string{}
			}
		}
		r.add(c.Key, value)
	}
	o.err = cmp.Or(o.err, r.err)
	return r.text()
}

// markdown returns the document as GitHub's Markdown.
func (d *Document) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", Inline(d.Title))
	if d.Organization != "" {
		fmt.Fprintf(&b, "\nOrganization %s", Inline(d.Organization))
		if !d.Taken.IsZero() {
			fmt.Fprintf(&b, ", as of %s", d.Taken.UTC().Format("2006-01-02 15:04Z"))
		}
		b.WriteByte('\n')
	}
	for _, line := range d.About {
		fmt.Fprintf(&b, "\n%s\n", Inline(line))
	}
	for i := range d.Sections {
		d.Sections[i].markdown(&b)
	}
	return b.Bytes()
}

func (s *Section) markdown(b *bytes.Buffer) {
	if s.Title != "" {
		fmt.Fprintf(b, "\n## %s\n", Inline(s.Title))
	}
	if len(s.Lines) > 0 {
		b.WriteByte('\n')
	}
	for _, line := range s.Lines {
		fmt.Fprintf(b, "- %s\n", Inline(line))
	}
	if s.Text != "" {
		b.WriteString("\n" + Fenced(s.Text))
	}
	if len(s.Columns) == 0 {
		return
	}
	b.WriteString("\n|")
	for _, c := range s.Columns {
		fmt.Fprintf(b, " %s |", Inline(c.Title))
	}
	b.WriteString("\n|" + strings.Repeat("---|", len(s.Columns)) + "\n")
	for _, row := range s.Rows {
		b.WriteByte('|')
		for i := range s.Columns {
			fmt.Fprintf(b, " %s |", Inline(text(row[i])))
		}
		b.WriteByte('\n')
	}
}

// Fenced returns a text as a block of code in Markdown, whatever it holds.
func Fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "\n" + strings.TrimRight(text, "\n") + "\n" + fence + "\n"
}

// inlineEscapes are the characters that Markdown gives a meaning inside a line.
const inlineEscapes = "\\`*_{}[]<>|#~&"

// Inline returns a text as one line of Markdown that says just this: a name may
// hold anything.
func Inline(s string) string {
	var b strings.Builder
	for _, r := range inlineSeen(s) {
		if strings.ContainsRune(inlineEscapes, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// inlineSeen returns a text in one line. Characters that cannot be seen become
// blanks.
func inlineSeen(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.TrimSpace(s))
}
