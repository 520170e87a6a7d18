package export

import (
	"fmt"

	"deputy/model/iam"
	"deputy/model/lint"
	"deputy/model/phrase"
)

// uncheckedFile is the severity of a file that could not be checked.
const uncheckedFile = "unchecked"

// Problems returns the problems of policy documents, file by file. A file that could
// not be checked has a row that says why.
func Problems(r *lint.Report) *Document {
	s := Section{Key: "problems", Columns: []Column{
		{"file", "file"},
		{"type", "type"},
		{"line", "line"},
		{"column", "column"},
		{"severity", "severity"},
		{"rule", "rule"},
		{"statement", "statement"},
		{"problem", "problem"},
		{"page", "page"},
	}}
	for i := range r.Files {
		f := &r.Files[i]
		lines := lint.NewLines(f.Text)
		if f.Document == nil {
			row := []any{f.Path, nil, nil, nil, uncheckedFile, "", nil, f.Err, ""}
			if f.Text != "" {
				row[2], row[3] = position(lines, f.At.Start)
			}
			s.Rows = append(s.Rows, row)
			continue
		}
		for k := range f.Problems {
			p := &f.Problems[k]
			line, column := position(lines, p.Span.Start)
			s.Rows = append(s.Rows, []any{f.Path, f.Document.Type.String(), line, column, p.Severity.String(), p.Rule.ID, number(p.Statement), p.Text(), p.Rule.Page})
		}
	}
	errs, warnings, hints, unchecked := r.Count()
	return &Document{
		Name: "lint", Title: "Policy problems", Sections: []Section{s},
		About: []string{fmt.Sprintf("%s: %s, %s, %s. AWS's reference is of %s.", phrase.Count(len(r.Files)-unchecked, "policy"),
			phrase.Count(errs, "error"), phrase.Count(warnings, "warning"), phrase.Count(hints, "hint"), iam.AsOf())},
	}
}

// position returns where a byte stands.
func position(l *lint.Lines, offset int) (line, column any) {
	n, m := l.At(offset)
	return n, m
}

// number returns a number that counts from 1; nil for 0.
func number(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
