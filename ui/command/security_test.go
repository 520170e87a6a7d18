package command_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestSecurityPromisesAreTested ensures that each promise of SECURITY.md names
// a test, and that the tests it names exist.
func TestSecurityPromisesAreTested(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(findTop(t), ".github", "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]bool{} // "room TestName"
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	walkSources(t, func(name string, source []byte) error {
		for _, m := range function.FindAllSubmatch(source, -1) {
			if strings.HasSuffix(name, "_test.go") {
				tests[path.Dir(name)+" "+string(m[1])] = true
			}
		}
		return nil
	})
	named := regexp.MustCompile("`([a-z/]+ (?:Test|Fuzz)[A-Za-z]+)`")
	rows := 0
	for line := range strings.Lines(string(text)) {
		promise, by, isRow := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		if !strings.HasPrefix(line, "| ") || !isRow || promise == "Promise" {
			continue
		}
		rows++
		found := named.FindAllStringSubmatch(by, -1)
		if len(found) == 0 {
			t.Errorf("no test holds the promise %q", promise)
		}
		for _, m := range found {
			if !tests[m[1]] {
				t.Errorf("the promise %q names the test %s, which does not exist", promise, m[1])
			}
		}
	}
	if rows == 0 {
		t.Error("SECURITY.md has no promises")
	}
}

// TestOrganizationsCallsThatChange ensures that of AWS Organizations' operations
// the program calls those that read, and three that change something. None of
// them switches trusted access off.
func TestOrganizationsCallsThatChange(t *testing.T) {
	var changing []string
	call := regexp.MustCompile(`\borganizations\.([A-Z]\w+)Input\b`)
	walkSources(t, func(name string, source []byte) error {
		if strings.HasPrefix(name, "aws/emulator/") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		for _, m := range call.FindAllSubmatch(source, -1) {
			operation := string(m[1])
			if !strings.HasPrefix(operation, "Describe") && !strings.HasPrefix(operation, "List") {
				changing = append(changing, operation)
			}
		}
		return nil
	})
	slices.Sort(changing)
	want := []string{"DeregisterDelegatedAdministrator", "EnableAWSServiceAccess", "RegisterDelegatedAdministrator"}
	if got := slices.Compact(changing); !slices.Equal(got, want) {
		t.Errorf("the program changes organizations by %q, want %q", got, want)
	}
}
