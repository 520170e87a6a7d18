package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"deputy/model"

	"deputy/model/phrase"
)

// organizationsTarget begins X-Amz-Target of every request to Organizations.
const organizationsTarget = "AWSOrganizationsV20161128"

var resourcePolicyForm = phrase.Regexp(`^rp-[0-9a-zA-Z_]{4,128}$`)

func isResourcePolicyID(s string) bool { return resourcePolicyForm().MatchString(s) }

// callers says which accounts may call an operation.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
type callers uint8

const (
	anyMember      callers = iota + 1
	administrators         // the management account and delegated administrators of any service
	managementOnly
)

// operation is one operation of Organizations.
type operation struct {
	who      callers
	required []string
	optional []string
	full     bool // only in an organization with all features
	changes  bool
	filter   func(*input, json.RawMessage) error // of a parameter Filter that is not a string
	run      func(*query) (any, error)
}

// query is a checked request to Organizations.
type query struct {
	s       *Server
	index   *orgIndex
	visible *state
	faults  Faults
	x       *exchange
	in      input
	now     time.Time
}

func params(names ...string) []string { return names }

var paging = params("NextToken", "MaxResults")

// operations are those of AWS Organizations that deputy needs, and whose
// callers and parameters are as AWS documents them.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
var operations = map[string]operation{
	"DescribeOrganization":                   {who: anyMember, run: describeOrganization},
	"ListRoots":                              {who: administrators, optional: paging, run: listRoots},
	"ListOrganizationalUnitsForParent":       {who: administrators, required: params("ParentId"), optional: paging, run: listOUs},
	"ListAccountsForParent":                  {who: administrators, required: params("ParentId"), optional: paging, run: listAccountsForParent},
	"ListAccounts":                           {who: administrators, optional: paging, run: listAccounts},
	"ListChildren":                           {who: administrators, required: params("ParentId", "ChildType"), optional: paging, run: listChildren},
	"ListParents":                            {who: administrators, required: params("ChildId"), optional: paging, run: listParents},
	"DescribeAccount":                        {who: administrators, required: params("AccountId"), run: describeAccount},
	"DescribeOrganizationalUnit":             {who: administrators, required: params("OrganizationalUnitId"), run: describeOU},
	"ListPolicies":                           {who: administrators, required: params("Filter"), optional: paging, run: listPolicies},
	"DescribePolicy":                         {who: administrators, required: params("PolicyId"), run: describePolicy},
	"ListTargetsForPolicy":                   {who: administrators, required: params("PolicyId"), optional: paging, run: listTargets},
	"ListPoliciesForTarget":                  {who: administrators, required: params("TargetId", "Filter"), optional: paging, run: listPoliciesForTarget},
	"ListTagsForResource":                    {who: administrators, required: params("ResourceId"), optional: params("NextToken"), run: listTags},
	"DescribeEffectivePolicy":                {who: anyMember, required: params("PolicyType"), optional: params("TargetId"), full: true, run: describeEffectivePolicy},
	"ListAccountsWithInvalidEffectivePolicy": {who: administrators, required: params("PolicyType"), optional: paging, full: true, run: listInvalid},
	"ListEffectivePolicyValidationErrors":    {who: administrators, required: params("AccountId", "PolicyType"), optional: paging, full: true, run: listPolicyErrors},
	"ListHandshakesForOrganization":          {who: administrators, optional: paging, filter: (*input).takeHandshakeFilter, run: listHandshakes},
	"DescribeResourcePolicy":                 {who: administrators, full: true, run: describeResourcePolicy},
	"ListDelegatedAdministrators":            {who: administrators, optional: append(params("ServicePrincipal"), paging...), full: true, run: listAdministrators},
	"ListDelegatedServicesForAccount":        {who: administrators, required: params("AccountId"), optional: paging, full: true, run: listServices},
	"ListAWSServiceAccessForOrganization":    {who: administrators, optional: paging, full: true, run: listServiceAccess},
	"RegisterDelegatedAdministrator":         {who: managementOnly, required: params("AccountId", "ServicePrincipal"), full: true, changes: true, run: register},
	"DeregisterDelegatedAdministrator":       {who: managementOnly, required: params("AccountId", "ServicePrincipal"), full: true, changes: true, run: deregister},
	"EnableAWSServiceAccess":                 {who: managementOnly, required: params("ServicePrincipal"), full: true, changes: true, run: enableServiceAccess},
	"DisableAWSServiceAccess":                {who: managementOnly, required: params("ServicePrincipal"), full: true, changes: true, run: disableServiceAccess},
	"TagResource":                            {who: managementOnly, required: params("ResourceId", "Tags"), changes: true, run: tagResource},
	"UntagResource":                          {who: managementOnly, required: params("ResourceId", "TagKeys"), changes: true, run: untagResource},
}

// organizationsAPI is AWS Organizations: AWS JSON 1.1.
// https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html
type organizationsAPI struct{}

func (organizationsAPI) identify(x *exchange) (string, bool) {
	_, name, _ := strings.Cut(x.header.Get("X-Amz-Target"), ".")
	o, ok := operations[name]
	if !ok || x.method != http.MethodPost {
		return "", false
	}
	return name, o.changes
}

func (organizationsAPI) operations() []string { return slices.Sorted(maps.Keys(operations)) }

func (organizationsAPI) serve(s *Server, x *exchange, now time.Time) (any, error) {
	o := operations[x.operation]
	q := &query{s: s, index: s.index, visible: s.visible, faults: s.faults, x: x, now: now}
	if err := q.checkCaller(o); err != nil {
		return nil, err
	}
	var err error
	if q.in, err = o.read(x.body); err != nil {
		return nil, err
	}
	return o.run(q)
}

// checkCaller returns the error for a caller that may not call the operation.
func (q *query) checkCaller(o operation) error {
	account := q.x.caller.account
	management := account == q.index.Organization.Management
	switch {
	case !management && q.index.account(account) == nil:
		return errNoOrganization
	case o.who == managementOnly && !management,
		o.who == administrators && !management && len(q.visible.delegationsOf(account)) == 0:
		return errDenied
	case o.full && q.index.Organization.Features != model.FeaturesAll:
		return constraint("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", "Your organization must have all features enabled to perform this operation.")
	default:
		return nil
	}
}

func (organizationsAPI) encode(x *exchange, result any, failed error) response {
	return encodeJSON(x, result, failed)
}

// encodeJSON writes an answer in AWS JSON 1.1.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
func encodeJSON(x *exchange, result any, failed error) response {
	r := response{status: http.StatusOK, header: map[string]string{
		"Content-Type": "application/x-amz-json-1.1", "X-Amzn-Requestid": x.id,
	}}
	if failed == nil {
		if result == nil {
			return r // An operation without output has an empty body.
		}
		var err error
		if r.body, err = json.Marshal(result); err == nil {
			return r
		}
		failed = err
	}
	e := asAWSError(failed)
	r.status = e.httpStatus()
	// Strings always marshal.
	r.body, _ = json.Marshal(struct {
		Type    string `json:"__type"`
		Message string `json:"Message,omitempty"`
		Reason  string `json:"Reason,omitempty"`
		Kind    string `json:"Type,omitempty"`
	}{e.code, e.message, e.reason, e.kind})
	return r
}
