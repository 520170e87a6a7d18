package command

import (
	"bufio"
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/management"
	"deputy/model/phrase"
)

// history reads CloudTrail's event history for a command.
type history struct {
	l      *loader
	tally  *management.Tally
	until  map[model.Region]time.Time // the oldest event so far
	newest time.Time
	save   *bufio.Writer // nil unless the events are saved
	wrong  error         // of saving
	lost   int           // events that could not be read
}

// lookUp reads the events of the management account by LookupEvents. It returns
// sentences on what the figures lack.
func (u *managementUse) lookUp(ctx context.Context, l *loader, tally *management.Tally, regions []model.Region) ([]string, error) {
	own := l.reading.Organization.Management
	if l.s.flags.snapshot != "" && !l.s.flags.demo {
		return nil, bad("a saved reading has no events: give them with --events PATH")
	}
	if caller := l.reading.Caller.Account; caller != own {
		return nil, bad("the credentials are of account %s, whose event history has nothing of the management account %s: use credentials there, or read its log files with --events PATH", caller, own)
	}
	to := u.s.Now().UTC()
	h := &history{l: l, tally: tally, until: map[model.Region]time.Time{}}
	want := model.WantEvents{From: to.AddDate(0, 0, -maxDays), To: to, Regions: regions, Reads: u.reads}
	if u.days > 0 { // whole days, in UTC
		want.From, u.until = to.AddDate(0, 0, 1-u.days).Truncate(24*time.Hour), to.Format(time.DateOnly)
	}
	if u.save != "" {
		file, err := h.open(ctx, u.s, u.save, &want)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // finish reports what could not be written
	}
	l.events = h.take
	err := l.read(ctx, wholes(model.PartEvents), want)
	return h.finish(ctx, err, u)
}

// open reads the events that an earlier run has saved, and opens the file to add
// more. The reading then goes on where that run stopped.
func (h *history) open(ctx context.Context, s *session, path string, want *model.WantEvents) (*os.File, error) {
	if _, err := os.Stat(path); err == nil {
		files, err := s.newEventFiles([]string{path}, 1)
		if err == nil {
			err = files.each(ctx, []eventCounter{h})
		}
		if err != nil {
			return nil, err
		}
	}
	if !h.newest.IsZero() {
		want.To, want.Until = h.newest, h.until
	}
	const ownerOnly = 0o600 // events name people and resources
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, ownerOnly)
	if err != nil {
		return nil, badFile(path, err)
	}
	h.save = bufio.NewWriter(file)
	return file, nil
}

// take counts the events of a page, and saves them.
func (h *history) take(f model.EventsFact) {
	for _, text := range f.Events {
		e, err := cloudtrail.Parse(text)
		if err != nil {
			h.lost++
			continue
		}
		h.Add(&e)
		if h.save != nil {
			_, err := h.save.WriteString(strings.ReplaceAll(text, "\n", " ") + "\n")
			h.wrong = errors.Join(h.wrong, err)
		}
	}
	if h.save != nil {
		h.wrong = errors.Join(h.wrong, h.save.Flush())
	}
}

// Add counts an event.
func (h *history) Add(e *cloudtrail.Event) {
	at, region := e.At(), model.Region(e.Region)
	if at.After(h.newest) {
		h.newest = at
	}
	if before, ok := h.until[region]; !at.IsZero() && (!ok || at.Before(before)) {
		h.until[model.Region(strings.Clone(e.Region))] = at
	}
	h.tally.Add(e)
}

// Skip counts what is no event.
func (h *history) Skip(string) { h.lost++ }

// finish says what the figures lack. What was read before an interruption counts.
func (h *history) finish(ctx context.Context, err error, u *managementUse) ([]string, error) {
	var lacking []string
	switch {
	case h.wrong != nil:
		return nil, end(Failed, "save the events to %s: %s", u.save, h.wrong)
	case err != nil && ctx.Err() == nil:
		return nil, err
	case err != nil:
		text := "The reading was stopped"
		for _, region := range slices.Sorted(maps.Keys(h.until)) {
			text += "; " + string(region) + " was read back to " + phrase.DateTime(h.until[region])
		}
		if u.save != "" {
			text += ". The same command goes on from there"
		} else {
			text += ". With --save FILE the same command can go on from where it stopped"
		}
		lacking = append(lacking, text+".")
		u.stopped = true
	}
	if h.lost > 0 {
		lacking = append(lacking, phrase.Count(h.lost, "event")+" could not be read.")
	}
	for _, gap := range h.l.reading.Gaps() {
		if gap.Operation == "cloudtrail:LookupEvents" {
			lacking = append(lacking, gap.Target+" was not read, or not to the end: "+phrase.Sentence(gap.Cause))
		}
	}
	return lacking, nil
}
