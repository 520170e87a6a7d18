package command

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"deputy/model/cloudtrail"
	"deputy/model/denial"
	"deputy/model/phrase"
	"deputy/model/replay"
	"deputy/model/verdict"
)

// explainer groups the denials in events by what denies them, as deputy why --all
// does.
type explainer struct {
	l       *loader
	lock    sync.Mutex // of what follows; denials are few
	groups  denial.Groups
	unknown bool
	seen    map[string]bool

	read, judged, other int
	skipped             map[string]int
}

// Add explains an event if it was denied.
func (x *explainer) Add(e *cloudtrail.Event) {
	x.lock.Lock()
	defer x.lock.Unlock()
	x.read += e.Count
	if !e.Denied() {
		x.other += e.Count
		return
	}
	if id := e.CallID(); id != "" && e.Count == 1 {
		if x.seen[id] {
			x.skipped["the event is there twice"]++
			return
		}
		x.seen[strings.Clone(id)] = true
	}
	d := denial.OfEvent(e)
	x.judged += e.Count
	if d.Account == "" && !d.WithoutAccount {
		x.unknown = true
		x.groups.AddUnasked(&d, "the event names no account")
		return
	}
	explained, err := verdict.Explain(x.l.reading, d.Question, d.Evidence)
	if err != nil {
		x.unknown = true
		x.groups.AddUnasked(&d, "deputy does not understand the event: "+err.Error())
		return
	}
	x.unknown = x.unknown || explained.Ruling == verdict.Unknown
	x.groups.Add(x.l.reading, &d, &explained)
}

// Skip counts something that is no event.
func (x *explainer) Skip(reason string) {
	x.lock.Lock()
	defer x.lock.Unlock()
	x.read++
	x.skipped[reason]++
}

// explainEvents explains the denials in events.
func (l *loader) explainEvents(ctx context.Context, files *eventFiles, f *replayFlags) error {
	if f.format != "text" && f.format != "json" {
		return bad("--format %s needs a change: give --with, --without or --move", f.format)
	}
	x := &explainer{l: l, seen: map[string]bool{}, skipped: map[string]int{}}
	if _, err := count(ctx, files, func() *explainer { return x }); err != nil {
		return err
	}
	s := l.s
	err := s.print("denials", f.format == "json", func(w io.Writer) error {
		text, err := x.encode(files)
		return writeLine(w, text, err)
	}, func() *page { return x.page(files) })
	if x.unknown || len(l.reading.Gaps()) > 0 {
		return cmp.Or(err, end(Unknown, ""))
	}
	return err
}

// encode returns the groups as deputy why --all does, with the figures of the files.
func (x *explainer) encode(files *eventFiles) ([]byte, error) {
	groups, err := x.groups.Encode()
	if err != nil {
		return nil, err
	}
	type skip struct {
		Reason string `json:"reason"`
		Count  int    `json:"count"`
	}
	out := struct {
		Version    int                   `json:"version"`
		Read       int                   `json:"read"`
		NotDenied  int                   `json:"notDenied"`
		Judged     int                   `json:"judged"`
		Skipped    []skip                `json:"skipped"`
		Denials    json.RawMessage       `json:"denials"`
		Unreadable []*replay.FileProblem `json:"unreadable"`
	}{Version: 1, Read: x.read, NotDenied: x.other, Judged: x.judged, Skipped: []skip{}, Denials: groups, Unreadable: append([]*replay.FileProblem{}, files.sortedProblems()...)}
	for _, reason := range slices.Sorted(maps.Keys(x.skipped)) {
		out.Skipped = append(out.Skipped, skip{reason, x.skipped[reason]})
	}
	return json.Marshal(out)
}

// page lists the groups below the figures of the files.
func (x *explainer) page(files *eventFiles) *page {
	p := &page{}
	p.line(phrase.Count(x.read, "event") + " read: " + phrase.Thousands(x.other) + " not denied, " + phrase.Count(x.judged, "denial"))
	for _, reason := range slices.Sorted(maps.Keys(x.skipped)) {
		p.item("  - ", phrase.Thousands(x.skipped[reason])+" skipped: "+reason+".")
	}
	for _, problem := range files.sortedProblems() {
		p.item("  - ", problem.File+": "+problem.Reason)
	}
	p.blank()
	groups := x.l.groupsPage(&x.groups)
	p.b.WriteString(groups.b.String())
	return p
}
