package scp

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// naive matches by trying everything. Within a resource, crossing says which
// of the wildcards may take a colon.
func naive(pieces []piece, text string) bool {
	if len(pieces) == 0 {
		return text == ""
	}
	p, rest := pieces[0], pieces[1:]
	switch p.kind {
	case literal:
		after, ok := strings.CutPrefix(text, p.text)
		return ok && naive(rest, after)
	case anyOne, partOne:
		if text == "" || p.kind == partOne && text[0] == ':' {
			return false
		}
		_, n := utf8.DecodeRuneInString(text)
		return naive(rest, text[n:])
	}
	for i := 0; ; {
		if naive(rest, text[i:]) {
			return true
		}
		if i == len(text) || p.kind == partRun && text[i] == ':' {
			return false
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		i += n
	}
}

// segments returns for each * and ? of a resource the kind that AWS documents: a *
// before a colon or the end may run past colons, nothing else may.
func segments(pattern string) []piece {
	var out []piece
	for i := 0; i < len(pattern); i++ {
		switch end := i+1 == len(pattern) || pattern[i+1] == ':'; {
		case pattern[i] == '*' && (end || strings.HasPrefix(strings.TrimLeft(pattern[i:], "*"), ":") || strings.Trim(pattern[i:], "*") == ""):
			out = append(out, piece{kind: anyRun})
		case pattern[i] == '*':
			out = append(out, piece{kind: partRun})
		case pattern[i] == '?':
			out = append(out, piece{kind: partOne})
		default:
			out = append(out, piece{kind: literal, text: pattern[i : i+1]})
		}
	}
	return out
}

func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{
		{"a*b?c", "axxbyc"},
		{"*:a*b", "x:ac:ab"},
		{"arn:*:s3:::b/*/c*", "arn:aws:s3:::b/x:y/c"},
		{"**", ""},
		{"", ""},
		{"?", "é"},
		{"*??", "€"},
		{"*\xff?", "a\xff\xfe"},
		{"a*?:*b*:", "axx:bb::"},
		{"*a*b*:c*d:*", "zab:ab:cxd:e"},
	} {
		f.Add(seed[0], seed[1])
	}
	r := NewRequest("s3:GetObject", noResourceType(), Absent)
	f.Fuzz(func(t *testing.T, glob, text string) {
		if len(glob) > 12 || len(text) > 24 {
			return // The naive matcher takes exponential time.
		}
		tokens := parseTemplate(glob, false)
		p := compilePattern(tokens, false)
		if got, want := p.match(text, r, false), truth(naive(tokens.pieces, text)); got != want {
			t.Errorf("%q on %q: got %v, want %v", glob, text, got, want)
		}
		if strings.HasPrefix(glob, "arn") {
			return // Incomplete ARNs are completed.
		}
		p = compileResource(glob, false)
		if got, want := p.match(text, r, false), truth(naive(segments(glob), text)); got != want {
			t.Errorf("resource %q on %q: got %v, want %v", glob, text, got, want)
		}
	})
}

// FuzzOpenVariable holds an open variable against what its values could be: if
// some value makes the pattern match, the outcome must be Unknown.
func FuzzOpenVariable(f *testing.F) {
	f.Add("a", "b*", "x", "axb")
	f.Add("", "", "", "")
	f.Fuzz(func(t *testing.T, before, after, value, text string) {
		glob := before + "${k}" + after
		p := compilePattern(parseTemplate(glob, true), false)
		if !p.refs {
			return
		}
		given, open := NewRequest("", noResourceType(), Absent), NewRequest("", noResourceType(), Open)
		given.Set("k", value)
		if p.match(text, given, false) == True && p.match(text, open, false) != Unknown {
			t.Errorf("%q on %q with %q: matches, but not if open", glob, text, value)
		}
		if got := p.match(text, open, false); got == True {
			t.Errorf("%q on %q: an absent key would not match", glob, text)
		}
	})
}
