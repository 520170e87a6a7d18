package iam

import (
	"os"
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

// BenchmarkUnzip measures what the first use of a name takes longer.
func BenchmarkUnzip(b *testing.B) {
	for b.Loop() {
		if len(unzip()) == 0 {
			b.Fatal("no names")
		}
	}
}
