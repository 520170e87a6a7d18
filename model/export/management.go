package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/management"
	"deputy/model/phrase"
)

// ManagementInput says what the report on the management account was made of.
type ManagementInput struct {
	// Lacking are sentences that say what was not read, which makes the figures a
	// lower bound.
	Lacking []string
	// WithoutReads is true if calls that only read were left out.
	WithoutReads bool
}

// Management returns what the management account was used for, with everything
// that is known of each change.
func Management(r *model.Reading, report *management.Report, in ManagementInput) *Document {
	u := &managementUse{r, report, in}
	return u.document(u.summary(), u.offers(), u.people(), u.uses(), u.roots(), u.figures())
}

// ManagementPage is Management for people: narrow tables, and the reasons by
// themselves.
func ManagementPage(r *model.Reading, report *management.Report, in ManagementInput) *Document {
	u := &managementUse{r, report, in}
	people := u.people().without("reads")
	if !in.WithoutReads {
		people = u.people()
	}
	return u.document(u.summary(), u.offers().without("name"), people.without("last"), u.uses().without("first", "why", "page"), u.reasons(), u.roots())
}

// without returns a section without some columns of its table.
func (s Section) without(keys ...string) Section {
	keep := func(i int) bool { return !slices.Contains(keys, s.Columns[i].Key) }
	narrow := s
	narrow.Columns, narrow.Rows = nil, nil
	for i, c := range s.Columns {
		if keep(i) {
			narrow.Columns = append(narrow.Columns, c)
		}
	}
	for _, row := range s.Rows {
		var cells []any
		for i, cell := range row {
			if keep(i) {
				cells = append(cells, cell)
			}
		}
		narrow.Rows = append(narrow.Rows, cells)
	}
	return narrow
}

type managementUse struct {
	r      *model.Reading
	report *management.Report
	in     ManagementInput
}

func (u *managementUse) document(sections ...Section) *Document {
	return &Document{Name: "management-account", Title: "Use of the management account", Sections: sections}
}

// summary returns the figures that matter, in sentences.
func (u *managementUse) summary() Section {
	x := u.report
	s := Section{Key: "summary", Title: fmt.Sprintf("Management account %s", x.Management)}
	if x.Events == 0 {
		s.Lines = []string{noEvents}
	} else {
		s.Lines = []string{u.headline(), u.distinct(), u.classes(), u.beside()}
	}
	if u.lowerBound() {
		s.Lines = append(s.Lines, isLowerBound)
		s.Lines = append(s.Lines, u.lacks()...)
	}
	s.Lines = append(append(s.Lines, u.apart()...), u.madeOf())
	return s
}

// Sentences of the summary.
const (
	noEvents     = "No event of the management account was found."
	isLowerBound = "The figures are a lower bound:"
)

// ManagementSummary returns the sentences that the report begins with: the figures
// that matter; what makes them a lower bound; and what they were made of.
func ManagementSummary(report *management.Report, in ManagementInput) (figures, lacking, made []string) {
	u := &managementUse{report: report, in: in}
	figures = []string{noEvents}
	if report.Events > 0 {
		figures = []string{u.headline(), u.distinct()}
	}
	if u.lowerBound() {
		lacking = append([]string{isLowerBound}, u.lacks()...)
	}
	return figures, lacking, append(u.apart(), u.madeOf())
}

// madeOf says of what the figures were made, and by which rules.
func (u *managementUse) madeOf() string {
	return fmt.Sprintf("Catalogue %s. Digest of the %s: %s.", u.report.Catalogue, phrase.Count(u.report.Events, "event"), u.report.Digest)
}

func (u *managementUse) headline() string {
	x := u.report
	if x.Changes == 0 {
		return fmt.Sprintf("No changes from %s to %s.", x.From, x.To)
	}
	return fmt.Sprintf("Of %s in %s (%s to %s), %s could have been made elsewhere.",
		phrase.Count(x.Changes, "change"), phrase.Count(x.Days+x.Missing, "day"), x.From, x.To, x.Elsewhere)
}

// beside says what was counted beside the changes.
func (u *managementUse) beside() string {
	x := u.report
	text := fmt.Sprintf("Beside the changes: %s, %s, and %s by AWS services and service-linked roles", phrase.CountOf(x.SignIns, "sign-in or token", "sign-ins and tokens"),
		phrase.Count(x.Failed, "failed change"), phrase.Count(x.Services, "call"))
	if u.in.WithoutReads {
		return text + ". Reads were not counted."
	}
	return text + "; " + phrase.Count(x.Reads, "read") + "."
}

func (u *managementUse) distinct() string {
	return fmt.Sprintf("Counted once for each principal, action and day: %s, of which %s could have been made elsewhere.",
		phrase.Count(u.report.Distinct, "change"), u.report.DistinctElsewhere)
}

func (u *managementUse) classes() string {
	n := u.report.Classes
	return fmt.Sprintf("Delegable: %s. Move it: %s. Needs the management account: %s. Unknown: %s.",
		phrase.Thousands(n[management.Delegable]), phrase.Thousands(n[management.MoveIt]), phrase.Thousands(n[management.Needed]), phrase.Thousands(n[management.Unknown]))
}

// lowerBound reports whether there may be more than the figures say.
func (u *managementUse) lowerBound() bool { return len(u.lacks()) > 0 }

// lacks says what was not counted.
func (u *managementUse) lacks() []string {
	x, lines := u.report, slices.Clone(u.in.Lacking)
	add := func(n int, format string, args ...any) {
		if n > 0 {
			lines = append(lines, fmt.Sprintf(format, args...))
		}
	}
	add(x.Missing, "%s without any event: it was not read, or nothing happened.", phrase.Count(x.Missing, "day"))
	add(x.OtherRegions, "%s in other Regions left out.", phrase.Count(x.OtherRegions, "event"))
	return lines
}

// apart says what does not belong into the figures, or into the lists.
func (u *managementUse) apart() (lines []string) {
	x := u.report
	for _, l := range []struct {
		n    int
		text string
	}{
		{x.Others, "of other accounts left out"},
		{x.Twice, "that came twice counted once"},
		{x.Undated, "without a time that can be read counted"},
		{x.Beyond, "counted but not listed: there are too many different ones"},
	} {
		if l.n > 0 {
			lines = append(lines, phrase.Count(l.n, "event")+" "+l.text+".")
		}
	}
	return lines
}

// offers returns the delegations that would have covered changes.
func (u *managementUse) offers() Section {
	s := Section{Key: "delegations", Title: "Delegations that cover these changes", Columns: []Column{
		{"service", "service"},
		{"name", "name"},
		{"changes", "changes"},
		{"distinct", "principal × action × day"},
		{"callers", "callers"},
		{"state", "delegated"},
		{"delegates", "to"},
		{"next", "next step"},
	}}
	for _, o := range u.report.Offers {
		id, name := "organizations", "Policies, by the organization's resource policy"
		if service, ok := catalog.ByID(o.Service); ok {
			id, name = string(service.ID), service.Name
		}
		state := "no"
		switch {
		case len(o.Delegates) > 0:
			state = "yes"
		case !o.Certain:
			state = "not known"
		}
		s.Rows = append(s.Rows, []any{id, name, o.Calls, o.Distinct, o.Callers, state, u.names(o.Delegates), next(o, id)})
	}
	return s
}

func next(o *management.Offer, id string) string {
	switch {
	case len(o.Delegates) > 0:
		return "make these changes there"
	case o.Service == "":
		return "delegate in the resource policy: aws organizations put-resource-policy"
	}
	return "deputy register " + id + " ACCOUNT"
}

// names returns accounts by their names, as far as they are known.
func (u *managementUse) names(accounts []model.AccountID) []string {
	names := []string{}
	for _, account := range accounts {
		name := string(account)
		if node := u.r.Node(account.Node()); node != nil && node.Name != "" {
			name = node.Name + " (" + name + ")"
		}
		names = append(names, name)
	}
	return names
}

// people returns who came in.
func (u *managementUse) people() Section {
	s := Section{Key: "callers", Title: "Who used the management account, and what remains for them there", Columns: []Column{
		{"kind", "kind"},
		{"name", "name"},
		{"person", "person"},
		{"changes", "changes"},
		{"delegable", "delegable"},
		{"moveIt", "move it"},
		{"needed", "needs account"},
		{"unknown", "unknown"},
		{"failed", "failed"},
		{"reads", "reads"},
		{"signIns", "sign-ins"},
		{"remains", "remains if all is delegated"},
		{"last", "last"},
	}}
	for _, p := range u.report.People {
		s.Rows = append(s.Rows, []any{
			p.Kind.String(), p.Name, p.Person, p.Changes, p.Classes[management.Delegable], p.Classes[management.MoveIt],
			p.Classes[management.Needed], p.Classes[management.Unknown], p.Failed, p.Reads, p.SignIns, Remains(p), p.Last,
		})
	}
	return s
}

// Remains says what a caller would go on doing in the management account.
func Remains(p *management.CallerUse) string {
	if p.Changes == 0 {
		return "no changes"
	}
	var parts []string
	for _, c := range []struct {
		class management.Class
		words string
	}{
		{management.Needed, ""}, {management.Unknown, "perhaps "}, {management.Delegable, "perhaps "}, {management.MoveIt, "until moved "},
	} {
		if actions := p.Remains[c.class]; len(actions) > 0 {
			parts = append(parts, c.words+phrase.List(actions, 4))
		}
	}
	return cmp.Or(strings.Join(parts, "; "), "nothing")
}

// uses returns what the changes were.
func (u *managementUse) uses() Section {
	s := Section{Key: "changes", Title: "Changes", Columns: []Column{
		{"action", "action"},
		{"class", "class"},
		{"service", "delegation of"},
		{"caller", "caller"},
		{"calls", "calls"},
		{"days", "days"},
		{"failed", "failed"},
		{"first", "first"},
		{"last", "last"},
		{"why", "why"},
		{"page", "AWS's page"},
		{"eventIds", "event IDs"},
	}}
	for _, x := range u.report.Uses {
		id := string(x.Service)
		if x.Class == management.Delegable && id == "" {
			id = "organizations"
		}
		ids := x.EventIDs
		if ids == nil {
			ids = []string{}
		}
		s.Rows = append(s.Rows, []any{x.Action, x.Class.String(), id, x.Caller.String(), x.Calls, x.Days, x.Failed, x.First, x.Last, x.Reason(), x.Page, ids})
	}
	return s
}

// reasons returns why changes are in their classes: once for each action.
func (u *managementUse) reasons() Section {
	s := Section{Key: "reasons", Title: "Why", Head: 2, Columns: []Column{{"action", "action"}, {"class", "class"}, {"why", "why"}, {"page", "AWS's page"}}}
	seen := map[[3]string]bool{}
	for _, x := range u.report.Uses {
		why := x.Reason()
		key := [3]string{x.Action, x.Class.String(), why}
		if why == "" || seen[key] {
			continue
		}
		seen[key] = true
		s.Rows = append(s.Rows, []any{x.Action, x.Class.String(), why, x.Page})
	}
	return s
}

// roots returns the accounts in which a root user acted.
func (u *managementUse) roots() Section {
	s := Section{Key: "root", Title: "Accounts in which a root user acted", Columns: []Column{
		{"accountId", "account ID"},
		{"name", "name"},
		{"as", "as"},
		{"calls", "calls"},
		{"last", "last"},
		{"eventId", "event ID"},
	}}
	for _, x := range u.report.Roots {
		name, as := "", "root user"
		if x.Session {
			as = "AssumeRoot session"
		}
		if node := u.r.Node(x.Account.Node()); node != nil {
			name = node.Name
		}
		s.Rows = append(s.Rows, []any{string(x.Account), name, as, x.Calls, x.Last, x.EventID})
	}
	return s
}

// figures returns the figures as numbers, for programs.
func (u *managementUse) figures() Section {
	x := u.report
	s := Section{Key: "figures", Title: "Figures", Columns: []Column{{"figure", "figure"}, {"value", "value"}}}
	for _, f := range []struct {
		name string
		n    int
	}{
		{"events", x.Events},
		{"changes", x.Changes},
		{"elsewhereLow", x.Elsewhere.Low},
		{"elsewhereHigh", x.Elsewhere.High},
		{"distinct", x.Distinct},
		{"distinctElsewhereLow", x.DistinctElsewhere.Low},
		{"distinctElsewhereHigh", x.DistinctElsewhere.High},
		{"delegable", x.Classes[management.Delegable]},
		{"moveIt", x.Classes[management.MoveIt]},
		{"needsManagementAccount", x.Classes[management.Needed]},
		{"unknown", x.Classes[management.Unknown]},
		{"signIns", x.SignIns},
		{"failed", x.Failed},
		{"awsServices", x.Services},
		{"days", x.Days},
		{"daysWithoutEvents", x.Missing},
	} {
		s.Rows = append(s.Rows, []any{f.name, f.n})
	}
	reads := any(x.Reads)
	if u.in.WithoutReads {
		reads = nil
	}
	s.Rows = append(s.Rows, []any{"reads", reads}, []any{"from", x.From}, []any{"to", x.To}, []any{"regions", phrase.Commas(x.Regions)}, []any{"lowerBound", u.lowerBound()},
		[]any{"catalogue", x.Catalogue}, []any{"digest", x.Digest})
	return s
}
