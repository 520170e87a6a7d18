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

// Denial is a question as an AWS message or event describes it, with what the
// message says of the reason.
type Denial struct {
	verdict.Question
	DeniedBy []string // the policies and kinds of policy that AWS says denied the request
	Notes    []string // what the text does not say, and what was assumed instead

	principalNote string // the note that the principal or its role's path is missing; empty if it is not
	assumedRegion string // the Region, if it was taken from the resource
	regionNote    string // the note about that
	guessedAction bool   // the action was put together from an event's source and name
}

// maxMessage is how long an AccessDenied message may be, in bytes. Events in JSON may be longer.
const maxMessage = 256 << 10

// Parse reads an AccessDenied message, a decoded authorization message or a
// CloudTrail event, and returns the question that it describes. The error says
// that it is none of these, or what it lacks.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
func Parse(text string) (Denial, error) {
	text = trim(text)
	var d Denial
	var err error
	switch {
	case isJSON(text):
		d, err = parseJSON(text)
	case len(text) > maxMessage:
		err = fmt.Errorf("the text is longer than %d KiB, as no AccessDenied message is: give the message or the event alone", maxMessage>>10)
	default:
		d, err = parseText(text)
	}
	if err != nil {
		return Denial{}, err
	}
	d.complete()
	if d.Action == "" {
		return Denial{}, fmt.Errorf("the text names no action: paste the whole AccessDenied message, decoded authorization message or CloudTrail event")
	}
	return d, nil
}

// Recognizes reports whether a text is a message or an event as a whole, rather
// than a part of a question that someone types.
func Recognizes(text string) bool {
	text = trim(text)
	return isJSON(text) || len(text) <= maxMessage &&
		(encodedMessage.MatchString(text) || strings.Contains(text, " ") && accessDenied.MatchString(text))
}

// isJSON reports whether a text begins as an event does, or a list of events.
func isJSON(text string) bool { return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") }

// trim removes blanks and the byte order mark around a text.
func trim(text string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "\ufeff"))
}

// DropNotes removes the notes that no longer hold after the question was
// corrected: the one about the principal if the principal was given, and the
// one about the Region if it has changed.
func (d *Denial) DropNotes(principal bool) {
	drop := func(note *string) {
		d.Notes = slices.DeleteFunc(d.Notes, func(n string) bool { return n == *note })
		*note = ""
	}
	if principal {
		drop(&d.principalNote)
	}
	if !slices.Equal(d.Given[requestedRegion], []string{d.assumedRegion}) {
		drop(&d.regionNote)
	}
}

// complete takes the account from the principal, notes what the ARN of a
// session lacks, and spells the action as AWS does.
func (d *Denial) complete() {
	if arn, err := model.ParseARN(d.Principal); err == nil && model.IsAccountID(arn.Account) {
		d.Account = model.AccountID(arn.Account)
	}
	switch _, lossy := verdict.PrincipalOf(d.Principal); {
	case lossy && strings.Contains(d.Principal, "/"+verdict.ReservedRole):
		d.principalNote = "The session's ARN has lost the path of the permission set's role, which has a Region unless IAM Identity Center is in us-east-1: give the role's own ARN, if the answer turns on it."
	case lossy:
		d.principalNote = "The session's ARN has lost the role's path: give the role's own ARN, if the answer turns on it."
	}
	if d.principalNote != "" {
		d.Notes = append(d.Notes, d.principalNote)
	}
	d.assumeRegion()
	if a, ok := iam.Lookup(d.Action); ok {
		d.Action = a.String()
	}
	for _, policy := range d.DeniedBy {
		if strings.HasSuffix(policy, "policy") && !strings.HasSuffix(policy, "control policy") || strings.HasSuffix(policy, "boundary") {
			d.Notes = append(d.Notes, "The text blames "+phrase.Article(policy)+", which deputy does not read: SCPs and RCPs may well not block it.")
		}
	}
}

// assumeRegion takes the Region from the resource if the text does not name
// one: requests for regional resources go to their Region.
func (d *Denial) assumeRegion() {
	arn, err := model.ParseARN(d.Resource)
	if err != nil || !regionName.MatchString(arn.Region) {
		return
	}
	for key := range d.Given {
		if strings.EqualFold(key, requestedRegion) {
			return
		}
	}
	if d.Given == nil {
		d.Given = map[string][]string{}
	}
	d.Given[requestedRegion], d.assumedRegion = []string{arn.Region}, arn.Region
	d.regionNote = "The text names no Region: that of the resource is taken."
	d.Notes = append(d.Notes, d.regionNote)
}

// requestedRegion is the condition key for a request's Region.
const requestedRegion = "aws:RequestedRegion"

// regionName matches a Region, such as us-gov-west-1.
var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)
