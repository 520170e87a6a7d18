package strictjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"deputy/model/strictjson"
)

// settings is a file with every kind of value.
type settings struct {
	On     bool              `json:"on"`
	Count  int               `json:"count"`
	Name   string            `json:"name"`
	At     time.Time         `json:"at"`
	List   []inner           `json:"list"`
	ByName map[string]inner  `json:"byName"`
	Words  map[string]string `json:"words"`
	Self   selfDecoded       `json:"self"`
	Open   any               `json:"open"`
	Maybe  *inner            `json:"maybe"`
	Raw    json.RawMessage   `json:"raw"`
}

type inner struct {
	On bool `json:"on"`
}

// selfDecoded is decoded by a method of its own.
type selfDecoded struct{ one inner }

func (s *selfDecoded) UnmarshalJSON(text []byte) error {
	if string(text) == `"odd"` {
		return errors.New("odd it is")
	}
	return strictjson.Decode(text, &s.one)
}

func TestDecode(t *testing.T) {
	text := "\ufeff" + `{"on": true, "count": -3, "name": "é\u00e9\"", "at": "2026-11-23T10:00:00Z", "list": [{"on": true}, {}],
		"byName": {"A": {"on": true}, "a": {}}, "words": {}, "self": {"on": true}, "open": [1, {"x": null}], "maybe": {"on": true}, "raw": {"x": 1, "x": [{"y": 2, "y": 3}]}}`
	var got settings
	if err := strictjson.Decode([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if !got.On || got.Count != -3 || got.Name != `éé"` || len(got.List) != 2 || !got.ByName["A"].On || got.ByName["a"].On || !got.Self.one.On || !got.Maybe.On {
		t.Errorf("got %+v", got)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{``, `line 1, column 1: it is empty`},
		{" \n ", `line 1, column 1: it is empty`},
		{"{\n", `line 2, column 1: the JSON ends too early`},
		{`{"on": true,}`, `line 1, column 13: it is not JSON: invalid character '}'`},
		{"{}\n {}", `line 2, column 2: there is more after the end of the JSON`},
		{"{\"name\": \"\xff\"}", `line 1, column 11: it is not UTF-8`},
		{`[]`, `line 1, column 1: the value must be an object, not a list`},
		{`null`, `line 1, column 1: the value must be an object, not null`},
		{"{\n  \"on\": true,\n  \"on\": true\n}", `line 3, column 3: "on" appears twice`},
		{`{"on": true, "\u006fn": false}`, `line 1, column 14: "on" appears twice`},
		{`{"On": true}`, `line 1, column 2: "On" is unknown: write "on"`},
		{`{"name": "é", "oN": true}`, `line 1, column 15: "oN" is unknown: write "on"`},
		{`{"maybe": {"off": 1}}`, `line 1, column 12: "off" is unknown, want one of on`},
		{`{"on": "yes"}`, `line 1, column 8: "on" must be true or false, not a string`},
		{`{"on": null}`, `line 1, column 8: "on" must be true or false, not null`},
		{`{"count": 1.5}`, `line 1, column 11: "count" cannot be 1.5`},
		{`{"count": 99999999999999999999}`, `"count" cannot be 99999999999999999999`},
		{`{"at": 5}`, `line 1, column 8: "at": `},
		{`{"at": "soon"}`, `line 1, column 8: "at": `},
		{`{"list": [{}, 1]}`, `line 1, column 15: an element of "list" must be an object, not a number`},
		{`{"list": [{"on": 1}]}`, `line 1, column 18: "on" must be true or false, not a number`},
		{`{"byName": {"a": {}, "a": {}}}`, `line 1, column 22: "a" appears twice`},
		{`{"byName": {"a": {"x": 1}}}`, `line 1, column 19: "x" is unknown`},
		{`{"words": {"a": "b", "c": 1}}`, `line 1, column 27: "c" must be a string, not a number`},
		{"{\"self\": {\n\"on\": 1}}", `line 2, column 7: "on" must be true or false, not a number`},
		{`{"self": "odd"}`, `line 1, column 10: "self": odd it is`},
		{`{"raw": {"x": 1, "x": 2}, "raw": 1}`, `line 1, column 27: "raw" appears twice`},
		{`{"open": {"x": [{"y": 1, "y": 2}]}}`, `line 1, column 26: "y" appears twice`},
	} {
		var v settings
		err := strictjson.Decode([]byte(c.text), &v)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s\n\tgot  %v\n\twant %s", c.text, err, c.says)
		}
	}
}

func TestDecodeSaved(t *testing.T) {
	for text, says := range map[string]string{
		`{"on": true, "new": {"on": 1}, "maybe": {"more": 1}, "name": null, "list": null}`: "",
		`{"on": true, "on": true}`:                  `"on" appears twice`,
		`{"on": true, "ON": false}`:                 `"on" appears twice`,
		`{"new": 1, "new": 1}`:                      `"new" appears twice`,
		`{"new": {"x": 1, "x": 2}}`:                 `"x" appears twice`,
		`{"byName": {"a": {"on": 1}}}`:              `"on" must be true or false`,
		`{"on": true} x`:                            `there is more after the end`,
		`{"byName": {"a": {}, "A": {}}, "NEW": {}}`: "",
	} {
		var v settings
		err := strictjson.DecodeSaved([]byte(text), &v)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: %v, want %q", text, err, says)
		}
	}
}

// FuzzDecode compares with encoding/json: what passes has the same value there,
// and what encoding/json refuses never passes.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"on": true, "count": 1, "list": [{"on": false}], "byName": {"a": {}}, "self": {}, "open": [{"a": 1, "a": 2}]}`,
		`{"on":1}`, "{\"name\":\"\\ud800\xff\"}", `{"at":"2026-11-23T10:00:00Z","maybe":{"on":true,"ON":false}}`, "\ufeff{} {", `[[[`, `{"":{}}`, `{"count":1e3}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var strict, saved, plain settings
		wrong := json.Unmarshal([]byte(strings.TrimPrefix(string(text), "\ufeff")), &plain)
		strictErr, savedErr := strictjson.Decode(text, &strict), strictjson.DecodeSaved(text, &saved)
		for _, err := range []error{strictErr, savedErr} {
			place := (*strictjson.Error)(nil)
			if err != nil && (!errors.As(err, &place) || place.Line < 1 || place.Column < 1 || place.Line > 1+strings.Count(string(text), "\n") || place.What == "") {
				t.Errorf("no place in %v", err)
			}
		}
		switch {
		case wrong != nil && (strictErr == nil || savedErr == nil):
			t.Errorf("encoding/json says %v, and it passes: %v, %v", wrong, strictErr, savedErr)
		case strictErr == nil && savedErr != nil:
			t.Errorf("strict is less strict: %v", savedErr)
		case strictErr == nil && !reflect.DeepEqual(strict, plain), savedErr == nil && !reflect.DeepEqual(saved, plain):
			t.Errorf("decoded as %+v and %+v, want %+v", strict, saved, plain)
		}
	})
}

// TestManyKeys ensures that a key which appears twice is found among many, be it
// of a struct, of a map or not known.
func TestManyKeys(t *testing.T) {
	fields := make([]reflect.StructField, 70)
	var members []string
	for i := range fields {
		name := fmt.Sprint("Key", i)
		fields[i] = reflect.StructField{Name: name, Type: reflect.TypeFor[int]()}
		members = append(members, fmt.Sprintf("%q: 1", name))
	}
	for _, of := range []reflect.Type{reflect.StructOf(fields), reflect.TypeFor[map[string]int](), reflect.TypeFor[struct{}]()} {
		if err := strictjson.DecodeSaved([]byte("{"+strings.Join(members, ",")+"}"), reflect.New(of).Interface()); err != nil {
			t.Errorf("%v: %v", of.Kind(), err)
		}
		for _, twice := range []int{0, 63, 64, 69} {
			text := "{" + strings.Join(append(slices.Clone(members), members[twice]), ",") + "}"
			if err := strictjson.DecodeSaved([]byte(text), reflect.New(of).Interface()); err == nil || !strings.Contains(err.Error(), fmt.Sprintf(`"Key%d" appears twice`, twice)) {
				t.Errorf("%v, key %d: %v", of.Kind(), twice, err)
			}
		}
	}
}
