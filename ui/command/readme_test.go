package command_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"deputy/model/catalog"
	"deputy/ui"
	"deputy/ui/command"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(findTop(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// serviceTable writes the table of the catalogue's services for the reference.
func serviceTable() string {
	var b strings.Builder
	b.WriteString("\n| Service | Principals | Registered through | Administrators | A removal destroys | |\n|---|---|---|---|---|---|\n")
	for i := range catalog.Services() {
		s := &catalog.Services()[i]
		principals := make([]string, len(s.Principals))
		for k, p := range s.Principals {
			principals[k] = "`" + string(p.Name) + "`"
		}
		through := "AWS Organizations"
		if s.Register.Mechanism == catalog.MechanismServiceAPI {
			through = "`" + s.Register.Call.Service + ":" + s.Register.Call.Operation + "`"
		}
		if s.Regions.Regional {
			through += " in each Region"
		}
		quota := "not documented"
		if s.Quota.Documented {
			quota = strconv.Itoa(s.Quota.Number)
		}
		lost := s.Remove.Consequences.In(nil).Lost
		if lost == "" {
			lost = "–"
		}
		b.WriteString("| " + s.Name + " (`" + string(s.ID) + "`) | " + strings.Join(principals, " ") + " | " + through + " | " + quota + " | " + lost + " | [guide](" + s.Docs + ") |\n")
	}
	return b.String() + "\n"
}

// TestReferencePolicies ensures that the reference names every call by which services
// switch their own trusted access on, and those that tell how far it is.
func TestReferencePolicies(t *testing.T) {
	text := referencePage(t, "deputy-credentials.md")
	for _, s := range catalog.Services() {
		for _, call := range []*catalog.Call{s.TrustedAccess.Call, s.TrustedAccess.Status} {
			if call != nil && !strings.Contains(text, strconv.Quote(call.Service+":"+call.Operation)) {
				t.Errorf("deputy-credentials.md has no permission %s:%s", call.Service, call.Operation)
			}
		}
	}
}

// keyTable writes the table of actions for the reference.
func keyTable() string {
	var b strings.Builder
	group := ""
	for _, a := range ui.Actions() {
		if a.Group != group {
			group = a.Group
			b.WriteString("\n### " + group + "\n\n| Key | Action | |\n|---|---|---|\n")
		}
		keys := make([]string, len(a.Keys))
		for i, k := range a.Keys {
			keys[i] = "`" + keyWord(k) + "`"
		}
		if len(keys) == 0 {
			keys = []string{"`:" + a.Name + "`"}
		}
		b.WriteString("| " + strings.Join(keys, " ") + " | `" + a.Name + "` | " + a.Help + " |\n")
	}
	return b.String() + "\n"
}

// keyWord spells a key as it stands on a keyboard.
func keyWord(key string) string {
	words := map[string]string{
		"up": "↑", "down": "↓", "left": "←", "right": "→", "pgup": "PgUp", "pgdown": "PgDn", "esc": "Esc",
		"enter": "Enter", "tab": "Tab", "home": "Home", "end": "End", "backspace": "Backspace", "space": "Space",
		"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift",
	}
	parts := strings.Split(key, "+")
	if key == "+" {
		return key
	}
	for i, p := range parts {
		if w := words[p]; w != "" {
			parts[i] = w
		}
	}
	return strings.Join(parts, "+")
}

// TestReferenceFlags ensures that README and reference name every variable, and no
// command or flag that does not exist.
func TestReferenceFlags(t *testing.T) {
	// Those of .ci/run, apk and brew.
	flags, commands := map[string]bool{"--list": true, "--allow-untrusted": true, "--formula": true}, map[string]bool{}
	for _, c := range command.Commands() {
		commands[c.Name()] = true
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { flags["--"+f.Name] = true })
	}
	for name, text := range map[string]string{"README.md": readme(t), "the reference": reference(t)} {
		for i, block := range strings.Split(text, "```") {
			for _, m := range regexp.MustCompile(`(?m)^(?:\$ )?deputy ([a-z]+(?:-[a-z]+)*)`).FindAllStringSubmatch(block, -1) {
				if i%2 == 1 && !commands[m[1]] {
					t.Errorf("%s names the command %s, which does not exist", name, m[1])
				}
			}
		}
		for _, flag := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(text, -1) {
			if !flags[flag] {
				t.Errorf("%s names %s, which does not exist", name, flag)
			}
		}
	}
	for _, v := range command.Variables() {
		if !strings.Contains(reference(t), v) {
			t.Errorf("the reference does not name %s", v)
		}
	}
}

// TestReferencePermissions ensures that the policies of the reference allow whatever
// package aws calls.
func TestReferencePermissions(t *testing.T) {
	text := referencePage(t, "deputy-credentials.md")
	sources, err := filepath.Glob(filepath.Join(findTop(t), "aws", "*.go"))
	if err != nil || len(sources) == 0 {
		t.Fatal("no sources: ", err)
	}
	for _, path := range sources {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, operation := range regexp.MustCompile(`"organizations:[A-Z][A-Za-z]+"`).FindAllString(string(source), -1) {
			if !strings.Contains(text, operation) {
				t.Errorf("deputy-credentials.md allows no %s, which %s calls", operation, filepath.Base(path))
			}
		}
	}
}

// TestReferencePackages ensures that the reference has a line for each package, and
// for no other.
func TestReferencePackages(t *testing.T) {
	section := referencePage(t, "packages.md")
	var got, want []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z/]+)` \\|").FindAllStringSubmatch(section, -1) {
		got = append(got, m[1])
	}
	for _, p := range readHouse(t) {
		if p.path != "" {
			want = append(want, p.path)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("packages.md has %q, want %q", got, want)
	}
}
