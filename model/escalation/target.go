package escalation

import (
	"regexp"
	"strings"
	"sync"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// target is what an attacker wants to become: a principal, or a session with a
// tag or a source identity.
type target struct {
	arn   string // of the principal; empty for a tag or a source identity
	value string // of the tag or of the source identity
	fresh bool   // a name that the attacker chose, so that no account has it yet

	request *scp.Request // of the attacker as the target
}

// iamName is what a role or user can be called: a path, and a name.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
var iamName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(role|user)/([!-~]{1,500}/)?[\w+=,.@-]{1,64}$`)
})

// fills are tried for the wildcards of a pattern: nothing, a word that no policy
// names, and the same below a path.
var fills = []string{"", freshWord, freshWord + "/" + freshWord}

// freshWord makes a name one that no policy names and no account has.
const freshWord = "Attacker"

// targetsOf returns what may match the pattern of an exemption.
func (a *attack) targetsOf(e *Exemption, d *scp.Document, c *scp.Comparison) (out []target) {
	if identityOf(e.Key) == byName {
		out = a.namesOf(e, d, c)
	} else {
		out = a.valuesOf(e, d, c)
	}
	for i := range out {
		out[i].request = a.as(a.request, e, out[i])
	}
	return out
}

// namesOf returns principals of the account that may match the pattern of an
// exemption. Whether they do is for the evaluator to say.
func (a *attack) namesOf(e *Exemption, d *scp.Document, c *scp.Comparison) (out []target) {
	seen := map[string]bool{}
	for i, fill := range fills {
		text := d.Example(c, e.Pattern, fill, a.request)
		word := strings.TrimPrefix(text[strings.LastIndexByte(text, ':')+1:], "/")
		if !strings.HasPrefix(word, "role/") && !strings.HasPrefix(word, "user/") {
			word = "role/" + word
		}
		arn := verdict.PrincipalARN(a.partition, a.account, word)
		if iamName().MatchString(word) && !seen[arn] {
			seen[arn] = true
			out = append(out, target{arn: arn, fresh: i > 0})
		}
	}
	return out
}

// valuesOf returns values that may match the pattern of an exemption by a tag or a
// source identity.
func (a *attack) valuesOf(e *Exemption, d *scp.Document, c *scp.Comparison) (out []target) {
	if e.Pattern == "" {
		return []target{{value: freshWord}}
	}
	for _, fill := range fills[:2] {
		if v := d.Example(c, e.Pattern, fill, a.request); v != "" {
			out = append(out, target{value: v})
		}
	}
	return out
}

// reservedFor returns who alone creates and changes a role; empty if an account's
// own principals can. AWSControlTowerExecution, aws-controltower-*,
// stacksets-exec-* and OrganizationAccountAccessRole are names as any other: AWS
// has customers create the first and the last by hand.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
// https://repost.aws/knowledge-center/identity-center-aws-reserved-sso
// https://docs.aws.amazon.com/controltower/latest/userguide/enroll-manually.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create-cross-account-role.html
func reservedFor(principal string) string {
	arn, err := model.ParseARN(principal)
	path, found := strings.CutPrefix(arn.Resource, "role/")
	if err != nil || !found {
		return ""
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case strings.HasPrefix(path, "aws-reserved/"), strings.Contains(path, verdict.ReservedRole):
		return "IAM Identity Center"
	case strings.HasPrefix(path, "aws-service-role/"), strings.HasPrefix(name, "AWSServiceRoleFor"):
		return "the AWS service that it is linked to"
	}
	return ""
}
