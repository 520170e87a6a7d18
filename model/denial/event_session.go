package denial

import (
	"strings"
	"time"
)

// identity is who made the call of a CloudTrail event, and its session.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
type identity struct {
	Type           string `json:"type"`
	ID             string `json:"principalId"`
	ARN            string `json:"arn"`
	Account        string `json:"accountId"`
	AccessKey      string `json:"accessKeyId"`
	InvokedBy      string `json:"invokedBy"`
	SessionContext *struct {
		SessionIssuer struct {
			Type string `json:"type"`
			ARN  string `json:"arn"`
		} `json:"sessionIssuer"`
		Attributes struct {
			Created string `json:"creationDate"`
			MFA     string `json:"mfaAuthenticated"`
		} `json:"attributes"`
		WebID struct {
			Provider string `json:"federatedProvider"`
		} `json:"webIdFederationData"`
		SourceIdentity string `json:"sourceIdentity"`
		RoleDelivery   string `json:"ec2RoleDelivery"`
		AssumedRoot    string `json:"assumedRoot"`
	} `json:"sessionContext"`
}

// principal returns the caller's ARN. The issuer of a role's session is the role
// with its path; that of a federated user is who asked for the session.
func (u *identity) principal() string {
	if s := u.SessionContext; s != nil && s.SessionIssuer.ARN != "" && (s.SessionIssuer.Type == "" || s.SessionIssuer.Type == "Role" || s.SessionIssuer.Type == "Root") {
		return s.SessionIssuer.ARN
	}
	return u.ARN
}

// keys returns the condition keys that the caller and its session have. An event
// that a service caused (invokedBy) does not say aws:ViaAWSService.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (u *identity) keys(set func(key, value string), absent func(key string)) {
	switch u.Type {
	case "AssumedRole", "IAMUser":
		set("aws:userid", u.ID)
	case "AWSService": // It made the request itself, and not in a caller's name.
		set("aws:PrincipalIsAWSService", "true")
		set("aws:PrincipalServiceName", u.InvokedBy)
	}
	s := u.SessionContext
	if s == nil || s.Attributes.MFA == "" {
		// Long-term keys have no session, and so not this key.
		if u.Type == "IAMUser" && strings.HasPrefix(u.AccessKey, "AKIA") {
			absent("aws:MultiFactorAuthPresent")
		}
	} else {
		set("aws:MultiFactorAuthPresent", s.Attributes.MFA)
	}
	if s == nil {
		return
	}
	if _, err := time.Parse(time.RFC3339, s.Attributes.Created); err == nil {
		set("aws:TokenIssueTime", s.Attributes.Created)
	}
	set("aws:SourceIdentity", s.SourceIdentity)
	set("aws:FederatedProvider", s.WebID.Provider)
	set("ec2:RoleDelivery", s.RoleDelivery)
	if strings.EqualFold(s.AssumedRoot, "true") {
		set("aws:AssumedRoot", "true")
	}
}
