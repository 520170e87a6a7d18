package strictjson

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"deputy/model/phrase"
)

// shape is what has to be known of a type to compare a value with it.
type shape struct {
	of      reflect.Type // no pointer
	wanted  string       // the kind of value it is decoded from; empty for any
	custom  bool         // it has a method that decodes it
	names   []string     // the keys of a struct, in its order
	fields  map[string]reflect.Type
	element reflect.Type // of a map or list
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
	s := &shape{of: t, element: anything}
	for s.of.Kind() == reflect.Pointer {
		s.of = s.of.Elem()
	}
	s.wanted, s.custom = wantedKind(s.of)
	switch kind := s.of.Kind(); {
	case s.custom:
	case kind == reflect.Struct:
		s.takeFields()
	case kind == reflect.Map, kind == reflect.Slice, kind == reflect.Array:
		s.element = s.of.Elem()
	}
	shapes.Store(t, s)
	return s
}

func (s *shape) takeFields() {
	s.fields = map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(s.of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || !field.IsExported() || field.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		s.names, s.fields[name] = append(s.names, name), field.Type
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

// named returns the name of the field that encoding/json fills from a key, which
// may be of another case; empty if there is none.
func (s *shape) named(key string) string {
	if s.fields[key] != nil {
		return key
	}
	for _, name := range s.names {
		if strings.EqualFold(name, key) {
			return name
		}
	}
	return ""
}

// unknown says that a key is not known, and which to use.
func (s *shape) unknown(key, similar string) string {
	if similar != "" {
		return quote(key) + " is not known here: write " + quote(similar)
	}
	return quote(key) + " is not known here: known are " + phrase.Join(s.names, " and ")
}
