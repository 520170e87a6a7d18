package sample

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"deputy/model"
)

// act is something that a person or a pipeline of the demo organization does in the
// management account again and again.
type act struct {
	who                  string // in actors
	every, offset, times int    // each so many days, so often; once, so many days ago, if every is zero
	source, name, region string
	parameters           string // JSON
	reads                bool
	errorCode, t         string // t is the type of the event if it is no call
	response, details    string // JSON
}

// actors are who uses the management account, by the names of acts.
var actors = map[string]string{
	"jo":            permissionSet("PlatformAdmin", "jo@example.com"),
	"kim":           permissionSet("PlatformAdmin", "kim@example.com"),
	"ana":           permissionSet("SecurityAdmin", "ana@example.com"),
	"pipeline":      role("OrgAdmin", "org-pipeline"),
	"report":        `{"type":"IAMUser","principalId":"AIDADEMOREPORT","arn":"arn:aws:iam::` + string(management) + `:user/report-export","accountId":"` + string(management) + `","userName":"report-export"}`,
	"root":          `{"type":"Root","principalId":"` + string(management) + `","arn":"arn:aws:iam::` + string(management) + `:root","accountId":"` + string(management) + `"}`,
	"organizations": `{"accountId":"` + string(management) + `","invokedBy":"AWS Internal"}`,
	"service":       `{"type":"AWSService","invokedBy":"config.amazonaws.com"}`,
	"linked":        role("aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO", "SSO"),
}

func permissionSet(name, person string) string {
	return role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_"+name+"_4f1d2c3b5a697887", person)
}

func role(path, session string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	account := string(management)
	return `{"type":"AssumedRole","principalId":"AROADEMO:` + session + `","arn":"arn:aws:sts::` + account + `:assumed-role/` + name + `/` + session +
		`","accountId":"` + account + `","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::` + account + `:role/` + path +
		`","accountId":"` + account + `","userName":"` + name + `"},"attributes":{"mfaAuthenticated":"true"}}}`
}

// about returns parameters that name an account.
func about(format string, account model.AccountID) string { return fmt.Sprintf(format, account) }

// acts are what is done. Three delegations would cover most of it: Security Hub,
// Account Management and Private Marketplace have no delegated administrator, and
// IAM Identity Center, StackSets and GuardDuty have one that is not used for it.
var acts = []act{
	{who: "ana", every: 1, times: 4, source: "securityhub", name: "BatchUpdateFindings", region: "eu-west-1", parameters: `{"findingIdentifiers":[],"workflow":{"status":"SUPPRESSED"}}`},
	{who: "ana", every: 12, offset: 3, times: 1, source: "securityhub", name: "CreateInsight", region: "eu-west-1", parameters: `{"name":"open-critical"}`},
	{who: "ana", every: 30, offset: 11, times: 1, source: "securityhub", name: "UpdateOrganizationConfiguration", region: "eu-west-1", parameters: `{"autoEnable":true}`},
	{who: "ana", every: 15, offset: 6, times: 2, source: "guardduty", name: "CreateFilter", region: "eu-west-1", parameters: `{"detectorId":"d1","name":"known-scanner"}`},
	{who: "jo", every: 3, offset: 1, times: 2, source: "account", name: "PutAlternateContact", region: "us-east-1", parameters: about(`{"accountId":"%s","alternateContactType":"SECURITY"}`, payments)},
	{who: "jo", every: 20, offset: 4, times: 1, source: "account", name: "EnableRegion", region: "us-east-1", parameters: about(`{"accountId":"%s","regionName":"eu-south-2"}`, searchProd)},
	{who: "kim", every: 5, offset: 2, times: 1, source: "aws-marketplace", name: "AssociateProductsWithPrivateMarketplace", region: "us-east-1", parameters: `{"privateMarketplaceId":"pm-1"}`},
	{who: "kim", every: 10, offset: 5, times: 1, source: "marketplacecatalog", name: "StartChangeSet", region: "us-east-1", parameters: `{"catalog":"AWSMarketplace","changeSet":[{"changeType":"UpdateProcurementPolicy"}]}`},
	{who: "jo", every: 4, offset: 1, times: 1, source: "sso", name: "CreateAccountAssignment", region: "eu-west-1", parameters: about(`{"targetId":"%s","targetType":"AWS_ACCOUNT","principalType":"GROUP"}`, payments)},
	{who: "jo", every: 9, offset: 2, times: 1, source: "sso", name: "PutInlinePolicyToPermissionSet", region: "eu-west-1", parameters: `{"permissionSetArn":"arn:aws:sso:::permissionSet/ssoins-1/ps-1"}`},
	{who: "jo", every: 40, offset: 8, times: 1, source: "sso", name: "CreateAccountAssignment", region: "eu-west-1", parameters: about(`{"targetId":"%s","targetType":"AWS_ACCOUNT","principalType":"USER"}`, management)},
	{who: "pipeline", every: 1, times: 6, source: "cloudformation", name: "UpdateStackSet", region: "eu-west-1", parameters: `{"stackSetName":"baseline","permissionModel":"SERVICE_MANAGED"}`},
	{who: "pipeline", every: 16, offset: 3, times: 1, source: "organizations", name: "AttachPolicy", region: "us-east-1", parameters: `{"policyId":"p-lqsaj08x","targetId":"` + string(training) + `"}`},
	{who: "pipeline", every: 16, offset: 11, times: 1, source: "organizations", name: "DetachPolicy", region: "us-east-1", parameters: `{"policyId":"p-lqsaj08x","targetId":"` + string(training) + `"}`},
	{who: "report", every: 2, times: 1, source: "lambda", name: "UpdateFunctionCode20150331v2", region: "eu-west-1", parameters: `{"functionName":"cost-report"}`},
	{who: "report", every: 7, offset: 5, times: 1, source: "ec2", name: "StartInstances", region: "eu-west-1", parameters: `{"instancesSet":{"items":[{"instanceId":"i-0demo"}]}}`},
	{who: "jo", every: 25, offset: 6, times: 1, source: "support", name: "CreateCase", region: "us-east-1", parameters: `{"serviceCode":"general-info"}`},
	{who: "kim", every: 18, offset: 7, times: 1, source: "budgets", name: "CreateBudget", region: "us-east-1", parameters: about(`{"accountId":"%s"}`, management)},
	{who: "pipeline", every: 21, offset: 4, times: 1, source: "organizations", name: "DeletePolicy", region: "us-east-1", parameters: `{"policyId":"p-q4k7bn7x"}`, errorCode: "PolicyInUseException"},
	{who: "root", every: 60, offset: 17, times: 1, source: "account", name: "PutContactInformation", region: "us-east-1", parameters: `{"contactInformation":"HIDDEN_DUE_TO_SECURITY_REASONS"}`},
	{who: "root", every: 60, offset: 17, times: 1, source: "signin", name: "ConsoleLogin", region: "us-east-1", t: "AwsConsoleSignIn"},
	{who: "jo", every: 1, times: 1, source: "signin", name: "ConsoleLogin", region: "us-east-1", t: "AwsConsoleSignIn"},
	{who: "ana", every: 2, times: 1, source: "signin", name: "ConsoleLogin", region: "us-east-1", t: "AwsConsoleSignIn"},
	{who: "pipeline", every: 1, times: 3, source: "organizations", name: "ListAccounts", region: "us-east-1", reads: true},
	{who: "ana", every: 1, times: 2, source: "securityhub", name: "GetFindings", region: "eu-west-1", reads: true},
	{who: "service", every: 2, times: 1, source: "config", name: "PutEvaluations", region: "eu-west-1"},
	{who: "linked", every: 4, offset: 1, times: 1, source: "iam", name: "AttachRolePolicy", region: "us-east-1", parameters: `{"roleName":"AWSReservedSSO_PlatformAdmin_4f1d2c3b5a697887"}`},
}

// Events returns the CloudTrail events of the last 90 days in the management
// account of the built-in organization, as JSON: those of a platform team that does
// there what three delegations would cover.
func Events(now time.Time) []string {
	const days = 90
	var events []string
	all := slices.Concat(acts, changes)
	for d := range days {
		for i, a := range all {
			if a.every == 0 && d != a.offset || a.every > 0 && d%a.every != a.offset%a.every {
				continue
			}
			for n := range a.times {
				at := now.UTC().Truncate(time.Hour).AddDate(0, 0, -d).Add(-time.Duration(i*17+n*11+1) * time.Minute)
				events = append(events, a.event(at, fmt.Sprintf("%08x-%04x-4000-8000-00000000%04x", d*4096+i, i, n)))
			}
		}
	}
	return append(events, datedEvents(now.UTC().AddDate(0, 0, -days), now.UTC())...)
}

// event returns the event of one call.
func (a *act) event(at time.Time, id string) string {
	e := struct {
		Version    string          `json:"eventVersion"`
		Identity   json.RawMessage `json:"userIdentity"`
		Time       string          `json:"eventTime"`
		Source     string          `json:"eventSource"`
		Name       string          `json:"eventName"`
		Region     string          `json:"awsRegion"`
		Address    string          `json:"sourceIPAddress"`
		Agent      string          `json:"userAgent"`
		ErrorCode  string          `json:"errorCode,omitempty"`
		Parameters json.RawMessage `json:"requestParameters"`
		Response   json.RawMessage `json:"responseElements"`
		Request    string          `json:"requestID,omitempty"`
		ID         string          `json:"eventID"`
		ReadOnly   bool            `json:"readOnly"`
		Type       string          `json:"eventType"`
		Category   string          `json:"eventCategory"`
		Recipient  string          `json:"recipientAccountId"`
		Details    json.RawMessage `json:"serviceEventDetails,omitempty"`
	}{
		"1.11", json.RawMessage(actors[a.who]), at.Format(time.RFC3339), a.source + ".amazonaws.com", a.name, a.region, "192.0.2.10", "aws-cli/2",
		a.errorCode, orNull(a.parameters), orNull(a.response), "", id, a.reads, "AwsApiCall", "Management", string(management), nil,
	}
	if a.t == "" {
		e.Request = "r" + id[1:]
	} else {
		e.Type = a.t
	}
	if a.details != "" {
		e.Details = json.RawMessage(a.details)
	}
	text, _ := json.Marshal(e) // A test reads them all.
	return string(text)
}

// orNull returns JSON, or null for none.
func orNull(text string) json.RawMessage {
	if text == "" {
		return json.RawMessage("null")
	}
	return json.RawMessage(text)
}
