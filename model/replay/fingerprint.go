package replay

import (
	"encoding/binary"
	"hash/maphash"
	"strings"

	"deputy/model"
	"deputy/model/cloudtrail"
	"deputy/model/scp"
)

// fingerprint is the same for two events that are alike.
type fingerprint [2]uint64

// probe takes the fingerprints of one event after the other. All from which the parts
// of a request follow that a policy asks for is in them.
type probe struct {
	p       *Replayer
	e       *cloudtrail.Event
	s       *scope
	from    string          // the action with whose call the permission is checked; empty for a call itself
	caller  string          // the principal's ARN
	account model.AccountID // of the caller
	owner   model.AccountID // of the resource, as far as it matters
	facts   []byte          // what is no identity
	b       []byte
}

func (x *probe) hash() fingerprint {
	return fingerprint{maphash.Bytes(x.p.seeds[0], x.b), maphash.Bytes(x.p.seeds[1], x.b)}
}

// take begins with an event, or with a request that was derived from a call of an
// action.
func (x *probe) take(e *cloudtrail.Event, s *scope, from string) {
	x.e, x.s, x.from, x.owner = e, s, from, ""
	x.caller, x.account = e.CallerARN(), e.Account()
	id := &e.Identity
	b := text(x.facts[:0], s.action, from, e.Region, id.Type, id.InvokedBy, id.AssumedRoot)
	b = flags(b, s.known, e.Direct())
	if s.facts != 0 {
		b = x.addFacts(b)
	}
	if len(s.tests) > 0 || s.rawARN || s.owner || s.special {
		b = x.addResource(b)
	}
	if e.Keys != "" {
		b = text(b, e.Keys)
	}
	x.facts = b
}

// alike returns what events have in common that have the same verdict, also those of
// other principals and accounts.
func (x *probe) alike(known *classIDs) fingerprint {
	x.b = append(x.b[:0], x.facts...)
	b := x.b
	if x.s.raw[kindPrincipal] {
		b = text(b, x.caller)
	} else {
		b = number(b, known.principal(x.caller))
	}
	if x.s.raw[kindAccount] {
		b = text(b, string(x.account), string(x.owner))
	} else {
		b = number(number(b, known.place(x.s, x.account)), known.place(x.s, x.owner))
	}
	x.b = flags(b, x.account == x.owner)
	return x.hash()
}

func number(b []byte, n uint32) []byte { return binary.LittleEndian.AppendUint32(b, n) }

// text appends texts so that no two lists of texts look alike.
func text(b []byte, parts ...string) []byte {
	for _, part := range parts {
		b = append(b, part...)
		b = append(b, 0, byte(len(part)), byte(len(part)>>8), byte(len(part)>>16))
	}
	return b
}

func flags(b []byte, set ...bool) []byte {
	for _, f := range set {
		if f {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	return b
}

// addFacts adds what policies ask for.
func (x *probe) addFacts(b []byte) []byte {
	e, s, id := x.e, x.s, &x.e.Identity
	add := func(f facts, k kind, value string) {
		switch {
		case s.facts&f == 0:
		case s.raw[k]:
			b = text(b, value)
		default:
			b = flags(text(b, x.p.classOf(k, value)), value != "")
		}
	}
	add(factAddress, kindAddress, e.SourceIP)
	if s.facts&factNetwork != 0 {
		b = flags(text(b, e.Endpoint, e.EndpointOf), e.FromPublicAddress())
	}
	add(factAgent, kindAgent, e.UserAgent)
	add(factTime, kindTime, e.Time)
	if s.facts&factMFA != 0 {
		longTerm := len(id.AccessKey) >= 4 && id.AccessKey[:4] == "AKIA"
		b = flags(text(b, id.MFA), longTerm)
	}
	add(factToken, kindToken, id.Created)
	add(factUser, kindUser, id.ID)
	add(factSource, kindSource, id.SourceIdentity)
	if s.facts&factProvider != 0 {
		b = text(b, id.Provider)
	}
	if s.facts&factTLS != 0 {
		b = text(b, e.TLSVersion)
	}
	if s.facts&factDelivery != 0 {
		b = text(b, id.RoleDelivery)
	}
	if s.facts&factParameters != 0 {
		b = s.parametersOf(b, e)
	}
	return b
}

// addResource adds the call's resource: which of the policies' resources it matches,
// and where it is. Its owner is part of the identity.
func (x *probe) addResource(b []byte) []byte {
	var arn string
	arn, x.owner = x.e.ResourceFor(x.s.action, x.s.known)
	if x.s.rawARN {
		return text(b, arn)
	}
	colons, end := 0, 0
	for end < len(arn) && colons < 4 { // partition, service and Region
		if arn[end] == ':' {
			colons++
		}
		end++
	}
	b = flags(text(b, arn[:end]), end < len(arn) && arn[end] == ':')
	if x.s.special { // RCPs spare the first two; a model's ARN has the Region.
		b = flags(b, strings.Contains(arn, ":alias/aws/"), strings.Contains(arn, ":role/aws-service-role/"), strings.Contains(arn, ":foundation-model/"))
	}
	if arn == "" || len(x.s.tests) == 0 {
		return b
	}
	resource := scp.ResourceOf(arn)
	for _, t := range x.s.tests {
		b = flags(b, t.statement.MayMatchResource(t.index, resource))
	}
	return b
}
