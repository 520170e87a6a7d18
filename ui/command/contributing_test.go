package command_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"deputy/ui"
	"deputy/ui/command"
)

// guide is the contributor's page, and what it is compared with.
type guide struct {
	top      string // folder of the module
	text     string
	declared map[string]map[string]bool // by source file: what it declares
	sources  string                     // all source files, one after the other
}

func readGuide(t *testing.T) *guide {
	t.Helper()
	g := &guide{top: findTop(t), declared: map[string]map[string]bool{}}
	text, err := os.ReadFile(filepath.Join(g.top, ".github", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	g.text = string(text)
	var all strings.Builder
	walkSources(t, func(name string, source []byte) error {
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		g.declared[name] = declarations(file)
		if name != "ui/command/contributing_test.go" {
			all.Write(source)
		}
		return nil
	})
	g.sources = all.String()
	return g
}

// declarations returns what a file declares: functions, types, constants and
// variables by name, methods and fields by name and as Type.Name.
func declarations(file *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names[d.Name.Name] = true
			if d.Recv != nil {
				names[receiver(d.Recv.List[0].Type)+"."+d.Name.Name] = true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				addSpec(names, s)
			}
		}
	}
	return names
}

func addSpec(names map[string]bool, s ast.Spec) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		for _, n := range s.Names {
			names[n.Name] = true
		}
	case *ast.TypeSpec:
		names[s.Name.Name] = true
		var fields *ast.FieldList
		switch x := s.Type.(type) {
		case *ast.StructType:
			fields = x.Fields
		case *ast.InterfaceType:
			fields = x.Methods
		default:
			return
		}
		for _, f := range fields.List {
			for _, n := range f.Names {
				names[s.Name.Name+"."+n.Name] = true
			}
		}
	}
}

// receiver returns the name of a method's type.
func receiver(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	default:
		return ""
	}
}

var (
	guideCode       = regexp.MustCompile("(?s)```.*?```")
	guideSpan       = regexp.MustCompile("`([^`\n]+)`")
	guideIdentifier = regexp.MustCompile(`^[A-Za-z]\w+(\.[A-Za-z]\w*)?$`)
	guidePath       = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)+$`)
	guideAWSName    = regexp.MustCompile(`^[a-z0-9-]+:[A-Z]\w+$`)
	guideIn         = regexp.MustCompile("((?:`[\\w.]+`(?:, | and )?)+) (?:in|of) `([\\w./-]+\\.go)`")
)

// TestContributingNames ensures that each file, identifier, key and name of AWS
// that the contributor's page mentions exists, and is where the page says.
func TestContributingNames(t *testing.T) {
	g := readGuide(t)
	anywhere := map[string]bool{}
	for _, names := range g.declared {
		for n := range names {
			anywhere[n] = true
		}
	}
	prose := guideCode.ReplaceAllString(g.text, "")
	spans := guideSpan.FindAllStringSubmatch(prose, -1)
	if len(spans) < 100 {
		t.Errorf("CONTRIBUTING.md has %d code spans: is it read right?", len(spans))
	}
	for _, m := range spans {
		span := m[1]
		switch {
		case isKey(span), isCommand(span), anywhere[span], g.isPackageMember(span), g.isFile(span):
		case guidePath.MatchString(span):
			t.Errorf("CONTRIBUTING.md names the file %s, which does not exist", span)
		case guideAWSName.MatchString(span):
			if !strings.Contains(g.sources, span) {
				t.Errorf("CONTRIBUTING.md names %s, which no source has", span)
			}
		case guideIdentifier.MatchString(span):
			t.Errorf("CONTRIBUTING.md names %s, which is declared nowhere", span)
		case strings.HasPrefix(span, "go "), strings.HasPrefix(span, "bash "):
			g.checkCommand(t, span)
		default:
			t.Errorf("CONTRIBUTING.md has %q as code, which is no file, identifier, key, command or name of AWS", span)
		}
	}
	for _, m := range guideIn.FindAllStringSubmatch(prose, -1) {
		for _, name := range guideSpan.FindAllStringSubmatch(m[1], -1) {
			if !g.declared[m[2]][name[1]] {
				t.Errorf("CONTRIBUTING.md says that %s is in %s, which does not declare it", name[1], m[2])
			}
		}
	}
}

// isKey reports whether a text is a key of the table of actions.
func isKey(text string) bool {
	return slices.ContainsFunc(ui.Actions(), func(a ui.Action) bool {
		return slices.ContainsFunc(a.Keys, func(k string) bool { return keyWord(k) == text })
	})
}

// isCommand reports whether a text is a command of deputy, or the flag of the
// tests that write files again.
func isCommand(text string) bool {
	name, ok := strings.CutPrefix(text, "deputy ")
	return text == "-update" || ok && slices.ContainsFunc(command.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
}

// isFile reports whether a text is a file or folder, as it is named from the top.
func (g *guide) isFile(text string) bool {
	_, err := os.Stat(filepath.Join(g.top, filepath.FromSlash(text)))
	return err == nil
}

// isPackageMember reports whether a text is package.Name, with a name that the
// package declares.
func (g *guide) isPackageMember(text string) bool {
	pkg, name, ok := strings.Cut(text, ".")
	if !ok {
		return false
	}
	for file, names := range g.declared {
		if names[name] && path.Base(path.Dir(file)) == pkg {
			return true
		}
	}
	return false
}

// TestContributingCommands ensures that the commands of the contributor's page
// name packages, tests and stages that exist, and that it explains every stage.
func TestContributingCommands(t *testing.T) {
	g := readGuide(t)
	commands := 0
	for _, block := range guideCode.FindAllString(g.text, -1) {
		for line := range strings.Lines(block) {
			line, _, _ = strings.Cut(line, " #")
			if strings.HasPrefix(line, "go ") || strings.HasPrefix(line, "bash ") {
				commands++
				g.checkCommand(t, strings.TrimSpace(line))
			}
		}
	}
	if commands == 0 {
		t.Error("CONTRIBUTING.md has no commands")
	}
	run, err := os.ReadFile(filepath.Join(g.top, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^stage_(\w+)\(\)`).FindAllStringSubmatch(string(run), -1) {
		if !regexp.MustCompile(`(?m)^\|( \w+,)* ` + m[1] + `(,| \|)`).MatchString(g.text) {
			t.Errorf("CONTRIBUTING.md does not say what the stage %s is", m[1])
		}
	}
}

// checkCommand checks the packages, tests and stages that a command names.
func (g *guide) checkCommand(t *testing.T, line string) {
	t.Helper()
	words := strings.Fields(strings.ReplaceAll(line, "'", ""))
	if words[0] == "bash" {
		run, err := os.ReadFile(filepath.Join(g.top, ".ci", "run"))
		if err != nil || words[1] != ".ci/run" {
			t.Fatalf("CONTRIBUTING.md runs %s: %v", words[1], err)
		}
		for _, stage := range words[2:] {
			if stage != "full" && stage != "--list" && !strings.Contains(string(run), "stage_"+stage+"()") {
				t.Errorf("CONTRIBUTING.md runs the stage %s, which .ci/run does not have", stage)
			}
		}
		return
	}
	for i, word := range words {
		if dir := strings.TrimSuffix(word, "/..."); strings.HasPrefix(word, "./") && dir != "." {
			if !g.isFile(dir) {
				t.Errorf("CONTRIBUTING.md runs %q, and %s does not exist", line, word)
			}
		}
		if word != "-run" && word != "-fuzz" || words[i+1] == "^$" {
			continue
		}
		for name := range strings.SplitSeq(strings.Trim(words[i+1], "^$"), "|") {
			if !strings.Contains(g.sources, "func "+name) {
				t.Errorf("CONTRIBUTING.md runs the test %s, which does not exist", name)
			}
		}
	}
}

// TestWhereIs ensures that each row of the contributor's table "Where is …"
// names a file that declares the identifier beside it.
func TestWhereIs(t *testing.T) {
	g := readGuide(t)
	_, section, found := strings.Cut(g.text, "\n## Where is …\n")
	section, _, _ = strings.Cut(section, "\n## ")
	row := regexp.MustCompile("(?m)^\\| ([^|]+) \\| `([^`]+)` \\| `([^`]+)` \\|$")
	rows := row.FindAllStringSubmatch(section, -1)
	if !found || len(rows) < 40 {
		t.Fatalf("CONTRIBUTING.md says of %d things where they are, want 40 at least", len(rows))
	}
	if lines := strings.Count(section, "\n|"); lines != len(rows)+2 {
		t.Errorf("%d of the %d lines of the table cannot be read", lines-2-len(rows), lines-2)
	}
	if !slices.IsSortedFunc(rows, func(a, b []string) int {
		return strings.Compare(strings.ToLower(a[1]), strings.ToLower(b[1]))
	}) {
		t.Error("the table is not sorted by its first column")
	}
	for _, r := range rows {
		noun, file, name := r[1], r[2], r[3]
		if g.declared[file] == nil {
			t.Errorf("%s: there is no source file %s", noun, file)
		} else if !g.declared[file][name] {
			t.Errorf("%s: %s does not declare %s", noun, file, name)
		}
	}
}
