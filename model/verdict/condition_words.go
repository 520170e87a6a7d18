package verdict

import (
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// PresenceWords describes a comparison whose result depends only on whether the
// key is present, as with an empty list of values.
func PresenceWords(subject string, present bool) string {
	if article, noun, ok := strings.Cut(subject, " "); ok && (article == "a" || article == "an") {
		if present {
			return "there is " + subject
		}
		return "there is no " + noun
	}
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

// IsLiteral reports whether a text has no wildcard and no variable.
func IsLiteral(text string) bool { return !strings.ContainsAny(text, "*?$") }
