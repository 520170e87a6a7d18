package finding

import (
	"fmt"
	"strings"

	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
)

// findInResourcePolicy finds what is wrong with the organization's resource
// policy: text that AWS does not accept, permissions for everyone, and permissions for
// accounts that are out of use or no longer in the organization.
func findInResourcePolicy(w *inspector) {
	m := w.resourcePolicy()
	if m.Document == nil {
		return
	}
	findResourcePolicyProblems(w, m.Document)
	for i := range m.Statements {
		if x := &m.Statements[i]; x.Everyone && x.Changes && !x.Deny {
			f := Finding{
				Severity: SeverityHigh, Title: "The resource policy grants permissions to everyone",
				Evidence: fmt.Sprintf("Statement %d: %s", x.Index, x.Text), Place: w.organizationPlace(),
				Fix: "Name the accounts or roles that need these permissions.", Sources: []string{pageResourcePolicy},
			}
			if x.OrganizationOnly {
				f.Severity, f.Title = SeverityMedium, "The resource policy grants permissions to everyone in the organization"
			}
			w.add(f)
		}
	}
	for _, a := range m.Accounts {
		findOutOfUse(w, m, a)
	}
}

// findResourcePolicyProblems finds problems in the text of the resource policy.
func findResourcePolicyProblems(w *inspector, d *scp.Document) {
	if len(d.Problems) == 0 {
		return
	}
	f := Finding{
		Severity: SeverityLow, Title: "The resource policy has " + phrase.Count(len(d.Problems), "problem"),
		Evidence: d.Problems[0].Sentence, Place: w.organizationPlace(), Sources: []string{pageResourcePolicy},
	}
	if d.Broken() {
		f.Severity = SeverityHigh
	}
	for _, p := range d.Problems[1:] {
		f.Details = append(f.Details, p.Sentence)
	}
	w.add(f)
}

// findOutOfUse finds whether an account has rights and cannot use them, or is
// no longer in the organization.
func findOutOfUse(w *inspector, m *plain.ResourcePolicy, a plain.ResourcePolicyAccount) {
	var texts []string
	for _, i := range a.Statements {
		if !m.Statements[i].Deny {
			texts = append(texts, m.Statements[i].Text)
		}
	}
	if a.OutOfUse == "" || len(texts) == 0 {
		return
	}
	f := Finding{
		Severity: SeverityMedium, Title: w.accountName(a.Account) + " " + a.OutOfUse + " and has permissions from the resource policy",
		Evidence: strings.Join(texts, " "), Sources: []string{pageResourcePolicy},
		Fix: "Remove it from the organization's resource policy (organizations:PutResourcePolicy).",
	}
	if w.r.Node(a.Account.Node()) != nil {
		f.Place = Place{Node: a.Account.Node()}
	} else {
		f.Place = w.organizationPlace()
	}
	w.add(f)
}
