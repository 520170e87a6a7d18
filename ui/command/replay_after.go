package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/export"
	"deputy/model/phrase"
	"deputy/model/replay"
)

// checkAfter returns what is wrong with the flags of --after.
func (f *replayFlags) checkAfter(args []string) error {
	if len(f.after) == 0 {
		if len(f.attached) > 0 {
			return bad("--attached belongs to --after")
		}
		return nil
	}
	switch {
	case f.query != "" || len(f.with)+len(f.without)+len(f.move) > 0:
		return bad("--after is about policies that are attached: leave out --query, --with, --without and --move")
	case len(f.attached) > 0 && len(f.attached) != len(f.after):
		return bad("--attached is given %s and --after %s: give one for each, in the same order", phrase.Count(len(f.attached), "time"), phrase.Count(len(f.after), "time"))
	case len(f.attached) == 0 && slices.Contains(args, "-"):
		return bad("standard input is read only once: say with --attached TIME when the policy was attached")
	}
	for _, word := range f.attached {
		if _, err := parseTime(word); err != nil {
			return err
		}
	}
	return nil
}

// parseTime returns the time in a word.
func parseTime(word string) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.Parse(form, word); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, bad("%q is not a time: write it as 2026-09-01T14:30:00Z, or as 2026-09-01 for the beginning of a day in UTC", word)
}

// waves resolves --after and --attached. Times that are not given are those of
// AttachPolicy in the events.
func (l *loader) waves(ctx context.Context, files *eventFiles, f *replayFlags) ([]replay.Wave, error) {
	waves := make([]replay.Wave, len(f.after))
	for i, word := range f.after {
		a, err := l.attachment("--after", word)
		if err != nil {
			return nil, err
		}
		waves[i].Attachment = a
		if len(f.attached) > 0 {
			if waves[i].At, err = parseTime(f.attached[i]); err != nil {
				return nil, err
			}
		}
	}
	if len(f.attached) > 0 {
		return waves, nil
	}
	x := &attachTimes{at: map[model.Attachment]time.Time{}}
	if _, err := count(ctx, files.again(), func() *attachTimes { return x }); err != nil {
		return nil, err
	}
	for i := range waves {
		if waves[i].At = x.at[waves[i].Attachment]; waves[i].At.IsZero() {
			return nil, bad("--after %s: no AttachPolicy in these events says when it was attached. AWS records it in the management account, in us-east-1: add these events, or give --attached TIME", f.after[i])
		}
	}
	return waves, nil
}

// attachTimes are the times at which policies were attached: the last of each.
type attachTimes struct {
	lock sync.Mutex
	at   map[model.Attachment]time.Time
}

// Add takes the time of an event that records an attachment.
func (x *attachTimes) Add(e *cloudtrail.Event) {
	a, ok := e.PolicyAttached()
	if !ok {
		return
	}
	x.lock.Lock()
	defer x.lock.Unlock()
	if at := e.LastAt(); at.After(x.at[a]) {
		x.at[model.Attachment{Policy: model.PolicyID(strings.Clone(string(a.Policy))), Target: model.NodeID(strings.Clone(string(a.Target)))}] = at
	}
}

// Skip does nothing: what cannot be read is told when the events are compared.
func (x *attachTimes) Skip(string) {}

// compareAfter compares what was predicted with what was denied since policies were
// attached.
func (l *loader) compareAfter(ctx context.Context, files *eventFiles, f *replayFlags, allow *replay.AllowList) error {
	waves, err := l.waves(ctx, files, f)
	if err != nil {
		return err
	}
	a, err := replay.NewAfter(l.reading, waves)
	if err != nil {
		return bad("--after: %s", err)
	}
	tallies, err := count(ctx, files, a.Tally)
	if err != nil {
		return err
	}
	result := a.Result(tallies...)
	result.Accept(allow)
	x := comparedWaves{replayed{l: l, files: files}, result}
	if err := x.print(f); err != nil {
		return err
	}
	return x.end(f.accept)
}

// comparedWaves is a comparison that is printed.
type comparedWaves struct {
	replayed
	result *replay.AfterResult
}

// print prints the comparison in the format of the flags.
func (x *comparedWaves) print(f *replayFlags) error {
	if f.format == "json" {
		s := x.l.s
		return s.print("result", true, func(w io.Writer) error {
			text, err := x.result.Encode(x.allNotes(), x.files.sortedProblems())
			return writeLine(w, text, err)
		}, nil)
	}
	d := &export.Document{Name: "replay", Title: "What was predicted, and what was denied since", Organization: x.l.reading.Organization.ID, Taken: x.l.taken()}
	if f.format == "csv" {
		d.Sections = []export.Section{x.table()}
	} else {
		for _, w := range x.result.Waves {
			d.Sections = append(d.Sections, x.wave(w)...)
		}
		d.Sections = append(d.Sections, x.rest()...)
	}
	for i := range d.Sections {
		f.narrow(&d.Sections[i])
	}
	return x.l.s.writeDocument(d, listFormats[f.format])
}

// end returns how the command ends.
func (x *comparedWaves) end(accept bool) error {
	gaps := x.l.reading.Gaps()
	if denied := x.result.Unaccepted(); denied > 0 {
		return end(Denied, "%s denied that the events before did not show", phrase.Count(denied, "call"))
	}
	if len(gaps) > 0 {
		return end(Unknown, "%s", incomplete(gaps))
	}
	for _, w := range x.result.Waves {
		switch {
		case w.Before.Judged == 0:
			return end(Unknown, "no event before %s was attached to %s could be judged", w.Name, w.Place)
		case w.Since.Judged == 0:
			return end(Unknown, "no event since %s was attached to %s could be judged", w.Name, w.Place)
		case !accept && len(w.Before.Coverage.Holes())+len(w.Since.Coverage.Holes()) > 0:
			return end(Unknown, "all denials were predicted, but the events do not cover the whole policy: with --accept-coverage this ends with 0")
		}
	}
	return nil
}

// wave returns what became of the predictions for one wave.
func (x *comparedWaves) wave(w *replay.WaveResult) []export.Section {
	s := export.Section{Key: "wave", Title: waveTitle(w)}
	s.Lines = append(s.Lines, coveredSide("Before", w.Before), coveredSide("Since", w.Since))
	denied := sum(w.Seen, func(c *replay.Compared) int { return c.Denied })
	s.Lines = append(s.Lines,
		fmt.Sprintf("%s predicted for %s: %s denied since, %s not.",
			phrase.Count(sum(w.Seen, predicted)+sum(w.NotSeen, predicted), "denial"), phrase.CountOf(len(w.Seen)+len(w.NotSeen), "principal and action", "principals and actions"), phrase.Thousands(len(w.Seen)), phrase.Thousands(len(w.NotSeen))),
		fmt.Sprintf("%s denied since: %s predicted, %s not.", phrase.Count(denied+sum(w.Unpredicted, func(c *replay.Compared) int { return c.Denied }), "call"),
			phrase.Thousands(denied), phrase.Thousands(sum(w.Unpredicted, func(c *replay.Compared) int { return c.Denied }))))
	if n := sum(w.NotSeen, worked) + sum(w.Seen, worked); n > 0 {
		s.Lines = append(s.Lines, fmt.Sprintf("%s since that the policy should have denied worked. AWS may need some minutes to apply a policy everywhere.", phrase.Count(n, "call")))
	}
	if w.Unsettled > 0 {
		s.Lines = append(s.Lines, fmt.Sprintf("%s since where AWS does not name the policy: this one or another denied them.", phrase.Count(w.Unsettled, "denial")))
	}
	for _, hole := range w.Before.Coverage.Holes() {
		s.Lines = append(s.Lines, "Before: "+hole)
	}
	out := []export.Section{s}
	for _, part := range comparisons(w) {
		if len(part.rows) == 0 {
			continue
		}
		table := export.Section{Key: part.key, Title: part.title, Columns: comparedColumns}
		for _, row := range part.rows {
			table.Rows = append(table.Rows, x.row(row))
		}
		out = append(out, table)
	}
	return out
}

// waveTitle names a wave.
func waveTitle(w *replay.WaveResult) string {
	return fmt.Sprintf("%s at %s, attached %s", w.Name, w.Place, phrase.UTC(w.At).Format("2006-01-02 15:04Z"))
}

// coveredSide says how many events there are on one side of an attachment.
func coveredSide(name string, r *replay.Result) string {
	skipped := 0
	for _, k := range r.Skipped {
		skipped += k.Count
	}
	text := fmt.Sprintf("%s: %s read, %s judged, %s skipped", name, phrase.Count(r.Read, "event"), phrase.Thousands(r.Judged), phrase.Thousands(skipped))
	if c := &r.Coverage; c.Days > 0 {
		text += fmt.Sprintf(", %s from %s to %s", phrase.Count(c.Days, "day"), c.First, c.Last)
	}
	return text + "."
}

func predicted(c *replay.Compared) int { return c.Predicted }
func worked(c *replay.Compared) int    { return c.Worked }

func sum(rows []*replay.Compared, of func(*replay.Compared) int) (n int) {
	for _, r := range rows {
		n += of(r)
	}
	return n
}

// comparison is rows that have the same result.
type comparison struct {
	key, title string
	rows       []*replay.Compared
}

func comparisons(w *replay.WaveResult) []comparison {
	return []comparison{
		{"unpredicted", "Denied, not predicted", w.Unpredicted},
		{"seen", "Predicted and denied", w.Seen},
		{"notSeen", "Predicted, not denied", w.NotSeen},
	}
}

// comparedColumns are the columns of what is compared.
var comparedColumns = slices.Concat(
	[]export.Column{
		{Key: "predicted", Title: "predicted"},
		{Key: "denied", Title: "denied since"},
		{Key: "called", Title: "calls since"},
		{Key: "worked", Title: "worked against it"},
		{Key: "unnamed", Title: "denied otherwise"},
	},
	export.CallColumns(),
	[]export.Column{
		{Key: "why", Title: "why not predicted"},
		{Key: "accepted", Title: "accepted"},
		{Key: "from", Title: "derived from"},
	},
)

func (x *comparedWaves) row(c *replay.Compared) []any {
	statement, accepted := c.By.Words(), ""
	if c.Accepted {
		accepted = "accepted"
	}
	some := func(n int) any {
		if n == 0 {
			return nil
		}
		return n
	}
	var first, last any
	if !c.First.IsZero() {
		first, last = c.First, c.Last
	}
	return []any{
		c.Predicted, c.Denied, c.Called, some(c.Worked), some(c.Unnamed), statement, string(c.Account), x.accountName(c.Account),
		replay.PrincipalName(c.Principal), c.Action, first, last, c.EventID, c.Why, accepted, c.From,
	}
}

// table returns all rows of all waves as one table.
func (x *comparedWaves) table() export.Section {
	s := export.Section{Key: "calls"}
	s.Columns = append([]export.Column{{Key: "policy", Title: "policy"}, {Key: "node", Title: "node"}, {Key: "attached", Title: "attached"}, {Key: "result", Title: "result"}}, comparedColumns...)
	for _, w := range x.result.Waves {
		for _, part := range comparisons(w) {
			for _, row := range part.rows {
				s.Rows = append(s.Rows, append([]any{w.Name, w.Place, w.At, strings.ToLower(part.title)}, x.row(row)...))
			}
		}
	}
	return s
}
