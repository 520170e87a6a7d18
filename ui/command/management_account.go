package command

import (
	"context"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/management"
	"deputy/model/phrase"
)

const managementLong = `management-account prints who used the management account, what for, and which of
the changes another account could have made: a delegated administrator can make
it, it needs the management account, it acts on a resource that should move to
another account, or the event does not say. No SCP applies to the management
account, so the less it is needed, the better.

The events come from CloudTrail's LookupEvents, which has the last 90 days: two
calls a second for each Region, 50 events each. --events reads them from files
instead: log files as they lie in S3, gzipped or not, the output of aws cloudtrail
lookup-events, or results of CloudTrail Lake and Athena. A folder stands for all
files below it.

Only changes count: calls that CloudTrail marks as not read-only, without sign-ins
and tokens. Calls by AWS services and their service-linked roles, reads, and
changes that AWS refused are counted apart. What could have been made elsewhere is
a range, because some events do not say enough.

Exit codes: 0, or 5 if something could not be read.`

// managementAccount prints what the management account is used for.
func (s *session) managementAccount() *cobra.Command {
	u := &managementUse{s: s}
	x := &listing{
		use: "management-account [PATH]...", short: "Print what the management account is used for, and what could be done elsewhere",
		long: managementLong, what: "the use", args: cobra.ArbitraryArgs,
		example: []string{
			"deputy management-account --days 90", "deputy management-account --events AWSLogs/ --format csv",
			"deputy management-account --region us-east-1 --filter move",
		},
	}
	x.gather = func(ctx context.Context, l *loader, args []string) (*export.Document, error) {
		if err := u.check(args); err != nil {
			return nil, err
		}
		report, in, err := u.gather(ctx, l)
		if err != nil {
			return nil, err
		}
		if x.format == "text" {
			return export.ManagementPage(l.reading, report, in), nil
		}
		d := export.Management(l.reading, report, in)
		if x.format != "csv" {
			return d, nil
		}
		// A CSV has one table: the changes, which lead down to the event IDs.
		model.SortStable(d.Sections, func(a, b export.Section) int {
			return map[bool]int{true: -1}[a.Key == "changes"] - map[bool]int{true: -1}[b.Key == "changes"]
		})
		return d, nil
	}
	x.finish = func() error {
		if u.stopped {
			return end(Interrupted, "interrupted; nothing was changed")
		}
		return nil
	}
	c := x.command(s)
	f := c.Flags()
	f.StringArrayVar(&u.events, "events", nil, "read events from a file or folder at `PATH` instead; further paths may follow; - reads standard input")
	f.IntVar(&u.days, "days", 30, "how many `DAYS` count, up to the newest event; 0 for all")
	f.BoolVar(&u.reads, "reads", false, "read calls that only read as well, which takes much longer; files have them anyway")
	f.StringVar(&u.save, "save", "", "save the events that are read to `FILE`, and go on from there if it exists")
	f.StringArrayVar(&u.regions, "region", nil, "only events in the AWS `REGION`; repeat for more")
	return c
}

// managementUse is one run of the command.
type managementUse struct {
	s       *session
	events  []string
	days    int
	regions []string
	reads   bool
	save    string
	until   string // the last day that counts; empty for that of the newest event
	stopped bool   // the reading was interrupted; what was read counts
}

// regionForm matches names of AWS Regions.
var regionForm = regexp.MustCompile(`^[a-z]{2,5}(-[a-z]+)+-\d+$`)

// maxDays is how far back LookupEvents reaches.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
const maxDays = 90

// check settles the flags.
func (u *managementUse) check(args []string) error {
	switch {
	case len(args) > 0 && len(u.events) == 0:
		return bad("to read events from %s, write --events before it", args[0])
	case u.days < 0:
		return bad("--days %d: write a number of days, or 0 for all", u.days)
	case len(u.events) == 0 && u.days > maxDays:
		return bad("--days %d: CloudTrail keeps %d days; read older events from log files with --events", u.days, maxDays)
	}
	if len(u.events) > 0 && (u.save != "" || u.reads) {
		return bad("--save and --reads are about reading from CloudTrail: leave them out with --events")
	}
	u.events = append(u.events, args...)
	for _, region := range u.regions {
		if !regionForm.MatchString(region) {
			return bad("--region %s: write an AWS Region such as eu-west-1", region)
		}
	}
	return nil
}

// gather reads who is a delegated administrator, then the events.
func (u *managementUse) gather(ctx context.Context, l *loader) (_ *management.Report, in export.ManagementInput, err error) {
	files, err := await(ctx, func() (*eventFiles, error) { return u.s.newEventFiles(u.events, 1) })
	if err != nil {
		return nil, in, err
	}
	parts := slices.Concat(treeParts, delegationParts)
	if err := l.read(ctx, parts, model.WantTree{}, model.WantDelegations{}); err != nil {
		return nil, in, err
	}
	if l.reading.Organization.Management == "" {
		return nil, in, failedGap(l.gap(parts...))
	}
	var regions []model.Region
	for _, region := range u.regions {
		regions = append(regions, model.Region(region))
	}
	tally := management.NewTally(management.NewJudge(l.reading), regions)
	if len(u.events) > 0 {
		err = files.each(ctx, []eventCounter{tally})
		in.Lacking = files.lacking()
	} else {
		in.WithoutReads = !u.reads
		in.Lacking, err = u.lookUp(ctx, l, tally, regions)
	}
	if err != nil {
		return nil, in, err
	}
	if len(regions) > 0 {
		in.Lacking = append(in.Lacking, "Only events in "+phrase.Commas(regions)+" count.")
	}
	return tally.Report(u.days, u.until), in, nil
}

// lacking says what could not be read as events: the first of it one by one.
func (f *eventFiles) lacking() (lines []string) {
	const few = 5
	problems := f.sortedProblems()
	for _, p := range problems[:min(few, len(problems))] {
		lines = append(lines, p.File+": "+phrase.Sentence(p.Reason))
	}
	if more := len(problems) - few + f.omitted; more > 0 {
		lines = append(lines, phrase.Count(more, "more problem")+" in files.")
	}
	if f.other > 0 {
		lines = append(lines, phrase.Count(f.other, "file")+" in the folders left out: they do not end as log files do.")
	}
	return lines
}
