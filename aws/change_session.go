package aws

import (
	"cmp"
	"context"
	"strings"

	"deputy/model"
)

// changeSession returns the session that makes changes: that of the change
// profile or change role where one is given, else the session of the last run. A
// check uses the session of the last run.
func (b *Backend) changeSession(ctx context.Context, check bool) (*session, *model.Failure) {
	o := &b.options
	b.mu.Lock()
	s, read := b.change, b.session
	b.mu.Unlock()
	if o.ChangeProfile == "" && o.ChangeRole == "" || check {
		s = read
	}
	if s == nil {
		var f *model.Failure
		if s = read; o.ChangeProfile != "" || read == nil {
			if s, f = open(ctx, o, o.ChangeProfile, b.askMFA); f != nil {
				return nil, f
			}
		}
		if o.ChangeRole != "" {
			s = s.assume(o, o.ChangeRole, b.askMFA)
		}
	}
	if f := s.ready(ctx); f != nil {
		return nil, f
	}
	if s != read {
		b.mu.Lock()
		b.change = s
		b.mu.Unlock()
	}
	return s, nil
}

// delegateSession returns the session for the steps that a delegated
// administrator has to make itself. A role given by its name alone is looked for
// in that administrator's account.
func (b *Backend) delegateSession(ctx context.Context, from *session, account model.AccountID) (*session, *model.Failure) {
	o := &b.options
	s := from
	if o.DelegateProfile != "" {
		var f *model.Failure
		if s, f = open(ctx, o, o.DelegateProfile, b.askMFA); f != nil {
			return nil, f
		}
	}
	if role := o.DelegateRole; role != "" {
		if !strings.HasPrefix(role, "arn:") {
			b.mu.Lock()
			partition := cmp.Or(b.identity.caller.Partition, "aws")
			b.mu.Unlock()
			role = "arn:" + partition + ":iam::" + string(account) + ":role/" + role
		}
		s = s.assume(o, role, b.askMFA)
	}
	return s, s.ready(ctx)
}

// detachedJob returns a job for calls outside any run of reading. The activity
// screen shows them, and what they read is not sent. They do not end with ctx,
// but with the cancel of the job's run.
func (b *Backend) detachedJob(ctx context.Context, s *session) job {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := newRun(ctx, cancel, b)
	r.session.session = s
	r.facts = nil
	return job{run: r, wait: ctx}
}

// forward sends a CallFact of a detached run to the open run, and drops every
// other fact.
func (b *Backend) forward(f model.Fact) {
	if _, ok := f.(model.CallFact); !ok {
		return
	}
	b.mu.Lock()
	r := b.run
	b.mu.Unlock()
	if r != nil {
		r.emit(f)
	}
}
