package emulator

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"deputy/model"

	"deputy/model/phrase"
)

// stsVersion is the version of the STS API and the end of its XML name space.
const stsVersion = "2011-06-15"

// stsAPI is AWS STS: the query protocol with XML answers.
// https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
type stsAPI struct{}

var stsOperations = map[string]func(*Server, *exchange, url.Values, time.Time) (any, error){
	"GetCallerIdentity": getCallerIdentity,
	"AssumeRole":        assumeRole,
	"GetSessionToken":   getSessionToken,
}

// form reads the parameters of a query request.
func (x *exchange) form() url.Values {
	// What cannot be read is not given; the operation then misses it.
	v, _ := url.ParseQuery(string(x.body))
	return v
}

func (stsAPI) identify(x *exchange) (string, bool) {
	f := x.form()
	name := f.Get("Action")
	if stsOperations[name] == nil || f.Get("Version") != stsVersion || x.method != http.MethodPost {
		return "", false
	}
	return name, false
}

func (stsAPI) operations() []string {
	return []string{"AssumeRole", "GetCallerIdentity", "GetSessionToken"}
}

func (stsAPI) serve(s *Server, x *exchange, now time.Time) (any, error) {
	return stsOperations[x.operation](s, x, x.form(), now)
}

func (stsAPI) encode(x *exchange, result any, failed error) response {
	return encodeQuery(x, "https://sts.amazonaws.com/doc/"+stsVersion+"/", result, failed)
}

type identityResult struct {
	XMLName xml.Name `xml:"GetCallerIdentityResult"`
	ARN     string   `xml:"Arn"`
	UserID  string   `xml:"UserId"`
	Account string
}

// getCallerIdentity needs no permission.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func getCallerIdentity(_ *Server, x *exchange, _ url.Values, _ time.Time) (any, error) {
	return identityResult{ARN: x.caller.arn, UserID: x.caller.userID, Account: string(x.caller.account)}, nil
}

type stsCredentials struct {
	AccessKeyID string `xml:"AccessKeyId"`
	Secret      string `xml:"SecretAccessKey"`
	Token       string `xml:"SessionToken"`
	Expiration  string
}

func credentialsFor(account model.AccountID, token string, until time.Time) stsCredentials {
	return stsCredentials{"ASIA" + string(account) + "DEMO", "demo", token, until.UTC().Format(time.RFC3339)}
}

type roleResult struct {
	XMLName     xml.Name `xml:"AssumeRoleResult"`
	Credentials stsCredentials
	UserARN     string `xml:"AssumedRoleUser>Arn"`
	UserID      string `xml:"AssumedRoleUser>AssumedRoleId"`
}

var (
	roleForm    = phrase.Regexp(`^arn:[a-z-]+:iam::(\d{12}):role/(?:[!-~]*/)?([\w+=,.@-]{1,64})$`)
	sessionForm = phrase.Regexp(`^[\w+=,.@-]{2,64}$`)
	codeForm    = phrase.Regexp(`^\d{6}$`)
)

// assumeRole lets any account of the organization take any role of an account
// that can be used: the emulator keeps no trust policies.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func assumeRole(s *Server, x *exchange, f url.Values, now time.Time) (any, error) {
	role := roleForm().FindStringSubmatch(f.Get("RoleArn"))
	name := f.Get("RoleSessionName")
	lasts, err := duration(f, 12*time.Hour)
	switch {
	case role == nil:
		return nil, stsInvalid(f.Get("RoleArn") + " is invalid")
	case !sessionForm().MatchString(name):
		return nil, stsInvalid("1 validation error detected: Value '" + name + "' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*")
	case err != nil:
		return nil, err
	}
	if err := secondFactor(f); err != nil {
		return nil, err
	}
	account := model.AccountID(role[1])
	if n := s.index.account(account); n == nil || n.State != model.StateActive && n.State != model.StatePendingClosure ||
		s.index.account(x.caller.account) == nil {
		return nil, &awsError{
			status: http.StatusForbidden, code: "AccessDenied",
			message: fmt.Sprintf("User: %s is not authorized to perform: sts:AssumeRole on resource: %s", x.caller.arn, f.Get("RoleArn")),
		}
	}
	session := role[2] + "/" + name
	return roleResult{
		Credentials: credentialsFor(account, tokenOf(session), now.Add(lasts)),
		UserARN:     "arn:" + s.index.partition + ":sts::" + role[1] + ":assumed-role/" + session,
		UserID:      "AROADEPUTYDEMOROLE00X:" + name,
	}, nil
}

type sessionResult struct {
	XMLName     xml.Name `xml:"GetSessionTokenResult"`
	Credentials stsCredentials
}

// getSessionToken returns the caller keys for a while.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
func getSessionToken(_ *Server, x *exchange, f url.Values, now time.Time) (any, error) {
	lasts, err := duration(f, 36*time.Hour)
	if err != nil {
		return nil, err
	}
	if err := secondFactor(f); err != nil {
		return nil, err
	}
	return sessionResult{Credentials: credentialsFor(x.caller.account, strings.TrimSuffix(tokenPrefix, "."), now.Add(lasts))}, nil
}

// duration reads DurationSeconds: at least a quarter of an hour, one hour if
// not given.
func duration(f url.Values, most time.Duration) (time.Duration, error) {
	if !f.Has("DurationSeconds") {
		return time.Hour, nil
	}
	n, err := strconv.Atoi(f.Get("DurationSeconds"))
	if d := time.Duration(n) * time.Second; err == nil && d >= 15*time.Minute && d <= most {
		return d, nil
	}
	return 0, stsInvalid(fmt.Sprintf("1 validation error detected: Value '%s' at 'durationSeconds' failed to satisfy constraint: Member must have value between 900 and %.0f", f.Get("DurationSeconds"), most.Seconds()))
}

// secondFactor checks the form of an MFA code, if a device is named. 000000 is
// taken for a wrong one.
func secondFactor(f url.Values) error {
	if !f.Has("SerialNumber") && !f.Has("TokenCode") {
		return nil
	}
	if code := f.Get("TokenCode"); f.Get("SerialNumber") == "" || !codeForm().MatchString(code) || code == "000000" {
		return &awsError{status: http.StatusForbidden, code: "AccessDenied", message: "MultiFactorAuthentication failed with invalid MFA one time pass code."}
	}
	return nil
}

func stsInvalid(message string) error { return &awsError{code: "ValidationError", message: message} }
