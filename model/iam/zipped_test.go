package iam

import (
	"os"
	"strings"
	"testing"
)

// TestNamesAreZipped ensures that the program has the names of names.txt.
func TestNamesAreZipped(t *testing.T) {
	text, err := os.ReadFile("names.txt")
	if err != nil {
		t.Fatal(err)
	}
	if names() != string(text) {
		t.Error("names.txt.gz has other names than names.txt: go run ./.ci/archive model/iam/names.txt.gz model/iam/names.txt")
	}
}

// TestEveryLineIsRead ensures that no line of names.txt is taken for another one: the
// actions of a service come last, and each has its access level.
func TestEveryLineIsRead(t *testing.T) {
	lines := 1 // the date
	for _, s := range read() {
		lines += 1 + len(s.resources) + len(s.keys) + len(s.lists) + len(s.actions())
		for i := range s.actions() {
			if a := s.action(i); a.Access.Words() == "" {
				t.Errorf("%s has the access level %q", a, a.Access)
			}
		}
	}
	if all := strings.Count(names(), "\n"); lines != all {
		t.Errorf("%d of %d lines are read", lines, all)
	}
}

// BenchmarkUnzip measures what the first use of a name takes longer.
func BenchmarkUnzip(b *testing.B) {
	for b.Loop() {
		if len(unzip()) == 0 {
			b.Fatal("no names")
		}
	}
}
