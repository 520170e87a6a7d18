package command_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A folder is one package of the program as its source files stand, whatever
// operating system they are for; test files are left out.
type folder struct {
	path    string // below the module, with slashes; empty for the top
	imports []imported
	impure  []sight
}

// An imported is one import, with the local name if it has one.
type imported struct{ path, name, at string }

// A sight is something seen in a file that a pure room must not do.
type sight struct{ what, at string }

// readHouse reads every package of the module.
func readHouse(t *testing.T) []folder {
	t.Helper()
	found := map[string]*folder{}
	var order []string
	walkSources(t, func(name string, text []byte) error {
		if strings.HasSuffix(name, "_test.go") {
			return nil
		}
		dir := strings.TrimPrefix(path.Dir(name), ".")
		if found[dir] == nil {
			found[dir] = &folder{path: dir}
			order = append(order, dir)
		}
		return found[dir].read(name, text)
	})
	all := make([]folder, 0, len(order))
	for _, dir := range order {
		all = append(all, *found[dir])
	}
	return all
}

// walkSources hands over every Go file of the module, tests too, by its name
// below the top.
func walkSources(t *testing.T, take func(name string, text []byte) error) {
	t.Helper()
	top := findTop(t)
	err := fs.WalkDir(os.DirFS(top), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			base := d.Name()
			if name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "dist") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		return take(name, text)
	})
	if err != nil {
		t.Fatalf("read the source tree: %v", err)
	}
}

// findTop climbs to the folder of go.mod.
func findTop(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// read adds what one source file imports and does.
func (f *folder) read(name string, text []byte) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse %s: %w", name, err)
	}
	clock := ""
	for _, spec := range file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return fmt.Errorf("read an import of %s: %w", name, err)
		}
		i := imported{path: target, at: files.Position(spec.Pos()).String()}
		if spec.Name != nil {
			i.name = spec.Name.Name
		}
		if target == "time" {
			clock = "time"
			if i.name != "" {
				clock = i.name
			}
		}
		f.imports = append(f.imports, i)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if what := impurity(n, clock); what != "" {
			f.impure = append(f.impure, sight{what, files.Position(n.Pos()).String()})
		}
		return true
	})
	return nil
}

// impurity names what makes a node depend on more than its input: a goroutine,
// or the clock under the name by which the file imports it.
func impurity(n ast.Node, clock string) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "starts a goroutine"
	case *ast.SelectorExpr:
		x, ok := n.X.(*ast.Ident)
		if !ok || clock == "" || x.Name != clock {
			return ""
		}
		switch n.Sel.Name {
		case "Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Sleep":
			return "reads the clock by time." + n.Sel.Name
		}
	}
	return ""
}
