package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"deputy/ui/command"
)

const (
	lintRight   = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`
	lintHint    = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:NewlyInvented","Resource":"*"}]}`
	lintWarning = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:PutObject","Resource":"arn:aws:s3:::acme-log-archive"}]}`
	lintError   = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}`
)

// lintFolder writes files and returns their folder.
func lintFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(folder, name), text)
	}
	return folder
}

// Errors give 3, warnings only with --strict, hints never.
func TestLintExitCodes(t *testing.T) {
	folder := lintFolder(t, map[string]string{"right.json": lintRight, "hint.json": lintHint, "warning.json": lintWarning, "error.json": lintError})
	for _, c := range []struct {
		file           string
		usual, stricts command.Code
		says           string
	}{
		{"right.json", command.Done, command.Done, "1 policy: 0 errors, 0 warnings, 0 hints."},
		{"hint.json", command.Done, command.Done, "hint    “s3:NewlyInvented” matches no action of AWS's reference of "},
		{"warning.json", command.Done, command.Denied, "1:90     warning “s3:PutObject” acts on s3 accesspointobject or s3 object, not on"},
		{"error.json", command.Denied, command.Denied, "error   AWS refuses an RCP with the action *"},
	} {
		b := newBench(t)
		b.run(c.usual, "lint", filepath.Join(folder, c.file))
		if !strings.Contains(b.out, c.says) || b.err != "" {
			t.Errorf("of %s it is said %q, %q", c.file, b.out, b.err)
		}
		newBench(t).run(c.stricts, "lint", "--strict", filepath.Join(folder, c.file))
	}
}

// A folder's policies are checked, in the order of their names; what is no SCP or
// RCP is passed over, and what is not JSON hides no other file.
func TestLintFolder(t *testing.T) {
	folder := lintFolder(t, map[string]string{
		"b/warning.json": lintWarning, "a.json": lintRight, "package.json": `{"name":"x"}`, "notes.txt": "x", ".git/x.json": "{", "list.json": "[1]",
		"bucket.json": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}]}`,
	})
	b := newBench(t)
	b.run(command.Done, "lint", folder, filepath.Join(folder, "a.json"))
	out := b.out
	if a, w := strings.Index(out, "a.json   SCP, 87 of 10,240 characters"), strings.Index(out, "warning.json   SCP"); a < 0 || w < a ||
		!strings.Contains(out, "2 policies: 0 errors, 1 warning, 0 hints.") || !strings.Contains(out, "neither SCPs nor RCPs: 3 JSON files.") {
		t.Error(out)
	}
	writeFile(t, filepath.Join(folder, "bad.json"), "{\n  \"Version\": ]")
	b = newBench(t)
	if code := b.runs("lint", folder); code != command.BadInput || !strings.Contains(b.out, "warning.json") || !strings.Contains(b.err, "bad.json: not JSON at line 2, column 3: This name has no value") {
		t.Errorf("%s\n%s", b.out, b.err)
	}
	newBench(t).run(command.BadInput, "lint", t.TempDir())
}

// What cannot be checked is said in clear words, with exit code 2.
func TestLintBadInput(t *testing.T) {
	folder := lintFolder(t, map[string]string{"empty.json": "", "long.json": strings.Repeat(" ", 2<<20), "right.json": lintRight})
	for _, c := range []struct{ args, says string }{
		{"", "FILE or - is missing"},
		{"nosuch.json", "nosuch.json: no such file"},
		{filepath.Join(folder, "empty.json"), "empty.json is empty"},
		{filepath.Join(folder, "long.json"), "is longer than 1 MiB"},
		{"--format yaml " + filepath.Join(folder, "right.json"), "--format yaml: write text, json, csv, markdown or sarif"},
		{"--type sctp " + filepath.Join(folder, "right.json"), "--type sctp: write scp or rcp"},
		{"--json --format sarif " + filepath.Join(folder, "right.json"), "give one of them"},
		{"nosuch.json " + filepath.Join(folder, "empty.json"), "could not check 2 files"},
	} {
		b := newBench(t)
		b.run(command.BadInput, append([]string{"lint"}, strings.Fields(c.args)...)...)
		if !strings.Contains(b.err, c.says) {
			t.Errorf("%s: %s", c.args, b.err)
		}
	}
}

// The type comes from the content, or from --type.
func TestLintTypeAndStandardInput(t *testing.T) {
	for _, c := range []struct {
		args, text string
		code       command.Code
		says       string
	}{
		{"-", lintError, command.Denied, "standard input   RCP, 100 of 5,120 characters"},
		{"- --type scp", lintError, command.Denied, "AWS refuses an SCP with Principal."},
		{"- --type rcp", lintRight, command.Denied, "The statement has no Principal"},
		{"-", "\ufeff" + lintRight, command.Done, "standard input   SCP, 87 of"},
		{"-", strings.Replace(lintRight, "{", "{\n\n ", 1), command.Done, "90 of 10,240 characters (87 without white space)"},
		{"-", strings.Replace(lintRight, "{", "{"+strings.Repeat(" ", 10_240), 1), command.Denied, "as the console does: that leaves 87 characters."},
	} {
		b := newBench(t)
		b.stdin = c.text
		b.run(c.code, append([]string{"lint"}, strings.Fields(c.args)...)...)
		if !strings.Contains(b.out, c.says) {
			t.Errorf("%s: %s", c.args, b.out)
		}
	}
}

// A hostile name or document puts nothing on the terminal, in any format.
func TestLintHostile(t *testing.T) {
	folder := lintFolder(t, map[string]string{"a\x1b[2J\u202eb.json": `{"Version":"2012-10-17","Statement":[{"Sid":"\u001b[2J` + "\u202e" + `","Effect":"Deny","Action":"s3:\u001b]0;x","Resource":"arn:aws:aws:` + "\u202e" + `:x:y"}]}`})
	for _, format := range []string{"text", "json", "sarif"} {
		b := newBench(t)
		b.run(command.Done, "lint", "--format", format, folder)
		if strings.ContainsAny(b.out, "\x1b\u202e") || len(b.out) < 200 {
			t.Errorf("%s: %q", format, b.out)
		}
		if format != "text" && !json.Valid([]byte(b.out)) {
			t.Errorf("%s is not JSON", format)
		}
	}
	b := newBench(t)
	b.run(command.Done, "lint", "--json", folder)
	if !strings.Contains(b.out, `"errors": 0`) {
		t.Error(b.out)
	}
}

// TestLintFormats keeps what is printed in every format; what could not be checked
// is in each of them.
func TestLintFormats(t *testing.T) {
	for _, format := range []string{"text", "json", "csv", "markdown"} {
		t.Run(format, func(t *testing.T) {
			b := newBench(t)
			b.stdin = lintError
			b.run(command.Denied, "lint", "-", "--format", format)
			golden.RequireEqual(t, b.out)
			b.run(command.Denied, "lint", "-", "--format", format, "--filter", "no problem has this")
			if strings.Contains(b.out, "rcp-action") {
				t.Errorf("the filter keeps what it does not name: %s", b.out)
			}
			if code := b.runs("lint", "-", "nosuch.json", "--format", format); code != command.BadInput || format != "text" && !strings.Contains(b.out, "nosuch.json") {
				t.Errorf("%d: %s%s", code, b.out, b.err)
			}
		})
	}
}
