package emulator

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"deputy/model"

	"deputy/model/phrase"
)

// request is what a client sent.
type request struct {
	method string
	path   string
	query  url.Values
	header http.Header
	body   []byte
}

// response is what a client gets.
type response struct {
	status int
	header map[string]string
	body   []byte
}

// api is one AWS service's API. A service is added by a file with an api and
// a line in apis; state per Region hangs on the exchange's region.
type api interface {
	// identify names the operation that is asked for and reports whether it
	// changes something; an empty name if there is no such operation.
	identify(x *exchange) (operation string, changes bool)
	// operations names every operation.
	operations() []string
	// serve does what was asked. The server is locked.
	serve(s *Server, x *exchange, now time.Time) (any, error)
	// encode writes a result or a failure in the service's protocol.
	encode(x *exchange, result any, failed error) response
}

// apis are the services by signing name.
var apis = map[string]api{
	"organizations": organizationsAPI{},
	"sts":           stsAPI{},

	"account":      accounts,
	"auditmanager": auditManager,
	"cloudtrail":   cloudTrail,
	"detective":    detective,
	"ec2":          ec2,
	"fms":          firewallManager,
	"guardduty":    guardDuty,
	"inspector2":   inspector,
	"macie2":       macie,

	"network-security-manager": networkSecurityManager,

	"securityhub":  securityHub,
	"securitylake": securityLake,

	"cloudformation":  stackSets,
	"health":          health,
	"iam":             iamAPI,
	"license-manager": licenseManager,
	"networkmanager":  networkManager,
	"notifications":   userNotifications,
	"servicecatalog":  serviceCatalog,
}

// targets are the services by the first part of X-Amz-Target.
var targets = map[string]string{
	organizationsTarget: "organizations",
	cloudTrail.target:   "cloudtrail",
	// Clients that are not made from the Smithy model send the longer one.
	"com.amazonaws.cloudtrail.v20131101." + cloudTrail.target: "cloudtrail",
	firewallManager.target: "fms",
	health.target:          "health",
	licenseManager.target:  "license-manager",
	serviceCatalog.target:  "servicecatalog",
}

// caller is who signed a request.
type caller struct {
	account model.AccountID
	arn     string
	userID  string
}

// The parts of a signed request that name service, Region and caller.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
var (
	credentialForm = phrase.Regexp(`^AWS4-HMAC-SHA256 Credential=([^/, ]+)/(\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request, ?SignedHeaders=[^, ]+, ?Signature=[0-9a-f]+$`)
	keyForm        = phrase.Regexp(`^A(?:KIA|SIA)(\d{12})DEMO$`)
)

// identify returns the API, operation and caller of a request. With an error,
// the exchange has at least an API that can encode it.
func (s *Server) identify(r request) (*exchange, error) {
	x := &exchange{request: r, api: organizationsAPI{}, id: "00000000-de00-4000-8000-000000000000"}
	scope := credentialForm().FindStringSubmatch(r.header.Get("Authorization"))
	target, targeted := r.header.Get("X-Amz-Target"), false
	if dot := strings.LastIndexByte(target, '.'); dot >= 0 {
		target, targeted = target[:dot], true
	}
	switch {
	case targeted:
		x.service = targets[target]
	case scope != nil:
		x.service = scope[4]
	}
	spoken, ok := apis[x.service]
	if !ok {
		return x, unknownOperation()
	}
	x.api = spoken
	if scope == nil {
		return x, &awsError{status: http.StatusForbidden, code: "MissingAuthenticationTokenException", message: "Missing Authentication Token"}
	}
	if scope[4] != x.service {
		return x, &awsError{
			status: http.StatusForbidden, code: "InvalidSignatureException",
			message: "Credential should be scoped to correct service: '" + x.service + "'.",
		}
	}
	x.region = scope[3]
	x.caller = s.callerOf(scope[1], r.header.Get("X-Amz-Security-Token"))
	x.operation, x.changes = x.api.identify(x)
	if x.operation == "" {
		return x, unknownOperation()
	}
	return x, nil
}

// callerOf returns the owner of an access key. A session token of AssumeRole
// adds the role.
func (s *Server) callerOf(key, token string) caller {
	o := s.start.Organization
	account := o.Management
	if m := keyForm().FindStringSubmatch(key); m != nil {
		account = model.AccountID(m[1])
	}
	c := caller{
		account: account, userID: "AIDADEPUTYDEMOUSER00X",
		arn: "arn:" + s.index.partition + ":iam::" + string(account) + ":user/demo",
	}
	if session, ok := sessionOf(token); ok {
		_, name, _ := strings.Cut(session, "/")
		c.arn = "arn:" + s.index.partition + ":sts::" + string(account) + ":assumed-role/" + session
		c.userID = "AROADEPUTYDEMOROLE00X:" + name
	} else if known := s.start.Caller; known.Account == account && known.ARN != "" {
		c.arn, c.userID = known.ARN, known.UserID
	}
	return c
}

// tokenPrefix begins the session tokens of the emulator.
const tokenPrefix = "deputy-demo."

// tokenOf returns a session token for a role's session.
func tokenOf(session string) string {
	return tokenPrefix + base64.RawURLEncoding.EncodeToString([]byte(session))
}

// sessionOf returns the role and session name of a token.
func sessionOf(token string) (string, bool) {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok || rest == "" {
		return "", false
	}
	session, err := base64.RawURLEncoding.DecodeString(rest)
	return string(session), err == nil
}
