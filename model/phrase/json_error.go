package phrase

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// JSONError says what is wrong with JSON that a person wrote, without naming Go
// types. whole names the outermost value, such as "a line".
func JSONError(err error, whole string) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return fmt.Sprintf("%s must be %s, not %s", fieldName(kind, whole), typeName(kind.Type.Kind()), valueName(kind.Value))
	case errors.Is(err, io.ErrUnexpectedEOF), err.Error() == "unexpected end of JSON input":
		return "the JSON ends too early"
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is not JSON: character %d is unexpected", syntax.Offset)
	default:
		if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return "it has an unknown field, " + name
		}
		return strings.TrimPrefix(err.Error(), "json: ")
	}
}

// fieldName returns the path of the field that has the wrong type.
func fieldName(e *json.UnmarshalTypeError, whole string) string {
	if e.Field == "" {
		return whole
	}
	return e.Field
}

// typeName names a Go type as JSON does.
func typeName(k reflect.Kind) string {
	switch k {
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	default:
		return "a number"
	}
}

// valueName names the value that was found instead, from the decoder's word for
// it.
func valueName(word string) string {
	switch kind, _, _ := strings.Cut(word, " "); kind { // "number 1.5"
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "bool":
		return "true or false"
	default:
		return "a " + kind
	}
}
