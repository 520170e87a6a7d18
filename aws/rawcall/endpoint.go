package rawcall

import (
	"context"
	"slices"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
)

// hostRule describes the host names of a service.
type hostRule struct {
	id       string // the SDK's name of the service, which custom endpoints go by
	api      bool   // its hosts begin with api., but for the newer domain of the partitions aws and aws-us-gov
	newer    bool   // its hosts are in AWS's newer domain only
	plainGov bool   // in partition aws-us-gov the usual host is the one for FIPS as well
}

// hostRules lists the services that are called without an SDK client, by signing
// name.
// https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
// https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
var hostRules = map[string]hostRule{
	"auditmanager":             {id: "AuditManager"},
	"cloudformation":           {id: "CloudFormation", plainGov: true},
	"cloudtrail":               {id: "CloudTrail", plainGov: true},
	"detective":                {id: "Detective", api: true},
	"ec2":                      {id: "EC2", plainGov: true},
	"fms":                      {id: "FMS"},
	"guardduty":                {id: "GuardDuty", plainGov: true},
	"health":                   {id: "Health"},
	"iam":                      {id: "IAM"},
	"inspector2":               {id: "Inspector2"},
	"license-manager":          {id: "License Manager"},
	"macie2":                   {id: "Macie2"},
	"networkmanager":           {id: "NetworkManager", plainGov: true},
	"network-security-manager": {id: "Network Security Manager", newer: true},
	"notifications":            {id: "Notifications", newer: true},
	"securityhub":              {id: "SecurityHub"},
	"securitylake":             {id: "SecurityLake"},
	"servicecatalog":           {id: "Service Catalog"},
}

// The settings that are looked up in the environment and the shared configuration.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
type (
	ignoreEndpoints interface {
		GetIgnoreConfiguredEndpoints(ctx context.Context) (bool, bool, error)
	}
	serviceEndpoint interface {
		GetServiceBaseEndpoint(ctx context.Context, sdkID string) (string, bool, error)
	}
	fipsEndpoint interface {
		GetUseFIPSEndpoint(ctx context.Context) (sdk.FIPSEndpointState, bool, error)
	}
	dualStackEndpoint interface {
		GetUseDualStackEndpoint(ctx context.Context) (sdk.DualStackEndpointState, bool, error)
	}
)

// setting returns the value of the first source that has one.
func setting[Source, T any](sources []any, ask func(Source) (T, bool, error)) (value T) {
	for _, s := range sources {
		source, ok := s.(Source)
		if !ok {
			continue
		}
		if given, found, err := ask(source); err == nil && found {
			return given
		}
	}
	return value
}

// endpoint returns the custom endpoint of the service or of all services, or AWS's
// endpoint in the Region, in this order.
func endpoint(ctx context.Context, config sdk.Config, service string) string {
	if custom := customEndpoint(ctx, config, service); custom != "" {
		return custom
	}
	sources, rule := config.ConfigSources, hostRules[service]
	newer := rule.newer || sdk.DualStackEndpointStateEnabled ==
		setting(sources, func(s dualStackEndpoint) (sdk.DualStackEndpointState, bool, error) {
			return s.GetUseDualStackEndpoint(ctx)
		})
	fips := usesFIPS(ctx, config)
	if host := oneHost(service, config.Region, fips, newer); host != "" {
		return "https://" + host
	}
	if fips && (newer || !rule.plainGov || !strings.HasPrefix(config.Region, "us-gov-")) {
		service += "-fips"
	}
	host := service + "." + config.Region + "." + domain(config.Region, newer)
	if rule.api && !strings.HasSuffix(host, ".api.aws") {
		host = "api." + host
	}
	return "https://" + host
}

type iamHost struct{ prefix, usual, fips, newer, newerFIPS string }

// iamHosts lists the hosts of IAM, which has one endpoint in each partition, by the
// prefix of the Regions' names. In the other partitions its hosts are as those of other
// services.
// https://docs.aws.amazon.com/general/latest/gr/iam-service.html
var iamHosts = []iamHost{
	{"us-gov-", "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com", "iam.us-gov.api.aws", "iam.us-gov.api.aws"},
	{"cn-", "iam.cn-north-1.amazonaws.com.cn", "iam-fips.amazonaws.com.cn", "iam.global.api.amazonwebservices.com.cn", "iam-fips.api.amazonwebservices.com.cn"},
	{prefix: "us-iso"},
	{prefix: "eu-isoe-"},
	{prefix: "eusc-"},
	{"", "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws", "iam-fips.global.api.aws"},
}

// oneHost returns the host of a service that has one endpoint for all Regions of the
// partition; empty if the service has one in each Region.
func oneHost(service, region string, fips, newer bool) string {
	if service != "iam" {
		return ""
	}
	i := slices.IndexFunc(iamHosts, func(h iamHost) bool { return strings.HasPrefix(region, h.prefix) })
	switch h := iamHosts[i]; {
	case fips && newer:
		return h.newerFIPS
	case fips:
		return h.fips
	case newer:
		return h.newer
	default:
		return h.usual
	}
}

// customEndpoint returns the custom endpoint of the service, or that of all
// services; empty if there is none.
func customEndpoint(ctx context.Context, config sdk.Config, service string) string {
	sources, rule := config.ConfigSources, hostRules[service]
	if !setting(sources, func(s ignoreEndpoints) (bool, bool, error) { return s.GetIgnoreConfiguredEndpoints(ctx) }) {
		custom := setting(sources, func(s serviceEndpoint) (string, bool, error) { return s.GetServiceBaseEndpoint(ctx, rule.id) })
		if custom != "" {
			return custom
		}
	}
	return sdk.ToString(config.BaseEndpoint)
}

// usesFIPS reports whether the endpoints for FIPS are asked for.
func usesFIPS(ctx context.Context, config sdk.Config) bool {
	return sdk.FIPSEndpointStateEnabled == setting(config.ConfigSources, func(s fipsEndpoint) (sdk.FIPSEndpointState, bool, error) {
		return s.GetUseFIPSEndpoint(ctx)
	})
}

// domains lists the domains of the partitions other than aws and aws-us-gov, by
// the prefix of their Regions' names.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
var domains = []struct{ prefix, usual, newer string }{
	{"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
	{"eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
	{"us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
	{"us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
	{"us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
	{"eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
}

// UsualDomain returns the domain of a service's usual hosts in a Region, for a
// service that this package knows or whose hosts are as most services' are.
func UsualDomain(service, region string) string { return domain(region, hostRules[service].newer) }

// domain returns the domain of a Region's hosts, which differs by partition. AWS
// has two: the usual one, and a newer one for dual-stack endpoints.
func domain(region string, newer bool) string {
	usual, other := "amazonaws.com", "api.aws"
	for _, d := range domains {
		if strings.HasPrefix(region, d.prefix) {
			usual, other = d.usual, d.newer
		}
	}
	if newer {
		return other
	}
	return usual
}
