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

// identityReader finds out which account reads, and which organization it is in.
type identityReader struct {
	run *run

	mu     sync.Mutex
	caller model.Caller
	place  Place
}

// identity is the caller and the organization, which a run has to know before
// anything else.
type identity struct {
	caller       model.Caller
	organization model.Organization
	place        Place

	callerFailure, organizationFailure *model.Failure
}

// identifyCaller finds the credentials and the organization, asking the user
// until both are there, and then lets the jobs begin. Without them the run ends.
func (r *identityReader) identifyCaller() {
	r.listProfiles()
	renew := false
	for {
		used := r.run.b.lastSession()
		s, f := r.run.b.openSession(r.run.ctx, renew)
		var who *identity
		if f == nil {
			r.run.session.use(s)
			who = r.identify(job{run: r.run, wait: r.run.ctx})
			f = who.blocking()
		}
		if f == nil {
			r.sendIdentity(who)
			close(r.run.ready)
			r.sendRole(who)
			return
		}
		kept := s != nil && s == used // of an earlier run: a new session may find credentials that were renewed meanwhile
		renew = true
		if !(kept && f.Kind == model.FailureCredentials) && !r.run.session.askRetry(s, f) {
			r.run.reportEnd(model.PartCaller, "", f)
			r.run.cancel()
			return
		}
	}
}

// listProfiles sends the names of the profiles. It comes first: where
// credentials are missing, the user may choose another profile.
func (r *identityReader) listProfiles() {
	if r.run.b.options.Demo {
		return
	}
	r.run.b.mu.Lock()
	profile := r.run.b.profile
	r.run.b.mu.Unlock()
	r.run.emit(model.ProfilesFact{Names: Profiles(), Current: CurrentProfile(profile)})
}

// identify asks AWS who the caller is and which organization it is in.
func (r *identityReader) identify(j job) *identity {
	who := &identity{}
	var wg sync.WaitGroup
	wg.Go(func() { who.caller, who.callerFailure = r.readCaller(j) })
	wg.Go(func() { who.organization, who.organizationFailure = r.readOrganization(j) })
	wg.Wait()
	s := r.run.session.current()
	c := &who.caller
	c.Profile, c.Endpoint, c.Demo = s.profile, s.endpoint, r.run.b.options.Demo
	if !c.Demo {
		c.Region = model.Region(s.config.Region)
	}
	c.ChangedBy = cmp.Or(r.run.b.options.ChangeRole, r.run.b.options.ChangeProfile)
	c.Delegate = cmp.Or(r.run.b.options.DelegateRole, r.run.b.options.DelegateProfile)
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

// blocking returns the failure without whose fix nothing can be read; nil if
// reading can go on, if with gaps. GetCallerIdentity may be denied or out of
// reach while Organizations is not. If neither answers as AWS does, nothing will.
func (w *identity) blocking() *model.Failure {
	for _, f := range []*model.Failure{w.callerFailure, w.organizationFailure} {
		if f != nil && (f.Kind == model.FailureCredentials || f.Kind == model.FailureNoOrganization || f.Kind == model.FailureCancelled) {
			return f
		}
	}
	f := w.organizationFailure
	if f != nil && (f.Kind == model.FailureNetwork || f.Kind == model.FailureForeign && w.callerFailure != nil && w.callerFailure.Kind == model.FailureForeign) {
		return f
	}
	return nil
}

func (r *identityReader) readCaller(j job) (model.Caller, *model.Failure) {
	out, f := call(j, "sts:GetCallerIdentity", "", func(ctx context.Context, s *session) (*sts.GetCallerIdentityOutput, error) {
		return s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	})
	if f == nil && (sdk.ToString(out.Account) == "" || sdk.ToString(out.Arn) == "") {
		f = incomplete("sts:GetCallerIdentity", "", "account or ARN of the caller")
	}
	if f != nil {
		return model.Caller{}, f
	}
	return model.Caller{
		Account: model.AccountID(sdk.ToString(out.Account)), ARN: sdk.ToString(out.Arn), UserID: sdk.ToString(out.UserId),
	}, nil
}

func (r *identityReader) readOrganization(j job) (model.Organization, *model.Failure) {
	const operation = "organizations:DescribeOrganization"
	out, f := call(j, operation, "",
		func(ctx context.Context, s *session) (*organizations.DescribeOrganizationOutput, error) {
			return s.organizations.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
		})
	if f == nil && (out.Organization == nil || sdk.ToString(out.Organization.Id) == "") {
		f = incomplete(operation, "", "organization")
	}
	if f != nil {
		return model.Organization{}, f
	}
	return toOrganization(out.Organization), nil
}

// sendIdentity sends the caller and the organization. The saved reading comes
// first: it must not replace anything fresh.
func (r *identityReader) sendIdentity(who *identity) {
	r.mu.Lock()
	r.caller, r.place = who.caller, who.place
	r.mu.Unlock()
	b := r.run.b
	b.mu.Lock()
	b.identity = who
	fresh := b.firstOfProfile && who.place.Organization != ""
	b.firstOfProfile = b.firstOfProfile && !fresh
	b.mu.Unlock()
	var saved *model.Snapshot
	if fresh && b.options.Resume && b.options.Store != nil {
		saved = r.run.storage.sendSaved(who.place)
	}
	if fresh && b.options.Resume && b.options.Screens != nil {
		r.run.storage.sendScreen(who.place)
	}
	r.run.storage.takeSaved(saved) // the screen does not wait for this
	r.sendCaller(who)
	r.sendOrganization(who)
	r.run.storage.readJournal()
}

func (r *identityReader) sendCaller(who *identity) {
	r.run.emit(model.CallerFact{Caller: who.caller})
	r.run.reportEnd(model.PartCaller, "", who.callerFailure)
}

func (r *identityReader) sendOrganization(who *identity) {
	if who.organizationFailure == nil {
		r.run.emit(model.OrganizationFact{Organization: who.organization})
	}
	r.run.reportEnd(model.PartOrganization, "", who.organizationFailure)
}

// sendRole sends the role of the caller's account in the organization, if it was
// not known before.
func (r *identityReader) sendRole(who *identity) {
	caller := who.caller
	caller.Role = r.callerRole(job{run: r.run, wait: r.run.ctx, priority: model.WantTree{}.Priority()}, who)
	if caller.Role == who.caller.Role {
		return
	}
	r.mu.Lock()
	r.caller = caller
	r.mu.Unlock()
	r.run.emit(model.CallerFact{Caller: caller})
}

// callerRole returns the role of the caller's account in the organization. A
// delegated administrator may list the roots, a member may not. A member and a
// caller without permission look the same. Where the management account is not
// known, the caller may be in it.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
func (r *identityReader) callerRole(j job, who *identity) model.CallerRole {
	if who.caller.Role != model.CallerUnknown || who.caller.Account == "" || who.organization.Management == "" {
		return who.caller.Role
	}
	switch _, f := r.run.tree.readRoots(j, false); {
	case f == nil:
		return model.CallerDelegated
	case f.Kind == model.FailureDenied:
		return model.CallerMember
	default:
		return model.CallerUnknown
	}
}

// regionsAccount returns the account whose enabled Regions are read, and the
// partition: the management account, or the caller's where that is not known.
func (r *identityReader) regionsAccount() (model.AccountID, string) {
	r.run.b.mu.Lock()
	defer r.run.b.mu.Unlock()
	if r.run.b.identity == nil {
		return "", ""
	}
	return cmp.Or(r.run.b.identity.organization.Management, r.run.b.identity.caller.Account), r.run.b.identity.caller.Partition
}

// setPlace sets the organization, where only a root's ARN names it.
func (r *identityReader) setPlace(place Place) {
	r.mu.Lock()
	r.place = place
	r.mu.Unlock()
	b := r.run.b
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.identity != nil {
		b.identity.place = place
	}
}

// account returns the caller's account.
func (r *identityReader) account() model.AccountID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.caller.Account
}

// placeRead returns the organization that is read, as far as it is known.
func (r *identityReader) placeRead() Place {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.place
}
