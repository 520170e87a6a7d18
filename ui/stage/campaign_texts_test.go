package stage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"deputy/aws"
	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/modeltest"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/command"
)

// hostileTexts are texts that a terminal acts on, or that are hard to measure.
var hostileTexts = []string{
	"\x1b[31m\x1b[2J", "\x1b]52;c;aGFjaw==\x07", "\x1b]8;;https://example.com\x1b\\here\x1b]8;;\x1b\\", "\x1b]0;owned\x07\x1bP+q544e\x1b\\", "a\nb\r\nc\td\v\f",
	"\u009b31m\u0085\u009d0;x\u009c", "\x00\x07\x08\x7f", "\u202egnp\u2066x\u2069\u202c\u200e\u061c", "\u200b\u200d\u2060\ufeff\u00ad", "e\u0301\u0301\u0301" + strings.Repeat("\u0336", 60),
	"宽ｆｕｌｌ" + strings.Repeat("宽", 200), "👩‍👩‍👧‍👦🇪🇺👍🏽\ufe0f", "\xff\xfe\xc3(\xed\xa0\x80", strings.Repeat("long ", 400), "%s %d %!v(MISSING) ${x} $(x) `x` '\"\\", "\u2028\u2029\u00a0\u3164\u115f",
	"مرحبا עברית", "\U000e0041\U000f0000\ue000",
}

// spoiled returns the small organization with a text in each of its strings but the IDs, or in each.
func spoiled(text string, ids bool) *model.Snapshot {
	s := corner(sample.Demo(), management, tooling, payments, automation, networkProd, "919433658047")
	spoil(reflect.ValueOf(s).Elem(), text, ids)
	return s
}

// spoil appends the text to each string below a value.
func spoil(v reflect.Value, text string, ids bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			identity := slices.Contains([]string{"ID", "ARN", "Parent", "Policy", "Target", "Principal", "Service", "Account", "Region", "Management", "ManagementARN", "Caller", "Gaps", "Unread", "Partition", "Endpoint", "PolicyTypes"}, name)
			if v.Field(i).CanSet() && (ids || !identity) && name != "Partition" {
				spoil(v.Field(i), text, ids)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), text, ids)
		}
	case reflect.Map:
		spoiledMap := reflect.MakeMap(v.Type())
		for _, key := range v.MapKeys() {
			k, value := reflect.New(key.Type()).Elem(), reflect.New(v.Type().Elem()).Elem()
			k.Set(key)
			value.Set(v.MapIndex(key))
			if ids {
				spoil(k, text, ids)
			}
			spoil(value, text, ids)
			spoiledMap.SetMapIndex(k, value)
		}
		v.Set(spoiledMap)
	case reflect.String:
		if v.String() != "" {
			v.SetString(text + v.String())
		}
	}
}

// everyScreen opens every screen, and copies there what can be copied.
var everyScreen = []string{
	"+", "down", "down", "y", "Y", "c", "T", "enter", "tab", "y", "c", "tab", "y", "c", "tab", "tab", "tab", "esc", "end", "enter", "tab", "tab", "esc", "esc", "t", "down", "s", "enter", "y", "esc", "f", "a", "esc", "t",
	"C", "down", "enter", "esc", "esc", "w", "enter", "esc", "esc",
	"2", "down", "y", "Y", "c", "T", "enter", "t", "c", "tab", "f", "e", "enter", "n", "esc", "esc", "end", "enter", "esc", "s",
	"3", "down", "y", "c", "T", "enter", "tab", "down", "y", "c", "esc", "t", "down", "enter", "esc", "esc",
	"4", "down", "y", "c", "T", "enter", "c", "esc", "end", "enter", "esc", "s",
	"a", "tab", "s", "tab", "enter", "c", "esc", "esc", "/", "a", "down", "enter", "esc", ":", "a", "esc", "?", "esc", "A", "tab", "c", "esc", "P", "esc", "U", "esc",
	"1", "d", "enter", "tab", "c", "T", "esc", "esc", "x", "enter", "tab", "c", "esc", "esc", "u", "esc", "R", "R",
}

// TestCampaignTexts puts hostile texts into every field that AWS or a saved reading can have them in, opens every screen
// and runs every command: nothing that a terminal acts on comes out of any, and every line has its width.
func TestCampaignTexts(t *testing.T) {
	t.Parallel()
	texts := hostileTexts
	if n := ofCampaign(1, len(texts), len(texts)); n < len(texts) {
		texts = slices.Concat(texts[:n-1], texts[7:8])
	}
	fields := 0
	for i, text := range texts {
		for _, world := range textWorlds(text) {
			fields++
			t.Run(fmt.Sprintf("%d-%s", i, world.name), func(t *testing.T) {
				t.Parallel()
				s := world.begin
				s.w, s.h = 60+i*37%140, 15+i*11%40
				play(t, s, func(r *rig) {
					r.Wait(10 * time.Second)
					for _, key := range everyScreen {
						r.hit(key)
						r.Wait(150 * time.Millisecond)
					}
					for _, m := range r.Sent {
						// Bubble Tea's message with a copied text is its own; it prints as the text.
						if fmt.Sprintf("%T", m) == "tea.setClipboardMsg" {
							clean(t, "what is copied", fmt.Sprint(m), "\n\r\t", false)
						}
					}
				})
			})
			t.Run(fmt.Sprintf("%d-%s-commands", i, world.name), func(t *testing.T) {
				t.Parallel()
				textCommands(t, world.begin, text)
			})
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			return
		}
		count(t, fields, "organizations with a hostile text in every field")
		count(t, 0, "raw bytes of them on a screen, in an output or on the clipboard")
	})
}

// textWorld is where a hostile text is.
type textWorld struct {
	name  string
	begin setting
}

func textWorlds(text string) []textWorld {
	deny := func(operations ...string) (f emulator.Faults) {
		for _, o := range operations {
			f.Deny = append(f.Deny, emulator.Denial{Operation: o, Message: text + " denied " + text})
		}
		return f
	}
	failed := emulator.Faults{Fail: []emulator.Failure{
		{Operation: "DescribePolicy", Code: "Odd" + text + "Exception", Message: text},
		{Operation: "ListTagsForResource", Code: "AccessDeniedException", Message: text + text},
		{Operation: "ListDelegatedServicesForAccount", Code: "ServiceException", Message: text},
	}}
	return []textWorld{
		{"names", setting{organization: spoiled(text, false)}},
		{"saved", setting{organization: spoiled(text, true), saved: true}},
		{"denied", setting{organization: smallOrganization, faults: deny("ListPolicies", "ListTagsForResource", "ListDelegatedAdministrators", "DescribeResourcePolicy", "ListAWSServiceAccessForOrganization")}},
		{"failed", setting{organization: smallOrganization, faults: failed}},
	}
}

// clean fails the test if a text holds what a terminal acts on, but for some characters; hidden ones count too if strict.
func clean(t testing.TB, what, text, but string, strict bool) {
	t.Helper()
	if strict && !utf8.ValidString(text) {
		t.Fatalf("%s is not UTF-8: %q", what, text)
	}
	for i, r := range text {
		if strings.ContainsRune(but, r) {
			continue
		}
		if unicode.IsControl(r) || strict && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Fatalf("%s holds %U: %q", what, r, text[max(0, i-40):min(len(text), i+40)])
		}
	}
}

// commandLine runs a command line of deputy on a server.
func commandLine(ctx context.Context, server *emulator.Server, stdin string, args ...string) (code command.Code, out, problem string) {
	var stdout, stderr bytes.Buffer
	code = command.Run(ctx, &command.System{
		Version: "v0.0.0-test", Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr, Now: time.Now,
		Backend: func(s command.Settings) (ui.Backend, error) {
			if s.Demo && s.Snapshot != nil {
				server = emulator.New(s.Snapshot)
			}
			return aws.New(aws.Options{Demo: true, Transport: server.Transport(), Keys: &aws.Keys{ID: "AKIA" + management + "DEMO", Secret: "demo"}}), nil
		},
		Emulate: func(_ context.Context, e command.Emulation) error {
			if e.Faults != nil {
				if _, err := emulator.ReadFaults(bytes.NewReader(e.Faults)); err != nil {
					return command.Bad(fmt.Errorf("%s: %w", e.FaultsFile, err))
				}
			}
			e.Ready(e.Listen)
			return nil
		},
		ProfileConfig: func(string) (command.ProfileConfig, error) { return command.ProfileConfig{}, nil },
	}, args)
	return code, stdout.String(), stderr.String()
}

// textCommands runs every command and checks what it prints.
func textCommands(t *testing.T, s setting, text string) {
	t.Helper()
	dir := t.TempDir()
	saved := filepath.Join(dir, "saved.json")
	play(t, setting{organization: smallOrganization}, func(r *rig) { // A bubble with fake time; its program is not used.
		server := emulator.New(s.organization, emulator.WithFaults(s.faults))
		run := func(args ...string) {
			t.Helper()
			code, out, problem := commandLine(r.t.Context(), server, text, args...)
			what := fmt.Sprintf("deputy %q, which ends with %d,", args, code)
			clean(t, what, out, "\n", true)
			clean(t, what, problem, "\n", true)
			if slices.Contains(args, "--json") && code == command.Done && !json.Valid([]byte(out)) {
				t.Errorf("%s prints no JSON:\n%s", what, out)
			}
		}
		var from []string
		if s.saved {
			if err := os.WriteFile(saved, modeltest.Encode(t, s.organization), 0o600); err != nil {
				t.Fatal(err)
			}
			from = []string{"--snapshot", saved}
		} else {
			run("snapshot", filepath.Join(dir, "new.json"))
			run("diff", filepath.Join(dir, "new.json"), filepath.Join(dir, "new.json"))
		}
		for _, args := range [][]string{
			{"delegations"},
			{"delegations", "--json"},
			{"can", payments, "s3:GetObject"},
			{"can", payments, "s3:GetObject", "--json", "--resource", text},
			{"can", text, text},
			{"can", payments, "s3:GetObject", "--set", "aws:x=" + text, "--principal", text},
			{"register", text, text},
			{"remove", text, payments},
			{"register", "account-management", payments},
			{"register", "account-management", payments, "--json"},
			{"remove", "resource-explorer", "919433658047"},
			{"remove", "resource-explorer", "919433658047", "--json"},
			{"why", "-"},
			{"can", "--batch", "-"},
			{text},
			{"--" + text},
			{"why", text},
			{"diff", text, text},
			{"can", payments, "s3:GetObject", "--with", text + "@Prod"},
		} {
			run(append(args, from...)...)
		}
		r.Wait(time.Second)
	})
}

// TestLongPastes ensures that a text that is far longer than any real one is refused in words, wherever it is pasted, and
// that one as long as a large event is taken.
func TestLongPastes(t *testing.T) {
	t.Parallel()
	play(t, setting{organization: smallOrganization}, func(r *rig) {
		r.loaded()
		for _, to := range []string{"", "/", "a"} {
			if to != "" {
				r.Press(to)
			}
			r.Paste(`{"eventName":"` + strings.Repeat("x", 1<<20) + `"}`)
			r.shows("The pasted text is longer than 1 MiB, so deputy ignored it.")
			r.Paste(strings.Repeat("x ", 40<<10))
			r.shows("The pasted text is longer than 64 KiB, so deputy ignored it.")
			r.Press("esc")
		}
		r.Paste(`{"userIdentity":{"arn":"arn:aws:iam::444455556666:user/kim"},"eventSource":"s3.amazonaws.com","eventName":"PutObject","awsRegion":"eu-central-1",` +
			`"errorCode":"AccessDenied","requestParameters":{"key":"` + strings.Repeat("x", 250<<10) + `"}}`)
		r.shows("s3:PutObject")
	})
}
