// Package typical answers a question as it is for an ordinary request. What the
// question leaves open of the principal, the Region, the resource, its owner and
// the transport is assumed, each only where nothing that is given says
// otherwise; nothing else is. What is open of the network stays open, but as a
// request from the public internet or through a VPC endpoint has it. The answer is always the verdict of the question
// with the assumptions given: verdict.Ask decides, and nothing here does.
//
// An assumption that decides must not hide. So each is tried against its usual
// alternatives, and one that changes the verdict stands in the headline: other
// Regions, permission sets, roles that a policy names, calls that AWS services
// make, other owners. The root user is told beside it where it is denied every
// action, whatever the question is.
//
// To read the code, begin with Ask in answer.go, then assumption.go.
package typical
