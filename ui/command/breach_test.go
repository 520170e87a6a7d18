package command_test

import (
	"strings"
	"testing"
)

// TestBreachesAreSeen ensures that the walls stop what they are there for, and
// let through what each room lives on.
func TestBreachesAreSeen(t *testing.T) {
	const sdk = "github.com/aws/aws-sdk-go-v2"
	forbidden := []struct{ in, path string }{
		{"model", "os"},
		{"model", "os/exec"},
		{"model/scp", "io/fs"},
		{"model", "net"},
		{"model", "net/http"},
		{"model", "deputy/ui"},
		{"model", "deputy/aws"},
		{"model", "deputy/model/sample"},
		{"model", sdk + "/config"},
		{"model", "charm.land/bubbletea/v2"},
		{"model/anything", "os"},
		{"model/scp", "deputy/model"},
		{"model/sample", "deputy/aws/emulator"},
		{"aws", "deputy/ui"},
		{"aws", "deputy/aws/emulator"},
		{"aws", "charm.land/lipgloss/v2"},
		{"aws", sdk + "/aws"}, // without a name of its own
		{"aws", "github.com/aws/aws-sdk-go/aws/session"},
		{"aws/store", sdk + "/config"},
		{"aws/emulator", "deputy/aws"},
		{"aws/emulator", "deputy/aws/store"},
		{"aws/emulator", sdk + "/service/organizations"},
		{"aws/emulator", "github.com/aws/smithy-go"},
		{"aws/emulator", "testing"},
		{"aws/emulator", "net/http/httptest"},
		{"ui", "deputy/aws"},
		{"ui", "deputy/aws/store"},
		{"ui", "deputy/ui/command"},
		{"ui", "deputy/ui/stage"},
		{"ui", "net/http"},
		{"ui", sdk + "/config"},
		{"ui/command", "deputy/aws"},
		{"ui/command", "deputy/ui/stage"},
		{"ui/command", "github.com/alecthomas/kong"},
		{"ui/pane", "deputy/ui"},
		{"ui/pane", "os"},
		{"ui/pane", "os/exec"},
		{"ui/pane", "net"},
		{"ui/pane", "io/fs"},
		{"ui/widget", "deputy/model"},
		{"ui/theme", "deputy/model"},
		{"ui/theme", "os"},
		{"ui/stage", "deputy/aws"},
		{"", "text/template"},
		{"", "html/template"},
		{"", sdk + "/config"},
	}
	for _, c := range forbidden {
		if r, ok := roomOf(c.in); !ok || r.breach(imported{path: c.path}) == "" {
			t.Errorf("%q may import %s", c.in, c.path)
		}
	}

	allowed := []struct{ in, path, name string }{
		{"", "deputy/aws", ""},
		{"", "deputy/aws/emulator", ""},
		{"", "deputy/model/sample", ""},
		{"", "deputy/ui/command", ""},
		{"", "os", ""},
		{"model", "deputy/model/scp", ""},
		{"model", "net/netip", ""},
		{"model", "time", ""},
		{"model", "io/fs", ""},
		{"aws", "deputy/model", ""},
		{"aws", sdk + "/aws", "sdk"},
		{"aws", sdk + "/service/organizations/types", ""},
		{"aws/store", "os", ""},
		{"aws/emulator", "net/http", ""},
		{"ui", "deputy/ui/pane", ""},
		{"ui/command", "github.com/spf13/cobra", ""},
		{"ui/pane", "charm.land/bubbles/v2/textinput", ""},
		{"ui/stage", "testing", ""},
	}
	for _, c := range allowed {
		r, ok := roomOf(c.in)
		if fault := r.breach(imported{path: c.path, name: c.name}); !ok || fault != "" {
			t.Errorf("%q may not import %s: %s", c.in, c.path, fault)
		}
	}

	if r, ok := roomOf("tool"); ok {
		t.Errorf("a fourth room beside model, aws and ui passes as %q", r.path)
	}
}

// TestImpurityIsSeen ensures that the model cannot reach for the clock or start
// a goroutine, under whatever name the file imports time.
func TestImpurityIsSeen(t *testing.T) {
	const source = `package model
import clock "time"
func later(now clock.Time) clock.Time { return now.Add(clock.Hour) }
func wait(c chan int) { go close(c); <-clock.After(clock.Second); _ = clock.Now() }
`
	var f folder
	if err := f.read("x.go", []byte(source)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range f.impure {
		got = append(got, s.what)
	}
	want := "starts a goroutine, reads the clock by time.After, reads the clock by time.Now"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("saw %q, want %q", s, want)
	}
}
