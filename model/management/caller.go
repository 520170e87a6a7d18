package management

import (
	"strings"

	"deputy/model/cloudtrail"
	"deputy/model/phrase"
)

// CallerKind says what kind of principal made a call.
type CallerKind uint8

// The kinds of callers.
const (
	PermissionSet CallerKind = iota + 1 // a person, by IAM Identity Center
	Role
	User
	Root
	Service // an AWS service, or its service-linked role
	Other   // a federated user, another account, or a caller that the event does not name
)

var callerWords = []string{"permission set", "role", "IAM user", "root", "AWS service", "other"}

// String returns the kind in words.
func (k CallerKind) String() string { return phrase.StateWord(callerWords, k) }

// Caller is who made a call.
type Caller struct {
	Kind   CallerKind
	Name   string // of the permission set, role with its path, user or service
	Person string // who used a permission set, or a role with a source identity; empty if not known
}

// String returns the caller in a few words: permission set PlatformAdmin (jo).
func (c Caller) String() string {
	text := c.Kind.String()
	if c.Name != "" && c.Kind != Root {
		text += " " + c.Name
	}
	if c.Person != "" {
		text += " (" + c.Person + ")"
	}
	return text
}

// reservedPrefix begins the names of the roles that IAM Identity Center makes for
// permission sets; a hash follows the name of the set.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const reservedPrefix = "AWSReservedSSO_"

// CallerOf returns who made the call of an event.
func CallerOf(e *cloudtrail.Event) Caller {
	id := &e.Identity
	if id.Type == "AWSService" || e.Type == "AwsServiceEvent" {
		name := id.InvokedBy
		if name == "" {
			name = e.Source
		}
		return Caller{Kind: Service, Name: name}
	}
	_, resource := splitARN(e.CallerARN())
	kind, name, _ := strings.Cut(resource, "/")
	switch {
	case id.Type == "Root" || resource == "root":
		return Caller{Kind: Root}
	case kind == "role", kind == "assumed-role":
		return roleCaller(e, kind, name)
	case kind == "user":
		return Caller{Kind: User, Name: name}
	case name != "":
		return Caller{Kind: Other, Name: kind + " " + name}
	case id.UserName != "":
		return Caller{Kind: Other, Name: id.UserName}
	case id.Account != "":
		return Caller{Kind: Other, Name: "account " + id.Account}
	}
	return Caller{Kind: Other}
}

// roleCaller returns the caller that uses a role, which a session may be all that
// the event has of.
func roleCaller(e *cloudtrail.Event, kind, name string) Caller {
	if kind == "assumed-role" {
		name, _, _ = strings.Cut(name, "/")
	}
	base := name[strings.LastIndexByte(name, '/')+1:]
	c := Caller{Kind: Role, Name: name, Person: e.Identity.SourceIdentity}
	switch {
	case strings.HasPrefix(name, "aws-service-role/"), strings.HasPrefix(base, "AWSServiceRoleFor"):
		return Caller{Kind: Service, Name: base}
	case strings.HasPrefix(base, reservedPrefix):
		c.Kind, c.Name = PermissionSet, strings.TrimPrefix(base, reservedPrefix)
		if i := strings.LastIndexByte(c.Name, '_'); i > 0 {
			c.Name = c.Name[:i]
		}
		if c.Person == "" {
			c.Person = session(e.Identity.ARN)
		}
	}
	return c
}

// session returns the name of a role's session; empty if the ARN is of none.
func session(arn string) string {
	_, resource := splitARN(arn)
	rest, ok := strings.CutPrefix(resource, "assumed-role/")
	if !ok {
		return ""
	}
	_, name, _ := strings.Cut(rest, "/")
	return name
}

// splitARN returns the account and the resource of an ARN; both are empty if it is
// none.
func splitARN(arn string) (account, resource string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return "", ""
	}
	return parts[4], parts[5]
}
