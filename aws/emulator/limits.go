package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"deputy/model"
	"deputy/model/strictjson"
)

// Limits says how many calls the server takes before it answers with too many
// requests: any number if zero, as many as AWS documents, or the numbers in
// Operations.
type Limits struct {
	Documented bool
	Operations map[string]Rate // by operation; the others have no limit
}

// Rate is a token bucket for each account: Rate tokens are added every second,
// and it holds Burst.
type Rate struct {
	Rate  float64 `json:"rate"`
	Burst int     `json:"burst"`
}

// MarshalJSON returns "none", "documented" or an object of operations.
func (l Limits) MarshalJSON() ([]byte, error) {
	switch {
	case l.Documented:
		return []byte(`"documented"`), nil
	case len(l.Operations) == 0:
		return []byte(`"none"`), nil
	default:
		return json.Marshal(l.Operations)
	}
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *Limits) UnmarshalJSON(text []byte) error {
	var word string
	if json.Unmarshal(text, &word) == nil {
		switch word {
		case "none", "":
			*l = Limits{}
		case "documented":
			*l = Limits{Documented: true}
		default:
			return fmt.Errorf("%q is neither none nor documented nor an object of operations", word)
		}
		return nil
	}
	*l = Limits{}
	return strictjson.Decode(text, &l.Operations)
}

func (l Limits) check() error {
	for name, r := range l.Operations {
		switch {
		case !isOperation(name) || name == "*":
			return fmt.Errorf("read faults: limits: there is no operation %q", name)
		case r.Rate <= 0 || r.Burst < 1:
			return fmt.Errorf("read faults: limits.%s: rate must be above 0 and burst at least 1", name)
		}
	}
	return nil
}

// limitRow is a row of AWS's table: operations that share a bucket for each
// account, and one for the organization where a second number is published.
type limitRow struct {
	operations   []string
	account      Rate
	organization Rate // zero if none is published
}

// documentedLimits is AWS's table for the operations that the emulator has. AWS
// does not say whether the operations of a row share one bucket; here they do,
// which is stricter.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
var documentedLimits = []limitRow{
	{params("DescribeOrganization"), Rate{1, 2}, Rate{}},
	{params("ListRoots"), Rate{1, 2}, Rate{1, 3}},
	{params("ListAccounts"), Rate{8, 12}, Rate{9, 15}},
	{params("ListChildren"), Rate{6, 10}, Rate{7, 12}},
	{params("ListParents", "ListAccountsForParent", "ListOrganizationalUnitsForParent"), Rate{5, 8}, Rate{6, 10}},
	{params("DescribeAccount"), Rate{20, 30}, Rate{24, 36}},
	{params("DescribeOrganizationalUnit"), Rate{2, 2}, Rate{2, 3}},
	{params("ListTagsForResource"), Rate{10, 15}, Rate{12, 18}},
	{params("ListPolicies", "ListPoliciesForTarget", "ListTargetsForPolicy"), Rate{5, 8}, Rate{6, 10}},
	{params("DescribePolicy"), Rate{2, 2}, Rate{2, 3}},
	{params("ListDelegatedAdministrators"), Rate{5, 8}, Rate{6, 10}},
	{params("ListDelegatedServicesForAccount", "ListAWSServiceAccessForOrganization"), Rate{1, 3}, Rate{1, 4}},
	{params("ListHandshakesForOrganization"), Rate{5, 8}, Rate{6, 10}},
	{params("RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"), Rate{1, 2}, Rate{}},
	{params("EnableAWSServiceAccess", "DisableAWSServiceAccess"), Rate{1, 2}, Rate{}},
	{params("TagResource", "UntagResource"), Rate{4, 6}, Rate{}},
}

// lookups is the limit of LookupEvents for each account and Region.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
var lookups = Rate{2, 2}

// bucketKey identifies a bucket: the operation, or a row's first operation, and
// the account; no account for the organization's.
type bucketKey struct {
	operation string
	account   model.AccountID
}

// bucket holds tokens.
type bucket struct {
	tokens float64
	at     time.Time
}

// withinLimits takes a token from each bucket that the call needs. If one is
// empty it takes none and returns false.
func (s *Server) withinLimits(x *exchange, now time.Time) bool {
	var needed []*bucket
	need := func(name string, account model.AccountID, r Rate) {
		if r.Burst > 0 {
			needed = append(needed, s.bucket(bucketKey{name, account}, r, now))
		}
	}
	if s.faults.Limits.Documented && x.service == "organizations" {
		for _, r := range documentedLimits {
			if slices.Contains(r.operations, x.operation) {
				need(r.operations[0], x.caller.account, r.account)
				need(r.operations[0], "", r.organization)
			}
		}
	}
	if s.faults.Limits.Documented && x.service == "cloudtrail" && x.operation == "LookupEvents" {
		need("LookupEvents@"+x.region, x.caller.account, lookups)
	}
	for name, r := range s.faults.Limits.Operations {
		if matches(name, x) {
			need(name, x.caller.account, r)
		}
	}
	if slices.ContainsFunc(needed, func(b *bucket) bool { return b.tokens < 1 }) {
		return false
	}
	for _, b := range needed {
		b.tokens--
	}
	return true
}

// bucket returns a bucket, filled up to now.
func (s *Server) bucket(key bucketKey, r Rate, now time.Time) *bucket {
	b := s.buckets[key]
	if b == nil {
		b = &bucket{float64(r.Burst), now}
		s.buckets[key] = b
	}
	b.tokens = min(float64(r.Burst), b.tokens+now.Sub(b.at).Seconds()*r.Rate)
	b.at = now
	return b
}
