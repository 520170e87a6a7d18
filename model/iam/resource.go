package iam

import (
	"slices"
	"strconv"
	"strings"
)

// The marks in an action's line: requiredMark stands behind a resource type that
// is required, listMark before the number of a list of condition keys.
const (
	requiredMark = "*"
	listMark     = "|"
)

// Resource is a resource type as an action takes it.
type Resource struct {
	Type     string   // its name, such as bucket
	ARN      string   // its ARN with ${…} for what varies; several formats are separated by a comma and a blank
	Required bool     // the reference marks it as required; it also marks alternatives so
	Keys     []string // the condition keys that it has in requests of the action
}

// Formats returns the formats of the type's ARN.
func (r Resource) Formats() []string { return strings.Split(r.ARN, ", ") }

// Resources returns the resource types that an action takes, in alphabetical
// order; none if it takes only *, or is not known.
func Resources(action string) []Resource {
	s, i := lookup(action)
	if s == nil {
		return nil
	}
	var out []Resource
	for _, f := range strings.Fields(s.actions()[i].line)[2:] {
		name, list, _ := strings.Cut(f, listMark)
		r := Resource{Keys: s.keyList(list)}
		r.Type, r.Required = strings.CutSuffix(name, requiredMark)
		for _, line := range s.resources {
			if name, arn, _ := strings.Cut(line, " "); name == r.Type {
				r.ARN = arn
			}
		}
		out = append(out, r)
	}
	return out
}

// TakesOnlyAny reports whether the reference knows an action and lists no
// resource type for it: its resource is *.
func TakesOnlyAny(action string) bool {
	a, known := Lookup(action)
	return known && len(a.Types) == 0
}

// ActionKeys returns the condition keys that requests of an action can have
// whatever the resource type, without those that all requests can have.
func ActionKeys(action string) []string {
	s, i := lookup(action)
	if s == nil {
		return nil
	}
	_, list, _ := strings.Cut(strings.Fields(s.actions()[i].line)[1], listMark)
	return s.keyList(list)
}

// keyList returns the condition keys of a list by its number; none for the
// empty text.
func (s *service) keyList(number string) []string {
	i, err := strconv.Atoi(number)
	if err != nil {
		return nil
	}
	return strings.Fields(s.lists[i])
}

// createdElsewhere are actions that can create their resource in another
// account: ECR's takes a registry ID.
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
var createdElsewhere = []string{"ecr:CreateRepository"}

// Creates returns the resource type that an action creates in the caller's
// account. The reference does not say that in a column; it is known where the
// action's name is Create and the name of its only type, as those of
// s3:CreateBucket are.
func Creates(action string) (Resource, bool) {
	a, _ := Lookup(action)
	name, creates := strings.CutPrefix(a.Name, "Create")
	if !creates || len(a.Types) != 1 || !strings.EqualFold(name, strings.ReplaceAll(a.Types[0], "-", "")) || slices.Contains(createdElsewhere, a.String()) {
		return Resource{}, false
	}
	return Resources(action)[0], true
}
