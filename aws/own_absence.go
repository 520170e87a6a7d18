package aws

import (
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/aws/smithy-go"

	"deputy/model"
)

// absence is an answer that may mean that AWS does not have a service in a
// Region, where nobody can administer it then. It is believed only if three
// things agree: AWS did not list the Region for the service when the catalogue
// was made; the service's own host there does not exist, or says that it has no
// such operation; and the same service answered in another Region in the same
// reading, so that neither the resolver nor the endpoint is at fault. A time-out,
// a proxy's answer, and a custom, FIPS or dual-stack endpoint prove nothing.
type absence struct {
	region   model.Region
	evidence string // what the Region answered
	failure  *model.Failure
}

// absentBy gives what an error has to say for the absence of a service; empty
// if that is nothing.
func absentBy(err error, service string, region model.Region) string {
	var name *net.DNSError
	var answer smithy.APIError
	switch {
	case errors.As(err, &name) && name.IsNotFound && !name.IsTimeout && !name.IsTemporary && isHostOf(name.Name, service, region):
		return "the host " + name.Name + " does not exist"
	case errors.As(err, &answer) && slices.Contains(noSuchOperation, answer.ErrorCode()):
		return "AWS answers " + answer.ErrorCode()
	default:
		return ""
	}
}

// noSuchOperation are the codes by which an endpoint says that it does not have
// what was asked for.
var noSuchOperation = []string{
	"UnsupportedAPIEndpointException", "UnknownEndpoint", "UnknownOperationException",
	"UnsupportedOperation", "UnsupportedOperationException",
}

// isHostOf tells whether a host is the one of AWS for the service in the
// Region, and no proxy's or another kind of endpoint's.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
func isHostOf(host, service string, region model.Region) bool {
	name := service + "." + string(region) + "." + domainOf(string(region), false)
	return region != "" && (host == name || host == "api."+name)
}

// believed gives the sentence on how it is known that the service is not there;
// empty if that is not shown. Answered is in how many Regions it answered.
func (a absence) believed(service model.Service, answered int) string {
	if answered == 0 || isListed(service, a.region) {
		return ""
	}
	return fmt.Sprintf("AWS did not list the Region when deputy's catalogue was made, and %s, while %d of the other Regions answered",
		a.evidence, answered)
}

// doubted gives the failure of an absence that is not believed, with the
// reason.
func (a absence) doubted(service model.Service) *model.Failure {
	f := *a.failure
	f.Mend = "Check the name resolution and the proxy, then read again"
	switch {
	case !isListed(service, a.region):
		f.Cause += ", and no Region answered, so this may be the network's doing"
	case len(service.Regions.Only) > 0:
		f.Cause += ", though AWS has " + service.Name + " there"
	}
	return &f
}

// isListed tells whether the catalogue has the Region for the service, or has
// no list of Regions to tell by.
func isListed(service model.Service, region model.Region) bool {
	return len(service.Regions.Only) == 0 || slices.Contains(service.Regions.Only, region)
}

// unnamed tells whether the host does not exist.
func unnamed(err error) bool {
	var name *net.DNSError
	return errors.As(err, &name) && name.IsNotFound
}
