// Command vulnerabilities checks the code, its modules and the Go toolchain for
// known vulnerabilities, without a network once Go has the modules: the database
// is the one of golang.org/x/vulndb at a pinned version, which Go's module proxy
// has.
//
//	go run ./.ci/vulnerabilities
//
// The workflow on GitHub asks for the newest database besides.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// The database. To raise it, take version and Sum from:
//
//	go mod download -json golang.org/x/vulndb@latest
const (
	database = "golang.org/x/vulndb@v0.0.0-20261105234957-e22db6528018"
	sum      = "h1:mfngRv0Yoh0VApsXKEN82CjD99kl7mtparN3bs3JnqI="
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "vulnerabilities:", err)
		os.Exit(1)
	}
}

func run() error {
	folder, err := os.MkdirTemp("", "vulnerabilities")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // what is left is in the way of nobody
	n, err := writeDatabase(folder)
	if err != nil {
		return fmt.Errorf("write the database: %w", err)
	}
	fmt.Printf("%d known vulnerabilities, %s\n", n, database)
	checker := filepath.Join(folder, "govulncheck")
	for _, command := range [][]string{
		{"go", "build", "-C", ".ci/tools/govulncheck", "-trimpath", "-o", checker, "golang.org/x/vuln/cmd/govulncheck"},
		{checker, "-db", "file://" + filepath.ToSlash(folder), "./..."},
	} {
		c := exec.Command(command[0], command[1:]...)
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		c.Env = append(os.Environ(), "GOTOOLCHAIN=auto") // the compiler that go.mod names, which makes what is published
		if err := c.Run(); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(command[0]), err)
		}
	}
	return nil
}

// entry is what the database says of a vulnerability, as far as its index needs
// it. https://go.dev/doc/security/vuln/database
type entry struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Affected []struct {
		Package struct {
			Name string `json:"name"`
		} `json:"package"`
	} `json:"affected"`
}

// reference is an entry of an index.
type reference struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
}

// module is a module with its vulnerabilities.
type module struct {
	Path            string      `json:"path"`
	Vulnerabilities []reference `json:"vulns"`
}

// entryFiles gets the pinned database, and returns its files.
func entryFiles() ([]string, error) {
	text, err := exec.Command("go", "mod", "download", "-json", database).Output()
	if err != nil {
		return nil, fmt.Errorf("get %s: %w", database, err)
	}
	got := struct{ Dir, Sum string }{}
	if err := json.Unmarshal(text, &got); err != nil {
		return nil, err
	}
	if got.Sum != sum {
		return nil, fmt.Errorf("the sum of %s is %s, not %s", database, got.Sum, sum)
	}
	files, err := filepath.Glob(filepath.Join(got.Dir, "data", "osv", "GO-*.json"))
	if err != nil || len(files) < 1000 {
		return nil, fmt.Errorf("%s has %d entries: %w", database, len(files), err)
	}
	return files, nil
}

// writeDatabase writes the pinned database in the form in which govulncheck reads
// it, and returns the number of vulnerabilities.
func writeDatabase(folder string) (int, error) {
	files, err := entryFiles()
	if err != nil {
		return 0, err
	}
	for _, name := range []string{"ID", "index"} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			return 0, err
		}
	}
	var all []reference
	byModule := map[string]*module{}
	for _, file := range files {
		e := entry{}
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &e)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, "ID", filepath.Base(file)), text, 0o600)
		}
		if err != nil {
			return 0, err
		}
		all = append(all, reference{e.ID, e.Modified})
		for _, a := range e.Affected {
			m := byModule[a.Package.Name]
			if m == nil {
				m = &module{Path: a.Package.Name}
				byModule[m.Path] = m
			}
			if k := len(m.Vulnerabilities); k == 0 || m.Vulnerabilities[k-1].ID != e.ID {
				m.Vulnerabilities = append(m.Vulnerabilities, reference{e.ID, e.Modified})
			}
		}
	}
	modules := make([]*module, 0, len(byModule))
	for _, m := range byModule {
		modules = append(modules, m)
	}
	for name, index := range map[string]any{"db": map[string]any{"modified": time.Time{}}, "vulns": all, "modules": modules} {
		text, err := json.Marshal(index)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, "index", name+".json"), text, 0o600)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(all), nil
}
