package verdict

import (
	"cmp"
	"fmt"
	"strings"

	"deputy/model"

	"deputy/model/phrase"
)

// PrincipalOf returns the ARN that aws:PrincipalArn has for a caller: for a
// role's session that is the role. lossy reports that the role's path is
// missing, because a session's ARN does not have it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
func PrincipalOf(caller string) (principal string, lossy bool) {
	arn, err := model.ParseARN(caller)
	if err != nil || arn.Service != "sts" {
		return caller, false
	}
	role, found := strings.CutPrefix(arn.Resource, "assumed-role/")
	if !found {
		return caller, false
	}
	name, _, _ := strings.Cut(role, "/")
	return "arn:" + arn.Partition + ":iam::" + arn.Account + ":role/" + name, true
}

// PrincipalARN expands the short forms for a principal of an account:
//
//   - root, role/NAME, user/NAME;
//   - sso/PERMISSION-SET, or sso/REGION/PERMISSION-SET if IAM Identity Center is not in us-east-1; the suffix of the role's name is filled with zeros;
//   - service-linked/SERVICE;
//   - assumed-role/NAME/SESSION, a session of a role whose path is not known.
//
// It returns a whole ARN as it is.
func PrincipalARN(partition string, a model.AccountID, word string) string {
	head := "arn:" + cmp.Or(partition, "aws") + ":iam::" + string(a) + ":"
	kind, name, _ := strings.Cut(word, "/")
	switch {
	case word == "" || strings.HasPrefix(word, "arn:"):
		return word
	case kind == "sso" && name != "":
		region := ""
		if r, set, ok := strings.Cut(name, "/"); ok {
			region, name = r+"/", set
		}
		return head + "role/" + ReservedRolePath + region + ReservedRole + name + placeholderSuffix
	case kind == "service-linked" && name != "":
		return head + "role/aws-service-role/" + name + ".amazonaws.com/AWSServiceRoleFor" + name
	case kind == "assumed-role" || kind == "federated-user":
		return strings.Replace(head, ":iam:", ":sts:", 1) + word
	default:
		return head + word
	}
}

// RoleNamed returns role/NAME for a word that can only be the name of a role; any
// other word as it is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func RoleNamed(word string) string {
	if !bareName().MatchString(word) || word == "root" || regionName().MatchString(word) || strings.HasSuffix(word, ".amazonaws.com") || model.IsAccountID(word) {
		return word
	}
	return "role/" + word
}

var (
	bareName   = phrase.Regexp(`^[\w+=,.@-]{1,64}$`)
	regionName = phrase.Regexp(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)
)

// The role of a permission set has a path of its own, and its name a suffix
// that differs from account to account.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const (
	ReservedRolePath  = "aws-reserved/sso.amazonaws.com/"
	ReservedRole      = "AWSReservedSSO_"
	placeholderSuffix = "_0000000000000000" // stands for the suffix
)

// WithSuffix returns a principal as PrincipalARN makes it of a permission set with
// an example of the suffix that only its account knows; any other as it is.
func WithSuffix(principal string) string {
	set, found := strings.CutSuffix(principal, placeholderSuffix)
	if !found || !strings.Contains(principal, "/"+ReservedRole) {
		return principal
	}
	return set + "_0123456789abcdef"
}

// principalTypes maps the first word of a principal's name to its
// aws:PrincipalType.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltype
var principalTypes = map[string]string{
	"root": "Account", "user": "User", "role": "AssumedRole", "assumed-role": "AssumedRole", "federated-user": "FederatedUser",
}

// checkPrincipal says what is wrong with the principal.
func (q Question) checkPrincipal() error {
	if q.Principal == "" {
		return nil
	}
	arn, err := model.ParseARN(q.Principal)
	if err != nil {
		return err
	}
	if q.Account != "" && arn.Account != string(q.Account) {
		return fmt.Errorf("the principal %s belongs to account %s, but the question is about account %s: SCPs apply by the principal's account",
			q.Principal, arn.Account, q.Account)
	}
	if kind, name, _ := strings.Cut(arn.Resource, "/"); kind != "root" && (principalTypes[kind] == "" || name == "") {
		return fmt.Errorf("%q is not a principal of an account: write root, role/NAME, user/NAME, sso/PERMISSION-SET, service-linked/SERVICE, or a whole ARN",
			arn.Resource)
	}
	return nil
}
