package strictjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"deputy/model/phrase"
)

// shape is what has to be known of a type to compare a value with it.
type shape struct {
	of       reflect.Type // no pointer
	wanted   string       // the kind of value it is decoded from; empty for any
	custom   bool         // it has a method that decodes it
	isStruct bool
	fields   []field // of a struct, in its order
	numbers  map[string]int
	element  typed // of a map or list
}

// field is a field of a struct.
type field struct {
	name   string // its key
	quoted []byte // the key with its quotes
	typed
}

// typed is a type, with its shape once somebody asked for it: a type may contain
// itself.
type typed struct {
	of    reflect.Type
	known *atomic.Pointer[shape]
}

func newNamed(name string, t reflect.Type) field {
	return field{name, []byte(strconv.Quote(name)), newTyped(t)}
}

func newTyped(t reflect.Type) typed { return typed{t, &atomic.Pointer[shape]{}} }

func (t *typed) shape() *shape {
	s := t.known.Load()
	if s == nil {
		s = shapeOf(t.of)
		t.known.Store(s)
	}
	return s
}

var (
	anything   = reflect.TypeFor[any]() // of a value that is only searched for duplicate keys
	rawMessage = reflect.TypeFor[json.RawMessage]()
)

// shapes has the shapes by type: a saved reading has thousands of values of each.
var shapes sync.Map

// shapeOf returns the shape of a type.
func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		if s, ok := known.(*shape); ok {
			return s
		}
	}
	s := &shape{of: t, element: newTyped(anything)}
	for s.of.Kind() == reflect.Pointer {
		s.of = s.of.Elem()
	}
	s.wanted, s.custom = wantedKind(s.of)
	switch kind := s.of.Kind(); {
	case s.custom:
	case kind == reflect.Struct:
		s.takeFields()
	case kind == reflect.Map, kind == reflect.Slice, kind == reflect.Array:
		s.element = newTyped(s.of.Elem())
	}
	shapes.Store(t, s)
	return s
}

func (s *shape) takeFields() {
	s.isStruct, s.numbers = true, map[string]int{}
	for _, field := range reflect.VisibleFields(s.of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || !field.IsExported() || field.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		s.numbers[name] = len(s.fields)
		s.fields = append(s.fields, newNamed(name, field.Type))
	}
}

// wantedKind names the kind of value that a type is decoded from, and reports
// whether the type has a method for that.
func wantedKind(t reflect.Type) (kind string, custom bool) {
	p := reflect.PointerTo(t)
	switch {
	case p.Implements(reflect.TypeFor[json.Unmarshaler]()):
		return "", true
	case p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return "a string", true
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "an object", false
	case reflect.Slice, reflect.Array:
		return "a list", false
	case reflect.String:
		return "a string", false
	case reflect.Bool:
		return "true or false", false
	case reflect.Interface:
		return "", false
	default:
		return "a number", false
	}
}

// find returns the number of the field that encoding/json fills from a key, and
// whether it is the key's own: one of another case will do. It is -1 if there is
// none.
func (s *shape) find(key []byte) (n int, exact bool) {
	if n, ok := s.numbers[string(key)]; ok {
		return n, true
	}
	return slices.IndexFunc(s.fields, func(f field) bool { return strings.EqualFold(f.name, string(key)) }), false
}

// unknown says that a key is not known, and which to use: the similar field, if
// there is one.
func (s *shape) unknown(key string, similar int) string {
	if similar >= 0 {
		return quote(key) + " is unknown: write " + quote(s.fields[similar].name)
	}
	names := make([]string, len(s.fields))
	for i, f := range s.fields {
		names[i] = f.name
	}
	return quote(key) + " is unknown, want one of " + phrase.Join(names, " or ")
}
