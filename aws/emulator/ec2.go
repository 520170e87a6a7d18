package emulator

import (
	"encoding/xml"
	"fmt"
	"net/http"
)

// ec2Version is the version of the EC2 API and the end of its XML name space.
const ec2Version = "2016-11-15"

// ec2 is as much of Amazon EC2 as VPC IPAM and Reachability Analyzer need.
var ec2 = &queryAPI{
	version: ec2Version, write: encodeEC2, serviceHandler: serviceHandler{service: ipam},
	routes: map[string]route{
		"EnableIpamOrganizationAdminAccount":            {changes: true, required: params("DelegatedAdminAccountId"), optional: params("DryRun"), run: designateIPAM},
		"DisableIpamOrganizationAdminAccount":           {changes: true, required: params("DelegatedAdminAccountId"), optional: params("DryRun"), run: removeIPAM},
		"EnableReachabilityAnalyzerOrganizationSharing": {service: &reachabilityAnalyzer, changes: true, optional: params("DryRun"), run: shareReachability},
	},
}

// checkDryRun ends a dry run, which only asks whether the call is permitted.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
func (c *call) checkDryRun() error {
	if c.in.text["DryRun"] != "true" {
		return nil
	}
	return &awsError{
		status: http.StatusPreconditionFailed, code: "DryRunOperation",
		message: "Request would have succeeded, but DryRun flag is set.",
	}
}

type ec2Answer struct {
	XMLName   xml.Name
	RequestID string `xml:"requestId"`
	ec2Done
}

// ec2Done reports success, in the member that the operation has for it.
type ec2Done struct {
	Success     bool `xml:"success,omitempty"`
	ReturnValue bool `xml:"returnValue,omitempty"`
}

type ec2Failure struct {
	XMLName   xml.Name `xml:"Response"`
	Code      string   `xml:"Errors>Error>Code"`
	Message   string   `xml:"Errors>Error>Message"`
	RequestID string   `xml:"RequestID"`
}

// encodeEC2 writes an answer of EC2.
func encodeEC2(x *exchange, result any, failed error) response {
	r := response{status: http.StatusOK, header: map[string]string{"Content-Type": "text/xml;charset=UTF-8", "X-Amzn-Requestid": x.id}}
	done, _ := result.(ec2Done) // a failure has none
	var answer any = ec2Answer{
		XMLName:   xml.Name{Space: "http://ec2.amazonaws.com/doc/" + ec2Version + "/", Local: x.operation + "Response"},
		RequestID: x.id, ec2Done: done,
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
