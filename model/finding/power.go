package finding

import (
	"fmt"
	"strings"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/phrase"
)

// findPower says of each active administrator what an attacker could do to the
// organization with it, and which SCPs apply to it. An account that may change
// something by the organization's resource policy counts as well.
func findPower(w *inspector) {
	for _, account := range w.powerfulAccounts() {
		held, node := w.delegationsOf(account), w.r.Node(account.Node())
		if node != nil && node.State.OutOfUse() != "" {
			continue
		}
		managing, _ := w.changes(account)
		if held == nil {
			held = &delegation.AccountDelegations{Account: account, Certain: true}
		}
		if held.Gap != nil || !held.Certain {
			w.miss("the delegations of "+w.accountName(account), model.Status{Gap: held.Gap})
		}
		if len(held.Held) == 0 && len(managing) == 0 {
			continue
		}
		guards, count, whole := scpsAbove(w, account)
		if count == 0 && !whole {
			continue
		}
		w.add(powerFinding(w, held, managing, guards, count))
	}
}

// powerFinding returns the finding about one account: what it is delegated,
// what it may change by the resource policy, and the SCPs that apply to it.
func powerFinding(w *inspector, held *delegation.AccountDelegations, managing, guards []string, count int) Finding {
	names := heldNames(held.Held)
	var through []string
	if len(names) > 0 {
		through = append(through, phrase.Count(len(names), "service"))
	}
	if len(managing) > 0 {
		names, through = append(names, "what the resource policy grants it"), append(through, "the resource policy")
	}
	f := Finding{
		Severity: SeverityNote, Place: Place{Node: held.Account.Node()}, Sources: []string{pageDelegation},
		Title: fmt.Sprintf("%s could act on the organization through %s", w.accountName(held.Account), phrase.Join(through, " and ")),
		Evidence: fmt.Sprintf("An attacker could use %s if this account is compromised. It is subject to %s.",
			phrase.Join(names, " and "), phrase.Count(count, "SCP")),
	}
	warned := false
	seen := map[model.ServiceID]bool{}
	for _, h := range held.Held {
		switch {
		case h.Service == nil:
			f.Details = append(f.Details, h.Name+": deputy does not know what this registration grants.")
		case !seen[h.Service.ID]:
			seen[h.Service.ID] = true
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
	f.Title = w.accountName(held.Account) + " is a delegated administrator that no SCP restricts"
	if len(held.Held) == 0 {
		f.Title = w.accountName(held.Account) + " can change the organization through the resource policy, and no SCP restricts it"
	}
	f.Evidence = fmt.Sprintf("An attacker could use %s if this account is compromised. No SCP other than FullAWSAccess applies to it.", phrase.Join(names, " and "))
	f.Fix = "Attach SCPs that protect its roles and its logging to the account or above it."
	return f
}

// scpsAbove returns the SCPs other than FullAWSAccess that apply to an account,
// a line for each level, and their number. whole is false if there may be more.
func scpsAbove(w *inspector, account model.AccountID) (lines []string, count int, whole bool) {
	if !w.enabled(model.ServiceControlPolicy) {
		return nil, 0, w.r.Status(model.PartRoots, "").Known()
	}
	levels := w.r.Ladder(account.Node(), model.ServiceControlPolicy)
	whole = len(levels) > 0 && levels[0].Node.Kind == model.KindRoot
	for _, level := range levels {
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
