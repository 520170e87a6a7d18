package finding

import (
	"cmp"
	"maps"
	"slices"

	"deputy/model"
	"deputy/model/delegation"
	"deputy/model/escalation"
	"deputy/model/phrase"
	"deputy/model/plain"
	"deputy/model/plan"
	"deputy/model/scp"
)

// inspector looks through a reading and gathers findings, one kind after the
// other. It keeps track of what each kind could not be checked for.
type inspector struct {
	r      *model.Reading
	rows   []delegation.Row
	survey *escalation.Survey // of exemptions; nil while there is none
	found  []Finding

	kind    *kind              // the kind being looked for
	parts   []func()           // what is left to do for it
	before  int                // the number of findings before it
	gaps    map[model.Gap]bool // the failed calls that keep it from being checked in full
	notRead map[string]bool    // what it needs that is not read yet

	failed map[model.Part][]model.PartKey // the single targets that could not be read

	// What follows is filled when it is first asked for.

	held     map[model.AccountID]*delegation.AccountDelegations
	policies []*model.Policy
	rights   *plain.ResourcePolicy
}

// begin looks for the findings of a kind, but for its parts.
func (w *inspector) begin(k *kind) {
	w.kind, w.gaps, w.notRead, w.before = k, map[model.Gap]bool{}, map[string]bool{}, len(w.found)
	for _, key := range k.needs(w) {
		w.need(key)
	}
	k.find(w)
}

// later leaves a part of the current kind for later, since all of them take long.
func (w *inspector) later(part func()) { w.parts = append(w.parts, part) }

// add adds a finding of the current kind.
func (w *inspector) add(f Finding) {
	f.Code = w.kind.code
	if f.Order != nil {
		f.Unavailable = w.unavailable(*f.Order)
	}
	w.found = append(w.found, f)
}

// need notes what is not known of a part that the current kind needs, as a
// whole or for single targets.
func (w *inspector) need(key model.PartKey) {
	w.miss(key.String(), w.r.Status(key.Part, key.Target))
	for _, one := range w.failed[key.Part] {
		if key.Target == "" || w.r.TypeOf(model.PolicyID(one.Target)) == model.PolicyType(key.Target) {
			w.miss("", w.r.Status(one.Part, one.Target))
		}
	}
}

// miss notes that the current kind cannot be checked in full if the status says
// that something is not known.
func (w *inspector) miss(what string, s model.Status) {
	switch {
	case s.Gap != nil:
		w.gaps[*s.Gap] = true
	case !s.Known():
		w.notRead[what] = true
	}
}

// missRow notes that the administrators of a service are not all known.
func (w *inspector) missRow(row *delegation.Row) {
	if len(row.Gaps) == 0 {
		w.miss("the administrators of "+row.Name, model.Status{})
	}
	for i := range row.Gaps {
		w.miss("", model.Status{Gap: &row.Gaps[i]})
	}
}

// maxGaps is how many failed calls a finding lists.
const maxGaps = 12

// addNotChecked adds a finding that says why the current kind was not checked in
// full, if anything was missing.
func (w *inspector) addNotChecked() {
	if len(w.gaps) == 0 && len(w.notRead) == 0 {
		return
	}
	f := Finding{Severity: SeverityOpen, Title: "Not checked: " + w.kind.about}
	if len(w.found) > w.before {
		f.Title = "Only partly checked: " + w.kind.about
	}
	gaps := slices.SortedFunc(maps.Keys(w.gaps), func(a, b model.Gap) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Fix, b.Fix))
	})
	if len(gaps) == 0 {
		f.Evidence = "Not read yet: " + phrase.List(slices.Sorted(maps.Keys(w.notRead)), 3) + "."
		f.Fix = "deputy checks this once it has read them."
		w.add(f)
		return
	}
	f.Gap, f.Fix = &gaps[0], gaps[0].Fix
	f.Evidence = (&model.Failure{Operation: gaps[0].Operation, Target: gaps[0].Target, Cause: gaps[0].Cause}).Error()
	for _, g := range gaps[min(1, len(gaps)):min(maxGaps, len(gaps))] {
		f.Details = append(f.Details, g.Sentence())
	}
	if n := len(gaps) - maxGaps; n > 0 {
		f.Details = append(f.Details, phrase.Count(n, "more failed call"))
	}
	w.add(f)
}

// finalBlockers lists the codes of the blockers that no choice in the wizard can
// resolve.
var finalBlockers = []string{
	"caller", "features", "management-account", "account-unknown", "account-state", "quota", "trusted-access",
	"nothing-to-do", "not-registered",
}

// unavailable returns why an order cannot be carried out now; empty if it can.
func (w *inspector) unavailable(o plan.Order) string {
	for _, b := range plan.Blockers(w.r, o) {
		if slices.Contains(finalBlockers, b.Code) && (o.Account != "" || b.Code != "account-unknown") {
			return b.Text
		}
	}
	return ""
}

// enabled reports whether policies of a type can be attached.
func (w *inspector) enabled(t model.PolicyType) bool { return w.r.PolicyTypeStatus(t) != "" }

// enabledTypes returns the enabled policy types that deputy evaluates.
func (w *inspector) enabledTypes() []model.PolicyType {
	return slices.DeleteFunc(model.Evaluated(), func(t model.PolicyType) bool { return !w.enabled(t) })
}

// accountName returns an account's name, or its ID if the name is not known.
func (w *inspector) accountName(account model.AccountID) string {
	if n := w.r.Node(account.Node()); n != nil && n.Name != "" {
		return n.Name
	}
	return string(account)
}

// administrators returns the accounts that are delegated administrators, by ID.
func (w *inspector) administrators() []model.AccountID {
	w.delegationsOf("")
	accounts := make([]model.AccountID, 0, len(w.held))
	for a := range w.held {
		accounts = append(accounts, a)
	}
	slices.Sort(accounts)
	return accounts
}

// delegationsOf returns what an account is delegated administrator for.
func (w *inspector) delegationsOf(account model.AccountID) *delegation.AccountDelegations {
	if w.held == nil {
		all := delegation.ByAccount(w.r)
		w.held = make(map[model.AccountID]*delegation.AccountDelegations, len(all))
		for i := range all {
			w.held[all[i].Account] = &all[i]
		}
	}
	return w.held[account]
}

// customerPolicies returns the policies of the enabled types that are not
// AWS's, by type and name.
func (w *inspector) customerPolicies() []*model.Policy {
	if w.policies == nil {
		w.policies = []*model.Policy{} // not nil, even if there are none
		for _, t := range w.enabledTypes() {
			for _, p := range w.r.Policies(t) {
				if !p.AWSManaged && p.ID != t.Full() {
					w.policies = append(w.policies, p)
				}
			}
		}
	}
	return w.policies
}

// document returns the parsed text of a policy; nil if it is not read, which it
// notes.
func (w *inspector) document(p *model.Policy) *scp.Document {
	d := w.r.ParsedDocument(p.ID, p.Type)
	if d == nil {
		w.miss("the document of "+p.Name, w.r.Status(model.PartDocument, string(p.ID)))
	}
	return d
}

// attachedTo returns where a policy is attached. Once the attachments of a
// policy type are read, a policy without any is attached nowhere.
func (w *inspector) attachedTo(p *model.Policy) ([]model.NodeID, model.Status) {
	targets, status := w.r.Targets(p.ID)
	if status.Progress == model.Unread {
		status = w.r.Status(model.PartTargets, string(p.Type))
	}
	return targets, status
}

// isUnattached reports whether a policy is known to be attached nowhere.
func (w *inspector) isUnattached(p *model.Policy) bool {
	targets, status := w.attachedTo(p)
	return len(targets) == 0 && status.Known()
}

func (w *inspector) policyNames(ids []model.PolicyID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = w.r.PolicyName(id)
	}
	return names
}

// resourcePolicy returns the organization's resource policy.
func (w *inspector) resourcePolicy() *plain.ResourcePolicy {
	if w.rights == nil {
		w.rights = plain.ReadResourcePolicy(w.r)
	}
	return w.rights
}

// changes returns the sentences of the resource policy that let an account
// change something, and of these the ones about SCPs, RCPs and more than
// policies.
func (w *inspector) changes(account model.AccountID) (all, guards []string) {
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

// powerfulAccounts returns the delegated administrators and the accounts that
// may change something by the resource policy. The management account may do so
// anyway and does not count.
func (w *inspector) powerfulAccounts() []model.AccountID {
	accounts := w.administrators()
	for _, a := range w.resourcePolicy().Accounts {
		if all, _ := w.changes(a.Account); a.Account != w.r.Organization.Management && a.OutOfUse == "" && len(all) > 0 {
			accounts = append(accounts, a.Account)
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}

// organizationPlace returns the place that shows the organization itself: its
// first root.
func (w *inspector) organizationPlace() Place {
	for root := range w.r.Roots() {
		return Place{Node: root.ID}
	}
	return Place{}
}
