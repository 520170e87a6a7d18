package command_test

import (
	"slices"
	"strings"
	"testing"
)

// TestTestsDoNotSleep ensures that no test waits for real time to pass: it is
// slow on a good day and fails on a bad one. In a file that uses the bubbles of
// testing/synctest, sleeping moves their clock and costs nothing.
func TestTestsDoNotSleep(t *testing.T) {
	seen := 0
	walkSources(t, func(name string, text []byte) error {
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		seen++
		for _, at := range sleeps(t, name, string(text)) {
			t.Errorf("%s: sleeps: use testing/synctest or hand in the time", at)
		}
		return nil
	})
	if seen == 0 {
		t.Error("no test file was read")
	}
}

// TestSleepsAreSeen ensures that the test above tells real from fake time.
func TestSleepsAreSeen(t *testing.T) {
	const body = "func f() { time.Sleep(1) }\n"
	if got := sleeps(t, "a.go", "package a\nimport \"time\"\n"+body); len(got) != 1 {
		t.Errorf("a sleep in real time is seen %d times", len(got))
	}
	if got := sleeps(t, "a.go", "package a\nimport (\"time\"; \"testing/synctest\")\n"+body); len(got) != 0 {
		t.Errorf("a sleep in fake time is refused: %v", got)
	}
}

// sleeps says where a file sleeps in real time.
func sleeps(t *testing.T, name, text string) []string {
	t.Helper()
	var f folder
	if err := f.read(name, []byte(text)); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(f.imports, func(i imported) bool { return i.path == "testing/synctest" }) {
		return nil
	}
	var at []string
	for _, s := range f.impure {
		if s.what == "reads the clock by time.Sleep" {
			at = append(at, s.at)
		}
	}
	return at
}
