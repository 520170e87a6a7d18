package aws

import (
	"cmp"
	"context"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"deputy/model"
)

// identity is who reads what: what has to be known before anything else.
type identity struct {
	caller       model.Caller
	organization model.Organization
	place        Place

	callerFailure, organizationFailure *model.Failure
}

// begin finds the credentials and the organization, asking the user until they
// are there, and lets the jobs begin. Without them the run ends.
func (r *run) begin() {
	r.listProfiles()
	anew := false
	for {
		used := r.b.used()
		s, f := r.b.open(r.ctx, anew)
		var who *identity
		if f == nil {
			r.mu.Lock()
			r.session = s
			r.mu.Unlock()
			who = r.identify(lane{run: r, wait: r.ctx})
			f = who.hopeless()
		}
		if f == nil {
			r.introduce(who)
			close(r.ready)
			r.findRole(who)
			return
		}
		kept := s != nil && s == used // of an earlier run: a new one may find what was renewed meanwhile
		anew = true
		if !(kept && f.Kind == model.FailureCredentials) && !r.again(s, f) {
			r.close(model.PartCaller, "", f)
			r.cancel()
			return
		}
	}
}

// listProfiles tells which profiles there are: before anything else, for
// another one may be what mends missing credentials.
func (r *run) listProfiles() {
	if r.b.options.Demo {
		return
	}
	r.b.mu.Lock()
	profile := r.b.profile
	r.b.mu.Unlock()
	r.emit(model.ProfilesFact{Names: profiles(), Current: currentProfile(profile)})
}

// identify asks who the caller is and which organization it is in.
func (r *run) identify(l lane) *identity {
	who := &identity{}
	var wg sync.WaitGroup
	wg.Go(func() { who.caller, who.callerFailure = r.readCaller(l) })
	wg.Go(func() { who.organization, who.organizationFailure = r.readOrganization(l) })
	wg.Wait()
	s := r.using()
	c := &who.caller
	c.Profile, c.Endpoint, c.Demo = s.profile, s.endpoint, r.b.options.Demo
	c.ChangedBy = cmp.Or(r.b.options.ChangeRole, r.b.options.ChangeProfile)
	c.Delegate = cmp.Or(r.b.options.DelegateRole, r.b.options.DelegateProfile)
	arn := cmp.Or(c.ARN, who.organization.ARN)
	if parsed, err := model.ParseARN(arn); err == nil {
		c.Partition = parsed.Partition
	}
	if c.Account != "" && c.Account == who.organization.Management {
		c.Role = model.CallerManagement
	}
	who.place = Place{Partition: c.Partition, Organization: who.organization.ID, Endpoint: s.endpoint}
	return who
}

// hopeless gives the failure that nothing can be read with; nil if reading can
// go on, if with gaps. GetCallerIdentity may be denied or out of reach while
// Organizations is not.
func (w *identity) hopeless() *model.Failure {
	for _, f := range []*model.Failure{w.callerFailure, w.organizationFailure} {
		if f != nil && (f.Kind == model.FailureCredentials || f.Kind == model.FailureNoOrganization || f.Kind == model.FailureCancelled) {
			return f
		}
	}
	if f := w.organizationFailure; f != nil && f.Kind == model.FailureNetwork {
		return f
	}
	return nil
}

func (r *run) readCaller(l lane) (model.Caller, *model.Failure) {
	out, f := call(l, "sts:GetCallerIdentity", "", func(ctx context.Context, s *session) (*sts.GetCallerIdentityOutput, error) {
		return s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	})
	if f != nil {
		return model.Caller{}, f
	}
	return model.Caller{
		Account: model.AccountID(sdk.ToString(out.Account)), ARN: sdk.ToString(out.Arn), UserID: sdk.ToString(out.UserId),
	}, nil
}

func (r *run) readOrganization(l lane) (model.Organization, *model.Failure) {
	out, f := call(l, "organizations:DescribeOrganization", "",
		func(ctx context.Context, s *session) (*organizations.DescribeOrganizationOutput, error) {
			return s.organizations.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
		})
	if f != nil || out.Organization == nil {
		return model.Organization{}, f
	}
	return toOrganization(out.Organization), nil
}

// introduce sends who reads what, after the saved reading, which must come
// before anything fresh.
func (r *run) introduce(who *identity) {
	r.mu.Lock()
	r.caller, r.place = who.caller, who.place
	r.mu.Unlock()
	b := r.b
	b.mu.Lock()
	b.who = who
	fresh := b.fresh && who.place.Organization != ""
	b.fresh = b.fresh && !fresh
	b.mu.Unlock()
	if fresh && b.options.Store != nil {
		r.showSaved(who.place)
	}
	r.introduceCaller(who)
	r.introduceOrganization(who)
	r.readJournal()
}

func (r *run) introduceCaller(who *identity) {
	r.emit(model.CallerFact{Caller: who.caller})
	r.close(model.PartCaller, "", who.callerFailure)
}

func (r *run) introduceOrganization(who *identity) {
	if who.organizationFailure == nil {
		r.emit(model.OrganizationFact{Organization: who.organization})
	}
	r.close(model.PartOrganization, "", who.organizationFailure)
}

// findRole finds what the caller's account is in the organization, where that
// is not known yet.
func (r *run) findRole(who *identity) {
	caller := who.caller
	caller.Role = r.role(lane{run: r, wait: r.ctx, priority: model.WantTree{}.Priority()}, caller)
	if caller.Role == who.caller.Role {
		return
	}
	r.mu.Lock()
	r.caller = caller
	r.mu.Unlock()
	r.emit(model.CallerFact{Caller: caller})
}

// role tells a delegated administrator from a member: the first may list the
// roots. A member and somebody without permission look the same.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
func (r *run) role(l lane, caller model.Caller) model.CallerRole {
	if caller.Role != model.CallerUnknown || caller.Account == "" {
		return caller.Role
	}
	switch _, f := r.readRoots(l, false); {
	case f == nil:
		return model.CallerDelegated
	case f.Kind == model.FailureDenied:
		return model.CallerMember
	default:
		return model.CallerUnknown
	}
}
