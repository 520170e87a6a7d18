package aws

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"sync"
	"time"

	"deputy/aws/rawcall"
	"deputy/model"
	"deputy/model/catalog"
)

const (
	listIdentities = "iam:GetAccountAuthorizationDetails"
	accountSummary = "iam:GetAccountSummary"
	describeTrails = "cloudtrail:DescribeTrails"
	trailStatus    = "cloudtrail:GetTrailStatus"
)

// mostIdentities is how many IAM users and roles AWS lets an account have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const mostIdentities = 15_000

// The calls about what lives in the caller's account. A page has so few roles since
// their policies come with them.
var (
	listIdentitiesCall = iamCall("GetAccountAuthorizationDetails",
		catalog.Input{Name: "User", Wire: "Filter.member.1", Value: catalog.InputFixed},
		catalog.Input{Name: "Role", Wire: "Filter.member.2", Value: catalog.InputFixed},
		catalog.Input{Name: "MaxItems", Wire: "MaxItems", Value: catalog.InputFixed},
		catalog.Input{Name: "Marker", Wire: "Marker", Value: catalog.InputNext, Optional: true},
	)
	accountSummaryCall = iamCall("GetAccountSummary")
	describeTrailsCall = trailCall("DescribeTrails")
	trailStatusCall    = trailCall("GetTrailStatus", catalog.Input{Name: "Name", Wire: "Name", Value: catalog.InputFixed})

	identitiesAsked = catalog.Parameters{{Name: "User", Value: "User"}, {Name: "Role", Value: "Role"}, {Name: "MaxItems", Value: "100"}}
)

func trailCall(operation string, parameters ...catalog.Input) catalog.Call {
	return catalog.Call{
		Service: "cloudtrail", Operation: operation, Protocol: catalog.ProtocolJSON, Method: "POST", Path: "/",
		Target: "CloudTrail_20131101." + operation, Parameters: parameters,
	}
}

// readManagementAccount reads what lives in the management account, each part apart
// from the others. IAM and CloudTrail answer for the caller's own account, so it asks
// with credentials of another account for nothing.
func (r *run) readManagementAccount(j job, generate bool) {
	management, partition := r.identity.regionsAccount()
	if own := r.identity.account(); own != management {
		f := &model.Failure{
			Kind: model.FailureDenied, Operation: "read what lives in the management account", Target: string(management),
			Cause: "IAM and CloudTrail answer for the caller's own account, which is " + string(own), Fix: "Use credentials of the management account",
		}
		for _, key := range model.ManagementAccountParts() {
			r.reportEnd(key.Part, "", f)
		}
		return
	}
	j = j.in(listIdentitiesCall.GlobalRegion(partition))
	report := r.readCredentialReport
	if generate {
		report = r.generateCredentialReport
	}
	var all sync.WaitGroup
	for part, read := range map[model.Part]func(job) *model.Failure{
		model.PartIdentities: r.readIdentities, model.PartRootUser: r.readRootUser, model.PartCredentials: report, model.PartTrails: r.readTrails,
	} {
		r.reportProgress(part, "", model.Waiting)
		all.Go(func() { r.reportEnd(part, "", read(j)) })
	}
	all.Wait()
}

// answer sends a call of IAM or CloudTrail and reads its answer, which is XML by the
// Query protocol, else JSON.
func answer(ctx context.Context, s *session, region model.Region, c catalog.Call, values catalog.Parameters, out any) error {
	got, err := rawcall.Send(ctx, s.in(region), c, values)
	if err != nil {
		return err
	}
	read := json.Unmarshal
	if c.Protocol == catalog.ProtocolQuery {
		read = xml.Unmarshal
	}
	if read(got.Text, out) != nil {
		return &rawcall.Foreign{Lacks: "result of " + c.Operation}
	}
	return nil
}

// identitiesPage is a page of GetAccountAuthorizationDetails.
type identitiesPage struct {
	Users []struct {
		ID   string `xml:"UserId"`
		Name string `xml:"UserName"`
	} `xml:"GetAccountAuthorizationDetailsResult>UserDetailList>member"`
	Roles []struct {
		ID    string    `xml:"RoleId"`
		Name  string    `xml:"RoleName"`
		Path  string    `xml:"Path"`
		Trust string    `xml:"AssumeRolePolicyDocument"` // URL-encoded
		Used  time.Time `xml:"RoleLastUsed>LastUsedDate"`
	} `xml:"GetAccountAuthorizationDetailsResult>RoleDetailList>member"`
	Truncated bool    `xml:"GetAccountAuthorizationDetailsResult>IsTruncated"`
	Marker    *string `xml:"GetAccountAuthorizationDetailsResult>Marker"`
}

// addTo adds the users and roles of the page that are new.
func (p *identitiesPage) addTo(x *model.Identities, unseen func(string) bool) {
	for _, u := range p.Users {
		if unseen(u.ID) {
			x.Users = append(x.Users, u.Name)
		}
	}
	for _, o := range p.Roles {
		if !unseen(o.ID) {
			continue
		}
		trust, err := url.PathUnescape(o.Trust)
		if err != nil {
			trust = o.Trust // No policy: the finding says so.
		}
		x.Roles = append(x.Roles, model.IAMRole{Name: o.Name, Path: o.Path, Trust: trust, Used: o.Used})
	}
}

// readIdentities reads the IAM users and roles.
func (r *run) readIdentities(j job) *model.Failure {
	x := &model.Identities{Taken: time.Now()}
	f := pages(j, listIdentities, "",
		func(ctx context.Context, s *session, marker *string) (out identitiesPage, err error) {
			values := identitiesAsked
			if marker != nil {
				values = append(values[:len(values):len(values)], catalog.Parameter{Name: "Marker", Value: *marker})
			}
			err = answer(ctx, s, j.region, listIdentitiesCall, values, &out)
			if err == nil && out.Truncated && (out.Marker == nil || *out.Marker == "") {
				err = &rawcall.Foreign{Lacks: "Marker of the next page"}
			}
			return out, err
		},
		func(out identitiesPage, unseen func(string) bool) *string {
			out.addTo(x, unseen)
			if !out.Truncated {
				return nil
			}
			return out.Marker
		})
	if f == nil {
		r.emit(model.ReadIdentities(x))
	}
	return f
}

// readRootUser reads how the root user is protected.
func (r *run) readRootUser(j job) *model.Failure {
	out, f := call(j, accountSummary, "", func(ctx context.Context, s *session) (map[string]int, error) {
		var out struct {
			Entries []struct {
				Key   string `xml:"key"`
				Value int    `xml:"value"`
			} `xml:"GetAccountSummaryResult>SummaryMap>entry"`
		}
		err := answer(ctx, s, j.region, accountSummaryCall, nil, &out)
		summary := map[string]int{}
		for _, e := range out.Entries {
			summary[e.Key] = e.Value
		}
		return summary, err
	})
	if f != nil {
		return f
	}
	mfa, known := out["AccountMFAEnabled"]
	keys, alsoKnown := out["AccountAccessKeysPresent"]
	if !known || !alsoKnown {
		return incomplete(accountSummary, "", "AccountMFAEnabled or AccountAccessKeysPresent")
	}
	r.emit(model.ManagementAccountFact{ManagementAccount: model.ManagementAccount{
		RootUser: &model.RootUser{MFA: mfa > 0, AccessKeys: keys > 0, Taken: time.Now()},
	}})
	return nil
}

// readTrails reads the trails, and of organization trails whether they are logging,
// which their home Region says. That one of them cannot be read is a gap of its own.
func (r *run) readTrails(j job) *model.Failure {
	list, f := call(j, describeTrails, "", func(ctx context.Context, s *session) (out struct {
		TrailList *[]struct {
			Name, TrailARN, HomeRegion              string
			IsMultiRegionTrail, IsOrganizationTrail bool
		} `json:"trailList"`
	}, err error,
	) {
		err = answer(ctx, s, j.region, describeTrailsCall, nil, &out)
		if err == nil && out.TrailList == nil {
			err = &rawcall.Foreign{Lacks: "list trailList"}
		}
		return out, err
	})
	if f != nil {
		return f
	}
	x := &model.Trails{Region: j.region, Taken: time.Now()}
	for _, t := range *list.TrailList {
		trail := model.Trail{Name: t.Name, ARN: t.TrailARN, Home: model.Region(t.HomeRegion), Organization: t.IsOrganizationTrail, MultiRegion: t.IsMultiRegionTrail}
		if trail.Organization {
			r.reportEnd(model.PartTrails, trail.ARN, r.readTrailStatus(j.in(trail.Home), &trail))
		}
		x.Trails = append(x.Trails, trail)
	}
	r.emit(model.ManagementAccountFact{ManagementAccount: model.ManagementAccount{Trails: x}})
	return nil
}

// readTrailStatus finds out whether a trail is logging.
func (r *run) readTrailStatus(j job, t *model.Trail) *model.Failure {
	out, f := call(j, trailStatus, t.ARN, func(ctx context.Context, s *session) (out struct {
		IsLogging           *bool
		LatestDeliveryError string
	}, err error,
	) {
		err = answer(ctx, s, j.region, trailStatusCall, catalog.Parameters{{Name: "Name", Value: t.ARN}}, &out)
		if err == nil && out.IsLogging == nil {
			err = &rawcall.Foreign{Lacks: "member IsLogging"}
		}
		return out, err
	})
	if f == nil {
		t.Checked, t.Logging, t.Error = true, *out.IsLogging, out.LatestDeliveryError
	}
	return f
}
