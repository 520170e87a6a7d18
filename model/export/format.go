package export

import (
	"bytes"
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
		for i := range record {
			record[i] = text(row[i])
		}
		err = errors.Join(err, w.Write(record))
	}
	w.Flush()
	if err = errors.Join(err, w.Error()); err != nil {
		return nil, fmt.Errorf("write the CSV of %s: %w", d.Title, err)
	}
	return b.Bytes(), nil
}

// jsonSection is a section as JSON has it.
type jsonSection struct {
	Title string            `json:"title,omitempty"`
	Lines []string          `json:"lines,omitempty"`
	Text  string            `json:"text,omitempty"`
	Rows  []json.RawMessage `json:"rows,omitempty"`
}

// json returns the document as one object: rows are objects with a value for each
// column, null for what is not known.
func (d *Document) json() ([]byte, error) {
	out := struct {
		Version  int           `json:"version"`
		Title    string        `json:"title"`
		About    []string      `json:"about,omitempty"`
		Sections []jsonSection `json:"sections"`
	}{Version, d.Title, d.About, make([]jsonSection, len(d.Sections))}
	for i := range d.Sections {
		s := &d.Sections[i]
		out.Sections[i] = jsonSection{s.Title, s.Lines, s.Text, nil}
		for _, row := range s.Rows {
			object, err := jsonRow(s.Columns, row)
			if err != nil {
				return nil, fmt.Errorf("write the JSON of %s: %w", d.Title, err)
			}
			out.Sections[i].Rows = append(out.Sections[i].Rows, object)
		}
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the JSON of %s: %w", d.Title, err)
	}
	return append(text, '\n'), nil
}

// jsonRow returns a row as an object whose keys stand in the order of the columns.
func jsonRow(columns []Column, row []any) (json.RawMessage, error) {
	b := []byte{'{'}
	for i, c := range columns {
		if i > 0 {
			b = append(b, ',')
		}
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
		encoded, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Key, err)
		}
		b = append(append(b, `"`+c.Key+`":`...), encoded...)
	}
	return append(b, '}'), nil
}

// markdown returns the document as GitHub's Markdown.
func (d *Document) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n", inline(d.Title))
	for _, line := range d.About {
		fmt.Fprintf(&b, "\n%s\n", inline(line))
	}
	for i := range d.Sections {
		d.Sections[i].markdown(&b)
	}
	return b.Bytes()
}

func (s *Section) markdown(b *bytes.Buffer) {
	if s.Title != "" {
		fmt.Fprintf(b, "\n## %s\n", inline(s.Title))
	}
	if len(s.Lines) > 0 {
		b.WriteByte('\n')
	}
	for _, line := range s.Lines {
		fmt.Fprintf(b, "- %s\n", inline(line))
	}
	if s.Text != "" {
		fence := "```"
		for strings.Contains(s.Text, fence) {
			fence += "`"
		}
		fmt.Fprintf(b, "\n%s\n%s\n%s\n", fence, strings.TrimRight(s.Text, "\n"), fence)
	}
	if len(s.Columns) == 0 {
		return
	}
	b.WriteString("\n|")
	for _, c := range s.Columns {
		fmt.Fprintf(b, " %s |", inline(c.Title))
	}
	b.WriteString("\n|" + strings.Repeat("---|", len(s.Columns)) + "\n")
	for _, row := range s.Rows {
		b.WriteByte('|')
		for i := range s.Columns {
			fmt.Fprintf(b, " %s |", inline(text(row[i])))
		}
		b.WriteByte('\n')
	}
}

// inlineEscapes are the characters that Markdown gives a meaning inside a line.
const inlineEscapes = "\\`*_{}[]<>|#~&"

// inline returns a text as one line of Markdown that says just this: a name may
// hold anything. Characters that cannot be seen become blanks.
func inline(s string) string {
	var b strings.Builder
	for _, r := range strings.TrimSpace(s) {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
			r = ' '
		case strings.ContainsRune(inlineEscapes, r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
