package command_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"deputy/aws/emulator"
	"deputy/ui/command"
)

// TestCanTypical ensures that the answer for an ordinary request stands first,
// the exact one below it, and that --typical ends by the first.
func TestCanTypical(t *testing.T) {
	for _, c := range []struct {
		name           string
		args           []string
		first          string
		exact, typical command.Code
	}{
		{"denied", []string{"s3:PutBucketPolicy"}, "Denied by NoPublicS3 [2] at Prod, unless role/SecAdmin", command.Depends, command.Denied},
		{"not blocked", []string{"kms:Decrypt"}, "No SCP or RCP blocks this (in this account's own keys)", command.Depends, command.Done},
		{"not blocked if", []string{"rds:CreateDBInstance", "--set", "aws:RequestedRegion=eu-central-1"}, "Not blocked if the request sets tag team (RequireTags [1] at Prod)", command.Depends, command.Depends},
		{"by Region", []string{"s3:GetObject"}, "No SCP or RCP blocks this in eu-central-1 and eu-west-1; denied elsewhere by DenyRegions [1] at Root", command.Depends, command.Depends},
		{"whatever is open", []string{"organizations:LeaveOrganization"}, "Denied by DenyLeave [1] at Root", command.Denied, command.Denied},
		{"another's resource", []string{"sts:AssumeRole"}, "No SCP or RCP blocks this", command.Depends, command.Done},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := whole(t, emulator.Faults{}, managementAccount)
				args := append([]string{"can", "payments-prod"}, c.args...)
				b.run(c.exact, args...)
				if first, rest, _ := strings.Cut(b.out, "\n"); !strings.HasPrefix(first, c.first) || !strings.Contains(rest, "\nExactly: ") {
					t.Errorf("it prints\n%s", b.out)
				}
				b, _ = whole(t, emulator.Faults{}, managementAccount)
				b.run(c.typical, append(args, "--typical")...)
			})
		})
	}
}

// TestTypicalInJSON ensures that JSON has the exact verdict where it was, and the
// typical one beside it, also in a batch; a line with its own policies assumes
// nothing.
func TestTypicalInJSON(t *testing.T) {
	type answer struct {
		Verdict string
		Typical *struct {
			Verdict     string
			By, Missing []any
			Conditions  []string
			Differs     []struct{ Alternative, Verdict string }
			Assumptions []struct{ Key, Value, Why string }
		}
	}
	read := func(t *testing.T, text string) (a answer) {
		t.Helper()
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	synctest.Test(t, func(t *testing.T) {
		b, _ := whole(t, emulator.Faults{}, managementAccount)
		b.run(command.Depends, "can", "payments-prod", "s3:PutBucketPolicy", "--json")
		one := b.out
		b, _ = whole(t, emulator.Faults{}, managementAccount)
		b.stdin = `{"account":"payments-prod","action":"s3:PutBucketPolicy"}` + "\n" +
			`{"levels":[],"request":{"action":"s3:GetObject","resource":"*"}}`
		b.run(command.Done, "can", "--batch", "-")
		first, second, _ := strings.Cut(b.out, "\n")
		if first+"\n" != one {
			t.Errorf("a batch has %s, --json %s", first, one)
		}
		if a := read(t, second); a.Typical != nil {
			t.Errorf("a line with its own policies has %+v", a.Typical)
		}
		a := read(t, one)
		if a.Verdict != "Depends" || a.Typical == nil || a.Typical.Verdict != "ExplicitlyDenied" || len(a.Typical.By) != 1 || a.Typical.Missing == nil || a.Typical.Conditions == nil {
			t.Fatalf("it is %s", one)
		}
		if d := a.Typical.Differs; len(d) == 0 || d[len(d)-1].Alternative != "role/SecAdmin" || d[len(d)-1].Verdict != "Allowed" {
			t.Errorf("differs has %+v", d)
		}
		var keys []string
		for _, x := range a.Typical.Assumptions {
			keys = append(keys, x.Key+" "+x.Value)
		}
		want := []string{"principal arn:aws:iam::444455556666:role/ordinary", "resource arn:aws:s3:::ordinary", "transport aws:SecureTransport=true"}
		if !slices.Equal(keys, want) {
			t.Errorf("it assumes %q", keys)
		}
		b, _ = whole(t, emulator.Faults{}, managementAccount)
		b.run(command.BadInput, "can", "--batch", "-", "--typical")
		b.says(b.err, "each answer has both verdicts")
	})
}
