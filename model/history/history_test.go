package history_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/history"
	"deputy/model/plan"
	"deputy/model/sample"
)

const jo = `"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PlatformAdmin_4f1d2c3b5a697887/jo","accountId":"111122223333",` +
	`"sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_PlatformAdmin_4f1d2c3b5a697887"}}}`

var start = time.Date(2026, 10, 2, 10, 0, 0, 0, time.UTC)

// event returns the event of a call of jo's, so many minutes after the start; more are
// further fields.
func event(n int, source, name, more string) string {
	return fmt.Sprintf(`{"eventVersion":"1.11",%s,"eventTime":%q,"eventSource":"%s.amazonaws.com","eventName":%q,"awsRegion":"us-east-1","sourceIPAddress":"192.0.2.10",`+
		`"userAgent":"aws-cli/2","readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"111122223333","eventID":"e%03d","requestID":"r%03d"%s}`,
		jo, start.Add(time.Duration(n)*time.Minute).Format(time.RFC3339), source, name, n, n, more)
}

// read returns the log of events.
func read(t *testing.T, journal []plan.JournalEntry, events ...string) *history.Log {
	t.Helper()
	r := model.NewReading()
	for _, text := range events {
		if e, ok := history.EventOf(text); ok {
			r.Apply(model.HistoryFact{Events: []model.ChangeEvent{e}})
		}
	}
	h, _ := r.History()
	return history.New(h, journal)
}

func demo() *model.Reading {
	r := model.NewReading()
	r.Apply(model.SavedFact{Snapshot: sample.Demo()})
	return r
}

// What each call did, with the parameters as they stand in AWS's examples of events.
func TestWords(t *testing.T) {
	r := demo()
	params := func(json string) string { return `,"requestParameters":` + json + `,"responseElements":null` }
	var policy *model.Policy
	for _, p := range r.Policies(model.ServiceControlPolicy) {
		if p.Name == "KeepLogging" {
			policy = p
		}
	}
	var prod model.NodeID
	for n := range r.Nodes() {
		if n.Name == "Prod" {
			prod = n.ID
		}
	}
	for _, tt := range []struct{ source, name, more, want string }{
		{"organizations", "RegisterDelegatedAdministrator", params(`{"accountId":"222233334444","servicePrincipal":"guardduty.amazonaws.com"}`), "security-tooling registered for Amazon GuardDuty"},
		{"organizations", "DeregisterDelegatedAdministrator", params(`{"accountId":"222233334444","servicePrincipal":"new.amazonaws.com"}`), "security-tooling removed from new.amazonaws.com"},
		{"organizations", "EnableAWSServiceAccess", params(`{"servicePrincipal":"ram.amazonaws.com"}`), "Trusted access for ram.amazonaws.com switched on"},
		{"organizations", "DisableAWSServiceAccess", params(`{"servicePrincipal":"macie.amazonaws.com"}`), "Trusted access for Amazon Macie switched off"},
		{"organizations", "PutResourcePolicy", params(`{"content":"{}"}`), "Resource policy of the organization written"},
		{"organizations", "CloseAccount", params(`{"accountId":"444455556666"}`), "Account payments-prod closed"},
		{"organizations", "MoveAccount", params(`{"accountId":"444455556666","sourceParentId":"r-4x9a","destinationParentId":"` + string(prod) + `"}`), "payments-prod moved from Root to Prod"},
		{"organizations", "RemoveAccountFromOrganization", params(`{"accountId":"999999999999"}`), "Account 999999999999 removed from the organization"},
		{"organizations", "InviteAccountToOrganization", `,"requestParameters":{"notes":"n","target":{"type":"ACCOUNT","id":"222222222222"}},"responseElements":{"handshake":{"id":"h-1"}}`, "Account 222222222222 invited"},
		{"organizations", "CreateOrganizationalUnit", `,"requestParameters":{"name":"New","parentId":"` + string(prod) + `"},"responseElements":{"organizationalUnit":{"id":"ou-1","name":"New"}}`, "OU New created in Prod"},
		{"organizations", "UpdateOrganizationalUnit", params(`{"organizationalUnitId":"` + string(prod) + `","name":"Production"}`), "OU " + string(prod) + " renamed to Production"},
		{"organizations", "DeleteOrganizationalUnit", params(`{"organizationalUnitId":"ou-2"}`), "OU ou-2 deleted"},
		{"organizations", "CreatePolicy", `,"requestParameters":{"name":"New","type":"TAG_POLICY","content":"{}"},"responseElements":{"policy":{"policySummary":{"id":"p-new","name":"New","type":"TAG_POLICY"}}}`, "tag policy New created"},
		{"organizations", "UpdatePolicy", params(`{"policyId":"` + string(policy.ID) + `","content":"{}"}`), "SCP KeepLogging edited"},
		{"organizations", "UpdatePolicy", params(`{"policyId":"` + string(policy.ID) + `","description":"x"}`), "SCP KeepLogging: name or description changed"},
		{"organizations", "DeletePolicy", params(`{"policyId":"p-gone"}`), "Policy p-gone deleted"},
		{"organizations", "AttachPolicy", params(`{"policyId":"` + string(policy.ID) + `","targetId":"444455556666"}`), "SCP KeepLogging attached to payments-prod"},
		{"organizations", "DetachPolicy", params(`{"policyId":"` + string(policy.ID) + `","targetId":"r-4x9a"}`), "SCP KeepLogging detached from Root"},
		{"organizations", "EnablePolicyType", params(`{"rootId":"r-4x9a","policyType":"TAG_POLICY"}`), "Policy type TAG_POLICY enabled"},
		{"guardduty", "EnableOrganizationAdminAccount", params(`{"adminAccountId":"222233334444"}`), "security-tooling registered for Amazon GuardDuty in us-east-1"},
		{"securityhub", "DisableOrganizationAdminAccount", params(`{"AdminAccountId":"222233334444"}`), "security-tooling removed from AWS Security Hub in us-east-1"},
		{"ec2", "EnableIpamOrganizationAdminAccount", params(`{"EnableIpamOrganizationAdminAccountRequest":{"DelegatedAdminAccountId":"555566667777"}}`), "network-prod registered for Amazon VPC IP Address Manager (IPAM)"},
		{"detective", "DisableOrganizationAdminAccount", params(`null`), "Delegated administrator removed from Amazon Detective in us-east-1"},
		{"health", "DisableHealthServiceAccessForOrganization", params(`null`), "Trusted access for AWS Health switched off"},
		{"networkmanager", "StartOrganizationServiceAccessUpdate", params(`{"action":"DISABLE"}`), "Trusted access for AWS Network Manager switched off"},
		{"license-manager", "UpdateServiceSettings", params(`{"organizationConfiguration":{"enableIntegration":true}}`), "Trusted access for AWS License Manager switched on"},
		{"license-manager", "UpdateServiceSettings", params(`{"snsTopicArn":"x"}`), ""},
		{"organizations", "AttachPolicy", `,"errorCode":"PolicyNotFoundException"`, ""},
		{"guardduty", "CreateFilter", params(`{}`), ""},
		{"organizations", "ListAccounts", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := read(t, nil, event(1, tt.source, tt.name, tt.more))
			got := ""
			if len(l.Changes) > 0 {
				got = l.Words(&l.Changes[0], r)
				if who := l.Changes[0].Who(); who != "permission set PlatformAdmin (jo)" {
					t.Errorf("by %s", who)
				}
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// Every name that is looked for is one that says something.
func TestEveryNameHasWords(t *testing.T) {
	if n := len(history.OrganizationNames()); n < 30 {
		t.Errorf("%d names of AWS Organizations", n)
	}
	sources := map[string]string{}
	for _, s := range catalog.Services() {
		for _, c := range s.Calls() {
			sources[c.Operation] = c.Service
		}
	}
	for _, name := range append(history.OrganizationNames(), history.ServiceNames()...) {
		source := sources[name]
		if source == "" {
			source = "organizations"
		}
		l := read(t, nil, event(1, source, name, `,"requestParameters":{"action":"ENABLE"}`))
		for i := range l.Changes {
			if words := l.Words(&l.Changes[i], demo()); words == name || strings.Contains(words, "  ") || strings.HasSuffix(words, " ") {
				t.Errorf("%s: %q", name, words)
			}
		}
	}
}

// Calls that AWS carries out later belong to their results: a failure is no change.
func TestResults(t *testing.T) {
	result := func(n int, name, details string) string {
		return fmt.Sprintf(`{"userIdentity":{"accountId":"111122223333","invokedBy":"AWS Internal"},"eventTime":%q,"eventSource":"organizations.amazonaws.com","eventName":%q,`+
			`"awsRegion":"us-east-1","readOnly":false,"eventType":"AwsServiceEvent","eventID":"e%03d","serviceEventDetails":%s}`, start.Add(time.Duration(n)*time.Minute).Format(time.RFC3339), name, n, details)
	}
	create := func(n int, request string) string {
		return event(n, "organizations", "CreateAccount", `,"requestParameters":{"accountName":"****"},"responseElements":{"createAccountStatus":{"id":"`+request+`","state":"IN_PROGRESS"}}`)
	}
	l := read(t, nil,
		create(1, "car-1"), result(2, "CreateAccountResult", `{"createAccountStatus":{"id":"car-1","state":"SUCCEEDED","accountName":"****","accountId":"444455556666"}}`),
		create(3, "car-2"), result(4, "CreateAccountResult", `{"createAccountStatus":{"id":"car-2","state":"FAILED","failureReason":"EMAIL_ALREADY_EXISTS"}}`),
		create(5, "car-3"),
		event(6, "organizations", "CloseAccount", `,"requestParameters":{"accountId":"222233334444"}`), result(7, "CloseAccountResult", `{"closeAccountStatus":{"accountId":"222233334444","state":"FAILED"}}`),
		event(8, "organizations", "InviteAccountToOrganization", `,"requestParameters":{"target":{"type":"ACCOUNT","id":"222222222222"}},"responseElements":{"handshake":{"id":"h-1"}}`),
		event(9, "organizations", "CancelHandshake", `,"requestParameters":{"handshakeId":"h-1"}`),
	)
	var got []string
	for i := range l.Changes {
		got = append(got, l.Words(&l.Changes[i], demo()))
	}
	want := "Invitation of account 222222222222 cancelled|Account 222222222222 invited|Creation of an account requested|Account payments-prod created"
	if strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if c := l.Changes[3]; c.Who() != "permission set PlatformAdmin (jo)" || c.Account != "444455556666" || c.Node != "444455556666" {
		t.Errorf("created: %+v", c)
	}
}

// A delegation is told apart from an earlier one of the same account, and joined with
// the step of deputy's plan by the ID of the request, or by time and parameters.
func TestRegistration(t *testing.T) {
	register := func(n int) string {
		return event(n, "organizations", "RegisterDelegatedAdministrator", `,"requestParameters":{"accountId":"222233334444","servicePrincipal":"devops-guru.amazonaws.com"}`)
	}
	const days = 24 * 60
	step := func(request string, n int, account string) plan.JournalEntry {
		return plan.JournalEntry{
			Time: start.Add(time.Duration(n) * time.Minute), Plan: "digest-" + request, Service: "organizations", Operation: "RegisterDelegatedAdministrator",
			Parameters: catalog.Parameters{{Name: "AccountId", Value: account}, {Name: "ServicePrincipal", Value: "devops-guru.amazonaws.com"}}, RequestID: request,
		}
	}
	d := model.Delegation{Account: "222233334444", Principal: "devops-guru.amazonaws.com", Since: start.Add(10 * days * time.Minute)}
	for name, tt := range map[string]struct {
		journal []plan.JournalEntry
		plan    string
	}{
		"the request":        {[]plan.JournalEntry{step("r14400", 10*days+9, "222233334444")}, "digest-r14400"},
		"another request":    {[]plan.JournalEntry{step("r7", 10*days, "222233334444")}, ""},
		"time and account":   {[]plan.JournalEntry{step("", 10*days+1, "222233334444")}, "digest-"},
		"another account":    {[]plan.JournalEntry{step("", 10*days+1, "333344445555")}, ""},
		"long after":         {[]plan.JournalEntry{step("", 10*days+30, "222233334444")}, ""},
		"no journal":         {nil, ""},
		"the one before not": {[]plan.JournalEntry{step("r001", 1, "222233334444")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := read(t, tt.journal, register(1), register(10*days))
			c := l.Registration(d)
			if c == nil || c.Event.ID != "e14400" || c.Plan != tt.plan {
				t.Errorf("%+v, want plan %q", c, tt.plan)
			}
		})
	}
	l := read(t, nil, register(1), event(5, "organizations", "DeregisterDelegatedAdministrator", `,"requestParameters":{"accountId":"222233334444","servicePrincipal":"devops-guru.amazonaws.com"}`))
	if c := l.Registration(d); c != nil {
		t.Errorf("a registration of long before: %+v", c)
	}
	if c := l.Deregistration(d); c == nil || c.Event.ID != "e005" {
		t.Errorf("the removal: %+v", c)
	}
}

// Who made a call through a service is told with the service.
func TestThroughAService(t *testing.T) {
	text := strings.Replace(event(1, "organizations", "RegisterDelegatedAdministrator", `,"requestParameters":{"accountId":"222233334444","servicePrincipal":"guardduty.amazonaws.com"}`),
		`"accountId":"111122223333",`, `"accountId":"111122223333","invokedBy":"guardduty.amazonaws.com",`, 1)
	l := read(t, nil, text, event(2, "guardduty", "EnableOrganizationAdminAccount", `,"requestParameters":{"adminAccountId":"222233334444"}`))
	c := l.Registration(model.Delegation{Account: "222233334444", Principal: "guardduty.amazonaws.com", Since: start})
	if c == nil || c.Event.Service != "guardduty" || l.Changes[1].Who() != "permission set PlatformAdmin (jo) through guardduty.amazonaws.com" {
		t.Errorf("%+v, %s", c, l.Changes[1].Who())
	}
}
