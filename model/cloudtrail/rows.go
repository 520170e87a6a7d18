package cloudtrail

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"deputy/model/phrase"
)

// A query's result has a row for each event, or for all events with the same
// request. Its columns are named like the fields of an event, in small letters, or
// as `deputy replay --query` names them. Values that are objects are in JSON, or in
// the form in which Athena prints a row: {type=AssumedRole, arn=…}.

// setCount takes how many events a row stands for.
func (e *Event) setCount(text string) error {
	n, err := strconv.ParseFloat(text, 64) // Spreadsheets write 3.0.
	if text != "" && (err != nil || n < 1 || n != float64(int(n))) {
		return fmt.Errorf("its count is %s: it must be a positive number", phrase.Shorten(text))
	}
	if text != "" {
		e.Count = int(n)
	}
	return nil
}

// takeKeys takes the fields of an event that stand in the column keys beside the
// condition keys.
func (e *Event) takeKeys() error {
	if e.Keys == "" {
		return nil
	}
	s := scanner{text: e.Keys}
	err := s.members(func(key string) error {
		if strings.Contains(key, ":") {
			return s.skip()
		}
		return s.field(e, key)
	})
	if err != nil {
		return fmt.Errorf("its keys are not JSON: %w", unwrapShort(err))
	}
	return nil
}

// unwrapShort returns an error that does not ask for more text: a text inside
// another one has no more.
func unwrapShort(err error) error {
	if errors.Is(err, errShort) {
		return errors.New("the text inside it is cut off")
	}
	return err
}

// cell takes the value of a column.
func (e *Event) cell(column, value string) error {
	if value == "" || value == "null" {
		return nil
	}
	quoted, err := json.Marshal(value)
	if err != nil {
		return err
	}
	s := scanner{text: string(quoted)}
	return unwrapShort(s.field(e, column))
}

// cells takes the values of a row.
func (d *decoder) cells(values []string) error {
	if d.columns == nil {
		d.columns = make([]string, len(values))
		for i, name := range values {
			d.columns[i] = strings.ToLower(strings.TrimSpace(name))
		}
		return nil
	}
	if len(values) != len(d.columns) {
		d.events++
		d.report(fmt.Errorf("the row has %s, but the heading has %d", phrase.Count(len(values), "value"), len(d.columns)), false)
		return nil
	}
	for i, v := range values {
		if err := d.event.cell(d.columns[i], v); err != nil {
			d.events++
			d.report(err, false)
			return nil
		}
	}
	return d.emit()
}

// row reads a row as CloudTrail Lake returns it: a list of objects, each with one
// column.
func (d *decoder) row() error {
	err := d.whole(func() error {
		d.begin()
		return d.elements(func() error {
			return d.members(func(key string) error { return d.field(&d.event, key) })
		})
	})
	if err != nil {
		return d.lost(err)
	}
	return d.emit()
}

// data reads the values of a row as Athena returns it. The first row of a result
// has the names of the columns.
func (d *decoder) data() error {
	var values []string
	err := d.whole(func() error {
		values = values[:0]
		d.begin()
		return d.elements(func() error {
			values = append(values, "")
			return d.members(func(string) error { return d.word(&values[len(values)-1]) })
		})
	})
	if err != nil {
		return d.stop(err)
	}
	return d.cells(values)
}

// csv reads rows of comma-separated values, with a heading.
func (d *decoder) csv() error {
	r := csv.NewReader(io.MultiReader(strings.NewReader(d.text[d.at:]), d.in))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	from := d.base + int64(d.at)
	for {
		d.begin()
		d.begun = from + r.InputOffset()
		values, err := r.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &wrong):
			d.events++
			d.report(wrong.Err, false)
			continue
		case err != nil:
			return err
		}
		first := d.columns == nil
		if err := d.cells(values); err != nil {
			return err
		}
		if first && !hasColumns(d.columns) {
			return errors.New("it has no CloudTrail events: neither JSON, nor CSV with a column eventname")
		}
	}
}

// hasColumns reports whether columns are those of events.
func hasColumns(columns []string) bool {
	for _, c := range columns {
		if c == "eventname" || c == "cloudtrailevent" || c == "eventjson" {
			return true
		}
	}
	return false
}

// structured reads a value that is an object or a list, also where it stands in a
// string as JSON or as Athena prints it.
func (s *scanner) structured(read func(*scanner) error) error {
	c, err := s.next()
	if err != nil || c != '"' {
		if err == nil {
			err = read(s)
		}
		return err
	}
	text, err := s.str()
	if err != nil || text == "" {
		return err
	}
	if !json.Valid([]byte(text)) {
		p := printed{text: text}
		text = string(p.value(nil, 0))
	}
	within := scanner{text: text}
	return unwrapShort(read(&within))
}

// printed is a value as Athena and CloudTrail Lake print it: rows in braces with
// name=value, lists in brackets, texts without quotes. Texts may have commas and
// braces in them, so that reading it is a guess, which JSON columns spare.
type printed struct {
	text string
	at   int
}

// value appends the value in JSON.
func (p *printed) value(out []byte, depth int) []byte {
	if p.at >= len(p.text) || depth > maxDepth {
		return append(out, "null"...)
	}
	switch p.text[p.at] {
	case '{':
		return p.list(out, '{', '}', depth, true)
	case '[':
		return p.list(out, '[', ']', depth, false)
	}
	from := p.at
	for p.at < len(p.text) && !p.ends() {
		p.at++
	}
	text := p.text[from:p.at]
	if text == "null" || text == "" {
		return append(out, "null"...)
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		quoted = []byte("null")
	}
	return append(out, quoted...)
}

// ends reports whether a text ends here: at a bracket, or before the next name.
func (p *printed) ends() bool {
	switch rest := p.text[p.at:]; {
	case rest[0] == '}' || rest[0] == ']':
		return true
	case strings.HasPrefix(rest, ", {"):
		return true
	case strings.HasPrefix(rest, ", "):
		name, _, found := strings.Cut(rest[2:], "=")
		return found && !strings.ContainsAny(name, " ,{}[]:/")
	}
	return false
}

func (p *printed) list(out []byte, begin, end byte, depth int, named bool) []byte {
	out = append(out, begin)
	p.at++
	for n := 0; p.at < len(p.text) && p.text[p.at] != end; n++ {
		if n > 0 {
			out = append(out, ',')
		}
		if named {
			name, _, _ := strings.Cut(p.text[p.at:], "=")
			p.at = min(len(p.text), p.at+len(name)+1)
			quoted, err := json.Marshal(name)
			if err != nil {
				quoted = []byte(`""`)
			}
			out = append(append(out, quoted...), ':')
		}
		before := p.at
		out = p.value(out, depth+1)
		if rest := p.text[p.at:]; strings.HasPrefix(rest, ", ") {
			p.at += 2
		} else if p.at == before && rest != "" && rest[0] != end {
			p.at++
		}
	}
	p.at = min(len(p.text), p.at+1)
	return append(out, end)
}
