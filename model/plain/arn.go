package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// arnWords shortens an ARN pattern for reading. It drops only parts that say
// nothing, such as a * for the account.
func arnWords(value string) string {
	const own = "\x00" // stands for the principal's account, whose variable has a colon
	arn, err := model.ParseARN(strings.Replace(value, ":${aws:PrincipalAccount}:", ":"+own+":", 1))
	if err != nil || arn.Partition != "aws" && arn.Partition != "*" && !strings.HasPrefix(arn.Partition, "aws-") {
		return value
	}
	word, known := arn.Service+" "+arn.Resource, arn.Account == "" || arn.Account == "*"
	if arn.Service == "iam" || arn.Service == "sts" {
		known = arn.Account == "*"
		if arn.Account == "" || arn.Region != "" && arn.Region != "*" {
			return value
		}
		if word = arn.Resource; arn.Service == "sts" && !strings.HasPrefix(word, "assumed-role/") {
			return value
		}
		if word == "root" {
			word = "the root user"
		}
	}
	if arn.Region != "" && arn.Region != "*" {
		word += " in " + arn.Region
	}
	switch {
	case arn.Account == own:
		word += " of the principal's account"
	case !known:
		word += " of " + arn.Account
	}
	return word
}

// maxResources is how many resources a sentence lists before it counts the
// rest.
const maxResources = 3

// resourceWords describes the statement's resources, to follow "on"; empty for
// all.
func (w *writer) resourceWords(m *meaning) string {
	if m.allResources {
		return ""
	}
	words := make([]string, 0, len(m.resources))
	for _, v := range m.resources {
		word := arnWords(v)
		if kind, ok := wholeResources[word]; ok {
			word = kind
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	text := w.join(words, " or ", maxResources)
	if m.notResources {
		return "anything but " + text
	}
	return text
}

// wholeResources are the words for all resources of a kind.
var wholeResources = map[string]string{"user/*": "IAM users", "role/*": "IAM roles", "s3 */*": "objects"}

// wholeKinds are the words for all principals of a kind.
var wholeKinds = map[string]string{"user/*": "an IAM user", "role/*": "a role"}

// principalNames describes each of the principals that the values of
// aws:PrincipalArn match.
func principalNames(c *clause) []string {
	words := valuesOf(c.comparison.Values)
	for i, w := range words {
		if onlyStars(w) && c.comparison.Operator.Relation == scp.Like {
			words[i] = "anybody"
		} else if c.comparison.Operator.Relation == scp.Like || !strings.ContainsAny(w, "*?") {
			words[i] = arnWords(w)
		}
		if kind, ok := wholeKinds[words[i]]; ok {
			words[i] = kind
		}
		if set := permissionSet(words[i]); set != "" {
			words[i] = "permission set " + set
		}
	}
	return words
}

// permissionSet returns the permission set whose roles, which only IAM Identity
// Center creates, a pattern without an account matches; empty for others.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func permissionSet(role string) string {
	rest, ok := strings.CutPrefix(role, "role/aws-reserved/sso.amazonaws.com/")
	rest = rest[strings.LastIndexByte(rest, '/')+1:]
	set, reserved := strings.CutPrefix(strings.TrimPrefix(rest, "*"), verdict.ReservedRole)
	set, open := strings.CutSuffix(set, "_*")
	if !ok || !reserved || !open || set == "" || strings.ContainsAny(set, "*?$ ") {
		return ""
	}
	return set
}

// onlyRoles reports whether the resources are IAM roles and nothing else.
func (m *meaning) onlyRoles() bool {
	return !m.notResources && !m.allResources && !slices.ContainsFunc(m.resources, func(v string) bool {
		arn, err := model.ParseARN(v)
		return err != nil || arn.Service != "iam" || !strings.HasPrefix(arn.Resource, "role/")
	})
}
