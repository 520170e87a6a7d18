package denial

import (
	"fmt"
	"slices"
	"strings"
	"time"

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

	// WithoutAccount reports that the caller has no AWS account: a web identity or a
	// SAML assertion, which asks for a role, or an AWS service.
	WithoutAccount bool
	Evidence       verdict.Evidence // what AWS says of the reason, in a form that can be concluded from

	times         int       // how many events it stands for; 0 for one
	last          time.Time // the last of them
	events        int       // how many events it is one of; 0 if it is not of a list of events
	principalNote string    // the note that the principal or its role's path is missing; empty if it is not
	assumedRegion string    // the Region, if it was taken from the resource
	regionNote    string    // the note about that
	guessedAction bool      // the action was put together from an event's source and name
}

// maxMessage is how long a text may be that is looked at as a whole, in bytes.
// In a longer one each sentence is looked for with what is near it.
const maxMessage = 256 << 10

// Parse reads any text and returns the question of the first denial in it: that
// of an AccessDenied message, a decoded authorization message or a CloudTrail
// event, also inside logs and JSON of any kind. The error says that the text has
// none, or what it lacks.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
func Parse(text string) (Denial, error) {
	all, err := ParseAll(text)
	if err != nil {
		return Denial{}, err
	}
	return First(all), nil
}

// First returns the first of several denials of a text, with a note that there
// are more.
func First(all []Denial) Denial {
	d := all[0]
	d.Notes = slices.Clip(d.Notes)
	more := slices.ContainsFunc(all, func(o Denial) bool {
		return o.Action != d.Action || o.Principal != d.Principal || o.Resource != d.Resource
	})
	switch {
	case d.events > 1 && len(all) > 1:
		d.Notes = append(d.Notes, fmt.Sprintf("%d of %s were denied. This answer is about the first one.", len(all), phrase.Count(d.events, "event")))
	case more:
		d.Notes = append(d.Notes, fmt.Sprintf("The text has %d denials. This answer is about the first one.", len(all)))
	}
	return d
}

// ParseAll returns the questions of all denials in a text, in their order. There
// is at least one if there is no error.
func ParseAll(text string) ([]Denial, error) {
	found, err := find(trim(withoutEscapes(text)))
	if len(found) == 0 {
		return nil, err
	}
	for i := range found {
		found[i].complete()
	}
	return found, nil
}

// Recognizes reports whether a text is a message or an event as a whole, rather
// than a part of a question that someone types.
func Recognizes(text string) bool {
	text = trim(text)
	return isJSON(text) || len(text) <= maxMessage &&
		(encodedMessage().MatchString(text) || strings.Contains(text, " ") && accessDenied().MatchString(text))
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
		d.principalNote = "The session's ARN does not include the path of the permission set's role, which has a Region unless IAM Identity Center is in us-east-1. Give the role's own ARN if the answer depends on it."
	case lossy:
		d.principalNote = "The session's ARN does not include the role's path. Give the role's own ARN if the answer depends on it."
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
			d.Notes = append(d.Notes, "AWS names "+phrase.Article(policy)+", which deputy does not read. SCPs and RCPs may not block this call at all.")
		}
	}
	d.Evidence.Action, d.Evidence.Principal, d.Evidence.Resource = d.Action, d.Principal, d.Resource
}

// assumeRegion takes the Region from the resource if the text does not name
// one: requests for regional resources go to their Region. That of a foundation
// model follows from its ARN, also for whoever asks without a text.
func (d *Denial) assumeRegion() {
	arn, err := model.ParseARN(d.Resource)
	if _, derived := verdict.ModelRegion(d.Action, d.Resource); derived || err != nil || !regionName().MatchString(arn.Region) {
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
	d.regionNote = "The text names no Region, so deputy uses the resource's Region."
	d.Notes = append(d.Notes, d.regionNote)
}

// requestedRegion is the condition key for a request's Region.
const requestedRegion = "aws:RequestedRegion"

// regionName matches a Region, such as us-gov-west-1.
var regionName = phrase.Regexp(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)
