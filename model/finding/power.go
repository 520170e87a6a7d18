package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/phrase"
)

// Power is what an attacker could do to the organization with one account.
type Power struct {
	Account      model.AccountID
	Name         string // of the account, or its ID
	SCPs         int    // other than FullAWSAccess, that apply to it
	Capabilities []Capability
	Guards       []string // those SCPs, a line for each level
}

// Capability is what an account can do through one service, or by the
// organization's resource policy.
type Capability struct{ Through, What string }

// findPower says of the active administrators what an attacker could do to the
// organization with each, in one table, and reports those that no SCP protects. An
// account that may change something by the organization's resource policy counts as
// well.
func findPower(w *inspector) {
	var table []Power
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
		power := Power{account, w.accountName(account), count, capabilitiesOf(held.Held, managing), guards}
		switch {
		case count > 0:
			table = append(table, power)
		case whole:
			w.add(unguarded(held, &power))
		}
	}
	if len(table) == 0 {
		return
	}
	model.SortStable(table, func(a, b Power) int {
		return cmp.Or(cmp.Compare(len(b.Capabilities), len(a.Capabilities)), model.CompareNames(a.Name, b.Name))
	})
	w.add(Finding{
		Severity: SeverityNote, Powers: table, Sources: []string{pageDelegation},
		Title:    phrase.CountOf(len(table), "account", "accounts") + " could act on the whole organization",
		Evidence: "An attacker could use what is delegated to one of these accounts if it is compromised. SCPs apply to each of them.",
	})
}

// capabilitiesOf returns what an account can do through each service, and what the
// resource policy lets it change.
func capabilitiesOf(held []delegation.Held, managing []string) []Capability {
	var capabilities []Capability
	for _, h := range held {
		d := Capability{h.Name, "deputy does not know what this registration grants."}
		if h.Service != nil {
			d.What = strings.TrimSpace(h.Service.Grants + " " + h.Service.Warning)
		}
		if !slices.Contains(capabilities, d) {
			capabilities = append(capabilities, d)
		}
	}
	for _, text := range managing {
		capabilities = append(capabilities, Capability{"Resource policy", text})
	}
	return capabilities
}

// unguarded returns the finding about an account to which no SCP applies.
func unguarded(held *delegation.AccountDelegations, x *Power) Finding {
	f := Finding{
		Severity: SeverityMedium, Place: Place{Node: x.Account.Node()}, Sources: []string{pageDelegation},
		Title: x.Name + " is a delegated administrator that no SCP restricts",
		Fix:   "Attach SCPs that protect its roles and its logging to the account or above it.",
	}
	names := heldNames(held.Held)
	if slices.ContainsFunc(x.Capabilities, func(d Capability) bool { return d.Through == "Resource policy" }) {
		names = append(names, "what the resource policy grants it")
	}
	if len(held.Held) == 0 {
		f.Title = x.Name + " can change the organization through the resource policy, and no SCP restricts it"
	}
	f.Evidence = fmt.Sprintf("An attacker could use %s if this account is compromised. No SCP other than FullAWSAccess applies to it.", phrase.Join(names, " and "))
	for _, d := range x.Capabilities {
		f.Details = append(f.Details, d.Through+": "+d.What)
	}
	if slices.ContainsFunc(held.Held, func(h delegation.Held) bool { return h.Service != nil && h.Service.Warning != "" }) {
		f.Severity = SeverityHigh
	}
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
