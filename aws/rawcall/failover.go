package rawcall

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"deputy/model/catalog"
)

// failover describes an API with an endpoint in each of two Regions, of which one
// is active. The clients of the SDK do not look which.
type failover struct {
	global  string   // the host whose canonical name is that of the active Region
	regions []string // the usually active one first
	fips    string   // the only one with an endpoint for FIPS
}

// failovers are those of partition aws, by signing name.
// https://docs.aws.amazon.com/health/latest/ug/health-api.html
// https://docs.aws.amazon.com/general/latest/gr/awshealth.html
var failovers = map[string]failover{
	"health": {global: "global.health.amazonaws.com", regions: []string{"us-east-1", "us-east-2"}, fips: "us-east-2"},
}

// lookupTimeout is for how long the active Region is looked up.
const lookupTimeout = 3 * time.Second

// activeFirst returns the Regions in which a call may be made, the active one
// first; for most services that of config alone.
func activeFirst(ctx context.Context, config sdk.Config, service string) []string {
	f, known := failovers[service]
	switch {
	case !known, !slices.Contains(f.regions, config.Region), customEndpoint(ctx, config, service) != "":
		return []string{config.Region}
	case usesFIPS(ctx, config):
		return []string{f.fips}
	}
	regions, labels := slices.Clone(f.regions), strings.Split(canonicalName(ctx, config, f.global), ".")
	if slices.Contains(labels, regions[1]) {
		slices.Reverse(regions)
	}
	return regions
}

// resolver finds the canonical name of a host, as net.Resolver does.
type resolver interface {
	LookupCNAME(ctx context.Context, host string) (string, error)
}

// canonicalName returns the canonical name of a host; empty if it is not known.
// Where requests do not go to the network, only the transport may know it.
func canonicalName(ctx context.Context, config sdk.Config, host string) string {
	var names resolver = net.DefaultResolver
	if client, ok := config.HTTPClient.(*http.Client); ok {
		if own, ok := client.Transport.(resolver); ok {
			names = own
		} else if _, ok := client.Transport.(*http.Transport); !ok {
			return ""
		}
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	name, err := names.LookupCNAME(ctx, host)
	if err != nil {
		return "" // behind a proxy names are often not known
	}
	return name
}

// mayGoElsewhere reports whether a request that failed can be sent to another
// endpoint: it never left, or it changes nothing.
func mayGoElsewhere(ctx context.Context, call catalog.Call, err error) bool {
	var send *smithyhttp.RequestSendError
	if !errors.As(err, &send) || ctx.Err() != nil {
		return false
	}
	var name *net.DNSError
	var op *net.OpError
	never := errors.As(err, &name) || errors.As(err, &op) && op.Op == "dial"
	return never || call.StateField != ""
}
