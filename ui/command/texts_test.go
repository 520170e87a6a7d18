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
	"strconv"
	"strings"
	"testing"
)

// A text is one piece of what people read: a string literal of the program, or a
// line of a page beside it.
type text struct{ file, at, words string }

// refused are the words that deputy does not use, each with what it says instead:
// one thing has one name, which is AWS's or the field's.
var refused = []struct {
	words   *regexp.Regexp
	instead string
}{
	{refuse(`mend(s|ed|ing)?`), "fix, how to fix it"},
	{refuse(`anew|afresh`), "again, reload"},
	{refuse(`barred`), "unavailable, disabled, and why"},
	{refuse(`binds?`), "applies to"},
	{refuse(`suppos(e|es|ed|ing)`), "add a change, drop a change"},
	{refuse(`rest(s|ing)? on|(answer|verdict|it) turns on`), "assumes, depends on"},
	{refuse(`nothing that was read`), "no match in what has been loaded"},
	{refuse(`set up in part`), "partly configured"},
	{refuse(`own API|API of (its|their) own`), "service API"},
	{refuse(`takes no new customers`), "closed to new customers since"},
	{refuse(`the text blames`), "AWS says … denied this"},
	{refuse(`(by|of) what was read`), "among the policies deputy has read"},
	{refuse(`to note|to know before`), "notes, before you continue"},
	{refuse(`what follows`), "consequences"},
	{refuse(`begun`), "started, did not finish"},
	{refuse(`holders?|held by|(who|whoever) holds`), "delegated administrator"},
	{refuse(`if it fell`), "if this account is compromised, an attacker could"},
	{refuse(`administrators in here`), "delegated administrators below this node"},
	{refuse(`gives? way`), "backs off"},
	{refuse(`empty is not known`), "blank = unknown"},
	{refuse(`units?`), "OU"},
	{refuse(`roads?|dut(y|ies)|lest`), "operation, delegation, so that … not"},
}

func refuse(words string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b(` + words + `)\b`) }

// allowed are parts of texts that do not count: AWS's own words, and code in a
// page.
var allowed = regexp.MustCompile("(?i)organizational units?|`[^`]*`")

// fileWords are names in the files that deputy reads or writes, which stay.
var fileWords = []string{"mend", "holders", "unit", "units"}

// withoutTexts are packages whose literals nobody reads as deputy's words: AWS's
// answers, the names of the built-in organization, and help for tests.
var withoutTexts = []string{"aws/emulator/", "model/sample/", "model/modeltest/"}

// pages are the documents beside the program. CONTRIBUTING.md lists the words
// that are refused, so they are allowed there.
var pages = map[string]bool{"README.md": true, ".github/CHANGELOG.md": true, ".github/SECURITY.md": true, ".github/CONTRIBUTING.md": false}

// keysTable matches the reference's table of keys, which is made of the texts of ui.
var keysTable = regexp.MustCompile(`(?s)<!-- keys -->.*<!-- /keys -->`)

// TestTexts ensures that no text has a word that is refused. With -v it prints all
// texts, so that they can be read one after the other.
func TestTexts(t *testing.T) {
	texts := readTexts(t)
	if len(texts) < 1000 {
		t.Fatalf("%d texts found, want all", len(texts))
	}
	for _, x := range texts {
		t.Logf("%s\t%s", x.at, x.words)
		if filepath.Ext(x.file) == ".md" && !pages[x.file] && path.Dir(x.file) != referenceFolder {
			continue
		}
		for _, r := range refused {
			if word := r.words.FindString(allowed.ReplaceAllString(x.words, "")); word != "" {
				t.Errorf("%s: %q says %q; deputy says: %s", x.at, x.words, word, r.instead)
			}
		}
	}
}

// readTexts returns the texts of the program, ordered by file, and then those of
// the pages.
func readTexts(t *testing.T) []text {
	t.Helper()
	var texts []text
	walkSources(t, func(name string, source []byte) error {
		outside := func(folder string) bool { return strings.HasPrefix(name, folder) }
		if strings.HasSuffix(name, "_test.go") || slices.ContainsFunc(withoutTexts, outside) {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				n.Tag = nil
			case *ast.BasicLit:
				if words, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && isText(words) {
					texts = append(texts, text{name, files.Position(n.Pos()).String(), words})
				}
			}
			return true
		})
		return nil
	})
	names := make([]string, 0, len(pages))
	for name := range pages {
		names = append(names, name)
	}
	for _, name := range referenceNames(t) {
		names = append(names, referenceFolder+"/"+name)
	}
	slices.Sort(names)
	for _, name := range names {
		texts = append(texts, readPage(t, name)...)
	}
	return texts
}

// readPage returns the lines of a page that are no code.
func readPage(t *testing.T, name string) []text {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(findTop(t), name))
	if err != nil {
		t.Fatal(err)
	}
	page = keysTable.ReplaceAllFunc(page, func(table []byte) []byte { return []byte(strings.Repeat("\n", strings.Count(string(table), "\n"))) })
	var texts []text
	code := false
	for i, line := range strings.Split(string(page), "\n") {
		if strings.HasPrefix(line, "```") {
			code = !code
		}
		if !code && isText(line) {
			texts = append(texts, text{name, name + ":" + strconv.Itoa(i+1), line})
		}
	}
	return texts
}

var (
	// wordsInARow matches a literal that is for people.
	wordsInARow = regexp.MustCompile(`\pL[,;:]? +\pL|^\p{Lu}\pL+[.!?]$`)
	// singleWord matches one that may be.
	singleWord = regexp.MustCompile(`^[ \pL]*\pL{3,}[ \pL]*[.:]?$`)
)

// isText reports whether a literal is for people: words in a row, or one that is
// no name in a file.
func isText(words string) bool {
	return wordsInARow.MatchString(words) || singleWord.MatchString(words) && !slices.Contains(fileWords, words)
}
