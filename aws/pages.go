package aws

import (
	"context"
	"fmt"
	"strings"

	"deputy/model"
)

// pages makes the calls of one list, one after the other. Take receives each
// page and returns the token of the next; unseen reports whether an entry is new
// to the list, by its ID, and must be asked of each. An empty page may have a
// next one, so only an absent token ends the list, or a server that never ends
// it.
func pages[Out any](j job, operation, target string,
	ask func(context.Context, *session, *string) (Out, error), take func(out Out, unseen func(id string) bool) *string,
) *model.Failure {
	list := pageList{most: j.run.b.most(operation)}
	var token *string
	for {
		out, f := call(j, operation, target, func(ctx context.Context, s *session) (Out, error) { return ask(ctx, s, token) })
		if f != nil {
			return f
		}
		before := len(list.seen)
		next := take(out, list.unseen)
		if next == nil || *next == "" {
			return nil
		}
		cause := list.endless(len(list.seen) > before)
		if token != nil && *token == *next {
			cause = "the server sent the same page token twice"
		}
		if cause != "" {
			f = endless(operation, target, cause)
			j.run.calls.recordEndless(operation, f)
			return f
		}
		token = next
	}
}

// endless returns the failure of a server that does not come to an end.
func endless(operation, target, cause string) *model.Failure {
	return &model.Failure{
		Kind: model.FailureService, Operation: operation, Target: target,
		Cause: cause, Fix: "Read again. If that does not help, check --endpoint-url and the proxy: AWS's lists always end",
	}
}

// pageList is what was seen of a list so far.
type pageList struct {
	seen         map[string]struct{} // IDs of entries
	most         int                 // entries that the list may have
	useful, idle int                 // pages with new entries, and without
}

// idlePages is how many pages without a new entry a list may have, beside one
// for each page with new entries. AWS may send empty pages, but few.
const idlePages = 100

// unseen reports whether an entry is new, and remembers it.
func (l *pageList) unseen(id string) bool {
	if _, seen := l.seen[id]; seen {
		return false
	}
	if l.seen == nil {
		l.seen = map[string]struct{}{}
	}
	l.seen[id] = struct{}{}
	return true
}

// endless counts a page that has a next one. It returns why the list cannot be
// AWS's; empty if it can.
func (l *pageList) endless(news bool) string {
	if news {
		l.useful++
	} else {
		l.idle++
	}
	switch {
	case len(l.seen) > l.most:
		return fmt.Sprintf("the list has no end: more than %d entries came, which is more than AWS allows", l.most)
	case l.idle > idlePages+l.useful:
		return fmt.Sprintf("the list has no end: %d pages brought nothing new", l.idle)
	default:
		return ""
	}
}

// The quotas of AWS Organizations that bound its lists, and the margin by which
// a list may exceed them: AWS raises quotas.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const (
	quotaMargin   = 6
	quotaAccounts = 50_000
	quotaOUs      = 2_000
	quotaPolicies = 10_000
	quotaEvents   = 10_000_000 // in one Region in 90 days: a day and a night of reading
	quotaOthers   = 250        // Regions, services, tags, policies of a node, administrators of a service: AWS has fewer
)

// mostEntries returns how many entries the list of an operation may have.
func mostEntries(operation string) int {
	quota := quotaOthers
	switch strings.TrimPrefix(operation, organizationsPrefix) {
	case "ListAccounts", "ListAccountsForParent", "ListDelegatedAdministrators", "ListAccountsWithInvalidEffectivePolicy":
		quota = quotaAccounts
	case "ListTargetsForPolicy":
		quota = quotaAccounts + quotaOUs
	case "ListOrganizationalUnitsForParent", "ListChildren":
		quota = quotaOUs
	case "ListPolicies":
		quota = quotaPolicies
	case listIdentities:
		quota = mostIdentities
	case "ListHandshakesForOrganization":
		quota = quotaAccounts
	case lookupEvents:
		quota = quotaEvents
	}
	return quotaMargin * quota
}

// pageSize is the size of the pages that are asked for.
const pageSize int32 = model.PageSize
