package cloudtrail

import (
	"slices"
	"strings"

	"deputy/model"
)

// readParameters takes condition keys from a request's parameters, where AWS
// documents that the key has the parameter's value. What is not understood is left
// open.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
func (e *Event) readParameters(r *Request, set func(key string, values ...string)) {
	if e.Parameters == "" {
		return
	}
	p := e.parameters()
	service, _, _ := strings.Cut(strings.ToLower(r.Action), ":")
	for parameter, key := range keyParameters[service] {
		set(key, p.words.of(parameter))
	}
	if service == "ec2" {
		e.readEC2Tags(r, p, set)
		return
	}
	r.setTags(p.tags, p.tagsRead)
}

// keyParameters are the condition keys that have a parameter's value, by service.
var keyParameters = map[string]map[string]string{
	"sts": {"roleSessionName": "sts:RoleSessionName", "externalId": "sts:ExternalId", "sourceIdentity": "sts:SourceIdentity"},
	"s3": {
		"x-amz-acl": "s3:x-amz-acl", "x-amz-server-side-encryption": "s3:x-amz-server-side-encryption",
		"x-amz-server-side-encryption-aws-kms-key-id": "s3:x-amz-server-side-encryption-aws-kms-key-id", "x-amz-storage-class": "s3:x-amz-storage-class",
	},
}

// KeyParameter is a parameter whose value a condition key has.
type KeyParameter struct{ Parameter, Key string }

// KeyParameters returns all of them but tags.
func KeyParameters() []KeyParameter {
	out := []KeyParameter{{"instanceType", "ec2:InstanceType"}}
	for _, parameters := range keyParameters {
		for parameter, key := range parameters {
			out = append(out, KeyParameter{parameter, key})
		}
	}
	return out
}

// TagParameters are the parameters that have the tags of a request, or by which it
// takes tags from elsewhere.
var TagParameters = []string{
	"tags", "Tags", "tagSet", "tagList", "tagSpecificationSet", "tagSpecifications", "tagging", "x-amz-tagging", "x-amz-tagging-directive",
	"launchTemplate", "launchTemplateSpecification", "launchTemplateConfigs",
}

// readEC2Tags takes the tags of what an EC2 call creates: those of the type of the
// resource. Where the call tags none of that type, the request has no tags for it.
func (e *Event) readEC2Tags(r *Request, p *parameters, set func(key string, values ...string)) {
	if strings.EqualFold(r.Action, "ec2:CreateTags") || strings.EqualFold(r.Action, "ec2:DeleteTags") {
		r.setTags(p.tags, p.tagsRead)
		return
	}
	arn, err := model.ParseARN(r.Resource)
	kind, _, ok := strings.Cut(arn.Resource, "/")
	if err != nil || !ok {
		// Without a resource only a call that tags nothing has the same tags for all.
		if r.tagsKnown = p.tagsRead && len(p.byType) == 0 && len(p.tags) == 0; !r.tagsKnown {
			return
		}
		kind = ""
	}
	if kind == "instance" {
		set("ec2:InstanceType", p.words.of("instanceType"))
	}
	r.setTags(slices.Concat(p.tags, p.byType[kind]), p.tagsRead)
}

// parameters are what deputy takes from a request's parameters.
type parameters struct {
	words    words // texts and numbers at the top
	tags     []tag
	byType   map[string][]tag // of what EC2 creates, by type of resource
	tagsRead bool             // there are no tags but these
}

// words are texts with names.
type words []named

type named struct{ name, value string }

// of returns the text of a name: the last one if there are several.
func (w words) of(name string) string {
	for i := len(w) - 1; i >= 0; i-- {
		if w[i].name == name {
			return w[i].value
		}
	}
	return ""
}

// parameters returns the parameters of the request, which it reads once.
func (e *Event) parameters() *parameters {
	if e.read == nil || e.readOf != e.Parameters {
		e.read, e.readOf = readParameters(e.Parameters), e.Parameters
	}
	return e.read
}

func readParameters(text string) *parameters {
	p := &parameters{words: make(words, 0, 8), tagsRead: true}
	s := scanner{text: text}
	err := s.members(func(key string) error {
		c, err := s.next()
		if err != nil {
			return err
		}
		lower := strings.ToLower(key)
		switch {
		case key == "tagSpecificationSet" && c == '{':
			return s.members(func(string) error { return s.elements(func() error { return p.specification(&s) }) })
		case (lower == "tags" || lower == "tagset" || lower == "taglist") && (c == '{' || c == '['):
			return p.readTags(&s, &p.tags)
		case strings.Contains(lower, "tagging") || strings.Contains(lower, "launchtemplate"): // It may have tags.
			p.tagsRead = false
		case strings.Contains(lower, "tag") && c != 'n':
			p.tagsRead = p.tagsRead && !(c == '{' || c == '[' || lower == "tags")
		}
		var word string
		if err := s.word(&word); err != nil {
			return err
		}
		p.words = append(p.words, named{key, word})
		return nil
	})
	p.tagsRead = p.tagsRead && err == nil
	return p
}

// specification reads the tags that an EC2 call gives to one type of resource.
func (p *parameters) specification(s *scanner) error {
	var kind string
	var tags []tag
	err := s.members(func(key string) error {
		switch key {
		case "resourceType":
			return s.word(&kind)
		case "tags", "tagSet":
			return p.readTags(s, &tags)
		}
		return s.skip()
	})
	if p.byType == nil {
		p.byType = map[string][]tag{}
	}
	p.byType[kind] = append(p.byType[kind], tags...)
	return err
}

// readTags reads tags: a list, which may stand in an object with items, or an object
// whose keys are the tags'.
func (p *parameters) readTags(s *scanner, to *[]tag) error {
	c, err := s.next()
	if err != nil {
		return err
	}
	if c == '[' {
		return s.elements(func() error { return p.readTag(s, to) })
	}
	return s.members(func(key string) error {
		c, err := s.next()
		switch {
		case err != nil:
			return err
		case key == "items" && c == '[':
			return s.elements(func() error { return p.readTag(s, to) })
		}
		t := tag{key: key}
		err = s.word(&t.value)
		*to = append(*to, t)
		return err
	})
}

func (p *parameters) readTag(s *scanner, to *[]tag) error {
	var t tag
	err := s.members(func(key string) error {
		switch strings.ToLower(key) {
		case "key", "tagkey":
			return s.word(&t.key)
		case "value", "tagvalue":
			return s.word(&t.value)
		}
		return s.skip()
	})
	*to = append(*to, t)
	return err
}
