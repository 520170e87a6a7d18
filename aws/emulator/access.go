package emulator

import (
	"encoding/xml"

	"deputy/model"
)

// The services that switch their trusted access on by a call of their own, with
// the calls that tell how far it is. For them EnableAWSServiceAccess is not the
// documented way; the emulator lets it pass, as AWS does.

// switchOn switches trusted access on. Doing so again is no error.
func (c *call) switchOn(principals ...model.Principal) {
	c.s.change(c.now, func(l *ledger) {
		for _, p := range principals {
			if !l.trusts(p) {
				l.trusted[p] = c.now
			}
		}
	})
}

// switched tells how far the service's trusted access is: on, off, or on and
// not to be seen yet.
func (c *call) switched(on, changing, off string) string {
	switch principal := c.own.principal; {
	case c.s.seen.trusts(principal):
		return on
	case c.s.truth.trusts(principal):
		return changing
	default:
		return off
	}
}

// stackSets is as much of AWS CloudFormation as StackSets needs. Which of its
// two principals Organizations lists is not documented; here it is the one that
// is delegated.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ActivateOrganizationsAccess.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html
var stackSets = &queryAPI{
	version: "2010-05-15",
	desk: desk{own: own{
		id: "cloudformation-stacksets", name: "StackSets", principal: "member.org.stacksets.cloudformation.amazonaws.com",
		otherwise: "InvalidOperationException",
	}},
	routes: map[string]route{
		"ActivateOrganizationsAccess": {changes: true, run: func(c *call) (any, error) {
			c.switchOn(c.own.principal)
			return struct {
				XMLName xml.Name `xml:"ActivateOrganizationsAccessResult"`
			}{}, nil
		}},
		"DescribeOrganizationsAccess": {optional: list("CallAs"), run: func(c *call) (any, error) {
			return struct {
				XMLName xml.Name `xml:"DescribeOrganizationsAccessResult"`
				Status  string
			}{Status: c.switched("ENABLED", "DISABLED", "DISABLED")}, nil
		}},
	},
	write: func(x *exchange, result any, failed error) response {
		return encodeQuery(x, "http://cloudformation.amazonaws.com/doc/2010-05-15/", result, failed)
	},
}

// health is AWS Health, which has one active endpoint for a partition.
// https://docs.aws.amazon.com/health/latest/APIReference/API_EnableHealthServiceAccessForOrganization.html
// https://docs.aws.amazon.com/health/latest/ug/health-api.html
var health = &jsonAPI{
	target: "AWSHealth_20160804",
	desk: desk{global: true, own: own{
		id: "health", name: "AWS Health", principal: "health.amazonaws.com", atHome: true, otherwise: "AccessDeniedException",
		codes: map[refusal]string{wrongRegion: "InvalidSignatureException"},
	}},
	routes: map[string]route{
		"EnableHealthServiceAccessForOrganization": {changes: true, run: func(c *call) (any, error) {
			c.switchOn(c.own.principal)
			return nil, nil
		}},
		"DescribeHealthServiceStatusForOrganization": {run: func(c *call) (any, error) {
			return map[string]string{"healthServiceAccessStatusForOrganization": c.switched("ENABLED", "PENDING", "DISABLED")}, nil
		}},
	},
}

// serviceCatalog is AWS Service Catalog.
// https://docs.aws.amazon.com/servicecatalog/latest/dg/API_EnableAWSOrganizationsAccess.html
// https://docs.aws.amazon.com/servicecatalog/latest/dg/API_GetAWSOrganizationsAccessStatus.html
var serviceCatalog = &jsonAPI{
	target: "AWS242ServiceCatalogService",
	desk: desk{own: own{
		id: "service-catalog", name: "Service Catalog", principal: "servicecatalog.amazonaws.com",
		otherwise: "OperationNotSupportedException",
		codes:     map[refusal]string{notAllFeatures: "InvalidStateException", notInOrganization: "ResourceNotFoundException"},
	}},
	routes: map[string]route{
		"EnableAWSOrganizationsAccess": {changes: true, run: func(c *call) (any, error) {
			c.switchOn(c.own.principal)
			return nil, nil
		}},
		"GetAWSOrganizationsAccessStatus": {run: func(c *call) (any, error) {
			return map[string]string{"AccessStatus": c.switched("ENABLED", "UNDER_CHANGE", "DISABLED")}, nil
		}},
	},
}

// licenseManager is AWS License Manager. Linux subscriptions have an API of
// their own, and so its call leaves them alone.
// https://docs.aws.amazon.com/license-manager/latest/APIReference/API_UpdateServiceSettings.html
// https://docs.aws.amazon.com/license-manager/latest/APIReference/API_GetServiceSettings.html
var licenseManager = &jsonAPI{
	target: "AWSLicenseManager",
	desk: desk{own: own{
		id: "license-manager", name: "License Manager", principal: "license-manager.amazonaws.com",
		otherwise: "InvalidParameterValueException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException", notAllFeatures: "ValidationException",
		},
	}},
	routes: map[string]route{
		"UpdateServiceSettings": {changes: true, optional: list("OrganizationConfiguration"), run: func(c *call) (any, error) {
			if c.in.text["OrganizationConfiguration"] == "true" {
				c.switchOn(c.own.principal, "license-manager.member-account.amazonaws.com")
			}
			return nil, nil
		}},
		"GetServiceSettings": {run: func(c *call) (any, error) {
			type configuration struct{ EnableIntegration bool }
			return map[string]configuration{"OrganizationConfiguration": {c.s.truth.trusts(c.own.principal)}}, nil
		}},
	},
}

// networkManager is AWS Network Manager, which carries the update out later
// than it answers, and switches StackSets on for its roles in the members.
// https://docs.aws.amazon.com/networkmanager/latest/APIReference/API_StartOrganizationServiceAccessUpdate.html
// https://docs.aws.amazon.com/networkmanager/latest/APIReference/API_ListOrganizationServiceAccessStatus.html
// https://docs.aws.amazon.com/general/latest/gr/network_manager.html
var networkManager = &restAPI{
	message: "Message",
	desk: desk{global: true, own: own{
		id: "network-manager", name: "Network Manager", principal: "networkmanager.amazonaws.com", otherwise: "ValidationException",
		home:  map[string]model.Region{"aws": "us-west-2", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"},
		codes: map[refusal]string{notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException"},
	}},
	routes: map[string]route{
		"POST /organizations/service-access": {
			operation: "StartOrganizationServiceAccessUpdate", changes: true, required: list("Action"), run: updateNetworkAccess,
		},
		"GET /organizations/service-access": {
			operation: "ListOrganizationServiceAccessStatus", optional: list("maxResults", "nextToken"),
			run: func(c *call) (any, error) { return c.networkAccess(), nil },
		},
	},
}

// updateNetworkAccess switches trusted access on. The emulator does not switch
// it off by this call, and says so.
func updateNetworkAccess(c *call) (any, error) {
	if c.in.text["Action"] != "ENABLE" {
		return nil, c.refuse(badInput)
	}
	c.switchOn(c.own.principal, stackSets.own.principal)
	return c.networkAccess(), nil
}

func (c *call) networkAccess() any {
	return map[string]any{"OrganizationStatus": map[string]any{
		"OrganizationId":                     c.s.world.Organization.ID,
		"OrganizationAwsServiceAccessStatus": c.switched("ENABLED", "DISABLED", "DISABLED"),
		"SLRDeploymentStatus":                c.switched("SUCCEEDED", "IN_PROGRESS", "SUCCEEDED"),
		"AccountStatusList":                  []string{},
	}}
}

// userNotifications is AWS User Notifications, which is managed from one Region
// of partition aws.
// https://docs.aws.amazon.com/notifications/latest/APIReference/API_EnableNotificationsAccessForOrganization.html
// https://docs.aws.amazon.com/notifications/latest/APIReference/API_GetNotificationsAccessForOrganization.html
var userNotifications = &restAPI{
	desk: desk{own: own{
		id: "user-notifications", name: "User Notifications", principal: "notifications.amazon.com", otherwise: "ValidationException",
		home:  map[string]model.Region{"aws": "us-east-1"},
		codes: map[refusal]string{notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException"},
	}},
	routes: map[string]route{
		"POST /organization/access": {operation: "EnableNotificationsAccessForOrganization", changes: true, run: func(c *call) (any, error) {
			c.switchOn(c.own.principal)
			return nil, nil
		}},
		"GET /organization/access": {operation: "GetNotificationsAccessForOrganization", run: func(c *call) (any, error) {
			return map[string]any{"notificationsAccessForOrganization": map[string]string{
				"accessStatus": c.switched("ENABLED", "PENDING", "DISABLED"),
			}}, nil
		}},
	},
}

// reachabilityAnalyzer is VPC Reachability Analyzer, a part of Amazon EC2.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableReachabilityAnalyzerOrganizationSharing.html
var reachabilityAnalyzer = own{
	id: "reachability-analyzer", name: "Reachability Analyzer", principal: "reachabilityanalyzer.networkinsights.amazonaws.com",
	otherwise: "InvalidParameterValue",
	codes:     map[refusal]string{notManagement: "UnauthorizedOperation", notInOrganization: "UnauthorizedOperation"},
}

func shareReachability(c *call) (any, error) {
	if err := c.rehearsed(); err != nil {
		return nil, err
	}
	c.switchOn(c.own.principal)
	return ec2Done{ReturnValue: true}, nil
}
