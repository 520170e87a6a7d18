package typical

import (
	"slices"
	"strings"

	"deputy/model/iam"
)

// part is one of the resources that an ordinary call is authorized on.
type part struct {
	iam.Resource
	words    string // how a sentence calls it
	created  bool   // each call creates it
	untagged bool   // it has no tags in its request
}

// partsOf returns the parts of an ordinary call of an action on several resources;
// none of an action that is not one.
func partsOf(action string) []part {
	c, _ := iam.CallOf(action)
	types := iam.Resources(action)
	var out []part
	for _, p := range c.Parts {
		if p.Ordinary == "" {
			continue
		}
		i := slices.IndexFunc(types, func(t iam.Resource) bool { return t.Type == p.Type })
		out = append(out, part{types[i], p.Ordinary, p.Created, c.TagsByPart() && !types[i].TakesTags()})
	}
	return out
}

// tagsByPart reports whether a call names the tags of each resource apart.
func tagsByPart(action string) bool {
	c, ok := iam.CallOf(action)
	return ok && c.TagsByPart()
}

// further holds actions that make calls of their own in the caller's name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
var further = map[string]bool{
	"cloudformation:createstack": true, "cloudformation:updatestack": true, "cloudformation:deletestack": true,
	"cloudformation:executechangeset": true, "cloudformation:createstackset": true, "cloudformation:createstackinstances": true,
	"cloudformation:updatestackset": true, "servicecatalog:provisionproduct": true, "elasticbeanstalk:createenvironment": true,
}

// foreign holds the resource types that usually belong to somebody else, such as
// AMIs, and the actions on them.
var foreign = map[string]bool{
	"ec2:image": true, "ec2:snapshot": true, "ec2:fpga-image": true, "rds:snapshot": true, "rds:cluster-snapshot": true,
	"lambda:layer version": true, "lambda:layer": true, "lambda:layerversion": true,
}

// ownedByOthers reports whether resources of a type that an action acts on are
// usually somebody else's, so that no owner is assumed.
func ownedByOthers(action string, t iam.Resource) bool {
	service, name, _ := strings.Cut(strings.ToLower(action), ":")
	arn := strings.SplitN(t.ARN, ":", 6)
	return foreign[service+":"+strings.ToLower(t.Type)] || service == "sts" && strings.HasPrefix(name, "assume") ||
		len(arn) == 6 && arn[4] == "aws"
}

// arnOf returns the ARN of a resource of a type with a name.
func arnOf(t iam.Resource, partition, region, account, name string) string {
	known := map[string]string{"Partition": partition, "Region": region, "Account": account}
	var b strings.Builder
	rest := t.Formats()[0]
	for {
		before, after, found := strings.Cut(rest, "${")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		variable, after, _ := strings.Cut(after, "}")
		if value, ok := known[variable]; ok {
			b.WriteString(value)
		} else {
			b.WriteString(name)
		}
		rest = after
	}
}

// regional reports whether the ARN has a Region.
func regional(t iam.Resource) bool { return strings.Contains(t.ARN, "${Region}") }
