package plain

import (
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// statementWriter puts a statement of the resource policy into words.
type statementWriter struct {
	reading   *model.Reading
	statement *scp.Statement
	meaning
	included         []iam.Action       // the actions of AWS Organizations that it applies to
	excluded         []iam.Action       // all others
	types            []model.PolicyType // the policy types that its conditions limit it to; nil for all
	organizationOnly bool               // its conditions limit it to principals of the organization
}

// newStatementWriter finds what the words depend on. Conditions that have a
// place of their own in the sentence are removed from its clauses.
func newStatementWriter(r *model.Reading, d *scp.Document, s *scp.Statement) *statementWriter {
	w := &statementWriter{reading: r, statement: s, meaning: newMeaning(d, s)}
	for _, a := range organizationsActions() {
		if w.appliesToAction(a.String()) {
			w.included = append(w.included, a)
		} else {
			w.excluded = append(w.excluded, a)
		}
	}
	// These conditions have a place of their own in the sentence.
	w.clauses = slices.DeleteFunc(w.clauses, func(c clause) bool {
		if c.unless || c.quantity != oneValue || c.negated || c.holdsIfAbsent || !c.comparesText() {
			return false
		}
		values := valuesOf(c.comparison.Values)
		switch {
		case c.key == "organizations:policytype" && !slices.ContainsFunc(values, hasWildcard) && w.types == nil && w.managesPolicies():
			for _, v := range values {
				w.types = append(w.types, model.PolicyType(v))
			}
			return true
		case c.key == "aws:principalorgid" && slices.Equal(values, []string{r.Organization.ID}) && s.Principal.Any:
			w.organizationOnly = true
			return true
		}
		return false
	})
	return w
}

// hasWildcard reports whether a text has a wildcard or a variable.
func hasWildcard(text string) bool { return !verdict.IsLiteral(text) }

// managesPolicies reports whether the statement applies to actions on policies.
func (w *statementWriter) managesPolicies() bool {
	return slices.ContainsFunc(w.included, func(a iam.Action) bool { return operationWords[a.Name].object == policiesObject })
}

// changes reports whether the statement applies to an action that changes
// something.
func (w *statementWriter) changes() bool {
	return len(w.included) == 0 || slices.ContainsFunc(w.included, func(a iam.Action) bool { return !reads(a) })
}

// changesGuardrails reports whether the statement applies to changing SCPs,
// RCPs, or anything other than policies.
func (w *statementWriter) changesGuardrails() bool {
	types := w.policyTypes()
	guarding := len(types) == 0 || slices.Contains(types, model.ServiceControlPolicy) || slices.Contains(types, model.ResourceControlPolicy)
	return w.changes() && (guarding || slices.ContainsFunc(w.included, func(a iam.Action) bool {
		return !reads(a) && operationWords[a.Name].object != policiesObject
	}))
}

// policyTypes returns the policy types that the statement is limited to; nil
// for all.
func (w *statementWriter) policyTypes() []model.PolicyType {
	if len(w.types) > 0 {
		return w.types
	}
	return w.resourcePolicyTypes()
}

// sentence returns the whole statement as a sentence.
func (w *statementWriter) sentence() string {
	may := " may "
	if w.statement.Effect == scp.Deny {
		may = " may not "
	}
	words := &writer{reading: w.reading}
	c := words.conditions(&w.meaning)
	return w.subject() + may + w.actionClause() + w.resourceClause() + c.tail(" ", false) + "."
}

// subject names the principals.
func (w *statementWriter) subject() string {
	names := make([]string, 0, len(w.statement.Principal.Parties))
	for _, p := range w.statement.Principal.Parties {
		names = append(names, partyName(w.reading, p))
	}
	switch {
	case w.statement.Principal.Not:
		return "Everyone except " + phrase.Join(names, " and ")
	case w.statement.Principal.Any && w.organizationOnly:
		return "Everyone in the organization"
	case w.statement.Principal.Any:
		return "Everyone"
	case len(names) == 0:
		return "No named principal"
	default:
		return phrase.Join(names, " and ")
	}
}

// partyName names one principal. AWS replaces the ARN of a role or user by its
// unique ID, such as AROA…, when it is deleted.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func partyName(r *model.Reading, p scp.Party) string {
	account, name := PartyAccount(p), p.Name.Value
	arn, err := model.ParseARN(name)
	switch {
	case name == "*":
		return "everyone"
	case p.Kind == "Service":
		return "the service " + name
	case account == "" && p.Kind == "AWS" && (strings.HasPrefix(name, "AROA") || strings.HasPrefix(name, "AIDA")):
		return "a deleted role or user (" + name + ")"
	case account == "":
		return name
	case err != nil || arn.Resource == "root":
		return r.AccountLabel(account)
	default:
		return arn.Resource + " of " + r.AccountLabel(account)
	}
}

// actionClause says what the principals may do, or may not.
func (w *statementWriter) actionClause() string {
	if w.statement.Action.Not {
		if len(w.actions) == 0 || len(w.excluded) == 0 {
			return "do everything in AWS Organizations"
		}
		return "do everything in AWS Organizations but " + strings.Join(w.operationClauses(w.excluded), "; ")
	}
	if len(w.excluded) == 0 {
		return "do everything in AWS Organizations"
	}
	clauses := w.operationClauses(w.included)
	// A pattern that matches no known action is newer, misspelt, or another service's.
	for _, v := range valuesOf(w.statement.Action.Values) {
		if !slices.ContainsFunc(w.included, func(a iam.Action) bool { return GlobMatches(strings.ToLower(v), strings.ToLower(a.String())) }) {
			clauses = append(clauses, "call "+v)
		}
	}
	return strings.Join(clauses, "; ")
}
