package command

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/guardrail"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// testFlags are the flags of test.
type testFlags struct {
	format            string
	json              bool
	verbose, coverage bool
}

// testFormats are the formats of test.
var testFormats = []string{"text", "tap", "junit", "github", "json"}

func (s *session) test() *cobra.Command {
	var f testFlags
	c := &cobra.Command{
		Use:     "test FILE…|-",
		GroupID: "look",
		Short:   "Test guardrails: what SCPs and RCPs must deny, and must not",
		Long: `test reads YAML files of tests and checks what service control policies (SCPs)
and resource control policies (RCPs) make of the requests in them. It changes
nothing.

  tests:
    - name: Nobody makes a bucket public
      accounts: [payments-prod, Workloads/**, "tag:env=prod"]
      action: [s3:PutBucketPolicy, s3:PutBucketAcl]
      expect: denied
      except: [role/SecAdmin]
      by: NoPublicS3

accounts takes IDs, names, OU paths that end in /** (all accounts below) or /*
(those in the OU), and tag:KEY=VALUE. principal, region, resource,
resourceAccount, context and absent say more about the request; what a test does
not give is unknown. Instead of accounts, a test can have levels: policy files
by themselves, root first, each {id, policies: [FILE, …]}, and rcps alike. It
then needs neither credentials nor network. role/NAME is there a role of any
account.

expect says what the answer must be:
  denied       denied whatever is unknown, but for the exemptions under except:
               role/NAME, user/NAME, root, sso/PERMISSION-SET, an ARN, KEY=VALUE,
               or !KEY for requests without the key. Any other exemption fails
               the test.
  allowed      not blocked, whatever is unknown; where a test names principal
               and region, the rest as in an ordinary request
  conditional  an ordinary request is not blocked if it meets conditions, or
               another principal, Region or owner has another answer
  depends      it depends on something that the test does not give
  unknown      deputy cannot read what it needs
by names the policy that must decide, or one statement of it: NoPublicS3 [2].

The last line says how many Deny statements of the policies that apply decide a
test. --coverage lists the others.

Exit codes: 0 all tests pass, 3 a test fails, 2 a file is wrong.`,
		Example: example("deputy test guardrails.yaml", "deputy --demo test --coverage guardrails.yaml", "deputy --snapshot monday.json.gz test --format junit guardrails.yaml > guardrails.xml"),
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return bad("FILE or - is missing: %s", c.UseLine())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return s.runTests(c.Context(), args, f) },
	}
	c.Flags().StringVar(&f.format, "format", "text", phrase.Join(testFormats, " or "))
	c.Flags().BoolVarP(&f.verbose, "verbose", "v", false, "list the tests that pass too")
	c.Flags().BoolVar(&f.coverage, "coverage", false, "list the Deny statements that no test exercises")
	jsonFlag(c, &f.json, "the results")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(testFormats, cobra.ShellCompDirectiveNoFileComp)) // It fails only for flags that are not there.
	return c
}

// testFile is a file of tests.
type testFile struct {
	path  string
	tests []guardrail.Test
}

// runTests runs the tests of files and prints how they end.
func (s *session) runTests(ctx context.Context, paths []string, f testFlags) error {
	switch {
	case f.json && f.format != "text" && f.format != "json":
		return bad("--json and --format %s: give one of them", f.format)
	case f.json:
		f.format = "json"
	case !slices.Contains(testFormats, f.format):
		return bad("--format %s: write %s", f.format, phrase.Join(testFormats, " or "))
	}
	files, err := await(ctx, func() ([]testFile, error) { return s.readTests(paths) })
	if err != nil {
		return err
	}
	runner, err := s.runnerFor(ctx, files)
	if err != nil {
		return err
	}
	report := &guardrail.Report{Coverage: &runner.Coverage, Verbose: f.verbose, Uncovered: f.coverage}
	for _, file := range files {
		for i := range file.tests {
			result, err := runTest(runner, file, &file.tests[i])
			if err != nil {
				return err
			}
			report.Results = append(report.Results, result)
		}
	}
	if err := s.writeTests(report, f.format); err != nil {
		return err
	}
	if report.Failed() > 0 {
		return end(Denied, "")
	}
	return nil
}

// runTest runs one test. What is wrong with it is told with its line.
func runTest(runner *guardrail.Runner, file testFile, t *guardrail.Test) (guardrail.Result, error) {
	accounts, err := runner.Select(t)
	var result guardrail.Result
	if err == nil {
		result, err = runner.Run(file.path, t, accounts)
	}
	if err != nil {
		return result, bad("%s: line %d: %s", shownPath(file.path), t.Line, phrase.TrimStop(err.Error()))
	}
	return result, nil
}

// maxTests is how long a file of tests, or a policy in it, may be.
const maxTests = 4 << 20

// readTests reads files of tests, and the policies that they name.
func (s *session) readTests(paths []string) ([]testFile, error) {
	var files []testFile
	var wrong []string
	for _, path := range paths {
		text, err := s.readText(path, maxTests, "split it into several files")
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		file := testFile{path: path}
		if file.tests, err = guardrail.Parse([]byte(text)); err != nil {
			wrong = append(wrong, shownPath(path)+": "+err.Error())
			continue
		}
		if err := s.readTestPolicies(file); err != nil {
			wrong = append(wrong, err.Error())
		}
		files = append(files, file)
	}
	if len(wrong) > 0 {
		return nil, bad("%s", strings.Join(wrong, "; "))
	}
	return files, nil
}

// readTestPolicies reads the policies that the tests of a file name. Paths begin at
// the file's folder.
func (s *session) readTestPolicies(file testFile) error {
	read := map[string]string{}
	for i := range file.tests {
		for _, l := range slices.Concat(file.tests[i].Levels, file.tests[i].RCPs) {
			for _, p := range l.Policies {
				if err := s.readTestPolicy(file, p, read); err != nil {
					return bad("%s: line %d: %s", shownPath(file.path), p.Line, err)
				}
			}
		}
	}
	return nil
}

// readTestPolicy reads one policy, unless the test has its text; read has the texts of
// files.
func (s *session) readTestPolicy(file testFile, p *guardrail.Policy, read map[string]string) error {
	if p.Path == "" {
		return nil
	}
	path := p.Path
	if !filepath.IsAbs(path) && file.path != "-" {
		path = filepath.Join(filepath.Dir(file.path), path)
	}
	text, known := read[path]
	if !known {
		var err error
		if text, err = s.readText(path, maxDraft, "give the document of one policy"); err != nil {
			return err
		}
		read[path] = text
	}
	p.Text = text
	return nil
}

// runnerFor returns what runs the tests of files, with all that they need read.
func (s *session) runnerFor(ctx context.Context, files []testFile) (*guardrail.Runner, error) {
	var tests []*guardrail.Test
	for _, file := range files {
		for i := range file.tests {
			if t := &file.tests[i]; len(t.Accounts) > 0 {
				tests = append(tests, t)
			}
		}
	}
	if len(tests) == 0 {
		return guardrail.NewRunner(nil), nil
	}
	l, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	defer l.close()
	if err := l.readForTests(ctx, tests); err != nil {
		return nil, err
	}
	return guardrail.NewRunner(l.reading), nil
}

// maxTestLadders is up to how many accounts have their policies read one by one.
// For more, all policies take fewer calls.
const maxTestLadders = 10

// readForTests reads what tests need of the organization, and no more.
func (l *loader) readForTests(ctx context.Context, tests []*guardrail.Test) error {
	var needs guardrail.Needs
	for _, t := range tests {
		n := t.Needs()
		needs = guardrail.Needs{Tree: needs.Tree || n.Tree, Names: needs.Names || n.Names, Tags: needs.Tags || n.Tags}
	}
	if err := l.read(ctx, wholes(model.PartOrganization)); err != nil { // The partition is known then.
		return err
	}
	if needs.Tree {
		if err := l.read(ctx, treeParts, model.WantTree{}); err != nil {
			return err
		}
		if gap := l.gap(treeParts...); gap != nil {
			return end(Unknown, "cannot tell which accounts the tests are about: %s", gap.Sentence())
		}
	} else if needs.Names {
		if err := l.listAccounts(ctx, "a name"); err != nil {
			return err
		}
	}
	if needs.Tags {
		if err := l.readAccountTags(ctx); err != nil {
			return err
		}
	}
	return l.readTested(ctx, tests)
}

// readAccountTags reads the tags of all accounts.
func (l *loader) readAccountTags(ctx context.Context) error {
	var ids []model.NodeID
	for a := range l.reading.Accounts() {
		ids = append(ids, a.ID)
	}
	for _, id := range ids {
		tags := model.PartKey{Part: model.PartTags, Target: string(id)}
		if l.reading.Status(tags.Part, tags.Target).Known() {
			continue
		}
		if err := l.read(ctx, []model.PartKey{tags}, model.WantTags{Target: string(id)}); err != nil {
			return err
		}
		if gap := l.gap(tags); gap != nil {
			return end(Unknown, "cannot select accounts by their tags: %s", gap.Sentence())
		}
	}
	return nil
}

// readTested reads the policies of the accounts that tests are about.
func (l *loader) readTested(ctx context.Context, tests []*guardrail.Test) error {
	runner, accounts := guardrail.NewRunner(l.reading), map[model.AccountID]bool{}
	for _, t := range tests {
		selected, err := runner.Select(t)
		if err != nil {
			continue // The test's own run reports it, with its line.
		}
		for _, a := range selected {
			accounts[a] = true
		}
		for _, q := range runner.Questions(t) {
			for _, a := range concerned(q) {
				accounts[a] = true
			}
		}
	}
	if len(accounts) > maxTestLadders {
		return l.readPolicies(ctx, true)
	}
	for a := range accounts {
		if err := l.readInheritance(ctx, a); err != nil {
			return err
		}
	}
	return l.readTestedRCPs(ctx, tests)
}

// readTestedRCPs reads which RCPs are attached anywhere if a test may depend on it:
// its resource may be any account's.
func (l *loader) readTestedRCPs(ctx context.Context, tests []*guardrail.Test) error {
	runner := guardrail.NewRunner(l.reading)
	for _, t := range tests {
		selected, err := runner.Select(t)
		if err != nil {
			continue // as above
		}
		for _, q := range runner.Questions(t) {
			for _, a := range selected {
				if q.Owner() != "" || !scp.RCPCovers(q.Action) {
					continue
				}
				if v, err := verdict.Ask(l.reading, q.ForAccount(a)); err == nil && l.waitsForRCPs(&v) {
					return l.readRCPs(ctx)
				}
			}
		}
	}
	return nil
}

// writeTests prints how tests ended. No character in it is one that a terminal acts
// on.
func (s *session) writeTests(r *guardrail.Report, format string) error {
	var text string
	switch format {
	case "json":
		encoded, err := r.JSON()
		if err != nil {
			return err
		}
		_, err = cleanJSON{s.Stdout}.Write(encoded)
		return err
	case "tap":
		text = r.TAP()
	case "junit":
		text = r.JUnit()
	case "github":
		text = r.GitHub()
	default:
		text = r.Text()
	}
	_, err := io.WriteString(s.Stdout, cleanLines(text))
	return err
}
