package command

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// An export is a new file that only the user can read; one that is there stays as
// it is, and a name from AWS never leaves the folder.
func TestSaveExport(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	w := &System{}
	for _, c := range []struct{ name, want string }{
		{"accounts", "deputy-accounts.csv"},
		{"accounts", "deputy-accounts-2.csv"},
		{"../../etc/passwd", "deputy-etc-passwd.csv"},
		{"Zahlungen / Über 日本", "deputy-zahlungen-ber.csv"},
		{"\x1b[31m", "deputy-31m.csv"},
		{"...", "deputy-export.csv"},
		{strings.Repeat("a", 500), "deputy-" + strings.Repeat("a", 60) + ".csv"},
	} {
		path, err := w.saveExport(c.name, ".csv", []byte(c.want))
		if err != nil || path != filepath.Join(here, c.want) {
			t.Errorf("%q is saved as %s: %v", c.name, path, err)
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil || string(text) != c.want {
			t.Errorf("%s holds %q: %v", path, text, err)
		}
		info, err := os.Stat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		return // a folder that cannot be written to is not to be had
	}
	if err := os.Chmod(here, 0o500); err != nil {
		t.Fatal(err)
	}
	if path, err := w.saveExport("x", ".md", nil); err == nil {
		t.Errorf("a file in a folder that cannot be written to: %s", path)
	}
}
