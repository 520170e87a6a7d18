package lint

import (
	"deputy/model/scp"
)

// Rule is a kind of problem. Its ID never changes: it stands in the output for
// programs, and in what people set to ignore.
type Rule struct {
	ID    string
	Title string // what the rule finds
	Page  string // AWS's page that says so
}

// Size is the ID of the rule that finds documents longer than AWS stores.
const Size = "size"

// AWS's pages that the rules are read from.
const (
	iamGuide           = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
	organizationsGuide = "https://docs.aws.amazon.com/organizations/latest/userguide/"

	pageReference  = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"
	pageGrammar    = iamGuide + "reference_policies_grammar.html"
	pageOperators  = iamGuide + "reference_policies_elements_condition_operators.html"
	pageVariables  = iamGuide + "reference_policies_variables.html"
	pageResource   = iamGuide + "reference_policies_elements_resource.html"
	pageARNs       = iamGuide + "reference-arns.html"
	pageGlobalKeys = iamGuide + "reference_policies_condition-keys.html"
	pageSCP        = organizationsGuide + "orgs_manage_policies_scps_syntax.html"
	pageRCP        = organizationsGuide + "orgs_manage_policies_rcps_syntax.html"
	pageRCPs       = organizationsGuide + "orgs_manage_policies_rcps.html"
	pageQuotas     = organizationsGuide + "orgs_reference_limits.html"
)

// The rules beside those of the parser.
var (
	unknownAction      = &Rule{"unknown-action", "An action that AWS's reference does not have", pageReference}
	actionOutsideRCP   = &Rule{"rcp-service", "An action of a service that does not support RCPs", pageRCPs + "#rcp-supported-services"}
	wildcardServiceRCP = &Rule{"rcp-action-prefix", "An RCP action without a service prefix", pageRCP + "#rcp-syntax-action"}
	actionNoResource   = &Rule{"action-never-matches", "An action that acts on none of the statement's resources", pageReference}
	unknownKey         = &Rule{"unknown-condition-key", "A condition key that AWS does not have", pageReference}
	nullUnknownKey     = &Rule{"null-unknown-key", "Null with a condition key that AWS does not have", pageOperators + "#Conditions_Null"}
	keyNotListed       = &Rule{"condition-key-of-other-action", "A condition key that the statement's actions do not have", pageReference}
	literalWildcard    = &Rule{"literal-wildcard", "A wildcard in a value that is compared literally", pageOperators + "#Conditions_String"}
	sessionARN         = &Rule{"principal-session-arn", "aws:PrincipalArn compared with the ARN of a session", pageGlobalKeys + "#condition-keys-principalarn"}
	duplicateSid       = &Rule{"duplicate-sid", "A Sid that several statements share", iamGuide + "reference_policies_elements_sid.html"}
	resourceNoAction   = &Rule{"resource-never-matches", "A resource that the statement's actions do not act on", pageReference}
	impossibleARN      = &Rule{"impossible-arn", "An ARN that no resource can have", pageARNs}
	placeholder        = &Rule{"placeholder", "A template placeholder left in the policy", pageGrammar}
	unknownARN         = &Rule{"unknown-arn", "An ARN of a form that AWS's reference does not have", pageReference}
)

// semantic are the rules beside those of the parser.
var semantic = []*Rule{
	unknownAction, actionOutsideRCP, wildcardServiceRCP, actionNoResource, unknownKey, nullUnknownKey, keyNotListed,
	literalWildcard, sessionARN, duplicateSid, resourceNoAction, impossibleARN, unknownARN, placeholder,
}

// parserRule is the rule of a problem that the parser reports.
type parserRule struct {
	Rule
	code     scp.Code
	severity Severity
}

// parserRules are the rules of the parser's problems. Of what the parser only warns,
// because the document can be evaluated all the same, AWS refuses some.
var parserRules = []parserRule{
	{Rule{"not-json", "Text that is not JSON", pageGrammar}, scp.NotJSON, Error},
	{Rule{"too-deep", "JSON nested too deeply for a policy", pageGrammar}, scp.TooDeep, Error},
	{Rule{"wrong-type", "A value of the wrong type for its element", pageGrammar}, scp.WrongType, Error},
	{Rule{"no-statement", "A document without Statement", pageSCP + "#scp-syntax-statement"}, scp.NoStatement, Error},
	{Rule{"no-effect", "A statement without Effect", pageSCP + "#scp-syntax-effect"}, scp.NoEffect, Error},
	{Rule{"unknown-effect", "An Effect other than Allow and Deny", pageSCP + "#scp-syntax-effect"}, scp.UnknownEffect, Error},
	{Rule{"no-action", "A statement without Action or NotAction", pageSCP + "#scp-syntax-action"}, scp.NoAction, Error},
	{Rule{"both-actions", "A statement with both Action and NotAction", pageGrammar}, scp.BothActions, Error},
	{Rule{"both-resources", "A statement with both Resource and NotResource", pageGrammar}, scp.BothResources, Error},
	{Rule{"unknown-operator", "A condition operator that AWS does not have", pageOperators}, scp.UnknownOperator, Error},
	{Rule{"principal", "A Principal other than *, or a NotPrincipal", pageRCP + "#rcp-syntax-principal"}, scp.UnsupportedPrincipal, Error},
	{Rule{"rcp-action-any", "The action * in an RCP", pageRCP + "#rcp-syntax-action"}, scp.BareActionInRCP, Error},
	{Rule{Size, "A document over AWS's size quota", pageQuotas + "#min-max-values"}, scp.OverQuota, Error},
	{Rule{"no-version", "A document without Version", pageSCP + "#scp-syntax-version"}, scp.NoVersion, Hint},
	{Rule{"version", "A Version other than 2012-10-17", pageSCP + "#scp-syntax-version"}, scp.OldVersion, Hint},
	{Rule{"unknown-element", "An element that policies do not have", pageGrammar}, scp.UnknownElement, Error},
	{Rule{"duplicate-key", "A name that appears twice in one object", pageGrammar}, scp.DuplicateKey, Error},
	{Rule{"no-resource", "A statement without Resource or NotResource", pageSCP + "#scp-syntax-resource"}, scp.NoResource, Error},
	{Rule{"no-principal", "An RCP statement without Principal", pageRCP + "#rcp-syntax-principal"}, scp.NoPrincipal, Error},
	{Rule{"unsupported-element", "An element that this policy type does not support", pageSCP + "#scp-syntax-unsupported"}, scp.UnsupportedElement, Error},
	{Rule{"empty-list", "A list without values", pageGrammar}, scp.EmptyList, Warning},
	{Rule{"malformed-action", "An action that is not of the form service:action", pageGrammar}, scp.MalformedAction, Error},
	{Rule{"malformed-resource", "A resource that is neither * nor an ARN", pageResource}, scp.MalformedResource, Error},
	{Rule{"malformed-value", "A value that its operator cannot compare", pageOperators}, scp.MalformedValue, Warning},
	{Rule{"malformed-variable", "A policy variable where AWS reads none, or a malformed one", pageVariables}, scp.MalformedVariable, Warning},
	{Rule{"operator-spelling", "An operator in different letter case than AWS's", pageOperators}, scp.OperatorSpelling, Hint},
	{Rule{"operator-set", "A set operator where AWS documents none", pageOperators}, scp.OperatorUse, Hint},
	{Rule{"rcp-allow", "An Allow in an RCP", pageRCP + "#rcp-syntax-effect"}, scp.AllowInRCP, Error},
	{Rule{"principal-form", "An RCP Principal that is not written as *", pageRCP + "#rcp-syntax-principal"}, scp.PrincipalForm, Warning},
	{Rule{"incomplete-arn", "An ARN of fewer than six parts", pageGrammar}, scp.IncompleteARN, Warning},
}

// Rules returns all rules, in a stable order.
func Rules() []*Rule {
	out := make([]*Rule, 0, len(parserRules)+len(semantic))
	for i := range parserRules {
		out = append(out, &parserRules[i].Rule)
	}
	return append(out, semantic...)
}
