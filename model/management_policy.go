package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// ManagementTypes returns the enabled types of management policies, which is what
// AWS calls every policy type but SCPs and RCPs, in the order of PolicyTypes; types
// that deputy does not know come last. There are none while the roots are not known.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html
func (t *tree) ManagementTypes() []PolicyType {
	roots := make([]Node, len(t.roots))
	for i, root := range t.roots {
		roots[i] = root.Node
	}
	return ManagementTypes(roots)
}

// ManagementTypes returns the types of management policies that are enabled on any
// of the roots, in the order of Reading.ManagementTypes.
func ManagementTypes(roots []Node) []PolicyType {
	var known, others []PolicyType
	for _, root := range roots {
		for _, s := range root.PolicyTypes {
			if s.Type.IsManagement() && !slices.Contains(others, s.Type) {
				others = append(others, s.Type)
			}
		}
	}
	slices.Sort(others)
	for _, t := range PolicyTypes() {
		if i := slices.Index(others, t); i >= 0 {
			known, others = append(known, t), slices.Delete(others, i, i+1)
		}
	}
	return append(known, others...)
}

// IsManagement reports whether policies of the type are management policies:
// deputy shows them, and does not evaluate them.
func (t PolicyType) IsManagement() bool { return t != "" && !slices.Contains(Evaluated(), t) }

// EffectivePolicy is what AWS made of all policies of one type that an account
// inherits or has attached. Text is empty if AWS says that there is none.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_effective.html
type EffectivePolicy struct {
	Account AccountID
	Type    PolicyType
	Text    string
	Updated time.Time // when AWS last changed it
	Taken   time.Time
}

// InvalidPolicy says that an account's effective policy of a type fails AWS's
// checks, so that AWS does not fully enforce it. Errors are AWS's reasons, as far as
// they were read.
// https://docs.aws.amazon.com/organizations/latest/userguide/invalid-policy-alerts.html
type InvalidPolicy struct {
	Account AccountID
	Type    PolicyType
	Errors  []PolicyError
}

// PolicyError is one of AWS's reasons why an effective policy is invalid.
type PolicyError struct {
	Code, Message string
	Path          string     // where in the effective policy
	Policies      []PolicyID // that contributed to it
}

// Text returns the error in one sentence of AWS's own words, with its code and its
// place in the effective policy.
func (e PolicyError) Text() string {
	text := cmp.Or(e.Message, e.Code)
	if e.Message != "" && e.Code != "" {
		text = e.Code + ": " + e.Message
	}
	if e.Path != "" {
		text += " (at " + e.Path + ")"
	}
	return text
}

// managementSet is what is known of effective policies. A Reading embeds it.
type managementSet struct {
	effective map[string]EffectivePolicy // by EffectiveTarget
	invalid   map[PolicyType][]AccountID
	errors    map[string][]PolicyError // by EffectiveTarget
}

// EffectiveTarget returns the target of PartEffective and PartPolicyErrors for an
// account and a policy type.
func EffectiveTarget(a AccountID, t PolicyType) string { return string(a) + " " + string(t) }

// EffectivePolicy returns the effective policy of an account, and how far it was
// read.
func (r *Reading) EffectivePolicy(a AccountID, t PolicyType) (EffectivePolicy, Status) {
	target := EffectiveTarget(a, t)
	return r.effective[target], r.Status(PartEffective, target)
}

// InvalidAccounts returns the accounts whose effective policy of the type is
// invalid, by ID, and how far they were read.
func (r *Reading) InvalidAccounts(t PolicyType) ([]AccountID, Status) {
	return r.invalid[t], r.Status(PartInvalid, string(t))
}

// PolicyErrors returns why an account's effective policy is invalid, and how far
// that was read.
func (r *Reading) PolicyErrors(a AccountID, t PolicyType) ([]PolicyError, Status) {
	target := EffectiveTarget(a, t)
	return r.errors[target], r.Status(PartPolicyErrors, target)
}

// PolicyErrorText returns one of AWS's reasons why an effective policy is invalid,
// with the names of the policies that contribute to it.
func (r *Reading) PolicyErrorText(x PolicyError) string {
	text := x.Text()
	for i, id := range x.Policies {
		if i == 0 {
			text += ", from "
		} else {
			text += ", "
		}
		text += cmp.Or(r.PolicyName(id), string(id))
	}
	return text
}

// ManagementUnread reports whether policies of an enabled management policy type
// may exist that are not known.
func (r *Reading) ManagementUnread() bool {
	return slices.ContainsFunc(r.ManagementTypes(), func(t PolicyType) bool { return !r.Status(PartPolicies, string(t)).Known() })
}

// MostPolicyErrors is of how many accounts the reading asks for the reasons why an
// effective policy of one type is invalid. One policy at the root can make those of
// all accounts invalid, for the same reason; those of others are read when somebody
// looks at the account.
const MostPolicyErrors = 20

// ManagementParts returns the parts of a full reading that belong to a management
// policy type.
func ManagementParts(t PolicyType) []PartKey {
	return []PartKey{{PartPolicies, string(t)}, {PartTargets, string(t)}, {PartDocument, string(t)}, {PartInvalid, string(t)}}
}

// MissManagement notes that nothing was read of the policies of a management policy
// type: the reading is older than deputy's knowledge of them.
func (s *Snapshot) MissManagement(t PolicyType) {
	s.Unread = append(s.Unread, ManagementParts(t)...)
}

// applyManagement applies a fact about effective policies.
func (u update) applyManagement(f Fact) {
	switch f := f.(type) {
	case EffectivePolicyFact:
		u.effective[EffectiveTarget(f.Policy.Account, f.Policy.Type)] = f.Policy
		u.touch(PartEffective)
	case InvalidPoliciesFact:
		u.applyInvalid(f)
	case PolicyErrorsFact:
		u.errors[EffectiveTarget(f.Account, f.Type)] = slices.Clone(f.Errors)
		u.touch(PartPolicyErrors)
	}
}

// applyInvalid stores the accounts with an invalid effective policy of a type, and
// forgets the reasons of those that have none any more.
func (u update) applyInvalid(f InvalidPoliciesFact) {
	accounts := slices.Clone(f.Accounts)
	slices.Sort(accounts)
	u.invalid[f.Type] = slices.Compact(accounts)
	for target := range u.errors {
		if a, t, _ := strings.Cut(target, " "); PolicyType(t) == f.Type && !slices.Contains(accounts, AccountID(a)) {
			delete(u.errors, target)
		}
	}
	u.touch(PartInvalid, PartPolicyErrors)
}

// dropDisabled forgets the policies of management policy types that are not enabled
// any more, once the roots were read: nobody reads their lists again.
func (u update) dropDisabled() {
	off := func(t PolicyType) bool { return t.IsManagement() && u.PolicyTypeStatus(t) == "" }
	for id, p := range u.policies {
		if off(p.Type) {
			u.removeTargets(p)
			delete(u.policies, id)
		}
	}
	for target, p := range u.effective {
		if off(p.Type) {
			delete(u.effective, target)
		}
	}
	for t := range u.invalid {
		if off(t) {
			delete(u.invalid, t)
		}
	}
	for key := range u.status {
		t := PolicyType(key.Target[strings.LastIndexByte(key.Target, ' ')+1:])
		if off(t) && slices.Contains(PolicyTypes(), t) {
			u.setStatus(key, Status{})
			delete(u.status, key)
			delete(u.savedGaps, key)
		}
	}
	u.touch(PartPolicies, PartTargets, PartAttached, PartEffective, PartInvalid)
}

// takeManagement copies what is known of effective policies.
func (s *Snapshot) takeManagement(r *Reading) {
	s.EffectivePolicies = slices.Collect(maps.Values(r.effective))
	for t, accounts := range r.invalid {
		for _, a := range accounts {
			s.InvalidPolicies = append(s.InvalidPolicies, InvalidPolicy{a, t, r.errors[EffectiveTarget(a, t)]})
		}
	}
}

// management restores what is known of effective policies.
func (r restore) management() {
	for _, p := range r.saved.EffectivePolicies {
		target := EffectiveTarget(p.Account, p.Type)
		if r.Status(PartEffective, target).Progress == Unread {
			r.effective[target] = p
			at := p.Taken
			if at.IsZero() {
				at = r.saved.Taken
			}
			r.markSavedAt(PartEffective, target, at)
		}
	}
	for _, p := range r.saved.InvalidPolicies {
		if r.Status(PartInvalid, string(p.Type)).Progress != Unread {
			continue
		}
		r.invalid[p.Type] = append(r.invalid[p.Type], p.Account)
		if target := EffectiveTarget(p.Account, p.Type); len(p.Errors) > 0 {
			r.errors[target] = p.Errors
			r.markSaved(PartPolicyErrors, target)
		}
	}
	for _, t := range ManagementTypes(r.saved.Roots) {
		slices.Sort(r.invalid[t])
		for _, key := range ManagementParts(t) {
			if _, lacking := r.missing[key]; !lacking {
				r.markSaved(key.Part, key.Target)
			}
		}
	}
}

// sortByKey sorts a list by strings. Unlike slices.SortFunc it adds next to no code
// for a further type.
func sortByKey[T any](list []T, key func(T) string) {
	places := make(map[string][]T, len(list))
	for _, x := range list {
		places[key(x)] = append(places[key(x)], x)
	}
	list = list[:0]
	for _, k := range slices.Sorted(maps.Keys(places)) {
		list = append(list, places[k]...)
	}
}
