package cloudtrail

import (
	"time"

	"deputy/model"
)

// Event is a CloudTrail event with what deputy needs of it. Its strings share the
// memory of the text that they come from: whoever keeps one clones it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
type Event struct {
	ID           string
	Time         string // as it stands in the event; At parses it
	Type         string // AwsApiCall, AwsServiceEvent, AwsConsoleSignIn, …
	Category     string // Management, Data, NetworkActivity, Insight
	Source, Name string
	Region       string
	Recipient    string // the account whose trail has the event
	ReadOnly     string // true or false; empty if the event does not say
	ErrorCode    string
	ErrorMessage string
	Identity     Identity
	SourceIP     string // or the name of a service
	UserAgent    string
	Endpoint     string // the VPC endpoint's ID
	EndpointOf   string // the account that owns it
	TLSVersion   string
	Console      bool // the session's credentials come from a console session
	Shared       string
	Resources    []Resource

	// Objects in JSON, as they stand in the event; empty if it has none.
	Parameters, Response, Additional string

	// Of a row of a query's result, which stands for several events with the same
	// request.
	Count     int    // how many; 1 for an event
	Last      string // the time of the last; empty for an event
	Principal string // the ARN of the role, user or root user
	Keys      string // condition keys in JSON

	read   *parameters // what was read of the parameters
	readOf string      // of these
}

// Identity is who made the call, and with which session.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
type Identity struct {
	Type, ID, ARN, Account, AccessKey, UserName string
	InvokedBy                                   string // the service that made the request

	IssuerType, IssuerARN, IssuerAccount, IssuerName string // of the session: the role with its path

	Created, MFA              string // of the session
	Provider                  string // that federated a web identity
	SourceIdentity            string
	RoleDelivery, AssumedRoot string
	OnBehalfOf, IdentityStore string // the user of IAM Identity Center, and where it is kept
}

// Resource is a resource that an event names.
type Resource struct{ ARN, Account, Type string }

// At returns when the call was made; zero if the event does not say it in a way
// that can be read.
func (e *Event) At() time.Time { return parseTime(e.Time) }

// LastAt returns the time of the last event that this one stands for.
func (e *Event) LastAt() time.Time {
	if last := parseTime(e.Last); !last.IsZero() {
		return last
	}
	return e.At()
}

// timeForms are the forms in which AWS's services write times: CloudTrail, query
// results.
var timeForms = []string{time.RFC3339, "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999 MST"}

func parseTime(text string) time.Time {
	for _, form := range timeForms {
		if at, err := time.Parse(form, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// Day returns the day of the call, such as 2026-09-26; empty if not known.
func (e *Event) Day() string {
	const day = len("2006-01-02")
	if len(e.Time) < day {
		return ""
	}
	return e.Time[:day]
}

// Account returns the account of the caller; empty if it has none, as an AWS
// service, or if the event does not say.
func (e *Event) Account() model.AccountID {
	for _, id := range []string{arnAccount(e.CallerARN()), e.Identity.Account} {
		if model.IsAccountID(id) {
			return model.AccountID(id)
		}
	}
	return ""
}

// CallerARN returns the ARN of who made the call. The issuer of a role's session is
// the role with its path; that of a federated user is who asked for the session.
func (e *Event) CallerARN() string {
	if e.Principal != "" {
		return e.Principal
	}
	id := &e.Identity
	if id.IssuerARN != "" && (id.IssuerType == "" || id.IssuerType == "Role" || id.IssuerType == "Root") {
		return id.IssuerARN
	}
	return id.ARN
}

// arnAccount returns the account of an ARN without looking at anything else.
func arnAccount(arn string) string {
	from := 0
	for part := 0; part < 4; part++ {
		for from < len(arn) && arn[from] != ':' {
			from++
		}
		from++
	}
	to := from
	for to < len(arn) && arn[to] != ':' {
		to++
	}
	if from > len(arn) || to >= len(arn) {
		return ""
	}
	return arn[from:to]
}
