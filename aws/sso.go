package aws

import (
	"context"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"deputy/model"
)

// runSession is the session that a run calls AWS with, and its renewal where the credentials expire.
type runSession struct {
	run *run

	mu      sync.Mutex
	session *session

	renewing sync.Mutex // held while expired credentials are renewed
	declined bool       // the user did not want to renew them
}

// use makes calls use a session from now on.
func (r *runSession) use(s *session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.session = s
}

// renew lets the user renew credentials that expired during the run. It tells
// whether to call again.
func (r *runSession) renew(used *session, f *model.Failure) bool {
	select {
	case <-r.run.ready:
	default:
		return false // begin asks
	}
	r.renewing.Lock()
	defer r.renewing.Unlock()
	for r.current() == used {
		if r.declined || !r.askRetry(used, f) {
			r.declined = true // and is not asked again for every call
			return false
		}
		s, failed := r.run.b.openSession(r.run.ctx, true)
		if failed == nil {
			failed = r.checkSameCaller(s)
		}
		if failed != nil {
			f = failed
			continue
		}
		r.use(s)
	}
	return true
}

// checkSameCaller tells whether renewed credentials are those of the same account:
// half a reading as one account and half as another would be worth nothing.
func (r *runSession) checkSameCaller(s *session) *model.Failure {
	ctx, cancel := context.WithTimeout(r.run.ctx, callTimeout)
	defer cancel()
	out, err := s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return failureOf("sts:GetCallerIdentity", "", err)
	}
	was := string(r.run.identity.account())
	if is := sdk.ToString(out.Account); was != "" && is != was {
		return &model.Failure{
			Kind: model.FailureCredentials, Operation: "sts:GetCallerIdentity",
			Cause: "the credentials are now those of account " + is + ", not of " + was,
			Mend:  "Log in to " + was + " again, or choose the other profile",
		}
	}
	return nil
}

// askRetry asks the user to mend what stands in the way of reading. It tells
// whether to try again.
func (r *runSession) askRetry(s *session, f *model.Failure) bool {
	if f.Kind == model.FailureCancelled || r.run.ctx.Err() != nil {
		return false
	}
	gap := f.Gap()
	prompt := model.Prompt{Kind: model.PromptRetry, Text: "deputy cannot read the organization: " + f.Cause + ".", Gap: &gap}
	if f.Kind == model.FailureCredentials && s != nil && s.login != nil {
		prompt.Kind, prompt.Run = model.PromptLogin, s.login
		prompt.Text = "The login of profile " + currentProfile(s.profile) + " has expired."
	}
	_, ok := r.run.ask(prompt)
	return ok
}

// loginCommand gives the command that renews a profile's credentials; nil for
// a profile that no command renews.
func loginCommand(shared *config.SharedConfig) []string {
	for ; shared != nil; shared = shared.Source {
		switch {
		case shared.SSOSessionName != "", shared.SSOStartURL != "":
			return []string{"aws", "sso", "login", "--profile", shared.Profile}
		case shared.LoginSession != "":
			return []string{"aws", "login", "--profile", shared.Profile}
		}
	}
	return nil
}

// current gives the session that calls are made with.
func (r *runSession) current() *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.session
}
