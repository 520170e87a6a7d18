package aws

import (
	"context"
	"slices"
	"sync"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
	"deputy/model/catalog"
	"deputy/model/plan"
)

// operation is how one operation of a plan is called and read back.
type operation struct {
	parameters    func(plan.Step) []catalog.Parameter                        // that the step must have
	call          func(context.Context, *session, plan.Step) (string, error) // returns the request ID
	isDone        func(job, plan.Step) (done bool, failure *model.Failure)   // reads back whether the step was carried out
	guard         func(job, plan.Step) *model.Failure                        // refuses a call that would change another account; nil for most
	serviceStatus func(job, plan.Step) (text string, open bool)              // what the service says of its state, and whether the change may still come; nil for most
}

// operationKey identifies an operation: the service's API, and the operation's
// name there.
type operationKey struct{ api, name string }

// changeOperations returns all operations with which deputy changes something.
// They are put together when the first is asked for, since most runs change nothing.
var changeOperations = sync.OnceValue(func() map[operationKey]operation {
	return withServiceAccess(withServiceAPIs(map[operationKey]operation{
		{"organizations", "RegisterDelegatedAdministrator"}: {
			parameters: delegationParameters, call: registerAdministrator, isDone: isDelegated,
		},
		{"organizations", "DeregisterDelegatedAdministrator"}: {
			parameters: delegationParameters, call: deregisterAdministrator, isDone: isUndone(isDelegated),
		},
		{"organizations", "EnableAWSServiceAccess"}: {
			parameters: accessParameters, call: enableServiceAccess, isDone: hasTrustedAccess,
		},
	}))
})

// findOperation returns the operation of a step. It refuses the step if the user
// was shown other parameters than the operation would send.
func findOperation(s plan.Step) (operation, *model.Failure) {
	r, known := changeOperations()[operationKey{s.API, s.Operation}]
	if !known {
		return operation{}, refusal(s, "deputy does not know how to make this call", "")
	}
	if !slices.Equal(r.parameters(s), s.Parameters) {
		return operation{}, refusal(s, "the step's parameters do not match its account and principal", "Plan again")
	}
	return r, nil
}

// refusal is a failure of deputy itself: it sent nothing.
func refusal(s plan.Step, cause, fix string) *model.Failure {
	return &model.Failure{Kind: model.FailureLocal, Operation: operationName(s), Target: string(s.Account), Cause: cause, Fix: fix}
}

func operationName(s plan.Step) string { return s.API + ":" + s.Operation }

func requestID(m middleware.Metadata) string {
	id, _ := awsmiddleware.GetRequestIDMetadata(m)
	return id
}

// isUndone returns the opposite of isDone, for steps that remove something.
func isUndone(isDone func(job, plan.Step) (bool, *model.Failure)) func(job, plan.Step) (bool, *model.Failure) {
	return func(j job, step plan.Step) (bool, *model.Failure) {
		done, f := isDone(j, step)
		return f == nil && !done, f
	}
}
