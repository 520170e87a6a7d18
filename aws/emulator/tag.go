package emulator

import (
	"encoding/json"
	"slices"
	"strings"

	"deputy/model"
)

// tagQuota is how many tags a resource may have.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const tagQuota = 50

// The lengths of a tag's key and value.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Tag.html
var (
	tagKeyRule   = rule{least: 1, most: 128}
	tagValueRule = rule{most: 256}
)

func (in *input) takeTags(value json.RawMessage) error {
	var tags []struct{ Key, Value *string }
	if json.Unmarshal(value, &tags) != nil {
		return malformed("Tags is not a list of tags.")
	}
	for _, t := range tags {
		if t.Key == nil || t.Value == nil {
			return invalid("INPUT_REQUIRED", "You must provide Key and Value of a tag.")
		}
		if err := checkTagKey(*t.Key); err != nil {
			return err
		}
		if err := tagValueRule.check("Value", *t.Value); err != nil {
			return err
		}
		if slices.ContainsFunc(in.tags, func(o model.Tag) bool { return o.Key == *t.Key }) {
			return invalid("DUPLICATE_TAG_KEY", "You specified the same tag key more than once.")
		}
		in.tags = append(in.tags, model.Tag{Key: *t.Key, Value: *t.Value})
	}
	return nil
}

func (in *input) takeKeys(value json.RawMessage) error {
	if json.Unmarshal(value, &in.keys) != nil {
		return malformed("TagKeys is not a list of strings.")
	}
	for _, k := range in.keys {
		if err := checkTagKey(k); err != nil {
			return err
		}
	}
	return nil
}

func checkTagKey(key string) error {
	if strings.HasPrefix(strings.ToLower(key), "aws:") {
		return invalid("INVALID_SYSTEM_TAGS_PARAMETER", "You specified a tag key that is a system tag. You can't add, edit, or delete system tag keys because they're reserved for AWS use.")
	}
	return tagKeyRule.check("Key", key)
}

func listTags(q *query) (any, error) {
	id := q.in.text["ResourceId"]
	if !q.index.isTaggable(id) {
		return nil, errNoTarget
	}
	tags, next, err := page(q, q.visible.tags[id])
	wire := make([]wireTag, len(tags))
	for i, t := range tags {
		wire[i] = wireTag(t)
	}
	return struct {
		Tags      []wireTag
		NextToken string `json:",omitempty"`
	}{wire, next}, err
}

type wireTag struct{ Key, Value string }

func tagResource(q *query) (any, error) {
	id := q.in.text["ResourceId"]
	if !q.index.isTaggable(id) {
		return nil, errNoTarget
	}
	tags := slices.Clone(q.s.current.tags[id])
	for _, t := range q.in.tags {
		if i := slices.IndexFunc(tags, func(o model.Tag) bool { return o.Key == t.Key }); i >= 0 {
			tags[i] = t
		} else {
			tags = append(tags, t)
		}
	}
	if len(tags) > tagQuota {
		return nil, constraint("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource.")
	}
	q.s.change(q.now, func(l *state) { l.tags[id] = tags })
	return nil, nil
}

func untagResource(q *query) (any, error) {
	id := q.in.text["ResourceId"]
	if !q.index.isTaggable(id) {
		return nil, errNoTarget
	}
	tags := slices.DeleteFunc(slices.Clone(q.s.current.tags[id]), func(t model.Tag) bool { return slices.Contains(q.in.keys, t.Key) })
	q.s.change(q.now, func(l *state) { l.tags[id] = tags })
	return nil, nil
}
