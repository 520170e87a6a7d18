package emulator

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// ec2Version is the version of the EC2 API and the end of its XML name space.
const ec2Version = "2016-11-15"

// ec2API is as much of Amazon EC2 as VPC IPAM needs: the EC2 query protocol.
// https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
type ec2API struct {
	desk
	routes map[string]route // by operation
}

// ipam is VPC IP Address Manager. A registration switches trusted access on,
// and Organizations is where its administrator is listed.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableIpamOrganizationAdminAccount.html
// https://docs.aws.amazon.com/vpc/latest/ipam/enable-integ-ipam.html
var ipam = &ec2API{
	desk: desk{own: own{
		id: "vpc-ipam", name: "IPAM", principal: "ipam.amazonaws.com", unlisted: true, otherwise: "InvalidParameterValue",
		codes: map[refusal]string{notManagement: "UnauthorizedOperation", notInOrganization: "UnauthorizedOperation"},
	}},
	routes: map[string]route{
		"EnableIpamOrganizationAdminAccount":  {changes: true, required: list("DelegatedAdminAccountId"), optional: list("DryRun"), run: designateIPAM},
		"DisableIpamOrganizationAdminAccount": {changes: true, required: list("DelegatedAdminAccountId"), optional: list("DryRun"), run: dismissIPAM},
	},
}

func designateIPAM(c *call) (any, error) {
	if err := c.rehearsed(); err != nil {
		return nil, err
	}
	return nil, c.designate(c.in.account("DelegatedAdminAccountId"), "")
}

func dismissIPAM(c *call) (any, error) {
	if err := c.rehearsed(); err != nil {
		return nil, err
	}
	return nil, c.dismiss(c.in.account("DelegatedAdminAccountId"), "")
}

// rehearsed ends a call that only asks whether it would be permitted.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
func (c *call) rehearsed() error {
	if c.in.text["DryRun"] != "true" {
		return nil
	}
	return &awsError{
		status: http.StatusPreconditionFailed, code: "DryRunOperation",
		message: "Request would have succeeded, but DryRun flag is set.",
	}
}

func (a *ec2API) identify(x *exchange) (string, bool) {
	f := x.form()
	r, ok := a.routes[f.Get("Action")]
	if !ok || f.Get("Version") != ec2Version || x.method != http.MethodPost || x.path != "/" {
		return "", false
	}
	return f.Get("Action"), r.changes
}

func (a *ec2API) operations() []string { return slices.Sorted(maps.Keys(a.routes)) }

func (a *ec2API) serve(s *Server, x *exchange, now time.Time) (any, error) {
	return a.handle(a.routes[x.operation], &call{s: s, x: x, now: now})
}

type ec2Answer struct {
	XMLName   xml.Name
	RequestID string `xml:"requestId"`
	Success   bool   `xml:"success"`
}

type ec2Failure struct {
	XMLName   xml.Name `xml:"Response"`
	Code      string   `xml:"Errors>Error>Code"`
	Message   string   `xml:"Errors>Error>Message"`
	RequestID string   `xml:"RequestID"`
}

func (a *ec2API) encode(x *exchange, _ any, failed error) response {
	r := response{status: http.StatusOK, header: map[string]string{"Content-Type": "text/xml;charset=UTF-8", "X-Amzn-Requestid": x.id}}
	var answer any = ec2Answer{
		XMLName:   xml.Name{Space: "http://ec2.amazonaws.com/doc/" + ec2Version + "/", Local: x.operation + "Response"},
		RequestID: x.id, Success: true,
	}
	if failed != nil {
		e := asAWSError(failed)
		if e.code == unknownOperation().code {
			e = &awsError{code: "InvalidAction", message: fmt.Sprintf("The action %s is not valid for this web service.", x.form().Get("Action"))}
		}
		if r.status = e.httpStatus(); e.code == "UnauthorizedOperation" {
			r.status = http.StatusForbidden
		}
		answer = ec2Failure{Code: e.code, Message: e.message, RequestID: x.id}
	}
	// Strings always marshal.
	text, _ := xml.Marshal(answer)
	r.body = append([]byte(xml.Header), text...)
	return r
}
