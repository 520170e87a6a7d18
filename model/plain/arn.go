package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// arnWords shortens an ARN pattern for reading. It drops only parts that say
// nothing, such as a * for the account.
func arnWords(value string) string {
	arn, err := model.ParseARN(value)
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
	case strings.EqualFold(arn.Account, "${aws:PrincipalAccount}"):
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
func (m *meaning) resourceWords() string {
	if m.allResources {
		return ""
	}
	words := arnsWords(m.resources, " or ")
	if m.notResources {
		return "anything but " + words
	}
	return words
}

// arnsWords joins the first resources and counts the rest.
func arnsWords(values []string, last string) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = arnWords(v)
	}
	return phrase.JoinMost(words, last, maxResources)
}

// wholeKinds are the words for all principals of a kind.
var wholeKinds = map[string]string{"user/*": "an IAM user", "role/*": "a role"}

// principalWords describes the principals that the values of aws:PrincipalArn
// match.
func principalWords(c *clause) string {
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
	}
	return phrase.JoinMost(words, " or ", verdict.MaxValues)
}

// onlyRoles reports whether the resources are IAM roles and nothing else.
func (m *meaning) onlyRoles() bool {
	return !m.notResources && !m.allResources && !slices.ContainsFunc(m.resources, func(v string) bool {
		arn, err := model.ParseARN(v)
		return err != nil || arn.Service != "iam" || !strings.HasPrefix(arn.Resource, "role/")
	})
}
