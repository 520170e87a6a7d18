package guardrail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"deputy/model/phrase"
)

// Error is what is wrong at one place of a test file.
type Error struct {
	Line, Column int // from 1; Column is 0 if it is not known
	What         string
}

// Error returns the place and what is wrong there.
func (e *Error) Error() string {
	if e.Column == 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.What)
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.What)
}

// maxNodes is how many values a file may have, with those that aliases repeat.
const maxNodes = 200_000

// yamlLine is how the parser begins what it says of a place.
var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// Parse reads a test file. Unknown and duplicate keys are errors, and so is whatever
// could leave something untested. The error is an *Error.
func Parse(text []byte) ([]Test, error) {
	var document, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&document); errors.Is(err, io.EOF) {
		return nil, &Error{Line: 1, What: "the file has no tests: write tests: and a list"}
	} else if err != nil {
		return nil, syntaxError(err)
	}
	if err := d.Decode(&more); err == nil {
		return nil, &Error{more.Line, more.Column, "a second YAML document: write all tests in one list"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(err)
	}
	r := &reader{}
	tests := r.file(document.Content[0])
	if r.err != nil {
		return nil, r.err
	}
	return tests, nil
}

// syntaxError returns the error of a file that is not YAML.
func syntaxError(err error) error {
	text := err.Error()
	e := &Error{Line: 1, What: "not YAML: " + strings.TrimPrefix(text, "yaml: ")}
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		e.Line, _ = strconv.Atoi(m[1]) // It matches digits.
		e.What = "not YAML: " + text[len(m[0]):]
	}
	return e
}

// reader reads the values of a file and keeps the first error.
type reader struct {
	err   *Error
	nodes int
}

// fail keeps what is wrong with a value, unless something before it is.
func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	if r.err == nil {
		r.err = &Error{n.Line, n.Column, fmt.Sprintf(format, args...)}
	}
}

// value returns a value, of an alias that which it stands for.
func (r *reader) value(n *yaml.Node) *yaml.Node {
	if r.nodes++; r.nodes > maxNodes {
		r.fail(n, "the file has too many values")
	}
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// field is a key of a mapping and what reads its value.
type field struct {
	key  string
	read func(n *yaml.Node)
}

// mapping reads a mapping that has no keys but those of fields, each once at most.
func (r *reader) mapping(n *yaml.Node, what string, fields ...field) {
	n = r.value(n)
	if n.Kind != yaml.MappingNode {
		r.fail(n, "%s is a mapping", what)
		return
	}
	r.pairs(n, func(key string, at, value *yaml.Node) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == key })
		if i < 0 {
			r.fail(at, "unknown key %q%s", phrase.Shorten(key), nearest(key, fields))
			return
		}
		fields[i].read(value)
	})
}

// nearest returns the key that a misspelt one probably stands for, as a question;
// nothing if none comes near.
func nearest(key string, fields []field) string {
	for _, f := range fields {
		if phrase.EditDistance(strings.ToLower(key), strings.ToLower(f.key)) <= 2 {
			return ": did you mean " + f.key + "?"
		}
	}
	return ""
}

// pairs reads the keys of a mapping in their order, each of which must be a text.
func (r *reader) pairs(n *yaml.Node, read func(key string, at, value *yaml.Node)) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content) && r.err == nil; i += 2 {
		at := n.Content[i]
		key := r.text(at)
		if line, twice := seen[key]; twice {
			r.fail(at, "duplicate key %q: it stands on line %d too", phrase.Shorten(key), line)
			return
		}
		seen[key] = at.Line
		read(key, at, n.Content[i+1])
	}
}

// text reads a text; a number or a truth value is the text as it is written.
func (r *reader) text(n *yaml.Node) string {
	n = r.value(n)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fail(n, "want a text here")
		return ""
	}
	return n.Value
}

// texts reads a text or a list of texts.
func (r *reader) texts(n *yaml.Node) []string {
	n = r.value(n)
	if n.Kind != yaml.SequenceNode {
		return []string{r.text(n)}
	}
	out := make([]string, 0, len(n.Content))
	for _, item := range n.Content {
		out = append(out, r.text(item))
	}
	return out
}

// list reads a list, item by item.
func (r *reader) list(n *yaml.Node, what string, read func(n *yaml.Node)) {
	n = r.value(n)
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "%s is a list", what)
		return
	}
	for _, item := range n.Content {
		if r.err == nil {
			read(item)
		}
	}
}

// into returns what reads a text into a variable.
func (r *reader) into(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) { *to = r.text(n) }
}

// intoList returns what reads a text or a list of texts into a variable.
func (r *reader) intoList(to *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if *to = append(*to, r.texts(n)...); len(*to) == 0 {
			r.fail(n, "the list is empty: leave the key out, or give a value")
		}
	}
}
