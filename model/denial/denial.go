package denial

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/verdict"
)

// Denial is what an error text or an event told about a question.
type Denial struct {
	verdict.Question
	Blames []string // policies and kinds of policy that the text itself blames
	Notes  []string // what the text could not tell

	lost      string // the note that the principal, or its role's path, is lost; empty if it is not
	nearby    string // the Region, if it is taken from the resource
	elsewhere string // the note on that
	made      bool   // the action is made of an event's source and name
}

// Parse reads an AccessDenied text, a decoded authorization message or a
// CloudTrail event, and fills in a question. The error says that it is none of
// these, or what it lacks.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
func Parse(text string) (Denial, error) {
	text = trim(text)
	var p Denial
	var err error
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		p, err = parseJSON(text)
	} else {
		p, err = parseText(text)
	}
	if err != nil {
		return Denial{}, err
	}
	p.tidy()
	if p.Action == "" {
		return Denial{}, fmt.Errorf("the text names no action: paste the whole AccessDenied message, decoded authorization message or CloudTrail event")
	}
	return p, nil
}

// Looks tells whether a text is a message, an event or some other text
// that was copied as a whole, and not a part of a question.
func Looks(text string) bool {
	text = trim(text)
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") || encodedMessage.MatchString(text) ||
		strings.Contains(text, " ") && refused.MatchString(text)
}

// trim takes off what is no part of a text: blanks, and the mark by which
// files tell their encoding.
func trim(text string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "\ufeff"))
}

// Corrected drops the notes on what is better known by now: who asks, where that
// was given besides, and the Region.
func (p *Denial) Corrected(principal bool) {
	drop := func(note *string) {
		p.Notes = slices.DeleteFunc(p.Notes, func(n string) bool { return n == *note })
		*note = ""
	}
	if principal {
		drop(&p.lost)
	}
	if !slices.Equal(p.Given[requestedRegion], []string{p.nearby}) {
		drop(&p.elsewhere)
	}
}

// tidy takes the account from the principal, says what a session's ARN has
// lost, and gives the action AWS's letters.
func (p *Denial) tidy() {
	if arn, err := model.ParseARN(p.Principal); err == nil && model.IsAccountID(arn.Account) {
		p.Account = model.AccountID(arn.Account)
	}
	switch _, lossy := verdict.PrincipalOf(p.Principal); {
	case lossy && strings.Contains(p.Principal, "/"+verdict.ReservedRole):
		p.lost = "The session's ARN has lost the path of the permission set's role, which has a Region unless IAM Identity Center is in us-east-1: give the role's own ARN, if the answer turns on it."
	case lossy:
		p.lost = "The session's ARN has lost the role's path: give the role's own ARN, if the answer turns on it."
	}
	if p.lost != "" {
		p.Notes = append(p.Notes, p.lost)
	}
	p.region()
	if a, ok := iam.Lookup(p.Action); ok {
		p.Action = a.String()
	}
	for _, blamed := range p.Blames {
		if strings.HasSuffix(blamed, "policy") && !strings.HasSuffix(blamed, "control policy") || strings.HasSuffix(blamed, "boundary") {
			p.Notes = append(p.Notes, "The text blames "+phrase.Article(blamed)+", which deputy does not read: SCPs and RCPs may well not block it.")
		}
	}
}

// region takes the Region from the resource where the text names none: a
// Region's resources are reached in it.
func (p *Denial) region() {
	arn, err := model.ParseARN(p.Resource)
	if err != nil || !regionName.MatchString(arn.Region) {
		return
	}
	for key := range p.Given {
		if strings.EqualFold(key, requestedRegion) {
			return
		}
	}
	if p.Given == nil {
		p.Given = map[string][]string{}
	}
	p.Given[requestedRegion], p.nearby = []string{arn.Region}, arn.Region
	p.elsewhere = "The text names no Region: that of the resource is taken."
	p.Notes = append(p.Notes, p.elsewhere)
}

const requestedRegion = "aws:RequestedRegion"

// regionName finds a Region's name, such as us-gov-west-1.
var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)

// The parts of an AccessDenied text. A resource with blanks stands in quotation
// marks, and some services put all parts into them; the console lists the parts
// line by line; a policy may be named by its ARN.
var (
	denialUser     = regexp.MustCompile("(?i)user:?\\s+[\"'`]?(arn:[^\\s<\"'`]+)|(arn:[^\\s<\"'`]+)[\"'`]? is not authorized")
	denialAction   = regexp.MustCompile("(?i)(?:not authorized to perform:?|\\baction:)\\s+[\"'`]?([a-z0-9-]+:[a-z0-9]+)")
	denialResource = regexp.MustCompile("(?i)on resource(?:\\(s\\))?:?\\s+(?:\"([^\"]+)\"|`([^`']+)'|(arn:[^\\s\"<]+|\\*))")
	denialCause    = regexp.MustCompile(`(?i)(with an explicit deny in|because no|context: (?:no|an?)) (?:an? )?([a-z -]+?policy|permissions boundary|session policy)`)
	denialPolicy   = regexp.MustCompile(`arn:[a-z-]+:organizations::\d{12}:policy/o-[a-z0-9]+/[a-z_]+/(p-[0-9a-zA-Z_]+)`)

	// An encoded authorization message is a long word of its own.
	encodedMessage = regexp.MustCompile(`(?i)encoded authorization failure message|^[A-Za-z0-9_+/=-]{120,}$`)
	// What services say that do not tell what was denied.
	refused = regexp.MustCompile(`(?i)access ?denied|not authorized|unauthorizedoperation|forbidden`)
	// Programs draw such things around what they pass on.
	frames = strings.NewReplacer("│", " ", "╷", " ", "╵", " ", `\"`, `"`, "&quot;", `"`, "&#34;", `"`)
)

// decode tells how an encoded message is made readable.
const decode = "aws sts decode-authorization-message --encoded-message MESSAGE prints what it says (it needs sts:DecodeAuthorizationMessage); paste that"

func parseText(text string) (Denial, error) {
	encoded := encodedMessage.MatchString(strings.TrimSpace(text))
	text = strings.Join(strings.Fields(frames.Replace(text)), " ")
	var p Denial
	p.Principal = strings.TrimSuffix(submatch(denialUser, text), ",")
	p.Action = submatch(denialAction, text)
	p.Resource = strings.TrimRight(submatch(denialResource, text), ".,")
	if m := denialCause.FindStringSubmatch(text); m != nil {
		p.Blames = append(p.Blames, strings.ToLower(strings.TrimSpace(m[2])))
	}
	if id := submatch(denialPolicy, text); id != "" {
		p.Blames = append(p.Blames, id)
	}
	switch {
	case p.Principal == "" && p.Action == "" && encoded:
		return p, fmt.Errorf("the authorization message is encoded: %s", decode)
	case p.Principal == "" && p.Action == "" && refused.MatchString(text):
		return p, fmt.Errorf("the text does not say who was denied what: paste the CloudTrail event of the call instead, or ask with account and action")
	case p.Principal == "" && p.Action == "":
		return p, fmt.Errorf("this is no AccessDenied text: it says neither who (User: arn:…) nor what (not authorized to perform: service:Action)")
	case encoded:
		p.Notes = append(p.Notes, "The encoded message says more, such as the condition keys: "+decode+".")
	}
	return p, nil
}

// submatch gives what the first group of a pattern that is in the text holds.
func submatch(re *regexp.Regexp, text string) string {
	for i, group := range re.FindStringSubmatch(text) {
		if i > 0 && group != "" {
			return group
		}
	}
	return ""
}
