package aws

import (
	"context"
	"sync"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"deputy/model"
)

// runSession is the session with which a run calls AWS. It asks the user to log
// in again when its credentials expire.
type runSession struct {
	run *run

	mu      sync.Mutex
	session *session

	renewing sync.Mutex // held while expired credentials are renewed
	declined bool       // the user did not want to renew them
}

// use sets the session of further calls.
func (r *runSession) use(s *session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.session = s
}

// renew lets the user renew credentials that expired during the run, and reports
// whether to call again.
func (r *runSession) renew(used *session, f *model.Failure) bool {
	select {
	case <-r.run.ready:
	default:
		return false // identifyCaller asks
	}
	r.renewing.Lock()
	defer r.renewing.Unlock()
	for r.current() == used {
		if r.declined || !r.askRetry(used, f) {
			r.declined = true // so as not to ask again for every call
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

// checkSameCaller returns a failure if the renewed credentials belong to another
// account. A reading made half as one account and half as another would be
// useless.
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
			Cause: "the credentials are now for account " + is + ", not " + was,
			Fix:   "Log in to " + was + " again, or choose the other profile",
		}
	}
	return nil
}

// askRetry asks the user to fix what prevents reading, and reports whether to
// try again.
func (r *runSession) askRetry(s *session, f *model.Failure) bool {
	if f.Kind == model.FailureCancelled || r.run.ctx.Err() != nil {
		return false
	}
	gap := f.Gap()
	prompt := model.Prompt{Kind: model.PromptRetry, Text: "deputy cannot read the organization: " + f.Cause + ".", Gap: &gap}
	if f.Kind == model.FailureCredentials && s != nil && s.login != nil {
		prompt.Kind, prompt.Run = model.PromptLogin, s.login
		prompt.Text = "The login of profile " + CurrentProfile(s.profile) + " has expired."
	}
	_, ok := r.run.ask(prompt)
	return ok
}

// loginCommand returns the command that logs in to a profile; nil if the profile
// needs none.
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

// current returns the session of calls.
func (r *runSession) current() *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.session
}
