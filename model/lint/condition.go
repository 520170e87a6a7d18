package lint

import (
	"fmt"
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/scp"
)

// checkConditions finds keys that AWS does not have, and values that never match.
func (c *checker) checkConditions() {
	for i := range c.statement.Comparisons {
		x := &c.statement.Comparisons[i]
		c.checkWildcards(x)
		switch {
		case isPlaceholder(x.Key.Value):
			c.placeholder(x.Key.Span, x.Key.Value)
			continue
		case !iam.IsKey(x.Key.Value):
			c.unknownKey(x)
			continue
		}
		c.checkKeyOfActions(x)
		c.checkSessions(x)
	}
}

// unknownKey adds the problem of a key that AWS does not have.
func (c *checker) unknownKey(x *scp.Comparison) {
	key := x.Key.Value
	missing := "AWS's reference of " + iam.AsOf() + " has no condition key " + scp.Quote(key)
	severity, fix := Hint, ""
	if c.similar++; c.similar <= mostSimilar {
		if like := iam.SimilarKey(key); like != "" {
			severity, fix = Warning, "Did you mean "+like+"?"
		}
	}
	if x.Operator.Family == scp.Existence && len(x.Values) == 1 && strings.EqualFold(x.Values[0].Value, "true") {
		c.add(nullUnknownKey, Warning, x.Key.Span, missing+". If no request has this key, Null with true matches every request: the statement "+
			c.does()+" all of them.", fix)
		return
	}
	if absent := x.Operator.Negated || x.Operator.IfExists || x.Operator.Set == scp.ForAllValues; absent && x.Operator.Set != scp.ForAnyValue {
		missing += ". If no request has this key, the condition is always true and exempts nobody"
	} else {
		missing += ". If no request has this key, the condition is never true and the statement never matches"
	}
	c.add(unknownKey, severity, x.Key.Span, missing+".", fix)
}

// does returns what the statement does to the requests that it matches.
func (c *checker) does() string {
	if c.statement.Effect == scp.Allow {
		return "allows"
	}
	return "denies"
}

// checkKeyOfActions finds a service's key that the reference lists for other actions,
// and for none of the statement's. deputy has the reference's keys of actions; of the
// tags of a resource it is enough that the service has the key.
func (c *checker) checkKeyOfActions(x *scp.Comparison) {
	key := x.Key.Value
	if c.statement.Action.Not || len(c.statement.Action.Values) == 0 || iam.IsGlobalKey(key) || strings.Contains(strings.ToLower(key), "tag/") {
		return
	}
	for _, v := range c.statement.Action.Values {
		s := c.choose(v.Value)
		if s.any || !s.known() || s.hasKey(key) {
			return
		}
	}
	if other := iam.ActionWithKey(key); other != "" {
		c.add(keyNotListed, Hint, x.Key.Span, "AWS's reference of "+iam.AsOf()+" lists "+scp.Quote(key)+" for other actions, such as "+other+
			", but not for this statement's actions.", "")
	}
}

// literalKeys are the beginnings of condition keys whose values in requests can
// have a * or ? of their own, such as the domains of a certificate.
var literalKeys = []string{
	"acm:", "cloudformation:", "route53:", "s3:prefix", "s3:delimiter", "kms:encryptioncontext", "aws:useragent", "aws:referer", "sns:endpoint",
	"events:", "ssm:", "apigateway:", "lambda:", "iot:", "states:", "ses:",
}

// checkWildcards finds a wildcard under an operator that takes it literally.
func (c *checker) checkWildcards(x *scp.Comparison) {
	o := x.Operator
	if o.Family != scp.Strings || o.Relation == scp.Like {
		return
	}
	key := strings.ToLower(x.Key.Value)
	if slices.ContainsFunc(literalKeys, func(k string) bool { return strings.HasPrefix(key, k) }) {
		return
	}
	for _, v := range x.Values {
		arn := strings.HasPrefix(v.Value, "arn:")
		if text := withoutVariables(v.Value); !strings.Contains(text, "*") && (!arn || !strings.Contains(text, "?")) {
			continue
		}
		follows := "it never matches"
		if o.Negated {
			follows = "it exempts nobody"
		}
		like := strings.Replace(x.OperatorText.Value, "Equals", "Like", 1)
		if arn {
			like += " or Arn" + strings.TrimPrefix(strings.TrimPrefix(like[strings.LastIndexByte(like, ':')+1:], "String"), ":")
		}
		c.add(literalWildcard, Warning, v.Span, fmt.Sprintf("%s compares %s literally, its wildcard included: %s.",
			x.OperatorText.Value, scp.Quote(v.Value), follows), "Use "+strings.ReplaceAll(like, "IgnoreCase", "")+".")
	}
}

// withoutVariables returns a value without its policy variables and escapes.
func withoutVariables(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if _, text, found = strings.Cut(rest, "}"); !found {
			return b.String()
		}
	}
}

// checkSessions finds aws:PrincipalArn compared with the ARN of a role's session.
func (c *checker) checkSessions(x *scp.Comparison) {
	if !strings.EqualFold(x.Key.Value, "aws:PrincipalArn") || x.Operator.Family != scp.ARNs && x.Operator.Family != scp.Strings {
		return
	}
	sessions := 0
	for _, v := range x.Values {
		if isSession(v.Value) {
			sessions++
		}
	}
	for _, v := range x.Values {
		if !isSession(v.Value) {
			continue
		}
		severity, follows := Hint, "it never matches"
		if x.Operator.Negated {
			follows = "it exempts nobody"
		}
		if sessions == len(x.Values) {
			severity = Warning
			if follows = "the condition is never true"; x.Operator.Negated {
				follows = "nobody is exempt"
			}
		}
		c.add(sessionARN, severity, v.Span, "aws:PrincipalArn is the role's ARN, never that of its session, "+scp.Quote(v.Value)+": "+follows+".",
			"Use the role's ARN: arn:aws:iam::ACCOUNT:role/NAME.")
	}
}

// isSession reports whether a pattern can match only ARNs of role sessions.
func isSession(text string) bool {
	parts := strings.SplitN(text, ":", 6)
	return len(parts) == 6 && parts[2] == "sts" && strings.HasPrefix(parts[5], "assumed-role/")
}
