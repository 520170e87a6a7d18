package command_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// TestReadmeTables ensures that the README's tables are those of the program. With
// -update they are written again.
func TestReadmeTables(t *testing.T) {
	for name, want := range map[string]string{"keys": keyTable(), "services": serviceTable()} {
		from, to := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
		text := readme(t)
		before, rest, _ := strings.Cut(text, from)
		got, after, found := strings.Cut(rest, to)
		if update := flag.Lookup("update"); found && update != nil && update.Value.String() == "true" {
			if err := os.WriteFile(filepath.Join(findTop(t), "README.md"), []byte(before+from+want+to+after), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if !found || got != want {
			t.Errorf("README.md has another table of %s (-want +got):\n%s\nthis is the wanted one:\n%s", name, cmp.Diff(want, got), want)
		}
	}
}

// serviceTable writes the table of the catalogue's services for the README.
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

// TestReadmePolicies ensures that the README names every call by which services
// switch their own trusted access on, and those that tell how far it is.
func TestReadmePolicies(t *testing.T) {
	text := readme(t)
	for _, s := range catalog.Services() {
		for _, call := range []*catalog.Call{s.TrustedAccess.Call, s.TrustedAccess.Status} {
			if call != nil && !strings.Contains(text, strconv.Quote(call.Service+":"+call.Operation)) {
				t.Errorf("README.md has no permission %s:%s", call.Service, call.Operation)
			}
		}
	}
}

// keyTable writes the table of actions for the README.
func keyTable() string {
	var b strings.Builder
	group := ""
	for _, a := range ui.Actions() {
		if a.Group != group {
			group = a.Group
			b.WriteString("\n| " + group + " | Action | |\n|---|---|---|\n")
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

// TestReadmeFlags ensures that the README names every flag and variable, and
// none that does not exist.
func TestReadmeFlags(t *testing.T) {
	text := readme(t)
	existing := map[string]bool{"--list": true} // of .ci/run
	for _, c := range command.Commands() {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { existing["--"+f.Name] = true })
		if c.Name() != "help" && !strings.Contains(text, "deputy "+c.Name()) && c.HasParent() {
			t.Errorf("README.md does not name the command %s", c.Name())
		}
	}
	commands := map[string]bool{}
	for _, c := range command.Commands() {
		commands[c.Name()] = true
	}
	for i, block := range strings.Split(text, "```") {
		for _, m := range regexp.MustCompile(`(?m)^(?:\$ )?deputy ([a-z]+)`).FindAllStringSubmatch(block, -1) {
			if i%2 == 1 && !commands[m[1]] {
				t.Errorf("README.md names the command %s, which does not exist", m[1])
			}
		}
	}
	named := map[string]bool{}
	for _, flag := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(text, -1) {
		named[flag] = true
		if !existing[flag] {
			t.Errorf("README.md names %s, which does not exist", flag)
		}
	}
	for flag := range existing {
		if !named[flag] {
			t.Errorf("README.md does not name %s", flag)
		}
	}
	for _, v := range command.Variables() {
		if !strings.Contains(text, v) {
			t.Errorf("README.md does not name %s", v)
		}
	}
}

// TestReadmePermissions ensures that the policies of the README allow whatever
// package aws calls.
func TestReadmePermissions(t *testing.T) {
	text := readme(t)
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
				t.Errorf("README.md allows no %s, which %s calls", operation, filepath.Base(path))
			}
		}
	}
}

// TestReadmePackages ensures that the README has a line for each package, and
// for no other.
func TestReadmePackages(t *testing.T) {
	_, section, _ := strings.Cut(readme(t), "\n## The code\n")
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
		t.Errorf("the README's table of packages has %q, want %q", got, want)
	}
}
