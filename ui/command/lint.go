package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/iam"
	"deputy/model/lint"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/ui/kit"
)

// lintFlags are the flags of lint.
type lintFlags struct {
	listFlags
	form   string
	strict bool
}

func (s *session) lint() *cobra.Command {
	var f lintFlags
	c := &cobra.Command{
		Use:     "lint FILE…|-",
		GroupID: "look",
		Short:   "Find problems in policy documents",
		Long: `lint reads SCPs and RCPs from files, from the .json files of folders, or from
standard input (-), and prints their problems, each with line and column, how to
fix it, and AWS's page about it. It needs no organization, no credentials and no
network.

An error is something that AWS refuses, such as an RCP with the action *. A
warning is a statement that never matches, an exemption that exempts nobody,
such as a wildcard in StringNotEquals, or a condition key or action that is
close to a known one. A hint is something that AWS's Service Authorization
Reference does not have. The reference in deputy has a date: AWS may have added
to it since.

lint prints the size of each document as AWS counts it, with white space, and
the size without it. In folders it skips JSON that is neither an SCP nor an RCP,
such as a bucket policy.

Exit codes: 0 no errors, 3 errors, 2 if lint could not check a file. With
--strict, warnings count as errors; hints never do.`,
		Example: example("deputy lint policies", "deputy lint --type rcp perimeter.json", "deputy lint --format sarif policies > deputy.sarif"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return bad("FILE or - is missing: %s", c.UseLine())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return s.printLint(c.Context(), args, &f) },
	}
	c.Flags().StringVar(&f.form, "type", "", "scp or rcp; by default a document whose statements have a Principal is an RCP")
	c.Flags().BoolVar(&f.strict, "strict", false, "exit with code 3 on warnings too")
	f.more = []string{"sarif"}
	f.define(c, "the problems")
	return c
}

// printLint checks files and prints what it found.
func (s *session) printLint(ctx context.Context, paths []string, f *lintFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.form != "" && f.form != "scp" && f.form != "rcp" {
		return bad("--type %s: write scp or rcp", f.form)
	}
	r, err := await(ctx, func() (*lint.Report, error) { return s.lintPaths(ctx, paths, f.form) })
	if err != nil {
		return err
	}
	checked := slices.ContainsFunc(r.Files, func(x lint.File) bool { return x.Document != nil })
	if f.format == "text" && !checked {
		return lintEnd(r, f.strict) // There is nothing to print.
	}
	shown := f.narrowProblems(r)
	if format := listFormats[f.format]; format == export.CSV || format == export.Markdown {
		err = s.writeDocument(export.Problems(shown), format)
	} else {
		err = s.print("problems", f.format != "text", func(w io.Writer) error {
			if f.format == "sarif" {
				return shown.EncodeSARIF(w, s.Version)
			}
			return shown.Encode(w)
		}, func() *page { return lintPage(shown) })
	}
	if err != nil {
		return err
	}
	return lintEnd(r, f.strict)
}

// narrowProblems returns the report with the problems that have all words of the
// filter. What could not be checked stays.
func (f *lintFlags) narrowProblems(r *lint.Report) *lint.Report {
	words := kit.Words(f.filter)
	if len(words) == 0 {
		return r
	}
	narrowed := &lint.Report{Passed: r.Passed, Files: slices.Clone(r.Files)}
	for i := range narrowed.Files {
		x := &narrowed.Files[i]
		x.Problems = slices.DeleteFunc(slices.Clone(x.Problems), func(p lint.Problem) bool {
			return !kit.HasWords(strings.ToLower(strings.Join([]string{x.Path, p.Severity.String(), p.Rule.ID, p.Text()}, "\n")), words)
		})
	}
	return narrowed
}

// lintEnd returns how lint ends.
func lintEnd(r *lint.Report, strict bool) error {
	var unchecked []string
	for i := range r.Files {
		if x := &r.Files[i]; x.Err != "" {
			unchecked = append(unchecked, uncheckedText(x))
		}
	}
	errs, warnings, _, _ := r.Count()
	switch {
	case len(unchecked) == 1:
		return bad("%s", unchecked[0])
	case len(unchecked) > 1:
		return bad("could not check %s: %s", phrase.Count(len(unchecked), "file"), strings.Join(unchecked, "; "))
	case len(r.Files) == 0:
		return bad("there is no policy in these folders: a policy is a .json file with a Statement")
	case errs > 0, strict && warnings > 0:
		return end(Denied, "")
	}
	return nil
}

// uncheckedText says why a file could not be checked.
func uncheckedText(x *lint.File) string {
	if x.Text == "" {
		return x.Err
	}
	line, column := lint.NewLines(x.Text).At(x.At.Start)
	return fmt.Sprintf("%s: not JSON at line %d, column %d: %s", shownPath(x.Path), line, column, phrase.TrimStop(x.Err))
}

// lintPaths checks files and what is in folders. One that cannot be read does not
// hide the others.
func (s *session) lintPaths(ctx context.Context, paths []string, form string) (*lint.Report, error) {
	r := &lint.Report{}
	seen := map[string]bool{}
	for _, name := range paths {
		err := walkFiles(name, func(file string, inFolder bool) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if !seen[filepath.Clean(file)] {
				seen[filepath.Clean(file)] = true
				s.lintFile(r, file, form, inFolder)
			}
			return nil
		})
		if errors.Is(err, ctx.Err()) && err != nil {
			return nil, err
		}
		if err != nil {
			r.Files = append(r.Files, lint.File{Path: filepath.ToSlash(name), Err: badFile(name, err).Error()})
		}
	}
	return r, nil
}

// walkFiles calls f for a file, or for each .json file in a folder and below it, in
// the order of their names. It leaves out what begins with a dot.
func walkFiles(name string, f func(file string, inFolder bool) error) error {
	if name == "-" {
		return f(name, false)
	}
	return filepath.WalkDir(name, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file == name && !entry.IsDir():
			return f(file, false)
		case file != name && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.Type().IsRegular() && strings.EqualFold(filepath.Ext(file), ".json"):
			return f(file, true)
		}
		return nil
	})
}

// lintFile checks one file. In a folder it passes over JSON that is no policy.
func (s *session) lintFile(r *lint.Report, file, form string, inFolder bool) {
	shown := filepath.ToSlash(file)
	text, err := s.readText(file, maxDraft, "give the document of one policy")
	if err != nil {
		r.Files = append(r.Files, lint.File{Path: shown, Err: err.Error()})
		return
	}
	var d *scp.Document
	switch form {
	case "scp":
		d = scp.Parse(text, scp.SCP)
	case "rcp":
		d = scp.Parse(text, scp.RCP)
	default:
		_, d = model.NewDraft(shown, text, "")
	}
	if inFolder && json.Valid([]byte(text)) && (!isPolicy(text) || form == "" && namesParties(d)) {
		r.Passed++
		return
	}
	x := lint.NewFile(shown, d)
	if x.Err != "" && text == "" {
		x.Err = shownPath(shown) + " is empty: give the document of a policy"
	}
	r.Files = append(r.Files, x)
}

// isPolicy reports whether JSON is an object with a Statement.
func isPolicy(text string) bool {
	var x map[string]json.RawMessage
	return json.Unmarshal([]byte(text), &x) == nil && x["Statement"] != nil
}

// namesParties reports whether a document names principals, as only policies of
// resources and trust policies do.
func namesParties(d *scp.Document) bool {
	return slices.ContainsFunc(d.Statements, func(s scp.Statement) bool { return !s.Principal.Name.Empty() && !s.Principal.Any })
}

// lintPage writes what was found, file by file.
func lintPage(r *lint.Report) *page {
	p := &page{}
	var rules []*lint.Rule
	for i := range r.Files {
		x := &r.Files[i]
		if x.Document == nil {
			continue // The error says it.
		}
		if i > 0 && len(x.Problems) > 0 {
			p.blank()
		}
		p.line(fmt.Sprintf("%s   %s, %s", shownPath(x.Path), x.Document.Type, sizeWords(x.Text, x.Document.Type)))
		lines := lint.NewLines(x.Text)
		for k := range x.Problems {
			problem := &x.Problems[k]
			line, column := lines.At(problem.Span.Start)
			p.item(fmt.Sprintf("  %-8s %-7s ", fmt.Sprintf("%d:%d", line, column), problem.Severity), problem.Text()+" ["+problem.Rule.ID+"]")
			rules = append(rules, problem.Rule)
		}
	}
	writeRules(p, rules)
	errs, warnings, hints, unchecked := r.Count()
	p.blank()
	p.line(fmt.Sprintf("%s: %s, %s, %s. AWS's reference is of %s.", phrase.Count(len(r.Files)-unchecked, "policy"), phrase.Count(errs, "error"),
		phrase.Count(warnings, "warning"), phrase.Count(hints, "hint"), iam.AsOf()))
	if r.Passed > 0 {
		p.line("Not checked, because they are neither SCPs nor RCPs: " + phrase.Count(r.Passed, "JSON file") + ".")
	}
	return p
}

// shownPath returns a path as people read it.
func shownPath(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

// writeRules writes what the rules find and where AWS says so, each once.
func writeRules(p *page, rules []*lint.Rule) {
	if len(rules) == 0 {
		return
	}
	p.blank()
	p.line("Rules")
	for i, x := range rules {
		if !slices.Contains(rules[:i], x) {
			p.line("  " + x.ID + ": " + x.Title)
			p.line("    " + x.Page)
		}
	}
}

// sizeWords says how long a document is, of the length that AWS stores.
func sizeWords(text string, t scp.Type) string {
	n, least := utf8.RuneCountInString(text), scp.MinifiedLength(text)
	out := fmt.Sprintf("%s of %s characters", phrase.Thousands(n), phrase.Thousands(t.Quota()))
	if least < n {
		out += fmt.Sprintf(" (%s without white space)", phrase.Thousands(least))
	}
	return out
}
