package sample

import (
	"fmt"
	"time"

	"deputy/model"
)

// Accounts of the demo organization that events are about.
const (
	hackathon       model.AccountID = "267082871208" // is being closed
	bluebirdArchive model.AccountID = "625106799908" // was invited
)

// changes are what was changed in the organization once, so many days ago: the account
// of a training that came and went, a guardrail that was tried out, a delegation of
// Security Hub that was taken back.
var changes = []act{
	{who: "ana", offset: 41, times: 1, source: "securityhub", name: "EnableOrganizationAdminAccount", region: "eu-west-1", parameters: about(`{"AdminAccountId":"%s"}`, tooling)},
	{who: "kim", offset: 33, times: 1, source: "securityhub", name: "DisableOrganizationAdminAccount", region: "eu-west-1", parameters: about(`{"AdminAccountId":"%s"}`, tooling)},
	{who: "jo", offset: 61, times: 1, source: "organizations", name: "PutResourcePolicy", region: "us-east-1", parameters: `{"content":"{}"}`},
	{who: "pipeline", offset: 1, times: 1, source: "organizations", name: "UpdatePolicy", region: "us-east-1", parameters: `{"policyId":"p-j8ht9lgm","content":"{}"}`},
	{who: "pipeline", offset: 3, times: 1, source: "organizations", name: "AttachPolicy", region: "us-east-1", parameters: `{"policyId":"p-344tfjgv","targetId":"` + string(policyStaging) + `"}`},
	{
		who: "pipeline", offset: 4, times: 1, source: "organizations", name: "CreatePolicy", region: "us-east-1", parameters: `{"name":"StagingCandidate","type":"SERVICE_CONTROL_POLICY","content":"{}"}`,
		response: `{"policy":{"policySummary":{"id":"p-344tfjgv","name":"StagingCandidate","type":"SERVICE_CONTROL_POLICY","awsManaged":false}}}`,
	},
	{who: "pipeline", offset: 6, times: 1, source: "organizations", name: "DetachPolicy", region: "us-east-1", parameters: `{"policyId":"p-q4k7bn7x","targetId":"` + string(root) + `"}`},
	{who: "jo", offset: 12, times: 1, source: "organizations", name: "CloseAccount", region: "us-east-1", parameters: about(`{"accountId":"%s"}`, hackathon)},
	{who: "organizations", offset: 12, times: 1, source: "organizations", name: "CloseAccountResult", region: "us-east-1", t: "AwsServiceEvent", details: about(`{"closeAccountStatus":{"accountId":"%s","state":"SUCCEEDED"}}`, hackathon)},
	{who: "jo", offset: 13, times: 1, source: "organizations", name: "MoveAccount", region: "us-east-1", parameters: about(`{"accountId":"%s","sourceParentId":"`+string(sandbox)+`","destinationParentId":"`+string(suspended)+`"}`, hackathon)},
	{
		who: "pipeline", offset: 20, times: 1, source: "organizations", name: "CreateAccount", region: "us-east-1", parameters: `{"accountName":"****","email":"****"}`,
		response: `{"createAccountStatus":{"id":"car-demo1","accountName":"****","state":"IN_PROGRESS"}}`,
	},
	{who: "organizations", offset: 20, times: 1, source: "organizations", name: "CreateAccountResult", region: "us-east-1", t: "AwsServiceEvent", details: `{"createAccountStatus":{"id":"car-demo1","state":"FAILED","accountName":"****","failureReason":"EMAIL_ALREADY_EXISTS"}}`},
	{
		who: "kim", offset: 27, times: 1, source: "organizations", name: "CreateOrganizationalUnit", region: "us-east-1", parameters: `{"name":"Workloads Prod","parentId":"` + string(policyStaging) + `"}`,
		response: `{"organizationalUnit":{"id":"` + string(policyStagingProd) + `","name":"Workloads Prod"}}`,
	},
}

// dated are the events of what has a date in the organization.
var dated = []struct {
	act
	on string // the day
}{
	{act{who: "jo", source: "organizations", name: "EnableAWSServiceAccess", region: "us-east-1", parameters: `{"servicePrincipal":"telemetry-broker.amazonaws.com"}`}, "2026-09-28"},
	{act{who: "jo", source: "organizations", name: "RegisterDelegatedAdministrator", region: "us-east-1", parameters: about(`{"accountId":"%s","servicePrincipal":"telemetry-broker.amazonaws.com"}`, monitoring)}, "2026-09-28"},
	{
		act{
			who: "kim", source: "organizations", name: "InviteAccountToOrganization", region: "us-east-1", parameters: about(`{"target":{"type":"ACCOUNT","id":"%s"}}`, bluebirdArchive),
			response: `{"handshake":{"id":"h-demo1","state":"OPEN"}}`,
		}, "2026-11-13",
	},
}

// datedEvents returns those between two times.
func datedEvents(from, to time.Time) []string {
	var events []string
	for i, d := range dated {
		if at := day(d.on).Add(time.Duration(i*7) * time.Minute); at.After(from) && at.Before(to) {
			events = append(events, d.event(at, fmt.Sprintf("%08x-0000-4000-8000-0000000d%04x", at.Unix(), i)))
		}
	}
	return events
}
