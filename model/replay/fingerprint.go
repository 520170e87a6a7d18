package replay

import (
	"hash/maphash"

	"deputy/model/cloudtrail"
	"deputy/model/scp"
)

// fingerprint is the same for two events whose requests no policy tells apart.
type fingerprint [2]uint64

// fingerprint returns that of an event. It takes all from which the parts of its
// request follow that a policy asks for.
func (p *Replayer) fingerprint(e *cloudtrail.Event, s *scope, b []byte) (fingerprint, []byte) {
	id := &e.Identity
	b = text(b[:0], s.action, e.Region, id.Type, e.CallerARN(), id.Account, id.InvokedBy, id.AssumedRoot)
	b = flags(b, s.known, e.Direct())
	if s.facts != 0 {
		b = s.addFacts(b, e)
	}
	if len(s.tests) > 0 || s.rawARN || s.owner {
		b = s.addResource(b, e)
	}
	if e.Keys != "" {
		b = text(b, e.Keys)
	}
	return fingerprint{maphash.Bytes(p.seeds[0], b), maphash.Bytes(p.seeds[1], b)}, b
}

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
func (s *scope) addFacts(b []byte, e *cloudtrail.Event) []byte {
	id := &e.Identity
	add := func(f facts, parts ...string) {
		if s.facts&f != 0 {
			b = text(b, parts...)
		}
	}
	add(factAddress, e.SourceIP)
	if s.facts&factNetwork != 0 {
		b = flags(text(b, e.Endpoint, e.EndpointOf), e.FromPublicAddress())
	}
	add(factAgent, e.UserAgent)
	add(factTime, e.Time)
	if s.facts&factMFA != 0 {
		longTerm := len(id.AccessKey) >= 4 && id.AccessKey[:4] == "AKIA"
		b = flags(text(b, id.MFA), longTerm)
	}
	add(factToken, id.Created)
	add(factUser, id.ID)
	add(factSource, id.SourceIdentity)
	add(factProvider, id.Provider)
	add(factTLS, e.TLSVersion)
	add(factDelivery, id.RoleDelivery)
	add(factParameters, e.Parameters)
	return b
}

// addResource adds the call's resource: its owner, and which of the policies'
// resources it matches.
func (s *scope) addResource(b []byte, e *cloudtrail.Event) []byte {
	arn, owner := e.ResourceFor(s.action, s.known)
	b = text(b, string(owner))
	if s.rawARN {
		return text(b, arn)
	}
	colons, end := 0, 0
	for end < len(arn) && colons < 5 {
		if arn[end] == ':' {
			colons++
		}
		end++
	}
	b = text(b, arn[:end])
	if arn == "" || len(s.tests) == 0 {
		return b
	}
	resource := scp.ResourceOf(arn)
	for _, t := range s.tests {
		b = flags(b, t.statement.MayMatchResource(t.index, resource))
	}
	return b
}
