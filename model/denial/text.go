package denial

import (
	"fmt"
	"regexp"
	"strings"
)

// The parts of an AccessDenied message. A resource with blanks is in quotation
// marks, and some services quote all parts; the console lists the parts line by
// line; a policy may be named by its ARN.
var (
	userPattern     = regexp.MustCompile("(?i)user:?\\s+[\"'`]?(arn:[^\\s<\"'`]+)|(arn:[^\\s<\"'`]+)[\"'`]? is not authorized")
	actionPattern   = regexp.MustCompile("(?i)(?:not authorized to perform:?|\\baction:)\\s+[\"'`]?([a-z0-9-]+:[a-z0-9]+)")
	resourcePattern = regexp.MustCompile("(?i)on resource(?:\\(s\\))?:?\\s+(?:\"([^\"]+)\"|`([^`']+)'|(arn:[^\\s\"<]+|\\*))")
	causePattern    = regexp.MustCompile(`(?i)(with an explicit deny in|because no|context: (?:no|an?)) (?:an? )?([a-z -]+?policy|permissions boundary|session policy)`)
	policyPattern   = regexp.MustCompile(`arn:[a-z-]+:organizations::\d{12}:policy/o-[a-z0-9]+/[a-z_]+/(p-[0-9a-zA-Z_]+)`)

	// An encoded authorization message is one long word.
	encodedMessage = regexp.MustCompile(`(?i)encoded authorization failure message|^[A-Za-z0-9_+/=-]{120,}$`)
	// What services say that deny a request without saying which.
	accessDenied = regexp.MustCompile(`(?i)access ?denied|not authorized|unauthorizedoperation|forbidden`)
	// What programs put around a message that they pass on.
	decorations = strings.NewReplacer("│", " ", "╷", " ", "╵", " ", `\"`, `"`, "&quot;", `"`, "&#34;", `"`)
)

// decodeHint says how to decode an encoded message.
const decodeHint = "aws sts decode-authorization-message --encoded-message MESSAGE prints what it says (it needs sts:DecodeAuthorizationMessage); paste that"

// parseText reads an AccessDenied message.
func parseText(text string) (Denial, error) {
	encoded := encodedMessage.MatchString(strings.TrimSpace(text))
	text = strings.Join(strings.Fields(decorations.Replace(text)), " ")
	var d Denial
	d.Principal = strings.TrimSuffix(submatch(userPattern, text), ",")
	d.Action = submatch(actionPattern, text)
	d.Resource = strings.TrimRight(submatch(resourcePattern, text), ".,")
	if m := causePattern.FindStringSubmatch(text); m != nil {
		d.DeniedBy = append(d.DeniedBy, strings.ToLower(strings.TrimSpace(m[2])))
	}
	if id := submatch(policyPattern, text); id != "" {
		d.DeniedBy = append(d.DeniedBy, id)
	}
	switch {
	case d.Principal == "" && d.Action == "" && encoded:
		return d, fmt.Errorf("the authorization message is encoded: %s", decodeHint)
	case d.Principal == "" && d.Action == "" && accessDenied.MatchString(text):
		return d, fmt.Errorf("the text does not say who was denied what: paste the CloudTrail event of the call instead, or ask with account and action")
	case d.Principal == "" && d.Action == "":
		return d, fmt.Errorf("this is no AccessDenied text: it says neither who (User: arn:…) nor what (not authorized to perform: service:Action)")
	case encoded:
		d.Notes = append(d.Notes, "The encoded message says more, such as the condition keys: "+decodeHint+".")
	}
	return d, nil
}

// submatch returns the first group of a pattern that matched something.
func submatch(re *regexp.Regexp, text string) string {
	for i, group := range re.FindStringSubmatch(text) {
		if i > 0 && group != "" {
			return group
		}
	}
	return ""
}
