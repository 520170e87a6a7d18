package pane

import (
	"maps"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/management"
	"deputy/ui/kit"
)

// managementUse is what CloudTrail says of the use of the management account: what
// was asked for, how far it was read, and what jobs have made of the events.
type managementUse struct {
	days     int // that count, with today
	progress useProgress
	status   model.Status
	want     model.WantEvents // that was made last
	reach    map[model.Region]time.Time
	regions  map[model.Region]model.Status
	waiting  []model.EventsFact // pages that were not counted yet
	read     int                // events

	count   *useCount // what jobs count in; nil before anything was read
	judged  uint64    // the generation of the delegations that it judges by
	version int       // of what a result depends on
	due     time.Time // when the next result may be made while events come
	result  *useResult
	saved   *SavedUse // what was remembered from an earlier start
}

// useProgress says how far the events were read.
type useProgress uint8

const (
	useUnread useProgress = iota
	useReading
	useStopping // a call is still under way
	useStopped
	useRead
	useSaved // from an earlier start
	useFiles // of events in files
)

// useDays are the windows, in the sequence in which the user turns through them.
// CloudTrail's event history has 90 days.
var useDays = []int{30, 90, 7}

// window returns how many days count.
func (u *managementUse) window() int {
	if u.days == 0 {
		return useDays[0]
	}
	return u.days
}

// events returns how many events were read.
func (u *managementUse) events() int {
	if u.result != nil && u.progress == useRead {
		return u.result.report.Events // without those that came twice
	}
	return u.read
}

// from returns when the days that count begin: they are whole days in UTC.
func (u *managementUse) from(to time.Time) time.Time {
	return to.UTC().AddDate(0, 0, 1-u.window()).Truncate(24 * time.Hour)
}

// lacksDays reports whether days count that were not asked for.
func (u *managementUse) lacksDays() bool {
	return u.count != nil && !u.want.To.IsZero() && u.from(u.want.To).Before(u.want.From)
}

// until returns the last day that counts.
func (u *managementUse) until() string {
	switch u.progress {
	case useSaved:
		return u.saved.Until
	case useFiles:
		return "" // that of the newest event
	}
	return u.want.To.UTC().Format(time.DateOnly)
}

// ReadsEvents reports whether events are being read.
func (e *Env) ReadsEvents() bool {
	return e.use.progress == useReading || e.use.progress == useStopping
}

// whyNoEvents says why the events of the management account cannot be read here, and
// how they can; empty if they can be read.
func (e *Env) whyNoEvents() string {
	r, instead := e.Reading, " Or press "+e.Key("events")+" and name its log files, or start deputy with --events PATH."
	switch own := r.Organization.Management; {
	case e.Offline:
		return "A saved reading has no CloudTrail events. Start deputy with credentials in the management account, without --snapshot." + instead
	case own == "" || r.Caller.Account == "":
		return "deputy does not know yet which account is the management account."
	case r.Caller.Account != own:
		return "You are in account " + string(r.Caller.Account) + ", whose event history has nothing of the management account " + string(own) +
			". Start deputy with credentials there." + instead
	}
	return ""
}

// readEvents begins to read, or goes on where reading stopped; what was read to the
// end is read again.
func (e *Env) readEvents() kit.Intent {
	u := &e.use
	if u.count == nil || u.progress == useSaved || u.progress == useFiles || u.progress == useRead && !u.lacksDays() {
		u.begin(e)
	}
	to := u.want.To
	if to.IsZero() {
		to = e.Now
	}
	u.progress, u.status = useReading, model.Status{Progress: model.Waiting}
	u.want = model.WantEvents{From: u.from(to), To: to, Until: maps.Clone(u.reach)}
	return Wanted{u.want}
}

// begin begins to count.
func (u *managementUse) begin(e *Env) {
	judge, judged := management.NewJudge(e.Reading), e.delegationGeneration()
	*u = managementUse{days: u.days, reach: map[model.Region]time.Time{}, regions: map[model.Region]model.Status{}, count: newUseCount(judge), judged: judged, version: u.version + 1}
}

// stopEvents stops the reading.
func (e *Env) stopEvents() kit.Intent {
	e.use.progress = useStopping
	return Wanted{model.WantEvents{}}
}

// turnDays chooses the next window. While events are read, they are read as far back
// as it needs.
func (e *Env) turnDays() kit.Intent {
	u := &e.use
	u.days = useDays[(slices.Index(useDays, u.window())+1)%len(useDays)]
	u.version++
	if u.progress == useReading {
		return e.readEvents()
	}
	return nil
}

// NoteEvents takes events, and how far they were read.
func (e *Env) NoteEvents(f model.Fact) {
	u := &e.use
	switch f := f.(type) {
	case model.EventsFact:
		if u.count != nil {
			u.waiting, u.read = append(u.waiting, f), u.read+len(f.Events)
		}
	case model.StatusFact:
		if f.Part == model.PartEvents && u.count != nil {
			u.note(model.Region(f.Target), f.Status)
		}
	case management.Counted:
		u.takeFiles(f)
	default:
		// It is about something else.
	}
}

// note takes how far a Region was read, or all of them.
func (u *managementUse) note(region model.Region, s model.Status) {
	switch {
	case region != "":
		u.regions[region] = s
		if s.Progress == model.Complete {
			u.reach[region] = u.want.From
		}
		return
	case s.Progress == model.Complete:
		u.progress = useRead
	case s.Progress == model.Unread:
		u.progress = useStopped
	case u.progress != useStopping:
		u.progress = useReading
	}
	u.status = s
}

// takeFiles takes what events in files come to, unless CloudTrail was asked.
func (u *managementUse) takeFiles(f management.Counted) {
	switch u.progress {
	case useUnread, useSaved, useFiles:
		*u = managementUse{days: u.days, progress: useFiles, saved: u.saved, count: &useCount{tally: f.Tally, lost: f.Skipped}, result: u.result, version: u.version + 1}
	default:
		// The history is what the user looks at.
	}
}

// EventsStopped says that a run of reading has ended, and the events with it.
func (e *Env) EventsStopped() {
	if e.ReadsEvents() {
		e.use.progress = useStopped
	}
}

// ForgetEvents forgets what was read: another caller may see another organization.
func (e *Env) ForgetEvents() { e.use = managementUse{days: e.use.days, version: e.use.version + 1} }

// delegationGeneration returns a number that changes with what is known of delegated
// administrators.
func (e *Env) delegationGeneration() (of uint64) {
	for _, p := range delegationParts {
		of += e.Reading.Generation(p)
	}
	return of
}

// UseJob returns the next part of counting events; nil if there is nothing to do.
func (e *Env) UseJob() kit.Job {
	u := &e.use
	if u.count == nil {
		return e.restoreJob()
	}
	var judge *management.Judge
	if of := e.delegationGeneration(); of != u.judged && !e.isReading() {
		judge, u.judged = management.NewJudge(e.Reading), of
		u.version++
	}
	part := u.waiting[:min(len(u.waiting), pagesInPart)]
	u.waiting = u.waiting[len(part):]
	if len(part) > 0 {
		u.version++
	}
	more := len(u.waiting) > 0 || e.ReadsEvents() && e.Now.Before(u.due)
	if len(part) == 0 && (more || u.result != nil && u.result.version == u.version) {
		return nil
	}
	count, made := u.count, useResult{version: u.version, days: u.window(), until: u.until()}
	return func() func() {
		if judge != nil {
			count.tally.Rejudge(judge)
		}
		reached := count.add(part)
		if !more {
			count.conclude(&made, e.Clock)
		}
		return func() { e.takeUse(count, reached, &made) }
	}
}

// takeUse takes over what a job has made, unless it counted what is forgotten.
func (e *Env) takeUse(count *useCount, reached map[model.Region]time.Time, made *useResult) {
	u := &e.use
	if u.count != count {
		return
	}
	for region, at := range reached {
		if before, ok := u.reach[region]; !ok || at.Before(before) {
			u.reach[region] = at
		}
	}
	if made.report != nil {
		u.result, u.due = made, e.Now.Add(resultsApart*made.took)
	}
}
