package denial

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/verdict"

	"deputy/model/phrase"
)

// The parts of an AccessDenied message. A resource with blanks is in quotation
// marks, and some services quote all parts; the console lists the parts line by
// line; a policy may be named by its ARN.
var (
	userPattern     = phrase.Regexp("(?i)user:?\\s+[\"'`]?(arn:[^\\s<\"'`,]+)|(arn:[^\\s<\"'`]+)[\"'`]? is not authorized")
	actionPattern   = phrase.Regexp("(?i)(?:not authorized to perform:?|\\b(?:action|api):)\\s+[\"'`]?([a-z0-9-]+:[a-z0-9]+)")
	resourcePattern = phrase.Regexp("(?i)on (?:the )?resource(?:\\(s\\))?:?\\s+(?:\"([^\"]+)\"|`([^`']+)'|'([^']+)'|(arn:[^\\s\"<]+|\\*))")
	causePattern    = phrase.Regexp(`(?i)(with an explicit deny in|because no|context: (?:no|an?)) (?:an? )?([a-z -]+?policy|permissions boundary|session policy)( explicitly denies)?`)
	policyPattern   = phrase.Regexp(`arn:[a-z-]+:organizations::\d{12}:policy/o-[a-z0-9]+/[a-z_]+/(p-[0-9a-zA-Z_]+)`)
	rolePattern     = phrase.Regexp(`arn:[a-z-]+:iam::\d{12}:role/[^\s"'<>,;)]+`)

	// sentencePattern finds what every AccessDenied message says.
	sentencePattern = phrase.Regexp("(?i)not authorized to perform:?\\s+[\"'`]?[a-z0-9-]+:[a-z0-9]+")

	// An encoded authorization message is one long word.
	encodedMessage = phrase.Regexp(`(?i)encoded authorization failure message|^[A-Za-z0-9_+/=-]{120,}$`)
	// What services say that deny a request without saying which.
	accessDenied = phrase.Regexp(`(?i)access ?denied|not authorized|unauthorizedoperation|forbidden`)

	// What programs make of characters of a message that they pass on.
	escapedQuote = phrase.Regexp(`\\+(["'/])`)
	escapedSpace = phrase.Regexp(`\\+[nrt]`)
	escapedRune  = phrase.Regexp(`\\+u([0-9a-fA-F]{4})`)
)

// decodeHint says how to decode an encoded message.
const decodeHint = "run aws sts decode-authorization-message --encoded-message MESSAGE (it needs sts:DecodeAuthorizationMessage) and paste its output"

// nearSentence is how far from a sentence its principal may stand, and its
// policy, in bytes.
const nearSentence = 8 << 10

// plainText returns a text in one line, without what programs put around a
// message and into it: frames, escapes, entities.
func plainText(text string) string {
	if strings.Contains(text, `\`) {
		text = escapedRune().ReplaceAllStringFunc(text, func(m string) string {
			code, err := strconv.ParseUint(m[len(m)-4:], 16, 16)
			if err != nil {
				return m
			}
			return string(rune(code))
		})
		text = escapedSpace().ReplaceAllString(escapedQuote().ReplaceAllString(text, "$1"), " ")
	}
	return strings.Join(strings.Fields(unframe(decoded(text))), " ")
}

// sentences returns the denials that the sentences of a text tell, in their
// order. Where lines begin alike or were cut, that is undone if it tells more.
func sentences(text string) []Denial {
	out := sentencesOf(text)
	if !strings.Contains(text, "\n") {
		return out
	}
	try := func(text string) {
		if other := sentencesOf(text); known(other) > known(out) {
			out = other
		}
	}
	bare := lineBegin().ReplaceAllString(text, "")
	if bare != text {
		try(bare)
	}
	for _, lines := range []string{text, bare} {
		if joined, folded := unfold(lines); folded {
			try(joined)
		}
	}
	return out
}

// sentencesOf returns the denials of a text whose lines are as they were written.
// Each sentence has its principal before it, after the sentence before, and its
// resource and policy behind it.
func sentencesOf(text string) []Denial {
	text = plainText(text)
	at := sentencePattern().FindAllStringIndex(text, maxDenials)
	var out []Denial
	after := 0
	for i, here := range at {
		next := len(text)
		if i+1 < len(at) {
			next = at[i+1][0]
		}
		head := text[max(after, here[0]-nearSentence):here[1]]
		tail := text[here[0]:min(next, here[1]+nearSentence)]
		after = here[1]
		d := Denial{}
		if users := userPattern().FindAllStringSubmatch(head, -1); len(users) > 0 {
			last := users[len(users)-1]
			d.Principal = strings.TrimRight(last[1]+last[2], ",")
		}
		d.readSentence(tail)
		d.takeRole(head + tail)
		if encodedMessage().MatchString(tail) {
			d.Notes = append(d.Notes, "The encoded message says more, such as the condition keys: "+decodeHint+".")
		}
		out = append(out, d)
	}
	return out
}

// readSentence takes action, resource and reason from a message.
func (d *Denial) readSentence(text string) {
	d.Action = submatch(actionPattern(), text)
	d.Resource = strings.Trim(strings.TrimRight(submatch(resourcePattern(), text), ".,;'"), " \u00a0")
	if strings.Count(d.Resource, "(") < strings.Count(d.Resource, ")") {
		d.Resource = strings.TrimRight(d.Resource, ").")
	}
	d.Evidence.Denied = true
	if m := causePattern().FindStringSubmatch(text); m != nil {
		kind := strings.ToLower(strings.TrimSpace(m[2]))
		d.DeniedBy = append(d.DeniedBy, kind)
		d.Evidence.Explicit = strings.Contains(strings.ToLower(m[1]), "deny") || m[3] != ""
		for _, t := range model.Evaluated() {
			if kind == policyTypeNames[t] {
				d.Evidence.Type = t
			}
		}
	}
	if m := policyPattern().FindStringSubmatch(text); m != nil {
		d.DeniedBy, d.Evidence.PolicyARN = append(d.DeniedBy, m[1]), m[0]
	}
}

// takeRole corrects a call that a web identity or a SAML assertion makes: the
// role in its message is what it acts on, and the caller has no account.
func (d *Denial) takeRole(text string) {
	switch strings.ToLower(d.Action) {
	case "sts:assumerolewithwebidentity", "sts:assumerolewithsaml":
	default:
		return
	}
	if strings.Contains(d.Principal, ":role/") || d.Resource == "" {
		role := rolePattern().FindString(text)
		if strings.Contains(d.Principal, ":role/") {
			role = d.Principal
		}
		if d.Resource == "" {
			d.Resource = role
		}
		d.Principal = ""
	}
	if d.Principal == "" {
		d.setWithoutAccount()
	}
}

// setWithoutAccount says that the caller has no account, and so neither an
// organization's ID nor a place in one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (d *Denial) setWithoutAccount() {
	d.WithoutAccount = true
	d.Absent = append(d.Absent, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths")
}

// parseText reads an AccessDenied message: a sentence, or the parts line by line
// as the console shows them.
func parseText(text string) (Denial, error) {
	encoded := encodedMessage().MatchString(strings.TrimSpace(text))
	if found := sentences(text); len(found) > 0 {
		return found[0], nil
	}
	text = plainText(text)
	d := Denial{Question: verdict.Question{Principal: strings.TrimSuffix(submatch(userPattern(), text), ",")}}
	d.readSentence(text)
	switch {
	case d.Principal == "" && d.Action == "" && encoded:
		return d, fmt.Errorf("the authorization message is encoded: %s", decodeHint)
	case d.Principal == "" && d.Action == "" && accessDenied().MatchString(text):
		return d, fmt.Errorf("the text does not say who was denied what: paste the CloudTrail event of the call instead, or ask with account and action")
	case d.Principal == "" && d.Action == "":
		return d, fmt.Errorf("this is not an AccessDenied text: it says neither who (User: arn:…) nor what (not authorized to perform: service:Action)")
	case d.Action == "":
		return d, fmt.Errorf("the text names no action: paste the whole AccessDenied message, decoded authorization message or CloudTrail event")
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
