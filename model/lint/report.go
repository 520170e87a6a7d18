package lint

import (
	"encoding/json"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"deputy/model/iam"
	"deputy/model/scp"
)

// File is a file that was checked.
type File struct {
	Path     string
	Document *scp.Document // nil if the file could not be checked
	Problems []Problem
	// Err says why the file could not be checked; empty if it was.
	Err string
	// At is the place of what is wrong in the file, if Err is not empty.
	At scp.Span
	// Text is the file's content, if it could be read.
	Text string
}

// NewFile checks a document from a file. One that is not JSON gets an Err.
func NewFile(path string, d *scp.Document) File {
	f := File{Path: path, Text: d.Text}
	for _, p := range d.Problems {
		if p.Code == scp.NotJSON || p.Code == scp.TooDeep {
			f.Err, f.At = p.Sentence, p.Span
			return f
		}
	}
	f.Document, f.Problems = d, Check(d)
	return f
}

// Report is what was found in all files.
type Report struct {
	Files []File
	// Passed counts the JSON files of folders that are neither SCPs nor RCPs.
	Passed int
}

// Count returns how many problems of each severity there are, and how many files
// could not be checked.
func (r *Report) Count() (errors, warnings, hints, unchecked int) {
	for i := range r.Files {
		e, w, h := Count(r.Files[i].Problems)
		errors, warnings, hints = errors+e, warnings+w, hints+h
		if r.Files[i].Err != "" {
			unchecked++
		}
	}
	return errors, warnings, hints, unchecked
}

// Lines finds lines and columns in a text.
type Lines struct {
	text   string
	starts []int
}

// NewLines prepares a text.
func NewLines(text string) *Lines {
	l := &Lines{text: text, starts: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	return l
}

// At returns the line and the column of a byte, both counted from 1; columns count
// characters.
func (l *Lines) At(offset int) (line, column int) {
	offset = max(0, min(offset, len(l.text)))
	i := sort.SearchInts(l.starts, offset+1) - 1
	return i + 1, utf8.RuneCountInString(l.text[l.starts[i]:offset]) + 1
}

// region is a stretch of a file.
type region struct {
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"endLine"`
	EndColumn int `json:"endColumn"`
}

func (l *Lines) region(s scp.Span) region {
	var out region
	out.Line, out.Column = l.At(s.Start)
	out.EndLine, out.EndColumn = l.At(max(s.Start, s.End))
	return out
}

type problemJSON struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	region
	Statement int    `json:"statement,omitempty"`
	Sid       string `json:"sid,omitempty"`
	Message   string `json:"message"`
	Fix       string `json:"fix,omitempty"`
	Page      string `json:"page"`
}

type fileJSON struct {
	Path       string        `json:"path"`
	Type       string        `json:"type,omitempty"`
	Characters int           `json:"characters"`
	Minified   int           `json:"minified"`
	Quota      int           `json:"quota,omitempty"`
	Error      string        `json:"error,omitempty"`
	Problems   []problemJSON `json:"problems"`
}

type reportJSON struct {
	Version   int        `json:"version"`
	Reference string     `json:"reference"`
	Files     []fileJSON `json:"files"`
	Passed    int        `json:"passed"`
	Errors    int        `json:"errors"`
	Warnings  int        `json:"warnings"`
	Hints     int        `json:"hints"`
	Unchecked int        `json:"unchecked"`
}

// reportVersion is the version of the report's JSON.
const reportVersion = 1

// Encode writes the report as JSON.
func (r *Report) Encode(w io.Writer) error {
	out := reportJSON{Version: reportVersion, Reference: iam.AsOf(), Files: make([]fileJSON, 0, len(r.Files)), Passed: r.Passed}
	out.Errors, out.Warnings, out.Hints, out.Unchecked = r.Count()
	for i := range r.Files {
		out.Files = append(out.Files, r.Files[i].encode())
	}
	return encode(w, out)
}

func (f *File) encode() fileJSON {
	out := fileJSON{
		Path: strings.ToValidUTF8(f.Path, "\ufffd"), Characters: utf8.RuneCountInString(f.Text), Minified: scp.MinifiedLength(f.Text),
		Error: f.Err, Problems: make([]problemJSON, 0, len(f.Problems)),
	}
	if f.Document == nil {
		return out
	}
	out.Type, out.Quota = f.Document.Type.String(), f.Document.Type.Quota()
	lines := NewLines(f.Text)
	for i := range f.Problems {
		p := &f.Problems[i]
		x := problemJSON{
			Rule: p.Rule.ID, Severity: p.Severity.String(), region: lines.region(p.Span), Statement: p.Statement,
			Message: p.Sentence, Fix: p.Fix, Page: p.Rule.Page,
		}
		if p.Statement > 0 {
			x.Sid = f.Document.Statements[p.Statement-1].Sid.Value
		}
		out.Problems = append(out.Problems, x)
	}
	return out
}

// encode writes JSON in one piece, indented for people.
func encode(w io.Writer, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}
