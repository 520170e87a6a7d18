package finding

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/scp"
)

// pageResourcePolicy is AWS's page about the organization's resource policy.
const pageResourcePolicy = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html"

// resourcePolicy gives the resource policy, read once.
func (w *inspector) resourcePolicy() *plain.ResourcePolicy {
	if w.given == nil {
		w.given = plain.ReadResourcePolicy(w.r)
	}
	return w.given
}

// manages gives the sentences of the resource policy that let an account change
// something, and guards those of them about SCPs, RCPs and more than policies.
func (w *inspector) manages(account model.AccountID) (all, guards []string) {
	for _, x := range w.resourcePolicy().Of(account) {
		if x.Changes && !x.Deny {
			all = append(all, x.Text)
		}
		if x.ChangesGuardrails && !x.Deny {
			guards = append(guards, x.Text)
		}
	}
	return all, guards
}

// powerful gives the delegates, and the accounts that the resource policy lets
// change something. What the management account is given it may do anyway.
func (w *inspector) powerful() []model.AccountID {
	accounts := w.delegates()
	for _, a := range w.resourcePolicy().Accounts {
		if all, _ := w.manages(a.Account); a.Account != w.r.Organization.Management && a.OutOfUse == "" && len(all) > 0 {
			accounts = append(accounts, a.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// outOfUseInResourcePolicy finds what is wrong with the organization's resource policy: text
// that AWS does not take, rights for everybody, and rights for accounts that
// are out of use or no longer in the organization.
func (w *inspector) outOfUseInResourcePolicy() {
	m := w.resourcePolicy()
	if m.Document == nil {
		return
	}
	w.unreadable(m.Document)
	for i := range m.Statements {
		if x := &m.Statements[i]; x.Everyone && x.Changes && !x.Deny {
			f := Finding{
				Severity: SeverityHigh, Title: "The resource policy gives rights to everybody",
				Evidence: fmt.Sprintf("Its statement %d says: %s", x.Index, x.Text), Place: w.top(),
				Fix: "Name the accounts or roles that are meant.", Sources: []string{pageResourcePolicy},
			}
			if x.OrganizationOnly {
				f.Severity, f.Title = SeverityMedium, "The resource policy gives rights to everybody in the organization"
			}
			w.add(f)
		}
	}
	for _, a := range m.Accounts {
		w.outOfUse(m, a)
	}
}

// top is the place that shows the organization itself: its first root.
func (w *inspector) top() Place {
	for root := range w.r.Roots() {
		return Place{Node: root.ID}
	}
	return Place{}
}

// unreadable tells of a resource policy that has problems.
func (w *inspector) unreadable(d *scp.Document) {
	if len(d.Problems) == 0 {
		return
	}
	f := Finding{
		Severity: SeverityLow, Title: "The resource policy has " + phrase.Count(len(d.Problems), "problem"),
		Evidence: d.Problems[0].Sentence, Place: w.top(), Sources: []string{pageResourcePolicy},
	}
	if d.Broken() {
		f.Severity = SeverityHigh
	}
	for _, p := range d.Problems[1:] {
		f.Details = append(f.Details, p.Sentence)
	}
	w.add(f)
}

// outOfUse tells of an account that has rights and cannot use them, or is not
// the organization's any more.
func (w *inspector) outOfUse(m *plain.ResourcePolicy, a plain.ResourcePolicyAccount) {
	var told []string
	for _, i := range a.Statements {
		if !m.Statements[i].Deny {
			told = append(told, m.Statements[i].Text)
		}
	}
	if a.OutOfUse == "" || len(told) == 0 {
		return
	}
	f := Finding{
		Severity: SeverityMedium, Title: w.name(a.Account) + " " + a.OutOfUse + " and has rights by the resource policy",
		Evidence: strings.Join(told, " "), Sources: []string{pageResourcePolicy},
		Fix: "Take it out of the organization's resource policy (organizations:PutResourcePolicy).",
	}
	if w.r.Node(a.Account.Node()) != nil {
		f.Place = Place{Node: a.Account.Node()}
	} else {
		f.Place = w.top()
	}
	w.add(f)
}
