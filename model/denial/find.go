package denial

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deputy/model/cloudtrail"
	"deputy/model/phrase"
)

// Limits of what is looked for in a text: whoever wrote it may want to keep
// deputy busy.
const (
	maxDenials = 100_000   // in one text
	maxDepth   = 64        // of lists, objects, and JSON in strings of JSON
	maxSearch  = 256 << 20 // bytes that are looked at, each as often as it is
	maxTries   = 4         // places in a line where JSON may begin
)

// finder looks for denials in a text of no known form.
type finder struct {
	found  []Denial
	budget int // bytes that may still be looked at
}

// find returns the denials in a text. The error says what is wrong with the text
// as it seems to be meant.
func find(text string) ([]Denial, error) {
	f := &finder{budget: maxSearch}
	var err error
	if isJSON(text) {
		var known []Denial
		if known, err = parseJSON(text); err == nil {
			return known, nil
		}
	}
	f.search(text)
	if len(f.found) > 0 {
		return f.found, nil
	}
	switch {
	case err != nil && looksLikeJSON(text):
		return nil, err
	case len(text) > maxMessage:
		return nil, fmt.Errorf("the text has no AccessDenied message and is longer than %d KiB: give only the message or the event", maxMessage>>10)
	}
	d, err := parseText(text)
	if err != nil {
		return nil, err
	}
	return []Denial{d}, nil
}

// looksLikeJSON reports whether a text begins as only JSON does. Log lines begin
// with [ too.
func looksLikeJSON(text string) bool {
	rest := strings.TrimLeft(text[min(1, len(text)):], " \t\r\n")
	if strings.HasPrefix(text, "{") {
		return rest == "" || strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "}")
	}
	return strings.HasPrefix(text, "[") && (strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, `"`) || json.Valid([]byte(text)))
}

// full reports whether enough has been found, or looked at.
func (f *finder) full() bool { return len(f.found) >= maxDenials || f.budget <= 0 }

func (f *finder) add(found ...Denial) {
	f.found = append(f.found, found[:min(len(found), maxDenials-len(f.found))]...)
}

// search looks for denials in any text: in JSON as a whole or in its lines, else
// for sentences.
func (f *finder) search(text string) {
	if values, err := jsonValues(text); err == nil && isJSON(text) {
		for _, v := range values {
			f.value(v, 0)
		}
		return
	}
	var plain strings.Builder
	for line := range strings.Lines(text) {
		if f.full() {
			return
		}
		before := len(f.found)
		if !mayTell(line) || !f.line(line) {
			plain.WriteString(line)
			continue
		}
		inJSON := slices.Clone(f.found[before:])
		f.found = f.found[:before]
		f.sentences(plain.String())
		f.add(inJSON...)
		plain.Reset()
	}
	f.sentences(plain.String())
}

// mayTell reports whether a text may hold a denial.
func mayTell(text string) bool {
	return containsFold(text, "authorized") || containsFold(text, "denied") || containsFold(text, "explicitdeny")
}

// line looks for denials in JSON in a line, and reports whether there were some.
func (f *finder) line(line string) bool {
	for try, at := 0, 0; try < maxTries; try++ {
		next := strings.IndexByte(line[at:], '{')
		if next < 0 {
			return false
		}
		at += next
		var v json.RawMessage
		f.budget -= len(line) - at
		if err := json.NewDecoder(strings.NewReader(line[at:])).Decode(&v); err == nil {
			before := len(f.found)
			if f.value(v, 0); len(f.found) > before {
				return true
			}
		}
		at++
	}
	return false
}

// value looks for denials in a value of JSON: an event or a decoded message at
// any depth, or a sentence in any string.
func (f *finder) value(raw json.RawMessage, depth int) {
	if f.budget -= len(raw); f.full() || depth > maxDepth || !mayTell(string(raw)) {
		return
	}
	switch raw[0] {
	case '{':
		if known, err := parseKnown(raw); err == nil {
			f.add(known...)
			return
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) == nil {
			for _, key := range slices.Sorted(maps.Keys(object)) {
				f.value(object[key], depth+1)
			}
		}
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) == nil {
			for _, v := range list {
				f.value(v, depth+1)
			}
		}
	case '"':
		var text string
		if json.Unmarshal(raw, &text) == nil {
			f.text(text, depth)
		}
	}
}

// text looks for denials in a string of JSON, which may be JSON itself.
func (f *finder) text(text string, depth int) {
	if inner := trim(text); isJSON(inner) {
		if values, err := jsonValues(inner); err == nil {
			for _, v := range values {
				f.value(v, depth+1)
			}
			return
		}
	}
	before := len(f.found)
	for line := range strings.Lines(text) {
		if mayTell(line) {
			f.line(line)
		}
	}
	if len(f.found) == before {
		f.sentences(text)
	}
}

// sentences adds the denials that a text has in sentences. A long text is
// looked at near the word that each sentence has.
func (f *finder) sentences(text string) {
	if f.budget -= len(text); !containsFold(text, "authorized") && !(len(text) <= maxMessage && containsFold(strings.ReplaceAll(text, "\n", ""), "authorized")) {
		return
	}
	if len(text) <= maxMessage {
		f.add(sentences(text)...)
		return
	}
	for _, part := range nearWord(text, "authorized") {
		if f.full() {
			return
		}
		f.add(sentences(part)...)
	}
}

// nearWord returns the parts of a text that are near a word, whole lines where
// these are short. Parts do not overlap.
func nearWord(text, word string) []string {
	var out []string
	from, to := 0, 0 // of the part under way
	for at := indexFold(text, word, 0); at >= 0; at = indexFold(text, word, at+len(word)) {
		begin, end := max(at-nearSentence, 0), min(at+2*nearSentence, len(text))
		if begin > to || to-from > maxMessage {
			if to > from {
				out = append(out, text[from:to])
			}
			from = max(begin, to)
		}
		to = end
	}
	if to > from {
		out = append(out, text[from:to])
	}
	return out
}

func containsFold(text, word string) bool { return indexFold(text, word, 0) >= 0 }

// indexFold returns where a word in lower case stands at or after a place,
// whatever its case there; -1 if nowhere.
func indexFold(text, word string, from int) int {
	for i := from; i+len(word) <= len(text); i++ {
		if text[i]|0x20 == word[0] && strings.EqualFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// parseKnown reads an object that is a decoded message or a denied event. The
// error says that it is neither.
func parseKnown(raw json.RawMessage) ([]Denial, error) {
	var m message
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("%s", phrase.JSONError(err, "it"))
	}
	switch {
	case m.Context != nil && m.Context.Action != "":
		return []Denial{m.authorization()}, nil
	case m.isEvent() && cloudtrail.IsDenial(m.ErrorCode):
		e, err := cloudtrail.Parse(string(raw))
		return []Denial{ofEvent(&e)}, err
	}
	return nil, errUnknownForm
}
