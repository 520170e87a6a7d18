package aws

import (
	"context"

	"deputy/model"
)

// pages makes the calls of one list, one after the other. Take receives each
// page and returns the token of the next. An empty page may have a next one, so
// only an absent token ends the list.
func pages[Out any](j job, operation, target string,
	ask func(context.Context, *session, *string) (Out, error), take func(Out) *string,
) *model.Failure {
	var token *string
	for {
		out, f := call(j, operation, target, func(ctx context.Context, s *session) (Out, error) { return ask(ctx, s, token) })
		if f != nil {
			return f
		}
		next := take(out)
		if next == nil || *next == "" {
			return nil
		}
		if token != nil && *token == *next {
			return &model.Failure{
				Kind: model.FailureService, Operation: operation, Target: target,
				Cause: "the server sent the same page token twice", Fix: "Read again",
			}
		}
		token = next
	}
}

// pageSize is the largest page that AWS Organizations returns.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
const pageSize int32 = 20
