package aws

import (
	"context"
	"encoding/xml"
	"strings"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

// listRootFeatures is the call that lists the features of centralized root access. The
// management account may make it, and the delegated administrator of IAM.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
var listRootFeatures = iamCall("ListOrganizationsFeatures")

// iamCall returns a call of IAM, which has one endpoint in a partition.
func iamCall(operation string, parameters ...catalog.Input) catalog.Call {
	return catalog.Call{
		Service: "iam", Operation: operation, Protocol: catalog.ProtocolQuery, Method: "POST", Path: "/", Version: "2010-05-08",
		GlobalRegions: map[string]model.Region{
			"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1",
			"aws-iso": "us-iso-east-1", "aws-iso-b": "us-isob-east-1", "aws-iso-e": "eu-isoe-west-1", "aws-iso-f": "us-isof-south-1",
		},
		Parameters: parameters,
	}
}

// readRootAccess reads the features of centralized root access. Without trusted access
// for IAM there are none.
func (r *run) readRootAccess(j job) {
	const operation = "iam:ListOrganizationsFeatures"
	r.reportProgress(model.PartRootAccess, "", model.Waiting)
	_, partition := r.identity.regionsAccount()
	got, f := call(j.in(listRootFeatures.GlobalRegion(partition)), operation, "", func(ctx context.Context, s *session) (rawcall.Answer, error) {
		return rawcall.Send(ctx, s.in(listRootFeatures.GlobalRegion(partition)), listRootFeatures, nil)
	})
	var out struct {
		Organization string   `xml:"ListOrganizationsFeaturesResult>OrganizationId"`
		Enabled      []string `xml:"ListOrganizationsFeaturesResult>EnabledFeatures>member"`
	}
	switch {
	case f != nil && strings.HasPrefix(f.Code, "ServiceAccessNotEnabled"):
		f = nil
	case f == nil && (xml.Unmarshal(got.Text, &out) != nil || out.Organization == ""):
		f = incomplete(operation, "", "organization ID")
	}
	if f = ignoreBillingOnly(f); f == nil {
		r.emit(model.RootAccessFact{Enabled: out.Enabled})
	}
	r.reportEnd(model.PartRootAccess, "", f)
}
