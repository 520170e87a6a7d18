package cloudtrail

import (
	"net/netip"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/verdict"
)

// readKeys takes the condition keys that the event has.
func (e *Event) readKeys(r *Request) {
	set := func(key string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			r.Given[key] = values
		}
	}
	absent := func(keys ...string) { r.Absent = append(r.Absent, keys...) }
	if _, derived := verdict.ModelRegion(r.Action, r.Resource); !derived { // else it is not that of the endpoint
		set("aws:RequestedRegion", e.Region)
	}
	e.readCaller(set, absent)
	e.readNetwork(r, set, absent)
	set("aws:UserAgent", e.UserAgent)
	if at := e.At(); !at.IsZero() && e.Count <= 1 {
		set("aws:CurrentTime", at.Format("2006-01-02T15:04:05Z"))
	}
	e.readParameters(r, set)
	e.readGiven(set)
}

// readCaller takes the keys of the caller and its session. An event that a service
// caused (invokedBy) does not say aws:ViaAWSService: service roles have it too.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
func (e *Event) readCaller(set func(key string, values ...string), absent func(keys ...string)) {
	id := &e.Identity
	switch id.Type {
	case "AssumedRole", "IAMUser":
		set("aws:userid", id.ID)
	case "AWSService": // It made the request itself, and not in a caller's name.
		set("aws:PrincipalIsAWSService", "true")
		set("aws:PrincipalServiceName", id.InvokedBy)
	}
	if e.Direct() {
		// invokedBy is there if a service made the request, whatever credentials it used.
		set("aws:ViaAWSService", "false")
		absent("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast")
	}
	if id.MFA != "" {
		set("aws:MultiFactorAuthPresent", id.MFA)
	} else if id.Type == "IAMUser" && strings.HasPrefix(id.AccessKey, "AKIA") {
		// Long-term keys have no session, and so not these keys.
		absent("aws:MultiFactorAuthPresent")
	}
	if !parseTime(id.Created).IsZero() {
		set("aws:TokenIssueTime", id.Created)
	}
	set("aws:SourceIdentity", id.SourceIdentity)
	set("aws:FederatedProvider", id.Provider)
	set("ec2:RoleDelivery", id.RoleDelivery)
	if strings.EqualFold(id.AssumedRoot, "true") {
		set("aws:AssumedRoot", "true")
	}
}

// Direct reports whether the caller made the call itself: no service is named, and
// the call came from an address.
func (e *Event) Direct() bool {
	if e.Identity.InvokedBy != "" || e.Identity.Type == "AWSService" || e.Identity.ARN == "" && e.Principal == "" {
		return false
	}
	_, err := netip.ParseAddr(e.SourceIP)
	return err == nil
}

// readNetwork takes where the call came from. If an AWS service made the call, its
// name stands in the place of the address. A call from a public address came over
// the internet and through no VPC endpoint, which the event would name; one from a
// private address may have come either way.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
func (e *Event) readNetwork(r *Request, set func(key string, values ...string), absent func(keys ...string)) {
	_, err := netip.ParseAddr(e.SourceIP)
	switch {
	case e.Endpoint != "":
		set("aws:SourceVpce", e.Endpoint)
		if model.IsAccountID(e.EndpointOf) {
			set("aws:VpceAccount", e.EndpointOf)
		}
		if absent("aws:SourceIp"); err == nil {
			set("aws:VpcSourceIp", e.SourceIP)
		}
	case err == nil:
		set("aws:SourceIp", e.SourceIP)
		if e.Direct() && e.FromPublicAddress() {
			absent("aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp")
		}
	}
	if e.TLSVersion != "" {
		set("aws:SecureTransport", "true")
		if version, ok := strings.CutPrefix(e.TLSVersion, "TLSv"); ok && strings.HasPrefix(r.Action, "s3:") {
			set("s3:TlsVersion", version)
		}
	}
}

// FromPublicAddress reports whether the call came from an address of the internet.
func (e *Event) FromPublicAddress() bool {
	address, err := netip.ParseAddr(e.SourceIP)
	return err == nil && address.IsGlobalUnicast() && !address.IsPrivate()
}

// readGiven takes the condition keys of a row of a query's result.
func (e *Event) readGiven(set func(key string, values ...string)) {
	s := scanner{text: e.Keys}
	_ = s.members(func(key string) error { // It was read before.
		c, err := s.next()
		switch {
		case err != nil:
			return err
		case !strings.Contains(key, ":"):
			return s.skip()
		case c != '[':
			var value string
			err := s.word(&value)
			set(key, value)
			return err
		}
		var values []string
		err = s.elements(func() error {
			values = append(values, "")
			return s.word(&values[len(values)-1])
		})
		set(key, values...)
		return err
	})
}

// tag is a tag in the parameters of a request. Services spell it in several ways.
type tag struct{ key, value string }

// hidden stands in events for values that CloudTrail does not show.
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"

// setTags sets the keys of the tags in a request; all reports that it has no others.
func (r *Request) setTags(tags []tag, all bool) {
	var names []string
	for _, t := range tags {
		if t.key == "" || t.key == hidden {
			all = false
			continue
		}
		names = append(names, t.key)
		if t.value != "" && t.value != hidden {
			r.Given["aws:RequestTag/"+t.key] = []string{t.value}
		} else {
			all = false
		}
	}
	if r.tagsKnown = all; all && len(names) > 0 {
		slices.Sort(names)
		r.Given["aws:TagKeys"] = slices.Compact(names)
	}
}
