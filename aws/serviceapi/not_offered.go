package serviceapi

import (
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/aws/smithy-go"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

// NotOffered is the answer of a Region that may mean that AWS does not offer a
// service there, so that the service can have no administrator there. Three
// things together prove it: AWS did not list the Region for the service when the
// catalog was made; the service's host in the Region does not exist, or says that
// it has no such operation; and the service answered in another Region in the
// same reading, so that neither the resolver nor the endpoint is at fault. A
// time-out, a proxy's answer, and a custom, FIPS or dual-stack endpoint prove
// nothing.
type NotOffered struct {
	Region   model.Region
	Evidence string // from Evidence; not empty
	Failure  *model.Failure
}

// Evidence returns what an error says for a service not being offered in a
// Region; empty if it says nothing. Service is the name that its hosts begin with.
func Evidence(err error, service string, region model.Region) string {
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

// noSuchOperation lists the codes by which an endpoint says that it does not have
// the operation.
var noSuchOperation = []string{
	"UnsupportedAPIEndpointException", "UnknownEndpoint", "UnknownOperationException",
	"UnsupportedOperation", "UnsupportedOperationException",
}

// isHostOf reports whether a host is AWS's usual host of the service in the
// Region, and not a proxy's or another kind of endpoint's.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
func isHostOf(host, service string, region model.Region) bool {
	name := service + "." + string(region) + "." + rawcall.UsualDomain(service, string(region))
	return region != "" && (host == name || host == "api."+name)
}

// Proof returns the sentence on how it is known that the service is not offered
// in the Region; empty if that is not proven. Answered is the number of Regions in
// which the service answered.
func (n NotOffered) Proof(service catalog.Service, answered int) string {
	if answered == 0 || isListed(service, n.Region) {
		return ""
	}
	return fmt.Sprintf("AWS did not list the Region when deputy's catalogue was made, and %s, while %d of the other Regions answered",
		n.Evidence, answered)
}

// Unproven returns the failure to show where nothing proves that the service is
// not offered in the Region, with the reason.
func (n NotOffered) Unproven(service catalog.Service) *model.Failure {
	f := *n.Failure
	f.Fix = "Check the name resolution and the proxy, then read again"
	switch {
	case !isListed(service, n.Region):
		f.Cause += ", and no Region answered, so the network may be the cause"
	case len(service.Regions.Only) > 0:
		f.Cause += ", although AWS offers " + service.Name + " there"
	}
	return &f
}

// isListed reports whether the catalog lists the Region for the service, or lists
// no Regions of the service at all.
func isListed(service catalog.Service, region model.Region) bool {
	return len(service.Regions.Only) == 0 || slices.Contains(service.Regions.Only, region)
}
