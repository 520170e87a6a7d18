package search

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"deputy/model"
	"deputy/model/denial"
	"deputy/model/phrase"
)

// ReferenceKind is what a text names.
type ReferenceKind uint8

// The kinds of what people type and paste.
const (
	RefName     ReferenceKind = iota // a name, a path, or anything else that only a reading can tell
	RefID                            // the ID of an account, OU, root or policy
	RefRole                          // the ARN of a principal: a role, a session, a user
	RefResource                      // the ARN of anything else
	RefEmail
	RefURL    // a URL that names none of these
	RefDenial // an AccessDenied text or an event, which package denial reads
)

// Reference is a text that somebody typed or pasted, and what it names. Reading
// it needs no organization.
type Reference struct {
	Kind ReferenceKind
	ID   string // of what it leads to: an account, OU, root or policy; empty if it has none
	ARN  string // of RefRole and RefResource
	Text string // without blanks, quotation marks and punctuation around it

	raw string // as it came
}

// maxReference is how long a text may be that names one thing, in bytes.
const maxReference = 4 << 10

var (
	spacedAccount = phrase.Regexp(`^\d{4}([- \x{a0}])\d{4}([- \x{a0}])\d{4}$`)
	accountInText = phrase.Regexp(`(?:^|[^0-9A-Za-z])([0-9]{12})(?:[^0-9A-Za-z]|$)`)
	idInText      = phrase.Regexp(`(?:^|[^0-9A-Za-z-])(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|p-[0-9a-zA-Z_]{8,128}|r-[0-9a-z]{4,32})(?:[^0-9A-Za-z-]|$)`)
	arnInText     = phrase.Regexp(`arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9a-z]*:[^\s"'<>&?#]+`)
)

// Refer reads what a text names: an account ID, also as 4444-5555-6666 or with
// quotation marks and punctuation around it; an ARN; the ID of an OU, a root or a
// policy; an e-mail address; a URL of the AWS console; an AccessDenied text or an
// event; else a name or a path.
func Refer(text string) Reference {
	r := Reference{raw: text}
	if len(text) <= maxReference {
		r.read(strip(text))
	}
	if r.Kind == RefName && denial.Recognizes(text) {
		r.Kind = RefDenial
	}
	return r
}

// read reads a text that names one thing.
func (r *Reference) read(text string) {
	r.Text = text
	switch digits := withoutGaps(r.Text); {
	case model.IsAccountID(digits):
		r.Kind, r.ID = RefID, digits
	case model.IsRootID(r.Text), model.IsOUID(r.Text), model.IsPolicyID(r.Text):
		r.Kind, r.ID = RefID, r.Text
	case strings.HasPrefix(r.Text, "https://"), strings.HasPrefix(r.Text, "http://"):
		r.readURL()
	case strings.ContainsFunc(r.Text, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }): // a name may
	case strings.HasPrefix(r.Text, "arn:"):
		r.readARN(r.Text)
	case strings.Contains(r.Text, "@") && !strings.Contains(r.Text, "/"):
		r.Kind = RefEmail
	}
}

// strip removes what stands around a word in a text: blanks, quotation marks,
// brackets, and the punctuation behind it.
func strip(text string) string {
	for {
		was := text
		text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
		text = strings.TrimRight(strings.TrimLeft(text, "\"'`“”„‘’«»<([{"), "\"'`“”‘’«»>)]}.,;:!?")
		if text == was {
			return text
		}
	}
}

// withoutGaps returns an account ID that is written in groups of four digits
// without what separates them; any other text as it is.
func withoutGaps(text string) string {
	if m := spacedAccount().FindStringSubmatch(text); m != nil && m[1] == m[2] {
		return strings.ReplaceAll(text, m[1], "")
	}
	return text
}

// readARN takes the ID from an ARN: that of what AWS Organizations names, else
// the account.
func (r *Reference) readARN(text string) {
	arn, err := model.ParseARN(text)
	switch {
	case err != nil:
		return
	case arn.Service == "organizations":
		r.Kind, r.ID = RefID, idInARN(text)
		return
	case arn.Service == "iam" || arn.Service == "sts":
		r.Kind, r.ARN = RefRole, text
		kind, _, _ := strings.Cut(arn.Resource, "/")
		if kind != "role" && kind != "user" && kind != "root" && kind != "assumed-role" && kind != "federated-user" {
			r.Kind = RefResource
		}
	default:
		r.Kind, r.ARN = RefResource, text
	}
	if model.IsAccountID(arn.Account) {
		r.ID = arn.Account
	}
}

// readURL takes from a URL the ID that it names: of a page of AWS Organizations,
// an ARN in it, or an account ID anywhere.
func (r *Reference) readURL() {
	r.Kind = RefURL
	text := r.Text
	for range 2 { // the console escapes what is in a fragment once more
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	if found := arnInText().FindString(text); found != "" {
		if r.readARN(found); r.ID != "" {
			return
		}
		r.Kind, r.ARN = RefURL, ""
	}
	for _, pattern := range []*regexp.Regexp{idInText(), accountInText()} {
		if m := pattern.FindStringSubmatch(text); m != nil {
			r.Kind, r.ID = RefID, m[1]
			return
		}
	}
}

// Resolve returns the place that the reference names in a reading. The error is a
// sentence: the thing is not in the organization, or the text was not understood.
func (r Reference) Resolve(reading *model.Reading) (Target, error) {
	if t, known := r.Known(reading); known {
		return t, nil
	}
	what := phrase.Shorten(r.Text)
	switch r.Kind {
	case RefID:
		return Target{}, fmt.Errorf("%s is not in this organization%s", phrase.Shorten(r.ID), unreadNote(reading, model.PartOUs, model.PartAccounts, model.PartPolicies))
	case RefRole, RefResource:
		if r.ID == "" {
			return Target{}, fmt.Errorf("%s does not name its account", what)
		}
		return Target{}, fmt.Errorf("%s, the account of %s, is not in this organization%s", r.ID, what, unreadNote(reading, model.PartAccounts))
	case RefURL:
		return Target{}, fmt.Errorf("the URL names no account, OU or policy")
	case RefDenial:
		return Target{}, fmt.Errorf("this is an error text or an event: ask about it")
	case RefEmail:
		if t, err := FindTarget(reading, r.raw); err == nil {
			return t, nil
		}
		if n, err := FindNode(reading, r.Text); err == nil {
			return Target{Node: n.ID}, nil
		}
		return Target{}, fmt.Errorf("no account of this organization has the e-mail address %s%s", what, unreadNote(reading, model.PartAccounts))
	default:
		t, err := FindTarget(reading, r.raw) // a name may have quotation marks and punctuation
		if err != nil && r.Text != "" && r.Text != strings.TrimSpace(r.raw) {
			return FindTarget(reading, r.Text)
		}
		return t, err
	}
}

// Known returns the place that the reference names by an ID. It reports false
// for IDs that the reading does not have, and for names, addresses and paths, which
// only a search finds.
func (r Reference) Known(reading *model.Reading) (Target, bool) {
	switch {
	case r.ID == "":
	case reading.Node(model.NodeID(r.ID)) != nil:
		return Target{Node: model.NodeID(r.ID)}, true
	case reading.Policy(model.PolicyID(r.ID)) != nil:
		return Target{Policy: model.PolicyID(r.ID)}, true
	case model.IsOrganizationID(r.ID) && r.ID == reading.Organization.ID:
		for root := range reading.Roots() {
			return Target{Node: root.ID}, true
		}
	}
	return Target{}, false
}

// Identifies reports whether the text is an ID or an ARN, or a URL with one: it
// names one thing, in this organization or elsewhere.
func (r Reference) Identifies() bool {
	return r.Kind == RefID || r.Kind == RefRole || r.Kind == RefResource || r.Kind == RefURL
}

// Words returns in short what an ARN names, such as role/Deployer or sqs orders.
func (r Reference) Words() string {
	arn, err := model.ParseARN(r.ARN)
	switch {
	case err != nil:
		return r.Text
	case arn.Service == "iam" || arn.Service == "sts":
		return phrase.Shorten(arn.Resource)
	default:
		return phrase.Shorten(arn.Service + " " + arn.Resource)
	}
}

// Hit returns the target as a search has it.
func (t Target) Hit() Hit {
	return Hit{Node: t.Node, Policy: t.Policy, Service: t.Service, Principal: t.Principal}
}
