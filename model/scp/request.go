package scp

import (
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// Presence is what a request says of a condition key or of the resource.
type Presence uint8

// The presences.
const (
	// Open means not known: the key may be absent or have any value.
	Open Presence = iota + 1
	// Absent means that the key is not in the request.
	Absent
	// given means that the key is in the request and its values are known.
	Given
)

// Resource is what a request acts on. The zero Resource is open.
type Resource struct {
	presence Presence
	arn      string // "*" for noResourceType; empty if the resource is open
	// candidate is set while the solver tries the resource, as entry.triedAs is.
	candidate bool
	form      *form // what is known of an open one; see ResourceLike
}

// OpenResource returns a resource that is not known.
func OpenResource() Resource { return Resource{presence: Open} }

// noResourceType returns the resource of an action without resource types,
// which AWS authorizes against "*".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func noResourceType() Resource { return Resource{presence: Absent, arn: "*"} }

// ResourceOf returns the resource with an ARN; for "*" noResourceType, and for
// the empty text OpenResource.
func ResourceOf(arn string) Resource {
	switch arn {
	case "":
		return OpenResource()
	case "*":
		return noResourceType()
	}
	return Resource{presence: Given, arn: arn}
}

// Presence returns Given for an ARN, Absent for noResourceType, else Open.
func (r Resource) Presence() Presence { return max(r.presence, Open) }

// value is one value of a condition key, parsed once for every operator that
// may compare it.
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
	outlines []outline // what is known of the one value of an open key; see Outline
	never    *Outline  // that no value of an open key has; nil if there is none
	// triedAs is set while the solver tries the entry for a key that is open: the
	// values stand for all that tests of this family cannot tell from them. For
	// other families, for tests with variables of other open keys, and as a
	// variable the key stays open.
	triedAs Family
}

// missing is the entry of a key that is absent.
var missing = entry{presence: Absent}

// open reports whether a policy variable of the key has no certain value.
func (e *entry) open() bool { return e.presence == Open || e.triedAs != 0 }

// Request is what a document is evaluated against: an action, a resource and
// condition keys, each of which is given, absent or open. The case of key names
// does not matter. Several goroutines may evaluate documents against one
// request while nobody changes it.
type Request struct {
	action   string
	folded   string
	service  uint64
	resource Resource
	keys     map[string]*entry
	others   entry
	missing  string // keys that begin so are absent, unless they are set; empty for none
}

// NewRequest returns a request for an action, such as s3:GetObject, on a
// resource. others is what holds for keys that are not set: Open where the
// request may not be complete, Absent where it is.
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

// Set sets the values of a key. Without any the key is absent.
func (r *Request) Set(key string, values ...string) {
	e := &entry{presence: Given, values: make([]value, len(values))}
	for i, v := range values {
		e.values[i] = parseValue(v)
	}
	if len(values) == 0 {
		e.presence = Absent
	}
	r.keys[strings.ToLower(key)] = e
}

// SetAbsent makes a key absent, whatever holds for the others.
func (r *Request) SetAbsent(key string) { r.keys[strings.ToLower(key)] = &entry{presence: Absent} }

// SetMissing makes absent all keys that begin with a prefix, such as the tags of
// the request, whatever was said of them.
func (r *Request) SetMissing(prefix string) {
	r.missing = strings.ToLower(prefix)
	maps.DeleteFunc(r.keys, func(key string, _ *entry) bool { return strings.HasPrefix(key, r.missing) })
}

// SetOpen makes a key open, whatever holds for the others.
func (r *Request) SetOpen(key string) { r.keys[strings.ToLower(key)] = &entry{presence: Open} }

// Clone returns a copy that can be changed without changing r.
func (r *Request) Clone() *Request {
	c := *r
	c.keys = maps.Clone(r.keys)
	return &c
}

// WithResource returns a copy of the request with another resource.
func (r *Request) WithResource(to Resource) *Request {
	c := r.Clone()
	c.resource = to
	return c
}

// Key returns what the request says of a key, and its values.
func (r *Request) Key(key string) (Presence, []string) {
	e := r.lookup(strings.ToLower(key))
	var values []string
	for _, v := range e.values {
		values = append(values, v.text)
	}
	return e.presence, values
}

// Keys returns the keys that were set, in lower case and sorted.
func (r *Request) Keys() []string { return slices.Sorted(maps.Keys(r.keys)) }

// lookup returns the entry of a key, given in lower case.
func (r *Request) lookup(key string) *entry {
	if e, ok := r.keys[key]; ok {
		return e
	}
	if r.missing != "" && strings.HasPrefix(key, r.missing) {
		return &missing
	}
	return &r.others
}
