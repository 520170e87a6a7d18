package pane

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"deputy/model"
	"deputy/model/export"
	"deputy/model/management"
	"deputy/model/phrase"
	"deputy/ui/kit"
	"deputy/ui/theme"
	"deputy/ui/widget"
)

// maxUseRows is how many rows a section shows.
const maxUseRows = 100

// useClasses are the classes in the order of the page, with what heads their rows.
var useClasses = []struct {
	class       management.Class
	name, title string
}{
	{management.Delegable, "could be made by a delegated administrator", ""},
	{management.MoveIt, "act on a resource that should be in another account", "Should move to another account"},
	{management.Needed, "need the management account", "Need the management account"},
	{management.Unknown, "unknown: the event does not say enough", "Unknown"},
}

// useColumn is the column of the numbers: calls, and each principal, action and day
// once.
const useColumn = 20

// cell returns a cell with a number of calls, which leads down to a choice.
func (m *ManagementUse) cell(calls int, text, aside string, c useChoice) kit.Cell {
	c.title = cmp.Or(c.title, text)
	m.choices = append(m.choices, c)
	return kit.Cell{Label: fmt.Sprintf("%8s", phrase.Thousands(calls)), Marked: theme.Plain, Tinted: true, Column: useColumn, Meaning: theme.Plain, Text: text, Aside: aside, Open: useOpened{}, ID: len(m.choices)}
}

// distinct adds the second number to a cell.
func distinct(c kit.Cell, n int) kit.Cell {
	c.Label += fmt.Sprintf(" %9s", phrase.Thousands(n))
	return c
}

// sections returns all that is below the progress.
func (m *ManagementUse) sections(in export.ManagementInput) []kit.Section {
	report := m.env.use.result.report
	figures, lacking, made := export.ManagementSummary(report, in)
	head := kit.Section{}
	m.choices = append(m.choices, useChoice{title: "All changes", days: func(d *management.Daily) bool { return d.Changes > 0 }})
	for i, text := range figures {
		meaning := theme.Plain
		if i == 0 {
			meaning = theme.Strong
		}
		head.Whole = append(head.Whole, kit.Cell{Meaning: meaning, Text: text, Open: useOpened{}, ID: 1})
	}
	for i, text := range lacking {
		c := kit.Cell{Meaning: theme.Plain, Text: text}
		if i == 0 {
			c.Mark, c.Marked, c.Meaning = m.env.Theme.Marks.Gap, theme.Warning, theme.Warning
		}
		head.Whole = append(head.Whole, c)
	}
	foot := kit.Section{}
	for _, text := range made {
		foot.Whole = append(foot.Whole, kit.Cell{Meaning: theme.Muted, Text: text})
	}
	sections := []kit.Section{head, m.classes(report), m.offers(report)}
	for _, c := range useClasses[1:] {
		sections = append(sections, m.actions(report, c.class, c.title))
	}
	return append(sections, m.people(report), m.roots(report), m.apart(report, in), foot)
}

// classes returns where the changes could be made.
func (m *ManagementUse) classes(r *management.Report) kit.Section {
	s, rows := kit.Section{Whole: []kit.Cell{{Label: "   calls  distinct", Column: useColumn, Meaning: theme.Muted, Text: "distinct: each principal × action × day once"}}}, map[management.Class]int{}
	for _, d := range m.env.use.result.daily {
		if d.Changes > 0 {
			rows[d.Judgement.Class]++
		}
	}
	for _, c := range useClasses {
		s.Whole = append(s.Whole, distinct(m.cell(r.Classes[c.class], c.name, "",
			useChoice{days: func(d *management.Daily) bool { return d.Changes > 0 && d.Judgement.Class == c.class }}), rows[c.class]))
	}
	return s
}

// offers returns the delegations that cover changes.
func (m *ManagementUse) offers(r *management.Report) kit.Section {
	s, conditional := kit.Section{Title: "Delegations that cover these changes"}, map[model.ServiceID]int{}
	for _, x := range r.Uses {
		if x.Class == management.Delegable && x.If != "" {
			conditional[x.Service] += x.Calls
		}
	}
	for _, o := range r.Offers {
		state := "not delegated: " + m.env.Key("delegate") + " plans it"
		switch {
		case len(o.Delegates) > 0:
			state = "delegated to " + m.names(o.Delegates)
		case !o.Certain:
			state = "deputy does not know to whom it is delegated"
		case o.Service == "":
			state = "not delegated"
		}
		if n := conditional[o.Service]; n > 0 {
			state += fmt.Sprintf(", %s of them on a condition", phrase.Thousands(n))
		}
		c := m.cell(o.Calls, offerName(o), state+", "+phrase.Count(o.Callers, "caller"), useChoice{offer: o, days: func(d *management.Daily) bool {
			return d.Changes > 0 && d.Judgement.Class == management.Delegable && d.Judgement.Service == o.Service
		}})
		if len(o.Delegates) == 0 && o.Certain {
			c.Meaning = theme.Strong
		}
		s.Whole = append(s.Whole, distinct(c, o.Distinct))
	}
	return limited(s)
}

// names returns accounts by their names, as far as they are known.
func (m *ManagementUse) names(accounts []model.AccountID) string {
	names := make([]string, len(accounts))
	for i, account := range accounts {
		names[i] = string(account)
		if n := m.env.Reading.Node(account.Node()); n != nil {
			names[i] = nameOf(n) + " " + string(account)
		}
	}
	return phrase.JoinMost(names, " and ", 3)
}

// actions returns the actions of a class.
func (m *ManagementUse) actions(r *management.Report, class management.Class, title string) kit.Section {
	type key struct{ action, reason string }
	calls, pages := map[key]int{}, map[key]string{}
	for _, x := range r.Uses {
		if x.Class == class && x.Calls > 0 {
			k := key{x.Action, x.Reason()}
			calls[k] += x.Calls
			pages[k] = x.Page
		}
	}
	order := slices.SortedFunc(maps.Keys(calls), func(a, b key) int {
		return cmp.Or(calls[b]-calls[a], cmp.Compare(a.action, b.action), cmp.Compare(a.reason, b.reason))
	})
	s := kit.Section{Title: title}
	for _, k := range order {
		s.Whole = append(s.Whole, m.cell(calls[k], k.action, k.reason, useChoice{page: pages[k], days: func(d *management.Daily) bool {
			return d.Changes > 0 && d.Judgement.Class == class && d.Action == k.action && d.Judgement.Reason() == k.reason
		}}))
	}
	return limited(s)
}

// people returns who came in, and what remains for them.
func (m *ManagementUse) people(r *management.Report) kit.Section {
	s := kit.Section{Title: "Who came in, and what remains for them here if everything delegable is delegated"}
	for _, p := range r.People {
		aside := export.Remains(p)
		if p.Changes == 0 {
			aside = strings.Join(nonEmpty(counted(p.SignIns, "sign-in"), counted(p.Reads, "read"), counted(p.Failed, "failed change")), ", ")
		}
		s.Whole = append(s.Whole, m.cell(p.Changes, p.String(), aside, useChoice{days: func(d *management.Daily) bool { return d.Caller == p.Caller }}))
	}
	return limited(s)
}

// counted returns a number with its noun; empty for none.
func counted(n int, noun string) string {
	if n == 0 {
		return ""
	}
	return phrase.Count(n, noun)
}

// roots returns the accounts in which a root user acted.
func (m *ManagementUse) roots(r *management.Report) kit.Section {
	s := kit.Section{Title: "Root users that acted"}
	for _, x := range r.Roots {
		text := "root user of " + m.names([]model.AccountID{x.Account})
		if x.Session {
			text = "AssumeRoot session in " + m.names([]model.AccountID{x.Account})
		}
		c := useChoice{ids: nonEmpty(x.EventID)}
		if x.Account == r.Management {
			c.days = func(d *management.Daily) bool { return d.Caller.Kind == management.Root }
		}
		cell := m.cell(x.Calls, text, "last "+x.Last, c)
		cell.Marked = theme.Warning
		s.Whole = append(s.Whole, cell)
	}
	return limited(s)
}

// apart returns what was counted beside the changes.
func (m *ManagementUse) apart(r *management.Report, in export.ManagementInput) kit.Section {
	s := kit.Section{Title: "Apart: not in the figures", Whole: []kit.Cell{
		m.cell(r.Services, "calls by AWS services and service-linked roles", "", useChoice{days: func(d *management.Daily) bool { return d.Services > 0 }}),
		m.cell(r.Failed, "changes that AWS refused or that failed", "", useChoice{days: func(d *management.Daily) bool { return d.Failed > 0 }}),
		m.cell(r.SignIns, "sign-ins and tokens", "", useChoice{days: func(d *management.Daily) bool { return d.SignIns > 0 }}),
	}}
	if in.WithoutReads {
		s.Whole = append(s.Whole, kit.Cell{Meaning: theme.Muted, Text: "Reads were not read from CloudTrail: deputy management-account --reads counts them."})
		return s
	}
	s.Whole = append(s.Whole, m.cell(r.Reads, "reads", "", useChoice{days: func(d *management.Daily) bool { return d.Reads > 0 }}))
	return s
}

// limited cuts a section that is too long to be looked through.
func limited(s kit.Section) kit.Section {
	if len(s.Whole) == 0 {
		return kit.Section{}
	}
	if more := len(s.Whole) - maxUseRows; more > 0 {
		s.Whole = append(s.Whole[:maxUseRows:maxUseRows], kit.Cell{Meaning: theme.Muted, Text: "and " + phrase.Thousands(more) + " more: the export has them"})
	}
	return s
}

// useInput says what the figures were made of, and what they lack.
func (e *Env) useInput() export.ManagementInput {
	u := &e.use
	in := export.ManagementInput{WithoutReads: u.progress != useFiles}
	if u.progress == useSaved {
		in.Lacking = slices.Clone(u.saved.Lacking)
		if u.window() > u.saved.Days {
			in.Lacking = append(in.Lacking, "Only the last "+phrase.Count(u.saved.Days, "day")+" were saved.")
		}
	}
	if u.progress == useReading || u.progress == useStopping {
		in.Lacking = append(in.Lacking, "The reading has not ended.")
	}
	if u.lacksDays() && u.progress != useReading {
		in.Lacking = append(in.Lacking, "Days before "+u.want.From.Format(time.DateOnly)+" were not read.")
	}
	if s := e.Reading.Status(model.PartRegions, string(e.Reading.Organization.Management)); s.Progress == model.Failed && !u.want.To.IsZero() {
		in.Lacking = append(in.Lacking, "deputy could not list the enabled Regions, and read those that AWS enables by default. "+phrase.Sentence(gapOf(s).Cause))
	}
	in.Lacking = append(in.Lacking, u.unreadRegions()...)
	if u.result != nil && u.result.lost > 0 {
		in.Lacking = append(in.Lacking, phrase.Count(u.result.lost, "event")+" could not be read.")
	}
	return in
}

// unreadRegions says how far Regions were read that were not read to the end, and why.
func (u *managementUse) unreadRegions() (lines []string) {
	denied := map[string][]model.Region{}
	var stopped []string
	for _, region := range slices.Sorted(maps.Keys(u.regions)) {
		switch s := u.regions[region]; {
		case s.Progress == model.Failed:
			gap := gapOf(s)
			why := strings.TrimSpace(phrase.Sentence(gap.Cause) + " " + gap.Fix)
			denied[why] = append(denied[why], region)
		case s.Progress == model.Complete || u.progress == useReading || u.progress == useStopping:
		case u.reach[region].IsZero():
			stopped = append(stopped, string(region)+" not at all")
		default:
			stopped = append(stopped, string(region)+" back to "+phrase.DateTime(u.reach[region]))
		}
	}
	for _, why := range slices.Sorted(maps.Keys(denied)) {
		lines = append(lines, phrase.Commas(denied[why])+": not read, or not to the end. "+phrase.Sentence(why))
	}
	if len(stopped) > 0 {
		lines = append(lines, "The reading was stopped. Read so far: "+strings.Join(stopped, ", ")+".")
	}
	return lines
}

// progressLine draws how far the events were read.
func (m *ManagementUse) progressLine(width int) *widget.Line {
	l := m.env.useProgressLine(widget.NewLine(m.env.Theme, theme.Page, width).Space(1))
	if ok, _ := m.canRead(); ok {
		key := m.env.Key("read-events")
		l.Right(theme.Muted, key+" "+m.Label(kit.ReadEvents)+"   "+m.env.Key("event-days")+" "+m.Label(kit.Days)+" ")
	}
	return l
}

// useProgressLine writes how far the events were read.
func (e *Env) useProgressLine(l *widget.Line) *widget.Line {
	const cells = 20
	u := &e.use
	events := phrase.Count(u.events(), "event")
	switch u.progress {
	case useReading, useStopping:
		l.Put(theme.Accent, e.Spinner()).Space(1)
		l.Put(theme.Accent, bar(e.Theme, u.status.Done, max(1, u.status.Total), cells)).Space(1)
		words := phrase.Percent(u.status.Done, max(1, u.status.Total)) + ", " + events
		if u.progress == useStopping {
			words = "stopping, " + events
		} else if u.status.Left > 0 {
			words += ", " + phrase.Duration(u.status.Left) + " left"
		}
		return l.Put(theme.Plain, words)
	case useStopped:
		return l.Put(theme.Warning, e.Theme.Marks.Gap+" stopped").Put(theme.Plain, " after "+events)
	case useRead:
		return l.Put(theme.Plain, events+" of CloudTrail's event history, as of "+phrase.When(u.want.To, e.Now))
	case useFiles:
		return e.useFilesLine(l)
	case useSaved:
		return l.Put(theme.Warning, e.Theme.Marks.Gap+" saved, as of "+phrase.When(u.saved.Taken, e.Now)).Put(theme.Muted, ", without the texts of events")
	default:
		if e.Events.Reading() {
			return e.useFilesLine(l)
		}
		return l.Put(theme.Muted, "nothing read yet")
	}
}

// useFilesLine writes how far events in files were read.
func (e *Env) useFilesLine(l *widget.Line) *widget.Line {
	if e.Events.Reading() {
		return l.Put(theme.Accent, e.Spinner()).Put(theme.Plain, " reading events in files, "+strconv.Itoa(e.Events.Percent())+" %")
	}
	n := 0
	if e.use.result != nil {
		n = e.use.result.report.Events
	}
	return l.Put(theme.Plain, phrase.Count(n, "event")+" in files: "+phrase.Commas(e.Events.Paths))
}

// explain says what reading would do, or why it is not possible.
func (m *ManagementUse) explain(p *page) {
	if m.env.Events.Reading() || m.env.Events.Waits {
		p.Say(theme.Muted, "", "deputy reads the events in "+phrase.Commas(m.env.Events.Paths)+" first.")
		return
	}
	if why := m.env.whyNoEvents(); why != "" {
		p.Say(theme.Warning, m.env.Theme.Marks.Gap, why)
		return
	}
	if m.env.ReadsEvents() {
		p.Say(theme.Muted, "", "The first events are on their way.")
		return
	}
	p.Say(theme.Plain, "", "deputy counts who changed what in the management account, and which of these changes another account could have made: by a delegated administrator, or because the resource belongs elsewhere. No SCP applies to the management account, so the less it is needed, the better.")
	p.Blank()
	p.Say(theme.Plain, "", fmt.Sprintf("%s reads CloudTrail's event history of the last %s: changes only, not reads, in every enabled Region at the same time. AWS allows 2 calls a second in a Region, with 50 events each; deputy uses %s of that. 10,000 changes in a Region take about %s. %s stops and goes on.",
		m.env.Key("read-events"), phrase.Count(m.env.use.window(), "day"), m.env.lookupRate(), phrase.Duration(m.env.lookupTime(10_000)), m.env.Key("read-events")))
	p.Blank()
	p.Say(theme.Muted, "", m.env.Key("event-days")+" chooses 7, 30 or 90 days. The calls change nothing and need cloudtrail:LookupEvents.")
}

// lookupRate returns how many calls a second deputy makes in a Region, in words.
func (e *Env) lookupRate() string {
	if e.Pace == 0 || e.Pace == 100 {
		return "all"
	}
	return fmt.Sprintf("%d %%", e.Pace)
}

// lookupTime returns how long it takes to read so many events of a Region.
func (e *Env) lookupTime(events int) time.Duration {
	const each, perSecond = 50, 2
	pace := cmp.Or(e.Pace, 100)
	return time.Duration(events) * time.Second * 100 / time.Duration(each*perSecond*pace)
}

// useLine draws the use of the management account in a line, behind the key that shows
// more of it.
func (e *Env) useLine(width int) *widget.Line {
	l := widget.NewLine(e.Theme, theme.Page, width).Space(1).Put(theme.Accent, e.Key("management-account")).Put(theme.Plain, " management account: ")
	switch r := e.use.result; {
	case r != nil && r.report.Changes > 0:
		l.Put(theme.Strong, r.report.Elsewhere.String()+" of "+phrase.Count(r.report.Changes, "change"))
		if l.Put(theme.Plain, " could be made elsewhere"); l.Left() > len(" in 90 days  reading, 100 %") {
			l.Put(theme.Plain, fmt.Sprintf(" in %d days", r.days))
		}
	case r != nil && !e.ReadsEvents():
		l.Put(theme.Plain, fmt.Sprintf("no changes in %d days", r.days))
	case !e.ReadsEvents():
		l.Put(theme.Muted, "who uses it, and what for, is not read yet")
	}
	switch {
	case e.use.progress == useSaved && e.use.result != nil:
		l.Put(theme.Muted, ", as of "+phrase.When(e.use.saved.Taken, e.Now))
	case e.ReadsEvents():
		l.Put(theme.Muted, "  reading, "+phrase.Percent(e.use.status.Done, max(1, e.use.status.Total)))
	}
	return l
}
