package model

import (
	"cmp"
	"iter"
	"slices"

	"deputy/model/scp"
)

// policySet is the policies of an organization with their texts and targets. A
// Reading embeds it.
type policySet struct {
	policies map[PolicyID]*policyEntry
}

// policyEntry is a policy with its text and targets.
type policyEntry struct {
	Policy
	document *Document
	parsed   *scp.Document // of the document, made on demand
	targets  []NodeID
	complete bool
	run      uint32
}

// fullAccess is the text of the AWS-managed policies that allow everything. It
// never changes, so a verdict need not wait for it.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
const fullAccess = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

// Policy gives the policy with the ID, nil if it is not known.
func (s *policySet) Policy(id PolicyID) *Policy {
	if p := s.policies[id]; p != nil && p.Type != "" {
		return &p.Policy
	}
	return nil
}

// Policies gives the policies of one type by name.
func (s *policySet) Policies(t PolicyType) []*Policy {
	var ps []*Policy
	for _, p := range s.policies {
		if p.Type == t {
			ps = append(ps, &p.Policy)
		}
	}
	slices.SortFunc(ps, func(a, b *Policy) int {
		return cmp.Or(CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return ps
}

// AllPolicies returns the policies of every type in no particular order.
func (s *policySet) AllPolicies() iter.Seq[*Policy] {
	return func(yield func(*Policy) bool) {
		for _, p := range s.policies {
			if p.Type != "" && !yield(&p.Policy) {
				return
			}
		}
	}
}

// byName orders policies by name, in place.
func (s *policySet) byName(ids []PolicyID) []PolicyID {
	slices.SortFunc(ids, func(a, b PolicyID) int {
		return cmp.Or(CompareNames(s.PolicyName(a), s.PolicyName(b)), cmp.Compare(a, b))
	})
	return slices.Compact(ids)
}

func (s *policySet) PolicyName(id PolicyID) string {
	if p := s.policies[id]; p != nil {
		return p.Name
	}
	return string(id)
}

// TypeOf gives a policy's type; empty if it is not known.
func (s *policySet) TypeOf(id PolicyID) PolicyType {
	if p := s.policies[id]; p != nil {
		return p.Type
	}
	return ""
}

// ParsedDocument gives a policy's text, parsed once; nil while it is not read.
func (s *policySet) ParsedDocument(id PolicyID, t PolicyType) *scp.Document {
	p := s.policy(id)
	text := fullAccess
	switch {
	case p.document != nil:
		text = p.document.Text
	case id != t.Full():
		return nil
	}
	if p.parsed == nil || p.parsed.Text != text {
		form := scp.SCP
		if t == ResourceControlPolicy {
			form = scp.RCP
		}
		p.parsed = scp.Parse(text, form)
	}
	return p.parsed
}

// policy returns the entry of a policy, a new one if it was not known.
func (s *policySet) policy(id PolicyID) *policyEntry {
	p := s.policies[id]
	if p == nil {
		p = &policyEntry{Policy: Policy{ID: id}}
		s.policies[id] = p
	}
	return p
}
