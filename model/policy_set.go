package model

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"deputy/model/scp"
)

// policySet is the policies of an organization with their texts and targets. A
// Reading embeds it.
type policySet struct {
	policies map[PolicyID]*policyEntry
}

// policyEntry is a policy with its text and targets. Its Type is empty while
// only its ID is known.
type policyEntry struct {
	Policy
	document        *Document
	parsed          *scp.Document // of the document, made on demand
	targets         []NodeID
	targetsComplete bool
	targetsTaken    time.Time // when all targets were read; zero if they were not, or long ago
	run             uint32    // the run that last saw it
}

// DocumentedText returns the text of an AWS-managed policy that AWS documents, so
// that nothing has to wait until it is read; empty for other policies.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
func DocumentedText(id PolicyID) string {
	principal := ""
	switch id {
	case FullAWSAccess:
	case RCPFullAWSAccess:
		principal = "\n      \"Principal\": \"*\","
	default:
		return ""
	}
	return `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",` + principal + `
      "Action": "*",
      "Resource": "*"
    }
  ]
}`
}

// Policy returns the policy with the ID, nil if it is not known.
func (s *policySet) Policy(id PolicyID) *Policy {
	if p := s.policies[id]; p != nil && p.Type != "" {
		return &p.Policy
	}
	return nil
}

// Policies returns the policies of one type, ordered by name.
func (s *policySet) Policies(t PolicyType) []*Policy {
	var ps []*Policy
	for _, p := range s.policies {
		if p.Type == t {
			ps = append(ps, &p.Policy)
		}
	}
	slices.SortFunc(ps, comparePolicies)
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

// comparePolicies orders policies by name.
func comparePolicies(a, b *Policy) int {
	return cmp.Or(CompareNames(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

// byName sorts policies by name, in place, and drops duplicates.
func (s *policySet) byName(ids []PolicyID) []PolicyID {
	slices.SortFunc(ids, func(a, b PolicyID) int {
		return cmp.Or(CompareNames(s.PolicyName(a), s.PolicyName(b)), cmp.Compare(a, b))
	})
	return slices.Compact(ids)
}

// PolicyName returns a policy's name, or its ID if the policy is not known.
func (s *policySet) PolicyName(id PolicyID) string {
	if p := s.policies[id]; p != nil {
		return p.Name
	}
	return string(id)
}

// TypeOf returns a policy's type; empty if it is not known.
func (s *policySet) TypeOf(id PolicyID) PolicyType {
	if p := s.policies[id]; p != nil {
		return p.Type
	}
	return ""
}

// ParsedDocument returns a policy's text, parsed once; nil while it is not read.
// The policies whose text AWS documents need not be read. Management policies are
// written in other languages: theirs is never parsed.
func (s *policySet) ParsedDocument(id PolicyID, t PolicyType) *scp.Document {
	p := s.policy(id)
	text := DocumentedText(id)
	if p.Type.IsManagement() {
		return nil
	}
	if p.document != nil {
		text = p.document.Text
	} else if text == "" {
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
