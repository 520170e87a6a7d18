package model

import (
	"strings"
	"time"
)

// operationParts tells which part an operation of AWS Organizations is read for.
var operationParts = map[string]Part{
	"DescribeOrganization":                PartOrganization,
	"ListRoots":                           PartRoots,
	"ListOrganizationalUnitsForParent":    PartOUs,
	"DescribeOrganizationalUnit":          PartOUs,
	"ListAccounts":                        PartAccounts,
	"ListAccountsForParent":               PartAccounts,
	"DescribeAccount":                     PartAccounts,
	"ListParents":                         PartAccounts,
	"ListChildren":                        PartAccounts,
	"ListPolicies":                        PartPolicies,
	"ListTargetsForPolicy":                PartTargets,
	"ListPoliciesForTarget":               PartAttached,
	"DescribePolicy":                      PartDocument,
	"ListAWSServiceAccessForOrganization": PartTrustedAccess,
	"ListDelegatedAdministrators":         PartAdministrators,
	"ListDelegatedServicesForAccount":     PartDelegations,
	"DescribeResourcePolicy":              PartResourcePolicy,
	"ListTagsForResource":                 PartTags,
}

// FailedPart gives what a failed operation leaves missing; PartNone where it does
// not say. The operation may have its service in front of it.
func FailedPart(operation, target string) PartKey {
	part, ok := operationParts[operation[strings.LastIndex(operation, ":")+1:]]
	if !ok {
		return PartKey{}
	}
	return PartKey{part, target}
}

// Known tells whether a part is read, now or in a saved reading.
func (s Status) Known() bool { return s.Progress == Complete || s.Progress == Saved || s.Again }

// Part names a piece of the reading that is read, fails and ages on its own.
// Some parts exist once, others once for each target.
type Part uint8

// The parts of a reading. The comment tells the target, if the part has one.
const (
	PartNone           Part = iota
	PartCaller              // GetCallerIdentity
	PartOrganization        // DescribeOrganization
	PartRoots               // ListRoots
	PartOUs                 // ListOrganizationalUnitsForParent; the whole part, or the parent that failed
	PartAccounts            // ListAccounts; the whole part, or the parent that failed
	PartPolicies            // ListPolicies; target: the policy type
	PartTargets             // ListTargetsForPolicy; the policy, or the policy type for all of them
	PartAttached            // ListPoliciesForTarget; the node and, after a space, the type; the node alone when all that was wanted of it is read
	PartDocument            // DescribePolicy; the policy, or empty for all of them
	PartTrustedAccess       // ListAWSServiceAccessForOrganization
	PartAdministrators      // ListDelegatedAdministrators; empty, or the principal asked for
	PartDelegations         // ListDelegatedServicesForAccount; the account, or empty for all
	PartResourcePolicy      // DescribeResourcePolicy
	PartTags                // ListTagsForResource; the node or policy
	PartFresh               // the fresh look before a change; target: WantFresh.Token
	PartJournal             // the journal of changes on this machine
	PartRegions             // account:ListRegions; the account
	PartService             // a service's own administrators; the service and, after a space, the Region (see ServiceTarget)
	partCount
)

// Progress tells how far a part is.
type Progress uint8

// The states of a part's progress.
const (
	Unread   Progress = iota // nobody asked for it yet
	Saved                    // from a saved reading, not read again yet
	Waiting                  // asked for
	Partial                  // some of it is here
	Complete                 // all of it is here
	Failed                   // it could not be read; the gap says why
)

// Status is the progress of one part, or of one part's target.
type Status struct {
	Progress Progress
	Done     int           // units of work done, such as pages
	Total    int           // units of work in all; zero while unknown
	Left     time.Duration // the reader's estimate of what remains; zero while unknown
	At       time.Time     // when it was completed, or saved
	Gap      *Gap          // set when Failed
	Again    bool          // it was complete before, and is read again: what is known of it stands meanwhile
}

// Missing names a part as a whole, or one target of it.
type PartKey struct {
	Part   Part
	Target string
}

// String names the piece for people.
func (p PartKey) String() string {
	name := partNames[p.Part]
	if p.Target == "" {
		return name
	}
	return name + " of " + p.Target
}

// partNames are in the order of the parts.
var partNames = [partCount]string{
	"nothing", "the caller", "the organization", "the roots", "organizational units", "accounts", "policies", "attachments",
	"attached policies", "policy documents", "trusted access", "delegated administrators", "delegated services",
	"the resource policy", "tags", "the fresh look", "the journal",
	"the Regions", "the own administrators",
}

// ofTypes adds the policy type where a part is read for each and the piece does
// not say for which.
func (p PartKey) ofTypes() []PartKey {
	var add func(t PolicyType) string
	switch {
	case (p.Part == PartPolicies || p.Part == PartTargets) && p.Target == "":
		add = func(t PolicyType) string { return string(t) }
	case p.Part == PartAttached && p.Target != "" && !strings.Contains(p.Target, " "):
		add = func(t PolicyType) string { return AttachedTarget(NodeID(p.Target), t) }
	default:
		return []PartKey{p}
	}
	var all []PartKey
	for _, t := range Evaluated() {
		all = append(all, PartKey{p.Part, add(t)})
	}
	return all
}
