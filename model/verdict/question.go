package verdict

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
)

// UnknownAction returns a warning if AWS's reference has no such action, with
// names that may be meant; empty if it has.
func UnknownAction(action string) string {
	if _, ok := iam.Lookup(action); ok {
		return ""
	}
	text := action + " is not in AWS's reference of actions of " + iam.AsOf() + ": it is newer or misspelled."
	var like []string
	for _, a := range iam.Similar(action, 3) {
		like = append(like, a.String())
	}
	if len(like) > 0 {
		text += " Did you mean " + phrase.Join(like, " or ") + "?"
	}
	return text
}

// Question asks whether SCPs and RCPs block an action of a principal in an
// account. What it does not give is open, not absent.
type Question struct {
	Account         model.AccountID     // the principal's account; empty if it has none, as a web identity
	Action          string              // service:Action
	Resource        string              // an ARN, "*" for an action without resource types, or empty if not given
	ResourceAccount model.AccountID     // the resource's owner, if the ARN does not have it
	Principal       string              // an ARN in the account; empty if not given
	Given           map[string][]string // values of condition keys
	Absent          []string            // condition keys that the request does not have
}

// key returns a text that is the same for the same question.
func (q Question) key() string {
	var b strings.Builder
	for _, text := range []string{string(q.Account), q.Action, q.Resource, string(q.ResourceAccount), q.Principal} {
		b.WriteString(text + "\x00")
	}
	for _, key := range slices.Sorted(maps.Keys(q.Given)) {
		b.WriteString("\x00" + key)
		for _, v := range q.Given[key] {
			b.WriteString("\x01" + v)
		}
	}
	for _, key := range q.Absent {
		b.WriteString("\x02" + key)
	}
	return b.String()
}

// Check returns what is wrong with the question, in one sentence, or nil.
func (q Question) Check() error {
	service, name, ok := strings.Cut(q.Action, ":")
	if !ok || service == "" || name == "" || strings.ContainsAny(q.Action, " \t\r\n") {
		return fmt.Errorf("%q is not an action: write service:Action, such as s3:PutObject", q.Action)
	}
	if strings.ContainsAny(q.Action, "*?") {
		return fmt.Errorf("%q has a wildcard: ask about one action at a time, such as s3:PutObject", q.Action)
	}
	if q.Resource != "" && q.Resource != "*" {
		if _, err := model.ParseARN(q.Resource); err != nil {
			return err
		}
	}
	if q.ResourceAccount != "" && !model.IsAccountID(string(q.ResourceAccount)) {
		return fmt.Errorf("%q is not an account ID: give the resource's owner as twelve digits", string(q.ResourceAccount))
	}
	return q.checkPrincipal()
}
