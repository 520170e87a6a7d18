package cloudtrail

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/verdict"
)

// Request is the request that an event records, as a question: what the event does
// not say is open.
type Request struct {
	verdict.Question
	KnownAction bool // AWS's reference has the action
	// WithoutAccount reports that the caller has no AWS account: a web identity or a
	// SAML assertion, which asks for a role, or an AWS service.
	WithoutAccount bool

	tagsKnown bool // the request has no tags but those that are given
}

// Request returns the request that the event records.
func (e *Event) Request() Request {
	action, known := e.Action()
	r := e.RequestOf(action, "")
	r.KnownAction = known
	return r
}

// RequestOf returns the request with the action and, unless it is empty, the
// resource that AWS's own message names.
func (e *Event) RequestOf(action, resource string) Request {
	r := Request{Question: verdict.Question{Action: action, Resource: resource, Principal: e.CallerARN(), Given: map[string][]string{}}, KnownAction: true}
	e.setCaller(&r)
	if r.Resource == "" {
		r.Resource = e.resource(action, r.KnownAction)
	}
	r.ResourceAccount = e.owner(r.Resource)
	e.readKeys(&r)
	return r
}

// setCaller settles whose policies apply. A principal that is not one of an account
// is none that a question can have.
func (e *Event) setCaller(r *Request) {
	switch e.Identity.Type {
	case "WebIdentityUser", "SAMLUser":
		r.Principal = ""
	}
	switch {
	case strings.EqualFold(r.Action, "sts:AssumeRoleWithWebIdentity"), strings.EqualFold(r.Action, "sts:AssumeRoleWithSAML"),
		e.Identity.Type == "AWSService" && r.Principal == "":
		r.Principal, r.WithoutAccount = "", true
		r.Absent = append(r.Absent, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
	default:
		r.Account = e.Account()
	}
}

// Complete says of condition keys that the event shows to be absent that they are:
// tags that the request does not have.
func (r *Request) Complete(keys []string) {
	for _, key := range keys {
		if !r.tagsKnown || !strings.EqualFold(key, "aws:TagKeys") && !hasFoldPrefix(key, "aws:RequestTag/") {
			continue
		}
		given := false
		for have := range r.Given {
			given = given || strings.EqualFold(have, key)
		}
		if !given {
			r.Absent = append(r.Absent, key)
		}
	}
}

func hasFoldPrefix(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// ResourceFor returns the resource of the event's request if its action is the one
// that is given, and who owns it, as far as the event says that.
func (e *Event) ResourceFor(action string, known bool) (arn string, owner model.AccountID) {
	arn = e.resource(action, known)
	if owner = e.owner(arn); owner == "" {
		owner = model.AccountID(arnAccount(arn))
	}
	return arn, owner
}

// ParametersOf returns a request that has only the keys of the event's parameters, if
// its action is the one that is given.
func (e *Event) ParametersOf(action string, known bool) Request {
	r := Request{Question: verdict.Question{Action: action, Given: map[string][]string{}}}
	if strings.HasPrefix(action, "ec2:") {
		r.Resource = e.resource(action, known)
	}
	e.readParameters(&r, func(key string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			r.Given[key] = values
		}
	})
	return r
}

// Key returns what a request says of a condition key in any case: its values, if it
// gives them, or that it is given as absent.
func (r *Request) Key(key string) (values []string, said bool) {
	for have, values := range r.Given {
		if strings.EqualFold(have, key) {
			return values, true
		}
	}
	return nil, slices.ContainsFunc(r.Absent, func(have string) bool { return strings.EqualFold(have, key) })
}

// CallID returns what the copies of an event in the trails of several accounts have
// in common.
func (e *Event) CallID() string {
	if e.Shared != "" {
		return e.Shared
	}
	return e.ID
}

// owner returns the account that owns a resource, if the event says so. The owner of
// an S3 object is that of its bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
func (e *Event) owner(resource string) model.AccountID {
	var owner model.AccountID
	longest := 0
	for _, r := range e.Resources {
		inside := resource == r.ARN || strings.HasPrefix(resource, r.ARN+"/")
		if r.ARN != "" && inside && len(r.ARN) > longest && model.IsAccountID(r.Account) {
			owner, longest = model.AccountID(r.Account), len(r.ARN)
		}
	}
	return owner
}

// Denied reports whether AWS denied the call for lack of permission.
func (e *Event) Denied() bool { return e.ErrorCode != "" && IsDenial(e.ErrorCode) }

// IsDenial reports whether an error code is that of a call that AWS denied. Services
// spell it in many ways.
func IsDenial(code string) bool {
	lower := strings.ToLower(code)
	for _, word := range []string{"accessdenied", "access denied", "not authorized", "unauthorizedoperation", "authorizationerror", "forbidden"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}
