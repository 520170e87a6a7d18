package export

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Version is the version of the JSON form.
const Version = 1

// Document is what is taken along.
type Document struct {
	Name         string // of a file, without its ending: accounts
	Title        string
	Organization string    // its ID; may be empty
	Taken        time.Time // how old what it says may be; may be zero
	About        []string  // sentences below the title
	Sections     []Section
}

// Section is a part of a document: sentences, a text, a table, or several of them
// in this order.
type Section struct {
	Key     string // in JSON, unlike any other of the document: accounts
	Title   string
	Lines   []string // sentences
	Text    string   // a policy, or commands, as they are stored
	Columns []Column // none without a table
	Head    int      // how many columns name a row whose other cells are sentences; 0 for short cells
	Rows    [][]any  // a value for each column: a string, an int, a bool, strings, a time.Time, or nil for what is not known
}

// Column is a column of a table.
type Column struct {
	Key   string // in JSON: accountId
	Title string // for people: account ID
}

// Table returns the table that CSV has: the first one with rows, else the first.
// It reports false if the document has no table.
func (d *Document) Table() (Section, bool) {
	var first *Section
	for i := range d.Sections {
		s := &d.Sections[i]
		switch {
		case len(s.Columns) == 0:
		case len(s.Rows) > 0:
			return *s, true
		case first == nil:
			first = s
		}
	}
	if first == nil {
		return Section{}, false
	}
	return *first, true
}

// Texts returns the values of a row as CSV has them.
func Texts(row []any) []string {
	texts := make([]string, len(row))
	for i, value := range row {
		texts[i] = text(value)
	}
	return texts
}

// text returns a value for people and for CSV.
func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case []string:
		return strings.Join(v, ", ")
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(time.RFC3339)
	default:
		return fmt.Sprint(v)
	}
}
