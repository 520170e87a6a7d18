package command_test

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf16"

	"deputy/aws/emulator"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/ui/command"
)

// TestTextsOfWindows ensures that a text is read in the encodings in which
// editors and Windows PowerShell write it: questions, batches, drafts and saved
// readings alike.
func TestTextsOfWindows(t *testing.T) {
	wide := func(order binary.AppendByteOrder) func(string) string {
		return func(text string) string {
			var b []byte
			for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
				b = order.AppendUint16(b, unit)
			}
			return string(b)
		}
	}
	for name, encode := range map[string]func(string) string{
		"UTF-8 with a mark": func(text string) string { return "\ufeff" + text },
		"UTF-16":            wide(binary.LittleEndian),
		"UTF-16, big first": wide(binary.BigEndian),
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.stdin = encode(`{"id":"🔑","levels":[],"request":{"action":"s3:GetObject","resource":"*"}}` + "\r\n")
			b.run(command.Done, "can", "--batch", "-")
			b.says(b.out, "{\"id\":\"🔑\",\"verdict\":\"Allowed\"")
			saved := filepath.Join(t.TempDir(), "reading.json")
			writeFile(t, saved, encode(string(modeltest.Encode(t, sample.Demo()))))
			b.run(command.Done, "diff", saved, saved)
			draft := filepath.Join(t.TempDir(), "NoQueues.json")
			writeFile(t, draft, encode(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}`))
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				b.stdin = encode(denied("arn:aws:iam::444455556666:user/kim", "s3:PutBucketPolicy", `"arn:aws:s3:::acme-invoices"`, "with an explicit deny in a service control policy"))
				b.run(command.Denied, "why", "-", "--resource-account", "payments-prod")
				b.run(command.Denied, "can", payments, "sqs:DeleteQueue", "--with", draft+"@Workloads/Prod")
				b.says(b.out, "Denied at Prod by NoQueues.json")
			})
		})
	}
}

// TestLongInputIsRefused ensures that a text which is far longer than any real
// one is refused, and that one such line of a batch does not end the batch.
func TestLongInputIsRefused(t *testing.T) {
	b := newBench(t)
	long := filepath.Join(t.TempDir(), "long")
	writeFile(t, long, strings.Repeat(" ", 1<<20+1))
	b.run(command.BadInput, "can", payments, "s3:GetObject", "--with", long+"@Prod")
	b.says(b.err, "longer than 1 MiB: give the document of one policy")
	b.run(command.BadInput, "emulate", "--listen", "127.0.0.1:0", "--faults", long)
	b.says(b.err, "longer than 1 MiB: give only the emulator's faults")

	const question = `{"id":1,"levels":[],"request":{"action":"s3:GetObject","resource":"*"}}`
	b.stdin = question + "\n" + strings.Repeat("x", 17<<20) + "\n\n" + question
	b.run(command.Failed, "can", "--batch", "-")
	if lines := strings.Split(b.out, "\n"); len(lines) != 4 || !strings.Contains(lines[1], `{"line":2,"error":"the line is longer than 16 MiB`) || lines[0] != lines[2] {
		t.Errorf("the batch answers:\n%s", b.out)
	}
	b.says(b.err, "1 of 3 lines could not be answered")
}

// TestZippedBombIsRefused ensures that a small file that unzips to far more than a
// reading is refused before it fills the memory.
func TestZippedBombIsRefused(t *testing.T) {
	bomb := filepath.Join(t.TempDir(), "bomb.json.gz")
	writeFile(t, bomb, zipped(t, `{"format":"deputy.reading","version":1,"accounts":[{"Id":"1","Name":"`, strings.Repeat("a", 64<<20)))
	b := newBench(t)
	b.run(command.BadInput, "diff", bomb, bomb)
	b.says(b.err, "a value is larger than 16 MiB: no organization needs so much")
}

func zipped(t *testing.T, parts ...string) string {
	t.Helper()
	var b strings.Builder
	z := gzip.NewWriter(&b)
	for _, part := range parts {
		if _, err := io.WriteString(z, part); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestInputIsInterrupted ensures that Ctrl+C ends a command that waits for its
// input, or works on a large one.
func TestInputIsInterrupted(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.json.gz")
	writeFile(t, large, zipped(t, `{"format":"deputy.reading","version":1,"future":["1"`, strings.Repeat(`,"1"`, 24<<20)))
	for _, args := range [][]string{
		{"can", "--batch", "-"},
		{"can", payments, "s3:GetObject", "--with", "-@Prod"},
		{"why", "-"},
		{"emulate", "--listen", "127.0.0.1:0", "--faults", "-"},
		{"diff", large, large},
		{"delegations", "--snapshot", large},
	} {
		b := newBench(t)
		b.interrupted(args...)
	}
}

// interrupted checks that a command line whose input does not come ends soon after
// it is interrupted.
func (b *bench) interrupted(args ...string) {
	b.t.Helper()
	never, end := io.Pipe()
	b.t.Cleanup(func() { _ = end.Close() })
	ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Millisecond)
	defer cancel()
	b.ctx, b.pipe = ctx, never
	begin := time.Now()
	b.run(command.Interrupted, args...)
	if took := time.Since(begin); took > time.Second {
		b.t.Errorf("deputy %s ends %s after it was interrupted", strings.Join(args, " "), took)
	}
}
