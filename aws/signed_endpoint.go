package aws

import (
	"context"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
)

// reach tells how the servers of a service are found.
type reach struct {
	id    string // the SDK's name of the service, which custom endpoints go by
	newer bool   // its hosts are in AWS's newer domain only
}

// reached has the services that are called without a client of the SDK, by
// signing name.
// https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html
// https://docs.aws.amazon.com/general/latest/gr/notifications.html
var reached = map[string]reach{
	"cloudformation":  {id: "CloudFormation"},
	"ec2":             {id: "EC2"},
	"health":          {id: "Health"},
	"license-manager": {id: "License Manager"},
	"networkmanager":  {id: "NetworkManager"},
	"notifications":   {id: "Notifications", newer: true},
	"servicecatalog":  {id: "Service Catalog"},
}

// endpointOf gives the custom endpoint for a service or for every service, else
// the Region's own.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func endpointOf(ctx context.Context, config *sdk.Config, service string) string {
	if custom := customEndpoint(ctx, config.ConfigSources, reached[service].id); custom != "" {
		return custom
	}
	if config.BaseEndpoint != nil {
		return *config.BaseEndpoint
	}
	return "https://" + service + "." + config.Region + "." + domainOf(config.Region, reached[service].newer)
}

// customEndpoint gives the endpoint that environment or shared configuration
// have for a service; empty if none, or if they say to ignore it.
func customEndpoint(ctx context.Context, sources []any, id string) string {
	for _, source := range sources {
		if s, ok := source.(interface {
			GetIgnoreConfiguredEndpoints(ctx context.Context) (bool, bool, error)
		}); ok {
			if ignored, found, err := s.GetIgnoreConfiguredEndpoints(ctx); err == nil && found {
				if ignored {
					return ""
				}
				break
			}
		}
	}
	for _, source := range sources {
		if s, ok := source.(interface {
			GetServiceBaseEndpoint(ctx context.Context, sdkID string) (string, bool, error)
		}); ok {
			if endpoint, found, err := s.GetServiceBaseEndpoint(ctx, id); err == nil && found {
				return endpoint
			}
		}
	}
	return ""
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
