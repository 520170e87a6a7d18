package typical

import (
	"strings"

	"deputy/model/iam"
)

// resourceType is a resource type as AWS's reference has it: a name, and an ARN
// with ${…} for what varies.
type resourceType struct{ name, arn string }

// touches returns the resource types that an action can act on; known reports
// whether AWS's reference knows the action at all.
func touches(action string) (types []resourceType, known bool) {
	a, known := iam.Lookup(action)
	if !known {
		return nil, false
	}
	for _, r := range iam.Resources(action) {
		types = append(types, resourceType{r.Type, r.ARN})
	}
	// A type without an ARN cannot be filled in, and hides that there are several.
	if len(types) < len(a.Types) {
		types = append(types, make([]resourceType, len(a.Types)-len(types))...)
	}
	return types, true
}

// foreign holds the resource types that usually belong to somebody else, such as
// AMIs, and the actions on them.
var foreign = map[string]bool{
	"ec2:image": true, "ec2:snapshot": true, "ec2:fpga-image": true, "rds:snapshot": true, "rds:cluster-snapshot": true,
	"lambda:layer version": true, "lambda:layer": true, "lambda:layerversion": true,
}

// ownedByOthers reports whether resources of a type that an action acts on are
// usually somebody else's, so that no owner is assumed.
func ownedByOthers(action string, t resourceType) bool {
	service, name, _ := strings.Cut(strings.ToLower(action), ":")
	arn := strings.SplitN(t.arn, ":", 6)
	return foreign[service+":"+strings.ToLower(t.name)] || service == "sts" && strings.HasPrefix(name, "assume") ||
		len(arn) == 6 && arn[4] == "aws"
}

// arnOf returns the ARN of a resource of a type with a name.
func (t resourceType) arnOf(partition, region, account, name string) string {
	known := map[string]string{"Partition": partition, "Region": region, "Account": account}
	var b strings.Builder
	rest := t.arn
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
func (t resourceType) regional() bool { return strings.Contains(t.arn, "${Region}") }
