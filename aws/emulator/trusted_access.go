package emulator

import (
	"encoding/xml"
	"slices"

	"deputy/model"
	"deputy/model/catalog"
)

// These services switch their trusted access on by a call of their own, and have
// calls that return its status. EnableAWSServiceAccess is not the documented way
// for them; the emulator accepts it, as AWS does, and the service goes on to say
// that its access is off.

// enableAccess switches trusted access on. Doing so again is no error.
func (c *call) enableAccess(principals ...model.Principal) {
	c.s.change(c.now, func(l *state) {
		for _, p := range principals {
			delete(l.half, p)
			if !l.hasAccess(p) {
				l.trusted[p] = c.now
			}
		}
	})
}

// accessStatus returns the word for the service's trusted access: on, off, or on
// and not shown by reads yet.
func (c *call) accessStatus(on, changing, off string) string {
	switch principal := c.service.principal; {
	case c.s.visible.half[principal]:
		return off
	case c.s.visible.hasAccess(principal):
		return on
	case c.s.current.hasAccess(principal):
		return changing
	default:
		return off
	}
}

// stackSets is as much of AWS CloudFormation as StackSets needs. Of its two
// principals Organizations lists the one that is delegated.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ActivateOrganizationsAccess.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html
var stackSets = &queryAPI{
	version: "2010-05-15",
	serviceHandler: serviceHandler{service: serviceAPI{
		id: "cloudformation-stacksets", name: "StackSets", principal: "member.org.stacksets.cloudformation.amazonaws.com",
		otherCode: "InvalidOperationException",
	}},
	routes: map[string]route{
		"ActivateOrganizationsAccess": {changes: true, run: func(c *call) (any, error) {
			c.enableAccess(c.service.principal)
			return struct {
				XMLName xml.Name `xml:"ActivateOrganizationsAccessResult"`
			}{}, nil
		}},
		"DescribeOrganizationsAccess": {optional: params("CallAs"), run: func(c *call) (any, error) {
			return struct {
				XMLName xml.Name `xml:"DescribeOrganizationsAccessResult"`
				Status  string
			}{Status: c.accessStatus("ENABLED", "DISABLED", "DISABLED")}, nil
		}},
	},
	write: func(x *exchange, result any, failed error) response {
		return encodeQuery(x, "http://cloudformation.amazonaws.com/doc/2010-05-15/", result, failed)
	},
}

// health is AWS Health, which has one active endpoint for a partition. In partition
// aws that may be either of two; here both take calls.
// https://docs.aws.amazon.com/health/latest/APIReference/API_EnableHealthServiceAccessForOrganization.html
// https://docs.aws.amazon.com/health/latest/ug/health-api.html
var health = &jsonAPI{
	target: "AWSHealth_20160804",
	serviceHandler: serviceHandler{oneEndpoint: true, service: serviceAPI{
		id: "health", name: "AWS Health", principal: "health.amazonaws.com", inGlobalRegion: true, standby: "us-east-2", otherCode: "AccessDeniedException",
		codes: map[refusal]string{wrongRegion: "InvalidSignatureException"},
	}},
	routes: map[string]route{
		"EnableHealthServiceAccessForOrganization": {changes: true, run: func(c *call) (any, error) {
			c.enableAccess(c.service.principal)
			return nil, nil
		}},
		"DescribeHealthServiceStatusForOrganization": {run: func(c *call) (any, error) {
			return map[string]string{"healthServiceAccessStatusForOrganization": c.accessStatus("ENABLED", "PENDING", "DISABLED")}, nil
		}},
	},
}

// serviceCatalog is AWS Service Catalog.
// https://docs.aws.amazon.com/servicecatalog/latest/dg/API_EnableAWSOrganizationsAccess.html
// https://docs.aws.amazon.com/servicecatalog/latest/dg/API_GetAWSOrganizationsAccessStatus.html
var serviceCatalog = &jsonAPI{
	target: "AWS242ServiceCatalogService",
	serviceHandler: serviceHandler{service: serviceAPI{
		id: "service-catalog", name: "Service Catalog", principal: "servicecatalog.amazonaws.com",
		otherCode: "OperationNotSupportedException",
		codes:     map[refusal]string{notAllFeatures: "InvalidStateException", notInOrganization: "ResourceNotFoundException"},
	}},
	routes: map[string]route{
		"EnableAWSOrganizationsAccess": {changes: true, run: func(c *call) (any, error) {
			c.enableAccess(c.service.principal)
			return nil, nil
		}},
		"GetAWSOrganizationsAccessStatus": {run: func(c *call) (any, error) {
			return map[string]string{"AccessStatus": c.accessStatus("ENABLED", "UNDER_CHANGE", "DISABLED")}, nil
		}},
	},
}

// licenseManager is AWS License Manager. Its call does not change Linux
// subscriptions, which have an API of their own.
// https://docs.aws.amazon.com/license-manager/latest/APIReference/API_UpdateServiceSettings.html
// https://docs.aws.amazon.com/license-manager/latest/APIReference/API_GetServiceSettings.html
var licenseManager = &jsonAPI{
	target: "AWSLicenseManager",
	serviceHandler: serviceHandler{service: serviceAPI{
		id: "license-manager", name: "License Manager", principal: "license-manager.amazonaws.com",
		otherCode: "InvalidParameterValueException",
		codes: map[refusal]string{
			notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException", notAllFeatures: "ValidationException",
		},
	}},
	routes: map[string]route{
		"UpdateServiceSettings": {changes: true, optional: params("OrganizationConfiguration"), run: func(c *call) (any, error) {
			if c.in.text["OrganizationConfiguration"] == "true" {
				c.enableAccess(c.service.principal, "license-manager.member-account.amazonaws.com")
			}
			return nil, nil
		}},
		"GetServiceSettings": {run: func(c *call) (any, error) {
			type configuration struct{ EnableIntegration bool }
			return map[string]configuration{"OrganizationConfiguration": {c.s.current.hasAccess(c.service.principal) && !c.s.current.half[c.service.principal]}}, nil
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
	serviceHandler: serviceHandler{oneEndpoint: true, service: serviceAPI{
		id: "network-manager", name: "Network Manager", principal: "networkmanager.amazonaws.com", otherCode: "ValidationException",
		callRegions: map[string]model.Region{"aws": "us-west-2", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"},
		codes:       map[refusal]string{notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException"},
	}},
	routes: map[string]route{
		"POST /organizations/service-access": {
			operation: "StartOrganizationServiceAccessUpdate", changes: true, required: params("Action"), run: updateNetworkAccess,
		},
		"GET /organizations/service-access": {
			operation: "ListOrganizationServiceAccessStatus", optional: params("maxResults", "nextToken"),
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
	c.enableAccess(c.service.principal, stackSets.service.principal)
	return c.networkAccess(), nil
}

func (c *call) networkAccess() any {
	return map[string]any{"OrganizationStatus": map[string]any{
		"OrganizationId":                     c.s.index.Organization.ID,
		"OrganizationAwsServiceAccessStatus": c.accessStatus("ENABLED", "DISABLED", "DISABLED"),
		"SLRDeploymentStatus":                c.accessStatus("SUCCEEDED", "IN_PROGRESS", "SUCCEEDED"),
		"AccountStatusList":                  []string{},
	}}
}

// userNotifications is AWS User Notifications, which is managed from one Region
// of partition aws.
// https://docs.aws.amazon.com/notifications/latest/APIReference/API_EnableNotificationsAccessForOrganization.html
// https://docs.aws.amazon.com/notifications/latest/APIReference/API_GetNotificationsAccessForOrganization.html
var userNotifications = &restAPI{
	serviceHandler: serviceHandler{service: serviceAPI{
		id: "user-notifications", name: "User Notifications", principal: "notifications.amazonaws.com", otherCode: "ValidationException",
		callRegions: map[string]model.Region{"aws": "us-east-1"},
		codes:       map[refusal]string{notManagement: "AccessDeniedException", notInOrganization: "AccessDeniedException"},
	}},
	routes: map[string]route{
		"POST /organization/access": {operation: "EnableNotificationsAccessForOrganization", changes: true, run: func(c *call) (any, error) {
			c.enableAccess(c.service.principal)
			return nil, nil
		}},
		"GET /organization/access": {operation: "GetNotificationsAccessForOrganization", run: func(c *call) (any, error) {
			return map[string]any{"notificationsAccessForOrganization": map[string]string{
				"accessStatus": c.accessStatus("ENABLED", "PENDING", "DISABLED"),
			}}, nil
		}},
	},
}

// reachabilityAnalyzer is VPC Reachability Analyzer, a part of Amazon EC2.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableReachabilityAnalyzerOrganizationSharing.html
var reachabilityAnalyzer = serviceAPI{
	id: "reachability-analyzer", name: "Reachability Analyzer", principal: "reachabilityanalyzer.networkinsights.amazonaws.com",
	otherCode: "InvalidParameterValue",
	codes:     map[refusal]string{notManagement: "UnauthorizedOperation", notInOrganization: "UnauthorizedOperation"},
}

func shareReachability(c *call) (any, error) {
	if err := c.checkDryRun(); err != nil {
		return nil, err
	}
	c.enableAccess(c.service.principal)
	return ec2Done{ReturnValue: true}, nil
}

func listServiceAccess(q *query) (any, error) {
	type access struct {
		Principal string `json:"ServicePrincipal"`
		Enabled   *epoch `json:"DateEnabled,omitempty"`
	}
	all, next, err := page(q, q.visible.trustedAccess())
	return struct {
		Enabled   []access `json:"EnabledServicePrincipals"`
		NextToken string   `json:",omitempty"`
	}{each(all, func(t model.TrustedAccess) access { return access{string(t.Principal), since(t.Since)} }), next}, err
}

// hasNeededAccess reports whether the trusted access is on that a registration
// needs.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
func hasNeededAccess(principal model.Principal, l *state) bool {
	service, ok := catalog.ByPrincipal(principal)
	if !ok {
		return l.hasAccess(principal)
	}
	needed := service.AccessNeeded(principal)
	return !slices.ContainsFunc(needed, func(p model.Principal) bool { return !l.hasAccess(p) })
}

// enableServiceAccess switches trusted access on. Doing so again is no error.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
func enableServiceAccess(q *query) (any, error) {
	principal, err := q.principal()
	if err != nil {
		return nil, err
	}
	if !q.s.current.hasAccess(principal) {
		q.s.change(q.now, func(l *state) {
			l.trusted[principal] = q.now
			l.half[principal] = true
		})
	}
	return nil, nil
}

// disableServiceAccess switches trusted access off, unless the service has a
// delegated administrator or its policy type is enabled.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html
func disableServiceAccess(q *query) (any, error) {
	principal, err := q.principal()
	if err != nil {
		return nil, err
	}
	switch {
	case len(q.s.current.administratorsOf(principal)) > 0:
		return nil, constraint("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE", "You must first deregister all existing delegated administrators for this service principal.")
	case principal == "securityhub.amazonaws.com" && q.enabled(model.SecurityHubPolicy):
		return nil, constraint("POLICY_TYPE_ENABLED_FOR_THIS_SERVICE", "You must first disable the policy type of this service.")
	}
	q.s.change(q.now, func(l *state) {
		delete(l.trusted, principal)
		delete(l.half, principal)
	})
	return nil, nil
}

// enabled reports whether a root has the policy type enabled.
func (q *query) enabled(t model.PolicyType) bool {
	return slices.ContainsFunc(q.index.Roots, func(r model.Node) bool {
		return slices.ContainsFunc(r.PolicyTypes, func(s model.PolicyTypeStatus) bool { return s.Type == t })
	})
}
