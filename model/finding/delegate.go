package finding

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/delegation"
	"deputy/model/phrase"
)

// inactive finds delegates that cannot act: suspended, closed or being closed,
// not activated yet, or gone from the organization.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
func (w *inspector) inactive() {
	for _, account := range w.delegates() {
		held, node := w.holds(account), w.r.Node(account.Node())
		words := ""
		switch {
		case node != nil:
			words = node.State.OutOfUse()
		case w.r.Status(model.PartAccounts, "").Known():
			words = "is not among the accounts of the organization"
		}
		if words == "" {
			continue
		}
		f := Finding{
			Severity: SeverityHigh, Title: w.name(account) + " " + words + " and is delegated administrator",
			Evidence: fmt.Sprintf("%s %s, and holds %s.", w.r.AccountLabel(account), words, namesOf(held)),
			Place:    Place{Node: account.Node()}, Sources: []string{pageDelegation},
			Fix: "Remove it, and register an active account in its place.",
		}
		if names := heldNames(held.Held); len(names) == 1 {
			f.Order = orderNamed(catalog.Remove, account, held.Held[0])
		} else if len(names) > 1 {
			f.Fix = "Remove it from each of them, and register an active account in its place."
		}
		w.add(f)
	}
}

// namesOf gives what an account holds, for a sentence.
func namesOf(d *delegation.AccountDelegations) string {
	if len(d.Held) == 0 {
		return "services that could not be read"
	}
	return strings.Join(heldNames(d.Held), ", ")
}

// name gives an account's name, or its ID while the name is not known.
func (w *inspector) name(account model.AccountID) string {
	if n := w.r.Node(account.Node()); n != nil && n.Name != "" {
		return n.Name
	}
	return string(account)
}

// amongInactive finds active delegates in a unit whose other accounts, two at
// least, are all out of use: such a unit is where accounts are put to rest.
func (w *inspector) amongInactive() {
	for _, account := range w.delegates() {
		node := w.r.Node(account.Node())
		if node == nil || node.State != model.StateActive {
			continue
		}
		unit, others := w.r.Node(node.Parent), 0
		if unit == nil || unit.Kind != model.KindUnit {
			continue
		}
		for k := range w.r.Children(unit.ID) {
			switch {
			case k.Kind != model.KindAccount || k.ID == node.ID:
			case k.State.OutOfUse() != "":
				others++
			default:
				others = -w.r.NodeCount()
			}
		}
		if others >= 2 {
			w.add(Finding{
				Severity: SeverityMedium, Title: w.name(account) + " is delegated administrator, among accounts out of use",
				Evidence: fmt.Sprintf("It holds %s, and none of the %d other accounts in %s is active.", namesOf(w.holds(account)), others, unit.Name),
				Place:    Place{Node: node.ID}, Sources: []string{pageDelegation},
				Fix: "Move the account to the unit of its duty, or delegate to another one.",
			})
		}
	}
}

// unrelated is from how many families of services on an account's duties are
// unrelated.
const unrelated = 3

// unrelatedDelegations finds accounts that hold services of many families: whoever can act
// in one of them can act for all.
func (w *inspector) unrelatedDelegations() {
	for _, account := range w.delegates() {
		held := w.holds(account)
		byFamily := map[catalog.Family][]delegation.Held{}
		for _, h := range held.Held {
			if h.Service != nil {
				byFamily[h.Service.Family] = append(byFamily[h.Service.Family], h)
			}
		}
		_, managing := w.manages(account)
		if len(byFamily)+min(1, len(managing)) < unrelated {
			if held.Gap != nil || !held.Certain {
				w.miss("what "+w.name(account)+" holds", model.Status{Gap: held.Gap})
			}
			continue
		}
		f := Finding{
			Severity: SeverityMedium, Place: Place{Node: account.Node()},
			Title:   w.name(account) + " holds unrelated duties",
			Fix:     "Keep each of these duties in an account of its own.",
			Sources: []string{pageDelegation},
		}
		var families []string
		for family := catalog.FamilySecurity; family <= catalog.FamilyOperations; family++ {
			if hs := byFamily[family]; len(hs) > 0 {
				families = append(families, family.String())
				f.Details = append(f.Details, family.String()+": "+strings.Join(heldNames(hs), ", "))
			}
		}
		if len(managing) > 0 {
			families = append(families, "managing guardrails")
			f.Details = append(f.Details, "managing guardrails, by the organization's resource policy: "+strings.Join(managing, " "))
		}
		f.Evidence = fmt.Sprintf("%s is delegated administrator for %s: %s.", w.r.AccountLabel(account),
			phrase.Count(len(heldNames(held.Held)), "service"), phrase.Join(families, " and "))
		w.add(f)
	}
}

// power tells of each active delegate what it could do to the organization if
// it fell into wrong hands, and which SCPs bind it. Delegates are also those
// whom the organization's resource policy lets change something.
func (w *inspector) power() {
	for _, account := range w.powerful() {
		held, node := w.holds(account), w.r.Node(account.Node())
		if node != nil && node.State.OutOfUse() != "" {
			continue
		}
		managing, _ := w.manages(account)
		if held == nil {
			held = &delegation.AccountDelegations{Account: account, Certain: true}
		}
		if held.Gap != nil || !held.Certain {
			w.miss("what "+w.name(account)+" holds", model.Status{Gap: held.Gap})
		}
		if len(held.Held) == 0 && len(managing) == 0 {
			continue
		}
		guards, count, whole := w.guards(account)
		if count == 0 && !whole {
			continue
		}
		w.add(w.powerFinding(held, managing, guards, count))
	}
}

// powerFinding tells of one delegate.
func (w *inspector) powerFinding(held *delegation.AccountDelegations, managing, guards []string, count int) Finding {
	names := heldNames(held.Held)
	var through []string
	if len(names) > 0 {
		through = append(through, phrase.Count(len(names), "service"))
	}
	if len(managing) > 0 {
		names, through = append(names, "what the resource policy gives it"), append(through, "the resource policy")
	}
	f := Finding{
		Severity: SeverityNote, Place: Place{Node: held.Account.Node()}, Sources: []string{pageDelegation},
		Title: fmt.Sprintf("%s could act on the organization through %s", w.name(held.Account), phrase.Join(through, " and ")),
		Evidence: fmt.Sprintf("If it fell, whoever holds it could use %s; %s bind it.",
			phrase.Join(names, " and "), phrase.Count(count, "SCP")),
	}
	warned := false
	told := map[model.ServiceID]bool{}
	for _, h := range held.Held {
		switch {
		case h.Service == nil:
			f.Details = append(f.Details, h.Name+": what it grants is not in the catalogue.")
		case !told[h.Service.ID]:
			told[h.Service.ID] = true
			f.Details = append(f.Details, strings.TrimSpace(h.Name+": "+h.Service.Grants+" "+h.Service.Warning))
			warned = warned || h.Service.Warning != ""
		}
	}
	for _, text := range managing {
		f.Details = append(f.Details, "Resource policy: "+text)
	}
	if count > 0 {
		f.Details = append(f.Details, guards...)
		return f
	}
	f.Severity = SeverityMedium
	if warned {
		f.Severity = SeverityHigh
	}
	f.Title = w.name(held.Account) + " is delegated administrator, and no SCP guards it"
	if len(held.Held) == 0 {
		f.Title = w.name(held.Account) + " may change the organization by its resource policy, and no SCP guards it"
	}
	f.Evidence = fmt.Sprintf("If it fell, whoever holds it could use %s; no SCP but FullAWSAccess binds it.", phrase.Join(names, " and "))
	f.Fix = "Attach SCPs that keep its roles and its logging as they are, to the account or above it."
	return f
}

// guards gives the SCPs other than FullAWSAccess on an account's path, a line
// for each level, and their number. whole is false if there may be more.
func (w *inspector) guards(account model.AccountID) (lines []string, count int, whole bool) {
	if !w.enabled(model.ServiceControlPolicy) {
		return nil, 0, w.r.Status(model.PartRoots, "").Known()
	}
	l := w.r.Ladder(account.Node(), model.ServiceControlPolicy)
	whole = len(l.Levels) > 0 && l.Levels[0].Node.Kind == model.KindRoot
	for _, level := range l.Levels {
		var names []string
		for _, p := range level.Policies {
			if p != model.FullAWSAccess {
				names = append(names, w.r.PolicyName(p))
			}
		}
		if len(names) > 0 {
			lines = append(lines, "SCPs at "+level.Node.Name+": "+strings.Join(names, ", "))
			count += len(names)
		} else if !level.Status.Known() {
			whole = false
			w.miss("SCPs of "+level.Node.Name, level.Status)
		}
	}
	return lines, count, whole
}
