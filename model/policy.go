package model

import "time"

// Policy is a policy without its document, as ListPolicies returns it.
type Policy struct {
	ID          PolicyID
	ARN         string
	Name        string
	Description string
	Type        PolicyType
	AWSManaged  bool
}

// Document is a policy's text and when it was read. AWS's lists of policies have
// no versions, so only the time says how old a text may be.
type Document struct {
	Text  string
	Taken time.Time
}
