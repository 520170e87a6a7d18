// Package catalog holds the AWS services whose administration can be delegated
// to a member account: their service principals, quotas and prerequisites, and
// the API calls by which each is registered, removed and listed. The data lies
// in the JSON files beside it, each fact with the page of AWS's documentation
// that it was read from.
//
// What lives here is true of a service in every organization. What holds in one
// organization is in package delegation, and what changes it in package plan.
// The package may import model and phrase.
package catalog
