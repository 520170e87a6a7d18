package model

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Pasted is what an error text or an event told about a question.
type Pasted struct {
	Question
	Blames []string // policies and kinds of policy that the text itself blames
	Notes  []string // what the text could not tell
}

// ParsePasted reads an AccessDenied text, a decoded authorization message or a
// CloudTrail event, and fills in a question. The error says that it is none of
// these, or what it lacks.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html
func ParsePasted(text string) (Pasted, error) {
	text = strings.TrimSpace(text)
	var p Pasted
	var err error
	if at := strings.IndexByte(text, '{'); at == 0 {
		p, err = parsePastedJSON(text)
	} else {
		p, err = parseDenial(text)
	}
	if err != nil {
		return Pasted{}, err
	}
	p.tidy()
	if p.Action == "" {
		return Pasted{}, fmt.Errorf("the text names no action: paste the whole AccessDenied message, decoded authorization message or CloudTrail event")
	}
	return p, nil
}

// tidy takes the account from the principal, and a session back to its role.
func (p *Pasted) tidy() {
	if arn, err := ParseARN(p.Principal); err == nil && IsAccountID(arn.Account) {
		p.Account = AccountID(arn.Account)
	}
	principal, lossy := PrincipalOf(p.Principal)
	if lossy {
		p.Notes = append(p.Notes, "The session's ARN has lost the role's path: if the role has one, correct the principal.")
	}
	p.Principal = principal
	p.region()
}

// region takes the Region from the resource where the text names none: a
// Region's resources are reached in it.
func (p *Pasted) region() {
	arn, err := ParseARN(p.Resource)
	if err != nil || !regionName.MatchString(arn.Region) {
		return
	}
	for key := range p.Given {
		if strings.EqualFold(key, "aws:RequestedRegion") {
			return
		}
	}
	if p.Given == nil {
		p.Given = map[string][]string{}
	}
	p.Given["aws:RequestedRegion"] = []string{arn.Region}
	p.Notes = append(p.Notes, "The text names no Region: that of the resource is taken.")
}

// regionName finds a Region's name, such as us-gov-west-1.
var regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d+$`)

// The parts of an AccessDenied text.
var (
	denialUser     = regexp.MustCompile(`(?i)user:?\s+(arn:[^\s]+)`)
	denialAction   = regexp.MustCompile(`(?i)not authorized to perform:?\s+([a-z0-9-]+:[a-z0-9]+)`)
	denialResource = regexp.MustCompile(`(?i)on resource:?\s+"?(arn:[^\s"]+|\*)"?`)
	denialCause    = regexp.MustCompile(`(?i)(with an explicit deny in|because no) (?:an? )?([a-z -]+policy|permissions boundary|session policy)`)
	denialPolicy   = regexp.MustCompile(`arn:[a-z-]+:organizations::\d{12}:policy/o-[a-z0-9]+/[a-z_]+/(p-[0-9a-zA-Z_]+)`)
)

func parseDenial(text string) (Pasted, error) {
	var p Pasted
	p.Principal = strings.TrimSuffix(submatch(denialUser, text), ",")
	p.Action = submatch(denialAction, text)
	p.Resource = strings.TrimRight(submatch(denialResource, text), ".,")
	if m := denialCause.FindStringSubmatch(text); m != nil {
		p.Blames = append(p.Blames, strings.TrimSpace(m[2]))
	}
	if id := submatch(denialPolicy, text); id != "" {
		p.Blames = append(p.Blames, id)
	}
	if p.Principal == "" && p.Action == "" {
		return p, fmt.Errorf("this is no AccessDenied text: it says neither who (User: arn:…) nor what (not authorized to perform: service:Action)")
	}
	return p, nil
}

func submatch(re *regexp.Regexp, text string) string {
	if m := re.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// pastedJSON is what a decoded authorization message and a CloudTrail event
// have that matters; the fields of the two do not overlap.
type pastedJSON struct {
	// sts decode-authorization-message prints the message inside a string.
	DecodedMessage string `json:"DecodedMessage"`

	ExplicitDeny bool `json:"explicitDeny"`
	Context      *struct {
		Principal struct {
			ARN string `json:"arn"`
		} `json:"principal"`
		Action     string `json:"action"`
		Resource   string `json:"resource"`
		Conditions struct {
			Items []struct {
				Key    string `json:"key"`
				Values struct {
					Items []struct {
						Value string `json:"value"`
					} `json:"items"`
				} `json:"values"`
			} `json:"items"`
		} `json:"conditions"`
	} `json:"context"`

	UserIdentity *struct {
		ARN            string `json:"arn"`
		SessionContext struct {
			SessionIssuer struct {
				ARN string `json:"arn"`
			} `json:"sessionIssuer"`
		} `json:"sessionContext"`
	} `json:"userIdentity"`
	EventSource  string `json:"eventSource"`
	EventName    string `json:"eventName"`
	Region       string `json:"awsRegion"`
	ErrorMessage string `json:"errorMessage"`
	SourceIP     string `json:"sourceIPAddress"`
	Resources    []struct {
		ARN     string `json:"ARN"`
		Account string `json:"accountId"`
	} `json:"resources"`
}

func parsePastedJSON(text string) (Pasted, error) {
	var m pastedJSON
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return Pasted{}, fmt.Errorf("the text looks like JSON and is not: %w", err)
	}
	switch {
	case m.DecodedMessage != "":
		return parsePastedJSON(m.DecodedMessage)
	case m.Context != nil:
		return m.authorization(), nil
	case m.UserIdentity != nil && m.EventName != "":
		return m.event(), nil
	default:
		return Pasted{}, fmt.Errorf("this JSON is neither a decoded authorization message (context) nor a CloudTrail event (userIdentity, eventName)")
	}
}

// authorization reads a decoded authorization message, which tells every
// condition key that the request had.
func (m *pastedJSON) authorization() Pasted {
	p := Pasted{Question: Question{Principal: m.Context.Principal.ARN, Action: m.Context.Action, Resource: m.Context.Resource, Given: map[string][]string{}}}
	for _, item := range m.Context.Conditions.Items {
		for _, v := range item.Values.Items {
			p.Given[item.Key] = append(p.Given[item.Key], v.Value)
		}
	}
	// The message lists what its service matched, and the account-wide keys
	// under names that the global ones do not have.
	if p.Given["aws:Region"] != nil && p.Given["aws:RequestedRegion"] == nil {
		p.Given["aws:RequestedRegion"] = p.Given["aws:Region"]
	}
	if m.ExplicitDeny {
		p.Blames = append(p.Blames, "an explicit deny")
	}
	return p
}

// event reads a CloudTrail event. Its session issuer names the role with its
// path; the action is nearly always the event's source and name.
func (m *pastedJSON) event() Pasted {
	source, _, _ := strings.Cut(m.EventSource, ".")
	p := Pasted{Question: Question{Principal: m.UserIdentity.ARN, Action: source + ":" + m.EventName, Given: map[string][]string{}}}
	if issuer := m.UserIdentity.SessionContext.SessionIssuer.ARN; issuer != "" {
		p.Principal = issuer
	}
	if m.Region != "" {
		p.Given["aws:RequestedRegion"] = []string{m.Region}
	}
	if m.SourceIP != "" && !strings.Contains(m.SourceIP, ".amazonaws.com") {
		p.Given["aws:SourceIp"] = []string{m.SourceIP}
	}
	for _, r := range m.Resources {
		if r.ARN != "" {
			p.Resource, p.ResourceAccount = r.ARN, AccountID(r.Account)
			break
		}
	}
	if denial, err := parseDenial(m.ErrorMessage); err == nil {
		p.Blames = denial.Blames
		if denial.Action != "" {
			p.Action = denial.Action
		}
		if denial.Resource != "" {
			p.Resource = denial.Resource // What was denied, where the event lists all that took part.
		}
	} else if !slices.Contains(sameNames, source) {
		p.Notes = append(p.Notes, "The action is made of the event's source and name; some services name their actions otherwise.")
	}
	return p
}

// sameNames lists services whose CloudTrail events are named as their actions.
var sameNames = []string{"ec2", "iam", "organizations", "kms", "sqs", "sns", "dynamodb", "rds", "cloudtrail", "guardduty"}
