package delegation

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/plain"
)

// Report is what `deputy delegations --json` writes: one object,
//
//	{version, organization, taken, services: [{id, name, principals, trustedAccess,
//	  holders: [{account, name, principal, since, mechanisms: [{name, region?, state}]}],
//	  quota, disagreements: [text], known, gaps?: [text]}],
//	  resourcePolicy?: {arn, statements: [{index, sid?, deny?, accounts, text}]}}
//
// trustedAccess is on, off, partly (for some of the service's principals) or
// unknown. holders are the administrators. They are null if it is not known
// whether there are any; then, and if some may be missing, gaps says what could
// not be read. A mechanism is organizations, or the API of a service with a list
// of its own, in a Region for regional services. Its state is registered, absent,
// removing (the removal has begun), not-offered (AWS does not offer the service
// in the Region) or unread. quota is the number of administrators that the
// service allows, null if none is known. known is false for a principal that the
// catalogue does not have. resourcePolicy is left out if there is none, or if it
// could not be read. since is null if AWS does not say. Times are RFC 3339 in
// UTC.
type Report struct {
	Version      int                   `json:"version"`
	Organization string                `json:"organization"`
	Taken        time.Time             `json:"taken"`
	Services     []ServiceReport       `json:"services"`
	Policy       *ResourcePolicyReport `json:"resourcePolicy,omitempty"`
}

// reportVersion is the version of the report's form.
const reportVersion = 1

// ResourcePolicyReport is what the organization's resource policy says.
type ResourcePolicyReport struct {
	ARN        string            `json:"arn"`
	Statements []StatementReport `json:"statements"`
}

// StatementReport is one of its statements in words.
type StatementReport struct {
	Index    int               `json:"index"`
	Sid      string            `json:"sid,omitempty"`
	Deny     bool              `json:"deny,omitempty"`
	Accounts []model.AccountID `json:"accounts"`
	Text     string            `json:"text"`
}

// ServiceReport is one row of the table.
type ServiceReport struct {
	ID             string                `json:"id"`
	Name           string                `json:"name"`
	Principals     []model.Principal     `json:"principals"`
	TrustedAccess  string                `json:"trustedAccess"`
	Administrators []AdministratorReport `json:"holders"`
	Quota          *int                  `json:"quota"`
	Disagreements  []string              `json:"disagreements"`
	Known          bool                  `json:"known"`
	Gaps           []string              `json:"gaps,omitempty"`
}

// AdministratorReport is one account that is registered for one principal.
type AdministratorReport struct {
	Account    model.AccountID   `json:"account"`
	Name       string            `json:"name"`
	Principal  model.Principal   `json:"principal"`
	Since      *time.Time        `json:"since"`
	Mechanisms []MechanismReport `json:"mechanisms"`
}

// MechanismReport is the state of one mechanism for an administrator.
type MechanismReport struct {
	Name   string       `json:"name"`
	Region model.Region `json:"region,omitempty"`
	State  string       `json:"state"`
}

// NewReport returns the report on a reading that was taken at the given time.
func NewReport(r *model.Reading, taken time.Time) Report {
	report := Report{Version: reportVersion, Organization: r.Organization.ID, Taken: taken.UTC(), Services: []ServiceReport{}}
	for _, row := range Table(r) {
		report.Services = append(report.Services, serviceReport(&row))
	}
	if m := plain.ReadResourcePolicy(r); m.Document != nil {
		report.Policy = &ResourcePolicyReport{ARN: m.ARN, Statements: []StatementReport{}}
		for _, x := range m.Statements {
			report.Policy.Statements = append(report.Policy.Statements, StatementReport{
				x.Index, x.Sid, x.Deny, append([]model.AccountID{}, x.Accounts...), x.Text,
			})
		}
	}
	return report
}

// serviceReport returns the report on one row.
func serviceReport(row *Row) ServiceReport {
	service := ServiceReport{
		ID: row.ID, Name: row.Name, Principals: row.Principals, TrustedAccess: row.Access.String(),
		Disagreements: []string{}, Known: row.Service != nil,
	}
	if !row.Unread() {
		service.Administrators = []AdministratorReport{}
	}
	for _, a := range row.Administrators {
		service.Administrators = append(service.Administrators, administratorReport(a))
	}
	if number := row.Quota().Quota.Number; number > 0 {
		service.Quota = &number
	}
	for _, disagreement := range row.Disagreements {
		service.Disagreements = append(service.Disagreements, disagreement.Text)
	}
	gaps := row.Gaps
	if row.ServiceAPI != nil {
		gaps = slices.Concat(gaps, row.ServiceAPI.Gaps())
	}
	for _, gap := range gaps {
		service.Gaps = append(service.Gaps, gap.Sentence())
	}
	if len(service.Gaps) == 0 && (!row.Certain || row.Access == AccessUnknown) {
		service.Gaps = []string{"not read yet"}
	}
	return service
}

// administratorReport returns the report on one administrator.
func administratorReport(a Administrator) AdministratorReport {
	h := AdministratorReport{Account: a.Account, Name: a.Name, Principal: a.Principal}
	if !a.Since.IsZero() {
		since := a.Since.UTC()
		h.Since = &since
	}
	for _, m := range a.Mechanisms {
		h.Mechanisms = append(h.Mechanisms, MechanismReport{m.Name, m.Region, m.State.String()})
	}
	return h
}

// Only returns the report without the services that keep refuses.
func (report Report) Only(keep func(id string) bool) Report {
	kept := []ServiceReport{}
	for _, s := range report.Services {
		if keep(s.ID) {
			kept = append(kept, s)
		}
	}
	report.Services = kept
	return report
}

// WriteTo writes the report as indented JSON and a line feed.
func (report Report) WriteTo(w io.Writer) (int64, error) {
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return 0, fmt.Errorf("write the delegations: %w", err)
	}
	n, err := w.Write(append(text, '\n'))
	if err != nil {
		return int64(n), fmt.Errorf("write the delegations: %w", err)
	}
	return int64(n), nil
}

// Incomplete reports whether anything in the report is not known.
func (report Report) Incomplete() bool {
	for _, service := range report.Services {
		if len(service.Gaps) > 0 {
			return true
		}
	}
	return false
}
