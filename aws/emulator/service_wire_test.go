package emulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"deputy/aws/emulator"
	"deputy/model"
	"deputy/model/sample"
)

// scoped returns a signature for a service in a Region.
func scoped(service, region, account string) string {
	return fmt.Sprintf("AWS4-HMAC-SHA256 Credential=AKIA%sDEMO/20261123/%s/%s/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff", account, region, service)
}

// exchange is one request and its answer, byte by byte.
type exchange struct {
	name, service, account string
	method, path, target   string
	body                   string
	status                 int
	errorType, want        string
}

// exchanges go to eu-west-1, but for Firewall Manager's, one after the other.
var exchanges = []exchange{
	{name: "GuardDuty's list", service: "guardduty", method: "GET", path: "/admin", status: 200, want: `{"adminAccounts":[{"adminAccountId":"222233334444","adminStatus":"ENABLED"}]}`},
	{name: "GuardDuty's list with a page size", service: "guardduty", method: "GET", path: "/admin?maxResults=50", status: 200, want: `{"adminAccounts":[{"adminAccountId":"222233334444","adminStatus":"ENABLED"}]}`},
	{name: "GuardDuty's list with a page too large", service: "guardduty", method: "GET", path: "/admin?maxResults=51", status: 400, errorType: "BadRequestException", want: `{"message":"The request to GuardDuty is rejected because an invalid or out-of-range value is specified as an input parameter."}`},
	{name: "GuardDuty's removal", service: "guardduty", method: "POST", path: "/admin/disable", body: `{"adminAccountId":"222233334444"}`, status: 200, want: `{}`},
	{name: "GuardDuty's registration", service: "guardduty", method: "POST", path: "/admin/enable", body: `{"adminAccountId":"222233334444"}`, status: 200, want: `{}`},
	{name: "GuardDuty without an account", service: "guardduty", method: "POST", path: "/admin/enable", body: `{}`, status: 400, errorType: "BadRequestException", want: `{"message":"The request to GuardDuty is rejected because an invalid or out-of-range value is specified as an input parameter."}`},
	{name: "GuardDuty with a number", service: "guardduty", method: "POST", path: "/admin/enable", body: `{"adminAccountId":1}`, status: 400, errorType: "SerializationException", want: `{"message":"adminAccountId is not a string."}`},
	{name: "GuardDuty without JSON", service: "guardduty", method: "POST", path: "/admin/enable", body: `[`, status: 400, errorType: "SerializationException", want: `{"message":"The request body is not a JSON object."}`},
	{name: "no operation of GuardDuty's", service: "guardduty", method: "GET", path: "/detector", status: 404, errorType: "UnknownOperationException", want: `{"message":""}`},

	{name: "Macie's list", service: "macie2", method: "GET", path: "/admin", status: 200, want: `{"adminAccounts":[{"accountId":"222233334444","status":"ENABLED"}]}`},
	{name: "Macie's removal", service: "macie2", method: "DELETE", path: "/admin?adminAccountId=222233334444", status: 200, want: `{}`},
	{name: "Macie's removal of nobody", service: "macie2", method: "DELETE", path: "/admin?adminAccountId=222233334444", status: 404, errorType: "ResourceNotFoundException", want: `{"message":"The request failed because the account is not the delegated administrator of Macie."}`},
	{name: "Macie's registration", service: "macie2", method: "POST", path: "/admin", body: `{"adminAccountId":"222233334444","clientToken":"c"}`, status: 200, want: `{}`},
	{name: "Macie's registration again", service: "macie2", method: "POST", path: "/admin", body: `{"adminAccountId":"222233334444"}`, status: 409, errorType: "ConflictException", want: `{"message":"The request failed because the account is already the delegated administrator of Macie."}`},
	{name: "Macie by a member", service: "macie2", account: payments, method: "GET", path: "/admin", status: 403, errorType: "AccessDeniedException", want: `{"message":"The request to Macie failed because your account does not have the required permission of the organization's management account."}`},

	{name: "Security Hub's registration", service: "securityhub", method: "POST", path: "/organization/admin/enable", body: `{"AdminAccountId":"222233334444"}`, status: 200, want: `{"AdminAccountId":"222233334444","Feature":"SecurityHub"}`},
	{name: "Security Hub's other registration", service: "securityhub", method: "POST", path: "/organization/admin/enable", body: `{"AdminAccountId":"222233334444","Feature":"SecurityHubV2"}`, status: 200, want: `{"AdminAccountId":"222233334444","Feature":"SecurityHubV2"}`},
	{name: "Security Hub's list", service: "securityhub", method: "GET", path: "/organization/admin?Feature=SecurityHubV2&MaxResults=10", status: 200, want: `{"AdminAccounts":[{"AccountId":"222233334444","Status":"ENABLED"}],"Feature":"SecurityHubV2"}`},
	{name: "Security Hub's removal", service: "securityhub", method: "POST", path: "/organization/admin/disable", body: `{"AdminAccountId":"222233334444","Feature":"SecurityHubV2"}`, status: 200, want: `{}`},
	{name: "no feature of Security Hub's", service: "securityhub", method: "GET", path: "/organization/admin?Feature=Hub", status: 400, errorType: "InvalidInputException", want: `{"Message":"The request to Security Hub is rejected because an invalid or out-of-range value is specified as an input parameter."}`},

	{name: "Inspector's list", service: "inspector2", method: "POST", path: "/delegatedadminaccounts/list", body: `{"maxResults":5}`, status: 200, want: `{"delegatedAdminAccounts":[{"accountId":"222233334444","status":"ENABLED"}]}`},
	{name: "Inspector's detail", service: "inspector2", method: "POST", path: "/delegatedadminaccounts/get", status: 200, want: `{"delegatedAdmin":{"accountId":"222233334444","relationshipStatus":"ENABLED"}}`},
	{name: "Inspector's removal", service: "inspector2", method: "POST", path: "/delegatedadminaccounts/disable", body: `{"delegatedAdminAccountId":"222233334444"}`, status: 200, want: `{"delegatedAdminAccountId":"222233334444"}`},
	{name: "Inspector's detail of nobody", service: "inspector2", method: "POST", path: "/delegatedadminaccounts/get", status: 404, errorType: "ResourceNotFoundException", want: `{"message":"The request failed because the account is not the delegated administrator of Inspector."}`},
	{name: "Inspector's registration", service: "inspector2", method: "POST", path: "/delegatedadminaccounts/enable", body: `{"clientToken":"c","delegatedAdminAccountId":"222233334444"}`, status: 200, want: `{"delegatedAdminAccountId":"222233334444"}`},

	{name: "Detective's registration", service: "detective", method: "POST", path: "/orgs/enableAdminAccount", body: `{"AccountId":"222233334444"}`, status: 200, want: `{}`},
	{name: "Detective's removal", service: "detective", method: "POST", path: "/orgs/disableAdminAccount", status: 200, want: `{}`},
	{name: "Detective's list", service: "detective", method: "POST", path: "/orgs/adminAccountslist", body: `{}`, status: 200, want: `{"Administrators":[]}`},
	{name: "Detective's removal of nobody", service: "detective", method: "POST", path: "/orgs/disableAdminAccount", status: 400, errorType: "ValidationException", want: `{"Message":"The request failed because the account is not the delegated administrator of Detective."}`},

	{name: "Audit Manager without trusted access", service: "auditmanager", method: "POST", path: "/account/registerOrganizationAdminAccount", body: `{"adminAccountId":"222233334444"}`, status: 400, errorType: "ValidationException", want: `{"message":"The request failed because trusted access of Audit Manager is not enabled in AWS Organizations."}`},
	{name: "Audit Manager's detail of nobody", service: "auditmanager", method: "GET", path: "/account/organizationAdminAccount", status: 200, want: `{}`},
	{name: "trusted access", service: "organizations", method: "POST", path: "/", target: "AWSOrganizationsV20161128.EnableAWSServiceAccess", body: `{"ServicePrincipal":"auditmanager.amazonaws.com"}`, status: 200},
	{name: "Audit Manager's registration", service: "auditmanager", method: "POST", path: "/account/registerOrganizationAdminAccount", body: `{"adminAccountId":"222233334444"}`, status: 200, want: `{"adminAccountId":"222233334444","organizationId":"o-4x9acme2k7"}`},
	{name: "Audit Manager's detail", service: "auditmanager", method: "GET", path: "/account/organizationAdminAccount", status: 200, want: `{"adminAccountId":"222233334444","organizationId":"o-4x9acme2k7"}`},
	{name: "Audit Manager's removal of whoever it is", service: "auditmanager", method: "POST", path: "/account/deregisterOrganizationAdminAccount", body: `{}`, status: 200, want: `{}`},

	{name: "Network Security Manager without trusted access", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"222233334444","priority":1}`, status: 400, errorType: "ValidationException", want: `{"message":"The request failed because trusted access of Network Security Manager is not enabled in AWS Organizations."}`},
	{name: "trusted access of Network Security Manager", service: "organizations", method: "POST", path: "/", target: "AWSOrganizationsV20161128.EnableAWSServiceAccess", body: `{"ServicePrincipal":"network-security-manager.amazonaws.com"}`, status: 200},
	{name: "Network Security Manager without a priority", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"222233334444"}`, status: 400, errorType: "ValidationException", want: `{"message":"The request to Network Security Manager is rejected because an invalid or out-of-range value is specified as an input parameter."}`},
	{name: "Network Security Manager with the 11th priority", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"222233334444","priority":11}`, status: 400, errorType: "ValidationException", want: `{"message":"The request to Network Security Manager is rejected because an invalid or out-of-range value is specified as an input parameter."}`},
	{name: "Network Security Manager with a priority in words", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"222233334444","priority":"1"}`, status: 400, errorType: "SerializationException", want: `{"message":"priority is not an integer."}`},
	{name: "Network Security Manager's registration", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"222233334444","priority":2,"adminScope":{"scopeFilter":{"includeAll":{}}}}`, status: 200, want: `{"adminAccountDetails":{"adminAccount":"222233334444","priority":2,"status":"ONBOARDED"}}`},
	{name: "Network Security Manager's taken priority", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"444455556666","priority":2}`, status: 409, errorType: "ConflictException", want: `{"message":"The request failed because another administrator of Network Security Manager has this priority."}`},
	{name: "Network Security Manager's other priority", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"222233334444","priority":1}`, status: 200, want: `{"adminAccountDetails":{"adminAccount":"222233334444","priority":1,"status":"ONBOARDED"}}`},
	{name: "Network Security Manager's detail", service: "network-security-manager", method: "GET", path: "/admin-account/222233334444", status: 200, want: `{"adminAccountDetails":{"adminAccount":"222233334444","priority":1,"status":"ONBOARDED"}}`},
	{name: "Network Security Manager's list", service: "network-security-manager", method: "GET", path: "/admin-accounts?maxResults=1", status: 200, want: `{"adminAccounts":[{"accountId":"222233334444","priority":1,"name":"security-tooling","email":"aws+security-tooling@example.com"}]}`},
	{name: "Network Security Manager's removal by a member", service: "network-security-manager", account: payments, method: "DELETE", path: "/admin-account/222233334444", status: 403, errorType: "AccessDeniedException", want: `{"message":"The request to Network Security Manager failed because your account does not have the required permission of the organization's management account."}`},
	{name: "Network Security Manager's removal", service: "network-security-manager", method: "DELETE", path: "/admin-account/222233334444", status: 204},
	{name: "Network Security Manager's removal of nobody", service: "network-security-manager", method: "DELETE", path: "/admin-account/222233334444", status: 400, errorType: "ValidationException", want: `{"message":"The request failed because the account is not the delegated administrator of Network Security Manager."}`},
	{name: "Network Security Manager too early", service: "network-security-manager", method: "PUT", path: "/admin-account", body: `{"accountId":"222233334444","priority":1}`, status: 409, errorType: "ConflictException", want: `{"message":"The request failed because the account was removed as administrator of Network Security Manager a moment ago. Retry after a few minutes."}`},
	{name: "no operation of Network Security Manager's", service: "network-security-manager", method: "DELETE", path: "/admin-account/", status: 404, errorType: "UnknownOperationException", want: `{"message":""}`},

	{name: "Security Lake's registration", service: "securitylake", method: "POST", path: "/v1/datalake/delegate", body: `{"accountId":"222233334444"}`, status: 200, want: `{}`},
	{name: "Security Lake's removal", service: "securitylake", method: "DELETE", path: "/v1/datalake/delegate", status: 200, want: `{}`},

	{name: "CloudTrail's removal", service: "cloudtrail", method: "POST", path: "/", target: "CloudTrail_20131101.DeregisterOrganizationDelegatedAdmin", body: `{"DelegatedAdminAccountId":"666677778888"}`, status: 200, want: `{}`},
	{name: "CloudTrail's registration", service: "cloudtrail", method: "POST", path: "/", target: "CloudTrail_20131101.RegisterOrganizationDelegatedAdmin", body: `{"MemberAccountId":"666677778888"}`, status: 200, want: `{}`},
	{name: "CloudTrail's registration as other clients have it", service: "cloudtrail", method: "POST", path: "/", target: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.RegisterOrganizationDelegatedAdmin", body: `{"MemberAccountId":"666677778888"}`, status: 400, want: `{"__type":"AccountRegisteredException","Message":"The request failed because the account is already the delegated administrator of CloudTrail."}`},
	{name: "CloudTrail's history, which is empty", service: "cloudtrail", method: "POST", path: "/", target: "CloudTrail_20131101.LookupEvents", body: `{"MaxResults":50,"StartTime":1700000000}`, status: 200, want: `{"Events":[]}`},
	{name: "CloudTrail's history of a member", service: "cloudtrail", account: payments, method: "POST", path: "/", target: "CloudTrail_20131101.LookupEvents", body: `{}`, status: 200, want: `{"Events":[]}`},
	{name: "CloudTrail's history backwards", service: "cloudtrail", method: "POST", path: "/", target: "CloudTrail_20131101.LookupEvents", body: `{"StartTime":1700000001,"EndTime":1700000000}`, status: 400, want: `{"__type":"InvalidTimeRangeException","Message":"Start time should be before end time."}`},
	{name: "CloudTrail's history by two attributes", service: "cloudtrail", method: "POST", path: "/", target: "CloudTrail_20131101.LookupEvents", body: `{"LookupAttributes":[{"AttributeKey":"ReadOnly","AttributeValue":"false"},{"AttributeKey":"EventName","AttributeValue":"X"}]}`, status: 400, want: `{"__type":"InvalidLookupAttributesException","Message":"You can specify one attribute, with a key and a value."}`},
	{name: "CloudTrail's history from a word", service: "cloudtrail", method: "POST", path: "/", target: "CloudTrail_20131101.LookupEvents", body: `{"StartTime":"now"}`, status: 400, want: `{"__type":"SerializationException","Message":"StartTime is not a number of seconds."}`},
	{name: "no operation of CloudTrail's", service: "cloudtrail", method: "POST", path: "/", target: "CloudTrail_20131101.ListTrails", body: `{}`, status: 400, want: `{"__type":"UnknownOperationException"}`},

	{name: "Firewall Manager's detail", service: "fms", method: "POST", path: "/", target: "AWSFMS_20180101.GetAdminAccount", body: `{}`, status: 200, want: `{"AdminAccount":"222233334444","RoleStatus":"READY"}`},
	{name: "Firewall Manager's further administrator", service: "fms", method: "POST", path: "/", target: "AWSFMS_20180101.PutAdminAccount", body: `{"AdminAccount":"444455556666"}`, status: 200, want: `{}`},
	{name: "Firewall Manager's list", service: "fms", method: "POST", path: "/", target: "AWSFMS_20180101.ListAdminAccountsForOrganization", body: `{"MaxResults":100}`, status: 200, want: `{"AdminAccounts":[{"AdminAccount":"222233334444","DefaultAdmin":true,"Status":"ONBOARDING_COMPLETE"},{"AdminAccount":"444455556666","DefaultAdmin":false,"Status":"ONBOARDING_COMPLETE"}]}`},
	{name: "Firewall Manager's first out", service: "fms", account: tooling, method: "POST", path: "/", target: "AWSFMS_20180101.DisassociateAdminAccount", body: `{}`, status: 400, want: `{"__type":"InvalidOperationException","Message":"The request failed because other administrators of Firewall Manager must leave before the default administrator."}`},
	{name: "Firewall Manager's removal", service: "fms", account: payments, method: "POST", path: "/", target: "AWSFMS_20180101.DisassociateAdminAccount", body: `{}`, status: 200, want: `{}`},
	{name: "Firewall Manager's registration", service: "fms", method: "POST", path: "/", target: "AWSFMS_20180101.AssociateAdminAccount", body: `{"AdminAccount":"444455556666"}`, status: 400, want: `{"__type":"InvalidOperationException","Message":"The request failed because another account is already the delegated administrator of Firewall Manager for the organization."}`},

	{name: "IPAM's removal", service: "ec2", method: "POST", path: "/", body: "Action=DisableIpamOrganizationAdminAccount&Version=2016-11-15&DelegatedAdminAccountId=555566667777", status: 200, want: `<?xml version="1.0" encoding="UTF-8"?>
<DisableIpamOrganizationAdminAccountResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>ID</requestId><success>true</success></DisableIpamOrganizationAdminAccountResponse>`},
	{name: "IPAM's rehearsal", service: "ec2", method: "POST", path: "/", body: "Action=EnableIpamOrganizationAdminAccount&Version=2016-11-15&DelegatedAdminAccountId=555566667777&DryRun=true", status: 412, want: `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>DryRunOperation</Code><Message>Request would have succeeded, but DryRun flag is set.</Message></Error></Errors><RequestID>ID</RequestID></Response>`},
	{name: "IPAM's registration", service: "ec2", method: "POST", path: "/", body: "Action=EnableIpamOrganizationAdminAccount&Version=2016-11-15&DelegatedAdminAccountId=555566667777", status: 200, want: `<?xml version="1.0" encoding="UTF-8"?>
<EnableIpamOrganizationAdminAccountResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>ID</requestId><success>true</success></EnableIpamOrganizationAdminAccountResponse>`},
	{name: "IPAM without a version", service: "ec2", method: "POST", path: "/", body: "Action=EnableIpamOrganizationAdminAccount", status: 400, want: `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>InvalidAction</Code><Message>The action EnableIpamOrganizationAdminAccount is not valid for this web service.</Message></Error></Errors><RequestID>ID</RequestID></Response>`},

	{name: "a member's Regions", service: "account", method: "POST", path: "/listRegions", body: `{"AccountId":"222233334444","MaxResults":50,"RegionOptStatusContains":["ENABLED"]}`, status: 200, want: `{"Regions":[{"RegionName":"eu-central-2","RegionOptStatus":"ENABLED"}]}`},
	{name: "the caller's Regions", service: "account", method: "POST", path: "/listRegions", body: `{"RegionOptStatusContains":["ENABLED_BY_DEFAULT","ENABLED"]}`, status: 200, want: `{"Regions":[{"RegionName":"eu-central-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},{"RegionName":"eu-central-2","RegionOptStatus":"ENABLED"},{"RegionName":"eu-west-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},{"RegionName":"us-west-2","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}`},
}

// The bytes are those of AWS: method, path, target, names of members, and
// errors with status and header.
func TestServiceWire(t *testing.T) {
	o := sample.Demo()
	o.Settings = slices.DeleteFunc(o.Settings, func(s model.Setting) bool { return s.Account == "566061915816" }) // in Inspector's way
	through := emulator.New(o).Transport()
	for _, e := range exchanges {
		t.Run(e.name, func(t *testing.T) {
			region := "eu-west-1"
			if e.service == "fms" {
				region = "us-east-1"
			}
			header := map[string]string{"Authorization": scoped(e.service, region, or(e.account, management))}
			if e.target != "" {
				header["X-Amz-Target"], header["Content-Type"] = e.target, "application/x-amz-json-1.1"
			}
			status, got, h := raw(t, through, e.method, e.path, e.body, header)
			got = strings.ReplaceAll(got, h.Get("X-Amzn-Requestid"), "ID")
			if status != e.status || got != e.want {
				t.Errorf("%d %s\nwant %d %s", status, got, e.status, e.want)
			}
			if h.Get("X-Amzn-Errortype") != e.errorType || h.Get("X-Amzn-Requestid") == "" {
				t.Errorf("headers %v, want %s", h, e.errorType)
			}
		})
	}
}
