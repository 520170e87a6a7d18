package export_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"deputy/model/export"
	"deputy/model/modeltest"
)

func TestMain(m *testing.M) { modeltest.Main(m) }

// hostile is what a name can hold that some format gives a meaning.
var hostile = []string{
	"a|b", "`x`", "*a*_b_", "<script>alert(1)</script>", "[a](http://b)", "a\\", "a\nb", "\"q\"", "=1+1", ",", ";", "a\x1b[31mb", "\u202eabc", "\u2028x",
	"# heading", "日本語", "&amp;", "~~a~~", "", " ",
}

// drawn is a document with a table of any texts.
func drawn(t *rapid.T) *export.Document {
	name := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String())
	s := export.Section{Key: "rows", Title: name.Draw(t, "title"), Columns: []export.Column{{Key: "a", Title: "A"}, {Key: "b", Title: name.Draw(t, "column")}}}
	for range rapid.IntRange(0, 5).Draw(t, "rows") {
		s.Rows = append(s.Rows, []any{name.Draw(t, "a"), name.Draw(t, "b")})
	}
	return &export.Document{Title: name.Draw(t, "document"), Sections: []export.Section{s}}
}

// A CSV reads back as what was written, whatever is in it. encoding/csv reads a
// line break of two characters as one.
func TestCSVReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		text, err := export.Encode(d, export.CSV)
		if err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
		if err != nil {
			t.Fatalf("%v\n%q", err, text)
		}
		want := [][]string{{"A", d.Sections[0].Columns[1].Title}}
		for _, row := range d.Sections[0].Rows {
			want = append(want, []string{row[0].(string), row[1].(string)})
		}
		for _, row := range want {
			for i := range row {
				row[i] = strings.ReplaceAll(row[i], "\r\n", "\n")
			}
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("read back %q, want %q", got, want)
		}
	})
}

// JSON reads back as what was written, and the keys stand in the order of the columns.
func TestJSONReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		text, err := export.Encode(d, export.JSON)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Version int
			Title   string
			Rows    []map[string]string
		}
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got.Version != export.Version || got.Title != valid(d.Title) || len(got.Rows) != len(d.Sections[0].Rows) {
			t.Fatalf("read back %+v", got)
		}
		for i, row := range d.Sections[0].Rows {
			if x := got.Rows[i]; x["a"] != valid(row[0].(string)) || x["b"] != valid(row[1].(string)) {
				t.Errorf("row %d reads back %q, want %q", i, x, row)
			}
		}
	})
}

// A part is read back by its key, whatever that is made of.
func TestJSONKeys(t *testing.T) {
	for _, key := range hostile {
		if key == "" {
			continue // the document's own members have names
		}
		text, err := export.Encode(&export.Document{Sections: []export.Section{{Key: key, Text: "x", Columns: nil}}}, export.JSON)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]any{}
		if err := json.Unmarshal(text, &got); err != nil {
			t.Errorf("%q: %v\n%s", key, err, text)
		} else if _, ok := got[key]; !ok {
			t.Errorf("%q is not in %s", key, text)
		}
	}
}

// valid is a text as JSON can hold it.
func valid(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

// A table in Markdown has a line for each row and a bar on both sides of each
// cell, whatever stands in the cells; nothing of a name acts as Markdown, HTML or a
// control sequence.
func TestMarkdownKeepsItsShape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		text, err := export.Encode(d, export.Markdown)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for line := range strings.Lines(string(text)) {
			line = strings.ReplaceAll(strings.TrimSuffix(line, "\n"), `\\`, "")
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u202e' || r == '\u2028' }) {
				t.Fatalf("a control character stands in %q", line)
			}
			if bare := strings.ReplaceAll(line, `\<`, ""); strings.Contains(bare, "<") {
				t.Fatalf("a tag can stand in %q", line)
			}
			if !strings.HasPrefix(line, "|") {
				continue
			}
			rows++
			if bars := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); bars != 3 {
				t.Fatalf("%d bars in %q", bars, line)
			}
		}
		if want := len(d.Sections[0].Rows) + 2; rows != want {
			t.Fatalf("%d rows, want %d:\n%s", rows, want, text)
		}
	})
}

// Values that are not known are empty, and null in JSON; a policy's text stands in
// a fence that it cannot close.
func TestValues(t *testing.T) {
	d := &export.Document{Title: "x", Sections: []export.Section{
		{Key: "text", Text: "a\n```\nb"},
		{Key: "rows", Columns: []export.Column{{"n", "n"}, {"none", "none"}, {"yes", "yes"}, {"list", "list"}, {"at", "at"}}, Rows: [][]any{
			{3, nil, true, []string{"a", "b"}, time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))},
			{0, nil, false, []string(nil), time.Time{}},
		}},
	}}
	for _, c := range []struct {
		format export.Format
		want   string
	}{
		{export.CSV, "n,none,yes,list,at\n3,,yes,\"a, b\",2026-01-02T02:04:05Z\n0,,no,,\n"},
		{export.Markdown, "# x\n\n````\na\n```\nb\n````\n\n| n | none | yes | list | at |\n|---|---|---|---|---|\n| 3 |  | yes | a, b | 2026-01-02T02:04:05Z |\n| 0 |  | no |  |  |\n"},
	} {
		if text, err := export.Encode(d, c.format); err != nil || string(text) != c.want {
			t.Errorf("%s: %v\n%q\nwant\n%q", c.format, err, text, c.want)
		}
	}
	text, err := export.Encode(d, export.JSON)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"n": 3`, `"none": null`, `"yes": true`, `"at": "2026-01-02T02:04:05Z"`, `"list": []`, `"at": null`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if _, err := export.Encode(&export.Document{Title: "x"}, export.CSV); !errors.Is(err, export.ErrNoTable) {
		t.Errorf("CSV without a table: %v", err)
	}
}
