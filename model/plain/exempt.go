package plain

import (
	"slices"
	"strings"

	"deputy/model/scp"
)

// exemptKeys are the condition keys that tell who makes a request, apart from
// tags.
var exemptKeys = strings.Fields(`aws:principalaccount aws:principalorgid aws:principalorgpaths aws:principaltype aws:principalisawsservice
	aws:principalservicename aws:principalservicenameslist aws:viaawsservice aws:calledvia aws:calledviafirst aws:calledvialast aws:assumedroot
	aws:userid aws:username aws:sourceidentity aws:multifactorauthpresent aws:sourceorgid aws:sourceorgpaths aws:sourceaccount aws:sourcearn`)

// exempt returns whom a condition after "unless" exempts, as a noun of few words; false
// if it is not about who makes the request.
func (w *writer) exempt(c *clause, text string) (string, bool) {
	if tag, ok := strings.CutPrefix(c.key, "aws:principaltag/"); ok {
		tag = c.comparison.Key.Value[len(c.key)-len(tag):]
		if c.comparesText() && c.quantity == oneValue && !c.negated && !c.holdsIfAbsent {
			return "tag " + tag + " = " + w.values(c, " or "), true
		}
		return text, true
	}
	if !slices.Contains(exemptKeys, c.key) {
		return "", false
	}
	if who, ok := exemptBooleans[text]; ok && c.comparison.Operator.Family == scp.Booleans {
		return who, true
	}
	for _, form := range exemptForms {
		if rest, ok := strings.CutPrefix(text, form[0]); ok {
			return form[1] + rest, true
		}
	}
	return text, true
}

// exemptForms are beginnings of conditions, and what stands for them in a few
// words; of two that fit the first counts.
var exemptForms = [][2]string{
	{"the principal is in the organization", "this organization"},
	{"the source is in the organization", "sources in this organization"},
	{"the principal is in ", "principals in "},
	{"the source is in ", "sources in "},
	{"the principal's account is ", "account "},
	{"the source account is ", "source account "},
	{"the principal's organization is ", "organization "},
	{"the source's organization is ", "source organization "},
	{"called through ", "calls through "},
	{"in an sts:AssumeRoot session", "AssumeRoot sessions"},
	{"the calling AWS service is ", ""},
}

// exemptBooleans are the nouns for clauses about who makes the request.
var exemptBooleans = map[string]string{
	"an AWS service makes the call":                   "AWS services",
	"an AWS service makes the call for the principal": "AWS services for the principal",
	"no AWS service makes the call":                   "all but AWS services",
	"no AWS service makes the call for the principal": "calls not made through an AWS service",
	"the session was started with MFA":                "sessions with MFA",
	"the session was started without MFA":             "sessions without MFA",
	"it is an sts:AssumeRoot session":                 "AssumeRoot sessions",
}
