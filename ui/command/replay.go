package command

import (
	"context"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/replay"
)

// replayFlags are the flags of replay.
type replayFlags struct {
	listFlags
	editFlags
	after     []string
	attached  []string
	allowList string
	query     string
	table     string
	since     string
	until     string
	accept    bool
	workers   int
}

// replayHelp is what the help says of replay.
const replayHelp = `replay reads CloudTrail events and reports what a change of SCPs and RCPs would
have done to these calls: which it would newly deny, by which statement, for whom
and how often, which it would newly allow, and which depend on something that
CloudTrail does not record. It changes nothing.

EVENTS are log files, gzipped or not, folders as CloudTrail writes them to S3, the
output of aws cloudtrail lookup-events, results of CloudTrail Lake or Athena as
JSON or CSV, or - for standard input.

The change is any number of --with FILE@NODE (a draft of a policy, attached
there), --without POLICY@NODE and --move NODE@PARENT. Without a change, replay
explains the denials in the events, as deputy why --all does.

--after POLICY@NODE looks back at a policy that is attached. It judges the events
before as --with would, and compares that with the denials since that name the
policy: what was predicted and denied, what was predicted and not denied, with the
calls since, and what was denied and not predicted, and why not. Give --after for
each OU to which the policy was attached, one after the other. The time is that of
AttachPolicy in the events, or --attached.

AWS authorizes some calls by more than their own action: iam:PassRole where a call
hands a role to a service, and tagging what a call creates. CloudTrail has no event
of that. replay derives it from the call's parameters, judges it as well, and says
from which action it is derived, or that the event does not show it.

Coverage stands first: what of the change these events cannot show, such as
actions without a call, data events that are not logged, condition keys that no
event has, and accounts, Regions and days without events. What cannot be read or judged is
counted with its reason: the events read are those judged and those skipped.

A year of a large organization does not fit through one machine. --query prints
SQL for Amazon Athena or CloudTrail Lake that reduces a trail to distinct requests
with counts, as far as the policies and the change need them. Its result, as CSV
or JSON, is what replay then reads in the place of log files. It has no session's
source identity and no AssumeRoot.

--allow-list FILE is JSON that says what may be denied newly or, with --after,
without having been predicted:
{"accept": [{"policy": …, "statement": …, "account": …, "principal": …,
"action": …, "reason": …}]}, where * and ? are wildcards.

Exit codes: 0 no call is newly denied; 3 some are that --allow-list does not
accept; 4 none are, but some depend on what CloudTrail does not record; 5 none
are, but coverage has holes or the organization was not read whole. With
--accept-coverage 0 instead of 4, and instead of 5 for holes. With --after: 0 all
denials were predicted; 3 some were not, and --allow-list does not accept them; 5
as above, or no event before or since can be judged.`

func (s *session) replay() *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:     "replay EVENTS…",
		GroupID: "look",
		Short:   "Report which real calls a change of policies would deny",
		Long:    replayHelp,
		Example: example(
			"deputy replay AWSLogs --with deny-regions.json@Workloads",
			"deputy replay AWSLogs --move payments-prod@Sandbox --format markdown",
			"deputy replay AWSLogs --after DenyRegions@Sandbox --after DenyRegions@Workloads/Prod",
			"deputy replay --query athena --table cloudtrail_logs --with deny-regions.json@Workloads",
			"aws cloudtrail lookup-events | deputy replay - --without DenyRegions@Root",
		),
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case f.query != "" && len(args) > 0:
				return bad("--query reads no events: leave out either it or %s", args[0])
			case f.query == "" && len(args) == 0:
				return bad("EVENTS is missing: %s", c.UseLine())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return s.replayEvents(c.Context(), args, &f) },
	}
	f.define(c)
	return c
}

// define defines the flags.
func (f *replayFlags) define(c *cobra.Command) {
	f.listFlags.define(c, "the result")
	f.editFlags.define(c)
	c.Flags().StringArrayVar(&f.after, "after", nil, "compare what was predicted for a policy with what it has denied since: `POLICY@NODE`; repeat for more")
	c.Flags().StringArrayVar(&f.attached, "attached", nil, "the `TIME` at which the policy of --after was attached; else that of AttachPolicy in the events")
	c.Flags().StringVar(&f.allowList, "allow-list", "", "what may be newly denied: a JSON `FILE`")
	c.Flags().BoolVar(&f.accept, "accept-coverage", false, "end with 0 although the events do not cover the whole change")
	c.Flags().StringVar(&f.query, "query", "", "print the SQL that reduces a trail to distinct requests, for athena or lake")
	c.Flags().StringVar(&f.table, "table", "", "the `NAME` of the table of --query, or the ID of the event data store")
	c.Flags().StringVar(&f.since, "since", "", "the first `DAY` of --query, such as 2026-09-01")
	c.Flags().StringVar(&f.until, "until", "", "the last `DAY` of --query")
	c.Flags().IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "how many files are read at once")
}

// maxAllowList is how long the file of --allow-list may be.
const maxAllowList = 16 << 20

// readAllowList reads the file of --allow-list; without the flag it accepts nothing.
func (s *session) readAllowList(ctx context.Context, path string) (*replay.AllowList, error) {
	if path == "" {
		return &replay.AllowList{}, nil
	}
	text, err := await(ctx, func() (string, error) {
		return s.readText(path, maxAllowList, "give the accepted calls only")
	})
	if err != nil {
		return nil, err
	}
	list, err := replay.ParseAllowList([]byte(text))
	if err != nil {
		return nil, bad("%s: %s", path, err)
	}
	return list, nil
}

// replayEvents judges events.
func (s *session) replayEvents(ctx context.Context, args []string, f *replayFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := f.checkQuery(); err != nil {
		return err
	}
	if err := f.checkAfter(args); err != nil {
		return err
	}
	if f.workers < 1 || f.workers > 256 {
		return bad("--workers %d: give a number from 1 to 256", f.workers)
	}
	files, err := await(ctx, func() (*eventFiles, error) { return s.newEventFiles(args, f.workers) })
	if err != nil {
		return err
	}
	allow, err := s.readAllowList(ctx, f.allowList)
	if err != nil {
		return err
	}
	drafts, err := s.readDrafts(ctx, f.with)
	if err != nil {
		return err
	}
	l, err := s.load(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	if err := l.readPolicies(ctx, true); err != nil {
		return err
	}
	if len(f.after) > 0 {
		return l.compareAfter(ctx, files, f, allow)
	}
	edits, err := l.edits(ctx, &f.editFlags, drafts)
	if err != nil {
		return err
	}
	if f.query != "" {
		return l.printQuery(f, edits)
	}
	if edits.Empty() {
		return l.explainEvents(ctx, files, f)
	}
	return l.replayChange(ctx, files, f, edits, drafts, allow)
}

// replayChange reports what a change would have done to the calls.
func (l *loader) replayChange(ctx context.Context, files *eventFiles, f *replayFlags, edits model.Edits, drafts []draft, allow *replay.AllowList) error {
	p, err := replay.New(l.reading, edits)
	if err != nil {
		return bad("%s", err)
	}
	tallies, err := count(ctx, files, p.Tally)
	if err != nil {
		return err
	}
	result := p.Result(tallies...)
	result.Accept(allow)
	x := replayed{l: l, files: files, result: result, title: "What the events show " + edits.Words(l.reading)}
	for _, d := range drafts {
		x.notes = append(x.notes, d.warnings...)
	}
	x.notes = append(x.notes, p.Notes()...)
	if err := x.print(f); err != nil {
		return err
	}
	return x.end(f.accept)
}

// replayed is a result that is printed.
type replayed struct {
	l      *loader
	files  *eventFiles
	result *replay.Result
	title  string
	notes  []string
}

// print prints the result in the format of the flags.
func (x *replayed) print(f *replayFlags) error {
	if f.format == "json" {
		s := x.l.s
		return s.print("result", true, func(w io.Writer) error {
			text, err := x.result.Encode(x.allNotes(), x.files.sortedProblems())
			return writeLine(w, text, err)
		}, nil)
	}
	d := x.document(f.format == "csv")
	for i := range d.Sections {
		f.narrow(&d.Sections[i])
	}
	return x.l.s.writeDocument(d, listFormats[f.format])
}

// end returns how the command ends.
func (x *replayed) end(accept bool) error {
	gaps := x.l.reading.Gaps()
	switch denied := x.result.Unaccepted(); {
	case denied > 0:
		return end(Denied, "%s would be newly denied", phrase.Count(denied, "call"))
	case x.result.Judged == 0:
		return end(Unknown, "no event could be judged")
	case len(gaps) > 0:
		return end(Unknown, "%s", incomplete(gaps))
	case accept:
		return nil
	case replay.Calls(x.result.Depends) > 0:
		return end(Depends, "no call is newly denied for certain, but %s on what CloudTrail does not record: with --accept-coverage this ends with 0", dependClause(replay.Calls(x.result.Depends)))
	case len(x.result.Coverage.Holes()) > 0:
		return end(Unknown, "no call is newly denied, but the events do not cover the whole change: with --accept-coverage this ends with 0")
	}
	return nil
}

func dependClause(n int) string {
	if n == 1 {
		return "1 depends"
	}
	return phrase.Thousands(n) + " depend"
}

// allNotes returns what should be known of the result beside its figures.
func (x *replayed) allNotes() []string {
	notes := x.notes
	if x.files.other > 0 {
		notes = append(notes, phrase.Count(x.files.other, "file")+" in the folders have another ending than log files and were not read.")
	}
	if x.files.omitted > 0 {
		notes = append(notes, "Of what could not be read, "+phrase.Thousands(x.files.omitted)+" more are not listed.")
	}
	return notes
}
