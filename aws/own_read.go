package aws

import (
	"cmp"
	"context"
	"slices"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"

	"deputy/aws/serviceapi"
	"deputy/model"
)

// accountAPI is what deputy uses of AWS Account Management.
// https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
type accountAPI interface {
	ListRegions(context.Context, *account.ListRegionsInput, ...func(*account.Options)) (*account.ListRegionsOutput, error)
}

func (s *session) account() accountAPI { return account.NewFromConfig(s.in("")) }

// readRegions reads the Regions of an account and whether it can use them. The
// caller's own account must not be named; another one only the management
// account may ask about.
func (r *run) readRegions(l lane, of model.AccountID) ([]model.Region, *model.Failure) {
	fact := model.RegionsFact{Account: of}
	r.mu.Lock()
	caller := r.caller.Account
	r.mu.Unlock()
	r.reportProgress(model.PartRegions, string(of), model.Waiting)
	f := pages(l, "account:ListRegions", string(of),
		func(ctx context.Context, s *session, token *string) (*account.ListRegionsOutput, error) {
			in := &account.ListRegionsInput{MaxResults: sdk.Int32(50), NextToken: token}
			if of != caller {
				in.AccountId = sdk.String(string(of))
			}
			return s.account().ListRegions(ctx, in)
		},
		func(out *account.ListRegionsOutput) *string {
			for _, region := range out.Regions {
				fact.Regions = append(fact.Regions, toRegion(of, region))
			}
			return out.NextToken
		})
	var usable []model.Region
	if f == nil {
		r.emit(fact)
		for _, region := range fact.Regions {
			if region.Status.Usable() {
				usable = append(usable, region.Region)
			}
		}
	}
	r.reportEnd(model.PartRegions, string(of), f)
	return usable, f
}

func toRegion(of model.AccountID, r types.Region) model.AccountRegion {
	return model.AccountRegion{Account: of, Region: model.Region(sdk.ToString(r.RegionName)), Status: model.RegionStatus(r.RegionOptStatus)}
}

// readServiceAPI reads what a service's own API says of its administrators, in
// every Region that is enabled in the management account and in the further
// ones. Where the enabled ones cannot be read it asks those that every account
// has. A Region that fails does not hide the others.
func (r *run) readServiceAPI(l lane, id model.ServiceID, further []model.Region) {
	service, known := model.ServiceByID(id)
	list := serviceapi.Of(id).List
	if !known || !service.Regions.Regional {
		if list != nil {
			r.reportProgress(model.PartService, model.ServiceTarget(id, ""), model.Waiting)
			settings, f, _ := r.listServiceAdministrators(l, service, r.globalRegion(service))
			r.sendAdministrators(service, "", settings, f)
		}
		return
	}
	management, partition := r.regionsAccount()
	target := model.ServiceTarget(id, "")
	r.reportProgress(model.PartService, target, model.Waiting)
	regions, failure := r.readRegions(l, management)
	if failure != nil {
		regions = model.RegionsByDefault(partition)
	}
	regions = slices.Concat(regions, further)
	slices.Sort(regions)
	regions = slices.Compact(regions)
	if list == nil {
		r.reportEnd(model.PartService, target, failure)
		return
	}
	p := l.watch(model.PartService, target, service.ListCall().Service+":"+service.ListCall().Operation, len(regions))
	if failure != nil {
		p.remember(failure)
	}
	r.readAdministrators(l, service, regions, p)
	p.end()
}

// regionsAccount gives the account whose Regions count, and the partition: the
// management account, or the caller's where that is not known.
func (r *run) regionsAccount() (model.AccountID, string) {
	r.b.mu.Lock()
	defer r.b.mu.Unlock()
	if r.b.identity == nil {
		return "", ""
	}
	return cmp.Or(r.b.identity.organization.Management, r.b.identity.caller.Account), r.b.identity.caller.Partition
}

// globalRegion gives the Region that the calls of a service without Regions go to;
// empty for the session's own.
func (r *run) globalRegion(service model.Service) model.Region {
	if _, partition := r.regionsAccount(); partition != "" && partition != "aws" {
		return ""
	}
	return service.Regions.Home
}

// readAdministrators reads a service's administrators in Regions. Whether a Region has
// the service at all can only be told when the others have answered.
func (r *run) readAdministrators(l lane, service model.Service, regions []model.Region, p *progress) {
	var mu sync.Mutex
	var silent []serviceapi.NotOffered
	answered := 0
	each(regions, func(region model.Region) {
		r.reportProgress(model.PartService, model.ServiceTarget(service.ID, region), model.Waiting)
		settings, f, evidence := r.listServiceAdministrators(l, service, region)
		if evidence != "" {
			mu.Lock()
			defer mu.Unlock()
			silent = append(silent, serviceapi.NotOffered{Region: region, Evidence: evidence, Failure: f})
			return
		}
		p.advance()
		r.sendAdministrators(service, region, settings, f)
		mu.Lock()
		defer mu.Unlock()
		if f != nil {
			p.remember(f)
			return
		}
		answered++
	})
	for _, n := range silent {
		p.advance()
		if proof := n.Proof(service, answered); proof != "" {
			r.emit(model.SettingsFact{Service: service.ID, Region: n.Region, NotOffered: proof})
			r.reportEnd(model.PartService, model.ServiceTarget(service.ID, n.Region), nil)
			continue
		}
		f := n.Unproven(service)
		r.sendAdministrators(service, n.Region, nil, f)
		p.remember(f)
	}
}

// sendAdministrators sends what a service says where a setting is kept, or why that is
// not known.
func (r *run) sendAdministrators(service model.Service, at model.Region, settings []model.Setting, f *model.Failure) {
	if f == nil {
		for i := range settings {
			settings[i].Service, settings[i].Region = service.ID, at
		}
		r.emit(model.SettingsFact{Service: service.ID, Region: at, Settings: settings})
	}
	r.reportEnd(model.PartService, model.ServiceTarget(service.ID, at), f)
}

// listServiceAdministrators lists a service's administrators in one Region, for all parts
// of the service. Evidence comes with a failure that may mean that AWS does not
// have the service there.
func (r *run) listServiceAdministrators(l lane, service model.Service, region model.Region) (all []model.Setting, failure *model.Failure, evidence string) {
	call := service.ListCall()
	features := []string{""}
	if len(service.Features) > 0 {
		features = nil
		for _, f := range service.Features {
			features = append(features, f.Value)
		}
	}
	for i, feature := range features {
		f := pages(l.in(region), call.Service+":"+call.Operation, string(region),
			func(ctx context.Context, s *session, token *string) (administratorsPage, error) {
				settings, next, err := serviceapi.Of(service.ID).List(ctx, s.in(region), serviceapi.Page{Feature: feature, Token: token})
				if i == 0 && token == nil {
					evidence = serviceapi.Evidence(err, call.Service, region)
				}
				return administratorsPage{settings, next}, err
			},
			func(out administratorsPage) *string {
				for _, s := range out.settings {
					s.Feature = cmp.Or(s.Feature, feature)
					all = append(all, s)
				}
				return out.next
			})
		if f != nil {
			return nil, f, evidence
		}
	}
	return all, nil, ""
}

// administratorsPage is a page of a service's list.
type administratorsPage struct {
	settings []model.Setting
	next     *string
}

// explainRegionOff explains the answer of a Region that the caller's account has not
// enabled: there its keys are not known.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
func explainRegionOff(f *model.Failure, region model.Region) {
	if region == "" || f.Code != "UnrecognizedClientException" && f.Code != "InvalidClientTokenId" && f.Code != "AuthFailure" {
		return
	}
	f.Kind = model.FailureDenied
	f.Cause = "the caller's account is not known there: " + f.Cause
	f.Mend = "Enable the Region for the account, or leave it out"
}
