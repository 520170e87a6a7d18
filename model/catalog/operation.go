package catalog

import (
	"deputy/model"
)

// AccessRules are what trusted access means for a service, and the way to
// switch it on.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html
type AccessRules struct {
	// Principals are those that Organizations lists when it is on.
	Principals []AccessPrincipal `json:"principals"`
	// Mechanism is the documented way to switch it on.
	Mechanism AccessMechanism `json:"road"`
	// Call is the service's own call; nil on the other roads.
	Call *Call `json:"call,omitempty"`
	// Status is the service's own call that reads the state, if it has one.
	Status *Call `json:"status,omitempty"`
	// Console says what to do by hand, where only a console can.
	Console string `json:"console,omitempty"`
	// Before is true if it must be on before an account can be registered.
	Before bool `json:"before"`
	// ByRegistration says whether registering an administrator switches it
	// on.
	ByRegistration Answer `json:"byRegistration"`
	// Preferred is the way that AWS prefers where Road also works.
	Preferred string `json:"preferred,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// AccessPrincipal is a principal that trusted access is switched on for.
type AccessPrincipal struct {
	// Name is the principal.
	Name model.Principal `json:"name"`
	// Weight says what it means that the principal is on or off.
	Weight AccessWeight `json:"weight"`
	// ByHand says what to do for a principal that Road does not switch on.
	ByHand string `json:"byHand,omitempty"`
}

// ManualSteps says what to do for a principal that the road does not switch on;
// empty for one that it does.
func (r AccessRules) ManualSteps(principal model.Principal) string {
	for _, a := range r.Principals {
		if a.Name == principal {
			return a.ByHand
		}
	}
	return ""
}

// Registration is the road to a delegation.
type Registration struct {
	// Mechanism tells whose API it is.
	Mechanism Mechanism `json:"road"`
	// OrganizationsFirst is true if the documented order registers the
	// account in Organizations before the service's own call.
	OrganizationsFirst bool `json:"organizationsFirst,omitempty"`
	// Call is the service's own call; nil where Organizations is the road.
	Call *Call `json:"call,omitempty"`
	// Further is the call for every administrator after the first, where it
	// is another one.
	Further *Call `json:"further,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Removal is the road back.
type Removal struct {
	// Mechanism tells whose API it is.
	Mechanism Mechanism `json:"road"`
	// Call is the service's own call; nil where Organizations is the road.
	Call *Call `json:"call,omitempty"`
	// Then says whether a deregistration in Organizations follows the last
	// own call. For a regional service that step acts on all Regions at once.
	Then FollowUp `json:"then"`
	// ThenNote explains Then.
	ThenNote string `json:"thenNote,omitempty"`
	// FirstInLastOut is true if the first administrator can only go after
	// all others have.
	FirstInLastOut bool `json:"firstInLastOut,omitempty"`
	// Preparation are steps that AWS documents to be taken by the
	// administrator, in this order, before the removal.
	Preparation []string `json:"preparation,omitempty"`
	// Consequences are what the removal breaks.
	Consequences Consequences `json:"consequences"`
	// Instead is the other road, for a case in which the service refuses its
	// own call; nil for most.
	Instead *OtherRemoval `json:"instead,omitempty"`
}

// OtherRemoval is a removal through Organizations in a case in which the
// service refuses its own call.
type OtherRemoval struct {
	// When names the case.
	When string `json:"when"`
	// Consequences are what this removal breaks.
	Consequences Consequences `json:"consequences"`
}

// Consequences are what a removal breaks or destroys.
type Consequences struct {
	// Text says what happens.
	Text string `json:"text"`
	// Documented is true if AWS says so; otherwise it is inferred from what
	// the role permits, or unknown.
	Documented bool `json:"documented"`
	// Destroys is true if something is lost for good.
	Destroys bool `json:"destroys,omitempty"`
	// Lost says in one sentence what is lost for good; empty unless Destroys.
	Lost string `json:"lost,omitempty"`
	// ComesBack says whether registering the same account again restores
	// what the removal took.
	ComesBack Answer `json:"comesBack"`
	// ComesBackNote explains.
	ComesBackNote string `json:"comesBackNote,omitempty"`
}

// Listing is how the administrators of a service are read.
type Listing struct {
	// Mechanism tells whose API it is.
	Mechanism Mechanism `json:"road"`
	// Call is the service's own call; nil where Organizations is the road.
	Call *Call `json:"call,omitempty"`
	// Detail is another own call that tells more; nil for most.
	Detail *Call `json:"detail,omitempty"`
	// Note explains.
	Note string `json:"note,omitempty"`
}

// Call is one operation of a service's API, as it is sent.
type Call struct {
	// Service is the name by which AWS signs for the service, and by which IAM
	// and the AWS CLI know it.
	Service string `json:"service"`
	// Operation is the name of the operation.
	Operation string `json:"operation"`
	// Protocol is the wire protocol.
	Protocol Protocol `json:"protocol"`
	// Method and Path are those of the HTTP request.
	Method string `json:"method"`
	Path   string `json:"path"`
	// Target is the X-Amz-Target header of the JSON protocols.
	Target string `json:"target,omitempty"`
	// Version is the API version that the query protocols send.
	Version string `json:"version,omitempty"`
	// Parameters are what is sent.
	Parameters []Input `json:"parameters,omitempty"`
	// Party is the account that has to make the call.
	Caller Party `json:"caller"`
	// GlobalRegions is the Region whose endpoint takes the call, by partition. Any will
	// do in a partition that is not there.
	GlobalRegions map[string]model.Region `json:"home,omitempty"`
	// CLI is the same as an AWS CLI line; {account}, {principal} and
	// {feature} stand for the values. The Region is not part of it.
	CLI string `json:"cli"`
	// Tells is the member of the answer that tells a state, with those around
	// it before it; empty for a call that changes something.
	Tells string `json:"tells,omitempty"`
	// Returns sketches the answer.
	Returns string `json:"returns,omitempty"`
	// Errors are the documented error codes.
	Errors []string `json:"errors,omitempty"`
}

// Input is one parameter of a call.
type Input struct {
	// Name is the name in the API's documentation.
	Name string `json:"name"`
	// Wire is the name on the wire. Catalog fills in Name where the data has
	// none.
	Wire string `json:"wire,omitempty"`
	// Query is true if it travels in the query string, not in the body.
	Query bool `json:"query,omitempty"`
	// Value says what is sent.
	Value InputValue `json:"value"`
	// Fixed is the value if it is always the same.
	Fixed string `json:"fixed,omitempty"`
	// JSON is true if the value is JSON, to be sent as it is.
	JSON bool `json:"json,omitempty"`
	// Optional is true if the call works without it.
	Optional bool `json:"optional,omitempty"`
}
