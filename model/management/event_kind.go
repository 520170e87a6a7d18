package management

import (
	"strings"

	"deputy/model/cloudtrail"
	"deputy/model/iam"
)

// eventKind says what an event counts as.
type eventKind uint8

const (
	changeEvent  eventKind = iota + 1
	failedEvent            // a change that AWS did not make
	readEvent              //
	signInEvent            // a sign-in, or a token
	serviceEvent           // of an AWS service or its role
)

// tokenSources are the services whose calls sign in or hand out tokens, which
// changes nothing.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
var tokenSources = map[string]bool{"signin": true, "sts": true, "sso-oauth": true, "sso-oidc": true, "oauth": true, "cognito-identity": true}

// tokenNames are the events of IAM Identity Center's sign-in and access portal.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/sso-info-in-cloudtrail.html
var tokenNames = map[string]bool{
	"Authenticate": true, "Federate": true, "Logout": true, "CreateToken": true, "CreateTokenWithIAM": true, "RegisterClient": true,
	"StartDeviceAuthorization": true, "GetRoleCredentials": true, "ListAccountRoles": true, "UserAuthentication": true,
	"CredentialChallenge": true, "CredentialVerification": true, "ConsoleLogin": true, "SwitchRole": true, "ExitRole": true,
}

// kindOf returns what an event counts as. AWS's own word, readOnly, decides; events
// without it are judged by AWS's reference, or by the verb.
func kindOf(e *cloudtrail.Event, action string, caller Caller) eventKind {
	source, _, _ := strings.Cut(e.Source, ".")
	switch {
	case caller.Kind == Service:
		return serviceEvent
	case tokenSources[source] || e.Type == "AwsConsoleSignIn" || strings.HasPrefix(source, "sso") && tokenNames[e.Name]:
		return signInEvent
	case e.ReadOnly == "true" || e.ReadOnly != "false" && reads(e.Name, action):
		return readEvent
	case e.ErrorCode != "":
		return failedEvent
	}
	return changeEvent
}

func reads(name, action string) bool {
	if a, ok := iam.Lookup(action); ok {
		return a.Access == iam.Read || a.Access == iam.List
	}
	for _, verb := range []string{"Get", "List", "Describe", "Lookup", "Search", "BatchGet", "Head"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}
