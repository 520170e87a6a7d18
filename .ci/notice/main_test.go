package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func file(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestIdentify ensures that a known license is told whoever holds the
// copyright, and that one word more or another license is refused.
func TestIdentify(t *testing.T) {
	mit := file(t, "../../model/iam/LICENSE-iam-data")
	for name, c := range map[string]struct{ text, want string }{
		"MIT":                  {mit, "MIT"},
		"another holder":       {strings.Replace(mit, "Act Security", "Somebody else", 1), "MIT"},
		"other line ends":      {strings.ReplaceAll(mit, "\n", "\r\n  "), "MIT"},
		"a clause behind":      {mit + "\nThe software must not be sold.", ""},
		"a clause before":      {strings.Repeat("The software must not be sold. ", 6) + mit, ""},
		"a word left out":      {strings.Replace(mit, "free of charge, ", "", 1), ""},
		"another license":      {"GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007", ""},
		"no license":           {"Ask the author.", ""},
		"MIT for half of it":   {mit + "\n" + mit, ""},
		"an advertising claim": {"Redistribution and use in source and binary forms are permitted if all advertising mentions us.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := identify(c.text); got != c.want || (err == nil) != (c.want != "") {
				t.Errorf("identified as %q, %v", got, err)
			}
		})
	}
}

// TestApache ensures that the Apache License is known with its appendix and
// without, and that nothing may be added to it.
func TestApache(t *testing.T) {
	own := file(t, "../../LICENSE")
	terms, _, _ := strings.Cut(own, "APPENDIX:")
	for name, c := range map[string]struct {
		text, holder string
		same         bool
	}{
		"whole":           {own, "", true},
		"terms alone":     {terms, "", true},
		"with a holder":   {strings.Replace(own, "[yyyy] [name of copyright owner]", "2020 A", 1), "Copyright 2020 A", true},
		"a clause behind": {own + "\nNot for sale.", "", false},
		"a clause within": {strings.Replace(own, "irrevocable", "revocable", 1), "", false},
		"MIT":             {file(t, "../../model/iam/LICENSE-iam-data"), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			if holder, same := apache(own, c.text); holder != c.holder || same != c.same {
				t.Errorf("holder %q, same %t", holder, same)
			}
		})
	}
}

// TestClimb ensures that a module without a license text is refused, and that
// a folder's own license counts beside the module's.
func TestClimb(t *testing.T) {
	top := t.TempDir()
	inner := filepath.Join(top, "internal", "copied")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	put := func(folder, name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(inner, "LICENSE", "inner")
	if err := climb(map[string]part{}, "example.com/m", "v1.0.0", top, inner); err == nil {
		t.Error("a module without a license text passes")
	}
	put(top, "COPYING.txt", "outer\r\n")
	put(top, "NOTICE", "by A")
	put(top, "license.go", "package m")
	found := map[string]part{}
	if err := climb(found, "example.com/m", "v1.0.0", top, inner); err != nil {
		t.Fatal(err)
	}
	if got, want := found[top], (part{"example.com/m v1.0.0", "outer", "by A"}); got != want || len(found) != 2 {
		t.Errorf("found %+v", found)
	}
	if got, want := found[inner], (part{"example.com/m/internal/copied v1.0.0", "inner", ""}); got != want {
		t.Errorf("found %+v", got)
	}
	put(top, "LICENSE", "another")
	if err := climb(map[string]part{}, "example.com/m", "v1.0.0", top, top); err == nil {
		t.Error("two license files in one folder pass")
	}
}

// TestWrite ensures that a text stands once for all parts that come under it,
// that notices are kept, and that the order of the parts does not matter.
func TestWrite(t *testing.T) {
	own, mit := file(t, "../../LICENSE"), file(t, "../../model/iam/LICENSE-iam-data")
	a, b, c := part{"a v1", mit, ""}, part{"b v1", strings.ReplaceAll(mit, "\n", "\r\n"), ""}, part{"c v1", own, "Thanks to D."}
	text, err := write(own, []part{a, b, c})
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text, "Act Security"); n != 1 {
		t.Errorf("the text of a and b stands there %d times", n)
	}
	for _, want := range []string{"MIT\n\n  a v1\n  b v1\n\n", "Apache-2.0, the text in LICENSE\n\n  c v1\n", "Notice of c v1\n\nThanks to D.\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	if again, err := write(own, []part{c, b, a}); err != nil || again != text {
		t.Errorf("another order gives another text, %v", err)
	}
	if _, err := write(own, []part{{"d v1", "Ask the author.", ""}}); err == nil || !strings.Contains(err.Error(), "d v1") {
		t.Errorf("a part without a known license: %v", err)
	}
}
