package verdict

import (
	"errors"
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

// actionPattern matches what has the form of an action.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
var actionPattern = phrase.Regexp(`^[A-Za-z0-9-]+:[A-Za-z0-9]+$`)

// ImpossibleAction returns why a typed text cannot be an action, with what may be
// meant: it has not the form of one, or no service has its prefix. An action of a
// known service that AWS's reference does not have may be new. It returns nil for
// that, and for no text.
func ImpossibleAction(action string) error {
	service, name, _ := strings.Cut(action, ":")
	formed := actionPattern().MatchString(action)
	if action == "" || formed && iam.ServiceName(service) != "" || strings.ContainsAny(action, "*?") {
		return nil
	}
	problem := fmt.Sprintf("%s is not an action: write service:Action", phrase.Shorten(action))
	like := iam.Similar(action, 3)
	if formed {
		problem = fmt.Sprintf("no AWS service has the prefix %s (AWS's reference of %s)", service, iam.AsOf())
	} else if name == "" {
		for _, m := range iam.Find(service, 3) {
			like = append(like, m.Action)
		}
	}
	var words []string
	for _, a := range like[:min(3, len(like))] {
		words = append(words, a.String())
	}
	if len(words) == 0 {
		for _, prefix := range iam.Services(service, 3) {
			words = append(words, prefix+":"+name)
		}
	}
	if len(words) == 0 {
		return errors.New(problem)
	}
	return fmt.Errorf("%s: did you mean %s?", problem, phrase.Join(words, " or "))
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
