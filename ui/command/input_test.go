package command_test

import (
	"encoding/binary"
	"path/filepath"
	"testing"
	"testing/synctest"
	"unicode/utf16"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// TestTextsOfWindows ensures that a text is read in the encodings in which
// editors and Windows PowerShell write it: questions, batches and drafts alike.
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
