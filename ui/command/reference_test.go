package command_test

import (
	"cmp"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"deputy/ui/command"
)

// referenceFolder has a page for each command and for what they share. The parts
// between <!-- NAME --> and <!-- /NAME --> are made of the program's own tables. The
// man pages of a release are made of the same pages, by .ci/man.
const referenceFolder = ".github/reference"

// awsVariables are the variables of the AWS CLI that stand in for flags: the SDK
// reads them itself.
var awsVariables = map[string]string{"profile": "AWS_PROFILE", "region": "AWS_REGION", "endpoint-url": "AWS_ENDPOINT_URL"}

// made returns the made parts of the reference, by page and by name.
func made(t *testing.T) map[string]map[string]string {
	t.Helper()
	pages := map[string]map[string]string{
		"README.md":          {"commands": "\n" + commandTable(command.Commands()[0]) + "\n"},
		"deputy-keys.md":     {"keys": keyTable()},
		"deputy-services.md": {"services": serviceTable()},
		"deputy-config.md": {
			"fields": memberTable(t, "aws/store", "Config", "Appearance"), "profile": memberTable(t, "aws/store", "Profile"),
			"command": memberTable(t, "aws/store", "Command"), "colours": memberTable(t, "aws/store", "Colours"),
		},
		"deputy-batch.md": {
			"line": memberTable(t, "model/verdict", "BatchLine"), "level": memberTable(t, "model/verdict", "batchLevel"),
			"policy": memberTable(t, "model/verdict", "batchPolicy"), "request": memberTable(t, "model/verdict", "batchRequest"),
		},
	}
	for _, c := range command.Commands() {
		if name := pageOf(c); !c.Hidden && c.Name() != "help" {
			pages[name] = map[string]string{"command": commandText(t, c)}
		}
	}
	return pages
}

// pageOf returns the name of a command's page.
func pageOf(c *cobra.Command) string {
	return strings.ReplaceAll(c.CommandPath(), " ", "-") + ".md"
}

// TestReference ensures that the pages of the reference are as the program is: they
// have its commands, flags, keys, services, exit codes and members of files, and no
// page is of a command that does not exist. With -update they are written again.
func TestReference(t *testing.T) {
	folder := filepath.Join(findTop(t), filepath.FromSlash(referenceFolder))
	update := flag.Lookup("update") != nil && flag.Lookup("update").Value.String() == "true"
	pages := made(t)
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		path := filepath.Join(folder, name)
		text, err := os.ReadFile(path)
		if os.IsNotExist(err) && update {
			text = []byte("# " + strings.TrimSuffix(name, ".md") + "(1)\n\n<!-- command -->\n<!-- /command -->\n")
		} else if err != nil {
			t.Errorf("%v: write it with go test ./ui/command -run TestReference -update", err)
			continue
		}
		want := string(text)
		for part, body := range pages[name] {
			from, to := "<!-- "+part+" -->\n", "<!-- /"+part+" -->"
			before, rest, begins := strings.Cut(want, from)
			_, after, ends := strings.Cut(rest, to)
			if !begins || !ends {
				t.Errorf("%s/%s has no part %s: write the lines %q and %q where it belongs", referenceFolder, name, part, from, to)
				continue
			}
			want = before + from + body + to + after
		}
		switch {
		case want == string(text):
		case update:
			if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s/%s is not as the program is: go test ./ui/command -run TestReference -update", referenceFolder, name)
		}
	}
	for _, name := range referenceNames(t) {
		text, title := referencePage(t, name), "# "+strings.TrimSuffix(name, ".md")+"("
		if !strings.HasPrefix(name, "deputy") {
			continue // These are no man pages.
		}
		if !strings.HasPrefix(text, title) {
			t.Errorf("%s does not begin with %q and a section", name, title)
		}
		if strings.HasPrefix(text, title+"1)") && pages[name] == nil {
			t.Errorf("%s is the page of no command: delete it", name)
		}
	}
}

// TestReferenceIndex ensures that the list of pages has each page, and no other.
func TestReferenceIndex(t *testing.T) {
	index := referencePage(t, "README.md")
	named := map[string]bool{"README.md": true}
	for _, m := range regexp.MustCompile(`\]\(([\w-]+\.md)\)`).FindAllStringSubmatch(index, -1) {
		named[m[1]] = true
	}
	for _, name := range referenceNames(t) {
		if !named[name] {
			t.Errorf("%s/README.md does not name %s", referenceFolder, name)
		}
		delete(named, name)
	}
	for name := range named {
		t.Errorf("%s/README.md names %s, which does not exist", referenceFolder, name)
	}
}

func referencePage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(findTop(t), filepath.FromSlash(referenceFolder), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// referenceNames returns the names of the pages.
func referenceNames(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(findTop(t), filepath.FromSlash(referenceFolder), "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for i := range pages {
		pages[i] = filepath.Base(pages[i])
	}
	return pages
}

// reference returns all pages, one after the other.
func reference(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, name := range referenceNames(t) {
		all.WriteString(referencePage(t, name) + "\n")
	}
	return all.String()
}

// commandText writes what the reference says of a command: what its help says, and
// the exit codes.
func commandText(t *testing.T, c *cobra.Command) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("\n## Name\n\n`" + c.CommandPath() + "` – " + escape(c.Short) + "\n\n## Synopsis\n\n```\n" + c.UseLine() + "\n")
	if !c.HasParent() {
		b.WriteString("deputy COMMAND [flags]\n")
	}
	b.WriteString("```\n\n## Description\n\n")
	var codes string
	for paragraph := range strings.SplitSeq(cmp.Or(c.Long, c.Short), "\n\n") {
		text := escape(strings.Join(strings.Fields(paragraph), " ")) + "\n\n"
		if strings.HasPrefix(paragraph, "Exit codes") {
			codes += text
			continue
		}
		b.WriteString(text)
	}
	if !c.HasParent() {
		b.WriteString("## Commands\n\n" + commandTable(c) + "\n")
	}
	b.WriteString(flagTables(c))
	if c.Example != "" {
		b.WriteString("## Examples\n\n```\n")
		for line := range strings.Lines(c.Example) {
			b.WriteString(strings.TrimSpace(line) + "\n")
		}
		b.WriteString("```\n\n")
	}
	b.WriteString("## Exit codes\n\n" + codes + "| Code | |\n|---|---|\n")
	for _, x := range exitCodes(t) {
		b.WriteString("| `" + x[0] + "` | " + escape(x[1]) + " |\n")
	}
	return b.String() + "\n"
}

func commandTable(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("| Command | |\n|---|---|\n")
	for _, c := range root.Commands() {
		if !c.Hidden && c.Name() != "help" {
			b.WriteString("| [`deputy " + escapeCell(c.Use) + "`](" + pageOf(c) + ") | " + escape(c.Short) + " |\n")
		}
	}
	return b.String()
}

// flagTables writes the flags of a command. The root's are those of all commands and
// those of the screen.
func flagTables(c *cobra.Command) string {
	variables := maps.Clone(awsVariables)
	for flag, name := range command.FlagVariables() {
		variables[flag] = name
	}
	var all, own []string
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		row := "| `" + strings.TrimSpace("--"+f.Name+" "+value) + "` | " + escape(usage)
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
			row += " (default `" + f.DefValue + "`)"
		}
		if c.HasParent() {
			if f.Name != "help" {
				own = append(own, row+" |\n")
			}
			return
		}
		variable := ""
		if v := variables[f.Name]; v != "" {
			variable = "`" + v + "`"
		}
		row += " | " + variable + " |\n"
		if c.PersistentFlags().Lookup(f.Name) != nil {
			all = append(all, row)
		} else {
			own = append(own, row)
		}
	})
	const others = "All commands also take the flags in [deputy(1)](deputy.md#flags-of-every-command).\n\n"
	switch {
	case !c.HasParent():
		return "## Flags of every command\n\nIf you do not give a flag, its variable applies.\n\n| Flag | | Variable |\n|---|---|---|\n" + strings.Join(all, "") +
			"\n## Flags of the screen\n\n| Flag | | Variable |\n|---|---|---|\n" + strings.Join(own, "") + "\n"
	case len(own) == 0:
		return "## Flags\n\n" + others
	default:
		return "## Flags\n\n| Flag | |\n|---|---|\n" + strings.Join(own, "") + "\n" + others
	}
}

var (
	// flagWord matches a flag in a sentence.
	flagWord = regexp.MustCompile(`(^|[ (])(--[a-z][a-z-]*[a-z])`)
	// special matches what Markdown takes for more than itself.
	special = strings.NewReplacer("*", `\*`, "_", `\_`, "<", "&lt;", "|", `\|`)
)

// escape makes Markdown of a sentence, with its flags as code.
func escape(text string) string {
	return flagWord.ReplaceAllString(special.Replace(text), "$1`$2`")
}

// escapeCell makes code in a cell of a table.
func escapeCell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// exitCodes returns the exit codes and what they mean, from their comments.
func exitCodes(t *testing.T) [][2]string {
	t.Helper()
	var codes [][2]string
	ast.Inspect(parseSource(t, filepath.Join("ui", "command", "exit.go")), func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Comment == nil || len(v.Values) != 1 {
			return true
		}
		if value, ok := v.Values[0].(*ast.BasicLit); ok {
			codes = append(codes, [2]string{value.Value, comment(v.Comment)})
		}
		return true
	})
	if len(codes) < 9 {
		t.Fatalf("%d exit codes found, want all, each with a comment", len(codes))
	}
	return codes
}

// memberTable writes the JSON members of struct types, with the comments of their
// fields.
func memberTable(t *testing.T, folder string, types ...string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(findTop(t), filepath.FromSlash(folder), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{} // by type
	for _, name := range names {
		relative, err := filepath.Rel(findTop(t), name)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parseSource(t, relative), func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && slices.Contains(types, spec.Name.Name) {
				rows[spec.Name.Name] = memberRows(spec.Type)
			}
			return true
		})
	}
	text := "\n| Member | | |\n|---|---|---|\n"
	for _, name := range types {
		if rows[name] == "" {
			t.Fatalf("%s has no struct %s with JSON members", folder, name)
		}
		text += rows[name]
	}
	return text + "\n"
}

func memberRows(x ast.Expr) string {
	structure, ok := x.(*ast.StructType)
	if !ok {
		return ""
	}
	var b strings.Builder
	for _, f := range structure.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, _ := strconv.Unquote(f.Tag.Value)
		member, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
		b.WriteString("| `" + member + "` | " + kindOf(f.Type) + " | " + escape(comment(f.Comment)) + " |\n")
	}
	return b.String()
}

// kindOf returns the kind of JSON value that a type is.
func kindOf(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		switch x.Name {
		case "bool":
			return "true or false"
		case "int", "Pace":
			return "number"
		case "Profile", "Colours":
			return "object"
		default:
			return "string"
		}
	case *ast.ArrayType, *ast.MapType, *ast.StarExpr:
		if _, list := x.(*ast.ArrayType); list {
			return "list"
		}
		return "object"
	default:
		return "any"
	}
}

func comment(c *ast.CommentGroup) string { return strings.TrimSpace(c.Text()) }

func parseSource(t *testing.T, name string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(findTop(t), name), nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
