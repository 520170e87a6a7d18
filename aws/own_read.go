package aws

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/account/types"

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
	r.tell(model.PartRegions, string(of), model.Waiting)
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
	r.close(model.PartRegions, string(of), f)
	return usable, f
}

func toRegion(of model.AccountID, r types.Region) model.AccountRegion {
	return model.AccountRegion{Account: of, Region: model.Region(sdk.ToString(r.RegionName)), Status: model.RegionStatus(r.RegionOptStatus)}
}

// readService reads what a service's own API says of its administrators, in
// every Region that is enabled in the management account and in the further
// ones. Where the enabled ones cannot be read it asks those that every account
// has. A Region that fails does not hide the others.
func (r *run) readService(l lane, id model.ServiceID, further []model.Region) {
	service, known := model.ServiceByID(id)
	list := owns[id].list
	if !known || !service.Regions.Regional {
		if list != nil {
			_ = r.readSettings(l, service, "", r.homeOf(service)) // leaves its own gap
		}
		return
	}
	management, partition := r.management()
	target := model.ServiceTarget(id, "")
	r.tell(model.PartService, target, model.Waiting)
	regions, failure := r.readRegions(l, management)
	if failure != nil {
		regions = model.RegionsByDefault(partition)
	}
	regions = slices.Concat(regions, further)
	slices.Sort(regions)
	regions = slices.Compact(regions)
	if list == nil {
		r.close(model.PartService, target, failure)
		return
	}
	p := l.watch(model.PartService, target, service.ListCall().Service+":"+service.ListCall().Operation, len(regions))
	if failure != nil {
		p.note(failure)
	}
	each(regions, func(region model.Region) {
		f := r.readSettings(l, service, region, region)
		p.step()
		if f != nil {
			p.note(f)
		}
	})
	p.end()
}

// management gives the account whose Regions count, and the partition: the
// management account, or the caller's where that is not known.
func (r *run) management() (model.AccountID, string) {
	r.b.mu.Lock()
	defer r.b.mu.Unlock()
	if r.b.who == nil {
		return "", ""
	}
	return cmp.Or(r.b.who.organization.Management, r.b.who.caller.Account), r.b.who.caller.Partition
}

// homeOf gives the Region that the calls of a service without Regions go to;
// empty for the session's own.
func (r *run) homeOf(service model.Service) model.Region {
	if _, partition := r.management(); partition != "" && partition != "aws" {
		return ""
	}
	return service.Regions.Home
}

// readSettings reads a service's administrators in one Region and sends them.
// The setting holds for the Region at, which is empty for all.
func (r *run) readSettings(l lane, service model.Service, at, region model.Region) *model.Failure {
	target := model.ServiceTarget(service.ID, at)
	r.tell(model.PartService, target, model.Waiting)
	settings, f := r.listSettings(l, service, region)
	if f == nil {
		for i := range settings {
			settings[i].Service, settings[i].Region = service.ID, at
		}
		r.emit(model.SettingsFact{Service: service.ID, Region: at, Settings: settings})
	}
	r.close(model.PartService, target, f)
	return f
}

// listSettings lists a service's administrators in one Region, for all parts
// of the service. Where AWS does not offer the service there are none.
func (r *run) listSettings(l lane, service model.Service, region model.Region) ([]model.Setting, *model.Failure) {
	call := service.ListCall()
	operation := call.Service + ":" + call.Operation
	features := []string{""}
	if len(service.Features) > 0 {
		features = nil
		for _, f := range service.Features {
			features = append(features, f.Value)
		}
	}
	var all []model.Setting
	for _, feature := range features {
		absent := false
		f := pages(l.in(region), operation, string(region),
			func(ctx context.Context, s *session, token *string) (ownAnswer, error) {
				settings, next, err := owns[service.ID].list(ctx, s, ownPage{region, feature, token})
				absent = err != nil && unnamed(err) && notOffered(service, region)
				return ownAnswer{settings, next}, err
			},
			func(out ownAnswer) *string {
				for _, s := range out.settings {
					s.Feature = cmp.Or(s.Feature, feature)
					all = append(all, s)
				}
				return out.next
			})
		if f != nil && !absent {
			return nil, f
		}
	}
	return all, nil
}

// ownAnswer is a page of a service's list.
type ownAnswer struct {
	settings []model.Setting
	next     *string
}

// notOffered tells whether AWS did not have the service in the Region when the
// catalogue was made. If no server has its name either, nobody can administer
// it there.
func notOffered(service model.Service, region model.Region) bool {
	return len(service.Regions.Only) > 0 && !slices.Contains(service.Regions.Only, region)
}

// unnamed tells whether the host does not exist.
func unnamed(err error) bool {
	var name *net.DNSError
	return errors.As(err, &name) && name.IsNotFound
}

// notThere explains the answer of a Region that the caller's account has not
// enabled: there its keys are not known.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
func notThere(f *model.Failure, region model.Region) {
	if region == "" || f.Code != "UnrecognizedClientException" && f.Code != "InvalidClientTokenId" && f.Code != "AuthFailure" {
		return
	}
	f.Kind = model.FailureDenied
	f.Cause = "the caller's account is not known in " + string(region) + ": " + f.Cause
	f.Mend = "Enable the Region for the account, or leave it out"
}
