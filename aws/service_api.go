package aws

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"deputy/aws/serviceapi"
	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// serviceReader reads the administrators of services that keep them behind an API
// of their own.
type serviceReader struct {
	run *run

	mu    sync.Mutex
	turns map[model.ServiceID]*serviceTurn
}

// readServiceAPI reads the administrators from a service API, in every
// Region that is enabled in the management account and in the further Regions.
// If the enabled Regions cannot be read, it asks those that are enabled by
// default. A Region that fails does not hide the others.
func (r *serviceReader) readServiceAPI(j job, id model.ServiceID, further []model.Region) {
	service, known := catalog.ByID(id)
	list := serviceapi.Of(id).List
	if !known || !service.Regions.Regional {
		if list != nil {
			r.run.reportProgress(model.PartService, model.ServiceTarget(id, ""), model.Waiting)
			settings, f, _ := r.listServiceAdministrators(j, service, r.globalRegion(service))
			r.sendAdministrators(service, "", settings, f)
		}
		return
	}
	management, partition := r.run.identity.regionsAccount()
	target := model.ServiceTarget(id, "")
	r.run.reportProgress(model.PartService, target, model.Waiting)
	regions, failure := r.readRegions(j, management)
	if failure != nil {
		regions = model.RegionsByDefault(partition)
	}
	regions = slices.Concat(regions, further)
	slices.Sort(regions)
	regions = slices.Compact(regions)
	if list == nil {
		r.run.reportEnd(model.PartService, target, failure)
		return
	}
	p := j.watch(model.PartService, target, service.ListCall().Service+":"+service.ListCall().Operation, len(regions))
	if failure != nil {
		p.remember(failure)
	}
	r.readAdministrators(j, service, regions, p)
	p.end()
}

// globalRegion returns the Region for the calls of a global service; empty for
// the session's Region.
func (r *serviceReader) globalRegion(service catalog.Service) model.Region {
	if _, partition := r.run.identity.regionsAccount(); partition != "" && partition != "aws" {
		return ""
	}
	return service.Regions.GlobalRegion
}

// readAdministrators reads a service's administrators in the Regions. Whether
// AWS offers the service in a Region at all can be decided only after the others
// have answered.
func (r *serviceReader) readAdministrators(j job, service catalog.Service, regions []model.Region, p *progress) {
	var mu sync.Mutex
	var silent []serviceapi.NotOffered
	answered := 0
	each(regions, func(region model.Region) {
		r.run.reportProgress(model.PartService, model.ServiceTarget(service.ID, region), model.Waiting)
		settings, f, evidence := r.listServiceAdministrators(j, service, region)
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
			r.run.emit(model.SettingsFact{Service: service.ID, Region: n.Region, NotOffered: proof})
			r.run.reportEnd(model.PartService, model.ServiceTarget(service.ID, n.Region), nil)
			continue
		}
		f := n.Unproven(service)
		r.sendAdministrators(service, n.Region, nil, f)
		p.remember(f)
	}
}

// sendAdministrators sends the administrators in a Region, or the failure to
// read them.
func (r *serviceReader) sendAdministrators(service catalog.Service, at model.Region, settings []model.Setting, f *model.Failure) {
	if f == nil {
		for i := range settings {
			settings[i].Service, settings[i].Region = service.ID, at
		}
		r.run.emit(model.SettingsFact{Service: service.ID, Region: at, Settings: settings})
	}
	r.run.reportEnd(model.PartService, model.ServiceTarget(service.ID, at), f)
}

// listServiceAdministrators lists a service's administrators in one Region, for
// all parts of the service. A failure that may mean that AWS does not offer the
// service there comes with evidence.
func (r *serviceReader) listServiceAdministrators(j job, service catalog.Service, region model.Region) (all []model.Setting, failure *model.Failure, evidence string) {
	call := service.ListCall()
	features := []string{""}
	if len(service.Features) > 0 {
		features = nil
		for _, f := range service.Features {
			features = append(features, f.Value)
		}
	}
	for i, feature := range features {
		f := pages(j.in(region), call.Service+":"+call.Operation, string(region),
			func(ctx context.Context, s *session, token *string) (administratorsPage, error) {
				settings, next, err := serviceapi.Of(service.ID).List(ctx, s.in(region), serviceapi.Page{Feature: feature, Token: token})
				if i == 0 && token == nil {
					evidence = serviceapi.Evidence(err, call.Service, region)
				}
				return administratorsPage{settings, next}, err
			},
			func(out administratorsPage, unseen func(string) bool) *string {
				for _, s := range out.settings {
					if !unseen(fmt.Sprint(s.Account, " ", s.Feature, " ", s.State)) {
						continue
					}
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

// administratorsPage is a page of a service's list of administrators.
type administratorsPage struct {
	settings []model.Setting
	next     *string
}

// takeService reads a service's administrators for the screen. A later want for
// the same service, and the fresh reading for a plan, cancel it.
func (r *serviceReader) takeService(j job, id model.ServiceID) {
	j, release, ok := r.takeTurn(j, id, false)
	defer release()
	if ok {
		r.readServiceAPI(j, id, nil)
	}
}

// stepService returns the service of a step. It sets the step's principal, which
// steps from the journal do not have.
func stepService(step *plan.Step) catalog.Service {
	service, _, _ := catalog.ByCall(step.API, step.Operation)
	if step.Principal == "" && len(service.Principals) > 0 {
		step.Principal = service.Principals[0].Name
	}
	return service
}

// settingOf returns the setting that a step is about; a zero one if there is
// none.
func (r *serviceReader) settingOf(j job, service catalog.Service, step plan.Step) (model.Setting, *model.Failure) {
	settings, f, _ := r.listServiceAdministrators(j, service, step.Region)
	feature := step.Parameters.Get("Feature")
	i := slices.IndexFunc(settings, func(s model.Setting) bool {
		return s.Account == step.Account && (feature == "" || s.Feature == feature)
	})
	if i < 0 {
		return model.Setting{}, f
	}
	return settings[i], f
}
