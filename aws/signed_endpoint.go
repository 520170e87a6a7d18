package aws

import (
	"context"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
)

// reach tells how the servers of a service are found.
type reach struct {
	id       string // the SDK's name of the service, which custom endpoints go by
	newer    bool   // its hosts are in AWS's newer domain only
	plainGov bool   // in partition aws-us-gov the usual host is the one for FIPS as well
}

// reached has the services that are called without a client of the SDK, by
// signing name.
// https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
// https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
var reached = map[string]reach{
	"cloudformation":  {id: "CloudFormation", plainGov: true},
	"ec2":             {id: "EC2", plainGov: true},
	"health":          {id: "Health"},
	"license-manager": {id: "License Manager"},
	"networkmanager":  {id: "NetworkManager", plainGov: true},
	"notifications":   {id: "Notifications", newer: true},
	"servicecatalog":  {id: "Service Catalog"},
}

// What environment and shared configuration are asked for.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
type (
	ignoring interface {
		GetIgnoreConfiguredEndpoints(ctx context.Context) (bool, bool, error)
	}
	serving interface {
		GetServiceBaseEndpoint(ctx context.Context, sdkID string) (string, bool, error)
	}
	approved interface {
		GetUseFIPSEndpoint(ctx context.Context) (sdk.FIPSEndpointState, bool, error)
	}
	dual interface {
		GetUseDualStackEndpoint(ctx context.Context) (sdk.DualStackEndpointState, bool, error)
	}
)

// setting gives what the first of the sources has that has anything.
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

// endpointOf gives the custom endpoint for a service or for every service, else
// the Region's own.
func endpointOf(ctx context.Context, config *sdk.Config, service string) string {
	sources, way := config.ConfigSources, reached[service]
	if !setting(sources, func(s ignoring) (bool, bool, error) { return s.GetIgnoreConfiguredEndpoints(ctx) }) {
		custom := setting(sources, func(s serving) (string, bool, error) { return s.GetServiceBaseEndpoint(ctx, way.id) })
		if custom != "" {
			return custom
		}
	}
	if config.BaseEndpoint != nil {
		return *config.BaseEndpoint
	}
	newer := way.newer || sdk.DualStackEndpointStateEnabled ==
		setting(sources, func(s dual) (sdk.DualStackEndpointState, bool, error) { return s.GetUseDualStackEndpoint(ctx) })
	fips := sdk.FIPSEndpointStateEnabled ==
		setting(sources, func(s approved) (sdk.FIPSEndpointState, bool, error) { return s.GetUseFIPSEndpoint(ctx) })
	if fips && (newer || !way.plainGov || !strings.HasPrefix(config.Region, "us-gov-")) {
		service += "-fips"
	}
	return "https://" + service + "." + config.Region + "." + domainOf(config.Region, newer)
}

// domains are the ends of host names in the partitions but aws and aws-us-gov,
// by the beginning of their Regions' names.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
var domains = []struct{ prefix, usual, newer string }{
	{"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
	{"eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
	{"us-iso-", "c2s.ic.gov", "api.aws.ic.gov"},
	{"us-isob-", "sc2s.sgov.gov", "api.aws.scloud"},
	{"us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
	{"eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
}

// domainOf gives the end of the host names of a Region's partition.
func domainOf(region string, newer bool) string {
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
