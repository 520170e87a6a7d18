package aws

import (
	"net/http"
	"slices"
	"strings"

	"deputy/model"
)

// notImplementedCodes are the codes by which servers say that they do not have an
// operation, beside those of AWS.
var notImplementedCodes = []string{"NotImplementedException", "OperationNotFoundException", "UnknownOperation", "NotImplementedError"}

// notImplementedWords are the words by which they do, under any code.
var notImplementedWords = []string{"not implemented", "not been implemented", "not yet implemented"}

// explainCause adds to a failed reading call the advice that fits its cause. A
// server that does not have an operation refuses nothing, and has no fault that
// passes. What has no ID of its own, such as the list of roots, cannot have been
// removed.
//
// A page or an empty answer with status 501 is none of AWS's, nor a server's word
// on the operation: a proxy has not implemented something.
func explainCause(f *model.Failure, err error) {
	missing := status(err) == http.StatusNotImplemented || slices.Contains(notImplementedCodes, f.Code) || saysNotImplemented(f.Cause)
	if f.Kind == model.FailureForeign {
		missing = saysNotImplemented(foreignAnswer(err).Words)
	}
	switch {
	case missing && (f.Code != "" || f.Kind == model.FailureForeign):
		f.Kind = model.FailureUnsupported
		f.Fix = permissionHint(f, "")
	case f.Kind == model.FailureNotFound && strings.HasPrefix(f.Operation, organizationsPrefix) && !isRemovable(f.Target):
		f.Fix = "The server lacks an operation that AWS always has: check --endpoint-url and --region"
	}
}

// saysNotImplemented reports whether a server's words say that it does not have an
// operation. The name of the status alone says nothing.
func saysNotImplemented(words string) bool {
	return !strings.EqualFold(words, http.StatusText(http.StatusNotImplemented)) &&
		slices.ContainsFunc(notImplementedWords, func(w string) bool { return strings.Contains(strings.ToLower(words), w) })
}

// isRemovable reports whether a target is an account, an OU or a policy.
func isRemovable(target string) bool {
	return model.IsAccountID(target) || model.IsOUID(target) || model.IsPolicyID(target)
}
