package aws

import (
	"context"
	"slices"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"

	"deputy/model"
)

// operation is how one operation of a plan is made and read back. A service that
// delegates through an API of its own has its operations in owns; nothing else
// has to know of them.
type operation struct {
	parameters    func(model.Step) []model.Parameter                           // what the step must have been shown with
	call          func(context.Context, *session, model.Step) (string, error)  // makes the call; gives its request ID
	isDone        func(lane, model.Step) (stands bool, failure *model.Failure) // tells whether the step's end is there
	guard         func(lane, model.Step) *model.Failure                        // bars a call that would hit another account; nil for most
	serviceStatus func(lane, model.Step) (words string, open bool)             // what else is known of the step's end, and whether it may come yet; nil for most
}

// operationKey names a road: the service's API and the operation.
type operationKey struct{ api, name string }

// changeOperations has every operation that deputy changes something with.
var changeOperations = withServiceAccess(withServiceAPIs(map[operationKey]operation{
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

// findOperation gives the road of a step, if what the step was shown with is what the
// road would send.
func findOperation(s model.Step) (operation, *model.Failure) {
	r, known := changeOperations[operationKey{s.API, s.Operation}]
	if !known {
		return operation{}, refusal(s, "deputy does not know how to make this call", "")
	}
	if !slices.Equal(r.parameters(s), s.Parameters) {
		return operation{}, refusal(s, "the step's parameters are not those of its account and principal", "Plan again")
	}
	return r, nil
}

// refusal is a failure of deputy's own: nothing was sent.
func refusal(s model.Step, cause, mend string) *model.Failure {
	return &model.Failure{Kind: model.FailureLocal, Operation: operationName(s), Target: string(s.Account), Cause: cause, Mend: mend}
}

func operationName(s model.Step) string { return s.API + ":" + s.Operation }

func requestID(m middleware.Metadata) string {
	id, _ := awsmiddleware.GetRequestIDMetadata(m)
	return id
}

// isUndone turns a look round, for steps that take something away.
func isUndone(look func(lane, model.Step) (bool, *model.Failure)) func(lane, model.Step) (bool, *model.Failure) {
	return func(l lane, step model.Step) (bool, *model.Failure) {
		stands, f := look(l, step)
		return f == nil && !stands, f
	}
}
