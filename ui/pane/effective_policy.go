package pane

import (
	"strings"

	"deputy/model"
)

// effectivePrefix begins what stands for an effective policy where a policy's ID is
// asked for: AWS gives effective policies no ID.
const effectivePrefix = "effective/"

// effectiveID returns what stands for an account's effective policy of a type.
func effectiveID(a model.AccountID, t model.PolicyType) model.PolicyID {
	return model.PolicyID(effectivePrefix + string(a) + "/" + string(t))
}

// parseEffectiveID returns the account and the type of an effective policy.
func parseEffectiveID(id model.PolicyID) (a model.AccountID, t model.PolicyType, ok bool) {
	rest, ok := strings.CutPrefix(string(id), effectivePrefix)
	account, kind, whole := strings.Cut(rest, "/")
	return model.AccountID(account), model.PolicyType(kind), ok && whole
}

// HasID reports whether AWS knows a policy by its ID, so that it can be read by it.
func HasID(id model.PolicyID) bool { return !strings.HasPrefix(string(id), effectivePrefix) }

// isManagement reports whether a document is a management policy or an effective one:
// deputy shows these, and neither parses nor checks them.
func (e *Env) isManagement(id model.PolicyID) bool {
	return !HasID(id) || e.Reading.TypeOf(id).IsManagement()
}

// wantEffective returns the request for an account's effective policies, with AWS's
// reasons for those that are invalid.
func (e *Env) wantEffective(a model.AccountID, again bool) model.WantEffective {
	w := model.WantEffective{Account: a, Again: again}
	for _, t := range e.Reading.ManagementTypes() {
		if e.isInvalid(a, t) {
			w.Errors = append(w.Errors, t)
		}
	}
	return w
}
