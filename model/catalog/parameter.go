package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"deputy/model/phrase"
)

// Parameter is a named value of a call.
type Parameter struct{ Name, Value string }

// Parameters are the values of a call, in the order of the documentation. Their
// JSON form is an object of strings in that order.
type Parameters []Parameter

// Get returns the value of a parameter; empty if there is none.
func (ps Parameters) Get(name string) string {
	for _, p := range ps {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Words returns the values in one line.
func (ps Parameters) Words() string {
	values := make([]string, len(ps))
	for i, p := range ps {
		values[i] = p.Value
	}
	return strings.Join(values, " ")
}

// MarshalJSON writes an object.
func (ps Parameters) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := errors.Join(encoder.Encode(p.Name), b.WriteByte(':'), encoder.Encode(p.Value)); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads an object of strings, and keeps their order.
func (ps *Parameters) UnmarshalJSON(text []byte) error {
	*ps = nil
	decoder := json.NewDecoder(bytes.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return errors.New("the parameters are not an object")
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var p Parameter
		p.Name, _ = name.(string)
		if err := decoder.Decode(&p.Value); err != nil {
			return fmt.Errorf("parameter %q is not a string", phrase.Shorten(p.Name))
		}
		if slices.ContainsFunc(*ps, func(q Parameter) bool { return q.Name == p.Name }) {
			return fmt.Errorf("parameter %q appears twice", phrase.Shorten(p.Name))
		}
		*ps = append(*ps, p)
	}
	return nil
}
