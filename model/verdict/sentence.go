package verdict

import (
	"slices"
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// Sentences returns what a ruling of Depends depends on, in the order of the
// reasons: a sentence for each open Deny, and one for each level that has
// nothing but open Allows. One of these is enough, so they share the sentence.
func (j *Judgement) Sentences() []string {
	var out []string
	for i := range j.Open {
		o := &j.Open[i]
		var clauses []string
		for k := range j.Open {
			if other := &j.Open[k]; other.sameAllowLevel(o) {
				if k < i { // The first of them has said it.
					clauses = nil
					break
				}
				clauses = append(clauses, other.allowClause())
			}
		}
		switch {
		case o.Effect == scp.Deny:
			out = append(out, o.Sentence())
		case len(clauses) > 0:
			out = append(out, "allowed at "+o.Place+o.onParts()+" only if "+phrase.Join(clauses, ", or if "))
		}
	}
	return out
}

// sameAllowLevel reports whether both are Allows at the same level.
func (o *OpenReason) sameAllowLevel(p *OpenReason) bool {
	return o.Effect == scp.Allow && p.Effect == scp.Allow && o.Type == p.Type && o.rung == p.rung && slices.Equal(o.parts, p.parts)
}

// allowClause says when an open Allow allows, and names its policy.
func (o *OpenReason) allowClause() string {
	return phrase.Join(residualClauses(o.Residual, false), " and ") + " (" + o.Name + ")"
}

// Sentence says what an open statement depends on: "denied unless the Region is
// eu-west-1 or eu-central-1, or the principal matches role/OrgAdmin*".
func (o *OpenReason) Sentence() string {
	if o.ByOwner() {
		return o.ownerSentence()
	}
	where := " (" + o.Name + " at " + o.Place + ")"
	denied := "denied" + o.onParts()
	switch {
	case o.Effect == scp.Deny && len(o.Residual) == 0:
		return "denied if the call has" + strings.TrimPrefix(o.onParts(), " on") + where
	case o.Effect == scp.Allow:
		return "allowed at " + o.Place + " if " + o.allowClause()
	case allNegated(o.Residual):
		return denied + " unless " + phrase.Join(residualClauses(o.Residual, true), ", or ") + where
	default:
		return denied + " if " + phrase.Join(residualClauses(o.Residual, false), " and ") + where
	}
}

// Parts returns the parts of a call on several resources that the statement is
// open on; none if it is on all of them, or if the call has none.
func (o *OpenReason) Parts() []string { return o.parts }

// onParts says on which parts of a call on several resources; empty for others.
func (o *OpenReason) onParts() string {
	if len(o.parts) == 0 {
		return ""
	}
	return " on " + phrase.Join(o.parts, " or ")
}

// allNegated reports whether every part is a list of exceptions, as in a Deny
// with StringNotEquals. "Denied unless" reads better then.
func allNegated(rs []scp.Residual) bool {
	return len(rs) > 0 && !slices.ContainsFunc(rs, func(r scp.Residual) bool { return !r.Negated })
}

// residualClauses puts the open parts of a statement into words, or their
// opposites if inverted.
func residualClauses(rs []scp.Residual, inverted bool) []string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = ResidualClause(r, inverted)
	}
	return words
}

// ResidualClause puts one open part of a statement into words, or its opposite
// if inverted.
func ResidualClause(r scp.Residual, inverted bool) string {
	subject, negated := ConditionKeyName(r.Key), r.Negated != inverted
	values := valueList(valueWords(r.Values, r.Needs), negated)
	if r.Resource {
		return "the resource " + OperatorVerb(scp.Operator{Relation: scp.Like}, negated) + " " + values + UndefinedResource(r)
	}
	if len(r.Known) > 0 {
		subject += " (" + phrase.Join(r.Known, " and ") + ")"
	}
	switch {
	case r.Operator.Family == scp.Existence:
		return existenceClause(r, subject, inverted)
	case len(r.Values) == 0:
		return PresenceWords(subject, negated)
	}
	if all := r.Operator.Set == scp.ForAllValues; all || r.Operator.Set == scp.ForAnyValue {
		// The opposite of every is some, and the other way round.
		subject = QuantifiedKey(r.Key, all != inverted) + strings.TrimPrefix(subject, ConditionKeyName(r.Key))
	}
	text, absent := subject+" "+OperatorVerb(r.Operator, negated)+" "+values, "is absent"
	if clause, ok := trueFalseClause(r, negated); ok && len(r.Known) == 0 {
		text, absent = clause, r.Key+" is absent"
	}
	if holds := (r.WhenAbsent == scp.True) != inverted; r.Presence == scp.Open && holds && !negated {
		text += " (or " + absent + ")"
	}
	return text
}

// UndefinedResource returns what to add where AWS does not say how it reads the
// resource that a policy names; empty elsewhere.
func UndefinedResource(r scp.Residual) string {
	if !r.Resource || !r.Disputed {
		return ""
	}
	return " (which has fewer than the six parts of an ARN: AWS does not document how it matches)"
}

// existenceClause puts a Null comparison into words.
func existenceClause(r scp.Residual, subject string, inverted bool) string {
	absent := len(r.Values) > 0 && strings.EqualFold(r.Values[0].Value, "true")
	if len(r.Known) == 0 {
		return PresenceClause(r.Key, absent == inverted)
	}
	return PresenceWords(subject, absent == inverted)
}

// Condition returns the sentence without the statement's place.
func (o *OpenReason) Condition() string {
	switch {
	case o.Effect == scp.Allow:
		return "allows if " + phrase.Join(residualClauses(o.Residual, false), " and ")
	case allNegated(o.Residual):
		return "denies unless " + phrase.Join(residualClauses(o.Residual, true), ", or ")
	default:
		return "denies if " + phrase.Join(residualClauses(o.Residual, false), " and ")
	}
}

// neededKeys returns the condition keys that open statements depend on, each
// once, in the order of the reasons; "the resource" stands for the resource.
func neededKeys(open []OpenReason) []string {
	var out []string
	for _, o := range open {
		for _, r := range o.Residual {
			for _, n := range r.Needs {
				key := n.Key
				if n.Resource {
					key = "the resource"
				}
				if !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, key) }) {
					out = append(out, key)
				}
			}
		}
	}
	return out
}
