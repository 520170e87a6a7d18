package denial

import (
	"encoding/json"
	"strings"

	"deputy/model"
)

// tag is a tag in the parameters of a request. Services spell it in two ways.
type tag struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	KMSKey string `json:"tagKey"`
	KMSVal string `json:"tagValue"`
}

// parameters are what deputy takes from a request's parameters: those whose
// condition key AWS documents to have the parameter's value.
type parameters struct {
	// EC2 tags what a call creates by resource type.
	Specifications items[struct {
		Type string `json:"resourceType"`
		Tags []tag  `json:"tags"`
	}] `json:"tagSpecificationSet"`
	TagSet       items[tag]      `json:"tagSet"` // ec2:CreateTags
	Tags         json.RawMessage `json:"tags"`   // others: a list, or an object
	InstanceType string          `json:"instanceType"`

	RoleARN        string `json:"roleArn"`
	SessionName    string `json:"roleSessionName"`
	ExternalID     string `json:"externalId"`
	SourceIdentity string `json:"sourceIdentity"`

	ACL          string `json:"x-amz-acl"`
	Encryption   string `json:"x-amz-server-side-encryption"`
	Key          string `json:"x-amz-server-side-encryption-aws-kms-key-id"`
	StorageClass string `json:"x-amz-storage-class"`
}

// hidden stands in events for values that CloudTrail does not show.
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"

// readParameters takes condition keys from a request's parameters, and the
// resource where it stands there. What is not understood is left open.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
func (d *Denial) readParameters(raw json.RawMessage, set func(key, value string)) {
	var p parameters
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &p) != nil {
		return
	}
	service, _, _ := strings.Cut(strings.ToLower(d.Action), ":")
	switch service {
	case "sts":
		if d.Resource == "" {
			d.Resource = p.RoleARN
		}
		set("sts:RoleSessionName", p.SessionName)
		set("sts:ExternalId", p.ExternalID)
		set("sts:SourceIdentity", p.SourceIdentity)
	case "s3":
		set("s3:x-amz-acl", p.ACL)
		set("s3:x-amz-server-side-encryption", p.Encryption)
		set("s3:x-amz-server-side-encryption-aws-kms-key-id", p.Key)
		set("s3:x-amz-storage-class", p.StorageClass)
	case "ec2":
		d.readEC2Tags(&p, set)
		d.setTags(p.TagSet.Items, set)
		return
	}
	var tags []tag
	if json.Unmarshal(p.Tags, &tags) != nil {
		var object map[string]string
		if json.Unmarshal(p.Tags, &object) != nil {
			return
		}
		for key, value := range object {
			tags = append(tags, tag{Key: key, Value: value})
		}
	}
	d.setTags(tags, set)
}

// readEC2Tags takes the tags of what an EC2 call creates: those of the type of
// the resource that was denied. Where the call tags none of that type, the
// request has no tags for it.
func (d *Denial) readEC2Tags(p *parameters, set func(key, value string)) {
	arn, err := model.ParseARN(d.Resource)
	kind, _, ok := strings.Cut(arn.Resource, "/")
	if err != nil || !ok {
		return
	}
	if kind == "instance" {
		set("ec2:InstanceType", p.InstanceType)
	}
	for _, s := range p.Specifications.Items {
		if s.Type == kind {
			d.setTags(s.Tags, set)
		}
	}
}

// setTags sets the keys of tags in a request.
func (d *Denial) setTags(tags []tag, set func(key, value string)) {
	for _, t := range tags {
		key, value := t.Key+t.KMSKey, t.Value+t.KMSVal
		if key == "" || value == "" || value == hidden {
			continue
		}
		set("aws:RequestTag/"+key, value)
	}
}
