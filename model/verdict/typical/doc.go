// Package typical answers a question as it is for an ordinary request. What the
// question leaves open of the principal, the Region, the resource, its owner and
// the transport is assumed, each only where nothing that is given says
// otherwise; nothing else is. The answer is always the verdict of the question
// with the assumptions given: verdict.Ask decides, and nothing here does.
//
// An assumption that decides must not hide. So each is tried against its usual
// alternatives, and one that changes the verdict stands in the headline: other
// Regions, permission sets, roles that a policy names, other owners. The root
// user is told beside it, since it seldom asks and is nearly always denied.
//
// To read the code, begin with Ask in answer.go, then assumption.go.
package typical
