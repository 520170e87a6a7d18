package aws

import (
	"context"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"deputy/model"
)

// renew lets the user renew credentials that expired during the run. It tells
// whether to call again.
func (r *run) renew(used *session, f *model.Failure) bool {
	select {
	case <-r.ready:
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
		s, failed := r.b.openSession(r.ctx, true)
		if failed == nil {
			failed = r.checkSameCaller(s)
		}
		if failed != nil {
			f = failed
			continue
		}
		r.mu.Lock()
		r.session = s
		r.mu.Unlock()
	}
	return true
}

// checkSameCaller tells whether renewed credentials are those of the same account:
// half a reading as one account and half as another would be worth nothing.
func (r *run) checkSameCaller(s *session) *model.Failure {
	ctx, cancel := context.WithTimeout(r.ctx, callTimeout)
	defer cancel()
	out, err := s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return failureOf("sts:GetCallerIdentity", "", err)
	}
	r.mu.Lock()
	was := string(r.caller.Account)
	r.mu.Unlock()
	if is := sdk.ToString(out.Account); was != "" && is != was {
		return &model.Failure{
			Kind: model.FailureCredentials, Operation: "sts:GetCallerIdentity",
			Cause: "the credentials are now those of account " + is + ", not of " + was,
			Mend:  "Log in to " + was + " again, or choose the other profile",
		}
	}
	return nil
}
