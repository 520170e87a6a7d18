package verdict

import (
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// PresenceWords describes a comparison whose result depends only on whether the
// key is present, as with an empty list of values.
func PresenceWords(subject string, present bool) string {
	if present {
		return subject + " is present"
	}
	return subject + " is absent"
}

// MaxValues is how many values a sentence lists before it counts the rest.
const MaxValues = 4

// SomeValues joins the first MaxValues values and says how many more there are.
func SomeValues(values []scp.Text, last string) string {
	return phrase.JoinMost(valueWords(values, nil), last, MaxValues)
}

// OperatorVerb returns a condition operator in words, such as "is" or "does not
// match".
func OperatorVerb(o scp.Operator, negated bool) string {
	words := map[scp.Relation][2]string{
		scp.Equal:          {"is", "is not"},
		scp.EqualFold:      {"is", "is not"},
		scp.Like:           {"matches", "does not match"},
		scp.Less:           {"is less than", "is not less than"},
		scp.LessOrEqual:    {"is at most", "is more than"},
		scp.Greater:        {"is greater than", "is not greater than"},
		scp.GreaterOrEqual: {"is at least", "is less than"},
		scp.Within:         {"is in", "is not in"},
	}[o.Relation]
	if later, ok := dateVerbs[o.Relation]; ok && o.Family == scp.Dates {
		words = later
	}
	if negated {
		return words[1]
	}
	return words[0]
}

// dateVerbs are the words for comparing dates.
var dateVerbs = map[scp.Relation][2]string{
	scp.Less:           {"is before", "is not before"},
	scp.LessOrEqual:    {"is not after", "is after"},
	scp.Greater:        {"is after", "is not after"},
	scp.GreaterOrEqual: {"is not before", "is before"},
}

// valueList joins values with "or", or with "nor" after a negated verb.
func valueList(words []string, negated bool) string {
	switch {
	case len(words) == 0:
		return "nothing"
	case negated:
		return phrase.Join(words, " nor ")
	default:
		return phrase.Join(words, " or ")
	}
}

// valueWords returns values as they are shown. A variable that refers to an
// open key is shown as the key's name.
func valueWords(values []scp.Text, open []scp.Need) []string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = quoteUnclear(v.Value)
		for _, n := range open {
			if v.Value == "${"+n.Key+"}" {
				words[i] = ConditionKeyName(n.Key)
			}
		}
	}
	return words
}

// quoteUnclear quotes a value that would be overlooked among others: an empty
// one, or one with blanks around it.
func quoteUnclear(value string) string {
	if strings.TrimSpace(value) != value || value == "" {
		return `"` + value + `"`
	}
	return value
}

// keyNames are the usual words for condition keys.
var keyNames = map[string]string{
	"aws:requestedregion":        "the Region",
	"aws:principalarn":           "the principal",
	"aws:principalaccount":       "the principal's account",
	"aws:principalorgid":         "the principal's organization",
	"aws:principalorgpaths":      "the principal's place in the organization",
	"aws:principaltype":          "the principal's type",
	"aws:principalisawsservice":  "the call being made by an AWS service",
	"aws:resourceaccount":        "the resource's account",
	"aws:resourceorgid":          "the resource's organization",
	"aws:resourceorgpaths":       "the resource's place in the organization",
	"aws:sourceip":               "the source address",
	"aws:sourcevpc":              "the source VPC",
	"aws:sourcevpce":             "the VPC endpoint",
	"aws:sourceaccount":          "the source account",
	"aws:sourcearn":              "the source ARN",
	"aws:sourceorgid":            "the source's organization",
	"aws:securetransport":        "secure transport",
	"aws:viaawsservice":          "the call being made through an AWS service",
	"aws:calledvia":              "the chain of calling services",
	"aws:multifactorauthpresent": "MFA",
	"aws:multifactorauthage":     "the age of the MFA",
	"aws:assumedroot":            "a root session of AssumeRoot",
	"aws:currenttime":            "the time",
	"aws:tagkeys":                "the request's tag keys",
	"ec2:instancetype":           "the instance type",
}

// ConditionKeyName returns the usual words for a condition key, or the key
// itself if there are none.
func ConditionKeyName(key string) string {
	lower := strings.ToLower(key)
	if name, ok := keyNames[lower]; ok {
		return name
	}
	for prefix, name := range map[string]string{
		"aws:principaltag/": "the principal's tag ", "aws:requesttag/": "the request's tag ", "aws:resourcetag/": "the resource's tag ",
	} {
		if strings.HasPrefix(lower, prefix) {
			return name + key[len(prefix):]
		}
	}
	return key
}

// IsLiteral reports whether a text has no wildcard and no variable.
func IsLiteral(text string) bool { return !strings.ContainsAny(text, "*?$") }
