package pane

import (
	"fmt"
	"strings"
	"time"

	"deputy/model"
)

// ReadingPart is a part of the reading with its target.
type ReadingPart struct {
	Part   model.Part
	Target string
	Name   string // in words
}

// wholeReading is what a whole reading is made of, in the order of reading.
var wholeReading = []ReadingPart{
	{model.PartCaller, "", "who asks"},
	{model.PartOrganization, "", "the organization"},
	{model.PartRoots, "", "roots"},
	{model.PartUnits, "", "organizational units"},
	{model.PartAccounts, "", "accounts"},
	{model.PartDelegates, "", "delegates"},
	{model.PartDelegations, "", "delegates' services"},
	{model.PartTrustedAccess, "", "trusted access"},
	{model.PartResourcePolicy, "", "resource policy"},
	{model.PartPolicies, string(model.ServiceControlPolicy), "SCPs"},
	{model.PartTargets, string(model.ServiceControlPolicy), "SCPs' attachments"},
	{model.PartPolicies, string(model.ResourceControlPolicy), "RCPs"},
	{model.PartTargets, string(model.ResourceControlPolicy), "RCPs' attachments"},
	{model.PartDocument, "", "policy documents"},
}

// WholeReading lists the parts that a whole reading is made of. The slice is
// shared: do not change it.
func WholeReading() []ReadingPart { return wholeReading }

// When tells a moment in UTC by the clock, with the day where it is not today:
// 10:31Z, yesterday 17:02Z, 3 March 17:02Z, 2025-03-03 17:02Z.
func When(at, now time.Time) string {
	if at.IsZero() {
		return ""
	}
	at, now = at.UTC(), now.UTC()
	day := func(t time.Time) string { return t.Format("2006-01-02") }
	switch {
	case day(at) == day(now):
		return at.Format("15:04Z")
	case day(at) == day(now.AddDate(0, 0, -1)):
		return "yesterday " + at.Format("15:04Z")
	case at.Year() == now.Year():
		return at.Format("2 January 15:04Z")
	default:
		return at.Format("2006-01-02 15:04Z")
	}
}

// Duration tells a length of time in the unit that matters: 40 s, 5 min,
// 2 h 53 min.
func Duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 90*time.Second:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
}

// ShortCaller tells who an ARN of IAM or STS is without partition and account:
// role/OrgReader, user/nik, sso/OrgReader for a permission set. An ARN of a
// session has no path of the role, so none is shown.
func ShortCaller(arn string) string {
	p, err := model.ParseARN(arn)
	if err != nil {
		return arn
	}
	parts := strings.Split(p.Resource, "/")
	kind, name := parts[0], parts[len(parts)-1]
	if kind == "assumed-role" && len(parts) == 3 {
		kind, name = "role", parts[1]
	}
	if rest, ok := strings.CutPrefix(name, "AWSReservedSSO_"); ok {
		if at := strings.LastIndex(rest, "_"); at > 0 {
			rest = rest[:at]
		}
		return "sso/" + rest
	}
	if len(parts) == 1 {
		return kind
	}
	return kind + "/" + name
}

// gapList is the reading's gaps, kept until a part changes: they are looked at
// in every frame.
type gapList struct {
	gaps []model.Gap
	of   uint64
	in   *model.Reading
}

// Gaps gives everything that could not be read.
func (e *Env) Gaps() []model.Gap {
	of := e.generation()
	if e.gaps.in != e.Reading || e.gaps.of != of {
		e.gaps = gapList{e.Reading.Gaps(), of, e.Reading}
	}
	return e.gaps.gaps
}

// generation gives a number that rises whenever anything of the reading
// changes.
func (e *Env) generation() uint64 {
	var of uint64
	for p := model.PartNone; p <= model.PartJournal; p++ {
		of += e.Reading.Generation(p)
	}
	return of
}
