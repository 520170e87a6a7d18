package scp

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// Presence says what is known of a condition key or of the resource.
type Presence uint8

// The presences.
const (
	// Open is not given: it may be absent or have any value.
	Open Presence = iota + 1
	// Absent is known not to be in the request.
	Absent
	// Given is known with its values.
	Given
)

// Resource is what a request acts on. The zero Resource is open.
type Resource struct {
	presence Presence
	arn      string
	// candidate is set while the solver tries the resource, as entry.triedAs is.
	candidate bool
}

// OpenResource is a resource that is not given.
func OpenResource() Resource { return Resource{presence: Open} }

// NoResourceType is the resource of an action without resource types, which
// AWS authorizes against "*".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func NoResourceType() Resource { return Resource{presence: Absent, arn: "*"} }

// ResourceOf is the resource with an ARN; "*" is NoResourceType, and no
// text at all is OpenResource.
func ResourceOf(arn string) Resource {
	switch arn {
	case "":
		return OpenResource()
	case "*":
		return NoResourceType()
	}
	return Resource{presence: Given, arn: arn}
}

// Presence is Given for an ARN, Absent for NoResourceType.
func (r Resource) Presence() Presence { return max(r.presence, Open) }

// ARN is the resource's ARN, "*" for NoResourceType, or empty if it is open.
func (r Resource) ARN() string { return r.arn }

// value is one value of a condition key, read once in every way that an
// operator may want it.
type value struct {
	text, folded string
	number       decimal
	numeric      bool
	date         instant
	dated        bool
	address      netip.Addr
	boolean      bool
	isBoolean    bool
	binary       string
	isBinary     bool
}

func parseValue(text string) value {
	v := value{text: text, folded: strings.ToLower(text)}
	v.number, v.numeric = parseDecimal(text)
	v.date, v.dated = parseInstant(text)
	v.address, _ = parseAddress(text)
	v.boolean, v.isBoolean = parseBool(text)
	v.binary, v.isBinary = canonicalBase64(text)
	return v
}

// entry is what a request says of one key.
type entry struct {
	presence Presence
	values   []value
	outlines []outline // of the one value, where the key is open and these are known
	// triedAs is set while the solver tries the entry for a key that is open: the
	// values stand for all that tests of this family cannot tell from them. For
	// other families, for tests with variables of other open keys, and as a
	// variable the key stays open.
	triedAs Family
}

// open reports whether a policy variable of the key has no certain value.
func (e *entry) open() bool { return e.presence == Open || e.triedAs != 0 }

// Request is what a document is evaluated against: an action, a resource and
// condition keys, of which each is given, absent or open. Key names do not
// regard case. A request may be evaluated from many goroutines, but not while
// it is changed.
type Request struct {
	action   string
	folded   string
	service  uint64
	resource Resource
	keys     map[string]*entry
	others   entry
}

// NewRequest makes a request of an action, such as s3:GetObject, and a
// resource. others is what holds for keys that are not set: Open where people
// ask step by step, Absent where the request is complete.
func NewRequest(action string, resource Resource, others Presence) *Request {
	if others != Absent {
		others = Open
	}
	folded := strings.ToLower(action)
	service, _, _ := strings.Cut(folded, ":")
	return &Request{
		action: action, folded: folded, service: serviceBit(service), resource: resource,
		keys: map[string]*entry{}, others: entry{presence: others},
	}
}

// Action is the request's action as it was given.
func (r *Request) Action() string { return r.action }

// Resource is the request's resource.
func (r *Request) Resource() Resource { return r.resource }

// Set gives the values of a key. No value at all is the same as absent.
func (r *Request) Set(key string, values ...string) {
	e := &entry{presence: Given}
	for _, v := range values {
		e.values = append(e.values, parseValue(v))
	}
	if len(values) == 0 {
		e.presence = Absent
	}
	r.keys[strings.ToLower(key)] = e
}

// SetAbsent states that a key is not in the request.
func (r *Request) SetAbsent(key string) { r.keys[strings.ToLower(key)] = &entry{presence: Absent} }

// SetOpen states that a key is not known, whatever holds for the others.
func (r *Request) SetOpen(key string) { r.keys[strings.ToLower(key)] = &entry{presence: Open} }

// SetResource changes the resource.
func (r *Request) SetResource(resource Resource) { r.resource = resource }

// Clone is a copy that can be changed on its own.
func (r *Request) Clone() *Request {
	c := *r
	c.keys = maps.Clone(r.keys)
	return &c
}

// Key is what the request says of a key, with its values.
func (r *Request) Key(key string) (Presence, []string) {
	e := r.lookup(strings.ToLower(key))
	var values []string
	for _, v := range e.values {
		values = append(values, v.text)
	}
	return e.presence, values
}

// Keys are the keys that were set, in lower case and in order.
func (r *Request) Keys() []string { return slices.Sorted(maps.Keys(r.keys)) }

// lookup finds a key by its lower-case name.
func (r *Request) lookup(key string) *entry {
	if e, ok := r.keys[key]; ok {
		return e
	}
	return &r.others
}
