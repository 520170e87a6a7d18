package verdict

import (
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// PresenceWords tells a comparison that no value of the key can decide, as with an
// empty list: each fits, or with an operator that is not negated none does, and
// so it turns on whether there is one.
func PresenceWords(subject string, present bool) string {
	if present {
		return subject + " is present"
	}
	return subject + " is absent"
}

// MaxValues is how many values plain words name before they count the rest.
const MaxValues = 4

// SomeValues gives values for people, a few of them and then how many more there
// are.
func SomeValues(values []scp.Text, last string) string {
	return phrase.JoinMost(valueWords(values, nil), last, MaxValues)
}

// Sentences tells what a verdict of Depends turns on, in the order of the
// reasons: one sentence for each open Deny, and one for each level that allows
// only by an open Allow. Of several Allows at a level one is enough.
func (j *Judgement) Sentences() []string {
	var out []string
	for i := range j.Open {
		o := &j.Open[i]
		var ways []string
		for k := range j.Open {
			if w := &j.Open[k]; w.alternative(o) {
				if k < i { // Told there.
					ways = nil
					break
				}
				ways = append(ways, w.allowance())
			}
		}
		switch {
		case o.Effect == scp.Deny:
			out = append(out, o.Sentence())
		case len(ways) > 0:
			out = append(out, "allowed at "+o.Place+" only if "+phrase.Join(ways, ", or if "))
		}
	}
	return out
}

// alternative tells whether both allow at the same level.
func (o *OpenReason) alternative(p *OpenReason) bool {
	return o.Effect == scp.Allow && p.Effect == scp.Allow && o.Type == p.Type && o.rung == p.rung
}

// allowance tells when an open Allow allows, and which it is.
func (o *OpenReason) allowance() string {
	return phrase.Join(parts(o.Residual, false), " and ") + " (" + o.Name + ")"
}

// Sentence tells what an open statement turns on by itself: "denied unless the
// Region is eu-west-1 or eu-central-1, or the principal matches role/OrgAdmin*".
func (o *OpenReason) Sentence() string {
	if len(o.owners) > 0 {
		return o.whose()
	}
	where := " (" + o.Name + " at " + o.Place + ")"
	switch {
	case o.Effect == scp.Allow:
		return "allowed at " + o.Place + " if " + o.allowance()
	case allNegated(o.Residual):
		return "denied unless " + phrase.Join(parts(o.Residual, true), ", or ") + where
	default:
		return "denied if " + phrase.Join(parts(o.Residual, false), " and ") + where
	}
}

// allNegated tells whether every part is a list of exceptions, as in Deny with
// StringNotEquals: naming the exceptions reads better then.
func allNegated(rs []scp.Residual) bool {
	for _, r := range rs {
		if !r.Negated {
			return false
		}
	}
	return len(rs) > 0
}

func parts(rs []scp.Residual, inverted bool) []string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = part(r, inverted)
	}
	return words
}

// part tells one open part of a statement, or its opposite.
func part(r scp.Residual, inverted bool) string {
	subject, negated := ConditionKeyName(r.Key), r.Negated != inverted
	values := valueList(valueWords(r.Values, r.Needs), negated)
	if r.Resource {
		return "the resource " + OperatorVerb(scp.Operator{Relation: scp.Like}, negated) + " " + values
	}
	if len(r.Known) > 0 {
		subject += " (" + phrase.Join(r.Known, " and ") + ")"
	}
	switch {
	case r.Operator.Family == scp.Existence:
		return existence(r, subject, inverted)
	case len(r.Values) == 0:
		return PresenceWords(subject, negated)
	}
	text := subject + " " + OperatorVerb(r.Operator, negated) + " " + values
	if all := r.Operator.Set == scp.ForAllValues; all || r.Operator.Set == scp.ForAnyValue {
		// The opposite of every is some, and the other way round.
		quantity := "some value of "
		if all != inverted {
			quantity = "every value of "
		}
		text = quantity + text
	}
	if holds := (r.WhenAbsent == scp.True) != inverted; r.Presence == scp.Open && holds && !negated {
		text += " (or is absent)"
	}
	return text
}

// existence tells a Null comparison.
func existence(r scp.Residual, subject string, inverted bool) string {
	absent := len(r.Values) > 0 && strings.EqualFold(r.Values[0].Value, "true")
	return PresenceWords(subject, absent == inverted)
}

// OperatorVerb gives what an operator asks in words.
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

// dateVerbs are the words for moments.
var dateVerbs = map[scp.Relation][2]string{
	scp.Less:           {"is before", "is not before"},
	scp.LessOrEqual:    {"is not after", "is after"},
	scp.Greater:        {"is after", "is not after"},
	scp.GreaterOrEqual: {"is not before", "is before"},
}

// valueList gives values as what a key is, or is none of.
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

// valueWords gives values for people: a variable that stands for an open key by
// the name of that.
func valueWords(values []scp.Text, open []scp.Need) []string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = visible(v.Value)
		for _, n := range open {
			if v.Value == "${"+n.Key+"}" {
				words[i] = ConditionKeyName(n.Key)
			}
		}
	}
	return words
}

// visible gives a value so that it cannot be overlooked among others.
func visible(value string) string {
	if strings.TrimSpace(value) != value || value == "" {
		return `"` + value + `"`
	}
	return value
}

// keyNames gives the usual words for condition keys.
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

// ConditionKeyName gives a condition key for people; a key without a usual word as it
// is.
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
